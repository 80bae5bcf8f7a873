package simprinter

import "math/rand/v2"

// fault is something that happens when the paper has moved so far, or so many bytes have come.
type fault struct {
	mm    float64
	bytes int
	do    func()
}

// PaperOutAfter lets the paper end after so many mm from now; 0 is now.
func (p *Printer) PaperOutAfter(mm float64) {
	if mm <= 0 {
		p.set(func() { p.out = true })
		return
	}
	p.After(mm, func() { p.PaperOutAfter(0) })
}

// After lets something happen when the paper has moved so many mm from now: p.After(30, p.OpenCover). It happens between two
// lines, as a line that was begun is finished.
func (p *Printer) After(mm float64, do func()) {
	p.set(func() { p.faults = append(p.faults, fault{mm: p.moved + mm, bytes: -1, do: do}) })
}

// AfterBytes lets something happen when so many bytes have come on the present line.
func (p *Printer) AfterBytes(n int, do func()) {
	p.set(func() { p.faults = append(p.faults, fault{mm: -1, bytes: n, do: do}) })
}

// happen lets faults happen that are due. It gives mu away meanwhile.
func (p *Printer) happen() {
	var due, later []fault
	for _, f := range p.faults {
		if f.mm >= 0 && p.moved >= f.mm || f.bytes >= 0 && p.received >= f.bytes {
			due = append(due, f)
		} else {
			later = append(later, f)
		}
	}
	p.faults = later
	if len(due) == 0 {
		return
	}
	p.mu.Unlock()
	for _, f := range due {
		f.do()
	}
	p.mu.Lock()
}

// LoadPaper puts in a new roll. What the printer still holds it goes on printing.
func (p *Printer) LoadPaper() { p.set(func() { p.out, p.roll = false, p.moved+rollLength }) }

// OpenCover and CloseCover are staff's hands.
func (p *Printer) OpenCover() { p.set(func() { p.cover = true }) }

// CloseCover closes it again.
func (p *Printer) CloseCover() { p.set(func() { p.cover = false }) }

// SetNearEnd says that paper is short.
func (p *Printer) SetNearEnd(on bool) { p.set(func() { p.near = on }) }

// JamCutter and FixCutter are a fault of the cutter and its mending.
func (p *Printer) JamCutter() { p.set(func() { p.jam = true }) }

// FixCutter mends the cutter.
func (p *Printer) FixCutter() {
	p.set(func() {
		p.seized = p.seized || p.jam && p.o.Seize
		p.jam = false
	})
}

// JamPaper and FreePaper are paper stuck on its way, and staff who pull it out.
func (p *Printer) JamPaper() { p.set(func() { p.stuck = true }) }

// FreePaper mends JamPaper.
func (p *Printer) FreePaper() { p.set(func() { p.stuck = false }) }

// HeatHead and CoolHead are the head's temperature: a hot one waits and goes on by itself.
func (p *Printer) HeatHead() { p.set(func() { p.hot = true }) }

// CoolHead mends HeatHead.
func (p *Printer) CoolHead() { p.set(func() { p.hot = false }) }

// SetSpeed is the speed of the paper in mm/s from now on; the cutter and the presenter slow down with it.
func (p *Printer) SetSpeed(mmPerSecond float64) { p.set(func() { p.o.Speed = mmPerSecond / mmPerSec }) }

// Silence keeps it from answering anything; it goes on printing.
func (p *Printer) Silence(on bool) { p.set(func() { p.silent = on }) }

// Confirm changes how the printer says that it has printed.
func (p *Printer) Confirm(c Completion) { p.set(func() { p.o.Completion = c }) }

// Garbage sends n bytes of a disturbed line, the same ones in each run.
func (p *Printer) Garbage(n int) {
	p.set(func() {
		p.noises++
		random := rand.New(rand.NewPCG(p.noises, 0))
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(random.Uint32())
		}
		p.answer(b)
	})
}

// Noise sends bytes that nobody asked for.
func (p *Printer) Noise(b []byte) { p.set(func() { p.answer(b) }) }

// PowerCycle switches it off and on: everything it held is gone, without a word, and so is what comes while it starts.
func (p *Printer) PowerCycle() {
	p.set(func() {
		if p.closed {
			return
		}
		p.forget()
		p.state = defaults()
		p.off, p.seized, p.halted = true, false, false
		p.booting++
		p.counts.powerUps++
		p.later(bootTime, func() {
			p.booting--
			p.off = p.booting > 0
		})
	})
}
