package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// batch is how many persons go into one transaction: large enough that the commit is not what costs (facts/devices.md C3).
const batch = 1000

// Builder writes a new record file beside its place and puts it there when it is whole. Use by one goroutine.
type Builder struct {
	path, temp string
	db         *sql.DB
	tx         *sql.Tx
	persons    int64
	employers  map[string]int64
	insert     map[string]*sql.Stmt
}

// Create begins a record file for path with what the file will say of itself. The caller ends with Finish or Discard.
func Create(ctx context.Context, path string, _ keys.Records, about records.About) (_ *Builder, err error) {
	// The file holds persons' records: CreateTemp makes it readable by its owner only.
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, fmt.Errorf("record file: %w", err)
	}
	b := &Builder{path: path, temp: f.Name(), employers: map[string]int64{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, b.Discard())
		}
	}()
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("record file: %w", err)
	}
	absolute, err := filepath.Abs(b.temp)
	if err != nil {
		return nil, fmt.Errorf("record file: %w", err)
	}
	// No journal and no syncing: a file that is not finished is thrown away, a finished one is synced before its rename.
	b.db, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: absolute, RawQuery: "_pragma=journal_mode(OFF)" +
		"&_pragma=synchronous(OFF)&_pragma=locking_mode(EXCLUSIVE)&_pragma=temp_store(2)"}).String())
	if err != nil {
		return nil, fmt.Errorf("record file: %w", err)
	}
	b.db.SetMaxOpenConns(1)
	if _, err := b.db.ExecContext(ctx, schema); err != nil {
		return nil, fmt.Errorf("record file: %w", err)
	}
	generated := "no"
	if about.Generated {
		generated = "yes"
	}
	for _, m := range [][2]string{{metaFormat, format}, {metaSource, about.Name}, {metaGenerated, generated},
		{metaAsOf, strconv.Itoa(dayNumber(about.AsOf.In(clock.Zone())))}} {
		if _, err := b.db.ExecContext(ctx, `INSERT INTO meta VALUES (?, ?)`, m[0], m[1]); err != nil {
			return nil, fmt.Errorf("record file: %w", err)
		}
	}
	return b, nil
}

// inserts are the statements of Put by table.
var inserts = map[string]string{
	"person":       `INSERT INTO person VALUES (?, ?, ?, ?, ?)`,
	"employer":     `INSERT INTO employer VALUES (?, ?)`,
	"enrolment":    `INSERT INTO enrolment VALUES (?, ?, ?, ?, ?, ?)`,
	"contribution": `INSERT INTO contribution VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	"account_year": `INSERT INTO account_year VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
	"benefit":      `INSERT INTO benefit VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
	"payment":      `INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
}

// Put adds one person. The person's ID is given by the file; a number that is already in it is an error. After an error
// the file can only be discarded.
func (b *Builder) Put(ctx context.Context, r records.Record) error {
	if err := b.begin(ctx); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	b.persons++
	if err := b.put(ctx, b.persons, r); err != nil {
		return fmt.Errorf("record file: person %d: %w", b.persons, err)
	}
	if b.persons%batch == 0 {
		return b.commit()
	}
	return nil
}

// PutCard adds a card to the register of the file.
func (b *Builder) PutCard(context.Context, records.CardEntry) error { return nil }

