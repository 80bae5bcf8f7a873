package terminal

import (
	"context"
	"errors"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/visit"
)

// watchCard turns the slot's events into the visit's. All of them take the urgent queue: a removal must come before any tap
// that waits, and before or after an insertion just as the reader saw it.
func (t *Terminal) watchCard(ctx context.Context) {
	ready := true
	err := t.cfg.Slot.Watch(ctx, func(e card.Event) {
		up := e.Kind != card.NoService && e.Kind != card.NoReader
		if up != ready {
			ready = up
			t.first(ctx, visit.ReaderChanged{When: t.now(), Ready: up})
		}
		switch e.Kind {
		case card.Inserted:
			t.first(ctx, visit.CardIn{When: t.now(), AtStart: e.AtStart})
		case card.Mute:
			t.first(ctx, visit.CardMuteIn{When: t.now()})
		case card.Removed:
			t.first(ctx, visit.CardOut{When: t.now()})
		}
	})
	if err != nil && ctx.Err() == nil {
		t.cfg.Fault("the card reader is no longer watched", err)
		t.first(ctx, visit.ReaderChanged{When: t.now(), Ready: false})
	}
}

// first puts an event before all that wait.
func (t *Terminal) first(ctx context.Context, e visit.Event) {
	select {
	case t.urgent <- e:
	case <-ctx.Done():
	}
}

// workOnCard is the goroutine that owns the session: card commands never run beside each other.
func (t *Terminal) workOnCard(ctx context.Context) {
	for {
		select {
		case f := <-t.work:
			f()
		case <-ctx.Done():
			t.closeCard()
			return
		}
	}
}

// closeCard powers the card off and forgets its holder. It may be called when there is none.
func (t *Terminal) closeCard() {
	t.holder = visit.Holder{}
	if t.session == nil {
		return
	}
	if err := t.session.Close(); err != nil {
		t.cfg.Fault("the card could not be powered off", err)
	}
	t.session = nil
}

func (t *Terminal) readCard(own, ctx context.Context, number int64) {
	t.closeCard()
	within, stop := context.WithTimeout(own, cardDeadline)
	defer stop()
	answer := visit.CardRead{Visit: number}
	answer.Problem, answer.Left = t.identify(within, ctx, number)
	if own.Err() != nil { // the visit ended while the card was being read
		t.closeCard()
		return
	}
	if answer.Problem != visit.NoProblem {
		t.closeCard()
	}
	answer.When = t.now()
	t.send(ctx, answer)
}

// identify opens the card, reads it and asks for the PIN's tries.
func (t *Terminal) identify(within, ctx context.Context, number int64) (visit.Problem, int) {
	session, err := card.Open(within, t.cfg.Slot)
	if err != nil {
		return t.cardProblem("open", err), 0
	}
	t.session = session
	t.send(ctx, visit.CardStep{When: t.now(), Visit: number, N: 2})
	id, err := session.Identify(within)
	if err != nil {
		return t.cardProblem("identify", err), 0
	}
	switch {
	case id.ExpiredOn(t.cfg.Clock.Now().In(clock.Zone())):
		return visit.CardExpired, 0
	case id.Holder.SocialSecurityNumber == "":
		return visit.NoHolder, 0
	}
	t.send(ctx, visit.CardStep{When: t.now(), Visit: number, N: 3})
	tries, err := session.Tries(within)
	switch {
	case err != nil:
		return t.cardProblem("tries", err), 0
	case !tries.Set:
		return visit.NoPINSet, 0
	case tries.Blocked || tries.Left == 0:
		return visit.PINBlocked, 0
	}
	t.holder = visit.Holder{Name: id.Holder.Name, NameClean: id.Holder.NameClean, Number: id.Holder.SocialSecurityNumber}
	return visit.NoProblem, tries.Left
}

func (t *Terminal) verifyPIN(own, ctx context.Context, number int64) {
	within, stop := context.WithTimeout(own, verifyDeadline)
	defer stop()
	answer := visit.PINChecked{Visit: number}
	t.pin.take(func(digits []byte) { t.verify(within, digits, &answer) })
	if own.Err() != nil {
		return
	}
	answer.When = t.now()
	t.send(ctx, answer)
}

// verify sends the digits to the card once. A lost answer is never tried again: the tries are read instead.
func (t *Terminal) verify(ctx context.Context, digits []byte, answer *visit.PINChecked) {
	if t.session == nil {
		answer.Problem = visit.VisitInterrupted
		return
	}
	result, err := t.session.Verify(ctx, digits)
	if err != nil {
		answer.Problem = t.cardProblem("verify", err)
		if answer.Problem == visit.CardUnreadable {
			answer.Problem = visit.PINUnknown
		}
		return
	}
	switch result.Outcome {
	case card.PINRight:
		answer.Right, answer.Holder = true, t.holder
	case card.PINWrong:
		answer.Left = result.Left
	case card.PINBlocked:
		answer.Problem = visit.PINBlocked
	case card.NoPIN:
		answer.Problem = visit.NoPINSet
	default:
		answer.Problem = visit.PINUnknown
	}
}

// cardProblem is what the person is told of an error; the operator's log gets the error itself, which names no data.
func (t *Terminal) cardProblem(step string, err error) visit.Problem {
	var e *card.Error
	if !errors.As(err, &e) {
		t.cfg.Fault("card: "+step, err)
		return visit.CardUnreadable
	}
	switch e.Kind {
	case card.NotSocialSecurity:
		return visit.NotSocialSecurity
	case card.BankOnly:
		return visit.BankCard
	case card.Locked:
		return visit.CardLocked
	case card.NeedsKey:
		return visit.CardNeedsKey
	case card.Stuck:
		t.cfg.Fault("card: "+step, err)
		return visit.CardStuck
	case card.Gone:
		return visit.VisitInterrupted
	}
	t.cfg.Fault("card: "+step, err)
	return visit.CardUnreadable
}
