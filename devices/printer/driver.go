package printer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
)

const (
	// askLimit is how long an answer to DLE EOT may take; it comes at once, within 5 ms at 9,600 baud.
	askLimit = 200 * time.Millisecond
	// askTries: one answer may be lost in noise.
	askTries = 2
	// clearLimit is how long emptying the buffers may take.
	clearLimit = 800 * time.Millisecond
	// leaveLimit is how long bytes may take to leave beyond their time on the line.
	leaveLimit = 5 * time.Second
	// markSlack is what a confirmation may take beyond the time of the line and the paper: the cutter, and a slow head.
	markSlack = 3 * time.Second
	// markAsk is how often the printer is asked how it is while its confirmation is waited for.
	markAsk = 500 * time.Millisecond
	// linesPerSecond: 150 mm/s at 30 dots of 1/203 inch a line (facts/print.md §3).
	linesPerSecond = 40
	// windowMargin is kept free in the printer's buffer, as bytes beyond it are dropped.
	windowMargin = 512
)

// Printer is one printer on its line. Its methods may be called by several goroutines; jobs follow each other.
type Printer struct {
	port    Port
	profile Profile
	glyphs  Glyphs
	clock   clock.Clock

	mu      sync.Mutex // held while the line is used
	answers answers
	marks   uint32
	// uncut: what is on the paper since the last cut may be somebody's. True at first: nobody knows what an earlier run left.
	uncut bool
}

// New makes a driver for the printer on a line. It sends nothing.
func New(port Port, p Profile, g Glyphs, c clock.Clock) *Printer {
	return &Printer{port: port, profile: p, glyphs: g, clock: c, uncut: true}
}

// Close leaves the line.
func (p *Printer) Close() error { return p.port.Close() }

var (
	errGone    = errors.New("the line is gone")
	errTimeout = errors.New("no answer")
)

// Status asks the printer how it is. It returns within two seconds, at once while a job is under way (then Unasked).
func (p *Printer) Status(ctx context.Context) Condition {
	if !p.mu.TryLock() {
		return Unasked
	}
	defer p.mu.Unlock()
	return p.status(ctx)
}

// status asks DLE EOT 1 to 4, one after the other: an answer does not say to which it belongs.
func (p *Printer) status(ctx context.Context) Condition {
	var got [5]byte
	for n := byte(1); n <= 4; n++ {
		b, err := p.ask(ctx, n)
		switch {
		case errors.Is(err, errGone):
			return Absent
		case err != nil && n == 1:
			return Silent
		case err != nil:
			return Fault
		}
		got[n] = b
	}
	return p.judge(got)
}

// judge names the condition. What staff can see comes first: a cover, then paper, then what only the printer knows
// (facts/print.md §7.5).
func (p *Printer) judge(b [5]byte) Condition {
	switch {
	case b[2]&0x04 != 0:
		return CoverOpen
	case b[4]&p.profile.EndMask == p.profile.EndMask, b[2]&0x20 != 0:
		return PaperOut
	case b[3]&0x08 != 0:
		return CutterError
	case b[3]&0x40 != 0:
		return HeadHot
	case b[3]&0x24 != 0, b[2]&0x40 != 0, b[1]&0x08 != 0:
		return Fault
	case b[4]&p.profile.NearMask == p.profile.NearMask:
		return NearEnd
	}
	return Ready
}

func (p *Printer) ask(ctx context.Context, n byte) (byte, error) {
	var err error
	for range askTries {
		if err = p.drain(); err != nil {
			return 0, err
		}
		if err = p.write(ctx, []byte{0x10, 0x04, n}); err != nil {
			return 0, err
		}
		var a answer
		if a, err = p.await(ctx, askLimit, func(a answer) bool { return a.kind == realTime }); err == nil {
			return a.b, nil
		}
		if !errors.Is(err, errTimeout) {
			return 0, err
		}
	}
	return 0, err
}

func (p *Printer) write(ctx context.Context, b []byte) error {
	if err := p.port.Write(ctx, b); err != nil {
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return nil
}

// drain throws away what the printer said before: an old answer must not be taken for a new one.
func (p *Printer) drain() error {
	for {
		select {
		case b, open := <-p.port.Input():
			if !open {
				return errGone
			}
			p.answers.feed(b)
		default:
			p.answers = answers{}
			return nil
		}
	}
}

// await reads until an answer is wanted.
func (p *Printer) await(ctx context.Context, limit time.Duration, want func(answer) bool) (answer, error) {
	timer := p.clock.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case b, open := <-p.port.Input():
			if !open {
				return answer{}, errGone
			}
			for _, a := range p.answers.feed(b) {
				if want(a) {
					return a, nil
				}
			}
		case <-timer.C():
			return answer{}, errTimeout
		case <-ctx.Done():
			return answer{}, ctx.Err()
		}
	}
}

// mark is a request that is answered when everything before it was printed.
type mark struct {
	bytes []byte
	is    func(answer) bool
}

// mark makes the next one; false for a printer that does not say.
func (p *Printer) mark() (mark, bool) {
	switch p.profile.Completion {
	case ProcessID:
		p.marks++
		id := processIDOf(p.marks)
		return mark{append([]byte("\x1d(H\x06\x0000"), id...), func(a answer) bool { return a.kind == processID && a.id == id }}, true
	case GSr:
		return mark{[]byte("\x1dr\x01"), func(a answer) bool { return a.kind == queued }}, true
	}
	return mark{}, false
}

// processIDOf writes a number in four characters of 20h to 7Eh.
func processIDOf(n uint32) string {
	const first, count = 0x20, 95
	id := make([]byte, 4)
	for i := 3; i >= 0; i-- {
		id[i] = byte(first + n%count)
		n /= count
	}
	return string(id)
}
