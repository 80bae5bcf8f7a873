package terminal

import (
	"bytes"
	"context"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/visit"
)

func (t *Terminal) verifyPIN(own, ctx context.Context, number int64) {
	within, stop := context.WithTimeout(own, verifyDeadline)
	defer stop()
	answer := visit.PINChecked{Visit: number}
	t.pin.take(func(digits, _ []byte) { t.verify(within, digits, &answer) })
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
		if answer.Problem = t.provedAgain(ctx); answer.Problem != visit.NoProblem {
			return
		}
		answer.Right, answer.Holder = true, t.holder
		// The card has all its tries again; how many these are is nice to show and nothing hangs on it.
		if tries, err := t.session.Tries(ctx); err == nil {
			answer.Left = tries.Left
		}
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

// provedAgain has the card that took the PIN for right prove itself: one that was exchanged unseen for it since it was read may
// take every PIN.
func (t *Terminal) provedAgain(ctx context.Context) visit.Problem {
	found, doubt, err := t.session.ProveAgain(ctx)
	switch {
	case err != nil:
		return t.cardProblem("prove again", err)
	case found.Genuine():
		return visit.NoProblem
	case found == card.Counterfeit:
		t.cfg.Fault("another card took the PIN than the one that was read", nil)
		return visit.VisitInterrupted
	}
	t.cfg.Fault("card: authentication after the PIN", doubt)
	return visit.CardUnverified
}

// judgePIN looks at a new PIN without sending it anywhere.
func (t *Terminal) judgePIN(ctx context.Context, number int64) {
	answer := visit.PINJudged{When: t.now(), Visit: number}
	t.pin.look(func(current, new, _ []byte) {
		switch {
		case bytes.Equal(current, new):
			answer.Verdict = visit.NewPINSame
		case card.WeakPIN(new, t.holder.Number, t.holder.Card.Number):
			answer.Verdict = visit.NewPINWeak
		}
	})
	t.send(ctx, answer)
}

// changePIN compares the two new ones and has the card change its PIN, once. What became of it is told even when the visit
// has ended meanwhile: it is journaled.
func (t *Terminal) changePIN(own, ctx context.Context, number int64) {
	answer := visit.PINChanged{Visit: number}
	alike := false
	t.pin.look(func(_, new, again []byte) { alike = bytes.Equal(new, again) })
	if !alike {
		answer.When, answer.Outcome = t.now(), visit.ChangeMismatch
		t.send(ctx, answer)
		return
	}
	within, stop := context.WithTimeout(own, changeDeadline)
	defer stop()
	same := t.sameCard(within, ctx, number)
	t.pin.take(func(current, new []byte) {
		if same {
			t.change(within, current, new, &answer)
		}
	})
	if same {
		answer.When = t.now()
		t.send(ctx, answer)
	}
}

// change sends both PINs once. When the answer is lost the tries are read, and nothing is sent again.
func (t *Terminal) change(ctx context.Context, current, new []byte, answer *visit.PINChanged) {
	result, err := t.session.ChangePIN(ctx, current, new)
	if err != nil {
		t.cfg.Fault("card: change of PIN", err)
	}
	switch result.Outcome {
	case card.ChangeDone:
		answer.Outcome = visit.ChangeDone
	case card.ChangeWrong:
		answer.Outcome, answer.Left = visit.ChangeWrong, result.Left
	case card.ChangeBlocked:
		answer.Outcome = visit.ChangeBlocked
	case card.ChangeRefused:
		answer.Outcome = visit.ChangeRefused
	case card.ChangeNoPIN:
		answer.Problem = visit.NoPINSet
	default:
		answer.Outcome, answer.Left = visit.ChangeUnknown, visit.TriesUnknown
		if tries, err := t.session.Tries(ctx); err == nil && tries.Set {
			answer.Left = tries.Left
		}
	}
}
