package daemontest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/proof"
)

// TestReaderComesAndGoes: with nothing, with a card, and with a visit in it.
func TestReaderComesAndGoes(t *testing.T) {
	d := start(t)
	s := slot()
	w := watch(t, s)
	w.next(card.NoReader)
	if _, err := s.Connect(t.Context()); card.KindOf(err) != card.Unreadable {
		t.Errorf("without a reader: %v", err)
	}
	r := plug(t, d, wanted)
	w.next(card.ReaderEmpty)
	replug := func() {
		t.Helper()
		r.Unplug()
		w.next(card.NoReader)
		if err := r.Replug(); err != nil {
			t.Fatal(err)
		}
	}
	for range proof.Count(2, 100) {
		replug()
		w.next(card.ReaderEmpty)

		r.Insert(newCard())
		w.next(card.Inserted)
		replug()
		if e := w.next(card.Inserted); !e.AtStart {
			t.Errorf("a card that came with its reader is %+v", e)
		}

		transport, err := s.Connect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		replug()
		if e := w.next(card.Inserted); !e.AtStart {
			t.Errorf("a card that came with its reader is %+v", e)
		}
		if _, err := transport.Transmit(t.Context(), selectSSSE()); card.KindOf(err) != card.Unreadable {
			t.Errorf("a visit outlived the reader: %v", err)
		}
		if err := transport.Close(); err != nil {
			t.Errorf("closing after the reader was out: %v", err)
		}
		if err := read(t, s); err != nil {
			t.Error("after the reader is back:", err)
		}
		r.Pull()
		w.next(card.Removed)
	}
	w.quiet()
}

func selectSSSE() []byte {
	return append([]byte{0x00, 0xA4, 0x04, 0x00, 0x0F}, "sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF"...)
}

// TestUnpluggedWhileTransmitting: the call ends with the reader, and nothing hangs afterwards.
func TestUnpluggedWhileTransmitting(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	s := pcsc.New(clock.System{}, pcsc.Options{Settle: still, TransmitLimit: patience})
	w := watch(t, s)
	r.Insert(newCard())
	w.await(card.Inserted)
	transport, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.Hold(fakepcscd.Transmit)
	before := d.Served(fakepcscd.Transmit)
	failed := make(chan error, 1)
	go func() { _, err := transport.Transmit(t.Context(), selectSSSE()); failed <- err }()
	until(t, "the transmit to reach the reader", func() bool { return d.Served(fakepcscd.Transmit) > before })
	r.Unplug()
	if err := <-failed; card.KindOf(err) != card.Unreadable {
		t.Errorf("the transmit says %v", err)
	}
	w.next(card.NoReader)
	if err := transport.Close(); err != nil {
		t.Error(err)
	}
	d.Release(fakepcscd.Transmit)
	if err := r.Replug(); err != nil {
		t.Fatal(err)
	}
	w.next(card.Inserted)
	if err := read(t, s); err != nil {
		t.Error(err)
	}
}

// restless plugs, unplugs and fills readers until the test ends.
func restless(t *testing.T, readers []*fakepcscd.Reader) (stop func()) {
	done := make(chan struct{})
	var all sync.WaitGroup
	for i, r := range readers {
		all.Go(func() {
			for n := i; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				switch n % 5 {
				case 0:
					r.Insert(newCard())
				case 1:
					r.Unplug()
				case 2:
					if err := r.Replug(); err != nil {
						t.Error(err)
					}
				case 3:
					r.Pull()
				case 4:
					r.InsertMute()
				}
			}
		})
	}
	once := sync.OnceFunc(func() { close(done); all.Wait() })
	t.Cleanup(once)
	return once
}

