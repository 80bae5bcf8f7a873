package daemontest

import (
	"sync"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/proof"
)

// state is something that the terminal may be about when its card service ends.
type state struct {
	name string
	card bool // one lies in the reader
	// enter brings it about. leave is called with the service dead, and again ends what enter has begun.
	enter func(t *testing.T, d *fakepcscd.Daemon, r *fakepcscd.Reader, s card.Slot) (leave func())
}

// TestRestart ends the service in every state and starts it again. Afterwards the reader, and what is in it, is told as at
// the first start, and a card can be read.
func TestRestart(t *testing.T) {
	nothing := func(*testing.T, *fakepcscd.Daemon, *fakepcscd.Reader, card.Slot) func() { return func() {} }
	states := []state{
		{"empty", false, nothing},
		{"card", true, nothing},
		{"session", true, func(t *testing.T, _ *fakepcscd.Daemon, _ *fakepcscd.Reader, s card.Slot) func() {
			transport, err := s.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return func() {
				if _, err := transport.Transmit(t.Context(), selectSSSE()); card.KindOf(err) != card.Unreadable {
					t.Errorf("a session outlived the service: %v", err)
				}
				_ = transport.Close() // there is nobody who could power the card off
			}
		}},
		{"transmitting", true, func(t *testing.T, d *fakepcscd.Daemon, _ *fakepcscd.Reader, s card.Slot) func() {
			transport, err := s.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ended := held(t, d, fakepcscd.Transmit, func() error {
				_, err := transport.Transmit(t.Context(), selectSSSE())
				return err
			})
			return func() {
				if err := ended(); card.KindOf(err) != card.Unreadable {
					t.Errorf("the transmit says %v", err)
				}
				_ = transport.Close()
			}
		}},
		{"connecting", true, func(t *testing.T, d *fakepcscd.Daemon, _ *fakepcscd.Reader, s card.Slot) func() {
			ended := held(t, d, fakepcscd.Connect, func() error { return read(t, s) })
			return func() {
				if err := ended(); card.KindOf(err) != card.Unreadable {
					t.Errorf("the connect says %v", err)
				}
			}
		}},
		{"closing", true, func(t *testing.T, d *fakepcscd.Daemon, _ *fakepcscd.Reader, s card.Slot) func() {
			ended := held(t, d, fakepcscd.Disconnect, func() error { return read(t, s) })
			return func() {
				if err := ended(); err == nil {
					t.Error("a card was powered off by a dead service")
				}
			}
		}},
		{"mute", false, func(_ *testing.T, _ *fakepcscd.Daemon, r *fakepcscd.Reader, _ card.Slot) func() {
			r.InsertMute()
			return r.Pull
		}},
	}
	ends := []struct {
		name string
		// states is how many of them.
		states int
		end    func(*fakepcscd.Daemon, *watcher)
	}{
		{"killed", len(states), func(d *fakepcscd.Daemon, _ *watcher) { d.Kill() }},
		{"stopped", len(states), func(d *fakepcscd.Daemon, _ *watcher) { d.Stop() }},
		{"drained", 3, func(d *fakepcscd.Daemon, w *watcher) { d.Drain(); w.next(card.NoReader); d.Kill() }},
	}
	rounds := proof.Count(1, 30)
	for _, e := range ends {
		t.Run(e.name, func(t *testing.T) {
			d := start(t)
			r := plug(t, d, wanted)
			s := slot()
			w := watch(t, s)
			w.next(card.ReaderEmpty)
			for range rounds {
				for _, state := range states[:e.states] {
					restart(t, d, r, s, w, state, e.end)
				}
			}
			w.quiet()
		})
	}
	proof.Saw(t, "the service was killed and stopped in %d states, %d times each: the reader and its card were told anew every time, and the card was read", len(states), rounds)
}

func restart(t *testing.T, d *fakepcscd.Daemon, r *fakepcscd.Reader, s card.Slot, w *watcher, state state, end func(*fakepcscd.Daemon, *watcher)) {
	if state.card {
		r.Insert(newCard())
		w.next(card.Inserted)
	}
	leave := state.enter(t, d, r, s)
	end(d, w)
	leave()
	w.await(card.NoService)
	for _, c := range []fakepcscd.Command{fakepcscd.Transmit, fakepcscd.Connect, fakepcscd.Disconnect} {
		d.Release(c)
	}
	if err := read(t, s); card.KindOf(err) != card.Unreadable {
		t.Errorf("%s: open without a service: %v", state.name, err)
	}
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	if !state.card {
		w.next(card.ReaderEmpty)
		r.Insert(newCard())
		w.next(card.Inserted)
	} else if e := w.next(card.Inserted); !e.AtStart {
		t.Errorf("%s: the card that lay there is %+v", state.name, e)
	}
	if err := read(t, s); err != nil {
		t.Errorf("%s: after the restart: %v", state.name, err)
	}
	r.Pull()
	w.next(card.Removed)
}

// held runs a call until it hangs in a command of the kind. The result waits for its end.
func held(t *testing.T, d *fakepcscd.Daemon, c fakepcscd.Command, call func() error) (ended func() error) {
	before := d.Served(c)
	d.Hold(c)
	var err error
	var running sync.WaitGroup
	running.Go(func() { err = call() })
	until(t, "the command to be held", func() bool { return d.Served(c) > before })
	return func() error { running.Wait(); return err }
}
