package simprinter

import (
	"bytes"
	"fmt"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// settings are what commands have set; ESC @ brings the first ones back.
type settings struct {
	chinese  bool
	align    byte
	bold     bool
	wide     int // factor of width and height
	high     int
	spacing  int // dots from line to line
	qrModule int
	qrData   string
	stops    string // columns of HT, a byte each; "" are those of every eighth
}

func defaults() settings { return settings{chinese: true, wide: 1, high: 1, spacing: 34, qrModule: 3} }

// execute is the goroutine that obeys what is in the buffer, while the printer is online.
func (p *Printer) execute() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed {
		n, whole := p.length()
		if !whole || p.offline() {
			p.touch() // it has come to rest
			p.changed.Wait()
			continue
		}
		command := append([]byte(nil), p.buffer[:n]...)
		p.buffer = p.buffer[n:]
		p.touch()
		p.obey(command)
	}
}

// knownLengths are the commands of known length, by their first two bytes: how many bytes follow those.
func knownLengths() map[string]int {
	return map[string]int{
		"\x1b@": 0, "\x1c&": 0, "\x1c.": 0, "\x1bS": 0, "\x1b2": 0, "\x1b3": 1, "\x1ba": 1, "\x1bE": 1, "\x1bG": 1, "\x1bd": 1,
		"\x1bJ": 1, "\x1b-": 1, "\x1b=": 1, "\x1c!": 1, "\x1cW": 1, "\x1c-": 1, "\x1cS": 2, "\x1bt": 1, "\x1bR": 1,
		"\x1d!": 1, "\x1dL": 2, "\x1dW": 2, "\x1b$": 2, "\x1dr": 1, "\x1dI": 1, "\x1da": 1, "\x1dh": 1, "\x1dw": 1, "\x1dH": 1,
		"\x1df": 1, "\x1bc": 2,
	}
}

// length is the length of the command or text at the head of the buffer; false while it is not all there.
func (p *Printer) length() (int, bool) {
	b := p.buffer
	if len(b) == 0 {
		return 0, false
	}
	switch b[0] {
	case 0x1B, 0x1C, 0x1D:
		if len(b) < 2 {
			return 0, false
		}
		if n, ok := knownLengths()[string(b[:2])]; ok {
			return 2 + n, len(b) >= 2+n
		}
		switch string(b[:2]) {
		case "\x1dV": // GS V m [n]
			if len(b) < 3 {
				return 0, false
			}
			if b[2] == 65 || b[2] == 66 {
				return 4, len(b) >= 4
			}
			return 3, true
		case "\x1bD": // ESC D n1 … 00
			n := bytes.IndexByte(b[2:], 0)
			return n + 3, n >= 0
		case "\x1d(": // GS ( x pL pH …
			if len(b) < 5 {
				return 0, false
			}
			n := 5 + int(b[3]) + int(b[4])<<8
			return n, len(b) >= n
		case "\x1b*": // ESC * m nL nH …
			if len(b) < 5 {
				return 0, false
			}
			n := int(b[3]) + int(b[4])<<8
			if b[2] == 32 || b[2] == 33 {
				n *= 3
			}
			return 5 + n, len(b) >= 5+n
		case "\x1dv": // GS v 0 m xL xH yL yH …
			if len(b) < 8 {
				return 0, false
			}
			n := 8 + (int(b[4])+int(b[5])<<8)*(int(b[6])+int(b[7])<<8)
			return n, len(b) >= n
		}
		return 2, true
	}
	if p.state.chinese && b[0] >= 0x81 && b[0] <= 0xFE {
		return 2, len(b) >= 2
	}
	return 1, true
}

// warnf keeps what no printer would have understood.
func (p *Printer) warnf(format string, a ...any) { p.warn = append(p.warn, fmt.Sprintf(format, a...)) }

// lineStart warns of a command that only works at the start of a line.
func (p *Printer) lineStart(what string) {
	if p.paper.used > 0 {
		p.warnf("%s stands inside a line", what)
	}
}

func (p *Printer) obey(c []byte) {
	s := &p.state
	switch {
	case c[0] == '\n':
		p.feedLine()
	case c[0] == '\t':
		p.paper.tab(p.state)
	case c[0] == '\r', c[0] == 0: // ignored
	case c[0] == 0x1B || c[0] == 0x1C || c[0] == 0x1D:
		switch string(c[:2]) {
		case "\x1b@":
			p.paper.forgetLine()
			*s = defaults()
		case "\x1c&":
			p.lineStart("FS &")
			s.chinese = true
		case "\x1c.":
			s.chinese = false
		case "\x1b2":
			s.spacing = 34
		case "\x1b3":
			s.spacing = int(c[2])
		case "\x1ba":
			p.lineStart("ESC a")
			s.align = c[2]
		case "\x1bE", "\x1bG":
			s.bold = c[2]&1 == 1
		case "\x1d!":
			s.wide, s.high = int(c[2]>>4)+1, int(c[2]&0x0F)+1
		case "\x1bd":
			for range int(c[2]) {
				if !p.feedLine() {
					return
				}
			}
		case "\x1bJ":
			p.move(int(c[2]))
		case "\x1bc", "\x1b=", "\x1bS", "\x1da", "\x1c!", "\x1cW", "\x1cS", "\x1c-", "\x1b-", "\x1dL", "\x1dW":
		case "\x1b$":
			p.paper.position(int(c[2])+int(c[3])<<8, p.state)
		case "\x1bD":
			p.state.stops = string(c[2 : len(c)-1])
		case "\x1b*":
			p.image24(c)
		case "\x1dV":
			p.lineStart("GS V")
			p.cut()
		case "\x1dr":
			if c[2] == 1 && p.o.Completion != None {
				p.answer([]byte{map[bool]byte{false: 0, true: 3}[p.near]})
			}
		case "\x1d(":
			p.group(c)
		default:
			p.warnf("unknown command % X", c[:2])
		}
	case c[0] < 0x20 || c[0] == 0x7F:
		p.warnf("stray byte %02X", c[0])
	case len(c) == 2:
		p.hanzi(c)
	case c[0] >= 0x80:
		p.warnf("half a character: %02X", c[0])
	default:
		p.put(string(c), 1)
	}
}

