package daemontest

import (
	"sync"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/proof"
)

// trap is a card to which something happens within its command number at.
type trap struct {
	*simcard.Card
	happen func()

	mu   sync.Mutex
	at   int
	seen int
}

func (c *trap) Answer(apdu []byte) ([]byte, simcard.Fault, <-chan struct{}) {
	c.mu.Lock()
	now := c.seen == c.at
	c.seen++
	c.mu.Unlock()
	if now {
		c.happen()
	}
	return c.Card.Answer(apdu)
}

// sprung reports whether the command has come.
func (c *trap) sprung() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen > c.at
}

// whole is a visit with a PIN in it.
func whole(t *testing.T, s card.Slot) (err error) {
	session, err := card.Open(t.Context(), s, cardtest.Options())
	if err != nil {
		return err
	}
	defer func() {
		if bad := session.Close(); err == nil {
			err = bad
		}
	}()
	if _, err := session.Identify(t.Context()); err != nil {
		return err
	}
	if _, err := session.Verify(t.Context(), []byte(cardtest.PIN)); err != nil {
		return err
	}
	_, err = session.SameCard(t.Context())
	return err
}

// TestInterrupted: within each command of a visit the card is pulled, the reader is unplugged, or the service dies. The visit
// fails without a second PIN, and the next card is read.
func TestInterrupted(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	s := slot()
	w := watch(t, s)
	w.next(card.ReaderEmpty)
	blows := []struct {
		name    string
		happen  func()
		recover func()
	}{
		{"pulled", r.Pull, func() { w.next(card.Removed) }},
		{"unplugged", r.Unplug, func() {
			w.next(card.NoReader)
			r.Pull()
			if err := r.Replug(); err != nil {
				t.Fatal(err)
			}
			w.next(card.ReaderEmpty)
		}},
		{"killed", d.Die, func() {
			d.Kill()
			w.next(card.NoService)
			r.Pull()
			if err := d.Start(); err != nil {
				t.Fatal(err)
			}
			w.next(card.ReaderEmpty)
		}},
	}
	step := proof.Count(4, 1) // of the slow ones not every command in the short run
	struck := 0
	for i, blow := range blows {
		for at := 0; ; at++ {
			if i > 0 && at%step != 0 {
				continue
			}
			c := &trap{Card: newCard(), at: at, happen: blow.happen}
			r.Insert(c)
			w.next(card.Inserted)
			err := whole(t, s)
			if !c.sprung() {
				if err != nil || at < 12 {
					t.Errorf("%s: a visit of %d commands: %v", blow.name, at, err)
				}
				r.Pull()
				w.next(card.Removed)
				break
			}
			struck++
			if k := card.KindOf(err); k != card.Gone && k != card.Unreadable {
				t.Errorf("%s in command %d: %v", blow.name, at, err)
			}
			if n := c.PINs(); n > 1 {
				t.Errorf("%s in command %d: the PIN was sent %d times", blow.name, at, n)
			}
			blow.recover()
		}
	}
	w.quiet()
	proof.Saw(t, "%d visits in which the card was pulled, the reader unplugged or the service killed within a command: none succeeded, none sent a second PIN, and the reader was told anew after each", struck)
}

// TestSwaps: a swap is told as a card taken out and another put in, even where the library does not see it by itself; and one
// that nothing shows is for the layer above, which gets the other card's answers.
func TestSwaps(t *testing.T) {
	d := start(t)
	r := plug(t, d, wanted)
	s := slot()
	w := watch(t, s)
	w.next(card.ReaderEmpty)
	r.Insert(newCard())
	w.next(card.Inserted)
	r.Insert(newCard()) // two counts, one look
	w.next(card.Removed)
	if e := w.next(card.Inserted); e.AtStart {
		t.Errorf("a card that was swapped in is %+v", e)
	}

	// The library does not compare a counter of 0, which it is when the card was there before the reader.
	r.Unplug()
	w.next(card.NoReader)
	if err := r.Replug(); err != nil {
		t.Fatal(err)
	}
	w.next(card.Inserted)
	waits := d.Served(fakepcscd.Wait)
	until(t, "the watch to wait", func() bool { return d.Served(fakepcscd.Wait) > waits })
	r.Insert(newCard())
	w.next(card.Removed)
	w.next(card.Inserted)

	other := cardtest.Spec()
	other.CardNumber = "B00000002"
	session, err := card.Open(t.Context(), s, cardtest.Options())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if _, err := session.Identify(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.SwapUnseen(simcard.New(other))
	if same, err := session.SameCard(t.Context()); same || err != nil && card.KindOf(err) == "" {
		t.Errorf("the same card: %v, %v", same, err)
	}
	w.quiet()
}
