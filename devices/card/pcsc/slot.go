package pcsc

import (
	"context"
	"errors"
	"slices"
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
	// Settle is how long a card must lie still before it is reported; 0 is DefaultSettle.
	Settle time.Duration
}

// Slot is a card.Slot on a reader of pcscd.
type Slot struct {
	clock     clock.Clock
	options   Options
	establish func() (service, error)

	calls *ledger

	mu      sync.Mutex
	reader  string        // the one that was watched last
	lookout chan struct{} // closed when the lookout of the last watch has ended; nil: there was none
}

// New makes a slot. It opens nothing yet and needs no running service.
func New(c clock.Clock, o Options) *Slot {
	if o.TransmitLimit <= 0 {
		o.TransmitLimit = DefaultTransmitLimit
	}
	if o.Settle <= 0 {
		o.Settle = DefaultSettle
	}
	return &Slot{clock: c, options: o, establish: establish, calls: newLedger(c)}
}

// choose picks the slot's reader among those that are there; "" when it is not. A reader that was chosen is kept for as long
// as it is there: another one that fits, and comes in front of it in the list, does not take over with a card in this one.
func (s *Slot) choose(names []string) string {
	s.mu.Lock()
	kept := s.reader
	s.mu.Unlock()
	if kept != "" && slices.Contains(names, kept) {
		return kept
	}
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

// keep remembers the reader that is watched, so that a visit is connected to the same one.
func (s *Slot) keep(reader string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reader = reader
}

var (
	errNoReader = errors.New("no card reader")
	errHangs    = errors.New("an earlier command still hangs in the reader")
	errLimit    = errors.New("time limit")
)

// Connect implements card.Slot. It does not need a running Watch.
func (s *Slot) Connect(ctx context.Context) (card.Transport, error) {
	if !s.free(ctx) {
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
		_ = t.finish() // the error of the connect is the one to report
		return nil, &card.Error{Kind: kindOf(err), Step: "connect", Err: err}
	}
	return t, nil
}

// free waits a while for a call that was given up to come back: whoever puts a card in again right after one that hung, which
// lets go when it is pulled, need not be told that the reader is busy. For one that counts as hung nobody waits.
func (s *Slot) free(ctx context.Context) bool {
	if left, open := s.calls.alarm(); open && left <= 0 {
		return !s.calls.anyGivenUp()
	}
	for waited := time.Duration(0); s.calls.anyGivenUp(); waited += freePause {
		if waited >= freeLimit || !pause(ctx, s.clock, freePause) {
			return false
		}
	}
	return true
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

// lost reports whether an error comes from a service or a reader that is not there any more, so that trying again on the same
// context is of no use.
func lost(err error) bool {
	return readerLost(err) || errors.Is(err, scard.ErrNoService) || errors.Is(err, scard.ErrServiceStopped) ||
		errors.Is(err, scard.ErrCommError) || errors.Is(err, scard.ErrInvalidHandle)
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
