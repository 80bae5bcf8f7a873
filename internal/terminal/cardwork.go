package terminal

import (
	"context"
	"errors"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// watchCard turns the slot's events into the visit's. All of them take the urgent queue: a removal must come before any tap
// that waits, and before or after an insertion just as the reader saw it.
func (t *Terminal) watchCard(ctx context.Context) {
	ready := true
	err := t.cfg.Slot.Watch(ctx, func(e card.Event) {
		up := e.Kind != card.NoService && e.Kind != card.NoReader && e.Kind != card.Hung
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
		case card.Hung:
			t.askRestart("a command hangs in the card reader")
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
	t.identify(within, ctx, &answer)
	if own.Err() != nil { // the visit ended while the card was being read
		t.closeCard()
		return
	}
	if answer.Problem != visit.NoProblem || !answer.Authenticity.Genuine() {
		t.closeCard()
	}
	answer.When = t.now()
	t.send(ctx, answer)
}

// identify opens the card, has it prove itself, reads it and asks for the PIN's tries. A card that did not prove itself is
// asked for nothing more.
func (t *Terminal) identify(within, ctx context.Context, answer *visit.CardRead) {
	session, err := card.Open(within, t.cfg.Slot, card.Options{Keys: t.cfg.Keys})
	if err != nil {
		answer.Problem = t.cardProblem("open", err)
		return
	}
	t.session = session
	t.send(ctx, visit.CardStep{When: t.now(), Visit: answer.Visit, N: 2})
	id, err := session.Identify(within)
	answer.Authenticity = authenticity(id.Authenticity)
	if id.Doubt != nil {
		t.cfg.Fault("card: authentication", id.Doubt)
	}
	switch {
	case card.KindOf(err) == card.NeedsKey && !id.Authenticity.Genuine():
		return // whether the terminal could not be proved to the card, or the card to it, is one question
	case err != nil:
		answer.Problem = t.cardProblem("identify", err)
		return
	case id.Authenticity == card.Counterfeit:
		return
	case id.ExpiredOn(t.cfg.Clock.Now().In(clock.Zone())):
		answer.Problem = visit.CardExpired
		return
	case !id.Authenticity.Genuine():
		return
	case id.Holder.SocialSecurityNumber == "":
		answer.Problem = visit.NoHolder
		return
	}
	t.send(ctx, visit.CardStep{When: t.now(), Visit: answer.Visit, N: 3})
	tries, err := session.Tries(within)
	switch {
	case err != nil:
		answer.Problem = t.cardProblem("tries", err)
		return
	case !tries.Set:
		answer.Problem = visit.NoPINSet
		return
	case tries.Blocked || tries.Left == 0:
		answer.Problem = visit.PINBlocked
		return
	}
	t.holder = visit.Holder{Name: id.Holder.Name, NameClean: id.Holder.NameClean, Number: id.Holder.SocialSecurityNumber,
		Card: records.Card{Identifier: id.Identifier, Number: id.CardNumber}}
	answer.Left = tries.Left
}

func authenticity(a card.Authenticity) visit.Authenticity {
	switch a {
	case card.GenuineByPSAM:
		return visit.GenuineByPSAM
	case card.GenuineByHSM:
		return visit.GenuineByHSM
	case card.Counterfeit:
		return visit.Counterfeit
	}
	return visit.Unverified
}

// sameCard reads the card again before something is printed or changed. When it is not the one whose holder is being served,
// or cannot be read, the visit is told and false is given.
func (t *Terminal) sameCard(within, ctx context.Context, number int64) bool {
	told := visit.CardChanged{Visit: number}
	switch {
	case t.session == nil:
		told.Problem = visit.VisitInterrupted
	default:
		same, err := t.session.SameCard(within)
		if same && err == nil {
			return true
		}
		if err != nil {
			told.Problem = t.cardProblem("read again", err)
		} else {
			t.cfg.Fault("another card is in the reader than the one that was read", nil)
			t.closeCard()
		}
	}
	told.When = t.now()
	t.send(ctx, told)
	return false
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
