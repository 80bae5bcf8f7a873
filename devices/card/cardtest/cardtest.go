// Package cardtest is the conformance suite of card slots: the same body runs against the in-process slot and against a
// real pcscd with its virtual reader.
package cardtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simcard"
)

// patience ends a test whose event never comes; it decides nothing else.
const patience = 30 * time.Second

// Attached is a card in a slot.
type Attached struct {
	Slot card.Slot
	Pull func()              // takes the card out; does nothing when it is out
	Swap func(*simcard.Card) // exchanges the card so fast that nothing tells of it
}

// Attach puts a card into the slot under test.
type Attach func(t *testing.T, c *simcard.Card) Attached

// PIN is the one that SpecFor's cards have.
const PIN = "123456"

// Spec is the card that the suite uses when nothing is special.
func Spec() simcard.Spec { return simcard.SpecFor("379901199003070011", "测试甲", 1) }

// keys prove the suite's cards, as a back end does.
type keys struct{}

func (keys) Authenticate(_ context.Context, q card.Question) (card.Answer, error) {
	a, ok := cardkeys.Test().Answer(q, card.GenuineByHSM)
	if !ok {
		return card.Answer{}, &card.KeyError{Kind: card.NoAlgorithm}
	}
	return a, nil
}

// Options are what the suite opens cards with.
func Options() card.Options { return card.Options{Keys: keys{}} }

// visitor is a card in a watched slot.
type visitor struct {
	Attached
	t      *testing.T
	events chan card.Event
	cancel func()
}

// put attaches a card and waits until the slot reports it.
func put(t *testing.T, attach Attach, c *simcard.Card, want card.EventKind) *visitor {
	t.Helper()
	v := &visitor{t: t, Attached: attach(t, c), events: make(chan card.Event, 64)}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = v.Slot.Watch(ctx, func(e card.Event) { v.events <- e })
	}()
	v.cancel = func() { cancel(); <-ended }
	t.Cleanup(v.cancel)
	v.await(want)
	return v
}

// await takes events until one of the kind comes.
func (v *visitor) await(want card.EventKind) card.Event {
	v.t.Helper()
	var seen []card.EventKind
	for limit := time.After(patience); ; {
		select {
		case e := <-v.events:
			if e.Kind == want {
				return e
			}
			seen = append(seen, e.Kind)
		case <-limit:
			v.t.Fatalf("no event %q; seen %q", want, seen)
		}
	}
}

// leave pulls the card, waits until the slot has seen it, and ends the watch.
func (v *visitor) leave() {
	v.t.Helper()
	v.Pull()
	v.await(card.Removed)
	v.cancel()
}

// result is what a whole visit found.
type result struct {
	identity card.Identity
	tries    card.Tries
	check    card.Verification
	same     bool
	err      error // of the first step that failed
}

// visit does with the card what a citizen's visit does, and powers it off.
func visit(ctx context.Context, slot card.Slot, pin string) (r result) {
	s, err := card.Open(ctx, slot, Options())
	if err != nil {
		return result{err: err}
	}
	defer func() {
		if err := s.Close(); r.err == nil {
			r.err = err
		}
	}()
	if r.identity, r.err = s.Identify(ctx); r.err != nil {
		return r
	}
	if r.tries, r.err = s.Tries(ctx); r.err != nil {
		return r
	}
	if r.check, r.err = s.Verify(ctx, []byte(pin)); r.err != nil {
		return r
	}
	r.same, r.err = s.SameCard(ctx)
	return r
}

// Run is the suite that every slot passes.
func Run(t *testing.T, attach Attach) { run(t, attach, 1) }

// share is which cards of a long list RunSlow puts in: every so many-th.
const share = 9

// RunSlow is the suite for a slot in which each card takes a second to be seen: of its long lists only a share is put in.
func RunSlow(t *testing.T, attach Attach) { run(t, attach, share) }

func run(t *testing.T, attach Attach, share int) {
	t.Run("cards", func(t *testing.T) { cards(t, attach, share) })
	t.Run("names", func(t *testing.T) { names(t, attach) })
	t.Run("forgeries", func(t *testing.T) { forgeries(t, attach, share) })
	t.Run("change", func(t *testing.T) { changes(t, attach) })
	t.Run("swap", func(t *testing.T) { swaps(t, attach) })
	t.Run("visit", func(t *testing.T) { wholeVisit(t, attach) })
	t.Run("pin", func(t *testing.T) { pinTries(t, attach) })
	t.Run("others", func(t *testing.T) { otherCards(t, attach) })
	t.Run("unanswering", func(t *testing.T) { unanswering(t, attach) })
	t.Run("exclusive", func(t *testing.T) { exclusive(t, attach) })
	t.Run("pulled", func(t *testing.T) { Pulled(t, attach) })
	t.Run("silent", func(t *testing.T) { silent(t, attach) })
}

