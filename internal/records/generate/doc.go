// Package generate makes record files of invented persons, for demonstrations, tests and measurements.
//
// Every identity number begins with 3799, a region that was never assigned; every file is marked as generated, and the
// terminal says so on the screen and on paper. The same options make the same file, byte for byte. Nothing here may copy
// a real person, employer or account. Shapes: facts/domain.md §8.
package generate

import (
	"context"
	"fmt"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// Options say what to make.
type Options struct {
	Persons  int    // persons in addition to the cast
	Seed     uint64 // the same seed gives the same persons
	Now      time.Time
	Progress func(done, total int) // called after each thousand persons and at the end; may be nil
}

// progressStep is how often Progress is called: seldom enough not to slow the work, often enough to be seen moving.
const progressStep = 1000

// sourceName is shown wherever the data's origin is.
const sourceName = "演示数据（虚构人员）"

// Write makes a record file at path: the cast, then the further persons. The data are complete up to the end of the month
// before Now. The file appears whole or not at all; an older one at path is replaced.
func Write(ctx context.Context, path string, key keys.Records, o Options) error {
	if o.Persons < 0 || o.Persons > maxPersons {
		return fmt.Errorf("generate: %d persons asked for, 0 to %d can be made", o.Persons, maxPersons)
	}
	c := calendarAt(o.Now)
	b, err := sqlite.Create(ctx, path, key, records.About{Name: sourceName, AsOf: c.asOf, Generated: true})
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	if err := put(ctx, b, c, o); err != nil {
		if discard := b.Discard(); discard != nil {
			err = fmt.Errorf("%w (and %w)", err, discard)
		}
		return fmt.Errorf("generate: %w", err)
	}
	if err := b.Finish(ctx); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}

func put(ctx context.Context, b *sqlite.Builder, c calendar, o Options) error {
	people := cast()
	total, done := o.Persons, 0
	for _, p := range people {
		if p.make != nil {
			total++
		}
	}
	add := func(r records.Record) error {
		if err := b.Put(ctx, r); err != nil {
			return err
		}
		done++
		if o.Progress != nil && (done%progressStep == 0 || done == total) {
			o.Progress(done, total)
		}
		return nil
	}
	for _, p := range people {
		if p.make == nil {
			continue
		}
		r := p.make(c)
		r.Person.Number, r.Person.Name, r.Person.Kind = p.Number, p.Name, p.Kind
		if err := add(r); err != nil {
			return err
		}
	}
	for i := range o.Persons {
		if err := add(stranger(c, o.Seed, i)); err != nil {
			return err
		}
	}
	return nil
}

// yearsBack is how many whole years of contributions are made before the present one: more than the window of 60 months,
// so that a window has an edge, and every account year that is shown has all its months.
const yearsBack = 5

// calendar holds the months that all records are made around.
type calendar struct {
	asOf  time.Time     // the last day of last
	last  records.Month // the month before now: the newest one with complete data
	first records.Month // January, yearsBack years before last's
}

func calendarAt(now time.Time) calendar {
	n := now.In(clock.Zone())
	asOf := time.Date(n.Year(), n.Month(), 1, 0, 0, 0, 0, clock.Zone()).AddDate(0, 0, -1)
	return calendar{asOf: asOf, last: records.MonthOf(asOf), first: records.Month((asOf.Year()-yearsBack)*100 + 1)}
}

// Numbers are the identity numbers of the first n further persons that Write makes with this seed at this time, so that a
// measurement or a test can ask for them.
func Numbers(seed uint64, n int, now time.Time) []string {
	c := calendarAt(now)
	out := make([]string, n)
	for i := range out {
		out[i] = stranger(c, seed, i).Person.Number
	}
	return out
}
