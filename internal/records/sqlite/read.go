package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"shebao/kiosk/internal/records"
)

// reader is one connection with its statements.
type reader struct {
	person, enrolments, contributions, years, benefits, payments *sql.Stmt
	all                                                          []*sql.Stmt
}

// close gives the statements back. A connection that is closed before them lives on, with its page cache, until the process
// ends.
func (r *reader) close() error {
	var errs []error
	for _, s := range r.all {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

func newReader(ctx context.Context, conn *sql.Conn) (*reader, error) {
	r := &reader{}
	for _, s := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&r.person, `SELECT id, name, kind, as_of FROM person WHERE lookup = ?`},
		{&r.enrolments, `SELECT insurance, region, coalesce(employer.name, ''), status, start
			FROM enrolment LEFT JOIN employer ON employer.id = enrolment.employer
			WHERE person = ? ORDER BY insurance, region`},
		{&r.contributions, `SELECT month, insurance, region, coalesce(employer.name, ''), base, personal, unit, status
			FROM contribution LEFT JOIN employer ON employer.id = contribution.employer
			WHERE person = ? AND month BETWEEN ? AND ? ORDER BY month DESC, insurance, region, seq`},
		{&r.years, `SELECT year, insurance, opening, principal, interest_opening, interest_current, closing, months,
			cumulative_months FROM account_year WHERE person = ? ORDER BY year DESC, insurance`},
		{&r.benefits, `SELECT seq, insurance, region, kind, start, state, monthly FROM benefit
			WHERE person = ? ORDER BY seq`},
		{&r.payments, `SELECT benefit, month, amount, bank, bank_tail, state FROM payment
			WHERE person = ? ORDER BY benefit, month DESC, seq`},
	} {
		stmt, err := conn.PrepareContext(ctx, s.query)
		if err != nil {
			return nil, errors.Join(err, r.close())
		}
		*s.to = stmt
		r.all = append(r.all, stmt)
	}
	return r, nil
}

// read reads one person. Its errors name no person.
func (s *snapshot) read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	select {
	case r := <-s.free:
		defer func() { s.free <- r }()
		record, err := r.read(ctx, number, w)
		if err != nil {
			return records.Record{}, s.failure(ctx, err)
		}
		if record.Person.AsOf.IsZero() {
			record.Person.AsOf = s.about.AsOf
		}
		record.Source = s.about
		return record, nil
	case <-ctx.Done():
		return records.Record{}, &records.Error{Failure: records.Busy, Detail: "no free reader in time", Err: ctx.Err()}
	}
}

// failure sorts an error: what ends with the deadline is the deadline's, what else SQLite says of a file that nobody
// writes is damage.
func (s *snapshot) failure(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return &records.Error{Failure: records.NotFound}
	case ctx.Err() != nil:
		return &records.Error{Failure: records.Busy, Detail: "read not finished in time", Err: ctx.Err()}
	}
	return damaged(s.name, "cannot be read", err)
}

func (r *reader) read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	record := records.Record{Person: records.Person{Number: number}}
	p := &record.Person
	var asOf sql.NullInt64
	if err := r.person.QueryRowContext(ctx, lookupKey(number)).Scan(&p.ID, &p.Name, &p.Kind, &asOf); err != nil {
		return records.Record{}, err
	}
	if asOf.Valid {
		day, err := dayOf(int(asOf.Int64))
		if err != nil {
			return records.Record{}, fmt.Errorf("person: day: %w", err)
		}
		p.AsOf = day
	}
	if !knownKind(p.Kind) {
		return records.Record{}, errors.New("person: unknown kind")
	}
	for _, part := range []func(context.Context, *records.Record, records.Window) error{
		r.readEnrolments, r.readContributions, r.readYears, r.readBenefits, r.readPayments,
	} {
		if err := part(ctx, &record, w); err != nil {
			return records.Record{}, err
		}
	}
	return record, nil
}

func knownKind(k records.PersonKind) bool {
	switch k {
	case records.Employee, records.Flexible, records.Resident, records.CivilServant, records.Retiree, records.CivilRetiree,
		records.Survivor, records.Unemployed, records.UnknownPerson:
		return true
	}
	return false
}

