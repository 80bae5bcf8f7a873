package terminal

import (
	"errors"
	"strings"
	"testing"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

func (h *hall) noted(what string) {
	h.t.Helper()
	h.until(what, func() bool { return strings.Contains(strings.Join(h.notes, "\n"), what) })
}

// refusedAs puts a card in that must not reach even the PIN, and wants the problem and the word in the journal.
func refusedAs(t *testing.T, h *hall, spec simcard.Spec, want visit.Problem, journaled string) {
	t.Helper()
	c := simcard.New(spec)
	h.slot.Insert(c)
	if v := h.at(visit.CardProblem); v.Problem.Problem != want {
		t.Errorf("the problem is %s, want %s", v.Problem.Problem, want)
	}
	h.noted("card_authenticity " + journaled)
	h.slot.Remove()
	h.at(visit.Attract)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, v := range h.views {
		if v.Screen == visit.PIN || v.Screen.Personal() {
			t.Errorf("it reached %s", v.Screen)
		}
	}
	if c.PINs() > 0 {
		t.Error("a PIN was sent to it")
	}
}

// A counterfeit has the right files and takes every PIN; it does not have the key.
func TestACounterfeitIsNotServed(t *testing.T) {
	for _, version := range []string{"1.00", "2.00", "3.00"} {
		spec := simcard.SpecFor(number, name, 1)
		spec.Version, spec.Counterfeit = version, true
		refusedAs(t, open(t), spec, visit.CardCounterfeit, "counterfeit")
	}
}

// A forger who has overheard a genuine card's authentication plays it back, with and without its factor.
func TestAReplayIsNotServed(t *testing.T) {
	for _, version := range []string{"2.00", "3.00"} {
		for _, own := range []bool{false, true} {
			spec := simcard.SpecFor(number, name, 1)
			spec.Version = version
			spec.Replay = simcard.New(spec).Record(card.Challenge{Factor: [8]byte{1}, Original: [8]byte{2}})
			spec.OwnFactor = own
			refusedAs(t, open(t), spec, visit.CardCounterfeit, "counterfeit")
		}
	}
}

func TestWithoutAProofACardIsNotServed(t *testing.T) {
	for name, version := range map[string]string{"open": "2.00", "closed": "3.00"} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			h.keys.silent.Store(true)
			spec := simcard.SpecFor(number, "测试甲", 1)
			spec.Version = version
			refusedAs(t, h, spec, visit.CardUnverified, "unverified")
			h.keys.silent.Store(false) // the next one is served again
			h.slot.Insert(h.card())
			h.at(visit.PIN)
		})
	}
}

func TestEveryGenerationIsServedWhenProved(t *testing.T) {
	for _, version := range []string{"1.00", "2.00", "3.00"} {
		h := open(t)
		spec := simcard.SpecFor(number, name, 1)
		spec.Version, spec.PIN = version, pin
		h.slot.Insert(simcard.New(spec))
		h.enter(pin)
		h.at(visit.Consent)
		h.noted("card_authenticity genuine_hsm")
	}
}

// A module that was changed while the terminal ran closes everything personal at once, and what was shown goes.
func TestChangedKeysEndTheVisit(t *testing.T) {
	h := open(t)
	h.errand(visit.PersonalHome)
	h.keys.closed.Store(true)
	h.pass(watchKeysEvery, watches)
	if v := h.at(visit.OutOfService); v.Parts.Keys || v.Person != nil {
		t.Errorf("out of service: %+v", v.Parts)
	}
	h.slot.Remove()
	h.keys.closed.Store(false)
	h.pass(watchKeysEvery, watches+1) // and the forgetting after the visit
	h.wait("back", func(v visit.View) bool { return v.Parts.Keys && v.Screen == visit.Attract })
}

