package printer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"shebao/kiosk/internal/slip"
)

// Print prints a sheet. A slip of an earlier job that still waits in the presenter is retracted first. When paper is near its
// end only a sheet of up to NearEndMM is begun: NotPrinted, NearEnd otherwise. before is called, and must return nil, before
// Checked and Sending are entered; an error of it stops the job there, and nothing of the sheet has left. An error before Sent,
// when all bytes have left, changes nothing but the result's Detail. When Print returns, the result says what is known: Confirmed
// only on the printer's word. A job whose first byte has left is not cancelled by ctx: it is finished, or stopped and cleared,
// within the bounds of its bytes and its paper.
func (p *Printer) Print(ctx context.Context, sheet slip.Sheet, before func(Stage) error) Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := p.status(ctx)
	if err := ctx.Err(); err != nil {
		return Result{Outcome: NotPrinted, Detail: err.Error()}
	}
	if !state.Usable() && state != Silent { // one that never answers is tried; it will not be confirmed
		return Result{Outcome: NotPrinted, Reason: state}
	}
	if state == NearEnd && Length(sheet, p.profile) > NearEndMM {
		return Result{Outcome: NotPrinted, Reason: NearEnd, Detail: "the slip is too long for so little paper"}
	}
	if err := before(Checked); err != nil {
		return Result{Outcome: NotPrinted, Detail: err.Error()}
	}
	j := job{p: p, ctx: context.WithoutCancel(ctx), mute: state == Silent}
	if err := j.well(); err != nil { // before may have waited, and somebody may have opened the cover meanwhile
		return Result{Outcome: NotPrinted, Reason: j.trouble(), Detail: err.Error()}
	}
	if p.uncut && !j.mute && !j.prepare() {
		return Result{Outcome: NotPrinted, Reason: j.trouble(), Detail: "what an earlier slip left could not be cut off"}
	}
	if why := j.vacate(sheet, state); why != Ready {
		return Result{Outcome: NotPrinted, Reason: why, Detail: "the presenter is not free"}
	}
	err := ctx.Err()
	if err == nil {
		err = before(Sending)
	}
	if err != nil {
		return Result{Outcome: NotPrinted, Detail: err.Error()}
	}
	if err := j.send(encode(sheet, p.profile, p.glyphs)); err != nil {
		return j.stopped(err)
	}
	late := before(Sent)
	r := j.confirmed()
	if late != nil { // it is out already; that it was not written down makes it no less so
		r.Detail = strings.TrimSpace(r.Detail + " " + late.Error())
	}
	return r
}

// job is one sheet on its way.
type job struct {
	p    *Printer
	ctx  context.Context
	mute bool // the printer answers nothing, so it is asked nothing
	deaf bool // it answers, but no mark: how far it is is known by time only

	blocks  int  // of the sheet
	begun   int  // how many of them have been sent, in part or whole
	marked  int  // how many marks have been asked for
	sent    int  // bytes
	unheard mark // what was sent to a deaf printer and has not had its time yet
}

var (
	errUnwell = errors.New("the printer stopped")
	errSilent = errors.New("the printer answers no more")
	errLost   = errors.New("the printer lost a part")
)

// prepare makes sure that nothing of an earlier slip is left in the printer or hangs from it.
func (j *job) prepare() bool {
	if j.p.empty(j.ctx) {
		j.p.pending = nil
	}
	return j.p.separate(j.ctx)
}

// trouble is why the printer cannot go on.
func (j *job) trouble() Condition {
	if state := j.p.status(j.ctx); !state.Usable() {
		return state
	}
	return Fault
}

// send sends the blocks, each with a mark behind it, and the cut with a mark. Between blocks the printer is asked how it is,
// and is never given more than its buffer holds.
func (j *job) send(blocks []block) error {
	p := j.p
	if j.mute && p.uncut { // nothing can be waited for; the cut at least goes before
		blocks[0].bytes = append([]byte(drift()+p.profile.begin()+p.profile.away()), blocks[0].bytes...)
	}
	p.pending, p.lost, p.off = nil, false, false
	p.uncut, p.adrift, p.held = true, true, cutMM
	for _, b := range blocks {
		p.held += b.mm
	}
	j.blocks = len(blocks)
	for i, b := range append(blocks, block{bytes: []byte(p.profile.end()), mm: cutMM}) {
		if i > 0 {
			if err := j.well(); err != nil {
				return err
			}
		}
		if err := j.settle(len(b.bytes) + markSize); err != nil {
			return err
		}
		if i < j.blocks {
			j.begun = i + 1
		}
		if err := j.give(j.ctx, b); err != nil {
			return err
		}
	}
	return j.leave()
}

// give writes a block and, when the printer answers such, a mark behind it.
func (j *job) give(ctx context.Context, b block) error {
	j.unheard.bytes += len(b.bytes)
	j.unheard.mm += b.mm
	if !j.deaf {
		if m := j.p.mark(len(b.bytes), b.mm); m != nil {
			b.bytes = append(b.bytes[:len(b.bytes):len(b.bytes)], m...)
			j.marked++
		}
	}
	j.sent += len(b.bytes)
	return j.p.write(ctx, b.bytes)
}

// well asks whether the printer still goes on: DLE EOT 2 alone, as it is asked between all blocks. One that does not answer
// is left to the confirmation.
func (j *job) well() error {
	if j.mute {
		return nil
	}
	b, err := j.p.ask(j.ctx, 2)
	switch {
	case errors.Is(err, errTimeout):
		return nil
	case err != nil:
		return err
	case b&0x64 != 0 && !j.p.status(j.ctx).Usable(): // asked again: one byte may be noise
		return errUnwell
	}
	return nil
}

