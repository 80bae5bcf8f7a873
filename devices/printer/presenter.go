package printer

import (
	"context"
	"errors"
	"time"

	"shebao/kiosk/internal/slip"
)

// Presented is what became of a slip in the presenter; a closed set.
type Presented string

// What becomes of a slip.
const (
	Taken     Presented = "taken"
	Retracted Presented = "retracted" // nobody took it in time; it is in the bin
	Unseen    Presented = "unknown"   // there is no presenter, or it does not tell
)

const (
	// sensorTries is how often a sensor whose answer has no fixed bits is asked for two equal answers: one byte may be noise.
	sensorTries = 5
	// arriveLimit is how long a slip takes from the cut to the exit: the family's presenters feed some 100 mm at 100 mm/s and more.
	arriveLimit = 5 * time.Second
	// retractLimit is how long it takes back.
	retractLimit = 10 * time.Second
)

// Collect waits until the slip that was printed last is taken out of the presenter, and retracts it when that takes longer than
// the profile's After. Taken and Retracted are the sensor's word; a model without one is Unseen at once. A slip that is pulled
// in the moment of its retraction counts as retracted. The end of ctx ends it with Unseen, and leaves the slip where it is: the
// next job retracts it. It may be repeated; between its questions others may ask the printer how it is.
func (p *Printer) Collect(ctx context.Context) Presented {
	if p.profile.Presenter.Waiting == 0 {
		return Unseen
	}
	start, seen := p.clock.Now(), false
	for {
		waits, known := p.look(ctx)
		since := p.clock.Now().Sub(start)
		switch {
		case ctx.Err() != nil:
			return Unseen
		case known && waits:
			seen = true
		case known && seen:
			if again, sure := p.look(ctx); sure && !again {
				return Taken
			}
		case known && since > arriveLimit: // taken before it was seen, or never come
			return Unseen
		}
		if since >= p.profile.Presenter.After {
			if seen && p.takeBack(ctx) {
				return Retracted
			}
			return Unseen
		}
		if !p.pause(ctx) {
			return Unseen
		}
	}
}

// look asks the exit's sensor once; not known when nobody can tell.
func (p *Printer) look(ctx context.Context) (waits, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.waiting(ctx)
}

func (p *Printer) takeBack(ctx context.Context) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.retract(ctx)
}

// waiting asks whether a slip stands in the exit.
func (p *Printer) waiting(ctx context.Context) (waits, known bool) {
	m := p.profile.Presenter
	switch {
	case m.Waiting == 0:
		return false, false
	case m.Ask == "":
		b, err := p.ask(ctx, 4)
		return b&m.Waiting != 0, err == nil
	}
	last := -1
	for range sensorTries {
		b, err := p.askBare(ctx, m.Ask)
		switch {
		case errors.Is(err, errTimeout):
			continue
		case err != nil:
			return false, false
		case last == int(b&m.Waiting): // its other bits change with its motors
			return last != 0, true
		}
		last = int(b & m.Waiting)
	}
	return false, false
}

// askBare asks a question whose answer is a byte without fixed bits.
func (p *Printer) askBare(ctx context.Context, question string) (byte, error) {
	if err := p.hear(); err != nil {
		return 0, err
	}
	if err := p.write(ctx, []byte(question)); err != nil {
		return 0, err
	}
	p.answers.want = true
	defer func() { p.answers.want = false }()
	var b byte
	err := p.await(ctx, askLimit, func(a answer) bool {
		if a.kind == bare {
			b = a.b
		}
		return a.kind == bare
	})
	return b, err
}

// retract takes the slip at the exit into the bin, and reports whether the sensor says that it has gone.
func (p *Printer) retract(ctx context.Context) bool {
	if p.profile.Presenter.Retract == "" || p.write(ctx, []byte(p.profile.Presenter.Retract)) != nil {
		return false
	}
	start := p.clock.Now()
	for p.clock.Now().Sub(start) < retractLimit {
		if waits, known := p.waiting(ctx); known && !waits {
			return true
		}
		if !p.pause(ctx) {
			return false
		}
	}
	return false
}

// pause is the time between two questions; false when ctx ended it.
func (p *Printer) pause(ctx context.Context) bool {
	timer := p.clock.NewTimer(markAsk)
	defer timer.Stop()
	select {
	case <-timer.C():
		return true
	case <-ctx.Done():
		return false
	}
}

// vacate retracts what an earlier job left in the presenter, and says why the sheet cannot be begun; Ready when it can.
func (j *job) vacate(sheet slip.Sheet, before Condition) Condition {
	p := j.p
	if j.mute || p.profile.Presenter.Waiting == 0 {
		return Ready
	}
	waits, known := p.waiting(j.ctx)
	switch {
	case !known:
		return j.trouble() // what stands in the exit would come out with the next slip
	case waits && !p.retract(j.ctx):
		return SlipWaiting
	case before == SlipWaiting: // behind it stood whether paper is short
		now := p.status(j.ctx)
		if !now.Usable() || now == NearEnd && Length(sheet, p.profile) > NearEndMM {
			return now
		}
	}
	return Ready
}
