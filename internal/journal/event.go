package journal

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"time"
)

// Kind is what happened; a closed set.
type Kind string

// The kinds of event.
const (
	Started         Kind = "started"           // the program began; Code is its version
	Stopped         Kind = "stopped"           // the program ended in order; Code is why
	Crashed         Kind = "crashed"           // the loop met a fault of its own
	JournalSetAside Kind = "journal_set_aside" // the journal before this one was damaged
	VisitBegan      Kind = "visit_began"
	VisitEnded      Kind = "visit_ended"  // Code is why
	CardProblem     Kind = "card_problem" // Code is which
	CardLeft        Kind = "card_left"    // a card still in the reader after a visit
	PINRight        Kind = "pin_right"
	PINWrong        Kind = "pin_wrong"
	PINChange       Kind = "pin_change"        // Code is what became of it
	Authenticity    Kind = "card_authenticity" // Code is what the card proved, and to whom
	Consent         Kind = "consent"
	RecordsRead     Kind = "records_read"     // Person is whose; Code is "" or the failure
	SourceChanged   Kind = "source_changed"   // records can be read, or cannot; Code is which
	ReaderChanged   Kind = "reader_changed"   // Code is its state
	KeysChanged     Kind = "keys_changed"     // cards can be made to prove themselves, or cannot; Code is which
	PrinterChanged  Kind = "printer_changed"  // Code is its state
	PrintDone       Kind = "print_done"       // Code is the outcome
	PrinterCleared  Kind = "printer_cleared"  // the printer is known to hold nothing of earlier slips
	PrinterRefilled Kind = "printer_refilled" // a new roll was put in
	DeviceStuck     Kind = "device_stuck"     // a device call did not come back; Code is which device
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{Started, Stopped, Crashed, JournalSetAside, VisitBegan, VisitEnded, CardProblem, CardLeft, PINRight, PINWrong,
		PINChange, Authenticity, Consent, RecordsRead, SourceChanged, ReaderChanged, KeysChanged, PrinterChanged, PrintDone,
		PrinterCleared, PrinterRefilled, DeviceStuck}
}

// Event is something that happened. None of its fields may hold a name, a number or a word of a slip.
type Event struct {
	Kind   Kind
	Visit  string // a random id, "" outside a visit
	Person string // a keyed hash of package keys, or ""
	Code   string // one word of a closed set of the kind
	Detail string // for the operator
}

// Stored is an event in the journal.
type Stored struct {
	ID int64
	At time.Time
	Event
}

var (
	token  = regexp.MustCompile(`^[A-Za-z0-9_.:+-]{0,64}$`)
	hash   = regexp.MustCompile(`^[0-9a-f]{0,64}$`)
	digits = regexp.MustCompile(`[0-9Xx]{12,}`)
)

// detailLimit keeps a device's long answer from filling the disk, event by event.
const detailLimit = 400

// tidy is a detail without what may be a number of a person, card or account: details come from errors of other rooms, and
// the event must not be lost for one of them.
func tidy(detail string) string {
	detail = digits.ReplaceAllString(detail, "…")
	if r := []rune(detail); len(r) > detailLimit {
		detail = string(r[:detailLimit]) + "…"
	}
	return detail
}

// check refuses what is no id, code or hash: a free text there may be somebody's name.
func check(fields map[string]*regexp.Regexp, values map[string]string) error {
	for name, pattern := range fields {
		if !pattern.MatchString(values[name]) {
			return fmt.Errorf("%s is not a word of its kind", name)
		}
	}
	return nil
}

// Event writes an event. When it returns nil the event survives kill -9 and a power cut. After an error it may be repeated;
// at worst it is then there twice.
func (j *Journal) Event(ctx context.Context, e Event) error {
	return j.write(ctx, func(tx *sql.Tx, now int64) error { return insertEvent(ctx, tx, now, e) })
}

func insertEvent(ctx context.Context, tx *sql.Tx, now int64, e Event) error {
	if !slices.Contains(Kinds(), e.Kind) {
		return fmt.Errorf("event of unknown kind")
	}
	if err := check(map[string]*regexp.Regexp{"visit": token, "person": hash, "code": token},
		map[string]string{"visit": e.Visit, "person": e.Person, "code": e.Code}); err != nil {
		return fmt.Errorf("event %s: %w", e.Kind, err)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO event (at, kind, visit, person, code, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		now, string(e.Kind), e.Visit, e.Person, e.Code, tidy(e.Detail))
	return err
}

// Events are the newest events, newest first, at most limit.
func (j *Journal) Events(ctx context.Context, limit int) ([]Stored, error) {
	rows, err := j.db.QueryContext(ctx, `SELECT id, at, kind, visit, person, code, detail FROM event
		ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	defer rows.Close()
	var out []Stored
	for rows.Next() {
		var s Stored
		var at int64
		if err := rows.Scan(&s.ID, &at, &s.Kind, &s.Visit, &s.Person, &s.Code, &s.Detail); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		s.At = time.UnixMilli(at)
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return out, nil
}
