package daemontest

import (
	"fmt"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/proof"
)

// calls are what a visit makes of the service.
func calls() []fakepcscd.Command {
	return []fakepcscd.Command{
		fakepcscd.EstablishContext, fakepcscd.Version, fakepcscd.ReadersState, fakepcscd.Connect, fakepcscd.Begin, fakepcscd.Status,
		fakepcscd.Transmit, fakepcscd.End, fakepcscd.Disconnect, fakepcscd.ReleaseContext,
	}
}

// TestErrors: every call of a visit fails with every error that the service knows. A visit may get over it or not; afterwards
// nothing is open, and the next one succeeds.
func TestErrors(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	s := slot()
	w := watch(t, s)
	w.next(card.ReaderEmpty)
	r.Insert(newCard())
	w.next(card.Inserted)
	codes := []uint32{fakepcscd.InvalidHandle, fakepcscd.UnknownReader, fakepcscd.NoSmartcard, fakepcscd.InvalidValue,
		fakepcscd.CommError, fakepcscd.NotTransacted, fakepcscd.ReaderUnavailable, fakepcscd.ServiceStopped, fakepcscd.ResetCard,
		fakepcscd.RemovedCard, fakepcscd.SecurityViolation, fakepcscd.UnresponsiveCard, fakepcscd.UnpoweredCard, fakepcscd.ProtoMismatch,
		0x80100001, 0x80100006, 0x8010002E, 0xFFFFFFFF, 1}
	n := 0
	for _, c := range calls() {
		for i, code := range codes {
			if i%proof.Count(5, 1) != 0 {
				continue
			}
			d.Fail(c, code, 1)
			err := read(t, s)
			d.Fail(c, code, 0)
			if k := card.KindOf(err); err != nil && k != card.Unreadable && k != card.Gone {
				t.Errorf("command %#x fails with %#x: %v", c, code, err)
			}
			if err := read(t, s); err != nil {
				t.Errorf("after command %#x failed with %#x: %v", c, code, err)
			}
			// The watch has a context of its own, whose list of readers may have been what failed.
			until(t, fmt.Sprintf("everything to be closed after command %#x failed with %#x", c, code), func() bool {
				open := d.Open()
				return open.Handles == 0 && open.Contexts <= 1
			})
			n++
		}
	}
	proof.Saw(t, "%d errors of the service in %d kinds of calls: nothing stayed open, and the next visit succeeded every time", n, len(calls()))
}

// TestSharingViolation: a reader that another program holds for a moment is waited for.
func TestSharingViolation(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	r.Insert(newCard())
	s := slot()
	d.Fail(fakepcscd.Connect, fakepcscd.SharingViolation, 2)
	if err := read(t, s); err != nil {
		t.Errorf("held for two tries: %v", err)
	}
	d.Fail(fakepcscd.Connect, fakepcscd.SharingViolation, 100)
	if err := read(t, s); card.KindOf(err) != card.Unreadable {
		t.Errorf("held for good: %v", err)
	}
}

// TestTries: a card that does not answer is powered on again, a reader or a service that is not there is not asked again.
func TestTries(t *testing.T) {
	d := start(t)
	plug(t, d, wanted).Insert(newCard())
	s := slot()
	for _, c := range []struct {
		code  uint32
		tries int
	}{
		{fakepcscd.UnpoweredCard, 5}, {fakepcscd.UnresponsiveCard, 5}, {fakepcscd.ProtoMismatch, 5},
		{fakepcscd.NoSmartcard, 1}, {fakepcscd.UnknownReader, 1}, {fakepcscd.ReaderUnavailable, 1}, {fakepcscd.CommError, 1},
		{fakepcscd.ServiceStopped, 1}, {fakepcscd.InvalidHandle, 1},
	} {
		before := d.Served(fakepcscd.Connect)
		d.Fail(fakepcscd.Connect, c.code, 100)
		if err := read(t, s); err == nil {
			t.Errorf("%#x: read", c.code)
		}
		if n := d.Served(fakepcscd.Connect) - before; n != c.tries {
			t.Errorf("%#x: %d tries, want %d", c.code, n, c.tries)
		}
	}
}

// TestWatchErrors: a wait of the watch fails in each of its three calls, and it goes on with what is there.
func TestWatchErrors(t *testing.T) {
	for _, c := range []fakepcscd.Command{fakepcscd.Wait, fakepcscd.StopWaiting, fakepcscd.ReadersState} {
		t.Run(fmt.Sprintf("%#x", c), func(t *testing.T) {
			d := start(t)
			r := plug(t, d, wanted)
			r.Insert(newCard())
			d.Fail(c, 0, 1) // breaks the connection
			w := watch(t, slot())
			if e := w.await(card.Inserted); !e.AtStart {
				t.Errorf("%+v", e)
			}
			r.Pull()
			w.await(card.Removed)
		})
	}
}

// TestShortAnswers: each answer of a visit is cut to nothing and to one byte. No cut answer passes for a right one.
func TestShortAnswers(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	s := slot()
	r.Insert(newCard())
	cut := 0
	for at := 0; ; at++ {
		sprung := false
		for length := range 2 {
			count, before := 0, []byte(nil)
			r.Mangle(1000, func(reply []byte) []byte {
				defer func() { count++ }()
				if count != at || len(reply) <= length {
					return reply
				}
				before = reply
				return reply[:length]
			})
			err := read(t, s)
			r.Mangle(0, nil)
			sprung = sprung || count > at
			if before == nil {
				continue
			}
			cut++
			if err == nil {
				t.Errorf("answer %d was cut to %d bytes from %X, and the card was read", at, length, before)
			}
			if err := read(t, s); err != nil {
				t.Fatalf("after answer %d was cut: %v", at, err)
			}
		}
		if !sprung {
			break
		}
	}
	if cut < 10 {
		t.Errorf("only %d answers were cut", cut)
	}
}

// TestLoose: the card has lost its contacts, which the service has not noticed yet.
func TestLoose(t *testing.T) {
	r := plug(t, start(t), wanted)
	s := slot()
	w := watch(t, s)
	w.next(card.ReaderEmpty)
	r.Insert(newCard())
	w.next(card.Inserted)
	transport, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.Loosen()
	if _, err := transport.Transmit(t.Context(), selectSSSE()); card.KindOf(err) != card.Unreadable {
		t.Errorf("no contacts: %v", err)
	}
	r.Pull()
	w.next(card.Removed)
	if _, err := transport.Transmit(t.Context(), selectSSSE()); card.KindOf(err) != card.Gone {
		t.Errorf("no card: %v", err)
	}
	if err := transport.Close(); err != nil {
		t.Error(err)
	}
}

// TestSlow: answers that take long, but not too long, are waited for.
func TestSlow(t *testing.T) {
	d := start(t)
	plug(t, d, wanted).Insert(newCard())
	s := slot()
	d.Slow(fakepcscd.Transmit, commandLimit/10)
	begin := time.Now()
	if err := read(t, s); err != nil {
		t.Error(err)
	}
	if took := time.Since(begin); took < commandLimit/2 {
		t.Errorf("read in %v", took)
	}
}
