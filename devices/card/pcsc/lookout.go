package pcsc

import (
	"context"
	"errors"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/card"
)

var errReaderGone = errors.New("the reader does not know its state")

// lookout makes the blocking calls of one watch.
type lookout struct {
	slot  *Slot
	looks chan<- sight
	said  sight
	call  *entry
}

func (o *lookout) run(ctx context.Context) {
	retry := firstRetry
	for ctx.Err() == nil {
		o.call = o.slot.calls.begin()
		worked, err := o.supervise(ctx)
		o.call.end()
		if worked {
			retry = firstRetry
		}
		if readerLost(err) {
			o.say(ctx, sight{kind: card.NoReader})
		} else {
			o.say(ctx, sight{kind: card.NoService})
		}
		if !pause(ctx, o.slot.clock, retry) {
			return
		}
		retry = min(2*retry, lastRetry)
	}
}

// say hands a look over; after the end of the watch nobody takes it.
func (o *lookout) say(ctx context.Context, l sight) {
	if ctx.Err() != nil {
		return
	}
	select {
	case o.looks <- l:
		o.said = l
	case <-ctx.Done():
	}
}

// readerLost reports whether an error speaks of a reader and not of the service.
func readerLost(err error) bool {
	return errors.Is(err, errReaderGone) || errors.Is(err, scard.ErrUnknownReader) ||
		errors.Is(err, scard.ErrReaderUnavailable) || errors.Is(err, scard.ErrNoReadersAvailable)
}

// supervise opens a context and looks until it is of no use any more. worked: it told at least once what there is.
func (o *lookout) supervise(ctx context.Context) (worked bool, err error) {
	c, err := o.slot.establish()
	if err != nil {
		return false, err
	}
	returned, quiet := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(quiet)
		o.interrupt(ctx, c, returned)
	}()
	defer func() {
		close(returned)
		<-quiet
		_ = c.Release() // it fails with a dead service and frees its socket all the same
	}()

	v := view{service: c}
	for ctx.Err() == nil {
		o.call.again()
		if v.state.Reader == "" {
			names, err := c.ListReaders()
			if err != nil {
				return worked, err
			}
			if v.state.Reader = o.slot.choose(names); v.state.Reader == "" {
				worked = true
				o.say(ctx, sight{kind: card.NoReader})
				o.rest(ctx, listPause)
				continue
			}
			o.slot.keep(v.state.Reader)
		}
		idle, err := v.wait(watchWait)
		if err != nil {
			return worked, err
		}
		o.call.again()
		if !v.unaware() {
			worked = true
			if err := v.settle(o.said, o.slot.options.Settle); err != nil {
				return worked, err
			}
			o.say(ctx, v.sight())
		}
		if idle {
			o.rest(ctx, idlePause)
		}
	}
	return worked, nil
}

// rest is a pause between two calls, none of which is under way meanwhile.
func (o *lookout) rest(ctx context.Context, d time.Duration) {
	o.call.end()
	pause(ctx, o.slot.clock, d)
	o.call.again()
}

// interrupt ends the wait that is under way at the end of the watch, to be quicker than its own end. A cancel that comes just
// before a wait is lost, so it is repeated until the calls have returned.
func (o *lookout) interrupt(ctx context.Context, c service, returned <-chan struct{}) {
	select {
	case <-returned:
		return
	case <-ctx.Done():
	}
	for {
		_ = c.Cancel()
		t := o.slot.clock.NewTimer(cancelPause)
		select {
		case <-returned:
			t.Stop()
			return
		case <-t.C():
		}
	}
}
