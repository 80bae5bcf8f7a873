package simprinter

import "context"

// Slips are the slips that were cut, oldest first.
func (p *Printer) Slips() []Slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Slip(nil), p.slips...)
}

// Unfinished is what is on the paper since the last cut.
func (p *Printer) Unfinished() Slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paper.slip(0)
}

// Held is how many bytes the printer has not executed.
func (p *Printer) Held() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.buffer)
}

// Moved is how many mm of paper have moved since the printer was started.
func (p *Printer) Moved() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.moved
}

// Warnings are the bytes and commands that no printer would have understood.
func (p *Printer) Warnings() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.warn...)
}

// Progress is where the printer stands, for tests whose clock stands still while anything is still under way.
type Progress struct {
	Connected bool
	Line      int  // counts the lines: each Plug makes another, perhaps of the same name
	Received  int  // bytes taken from the present line, and obeyed or buffered
	Answered  int  // bytes said on it
	Timers    int  // how many timers of its clock it waits for
	Idle      bool // it does nothing but wait: for those timers, for bytes, or for staff
}

// Progress tells where the printer stands.
func (p *Printer) Progress() Progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := Progress{Connected: p.pty != nil, Line: p.lines, Received: p.received, Answered: p.answered, Timers: p.timers}
	switch {
	case p.resting:
		at.Timers++
		at.Idle = true
	case p.stopped:
		at.Idle = p.offline() && !p.closed
	default:
		_, whole := p.length()
		at.Idle = !whole || p.offline()
	}
	return at
}

// Await waits until something of the printer is so. The end of ctx ends it with ctx's error.
func (p *Printer) Await(ctx context.Context, ok func() bool) error {
	stop := context.AfterFunc(ctx, func() { p.set(func() {}) })
	defer stop()
	for {
		p.mu.Lock()
		seen := p.version
		p.mu.Unlock()
		if ok() {
			return nil
		}
		p.mu.Lock()
		for p.version == seen && ctx.Err() == nil {
			p.changed.Wait()
		}
		p.mu.Unlock()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}
