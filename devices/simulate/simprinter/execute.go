package simprinter

import (
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
	spacing  int // dots from line to line; 0 is the first one, 1/6 inch
	qrModule int
	qrData   string
	stops    string // columns of HT, a byte each; "" are those of every eighth
}

func defaults() settings { return settings{chinese: true, wide: 1, high: 1, qrModule: 3} }

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
		p.flow()
		p.touch()
		p.obey(command)
	}
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
	switch {
	case c[0] == '\n':
		p.feedLine()
	case c[0] == '\t':
		switch {
		case p.state.align != 0:
			p.warnf("a tab in a line that is not at the left")
		case !p.paper.tab(p.state):
			p.warnf("a tab behind the last stop")
		}
	case c[0] == '\r', c[0] == 0: // ignored
	case c[0] == 0x1B || c[0] == 0x1C || c[0] == 0x1D:
		if !p.presenterCommand(c) {
			p.command(c)
		}
	case c[0] < 0x20 || c[0] == 0x7F:
		p.warnf("stray byte %02X", c[0])
	case len(c) >= 2:
		p.hanzi(c)
	case c[0] >= 0x80:
		p.warnf("half a character: %02X", c[0])
	default:
		p.put(string(c), 1)
	}
}

func (p *Printer) command(c []byte) {
	s := &p.state
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
		s.spacing = 0
	case "\x1b3":
		s.spacing = int(c[2]) / p.o.unit()
	case "\x1ba":
		p.lineStart("ESC a")
		s.align = c[2] & 3
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
		p.move(int(c[2]) / p.o.unit())
	case "\x1bc", "\x1b=", "\x1bS", "\x1da", "\x1c!", "\x1cW", "\x1cS", "\x1c-", "\x1b-", "\x1dL", "\x1dW":
	case "\x1b$":
		dots := int(c[2]) + int(c[3])<<8
		if dots < p.paper.used*12 || dots >= p.paper.width {
			p.warnf("ESC $ to dot %d from dot %d", dots, p.paper.used*12)
			return
		}
		p.paper.position(dots, *s)
	case "\x1bD":
		s.stops = p.stops(c[2:])
	case "\x1b*":
		p.image24(c)
	case "\x1dv":
		p.raster(c)
	case "\x1bZ":
		p.escZ(c)
	case "\x1dV":
		p.cut(c)
	case "\x1dr", "\x1bv":
		if (c[1] == 'v' || c[2] == 1) && p.o.Completion != None {
			p.answer([]byte{map[bool]byte{false: 0, true: 3}[p.near]})
		}
	case "\x1dI":
		p.identify(c[2])
	case "\x1dg":
		p.count(c)
	case "\x1d(":
		p.group(c)
	default:
		if c[0] != 0x1D || !p.tally(c[1]) {
			p.warnf("unknown command % X", c[:2])
		}
	}
}

// stops are the columns of ESC D, in narrow characters. They rise, and a zero ends them.
func (p *Printer) stops(list []byte) string {
	var out []byte
	for _, n := range list {
		at := int(n) * p.state.wide
		if n == 0 {
			break
		}
		if at >= p.o.Columns || len(out) > 0 && at <= int(out[len(out)-1]) {
			p.warnf("ESC D % X", list)
			break
		}
		out = append(out, byte(at))
	}
	return string(out)
}

// hanzi prints a code of two bytes, or of four where the font has them. Otherwise what is the beginning of a four-byte code
// comes out as what printers make of it.
func (p *Printer) hanzi(c []byte) {
	if len(c) == 2 && c[1] >= '0' && c[1] <= '9' {
		p.warnf("a four-byte code: % X", c)
		p.put("?", 1)
		p.put(string(c[1:]), 1)
		return
	}
	decoder := simplifiedchinese.GBK.NewDecoder()
	if len(c) == 4 {
		decoder = simplifiedchinese.GB18030.NewDecoder()
	}
	text, err := decoder.Bytes(c)
	switch {
	case err != nil || string(text) == "\uFFFD":
		p.warnf("no character: % X", c)
		text = []byte("■")
	case p.o.Hanzi == GB2312 && (c[0] < 0xA1 || c[1] < 0xA1):
		p.warnf("not in the font: % X", c)
		text = []byte("□")
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

// feedLine prints the line and moves the paper, by more than the line's spacing where its characters are higher.
func (p *Printer) feedLine() bool {
	high := p.paper.height
	if p.paper.used > 0 {
		p.counts.heads += max(1, high) * 24
	}
	p.counts.lines++
	p.paper.print(p.state)
	spacing := p.state.spacing
	if spacing == 0 {
		spacing = map[int]int{203: 34, 180: 30}[p.o.DPI]
	}
	return p.move(max(spacing, high*24+6))
}

// move moves the paper: it takes its time, and things may happen meanwhile. What was printed stays printed. False: the
// command under way was cleared.
func (p *Printer) move(dots int) bool {
	life := p.life
	p.paper.advance(dots)
	mm := float64(dots) / p.o.dotsPerMM()
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

// cut is GS V: 65 and 66 feed the paper to the cutter and n units more; 0 and 1 cut where the paper stands, and what was printed
// between head and cutter stays on the next piece (facts/print.md §1.3).
func (p *Printer) cut(c []byte) {
	p.lineStart("GS V")
	if !p.o.knows(c[2]) {
		p.warnf("GS V %02X", c[2])
		return
	}
	gap := int(headToCut * p.o.dotsPerMM())
	life := p.life
	above := gap
	if c[2] == 65 || c[2] == 66 {
		above = 0
		if !p.move(gap + int(c[3])/p.o.unit()) {
			return
		}
	}
	p.rest(cutTime)
	if p.life != life || p.closed {
		return
	}
	p.counts.cuts++
	slip := p.paper.cut(above)
	slip.Complete, slip.Through = true, c[2] == 65 || c[2]&1 == 0 && c[2] != 66
	if len(slip.Text) == 0 && len(slip.QR) == 0 && slip.Bands == 0 {
		return // an empty piece of paper
	}
	p.slips = append(p.slips, slip)
	p.touch()
	if p.o.OnSlip != nil {
		p.o.OnSlip(slip)
	}
	p.hold()
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
