package daemontest

import (
	"slices"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/proof"
)

// TestCycles puts a card in, reads it and takes it out, again and again. start looks for what was left open.
func TestCycles(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	s := slot()
	w := watch(t, s)
	w.next(card.ReaderEmpty)
	n := proof.Count(100, 1000)
	seen := make([]time.Duration, 0, n)
	for range n {
		begin := time.Now()
		r.Insert(newCard())
		if e := w.next(card.Inserted); e.AtStart || e.Reader != wanted {
			t.Fatalf("insertion is %+v", e)
		}
		seen = append(seen, time.Since(begin))
		if err := read(t, s); err != nil {
			t.Fatal(err)
		}
		r.Pull()
		w.next(card.Removed)
	}
	w.quiet()
	until(t, "the last visit's context to be closed", func() bool { open := d.Open(); return open.Handles == 0 && open.Contexts == 1 })
	slices.Sort(seen)
	proof.Saw(t, "%d insert, read, remove cycles over the real libpcsclite, no event missed or doubled; insertion told after p50 %v, p99 %v, of which %v are for the card to lie still; contexts opened %d",
		n, seen[n/2], seen[n*99/100], still, d.Served(fakepcscd.EstablishContext))
}

// TestWatches: a watch that begins and ends leaves nothing behind. How many waited for the end of their last look, which is a
// second away, is told and not judged: a busy machine is slow now and then.
func TestWatches(t *testing.T) {
	r := plug(t, start(t), wanted)
	s := slot()
	slow, n := 0, proof.Count(50, 1000)
	for range n {
		r.Insert(newCard())
		w := watch(t, s)
		if e := w.next(card.Inserted); !e.AtStart {
			t.Fatalf("the card that lay there is %+v", e)
		}
		r.Pull()
		w.next(card.Removed)
		begin := time.Now()
		w.stop()
		if time.Since(begin) > closeLimit/haste/2 {
			slow++
		}
	}
	proof.Saw(t, "%d watches of a card that lay there and was taken out; %d waited for the end of their last look", n, slow)
}
