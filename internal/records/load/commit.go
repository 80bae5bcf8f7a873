package load

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// commit makes next the list and the record file its fold: first the new file beside its place, then the list, then the file in its
// place. Before the list is replaced nothing has happened; after it, a kill leaves the old record file, and the next command folds
// again. fresh is how many of the last batches are new.
func (s *Store) commit(ctx context.Context, next list, fresh int, o Options, found func(batch int, f Finding) error) (_ Summary, err error) {
	about := aboutOf(next.Batches)
	f := &folder{ctx: ctx, tables: tables(), about: about.AsOf, fresh: len(next.Batches) - fresh, changes: make([]Change, fresh), found: found}
	if len(next.Batches) > math.MaxUint16 {
		return Summary{}, errTooMany
	}
	defer func() {
		for _, b := range f.files {
			err = errors.Join(err, b.close())
		}
	}()
	for _, b := range next.Batches {
		file, err := openBatch(s.folder, b.File, s.key)
		if err != nil {
			return Summary{}, err
		}
		f.files = append(f.files, file)
		f.asOf = append(f.asOf, dayTime(b.AsOf))
	}
	builder, err := sqlite.CreateWith(ctx, s.path, s.key, about, sqlite.Options{Algorithm: s.algorithm(o),
		Meta: map[string]string{foldMeta: fingerprint(next.Batches)}})
	if err != nil {
		return Summary{}, err
	}
	defer func() { err = errors.Join(err, builder.Discard()) }()
	if err := f.into(ctx, builder, o.progress); err != nil {
		return Summary{}, err
	}
	for i, c := range f.changes {
		if want := next.Batches[f.fresh+i].Rows.Stored; c.sum() != want {
			return Summary{}, fmt.Errorf("batch of %d rows was folded as %d: this is a fault of the program, nothing was changed", want, c.sum())
		}
	}
	if err := ctx.Err(); err != nil {
		return Summary{}, err
	}
	if err := syncFolder(s.folder); err != nil {
		return Summary{}, err
	}
	old := s.list
	o.progress(Placing, 0, 2)
	if err := s.put(next, s.algorithm(o)); err != nil {
		return Summary{}, err
	}
	o.progress(Placing, 1, 2)
	// From here on it has happened; what the person at the keyboard wants no more comes too late.
	if err := builder.Finish(context.WithoutCancel(ctx)); err != nil {
		if s.takeBack != nil {
			return Summary{}, errors.Join(err, s.takeBack())
		}
		return Summary{}, errors.Join(err, s.put(old, s.algorithm(o)))
	}
	o.progress(Placing, 2, 2)
	return Summary{Changes: f.changes, Folded: f.folded}, nil
}

// handed is how many lots of persons may wait for the builder.
const handed = 8

// into folds all partitions into a builder: one goroutine unseals, sorts and decodes, the caller's seals and writes.
func (f *folder) into(ctx context.Context, b *sqlite.Builder, progress func(Stage, int64, int64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	f.ctx = ctx
	lots := make(chan out, handed)
	var folding error // read after lots is closed
	go func() {
		defer close(lots)
		for p := range partitions {
			if folding = f.partition(p, func(o out) error {
				select {
				case lots <- o:
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			}); folding != nil {
				return
			}
			progress(Folding, int64(p+1), partitions)
		}
	}()
	var putting error
	for o := range lots {
		if putting == nil {
			if putting = put(ctx, b, o); putting != nil {
				cancel() // and see the other goroutine end
			}
		}
	}
	if putting != nil {
		return putting
	}
	return folding
}

func put(ctx context.Context, b *sqlite.Builder, o out) error {
	for _, r := range o.persons {
		if err := b.Put(ctx, r); err != nil {
			return err
		}
	}
	for _, c := range o.cards {
		if err := b.PutCard(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// aboutOf is what the record file says of itself: the last batch's source, the latest day, and the places of all batches, or all of
// the province when one names none.
func aboutOf(batches []Batch) records.About {
	var a records.About
	all := false
	day := 0
	for _, b := range batches {
		a.Name, day = b.Source, max(day, b.AsOf)
		all = all || len(b.Places) == 0
		for _, p := range b.Places {
			if !slices.Contains(a.Places, records.Region(p)) {
				a.Places = append(a.Places, records.Region(p))
			}
		}
	}
	if all {
		a.Places = nil
	}
	slices.Sort(a.Places)
	a.AsOf = dayTime(day)
	return a
}

func dayTime(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, clock.Zone())
}

func dayOf(t time.Time) int {
	t = t.In(clock.Zone())
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}
