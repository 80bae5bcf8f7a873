// Package generate makes record files of invented persons, for demonstrations, tests and measurements.
//
// Every identity number begins with 3799, a region that was never assigned; every file is marked as generated, and the
// terminal says so on the screen and on paper. The same options make the same persons and cards; the file they lie in is sealed
// under a name of its own, so no two files are alike. Nothing here may copy a real person, employer or account. Shapes:
// facts/domain.md §8.
package generate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// Options say what to make.
type Options struct {
	Persons   int            // persons in addition to the cast
	Seed      uint64         // the same seed gives the same persons
	Dense     bool           // every stranger has all 60 months in all three insurances, for measurements
	Algorithm keys.Algorithm // with what Write seals; "" is the usual one
	CSV       string         // a folder for the raw rows as plain CSV; "" for none
	Now       time.Time
	Progress  func(done, total int) // called after each thousand persons and at the end; may be nil
}

// progressStep is how often Progress is called: seldom enough not to slow the work, often enough to be seen moving.
const progressStep = 1000

// sourceName is shown wherever the data's origin is.
const sourceName = "演示数据（虚构人员）"

// Sink takes what is made, persons first and in order.
type Sink interface {
	Put(ctx context.Context, r records.Record) error
	PutCard(ctx context.Context, e records.CardEntry) error
}

// About is what a file made at a time says of itself.
func About(now time.Time) records.About {
	return records.About{Name: sourceName, AsOf: calendarAt(now).asOf, Generated: true}
}

// Write makes a record file at path, sealed with key: the cast with its cards, then the further persons. The data are complete up
// to the end of the month before Now. The file appears whole or not at all; an older one at path is replaced.
func Write(ctx context.Context, path string, key keys.Records, o Options) error {
	b, err := sqlite.CreateWith(ctx, path, key, About(o.Now), sqlite.Options{Algorithm: o.Algorithm})
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	if err := To(ctx, b, o); err != nil {
		if discard := b.Discard(); discard != nil {
			err = fmt.Errorf("%w (and %w)", err, discard)
		}
		return err
	}
	if err := b.Finish(ctx); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}

// To makes the persons and cards for a sink, and the raw rows where Options name a folder for them.
func To(ctx context.Context, sink Sink, o Options) (err error) {
	if o.Persons < 0 || o.Persons > maxPersons {
		return fmt.Errorf("generate: %d persons asked for, 0 to %d can be made", o.Persons, maxPersons)
	}
	if o.CSV != "" {
		raw, err := newRaw(o.CSV, About(o.Now))
		if err != nil {
			return fmt.Errorf("generate: %w", err)
		}
		if err := errors.Join(put(ctx, both{raw, sink}, o), raw.close()); err != nil {
			return fmt.Errorf("generate: %w", err)
		}
		return nil
	}
	if err := put(ctx, sink, o); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}

func put(ctx context.Context, sink Sink, o Options) error {
	c := calendarAt(o.Now)
	people := cast()
	total, done := o.Persons, 0
	for _, p := range people {
		total += p.copies()
	}
	add := func(r records.Record) error {
		if err := sink.Put(ctx, r); err != nil {
			return err
		}
		done++
		if o.Progress != nil && (done%progressStep == 0 || done == total) {
			o.Progress(done, total)
		}
		return nil
	}
	for _, p := range people {
		for range p.copies() {
			r := p.make(c)
			r.Person.Number, r.Person.Name, r.Person.Kind = p.Number, p.Name, p.Kind
			if err := add(r); err != nil {
				return err
			}
		}
	}
	numbers := make([]string, o.Persons)
	err := strangers(ctx, c, o, func(i int, r records.Record) error {
		numbers[i] = r.Person.Number
		return add(r)
	})
	if err != nil {
		return err
	}
	return putCards(ctx, sink, o, func(i int) string { return numbers[i] })
}

// copies is how many records of a member the source holds.
func (m member) copies() int {
	switch {
	case m.make == nil:
		return 0
	case m.twice:
		return 2
	}
	return 1
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
// measurement or a test can ask for them. Dense ones have others.
func Numbers(seed uint64, n int, now time.Time) []string {
	c := calendarAt(now)
	out := make([]string, n)
	for i := range out {
		out[i] = stranger(c, seed, i, false).Person.Number
	}
	return out
}
