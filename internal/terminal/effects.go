package terminal

import (
	"context"
	"errors"
	"runtime/debug"
	"time"

	"shebao/kiosk/internal/visit"
)

// run starts an effect. ctx is the terminal's; what belongs to the visit is cancelled with it.
func (t *Terminal) run(ctx context.Context, f visit.Effect) {
	switch f := f.(type) {
	case visit.ReadCard:
		own := t.ctx
		t.onCard(ctx, func() { t.readCard(own, ctx, f.Visit) })
	case visit.OpenPIN:
		t.pin.Open(f.Field)
		// A key that was pressed while another field was open may have been counted for this one.
		select {
		case t.events <- visit.PINLength{When: t.now()}:
		default:
		}
	case visit.ClosePIN:
		t.pin.Close()
	case visit.VerifyPIN:
		own := t.ctx
		t.onCard(ctx, func() { t.verifyPIN(own, ctx, f.Visit) })
	case visit.JudgePIN:
		t.onCard(ctx, func() { t.judgePIN(ctx, f.Visit) })
	case visit.ChangePIN:
		own := t.ctx
		t.onCard(ctx, func() { t.changePIN(own, ctx, f.Visit) })
	case visit.ReadRecords:
		own, holder, proved := t.ctx, *t.state.Holder, t.state.Authenticity
		t.own(func() { t.readRecords(own, ctx, f, holder, proved) })
	case visit.PrintSlip:
		if !f.Kind.Personal() { // whoever reads a guide has put in no card
			t.own(func() { t.print(ctx, f, "", func(context.Context) error { return nil }) })
			return
		}
		own, number := t.ctx, t.state.Holder.Number
		t.printForCard(own, ctx, f, number)
	case visit.ResolveSlip:
		t.own(func() {
			if err := t.cfg.Spool.Resolve(ctx, f.Visit, f.Whole); err != nil {
				t.cfg.Fault("what became of a slip could not be written down", err)
			}
		})
	case visit.CountRating:
		t.countRating(ctx, f)
	case visit.CountAsked:
		t.countAsked(ctx, f)
	case visit.EndVisit:
		t.endVisit(ctx)
	case visit.Note:
		select {
		case t.notes <- f:
		default:
			t.cfg.Fault("the journal is too slow; a note was lost: "+string(f.What), nil)
		}
	}
}

// onCard queues work for the goroutine that owns the card session.
func (t *Terminal) onCard(ctx context.Context, f func()) {
	select {
	case t.work <- f:
	case <-ctx.Done():
	}
}

// errOtherCard is a slip that is not printed as the card in the reader is not, or not any more, the one that it is for.
var errOtherCard = errors.New("the card is not the one that was read")

// printForCard prints while the card in the reader is read again, and nothing of the slip leaves before it was found to be the one
// whose holder is being served: the printer is asked meanwhile whether it can print.
func (t *Terminal) printForCard(own, ctx context.Context, f visit.PrintSlip, number string) {
	same := make(chan bool, 1)
	t.onCard(ctx, func() {
		within, stop := context.WithTimeout(own, sameCardDeadline)
		defer stop()
		same <- t.sameCard(within, ctx, f.Visit)
	})
	t.own(func() {
		t.print(ctx, f, number, func(context.Context) error {
			select {
			case ok := <-same:
				if ok {
					return nil
				}
			case <-ctx.Done():
			}
			return errOtherCard
		})
	})
}

// print outlives its visit: the slip that was begun is finished or cleared.
func (t *Terminal) print(ctx context.Context, f visit.PrintSlip, number string, may func(context.Context) error) {
	outcome, reason := t.cfg.Spool.Print(ctx, Slip{
		Visit: f.Visit, Kind: f.Kind, Person: number, Sheet: f.Sheet, May: may,
		Sent:      func() { t.send(ctx, visit.PrintSent{When: t.now(), Visit: f.Visit}) },
		Collected: func(taken bool) { t.send(ctx, visit.SlipCollected{When: t.now(), Visit: f.Visit, Taken: taken}) },
	})
	t.send(ctx, visit.PrintDone{When: t.now(), Visit: f.Visit, Outcome: outcome, Reason: reason})
	t.send(ctx, visit.PrinterChanged{When: t.now(), Printer: t.cfg.Spool.State(ctx)})
}

func (t *Terminal) endVisit(ctx context.Context) {
	t.cancel()
	t.pin.Close()
	t.onCard(ctx, t.closeCard)
	t.own(func() {
		t.reload()
		t.cfg.Screen.Forget()
		if t.after(ctx, forgetAfter) {
			debug.FreeOSMemory() // collects first, so that nothing of the person stays on the heap
		}
	})
}

// after waits; false when the terminal stops.
func (t *Terminal) after(ctx context.Context, d time.Duration) bool {
	timer := t.cfg.Clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
		return true
	case <-ctx.Done():
		return false
	}
}

// reload takes up a record file that was replaced, between visits.
func (t *Terminal) reload() {
	if err := t.cfg.Source.Reload(); err != nil {
		t.cfg.Fault("the record file was refused", err)
	}
}
