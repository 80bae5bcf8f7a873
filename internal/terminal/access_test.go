package terminal

import (
	"context"
	"errors"
	"slices"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// agreed puts the card in and agrees to the reading.
func agreed(h *hall) {
	h.t.Helper()
	h.slot.Insert(h.card())
	h.enter(pin)
	h.do(visit.Consent, visit.DoAgree)
}

// The trail comes first, then the register, then the records.
func TestTheTrailIsWrittenFirst(t *testing.T) {
	h := open(t)
	var told Access
	h.trail = func(a Access) error {
		told = a
		return nil
	}
	agreed(h)
	h.wait("records", func(v visit.View) bool { return v.Personal != nil && !v.Personal.Loading })
	if !slices.Equal(h.asked, []string{"trail", "register", "records"}) {
		t.Errorf("asked in the order %v", h.asked)
	}
	if told.Number != number || told.Card.Identifier == "" || told.Card.Number == "" || !told.Authenticity.Genuine() || told.What != "records" || told.Visit == 0 {
		t.Errorf("the trail was told an incomplete %+v", told)
	}
}

func TestWithoutTheTrailNothingIsRead(t *testing.T) {
	h := open(t)
	h.trail = func(Access) error { return errors.New("disk full") }
	agreed(h)
	v := h.wait("the failure", func(v visit.View) bool { return v.Personal != nil && v.Personal.Failure != "" })
	if v.Personal.Failure != records.Device || !v.Personal.Retry || !slices.Equal(h.asked, []string{"trail"}) {
		t.Errorf("failure %s, asked %v", v.Personal.Failure, h.asked)
	}
}

// Records open only for a card that the register calls normal and the holder's.
func TestTheRegisterDecides(t *testing.T) {
	failing := func(f records.Failure) func() (records.Registration, error) {
		return func() (records.Registration, error) { return records.Registration{}, &records.Error{Failure: f} }
	}
	registered := func(holder string, s records.CardStatus) func() (records.Registration, error) {
		return func() (records.Registration, error) { return records.Registration{Holder: holder, Status: s}, nil }
	}
	for name, c := range map[string]struct {
		register func() (records.Registration, error)
		want     visit.Problem
	}{
		"reported lost": {registered(number, records.CardReportedLost), visit.CardReportedLost},
		"formally lost": {registered(number, records.CardFormallyLost), visit.CardFormallyLost},
		"sealed":        {registered(number, records.CardSealed), visit.CardSealed},
		"cancelled":     {registered(number, records.CardCancelled), visit.CardCancelled},
		"uncollected":   {registered(number, records.CardToBeCollected), visit.CardUncollected},
		"a new word":    {registered(number, records.CardUnknown), visit.CardUnregistered},
		"not known":     {failing(records.NotFound), visit.CardUnregistered},
		"of another":    {registered("379901196308150027", records.CardNormal), visit.CardOtherHolder},
		"of nobody":     {registered("", records.CardNormal), visit.CardOtherHolder},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			h.registered = c.register
			agreed(h)
			if v := h.at(visit.CardProblem); v.Problem.Problem != c.want || v.Person != nil {
				t.Errorf("the problem is %s, want %s", v.Problem.Problem, c.want)
			}
			if slices.Contains(h.asked, "records") {
				t.Error("the records were read")
			}
			h.noted("card_problem " + string(c.want))
		})
	}
	for _, f := range []records.Failure{records.Down, records.Busy, records.Damaged} {
		h := open(t)
		h.registered = failing(f)
		agreed(h)
		v := h.wait("the failure", func(v visit.View) bool { return v.Personal != nil && v.Personal.Failure != "" })
		if v.Personal.Failure != f || slices.Contains(h.asked, "records") {
			t.Errorf("%s: failure %s, asked %v", f, v.Personal.Failure, h.asked)
		}
	}
}

// A card pulled while the register is being asked ends the visit, and what comes late opens nothing.
func TestCardOutWhileTheRegisterIsAsked(t *testing.T) {
	h := open(t)
	asked, answer := make(chan struct{}), make(chan struct{})
	h.registered = func() (records.Registration, error) {
		close(asked)
		<-answer
		return records.Registration{Holder: number, Status: records.CardNormal}, nil
	}
	h.read = func(ctx context.Context) (records.Record, error) {
		return records.Record{}, &records.Error{Failure: records.Busy, Err: ctx.Err()}
	}
	agreed(h)
	<-asked
	h.slot.Remove()
	v := h.at(visit.Attract)
	close(answer)
	if v.Person != nil {
		t.Error("somebody is on the screen")
	}
}
