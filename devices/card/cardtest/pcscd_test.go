package cardtest_test

import (
	"context"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
)

// commandLimit makes a hanging card's test short; the slowest honest answer through the virtual reader takes 0.05 s.
const commandLimit = time.Second

func options() pcsc.Options {
	return pcsc.Options{Reader: cardservice.Reader, TransmitLimit: commandLimit}
}

// service is the real card service, until the test ends. A machine without it fails the test; nothing is skipped.
func service(t *testing.T) *cardservice.Service {
	t.Helper()
	s, err := cardservice.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func plug(t *testing.T, c *simcard.Card) *simcard.Plug {
	t.Helper()
	p, err := simcard.DialVPCD(context.Background(), simcard.VPCDAddr, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Pull)
	return p
}

// TestPCSC is the suite against the real service.
func TestPCSC(t *testing.T) {
	service(t)
	slot := pcsc.New(clock.System{}, options())
	cardtest.RunSlow(t, func(t *testing.T, c *simcard.Card) cardtest.Attached {
		p := plug(t, c)
		return cardtest.Attached{Slot: slot, Pull: p.Pull, Swap: func(c *simcard.Card) { p.Swap(c) }}
	})
}

// TestPCSCRestart: the service dies with a card open, and after it is back the card is seen as one that lay there.
func TestPCSCRestart(t *testing.T) {
	daemon := service(t)
	for _, death := range []struct {
		name string
		die  func() error
	}{{"killed", daemon.Kill}, {"stopped", daemon.Stop}} {
		t.Run(death.name, func(t *testing.T) {
			slot := pcsc.New(clock.System{}, options())
			events := watch(t, slot)
			events.await(t, card.ReaderEmpty)
			first := plug(t, simcard.New(cardtest.Spec()))
			if e := events.await(t, card.Inserted); e.AtStart || e.Reader != cardservice.Reader {
				t.Errorf("insertion is %+v", e)
			}
			session, err := card.Open(t.Context(), slot, card.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := session.Identify(t.Context()); err != nil {
				t.Fatal(err)
			}

			if err := death.die(); err != nil {
				t.Fatal(err)
			}
			events.await(t, card.NoService, card.NoReader)
			if _, err := session.SameCard(t.Context()); err == nil {
				t.Error("a session outlived the service")
			}
			_ = session.Close() // there is nobody who could power the card off
			if _, err := card.Open(t.Context(), slot, card.Options{}); card.KindOf(err) != card.Unreadable {
				t.Errorf("open without a service: %v", err)
			}
			first.Pull()

			if err := daemon.Start(); err != nil {
				t.Fatal(err)
			}
			second := plug(t, simcard.New(cardtest.Spec()))
			e := events.await(t, card.Inserted, card.ReaderEmpty)
			if e.Kind == card.ReaderEmpty {
				e = events.await(t, card.Inserted)
			} else if !e.AtStart {
				t.Errorf("a card that lay in the reader is %+v", e)
			}
			session, err = card.Open(t.Context(), slot, card.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := session.Identify(t.Context()); err != nil {
				t.Error("after the restart:", err)
			}
			if err := session.Close(); err != nil {
				t.Error(err)
			}
			second.Pull()
			events.await(t, card.Removed)
		})
	}
}

// TestPCSCAtStart: a card that is in the reader when the watch begins has not just been put in.
func TestPCSCAtStart(t *testing.T) {
	service(t)
	slot := pcsc.New(clock.System{}, options())
	events := watch(t, slot)
	events.await(t, card.ReaderEmpty)
	plug(t, simcard.New(cardtest.Spec()))
	events.await(t, card.Inserted)
	events.stop()
	if e := watch(t, slot).await(t, card.Inserted); !e.AtStart {
		t.Errorf("first look says %+v", e)
	}
}

type watched struct {
	events chan card.Event
	stop   func()
}

func watch(t *testing.T, slot card.Slot) watched {
	ctx, cancel := context.WithCancel(context.Background())
	w := watched{events: make(chan card.Event, 64)}
	ended := make(chan error, 1)
	go func() { ended <- slot.Watch(ctx, func(e card.Event) { w.events <- e }) }()
	stopped := false
	w.stop = func() {
		cancel()
		if !stopped {
			if err := <-ended; err != context.Canceled {
				t.Errorf("the watch ended with %v", err)
			}
			stopped = true
		}
	}
	t.Cleanup(w.stop)
	return w
}

// await takes events until one of the kinds comes.
func (w watched) await(t *testing.T, kinds ...card.EventKind) card.Event {
	t.Helper()
	var seen []card.EventKind
	for limit := time.After(30 * time.Second); ; {
		select {
		case e := <-w.events:
			for _, k := range kinds {
				if e.Kind == k {
					return e
				}
			}
			seen = append(seen, e.Kind)
		case <-limit:
			t.Fatalf("no event of %q; seen %q", kinds, seen)
		}
	}
}
