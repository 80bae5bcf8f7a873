package simprinter

import "fmt"

// text is a printer's answer in words.
func text(s string) []byte { return append(append([]byte{0x5F}, s...), 0x00) }

// identify answers GS I (facts/print.md §1.5).
func (p *Printer) identify(n byte) {
	if n == 0x73 && p.o.Presenter == EUT400 { // which options are fitted: bit 0 is the presenter
		p.answer([]byte{0x01})
		return
	}
	i := p.o.Identity
	if i == nil {
		return
	}
	switch n {
	case 1, '1':
		p.answer([]byte{i.Model})
	case 2, '2':
		p.answer([]byte{i.Type})
	case 3, '3':
		p.answer([]byte{i.Version})
	case 0xFF:
		if i.Code != [2]byte{} {
			p.answer(i.Code[:])
		}
	default:
		if s, ok := i.Texts[n]; ok {
			p.answer(text(s))
		}
	}
}

// count answers GS g 2: what the printer has done in its life (facts/print.md §1.5). The numbers below 100 are those that GS g 0
// sets to nothing on a real one; this one counts both the same.
func (p *Printer) count(c []byte) {
	if c[2] != '2' {
		p.warnf("GS g %02X", c[2])
		return
	}
	switch n := int(c[4]) + int(c[5])<<8; n {
	case 20, 148:
		p.answer(text(fmt.Sprint(p.counts.lines)))
	case 21, 149:
		p.answer(text(fmt.Sprint(p.counts.heads)))
	case 50, 178:
		p.answer(text(fmt.Sprint(p.counts.cuts)))
	case 70, 198:
		p.answer(text("0"))
	default:
		p.warnf("GS g for counter %d", n)
	}
}

// tally answers Custom's questions for its counters (facts/print.md §1.5), and reports whether it is one.
func (p *Printer) tally(b byte) bool {
	if !p.o.custom() {
		return false
	}
	switch b {
	case 0xE1:
		p.answer([]byte(fmt.Sprintf("%dcm", int(max(0, p.roll-p.moved)/10))))
	case 0xE2:
		p.answer([]byte(fmt.Sprintf("%dcuts", p.counts.cuts)))
	case 0xE3:
		p.answer([]byte(fmt.Sprintf("%dcm", int(p.moved/10))))
	case 0xE4:
		p.answer([]byte(fmt.Sprintf("%dret", p.counts.retracted)))
	case 0xE5:
		p.answer([]byte(fmt.Sprintf("%don", p.counts.powerUps)))
	default:
		return false
	}
	return true
}
