package terminal

import (
	"testing"

	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/visit"
)

const fresh = "802751" // a new PIN that nobody would guess

// changing leads to 修改密码, with the card that was put in.
func (h *hall) changing() *simcard.Card {
	h.t.Helper()
	c := h.card()
	h.slot.Insert(c)
	h.enter(pin)
	h.do(visit.Consent, visit.DoAgree)
	v := h.wait("records", func(v visit.View) bool { return v.Personal != nil && !v.Personal.Loading })
	h.term.Tap(v.Step, visit.Action{Do: visit.DoCardServices})
	h.do(visit.CardServices, visit.DoChangePIN)
	return c
}

// field types into one field of 修改密码 and submits it.
func (h *hall) field(f visit.PINField, digits string) {
	h.t.Helper()
	h.wait("the field", func(v visit.View) bool {
		return v.Change != nil && v.Change.Field == f && v.Change.Length == 0 && !v.Change.Checking
	})
	for _, d := range digits {
		h.term.Digit(byte(d - '0'))
	}
	v := h.wait("digits", func(v visit.View) bool { return v.Change != nil && v.Change.Length == len(digits) && v.Change.Ready })
	h.term.Tap(v.Step, visit.Action{Do: visit.DoSubmitPIN})
}

func (h *hall) fields(current, new, again string) {
	h.t.Helper()
	h.field(visit.CurrentPIN, current)
	h.field(visit.NewPIN, new)
	h.field(visit.NewPINAgain, again)
}

func (h *hall) remark(f visit.PINField, want visit.PINRemark) visit.View {
	h.t.Helper()
	return h.wait(string(want), func(v visit.View) bool { return v.Change != nil && v.Change.Field == f && v.Change.Remark == want })
}

func TestThePINIsChanged(t *testing.T) {
	h := open(t)
	c := h.changing()
	h.fields(pin, fresh, fresh)
	h.at(visit.PINChangeDone)
	h.noted("pin_change done")
	if !c.HasPIN(fresh) || c.Changes() != 1 {
		t.Errorf("after %d changes the card has another PIN", c.Changes())
	}
	h.do(visit.PINChangeDone, visit.DoContinue)
	h.at(visit.PersonalHome)
}

func TestNewPINsAreJudged(t *testing.T) {
	h := open(t)
	c := h.changing()
	h.field(visit.CurrentPIN, pin)
	for new, want := range map[string]visit.PINRemark{"111111": visit.PINWeak, "900307": visit.PINWeak, pin: visit.PINSame} {
		h.field(visit.NewPIN, new)
		h.remark(visit.NewPIN, want)
	}
	h.field(visit.NewPIN, fresh)
	h.field(visit.NewPINAgain, "802752")
	h.remark(visit.NewPIN, visit.PINMismatched)
	if c.Changes() != 0 {
		t.Error("something was sent to the card")
	}
	// The present one is still known: it need not be typed again.
	h.field(visit.NewPIN, fresh)
	h.field(visit.NewPINAgain, fresh)
	h.at(visit.PINChangeDone)
}

func TestAWrongPresentPINCostsATry(t *testing.T) {
	h := open(t)
	c := h.changing()
	h.fields("111222", fresh, fresh)
	if v := h.remark(visit.CurrentPIN, visit.PINWrong); v.Change.Left != 2 {
		t.Errorf("%d tries left", v.Change.Left)
	}
	h.fields("111222", fresh, fresh)
	h.wait("one left", func(v visit.View) bool { return v.Change != nil && v.Change.Left == 1 })
	h.fields("111222", fresh, fresh)
	h.wait("warning", func(v visit.View) bool { return v.Overlay == visit.LastTry })
	if c.Changes() != 2 {
		t.Errorf("%d changes were sent before the warning was answered", c.Changes())
	}
	h.do(visit.PINChange, visit.DoUseLastTry)
	if v := h.at(visit.CardProblem); v.Problem.Problem != visit.PINBlocked || v.Problem.Guide.Text != visit.EntryPINReset {
		t.Errorf("a blocked PIN: %+v", *v.Problem)
	}
	h.noted("pin_change blocked")
}

// The answer is lost: the card may have either PIN. It is never sent again.
func TestALostAnswerIsUnknown(t *testing.T) {
	for _, f := range []struct {
		fault simcard.Fault
		left  int
	}{{simcard.CommFault, -1}, {simcard.OneByte, -1}} {
		h := open(t)
		c := h.changing()
		h.field(visit.CurrentPIN, pin)
		h.field(visit.NewPIN, fresh)
		c.BreakAt(f.fault, 0x5E)
		h.field(visit.NewPINAgain, fresh)
		if v := h.at(visit.CardProblem); v.Problem.Problem != visit.PINChangeUnknown || v.Problem.Left != f.left {
			t.Errorf("the problem is %+v", *v.Problem)
		}
		h.noted("pin_change unknown")
		if c.Changes() != 1 {
			t.Errorf("it was sent %d times", c.Changes())
		}
	}
}

// The card is pulled within the command: the visit is over, and what became of the PIN is journaled all the same.
func TestAPullWithinTheChangeIsJournaled(t *testing.T) {
	for _, f := range []simcard.Fault{simcard.Lost, simcard.Pulled} {
		h := open(t)
		c := h.changing()
		h.field(visit.CurrentPIN, pin)
		h.field(visit.NewPIN, fresh)
		c.BreakAt(f, 0x5E)
		h.field(visit.NewPINAgain, fresh)
		h.at(visit.Attract)
		h.noted("pin_change unknown")
		if c.HasPIN(fresh) != (f == simcard.Lost) || c.Changes() != 1 {
			t.Errorf("%v: %d changes", f, c.Changes())
		}
	}
}

func TestACardThatTakesNoChange(t *testing.T) {
	h := open(t)
	spec := simcard.SpecFor(number, name, 1)
	spec.PIN, spec.NoChange = pin, true
	h.spec = &spec
	c := h.changing()
	h.fields(pin, fresh, fresh)
	if v := h.at(visit.CardProblem); v.Problem.Problem != visit.PINChangeRefused {
		t.Errorf("the problem is %s", v.Problem.Problem)
	}
	if !c.HasPIN(pin) {
		t.Error("the PIN was changed")
	}
}

// Another card than the one whose holder proved herself gets no new PIN.
func TestAnotherCardGetsNoNewPIN(t *testing.T) {
	h := open(t)
	h.changing()
	h.field(visit.CurrentPIN, pin)
	h.field(visit.NewPIN, fresh)
	spec := simcard.SpecFor("379901196308150027", "测试乙", 2)
	spec.PIN = pin
	other := simcard.New(spec)
	h.slot.Swap(other)
	h.field(visit.NewPINAgain, fresh)
	if v := h.at(visit.End); !v.End.TakeCard {
		t.Error("the card is not asked to be taken")
	}
	h.noted("visit_ended card_swapped")
	if other.Changes() != 0 || !other.HasPIN(pin) {
		t.Error("the other card's PIN was changed")
	}
}