// Somebody exchanges the card faster than the reader looks: neither event nor counter shows it.
func TestAnotherCardPrintsNothing(t *testing.T) {
	h := open(t)
	printed := false
	h.print = func(sent func()) (visit.PrintOutcome, visit.PrinterState) {
		printed = true
		return visit.SlipConfirmed, visit.PrinterReady
	}
	h.errand(visit.Preview)
	other := simcard.SpecFor("379901196308150027", "测试乙", 2)
	h.slot.Swap(simcard.New(other))
	h.do(visit.Preview, visit.DoPrint)
	v := h.wait("the end", func(v visit.View) bool { return v.Screen == visit.End && !v.End.Clearing })
	if !v.End.TakeCard || v.End.TakeSlip || v.Person != nil {
		t.Errorf("after a swap: %+v", *v.End)
	}
	h.noted("visit_ended card_swapped")
	h.noted("print_done not_printed")
	h.mu.Lock()
	defer h.mu.Unlock()
	if printed {
		t.Error("a slip was printed")
	}
}

// Somebody who has found a card and does not know its PIN exchanges it, after its proof, for one that takes every PIN.
func TestACounterfeitThatTakesThePINIsFoundOut(t *testing.T) {
	h := open(t)
	h.slot.Insert(h.card())
	h.at(visit.PIN)
	spec := simcard.SpecFor(number, name, 1)
	spec.Counterfeit = true
	h.slot.Swap(simcard.New(spec))
	h.enter("111222")
	if v := h.at(visit.CardProblem); v.Problem.Problem != visit.VisitInterrupted {
		t.Errorf("the problem is %s", v.Problem.Problem)
	}
	h.slot.Remove()
	h.at(visit.Attract)
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, v := range h.views {
		if v.Person != nil {
			t.Errorf("%s was shown", v.Screen)
		}
	}
}

// Without an answer to the second proof nothing personal is shown either.
func TestASilentBackEndAfterThePIN(t *testing.T) {
	h := open(t)
	h.slot.Insert(h.card())
	h.at(visit.PIN)
	h.keys.silent.Store(true)
	h.enter(pin)
	if v := h.at(visit.CardProblem); v.Problem.Problem != visit.CardUnverified {
		t.Errorf("the problem is %s", v.Problem.Problem)
	}
}

// The same card, put back by a shaking hand, is the same card.
func TestTheSameCardPrints(t *testing.T) {
	h := open(t)
	h.errand(visit.Preview)
	h.slot.Swap(h.card())
	h.do(visit.Preview, visit.DoPrint)
	if v := h.at(visit.Printed); v.Print.Outcome != visit.SlipConfirmed {
		t.Errorf("outcome %s", v.Print.Outcome)
	}
}

// A card that can no longer be read gives no slip either, and the person is told.
func TestAnUnreadableCardPrintsNothing(t *testing.T) {
	h := open(t)
	spec := simcard.SpecFor(number, name, 1)
	spec.PIN = pin
	c := simcard.New(spec)
	h.slot.Insert(c)
	h.enter(pin)
	h.do(visit.Consent, visit.DoAgree)
	v := h.wait("records", func(v visit.View) bool { return v.Personal != nil && !v.Personal.Loading })
	h.term.Tap(v.Step, visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	h.at(visit.Preview)
	c.Break(simcard.CommFault, 0)
	h.do(visit.Preview, visit.DoPrint)
	if v := h.at(visit.CardProblem); v.Problem.Problem != visit.CardUnreadable {
		t.Errorf("the problem is %s", v.Problem.Problem)
	}
	h.noted("print_done not_printed")
}

// A reader in which a command hangs serves nobody, and the terminal ends, to be started again, when nobody is there.
func TestAHungReaderAsksForANewStart(t *testing.T) {
	h := open(t)
	h.ended = ErrRestart
	h.errand(visit.PersonalHome)
	h.slot.Hang()
	h.at(visit.OutOfService)
	select {
	case <-h.done:
		t.Fatal("the terminal ended before the person had left")
	default:
	}
	h.do(visit.OutOfService, visit.DoExit)
	<-h.done
	if !errors.Is(h.err, ErrRestart) {
		t.Errorf("it ended with %v", h.err)
	}
}
