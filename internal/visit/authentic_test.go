package visit

import (
	"slices"
	"testing"
	"time"

	"shebao/kiosk/internal/slip"
)

func noted(effects []Effect, what Noted, code string) bool {
	return slices.ContainsFunc(effects, func(f Effect) bool {
		n, ok := f.(Note)
		return ok && n.What == what && n.Code == code
	})
}

// Only a card that proved itself is asked for its PIN; any other has its own sentence, and what it proved is in the journal.
func TestOnlyAGenuineCardIsServed(t *testing.T) {
	for a, want := range map[Authenticity]struct {
		problem Problem
		code    string
	}{
		Unverified: {CardUnverified, "unverified"}, Counterfeit: {CardCounterfeit, "counterfeit"},
		GenuineByPSAM: {NoProblem, "genuine_psam"}, GenuineByHSM: {NoProblem, "genuine_hsm"},
	} {
		s := after(t, Start(facts(), start), in)
		s, effects := Next(s, CardRead{When: When{s.Now}, Visit: s.Visit, Left: 3, Authenticity: a})
		if s.Problem != want.problem || (s.Here.Screen == PIN) != (want.problem == NoProblem) {
			t.Errorf("%q leads to %s with problem %q", a, s.Here.Screen, s.Problem)
		}
		if !noted(effects, NoteAuthenticity, want.code) {
			t.Errorf("%q is not noted: %v", a, effects)
		}
		if s.Authenticity != a {
			t.Errorf("%q is kept as %q", a, s.Authenticity)
		}
		if s = after(t, s, tap(DoExit)); s.Authenticity != Unverified {
			t.Errorf("%q outlives its visit", a)
		}
	}
}

// What a card proved is noted whether it can be used or not, also when it has expired; what nobody could ask is noted when it
// was a social security card; and only for the visit that asked.
func TestAuthenticityIsNoted(t *testing.T) {
	written := func(p Problem, a Authenticity, visitOff int64) bool {
		s := after(t, Start(facts(), start), in)
		_, effects := Next(s, CardRead{When: When{s.Now}, Visit: s.Visit + visitOff, Problem: p, Authenticity: a})
		return noted(effects, NoteAuthenticity, a.code())
	}
	for _, p := range Problems() {
		if !written(p, Counterfeit, 0) || !written(p, GenuineByHSM, 0) {
			t.Errorf("%s: what the card proved is not noted", p)
		}
		if want := p == CardUnverified || p == CardNeedsKey; written(p, Unverified, 0) != want {
			t.Errorf("%s: a card that nobody asked is noted: %v", p, !want)
		}
	}
	if written(NoProblem, Counterfeit, -1) {
		t.Error("the card of another visit is noted")
	}
}

// A right PIN on a card that proved nothing opens nothing, whatever led there.
func TestARightPINIsNoProof(t *testing.T) {
	for _, a := range []Authenticity{Unverified, Counterfeit} {
		s := after(t, Start(facts(), start), in, read, digits, tap(DoSubmitPIN))
		s.Authenticity = a
		s = after(t, s, right)
		if s.Here.Screen != CardProblem || s.Problem != s.unproved() || s.Holder != nil {
			t.Errorf("%q: a right PIN leads to %s", a, s.Here.Screen)
		}
	}
}

var keys = func(ready bool) step { return func(_ State, at When) Event { return KeysChanged{at, ready} } }

// Without keys no card is read, and what is down is said.
func TestNoKeys(t *testing.T) {
	down := after(t, Start(facts(), start), keys(false))
	if Look(down).Parts.Keys {
		t.Error("the screen is not told that keys are missing")
	}
	tile := after(t, down, tap(DoStart), tap(DoInsertCard))
	card := after(t, down, in)
	for name, s := range map[string]State{"a tile": tile, "a card": card} {
		if s.Here.Screen != OutOfService {
			t.Errorf("%s leads to %s", name, s.Here.Screen)
		}
		if s = after(t, s, keys(true)); s.Active || s.Here.Screen == OutOfService {
			t.Errorf("%s: with keys again the screen is %s", name, s.Here.Screen)
		}
	}
	if again, effects := Next(card, KeysChanged{When{card.Now}, false}); again.Visit != card.Visit || len(effects) != 0 {
		t.Error("the same news twice ends the visit of whoever reads it")
	}
	if _, effects := Next(down, CardIn{When: When{down.Now}}); slices.Contains(effects, Effect(ReadCard{Visit: down.Visit + 1})) {
		t.Error("a card is read that cannot prove itself")
	}
}