func (r *reader) readEnrolments(ctx context.Context, to *records.Record, _ records.Window) error {
	return each(ctx, r.enrolments, []any{to.Person.ID}, func(rows *sql.Rows) error {
		var e records.Enrolment
		var code, region int
		if err := rows.Scan(&code, &region, &e.Employer, &e.Status, month{&e.Start}); err != nil {
			return err
		}
		e.Insurance, e.Region = insurance(code), place(region)
		switch e.Status {
		case records.Contributing, records.Suspended, records.Terminated, records.UnknownStatus:
		default:
			return errors.New("enrolment: unknown status")
		}
		to.Enrolments = append(to.Enrolments, e)
		return nil
	})
}

func (r *reader) readContributions(ctx context.Context, to *records.Record, w records.Window) error {
	return each(ctx, r.contributions, []any{to.Person.ID, int(w.First), int(w.Last)}, func(rows *sql.Rows) error {
		var c records.Contribution
		var code, region int
		if err := rows.Scan(month{&c.Month}, &code, &region, &c.Employer, money{&c.Base}, money{&c.Personal},
			money{&c.Unit}, &c.Status); err != nil {
			return err
		}
		c.Insurance, c.Region = insurance(code), place(region)
		switch c.Status {
		case records.Paid, records.Owed, records.TransferredIn:
		default:
			return errors.New("contribution: unknown status")
		}
		to.Contributions = append(to.Contributions, c)
		return nil
	})
}

func (r *reader) readYears(ctx context.Context, to *records.Record, _ records.Window) error {
	return each(ctx, r.years, []any{to.Person.ID}, func(rows *sql.Rows) error {
		var y records.AccountYear
		var code int
		if err := rows.Scan(&y.Year, &code, money{&y.Opening}, money{&y.Principal}, money{&y.InterestOpening},
			money{&y.InterestCurrent}, money{&y.Closing}, &y.Months, &y.CumulativeMonths); err != nil {
			return err
		}
		y.Insurance = insurance(code)
		to.AccountYears = append(to.AccountYears, y)
		return nil
	})
}

func (r *reader) readBenefits(ctx context.Context, to *records.Record, _ records.Window) error {
	return each(ctx, r.benefits, []any{to.Person.ID}, func(rows *sql.Rows) error {
		var b records.Benefit
		var seq, code, region int
		if err := rows.Scan(&seq, &code, &region, &b.Kind, month{&b.Start}, &b.State, money{&b.Monthly}); err != nil {
			return err
		}
		if seq != len(to.Benefits) {
			return errors.New("benefit: numbers are not consecutive")
		}
		b.Insurance, b.Region = insurance(code), place(region)
		to.Benefits = append(to.Benefits, b)
		return nil
	})
}

func (r *reader) readPayments(ctx context.Context, to *records.Record, _ records.Window) error {
	return each(ctx, r.payments, []any{to.Person.ID}, func(rows *sql.Rows) error {
		var p records.Payment
		var benefit int
		if err := rows.Scan(&benefit, month{&p.Month}, money{&p.Amount}, &p.Bank, &p.BankTail, &p.State); err != nil {
			return err
		}
		if benefit < 0 || benefit >= len(to.Benefits) {
			return errors.New("payment: no such benefit")
		}
		b := &to.Benefits[benefit]
		b.Payments = append(b.Payments, p)
		return nil
	})
}

func each(ctx context.Context, stmt *sql.Stmt, args []any, row func(*sql.Rows) error) error {
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func insurance(code int) records.Insurance { return records.Insurance(strconv.Itoa(code)) }

func place(code int) records.Region { return records.Region(strconv.Itoa(code)) }

// money scans a nullable count of fen.
type money struct{ to *records.Money }

func (m money) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*m.to = records.Money{}
	case int64:
		*m.to = records.Known(records.Fen(v))
	default:
		return fmt.Errorf("amount is a %T", value)
	}
	return nil
}

// month scans a nullable YYYYMM; a month that does not exist is damage.
type month struct{ to *records.Month }

func (m month) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*m.to = 0
	case int64:
		*m.to = records.Month(v)
		if !m.to.Valid() {
			return errors.New("no such month")
		}
	default:
		return fmt.Errorf("month is a %T", value)
	}
	return nil
}

// dayNumber is a day as YYYYMMDD.
func dayNumber(t time.Time) int { return t.Year()*10000 + int(t.Month())*100 + t.Day() }
