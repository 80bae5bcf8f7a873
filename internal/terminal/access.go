package terminal

import (
	"context"
	"errors"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// Access is what the access trail is told before somebody's records are read.
type Access struct {
	Visit        int64
	Number       string // of whom; the trail keeps a keyed hash
	Card         records.Card
	Authenticity visit.Authenticity
	What         string
}

// Trail is where every access is written down first. Access returns when the line is durable; after an error nothing is read.
type Trail interface {
	Access(ctx context.Context, a Access) error
}

// whatRecords is everything that a visit reads of a person; the trail knows no other reading yet.
const whatRecords = "records"

// readRecords writes the access trail, asks the register whether the card may open records, and reads them, in that order.
func (t *Terminal) readRecords(own, ctx context.Context, f visit.ReadRecords, holder visit.Holder, proved visit.Authenticity) {
	within, stop := context.WithTimeout(own, recordsDeadline)
	defer stop()
	err := t.cfg.Trail.Access(within, Access{Visit: f.Visit, Number: holder.Number, Card: holder.Card, Authenticity: proved, What: whatRecords})
	if err != nil {
		t.cfg.Fault("the access trail cannot be written; no records are read", err)
		t.send(ctx, visit.RecordsFailed{When: t.now(), Visit: f.Visit, Failure: records.Device})
		return
	}
	registered, err := t.cfg.Source.Register(within, holder.Card)
	if failure, failed := t.sourceFailure(err); failed {
		if own.Err() != nil {
			return
		}
		if failure == records.NotFound {
			t.send(ctx, visit.CardRefused{When: t.now(), Visit: f.Visit, Problem: visit.CardUnregistered})
			return
		}
		t.send(ctx, visit.RecordsFailed{When: t.now(), Visit: f.Visit, Failure: failure})
		return
	}
	if p := visit.Admit(registered, holder.Number); p != visit.NoProblem {
		t.send(ctx, visit.CardRefused{When: t.now(), Visit: f.Visit, Problem: p})
		return
	}
	r, err := t.cfg.Source.Read(within, holder.Number, f.Window)
	if own.Err() != nil {
		return
	}
	if failure, failed := t.sourceFailure(err); failed {
		t.send(ctx, visit.RecordsFailed{When: t.now(), Visit: f.Visit, Failure: failure})
		return
	}
	t.send(ctx, visit.RecordsRead{When: t.now(), Visit: f.Visit, Record: r})
}

// sourceFailure is why a source did not answer; the operator is told of what only she can mend.
func (t *Terminal) sourceFailure(err error) (_ records.Failure, failed bool) {
	if err == nil {
		return "", false
	}
	failure := records.Busy
	var e *records.Error
	if errors.As(err, &e) {
		failure = e.Failure
	}
	switch failure {
	case records.Damaged, records.Stale, records.Device, records.Down:
		t.cfg.Fault("the records cannot be read", err)
	}
	return failure, true
}
