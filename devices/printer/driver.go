package printer

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
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
	// markAsk is how often the printer is asked how it is while something is waited for: staff need longer than this to
	// change the paper.
	markAsk = 500 * time.Millisecond
	// slowest is the speed of paper, in mm/s, that is waited for where nobody knows the model's: a third of the usual 150
	// (facts/print.md §3), as small printers with dense lines reach no more.
	slowest = 50.0
	// longestSlip is the paper in mm that may still come out of a printer of which nothing is known: a slip of 60 months with
	// two places in each is 700 mm, and a code of 60 mm.
	longestSlip = 1000
	// windowMargin is kept free in the printer's buffer, as bytes beyond it are dropped: printers say that they are full
	// with 16 to 256 bytes left (facts/print.md §3).
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
	next    uint32 // of the marks
	pending []mark // asked for and not answered yet, oldest first
	lost    bool   // a mark was answered and one before it was not: what stood between is lost
	off     bool   // it said that its power is going

	// What an earlier slip may have left. All is so at first: nobody knows what an earlier run left.
	uncut  bool    // something since the last cut
	adrift bool    // half a command, which would take the next bytes for its own
	held   float64 // mm of paper that its buffers may still make
}

// New makes a driver for the printer on a line. It sends nothing.
func New(port Port, p Profile, g Glyphs, c clock.Clock) *Printer {
	var seed [4]byte
	rand.Read(seed[:]) // the ids of an earlier run may still come back
	return &Printer{port: port, profile: p, glyphs: g, clock: c, next: binary.BigEndian.Uint32(seed[:]) % processIDs,
		uncut: true, adrift: true, held: longestSlip}
}

// Close leaves the line. Whoever uses it meanwhile finds it gone.
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
		case ctx.Err() != nil:
			return Unasked
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
	m := p.profile
	switch {
	case b[2]&0x04 != 0:
		return CoverOpen
	case stands(b[4], m.EndMask), b[2]&0x20 != 0:
		return PaperOut
	case b[3]&0x08 != 0:
		return CutterError
	case b[3]&m.JamBit != 0:
		return Jam
	case b[3]&m.PresenterBit != 0:
		return Presenting
	case b[3]&0x40 != 0 && m.HeadLifts == No:
		return HeadHot
	case b[3]&0x40 != 0:
		return HeadLifted // also where nobody knows: waiting mends only one of the two
	case b[3]&0x24 != 0, b[2]&0x40 != 0, b[1]&0x08 != 0:
		return Fault
	case m.Presenter.Ask == "" && stands(b[4], m.Presenter.Waiting):
		return SlipWaiting
	case stands(b[4], m.NearMask):
		return NearEnd
	}
	return Ready
}

// stands reports whether all bits of a mask stand; never those of one that nobody knows.
func stands(b, mask byte) bool { return mask != 0 && b&mask == mask }

// ask asks DLE EOT n. The answer to a first try may come during the second; both are to the same question, and the later
// one counts.
func (p *Printer) ask(ctx context.Context, n byte) (byte, error) {
	var b byte
	for try := range askTries {
		if err := p.hear(); err != nil {
			return 0, err
		}
		if err := p.write(ctx, []byte{0x10, 0x04, n}); err != nil {
			return 0, err
		}
		answers := 0
		err := p.await(ctx, askLimit, func(a answer) bool {
			if a.kind == realTime {
				b = a.b
				answers++
			}
			return answers > try
		})
		if answers > 0 {
			return b, nil
		}
		if !errors.Is(err, errTimeout) {
			return 0, err
		}
	}
	return 0, errTimeout
}

func (p *Printer) write(ctx context.Context, b []byte) error {
	err := p.port.Write(ctx, b)
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return fmt.Errorf("%w: %w", errGone, err)
	}
	return nil
}

// hear takes what the printer has said already. An answer to nothing is forgotten with it: an old one must not be taken for
// a new one.
func (p *Printer) hear() error {
	for {
		select {
		case b, open := <-p.port.Input():
			if !open {
				return errGone
			}
			for _, a := range p.answers.feed(b) {
				p.note(a)
			}
		default:
			return nil
		}
	}
}

