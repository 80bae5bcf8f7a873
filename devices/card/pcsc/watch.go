package pcsc

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/card"
)

// notification is the pseudo reader whose state changes when a reader comes or goes.
const notification = `\\?PnP?\Notification`

var errReaderGone = errors.New("the reader does not know its state")

// Watch implements card.Slot. A service that is not there, or goes away, is asked for again until ctx is done.
func (s *Slot) Watch(ctx context.Context, emit func(card.Event)) error {
	seen := tracker{emit: emit}
	retry := firstRetry
	for ctx.Err() == nil {
		worked, err := s.supervise(ctx, &seen)
		if ctx.Err() != nil {
			break
		}
		if worked {
			retry = firstRetry
		}
		if !readerLost(err) {
			seen.absent(card.NoService)
		}
		if !pause(ctx, s.clock, retry) {
			break
		}
		retry = min(2*retry, lastRetry)
	}
	return ctx.Err()
}

// readerLost reports whether an error speaks of a reader and not of the service.
func readerLost(err error) bool {
	return errors.Is(err, errReaderGone) || errors.Is(err, scard.ErrUnknownReader) ||
		errors.Is(err, scard.ErrReaderUnavailable) || errors.Is(err, scard.ErrNoReadersAvailable)
}

// supervise opens a context and watches until it is of no use any more. worked: the service answered at least one wait.
func (s *Slot) supervise(ctx context.Context, seen *tracker) (worked bool, err error) {
	c, err := s.establish()
	if err != nil {
		return false, err
	}
	cancelled := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(cancelled)
		_ = c.Cancel() // only to be quicker than the wait's own end
	})
	defer func() {
		if !stop() {
			<-cancelled
		}
		_ = c.Release() // it fails with a dead service and frees its socket all the same
	}()

	names, err := c.ListReaders()
	if err != nil {
		return false, err
	}
	v := view{service: c, plug: scard.ReaderState{Reader: notification}}
	for ctx.Err() == nil {
		if name := s.choose(names); name != v.state.Reader {
			v.state = scard.ReaderState{Reader: name}
		}
		if v.state.Reader == "" {
			seen.absent(card.NoReader)
		}
		idle, err := v.wait(watchWait)
		if err != nil {
			return worked, err
		}
		worked = true
		if v.state.Reader != "" && !v.unaware() {
			if err := v.settle(seen); err != nil {
				return worked, err
			}
			seen.present(v.state.Reader, v.kind(), v.counter())
		}
		was := names
		if names, err = c.ListReaders(); err != nil {
			return worked, err
		}
		if idle && slices.Equal(was, names) && !pause(ctx, s.clock, idlePause) {
			break
		}
	}
	return worked, nil
}

// view is the state of the one reader that is watched, and of the list of readers.
type view struct {
	service service
	state   scard.ReaderState // Reader is "" when there is none
	plug    scard.ReaderState
}

// wait waits for a change. idle: it came back without one before its time, which would spin if it went on.
func (v *view) wait(limit time.Duration) (idle bool, err error) {
	states := make([]scard.ReaderState, 0, 2)
	if v.state.Reader != "" {
		states = append(states, v.state)
	}
	states = append(states, v.plug)
	err = v.service.GetStatusChange(states, limit)
	switch {
	case errors.Is(err, scard.ErrTimeout):
		return false, nil
	case errors.Is(err, scard.ErrCancelled):
		return true, nil
	case err != nil:
		return false, err
	}
	idle = true
	for i := range states {
		// The library leaves it to the caller to feed the state back, and keeps the ATR of a card that is gone.
		now := states[i].EventState &^ scard.StateChanged
		if now != states[i].CurrentState {
			idle = false
		}
		states[i].CurrentState, states[i].Atr = now, nil
	}
	v.plug = states[len(states)-1]
	if v.state.Reader == "" {
		return idle, nil
	}
	v.state = states[0]
	if v.state.CurrentState&(scard.StateUnknown|scard.StateUnavailable|scard.StateIgnore) != 0 {
		return idle, errReaderGone
	}
	return idle, nil
}

// settle waits until a card that has just come lies still.
func (v *view) settle(seen *tracker) error {
	for range settleRounds {
		kind, counter := v.kind(), v.counter()
		if kind == card.ReaderEmpty || seen.same(v.state.Reader, kind, counter) {
			return nil
		}
		if _, err := v.wait(settle); err != nil {
			return err
		}
		if v.kind() == kind && v.counter() == counter {
			return nil
		}
	}
	return nil
}

// unaware: the reader has not told its state yet.
func (v *view) unaware() bool { return v.state.CurrentState == scard.StateUnaware }

// kind reads the flags; in-use and exclusive come and go with our own connection and say nothing.
func (v *view) kind() card.EventKind {
	switch flags := v.state.CurrentState; {
	case flags&scard.StatePresent == 0:
		return card.ReaderEmpty
	case flags&scard.StateMute != 0:
		return card.Mute
	default:
		return card.Inserted
	}
}

// counter counts insertions and removals; it shows a swap that was too quick to be seen.
func (v *view) counter() uint32 { return uint32(v.state.CurrentState) >> 16 }

// tracker turns what is seen into events.
type tracker struct {
	emit    func(card.Event)
	kind    card.EventKind // NoService, NoReader, ReaderEmpty, Inserted or Mute; "" before the first look
	reader  string
	counter uint32
}

// same reports whether this is what was reported last.
func (t *tracker) same(reader string, kind card.EventKind, counter uint32) bool {
	return t.reader == reader && t.kind == kind && t.counter == counter
}

// absent tells once that the service or the reader is not there.
func (t *tracker) absent(kind card.EventKind) {
	if t.kind == kind {
		return
	}
	t.kind, t.reader, t.counter = kind, "", 0
	t.emit(card.Event{Kind: kind})
}

// present tells what is in the reader, when that is news.
func (t *tracker) present(reader string, kind card.EventKind, counter uint32) {
	if t.same(reader, kind, counter) {
		return
	}
	held := t.kind == card.Inserted || t.kind == card.Mute
	first := t.reader != reader
	if held {
		t.emit(card.Event{Kind: card.Removed, Reader: t.reader})
	}
	t.kind, t.reader, t.counter = kind, reader, counter
	switch {
	case kind != card.ReaderEmpty:
		t.emit(card.Event{Kind: kind, Reader: reader, AtStart: first})
	case first:
		t.emit(card.Event{Kind: kind, Reader: reader})
	}
}