// hanzi prints a two-byte code. What is the beginning of a four-byte code comes out as what printers make of it.
func (p *Printer) hanzi(c []byte) {
	if c[1] >= '0' && c[1] <= '9' {
		p.warnf("a four-byte code: % X", c)
		p.put("?", 1)
		p.put(string(c[1:]), 1)
		return
	}
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(c)
	if err != nil || string(text) == "\uFFFD" {
		p.warnf("no character: % X", c)
		text = []byte("■")
	}
	p.put(string(text), 2)
}

func (p *Printer) put(text string, columns int) {
	s := p.state
	if p.paper.used+columns*s.wide > p.o.Columns {
		if text != " " {
			p.warnf("a line is wider than the paper: %q", p.paper.text()+text)
		}
		if !p.feedLine() {
			return
		}
	}
	p.paper.put(text, columns, s)
}

// image24 is ESC * 33: 24 dots high, in the line.
func (p *Printer) image24(c []byte) {
	if c[2] != 33 {
		p.warnf("ESC * mode %d", c[2])
		return
	}
	n := int(c[3]) + int(c[4])<<8
	p.paper.dots(c[5:], n, p.state)
}

// group is GS ( x: the QR code and the process id.
func (p *Printer) group(c []byte) {
	data := c[5:]
	switch {
	case c[2] == 'H' && len(data) == 6 && data[0] == '0' && data[1] == '0':
		p.lineStart("GS ( H")
		if p.o.Completion == ProcessID {
			p.answer(append(append([]byte{0x37, 0x22}, data[2:6]...), 0x00))
		}
	case c[2] == 'k' && len(data) >= 3 && data[0] == '1':
		switch data[1] {
		case 'A', 'E':
		case 'C':
			p.state.qrModule = int(data[2])
		case 'P':
			p.state.qrData = string(data[3:])
		case 'Q':
			if p.paper.used > 0 {
				p.warnf("a QR code inside a line")
			}
			h, err := p.paper.qr(p.state)
			if err != nil {
				p.warnf("QR: %v", err)
				return
			}
			p.move(h)
		default:
			p.warnf("GS ( k function %02X", data[1])
		}
	default:
		p.warnf("GS ( %c % X", c[2], data[:min(2, len(data))])
	}
}

// feedLine prints the line and moves the paper, by more than the line's spacing where its characters are higher.
func (p *Printer) feedLine() bool {
	high := p.paper.height
	p.paper.print(p.state)
	return p.move(max(p.state.spacing, high*24+6))
}

// move moves the paper: it takes its time, and things may happen meanwhile. What was printed stays printed. False: the
// command under way was cleared.
func (p *Printer) move(dots int) bool {
	life := p.life
	p.paper.advance(dots)
	mm := float64(dots) / dotsPerMM
	p.rest(time.Duration(mm / mmPerSec * float64(time.Second)))
	p.moved += mm
	p.happen()
	p.stopped = true
	p.touch()
	for p.offline() && p.life == life && !p.closed { // it stops after the line, with the rest in its buffer
		p.changed.Wait()
	}
	p.stopped = false
	return p.life == life && !p.closed
}

// cut feeds the paper to the cutter and cuts it.
func (p *Printer) cut() {
	life := p.life
	if !p.move(int(headToCut * dotsPerMM)) {
		return
	}
	p.rest(cutTime)
	if p.life != life || p.closed {
		return
	}
	slip := p.paper.slip(true)
	p.paper.begin()
	if len(slip.Text) == 0 && len(slip.QR) == 0 {
		return // an empty piece of paper
	}
	p.slips = append(p.slips, slip)
	p.touch()
	if p.o.OnSlip != nil {
		p.o.OnSlip(slip)
	}
}

// rest lets time pass with the doors open: real-time commands are answered while paper moves.
func (p *Printer) rest(d time.Duration) {
	d = time.Duration(float64(d) / p.o.Speed)
	if d <= 0 {
		return
	}
	p.resting = true
	p.mu.Unlock()
	timer := p.o.Clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
	case <-p.done:
	}
	p.mu.Lock()
	p.resting = false
}
