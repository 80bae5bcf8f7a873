package daemontest

import (
	"context"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/proof"
)

const (
	// hungAfter is the house's rule for a device call that is stuck.
	hungAfter = 30 * time.Second
	// connectLimit and closeLimit are the driver's.
	connectLimit = 10 * time.Second
	closeLimit   = 2 * time.Second
)

// TestHungTransmit: given up after the limit; the slot refuses meanwhile; free again when the reader lets go, or when the card
// is pulled.
func TestHungTransmit(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	o := impatient()
	o.TransmitLimit *= haste
	s := pcsc.New(hasty{}, o)
	w := watch(t, s)
	w.next(card.ReaderEmpty)
	for i := range proof.Count(2, 100) {
		r.Insert(newCard())
		w.next(card.Inserted)
		d.Hold(fakepcscd.Transmit)
		begin := time.Now()
		if err := read(t, s); card.KindOf(err) != card.Stuck {
			t.Fatalf("a hung transmit: %v", err)
		}
		if took := time.Since(begin); took < commandLimit {
			t.Errorf("given up after %v", took)
		}
		if _, err := s.Connect(t.Context()); card.KindOf(err) != card.Stuck {
			t.Errorf("meanwhile: %v", err)
		}
		if i%2 == 0 {
			d.Release(fakepcscd.Transmit)
		} else {
			r.Pull()
			w.next(card.Removed)
			d.Release(fakepcscd.Transmit)
			r.Insert(newCard())
			w.next(card.Inserted)
		}
		if err := read(t, s); err != nil {
			t.Errorf("the next card: %v", err)
		}
		r.Pull()
		w.next(card.Removed)
	}
	w.quiet()
}

// hang is a watched slot on a clock that stands still.
type hang struct {
	*watcher
	t      *testing.T
	daemon *fakepcscd.Daemon
	reader *fakepcscd.Reader
	slot   *pcsc.Slot
	clock  *clock.Fake
	kicks  uint32
}

func hanging(t *testing.T) *hang {
	h := &hang{t: t, kicks: 100, daemon: start(t), clock: clock.NewFake(time.Date(2026, 11, 23, 9, 0, 0, 0, clock.Zone()))}
	h.reader = plug(t, h.daemon, wanted)
	h.slot = pcsc.New(h.clock, impatient())
	h.watcher = watch(t, h.slot)
	t.Cleanup(h.stop)
	h.next(card.ReaderEmpty)
	h.reader.Insert(newCard())
	h.next(card.Inserted)
	return h
}

// stop ends the watch, whose repeated cancels wait for the clock.
func (h *hang) stop() {
	h.cancel()
	until(h.t, "the watch to end", func() bool {
		h.clock.Advance(10 * time.Millisecond)
		select {
		case <-h.ended:
			return true
		default:
			return false
		}
	})
}

// kick makes the watch look again, so that a call of its own that began before the clock was moved has come back. The count
// that it changes is told as a card taken out and put in, which also shows that nothing else was told before.
func (h *hang) kick() {
	h.t.Helper()
	h.look()
	h.next(card.Removed)
	h.next(card.Inserted)
}

// look is kick without a look at what is told. A look with news is four waits as the service counts them: with the news, two
// for the card to lie still, which ends by its time, and the next one.
func (h *hang) look() {
	h.t.Helper()
	before := h.daemon.Served(fakepcscd.Wait)
	h.kicks++
	h.reader.Count(h.kicks)
	until(h.t, "four more waits", func() bool { return h.daemon.Served(fakepcscd.Wait) >= before+4 })
}

// hung lets the time go by until the watch says so, and neither before nor twice.
func (h *hang) hung() {
	h.t.Helper()
	h.kick()
	h.clock.Advance(hungAfter / 2)
	h.kick()
	h.clock.Advance(hungAfter/2 - time.Millisecond)
	h.kick()
	h.clock.Advance(time.Millisecond)
	h.next(card.Hung)
	for range 10 {
		h.look()
		h.clock.Advance(hungAfter / 2)
	}
	h.look()
}

// giveUp makes a call that hangs in a command, and lets its limit pass.
func (h *hang) giveUp(c fakepcscd.Command, limit time.Duration, call func() error) {
	h.t.Helper()
	ended := held(h.t, h.daemon, c, call)
	h.clock.Advance(limit)
	if err := ended(); card.KindOf(err) != card.Stuck {
		h.t.Fatalf("the call says %v", err)
	}
}

// try reads the card, for a short while. The slot's clock stands still, so it is the context that ends a wait
// for a call that hangs.
func (h *hang) try() error {
	ctx, cancel := context.WithTimeout(context.Background(), commandLimit/3)
	defer cancel()
	return readWithin(ctx, h.slot)
}

// refuses: nothing new begins behind the call that hangs.
func (h *hang) refuses() {
	h.t.Helper()
	before := h.daemon.Accepted()
	if err := h.try(); card.KindOf(err) != card.Stuck {
		h.t.Errorf("a hung reader: %v", err)
	}
	if h.daemon.Accepted() != before {
		h.t.Error("the service was called behind a call that hangs")
	}
}

// comesBack waits until reading ends with the kind, "" is success.
func (h *hang) comesBack(kind card.ErrorKind) {
	h.t.Helper()
	until(h.t, "the slot to be usable", func() bool {
		err := h.try()
		return card.KindOf(err) == kind && (err == nil) == (kind == "")
	})
}

