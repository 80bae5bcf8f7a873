package pgtest

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"shebao/kiosk/internal/records"
)

// Empty is how a database keeps an empty text.
type Empty bool

// The ways: as PostgreSQL does, or as those do that follow Oracle (facts/domain.md §5.2).
const (
	EmptyStays  Empty = false
	EmptyIsNull Empty = true
)

// Loader collects rows and copies them into the tables of the contract.
type Loader struct {
	empty  Empty
	tables map[string]*bytes.Buffer
	Rows   map[string]int
	Bytes  int // of text
}

// NewLoader makes an empty one.
func NewLoader(empty Empty) *Loader {
	return &Loader{empty: empty, tables: map[string]*bytes.Buffer{}, Rows: map[string]int{}}
}

// Tables are the tables of the contract.
func Tables() []string {
	return strings.Fields(`source_about source_place person_number person_card person enrolment contribution account_year
		annuity annuity_year resident_year benefit benefit_payment payment_item qualification`)
}

func (l *Loader) row(table string, values ...any) {
	b := l.tables[table]
	if b == nil {
		b = &bytes.Buffer{}
		l.tables[table] = b
	}
	for i, v := range values {
		if i > 0 {
			b.WriteByte('\t')
		}
		text, known := l.text(v)
		if !known {
			text = `\N`
		}
		b.WriteString(text)
	}
	b.WriteByte('\n')
	l.Rows[table]++
}

// text is a value as COPY reads it; false is NULL. An unknown number is NULL in every database.
func (l *Loader) text(v any) (string, bool) {
	switch v := v.(type) {
	case int:
		return strconv.Itoa(v), v != 0
	case int64:
		return strconv.FormatInt(v, 10), true
	case serial:
		return strconv.Itoa(int(v)), true
	case records.Month:
		if v == 0 {
			return "", !bool(l.empty)
		}
		return strconv.Itoa(int(v)), true
	case records.Money:
		return v.Fen.Decimal(), v.Known
	case time.Time:
		return v.Format("20060102"), !v.IsZero()
	case bool:
		if v {
			return "1", true
		}
		return "0", true
	}
	s := fmt.Sprint(v)
	return s, s != "" || !bool(l.empty)
}

// serial is a number of which 0 is one.
type serial int

// About says what the database is.
func (l *Loader) About(a records.About) {
	l.row("source_about", a.Name, a.AsOf, a.Generated)
	for _, p := range a.Places {
		l.row("source_place", p)
	}
}

// Card adds a card to the register.
func (l *Loader) Card(c records.CardEntry) {
	l.row("person_card", c.Identifier, c.Card.Number, c.Holder, c.Status, c.Since)
}

// Person adds one person with everything, under a key.
func (l *Loader) Person(id int64, r records.Record) {
	l.row("person_number", r.Person.Number, id)
	l.row("person", id, r.Person.Name, r.Person.Kind, r.Person.State, r.Person.AsOf)
	for _, e := range r.Enrolments {
		l.row("enrolment", id, e.Insurance, e.Region, e.Employer, e.Status, e.Start)
	}
	for i, c := range r.Contributions {
		l.Contribution(id, i, c)
	}
	for _, y := range r.AccountYears {
		l.row("account_year", id, y.Year, y.Insurance, y.Opening, y.Principal, y.InterestOpening, y.InterestCurrent, y.Closing,
			y.Months, y.CumulativeMonths)
	}
	if a := r.Annuity; a.Nature != "" || a.Unit != "" || a.Start != 0 {
		l.row("annuity", id, a.Nature, a.Unit, a.Start)
	}
	for _, y := range r.Annuity.Years {
		l.row("annuity_year", id, y.Year, y.Base, y.UnitReal, y.UnitBook, y.Personal, y.InterestBook, y.YieldReal, y.TransferredIn,
			y.PaidOut, y.ClosingUnitReal, y.ClosingUnitBook, y.ClosingPersonal, y.Closing)
	}
	for _, y := range r.ResidentYears {
		l.row("resident_year", id, y.Year, y.Personal, y.Province, y.City, y.County, y.Collective, y.Landless, y.Government,
			y.Interest, y.Balance, y.Agency, y.CreditedOn)
	}
	for n, b := range r.Benefits {
		l.row("benefit", id, serial(n+1), b.Insurance, b.Region, b.Kind, b.Start, b.State, b.Monthly)
		for i, p := range b.Payments {
			l.row("benefit_payment", id, serial(n+1), p.Month, serial(i), p.Amount, p.Bank, p.BankTail, p.State)
			for j, item := range p.Items {
				l.row("payment_item", id, serial(n+1), p.Month, serial(i), serial(j), item.Name, item.Amount)
			}
		}
	}
	for _, q := range r.Qualifications {
		l.row("qualification", id, q.Insurance, q.Result, q.Way, q.DoneOn, q.DueOn)
	}
}

// Contribution adds one contribution of a person; seq tells it from others of its month, insurance and place.
func (l *Loader) Contribution(id int64, seq int, c records.Contribution) {
	l.row("contribution", id, c.Month, c.Insurance, c.Region, serial(seq), c.Employer, c.Base, c.Personal, c.Unit, c.Status)
}

// Flush copies what was collected and forgets it; Rows and Bytes count on.
func (l *Loader) Flush(ctx context.Context, conn *pgconn.PgConn) error {
	for _, table := range Tables() {
		b := l.tables[table]
		if b == nil || b.Len() == 0 {
			continue
		}
		l.Bytes += b.Len()
		if _, err := conn.CopyFrom(ctx, b, "copy "+table+" from stdin"); err != nil {
			return fmt.Errorf("copying %s: %w", table, err)
		}
		b.Reset()
	}
	return nil
}
