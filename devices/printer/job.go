package printer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shebao/kiosk/internal/slip"
)

// Print prints a sheet. before is called, and must return nil, before each stage is entered; an error of it stops the job
// there. When Print returns, the result says what is known: Confirmed only on the printer's word. A job whose first byte has
// left is not cancelled by ctx: it is finished, or stopped and cleared, within the bounds of its bytes and its paper.
func (p *Printer) Print(ctx context.Context, sheet slip.Sheet, before func(Stage) error) Result {
	p.mu.Lock()
	defer p.mu.Unlock()
	j := job{p: p, ctx: context.WithoutCancel(ctx), lines: len(sheet.Lines)}
	state := p.status(ctx)
	if !state.Usable() && state != Silent { // one that never answers is tried; it will not be confirmed
		return Result{Outcome: NotPrinted, Reason: state}
	}
	if err := before(Checked); err != nil {
		return Result{Outcome: NotPrinted, Detail: err.Error()}
	}
	if p.uncut && state != Silent {
		if !p.cut(j.ctx) {
			return Result{Outcome: NotPrinted, Reason: p.status(j.ctx), Detail: "the paper of an earlier slip could not be cut"}
		}
	}
	if err := before(Sending); err != nil {
		return Result{Outcome: NotPrinted, Detail: err.Error()}
	}
	if err := j.send(encode(sheet, p.glyphs)); err != nil {
		return j.stopped(err)
	}
	if err := before(Sent); err != nil { // it is out already; that it was not written down makes it no less so
		return Result{Outcome: Unknown, Sent: j.sent, Detail: err.Error()}
	}
	return j.confirmed()
}

// job is one sheet on its way.
type job struct {
	p      *Printer
	ctx    context.Context
	lines  int
	sent   int
	window int  // bytes since the printer last said that it had printed
	last   mark // behind the cut
	marked bool
}

var errUnwell = errors.New("the printer stopped")

// send sends the blocks, the mark behind the last line, the cut, and the mark behind it. Between blocks the printer is asked
// how it is, and is never given more than its buffer holds.
func (j *job) send(blocks [][]byte) error {
	p := j.p
	for i, b := range blocks {
		if i > 0 {
			if err := j.well(); err != nil {
				return err
			}
		}
		if j.window+len(b) > p.profile.Buffer-windowMargin {
			if err := j.catchUp(); err != nil {
				return err
			}
		}
		if err := j.write(b); err != nil {
			return err
		}
	}
	tail := []byte(cutPaper)
	if m, ok := p.mark(); ok {
		tail = append(append([]byte{}, m.bytes...), tail...)
	}
	j.last, j.marked = p.mark()
	tail = append(tail, j.last.bytes...)
	if err := j.write(tail); err != nil {
		return err
	}
	return j.leave()
}

func (j *job) write(b []byte) error {
	j.p.uncut = true
	j.sent += len(b)
	j.window += len(b)
	return j.p.write(j.ctx, b)
}

// well asks whether the printer still goes on: DLE EOT 2 alone, as it is asked between all blocks. One that does not answer
// is left to the confirmation.
func (j *job) well() error {
	b, err := j.p.ask(j.ctx, 2)
	if errors.Is(err, errTimeout) {
		return nil
	}
	if err == nil && b&0x64 != 0 {
		err = errUnwell
	}
	return err
}

// catchUp waits until the printer has printed what it was given.
func (j *job) catchUp() error {
	m, ok := j.p.mark()
	if !ok {
		j.pause(j.paperTime(j.window))
		j.window = 0
		return nil
	}
	if err := j.p.write(j.ctx, m.bytes); err != nil {
		return err
	}
	j.sent += len(m.bytes)
	if err := j.await(m, j.paperTime(j.window)+j.lineTime(j.window)+markSlack); err != nil {
		return err
	}
	j.window = 0
	return nil
}