// TestHung: a call that was given up and does not come back is told once, after thirty seconds, whatever call it was; and what
// is in the reader is told anew when it has come back.
func TestHung(t *testing.T) {
	for _, c := range []struct {
		command fakepcscd.Command
		limit   time.Duration
	}{
		{fakepcscd.Connect, connectLimit},
		{fakepcscd.Begin, connectLimit},
		{fakepcscd.Transmit, commandLimit},
		{fakepcscd.End, closeLimit},
		{fakepcscd.Disconnect, closeLimit},
		{fakepcscd.ReleaseContext, closeLimit},
	} {
		for _, pulled := range []bool{false, true} {
			h := hanging(t)
			h.giveUp(c.command, c.limit, func() error { return read(t, h.slot) })
			h.hung()
			h.refuses()
			if pulled {
				h.reader.Pull()
			}
			h.daemon.Release(c.command)
			if pulled {
				h.comesBack(card.Gone)
			} else {
				h.comesBack("")
			}
			h.reader.Count(1)
			if !pulled {
				if e := h.next(card.Inserted); !e.AtStart {
					t.Errorf("command %#x: the card that hung is %+v", c.command, e)
				}
				h.reader.Pull()
				h.next(card.Removed)
			} else {
				h.await(card.ReaderEmpty, card.Removed) // the last look with the card in may be told first
			}
			h.reader.Insert(newCard())
			h.next(card.Inserted)
			h.comesBack("")
			h.quiet()
			h.stop()
			h.reader.Unplug()
			h.daemon.Kill()
		}
	}
}

// TestHungDies: the service dies with the call that hangs.
func TestHungDies(t *testing.T) {
	h := hanging(t)
	h.giveUp(fakepcscd.Transmit, commandLimit, func() error { return read(t, h.slot) })
	h.hung()
	h.daemon.Kill()
	until(t, "the end of the service to be told", func() bool {
		h.clock.Advance(250 * time.Millisecond)
		return len(h.events) > 0 && (<-h.events).Kind == card.NoService // the last look may be told first
	})
	if err := h.daemon.Start(); err != nil {
		t.Fatal(err)
	}
	h.daemon.Release(fakepcscd.Transmit)
	h.advanceUntil(card.Inserted)
	h.comesBack("")
}

// advanceUntil lets pauses pass until the very next event, which must be of the kind.
func (h *hang) advanceUntil(kind card.EventKind) {
	h.t.Helper()
	until(h.t, string(kind), func() bool { h.clock.Advance(250 * time.Millisecond); return len(h.events) > 0 })
	h.next(kind)
}

// TestComesBackInTime: a call that was given up, and comes back within the thirty seconds, is nothing to tell.
func TestComesBackInTime(t *testing.T) {
	h := hanging(t)
	h.giveUp(fakepcscd.Transmit, commandLimit, func() error { return read(t, h.slot) })
	h.clock.Advance(hungAfter / 2)
	h.daemon.Release(fakepcscd.Transmit)
	h.comesBack("")
	h.reader.Pull()
	h.next(card.Removed)
	h.quiet()
}

// TestFrozenService: the service is there and answers nothing, so that the watch's own calls hang. It is told all the same, and
// the watch can be ended.
func TestFrozenService(t *testing.T) {
	t.Run("thawed", func(t *testing.T) {
		h := hanging(t)
		h.freeze()
		h.advanceUntil(card.Hung)
		h.daemon.Thaw()
		h.next(card.ReaderEmpty)
		h.reader.Insert(newCard())
		h.next(card.Inserted)
		h.comesBack("")
	})
	t.Run("ended", func(t *testing.T) {
		h := hanging(t)
		h.freeze()
		h.stop()
		for len(h.events) > 0 { // the clock may have passed thirty seconds first
			<-h.events
		}
		// A second watch begins when the first one's call has come back.
		ctx, cancel := context.WithCancel(t.Context())
		events := make(chan card.Event, 16)
		ended := make(chan error, 1)
		go func() { ended <- h.slot.Watch(ctx, func(e card.Event) { events <- e }) }()
		h.daemon.Thaw()
		for e := range events {
			if e.Kind == card.ReaderEmpty {
				break
			}
			if e.Kind != card.Hung {
				t.Errorf("the second watch begins with %+v", e)
			}
		}
		cancel()
		<-ended
	})
	t.Run("connect", func(t *testing.T) {
		h := hanging(t)
		h.daemon.Freeze()
		before := h.daemon.Accepted()
		failed := make(chan error, 1)
		go func() { failed <- read(t, h.slot) }()
		until(t, "the connection", func() bool { return h.daemon.Accepted() > before })
		until(t, "the connect to give up", func() bool { h.clock.Advance(time.Second); return len(failed) > 0 })
		if err := <-failed; card.KindOf(err) != card.Stuck {
			t.Errorf("connecting to a frozen service: %v", err)
		}
		h.advanceUntil(card.Hung)
		h.daemon.Thaw()
		h.next(card.Inserted)
	})
}

// freeze stops the service, and pulls the card so that a call of the watch hangs.
func (h *hang) freeze() {
	h.t.Helper()
	h.daemon.Freeze()
	before := h.daemon.Served(fakepcscd.Wait)
	h.reader.Pull()
	until(h.t, "a call to hang", func() bool { return h.daemon.Served(fakepcscd.Wait) > before })
}