func (b *Builder) begin(ctx context.Context) error {
	if b.tx != nil {
		return nil
	}
	tx, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	b.tx, b.insert = tx, map[string]*sql.Stmt{}
	for table, query := range inserts {
		if b.insert[table], err = tx.PrepareContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

func (b *Builder) commit() error {
	if b.tx == nil {
		return nil
	}
	tx := b.tx
	b.tx = nil
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	return nil
}

func (b *Builder) put(ctx context.Context, id int64, r records.Record) error {
	var asOf any
	if !r.Person.AsOf.IsZero() {
		asOf = dayNumber(r.Person.AsOf.In(clock.Zone()))
	}
	if err := b.exec(ctx, "person", lookupKey(r.Person.Number), id, r.Person.Name, string(r.Person.Kind), asOf); err != nil {
		return err
	}
	for _, e := range r.Enrolments {
		employer, err := b.employer(ctx, e.Employer)
		if err != nil {
			return err
		}
		if err := b.exec(ctx, "enrolment", id, number(e.Insurance), number(e.Region), employer, string(e.Status),
			nullMonth(e.Start)); err != nil {
			return err
		}
	}
	type key struct {
		month     records.Month
		insurance records.Insurance
		region    records.Region
	}
	seen := map[key]int{}
	for _, c := range r.Contributions {
		employer, err := b.employer(ctx, c.Employer)
		if err != nil {
			return err
		}
		k := key{c.Month, c.Insurance, c.Region}
		if err := b.exec(ctx, "contribution", id, int(c.Month), number(c.Insurance), number(c.Region), seen[k], employer,
			null(c.Base), null(c.Personal), null(c.Unit), string(c.Status)); err != nil {
			return err
		}
		seen[k]++
	}
	for _, y := range r.AccountYears {
		if err := b.exec(ctx, "account_year", id, y.Year, number(y.Insurance), null(y.Opening), null(y.Principal),
			null(y.InterestOpening), null(y.InterestCurrent), null(y.Closing), y.Months, y.CumulativeMonths); err != nil {
			return err
		}
	}
	for i, benefit := range r.Benefits {
		if err := b.exec(ctx, "benefit", id, i, number(benefit.Insurance), number(benefit.Region), benefit.Kind,
			nullMonth(benefit.Start), string(benefit.State), null(benefit.Monthly)); err != nil {
			return err
		}
		seen := map[records.Month]int{}
		for _, p := range benefit.Payments {
			if err := b.exec(ctx, "payment", id, i, int(p.Month), seen[p.Month], null(p.Amount), p.Bank, p.BankTail,
				string(p.State)); err != nil {
				return err
			}
			seen[p.Month]++
		}
	}
	return nil
}

func (b *Builder) exec(ctx context.Context, table string, args ...any) error {
	if _, err := b.insert[table].ExecContext(ctx, args...); err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	return nil
}

// employer is the number of an employer's name, NULL for none.
func (b *Builder) employer(ctx context.Context, name string) (any, error) {
	if name == "" {
		return nil, nil
	}
	if id, ok := b.employers[name]; ok {
		return id, nil
	}
	id := int64(len(b.employers) + 1)
	b.employers[name] = id
	return id, b.exec(ctx, "employer", id, name)
}

// Finish packs the file, brings it to the disk and renames it into place. When it returns nil the new file is what Open
// finds, also after a power cut; on an error or a power cut before that it is the old one.
func (b *Builder) Finish(ctx context.Context) (err error) {
	defer func() { err = errors.Join(err, b.Discard()) }()
	if err := b.commit(); err != nil {
		return err
	}
	if _, err := b.db.ExecContext(ctx, `VACUUM`); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	db := b.db
	b.db = nil
	if err := db.Close(); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	if err := syncPath(b.temp); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	if err := os.Rename(b.temp, b.path); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	b.temp = ""
	if err := syncPath(filepath.Dir(b.path)); err != nil {
		return fmt.Errorf("record file: %w", err)
	}
	return nil
}

// Discard removes what was written, unless it was finished. It may be called again.
func (b *Builder) Discard() error {
	var errs []error
	if b.tx != nil {
		// A cancelled context has rolled back already.
		if err := b.tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
			errs = append(errs, err)
		}
		b.tx = nil
	}
	if b.db != nil {
		errs = append(errs, b.db.Close())
		b.db = nil
	}
	if b.temp != "" {
		errs = append(errs, os.Remove(b.temp))
		b.temp = ""
	}
	return errors.Join(errs...)
}

// syncPath makes a file, or the entries of a directory, survive a power cut.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// number is a code of digits. One that is not a number is kept out by the schema's strict columns.
func number[T ~string](code T) any {
	n, err := strconv.Atoi(string(code))
	if err != nil {
		return string(code)
	}
	return n
}

func null(m records.Money) any {
	if !m.Known {
		return nil
	}
	return int64(m.Fen)
}

func nullMonth(m records.Month) any {
	if m == 0 {
		return nil
	}
	return int(m)
}