// settle waits until n bytes more fit into the printer; 0 waits until it has printed all. By its marks; where it gives none,
// by the time that an online printer needs for what it was given.
func (j *job) settle(n int) error {
	p := j.p
	room := func() bool {
		bytes := n
		for _, m := range p.pending {
			bytes += m.bytes + markSize
		}
		// GS r: nothing is sent until the answer has come (facts/print.md §1.5).
		return len(p.pending) == 0 || n > 0 && p.profile.Completion == ProcessID && bytes <= p.profile.Buffer-windowMargin
	}
	if p.profile.says() && !j.deaf {
		var bytes int
		var mm float64
		for _, m := range p.pending {
			bytes, mm = bytes+m.bytes, mm+m.mm
		}
		err := j.await(j.lineTime(bytes)+p.profile.paperTime(mm)+markSlack, room)
		if !errors.Is(err, errTimeout) {
			return err
		}
		j.deaf, p.pending, j.unheard = true, nil, mark{} // it was well, and had the time
		return nil
	}
	if n > 0 && j.unheard.bytes+n <= p.profile.Buffer-windowMargin {
		return nil
	}
	d := j.lineTime(j.unheard.bytes) + p.profile.paperTime(j.unheard.mm)
	if n == 0 {
		d += markSlack
	}
	j.unheard = mark{}
	return j.idle(d)
}

// await waits until done and meanwhile asks how the printer is, so that paper out is known at once and not when the bound is
// reached. errTimeout: it was well all the time.
func (j *job) await(limit time.Duration, done func() bool) error {
	p := j.p
	start := p.clock.Now()
	heard := true
	for {
		switch left := limit - p.clock.Now().Sub(start); {
		case p.off:
			return errUnwell
		case p.lost:
			return errLost
		case done():
			return nil
		case left <= 0 && !heard:
			return errSilent
		case left <= 0:
			return errTimeout
		default:
			err := p.await(j.ctx, min(left, markAsk), func(answer) bool { return p.off || p.lost || done() })
			if err == nil {
				continue
			}
			if !errors.Is(err, errTimeout) {
				return err
			}
		}
		if j.mute {
			continue
		}
		b, err := p.ask(j.ctx, 2)
		switch {
		case errors.Is(err, errTimeout):
			heard = false
		case err != nil:
			return err
		case b&0x64 != 0 && !p.status(j.ctx).Usable():
			return errUnwell
		}
	}
}

// idle lets time pass in which the printer stays well.
func (j *job) idle(d time.Duration) error {
	err := j.await(d, func() bool { return false })
	if errors.Is(err, errTimeout) {
		return nil
	}
	return err
}

// leave waits until the last byte has left the machine.
func (j *job) leave() error {
	start := j.p.clock.Now()
	limit := j.lineTime(j.sent) + leaveLimit
	for {
		n := j.p.port.Unsent()
		if n <= 0 {
			return nil
		}
		if j.p.clock.Now().Sub(start) > limit {
			return fmt.Errorf("%w: %d bytes do not leave", errUnwell, n)
		}
		timer := j.p.clock.NewTimer(10 * time.Millisecond) // ten bytes at 9,600 baud
		<-timer.C()
	}
}

// lineTime is how long bytes take on the line: ten bits each.
func (j *job) lineTime(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(j.p.port.Baud())
}

// confirmed waits for the mark behind the cut.
func (j *job) confirmed() Result {
	p := j.p
	if err := j.settle(0); err != nil {
		return j.stopped(err)
	}
	if !p.profile.says() || j.deaf {
		r := Result{Outcome: Unknown, Reason: Silent, Sent: j.sent, Detail: "the printer does not say that it has printed"}
		if !j.mute {
			r.Reason, p.held = Unasked, 0 // it was well for as long as it takes
		}
		return r
	}
	if p.profile.Completion == GSr {
		// GS r says that the data were reached; the cut may still be under way, and that nothing stopped it is asked for.
		if err := j.idle(markAsk); err != nil {
			return j.stopped(err)
		}
		if !p.status(j.ctx).Usable() {
			return j.stopped(errUnwell)
		}
	}
	p.uncut, p.adrift, p.held = false, false, 0
	return Result{Outcome: Confirmed, Sent: j.sent}
}

// stopped finds out why a job did not go on, and takes back what the printer still holds of it.
func (j *job) stopped(why error) Result {
	p := j.p
	r := Result{Outcome: Unknown, Sent: j.sent, Detail: why.Error()}
	if err := p.port.Drop(); err != nil { // what is still on its way would come out in the next person's hand
		r.Detail += "; " + err.Error()
	}
	if errors.Is(why, errGone) {
		r.Reason = Absent
		return r
	}
	r.Reason = p.status(j.ctx)
	if r.Reason.Usable() {
		r.Reason = Unasked
	}
	if r.Reason != Silent && p.empty(j.ctx) {
		// A mark comes before the answer to clearing (facts/print.md §1.5), so those that were printed are known now.
		if j.unfinished() {
			r.Outcome, r.Partial = NotPrinted, true
		}
	}
	return r
}

// unfinished reports whether the last block, which holds the last line alone, was certainly not begun: otherwise the slip
// may hang whole from the printer.
func (j *job) unfinished() bool {
	if j.begun < j.blocks {
		return true
	}
	marks := j.p.profile.says() && !j.deaf && !j.p.lost
	return marks && j.marked-len(j.p.pending) < j.blocks-1
}