// await reads until an answer is wanted.
func (p *Printer) await(ctx context.Context, limit time.Duration, want func(answer) bool) error {
	timer := p.clock.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case b, open := <-p.port.Input():
			if !open {
				return errGone
			}
			wanted := false
			for _, a := range p.answers.feed(b) {
				p.note(a)
				wanted = want(a) || wanted
			}
			if wanted {
				return nil
			}
		case <-timer.C():
			p.answers = answers{} // what has begun and did not go on was broken off
			return errTimeout
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// mark is a request that is answered when everything before it was printed.
type mark struct {
	id    string  // "" for GS r, of which only the order is known
	bytes int     // between the mark before it and this one
	mm    float64 // of paper
}

// mark makes the next one and its bytes; none for a printer that does not say.
func (p *Printer) mark(bytes int, mm float64) []byte {
	switch p.profile.Completion {
	case ProcessID:
		p.next++
		m := mark{processIDOf(p.next), bytes, mm}
		p.pending = append(p.pending, m)
		return append([]byte("\x1d(H\x06\x0000"), m.id...)
	case GSr:
		p.pending = append(p.pending, mark{"", bytes, mm})
		return []byte("\x1dr\x01")
	}
	return nil
}

// note takes the answers to marks, and that the power goes.
func (p *Printer) note(a answer) {
	switch {
	case a.kind == poweroff:
		p.off = true
	case a.kind == processID:
		i := slices.IndexFunc(p.pending, func(m mark) bool { return m.id == a.id })
		p.lost = p.lost || i > 0
		p.pending = p.pending[i+1:]
	case a.kind == queued && p.profile.Completion == GSr && len(p.pending) > 0 && a.b&0x0C == 0:
		p.pending = p.pending[1:] // the bits that do not stand say that there is paper
	}
}

// processIDs is how many ids there are: none comes back within months.
const processIDs = 30 * 30 * 30 * 30

// processIDOf writes a number in four letters. Of the characters that may stand in an id these are those of which none looks
// like another answer or its beginning, should the bytes before them be lost.
func processIDOf(n uint32) string {
	const letters = "ABCDEFGHIJKLMNOabcdefghijklmno"
	id := make([]byte, 4)
	for i := 3; i >= 0; i-- {
		id[i] = letters[n%uint32(len(letters))]
		n /= uint32(len(letters))
	}
	return string(id)
}

// empty has the buffers emptied, and reports whether the printer said so.
func (p *Printer) empty(ctx context.Context) bool {
	if p.profile.Clearing != ClearsByDLE || p.hear() != nil {
		return false
	}
	if p.write(ctx, []byte(noLength+"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")) != nil {
		return false
	}
	if p.await(ctx, clearLimit, func(a answer) bool { return a.kind == cleared }) != nil {
		return false
	}
	p.held, p.adrift = 0, false // a command that was broken off went with the rest
	return true
}

// Clear throws away what the printer still holds, separates it from what comes, and reports whether the printer is known to
// hold nothing of a slip: it said that its buffers are empty, or it answered a request that was queued behind everything
// else, or it was well for as long as all that it may hold takes to print. A printer that answers nothing, or that has
// stopped and cannot be told to forget, is never known to be empty. It may be repeated; the end of ctx ends it with false.
func (p *Printer) Clear(ctx context.Context) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	emptied := p.empty(ctx)
	if emptied {
		p.pending = nil
	}
	p.uncut = true // cut when there is paper to cut: now, or before the next slip
	return p.status(ctx).Usable() && p.separate(ctx) || emptied
}

// separate waits until what the printer holds is printed, cuts it off from what comes, and waits until that is done. It
// reports whether it is. The printer must be well.
func (p *Printer) separate(ctx context.Context) bool {
	p.lost, p.off = false, false
	j := job{p: p, ctx: ctx}
	if p.profile.Completion != ProcessID && p.held > 0 {
		// Nothing tells an answer to GS r from one to a request of an earlier slip but that those have come.
		if j.idle(p.profile.paperTime(p.held)) != nil || p.hear() != nil {
			return false
		}
		p.pending, p.held = nil, 0
	}
	lead := p.profile.begin()
	if p.adrift {
		lead = drift() + lead
	}
	err := j.give(ctx, block{bytes: []byte(lead), mm: p.held + driftMM})
	if err == nil {
		err = j.settle(0)
	}
	if err != nil {
		return false
	}
	p.held, p.adrift = 0, false
	if j.give(ctx, block{bytes: []byte(p.profile.away()), mm: cutMM}) != nil || j.settle(0) != nil {
		return false
	}
	if (p.profile.Completion != ProcessID || j.deaf) && !p.status(ctx).Usable() {
		return false
	}
	p.uncut = false
	return true
}