// await waits for a mark and meanwhile asks how the printer is, so that paper out is known at once and not when the bound is
// reached.
func (j *job) await(m mark, limit time.Duration) error {
	start := j.p.clock.Now()
	asked := true // whether the printer answers questions at all
	for {
		left := limit - j.p.clock.Now().Sub(start)
		if left <= 0 {
			return errTimeout
		}
		_, err := j.p.await(j.ctx, min(left, markAsk), m.is)
		if !errors.Is(err, errTimeout) {
			return err
		}
		if !asked {
			continue
		}
		if err := j.p.write(j.ctx, []byte{0x10, 0x04, 0x02}); err != nil {
			return err
		}
		// The mark may come while this answer is waited for, so both are taken here.
		var done bool
		a, err := j.p.await(j.ctx, askLimit, func(a answer) bool {
			done = m.is(a)
			return done || a.kind == realTime
		})
		switch {
		case done:
			return nil
		case errors.Is(err, errTimeout):
			asked = false
		case err != nil:
			return err
		case a.b&0x64 != 0:
			return errUnwell
		}
	}
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
		j.pause(10 * time.Millisecond) // ten bytes at 9,600 baud
	}
}

func (j *job) pause(d time.Duration) {
	timer := j.p.clock.NewTimer(d)
	defer timer.Stop()
	<-timer.C()
}

// lineTime is how long bytes take on the line: ten bits each.
func (j *job) lineTime(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(j.p.port.Baud())
}

// paperTime is how long the paper of so many bytes takes; a slip's lines hold forty bytes or more on the average.
func (j *job) paperTime(n int) time.Duration {
	return time.Duration(min(j.lines, n/20+1)) * time.Second / linesPerSecond * 2
}

// confirmed waits for the mark behind the cut.
func (j *job) confirmed() Result {
	if !j.marked {
		j.pause(j.paperTime(j.sent))
		return Result{Outcome: Unknown, Reason: Unasked, Sent: j.sent, Detail: "the profile says that this printer confirms nothing"}
	}
	err := j.await(j.last, j.lineTime(j.sent)+j.paperTime(j.sent)+markSlack)
	if err == nil && j.p.profile.Completion == GSr {
		// GS r says that the data were reached; the cut may still be under way, and that nothing stopped it is asked for.
		j.pause(markAsk)
		if state := j.p.status(j.ctx); !state.Usable() {
			return j.stopped(errUnwell)
		}
	}
	if err != nil {
		return j.stopped(err)
	}
	j.p.uncut = false
	return Result{Outcome: Confirmed, Sent: j.sent}
}

// stopped finds out why a job did not go on, and takes back what the printer still holds of it.
func (j *job) stopped(why error) Result {
	r := Result{Outcome: Unknown, Sent: j.sent, Detail: why.Error()}
	if errors.Is(why, errGone) {
		r.Reason = Absent
		return r
	}
	if err := j.p.port.Drop(); err != nil {
		r.Detail += "; " + err.Error()
	}
	r.Reason = j.p.status(j.ctx)
	if r.Reason.Usable() || r.Reason == Silent {
		if r.Reason.Usable() {
			r.Reason = Unasked
		}
		return r // it is well and said nothing: perhaps all was printed
	}
	if j.p.empty(j.ctx) {
		r.Outcome, r.Partial = NotPrinted, true
	}
	return r
}

// empty has the buffers emptied, and reports whether the printer said so.
func (p *Printer) empty(ctx context.Context) bool {
	if !p.profile.CanClear || p.drain() != nil {
		return false
	}
	if p.write(ctx, []byte{0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08}) != nil {
		return false
	}
	_, err := p.await(ctx, clearLimit, func(a answer) bool { return a.kind == cleared })
	return err == nil
}

// cut separates what is on the paper from what comes, and waits until the printer has done it.
func (p *Printer) cut(ctx context.Context) bool {
	j := job{p: p, ctx: ctx, lines: 8} // the feed to the cutter is 10 to 15 mm
	if j.write([]byte(begin+cutPaper)) != nil {
		return false
	}
	m, ok := p.mark()
	if ok {
		if p.write(ctx, m.bytes) != nil {
			return false
		}
		if err := j.await(m, j.paperTime(200)+markSlack); err != nil && p.profile.Completion == ProcessID {
			return false
		}
	}
	p.uncut = false
	return true
}

// Clear throws away what the printer still holds, separates it from what comes, and reports whether the printer is known to
// hold nothing: it said that its buffers are empty, or it answered a request that was queued behind everything else, or it
// is well and has had time to print all. A printer that answers nothing is never known to be empty. It may be repeated.
func (p *Printer) Clear(ctx context.Context) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	emptied := p.empty(ctx)
	state := p.status(ctx)
	switch {
	case state.Usable():
		p.uncut = true
		return p.cut(ctx)
	case emptied:
		p.uncut = true // cut when there is paper to cut: before the next slip
		return true
	}
	return false
}