// TestEightReaders: the wanted one is anywhere in the list, and the others, of which some fit as well, change all the time.
func TestEightReaders(t *testing.T) {
	cycles := proof.Count(3, 125)
	for place := range 8 {
		t.Run(fmt.Sprint(place), func(t *testing.T) {
			d := start(t)
			var mine *fakepcscd.Reader
			var others []*fakepcscd.Reader
			for i := range 8 {
				if i == place {
					mine = plug(t, d, wanted)
				} else {
					others = append(others, plug(t, d, fmt.Sprintf("Other Reader 0%d 00", i)))
				}
			}
			s := pcsc.New(clock.System{}, options()) // seven busy readers need the whole limits
			w := watch(t, s)
			w.next(card.ReaderEmpty)
			if i := place - 1; i >= 0 { // one that fits comes in front of it
				others[i].Unplug()
				others[i] = plug(t, d, "Another CCID 00 00")
			}
			stop := restless(t, others)
			for range cycles {
				mine.Insert(newCard())
				if e := w.next(card.Inserted); e.Reader != wanted {
					t.Fatalf("insertion is %+v", e)
				}
				if err := read(t, s); err != nil {
					t.Fatal(err)
				}
				mine.Pull()
				w.next(card.Removed)
			}
			stop()
			w.quiet()
		})
	}
	proof.Saw(t, "eight readers, the wanted one in every place of the list, the other seven plugged, unplugged and filled without a pause: %d cycles, no event missed, doubled or of another reader", 8*cycles)
}

// TestReaderComesAmongRestlessOnes: the wanted reader is found while others come so fast that the list changes under the
// library's hands, and nothing of it looks like a dead service.
func TestReaderComesAmongRestlessOnes(t *testing.T) {
	d := start(t)
	var others []*fakepcscd.Reader
	for i := range 7 {
		others = append(others, plug(t, d, fmt.Sprintf("Other Reader 0%d 00", i)))
	}
	stop := restless(t, others)
	s := pcsc.New(clock.System{}, options())
	w := watch(t, s)
	w.next(card.NoReader)
	for range proof.Count(2, 100) {
		r := plug(t, d, wanted)
		w.next(card.ReaderEmpty)
		r.Insert(newCard())
		w.next(card.Inserted)
		if err := read(t, s); err != nil {
			t.Error(err)
		}
		r.Unplug()
		w.next(card.NoReader)
	}
	stop()
	w.quiet()
}

// TestFilter: which of several readers is taken.
func TestFilter(t *testing.T) {
	for _, c := range []struct {
		o    pcsc.Options
		want string
	}{
		{pcsc.Options{}, "X SAM 00 00"},
		{pcsc.Options{Ignore: []string{"SAM"}}, "ACS 01 00"},
		{pcsc.Options{Reader: "Feitian"}, "Feitian 02 00"},
		{pcsc.Options{Reader: "SAM", Ignore: []string{"SAM"}}, ""},
	} {
		t.Run(strings.ReplaceAll(c.want, " ", "_"), func(t *testing.T) {
			d := start(t)
			for _, name := range []string{"X SAM 00 00", "ACS 01 00", "Feitian 02 00"} {
				plug(t, d, name).Insert(newCard())
			}
			c.o.Settle = still
			s := pcsc.New(clock.System{}, c.o)
			w := watch(t, s)
			if c.want == "" {
				w.next(card.NoReader)
				return
			}
			if e := w.next(card.Inserted); e.Reader != c.want {
				t.Errorf("watches %q", e.Reader)
			}
			transport, err := s.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer transport.Close()
			if named, ok := transport.(interface{ Reader() string }); !ok || named.Reader() != c.want {
				t.Errorf("connected to another reader than %q", c.want)
			}
		})
	}
}

// TestTwoSlots: the citizen's and the module's slot are watched at the same time, in two readers of one service.
func TestTwoSlots(t *testing.T) {
	d := start(t)
	names := []string{"CCID Reader 00 00", "CCID Reader SAM 00 01"}
	var all sync.WaitGroup
	for i, name := range names {
		r := plug(t, d, name)
		s := pcsc.New(clock.System{}, pcsc.Options{Reader: name, Settle: still})
		w := watch(t, s)
		all.Go(func() {
			for range proof.Count(20, 500) {
				r.Insert(newCard())
				if e := w.await(card.Inserted); e.Reader != name {
					t.Errorf("slot %d hears of %q", i, e.Reader)
				}
				if err := read(t, s); err != nil {
					t.Error(err)
				}
				r.Pull()
				w.await(card.Removed)
			}
		})
	}
	all.Wait()
}