// Keys that go away end the visit of the card; the card is to be taken.
func TestKeysLost(t *testing.T) {
	for name, s := range map[string]State{
		"reading": after(t, Start(facts(), start), in), "PIN": after(t, Start(facts(), start), in, read), "records": personalHome(t),
	} {
		s, effects := Next(s, KeysChanged{When{s.Now}, false})
		if s.Here.Screen != OutOfService || s.Holder != nil || s.Card != CardLeft || !noted(effects, NoteVisitEnded, string(EndedByFault)) {
			t.Errorf("%s: keys lost lead to %s, card %d", name, s.Here.Screen, s.Card)
		}
		if s = after(t, s, tap(DoExit)); s.Here.Screen != End || !Look(s).End.TakeCard {
			t.Errorf("%s: the card is not called", name)
		}
		if s = after(t, s, out); s.Here.Screen != Attract {
			t.Errorf("%s: taking the card leads to %s", name, s.Here.Screen)
		}
	}
	if s := after(t, Start(facts(), start), tap(DoStart), keys(false)); s.Here.Screen != Home {
		t.Error("somebody without a card was sent away")
	}
}

func swapped(p Problem) step {
	return func(s State, at When) Event { return CardChanged{at, s.Visit, p} }
}

func printDone(visit int64, o PrintOutcome) step {
	return func(_ State, at When) Event { return PrintDone{When: at, Visit: visit, Outcome: o} }
}

// Another card ends the visit before anything is printed, and nothing is claimed to be in the outlet, whether the printer's
// answer comes before the card is taken or after.
func TestSwapBeforePrinting(t *testing.T) {
	preview := tapText(DoPreview, string(slip.ContributionSlip))
	once := after(t, personalHome(t), preview, tap(DoPrint))
	once = after(t, once, printDone(once.Visit, SlipConfirmed), tap(DoContinue))
	for name, s := range map[string]State{"first slip": personalHome(t), "second slip": once} {
		s = after(t, s, preview, tap(DoPrint))
		visit := s.Visit
		s, effects := Next(s, CardChanged{When: When{s.Now}, Visit: visit})
		if !noted(effects, NoteVisitEnded, string(EndedBySwap)) || s.Card != CardLeft || len(markers(s)) > 0 {
			t.Fatalf("%s: a swapped card leads to %s", name, s.Here.Screen)
		}
		answered := after(t, s, printDone(visit, SlipNotPrinted))
		for way, x := range map[string]State{"before": s, "answered": answered} {
			if e := Look(x).End; e == nil || !e.TakeCard || e.TakeSlip {
				t.Errorf("%s, %s: the end says %+v", name, way, e)
			}
		}
		for way, x := range map[string]State{"answer, card": after(t, answered, out), "card, answer": after(t, s, out, printDone(visit, SlipNotPrinted))} {
			if x.Here.Screen != Attract || x.Spooling {
				t.Errorf("%s, %s: ends at %s", name, way, x.Here.Screen)
			}
		}
	}
}

// A card that cannot be read again prints nothing, shows nothing of the person and leaves the printer free.
func TestCardLostBeforePrinting(t *testing.T) {
	s := after(t, personalHome(t), tapText(DoPreview, string(slip.ContributionSlip)), tap(DoPrint), swapped(CardUnreadable))
	if s.Here.Screen != CardProblem || s.Problem != CardUnreadable || len(markers(s)) > 0 {
		t.Fatalf("leads to %s, state holds %v", s.Here.Screen, markers(s))
	}
	s = after(t, s, printDone(s.Visit, SlipNotPrinted))
	if s.Spooling || s.Here.Screen != CardProblem {
		t.Errorf("the printer's answer leads to %s", s.Here.Screen)
	}
	if s = after(t, s, tap(DoExit)); Look(s).End == nil || Look(s).End.TakeSlip {
		t.Error("the end claims a slip")
	}
}

// A swap that is told of another visit, or when nobody is known, means nothing.
func TestSwapOfAnotherVisit(t *testing.T) {
	s := personalHome(t)
	n, effects := Next(s, CardChanged{When: When{s.Now}, Visit: s.Visit - 1})
	if !n.Active || len(effects) != 0 {
		t.Error("the swap of an earlier visit ended this one")
	}
	s = after(t, Start(facts(), start), in, read)
	if n := after(t, s, swapped(NoProblem)); n.Here.Screen != PIN {
		t.Errorf("a swap before anybody is known leads to %s", n.Here.Screen)
	}
}

// A wait for records is bounded by itself, whatever else is waited for.
func TestRecordsWhileThePINIsChanged(t *testing.T) {
	s := after(t, Start(facts(), start), in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree), tap(DoCardServices), tap(DoChangePIN),
		digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN))
	come := after(t, s, arrived)
	if come.Record == nil || come.Waiting.IsZero() {
		t.Error("records that come take the bound of the new PIN away")
	}
	fine := after(t, s, judged(NewPINFine), arrived)
	if fine.Record == nil {
		t.Error("a verdict on the new PIN makes the records go unheard")
	}
	late, _ := Next(s, Tick{When{s.Now.Add(time.Minute)}})
	if late.Failure == "" || late.Here.Screen != PINChange {
		t.Errorf("records that never come: failure %q on %s", late.Failure, late.Here.Screen)
	}
}