func wholeVisit(t *testing.T, attach Attach) {
	c := simcard.New(Spec())
	for range 3 { // the same card may come back
		v := put(t, attach, c, card.Inserted)
		r := visit(t.Context(), v.Slot, PIN)
		if r.err != nil {
			t.Fatal(r.err)
		}
		wantIdentity(t, r.identity, Spec())
		if r.tries != (card.Tries{Left: 3, Set: true}) || r.check.Outcome != card.PINRight || !r.same {
			t.Errorf("tries %+v, check %+v, same %v", r.tries, r.check, r.same)
		}
		wantClosed(t, v.Slot, c)
		v.leave()
	}
}

// wantClosed: the right PIN of one session is worth nothing in the next one.
func wantClosed(t *testing.T, slot card.Slot, c *simcard.Card) {
	t.Helper()
	s, err := card.Open(t.Context(), slot, Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Tries(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.Opened() {
		t.Error("the card is still open in the next session")
	}
}

func wantIdentity(t *testing.T, got card.Identity, s simcard.Spec) {
	t.Helper()
	h := got.Holder
	if got.CardNumber != s.CardNumber || got.Identifier != s.Identifier || got.Version != s.Version ||
		int(got.Algorithm) != int(s.Algorithm) {
		t.Errorf("card is %s %s %s %v", got.CardNumber, got.Identifier, got.Version, got.Algorithm)
	}
	if got.Issued.String() != "2020-01-02" || got.Expires.String() != "2040-01-01" {
		t.Errorf("issued %v, expires %v", got.Issued, got.Expires)
	}
	if got.Authenticity != card.GenuineByHSM || got.Doubt != nil {
		t.Errorf("the card is %v: %v", got.Authenticity, got.Doubt)
	}
	if !got.HolderReadable || h.SocialSecurityNumber != s.Number || h.Name != s.Name || !h.NameClean {
		t.Errorf("holder is %+v, readable %v", h, got.HolderReadable)
	}
}

func pinTries(t *testing.T, attach Attach) {
	c := simcard.New(Spec())
	v := put(t, attach, c, card.Inserted)
	defer v.leave()
	s, err := card.Open(t.Context(), v.Slot, Options())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i, step := range []struct {
		pin  string
		want card.Verification
		left card.Tries
	}{
		{"654321", card.Verification{Outcome: card.PINWrong, Left: 2}, card.Tries{Set: true, Left: 2}},
		{PIN, card.Verification{Outcome: card.PINRight}, card.Tries{Set: true, Left: 3}},
		{"1234", card.Verification{Outcome: card.PINWrong, Left: 2}, card.Tries{Set: true, Left: 2}},
		{"12345", card.Verification{Outcome: card.PINWrong, Left: 1}, card.Tries{Set: true, Left: 1}},
		{"123456789012", card.Verification{Outcome: card.PINBlocked}, card.Tries{Set: true, Blocked: true}},
		{PIN, card.Verification{Outcome: card.PINBlocked}, card.Tries{Set: true, Blocked: true}},
	} {
		got, err := s.Verify(t.Context(), []byte(step.pin))
		if err != nil || got != step.want {
			t.Errorf("PIN %d: %+v, %v; want %+v", i, got, err, step.want)
		}
		if left, err := s.Tries(t.Context()); err != nil || left != step.left {
			t.Errorf("after PIN %d: %+v, %v; want %+v", i, left, err, step.left)
		}
	}
	if n := c.PINs(); n != 5 {
		t.Errorf("%d PINs reached the card, want 5: none to a blocked one", n)
	}
}

func otherCards(t *testing.T, attach Attach) {
	for _, o := range []struct {
		change func(*simcard.Spec)
		want   card.ErrorKind
	}{
		{func(s *simcard.Spec) { s.Kind = simcard.BankCard }, card.BankOnly},
		{func(s *simcard.Spec) { s.Kind = simcard.IDCard }, card.NotSocialSecurity},
		{func(s *simcard.Spec) { s.Locked = true }, card.Locked},
	} {
		spec := Spec()
		o.change(&spec)
		v := put(t, attach, simcard.New(spec), card.Inserted)
		if r := visit(t.Context(), v.Slot, PIN); card.KindOf(r.err) != o.want || r.identity != (card.Identity{}) {
			t.Errorf("want %v, got %v", o.want, r.err)
		}
		v.leave()
	}
}

// unanswering: no answer to reset, here one that is too long to be one, is seen as Mute.
func unanswering(t *testing.T, attach Attach) {
	spec := Spec()
	spec.ATR = make([]byte, 40)
	spec.ATR[0] = 0x3B
	v := put(t, attach, simcard.New(spec), card.Mute)
	if _, err := card.Open(t.Context(), v.Slot, Options()); card.KindOf(err) != card.Unreadable {
		t.Errorf("open says %v", err)
	}
	v.leave()
}

// exclusive: one visit at a time, and the next one starts with a closed card.
func exclusive(t *testing.T, attach Attach) {
	v := put(t, attach, simcard.New(Spec()), card.Inserted)
	defer v.leave()
	s, err := card.Open(t.Context(), v.Slot, Options())
	if err != nil {
		t.Fatal(err)
	}
	if second, err := card.Open(t.Context(), v.Slot, Options()); err == nil {
		second.Close()
		t.Error("two sessions at once")
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if r := visit(t.Context(), v.Slot, PIN); r.err != nil {
		t.Error("after the first visit:", r.err)
	}
}

// Pulled takes the card out within each command of a visit, one after the other.
func Pulled(t *testing.T, attach Attach) {
	for at := 0; ; at++ {
		c := simcard.New(Spec())
		c.Break(simcard.Pulled, at)
		v := put(t, attach, c, card.Inserted)
		r := visit(t.Context(), v.Slot, PIN)
		if r.err == nil {
			if at < 15 {
				t.Errorf("a visit of %d commands", at)
			}
			v.leave()
			return
		}
		if k := card.KindOf(r.err); k != card.Gone && k != card.Unreadable {
			t.Errorf("pulled in command %d: %v", at, r.err)
		}
		if n := c.PINs(); n > 1 {
			t.Errorf("pulled in command %d: the PIN was sent %d times", at, n)
		}
		v.await(card.Removed)
		v.cancel()
		v.Pull() // what is left of the connection
	}
}

// silent: a card that hangs is given up, and pulling it makes the slot usable again.
func silent(t *testing.T, attach Attach) {
	c := simcard.New(Spec())
	c.Break(simcard.Silent, 4)
	v := put(t, attach, c, card.Inserted)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if r := visit(ctx, v.Slot, PIN); card.KindOf(r.err) != card.Stuck {
		t.Errorf("a card that hangs: %v", r.err)
	}
	v.leave()

	v = put(t, attach, simcard.New(Spec()), card.Inserted)
	if r := visit(t.Context(), v.Slot, PIN); r.err != nil {
		t.Error("the next card:", r.err)
	}
	v.leave()
}

// Faults has every fault begin at every command of a visit. No answer of a broken card may be taken for a right one.
func Faults(t *testing.T, attach Attach) {
	for _, f := range simcard.Faults() {
		if f == simcard.Silent || f.Leaves() {
			continue // their own tests
		}
		t.Run(fmt.Sprint(f), func(t *testing.T) {
			for at := 0; ; at++ {
				c := simcard.New(Spec())
				c.Break(f, at)
				v := put(t, attach, c, card.Inserted)
				before := len(c.Commands())
				r := visit(t.Context(), v.Slot, PIN)
				if n := len(c.Commands()) - before; n > 60 {
					t.Errorf("from command %d: %d commands went to a broken card", at, n)
				}
				v.leave()
				if r.err == nil {
					if at < 15 {
						t.Errorf("broken from command %d and nobody noticed", at)
					}
					return
				}
				switch card.KindOf(r.err) {
				case card.Unreadable, card.Malformed, card.NotSocialSecurity, card.NeedsKey, card.BankOnly:
				default:
					t.Errorf("broken from command %d: %v", at, r.err)
				}
				if n := c.PINs(); n > 1 {
					t.Errorf("broken from command %d: the PIN was sent %d times", at, n)
				}
			}
		})
	}
}
