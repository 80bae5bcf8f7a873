package pcsc

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

// Options choose the reader.
type Options struct {
	// Reader is part of the reader's name; "" takes the first reader that is not ignored.
	Reader string
	// Ignore are parts of names of readers that are never used: the SAM slots of a reader show up as readers of their own.
	Ignore []string
	// TransmitLimit is the deadline of one command; 0 is DefaultTransmitLimit.
	TransmitLimit time.Duration
}

// Slot is a card.Slot on a reader of pcscd.
type Slot struct {
	clock     clock.Clock
	options   Options
	establish func() (service, error)

	mu   sync.Mutex
	hung chan struct{} // closed when the call that was abandoned last has come back; nil: none was
}

// New makes a slot. It opens nothing yet and needs no running service.
func New(c clock.Clock, o Options) *Slot {
	if o.TransmitLimit <= 0 {
		o.TransmitLimit = DefaultTransmitLimit
	}
	return &Slot{clock: c, options: o, establish: establish}
}

// choose picks the slot's reader among those that are there; "" when it is not.
func (s *Slot) choose(names []string) string {
next:
	for _, name := range names {
		if !strings.Contains(name, s.options.Reader) {
			continue
		}
		for _, part := range s.options.Ignore {
			if part != "" && strings.Contains(name, part) {
				continue next
			}
		}
		return name
	}
	return ""
}

var (
	errNoReader = errors.New("no card reader")
	errHangs    = errors.New("an earlier command still hangs in the reader")
	errLimit    = errors.New("time limit")
)

// Connect implements card.Slot. It does not need a running Watch.
func (s *Slot) Connect(ctx context.Context) (card.Transport, error) {
	if s.hanging() {
		return nil, &card.Error{Kind: card.Stuck, Step: "connect", Err: errHangs}
	}
	w := newWorker(s.clock)
	t := &transport{slot: s, worker: w}
	opened := make(chan error, 1)
	err := w.do(ctx, connectLimit, func() { opened <- t.open(ctx) })
	if err != nil {
		t.abandon()
		return nil, &card.Error{Kind: card.Stuck, Step: "connect", Err: err}
	}
	if err := <-opened; err != nil {
		w.end(func() { _ = t.release() }) // the error of the connect is the one to report
		<-w.ended
		return nil, &card.Error{Kind: kindOf(err), Step: "connect", Err: err}
	}
	return t, nil
}

func (s *Slot) hanging() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.hung == nil {
		return false
	}
	select {
	case <-s.hung:
		s.hung = nil
		return false
	default:
		return true
	}
}

// abandoned remembers a worker that nobody waits for, so that no second one is hung up behind it.
func (s *Slot) abandoned(w *worker) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hung = w.ended
}

// kindOf maps the library's errors (facts/devices.md A3).
func kindOf(err error) card.ErrorKind {
	switch {
	case errors.Is(err, scard.ErrNoSmartcard), errors.Is(err, scard.ErrRemovedCard):
		return card.Gone
	case errors.Is(err, scard.ErrTimeout), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return card.Stuck
	}
	return card.Unreadable
}

// pause waits on the clock; false when ctx ended first.
func pause(ctx context.Context, c clock.Clock, d time.Duration) bool {
	t := c.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C():
		return true
	}
}
