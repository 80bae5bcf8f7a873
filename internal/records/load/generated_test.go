package load_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
)

// TestGeneratedTablesComeBack: the raw tables that records generate writes, imported, are the record file that it makes: every
// person to the last field, those too whose record is not shown, and every card.
func TestGeneratedTablesComeBack(t *testing.T) {
	const persons, seed = 400, 11
	made, folder := newPlace(t), filepath.Join(t.TempDir(), "raw")
	if err := generate.Write(ctx, made.path, made.key, generate.Options{Persons: persons, Seed: seed, Now: now, CSV: folder}); err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(paths) != 13 {
		t.Fatalf("%v, %v", paths, err)
	}
	paths = slices.DeleteFunc(paths, func(p string) bool { return !mapping(t, "raw").Takes(p) }) // about.csv
	got := newPlace(t)
	sum := got.load(t, "raw", paths...)
	if !sum.Clean() || sum.Folded.Waiting+sum.Folded.Orphans != 0 {
		t.Errorf("%+v", sum)
	}
	for _, c := range sum.Changes {
		if c.Changed > 0 {
			t.Errorf("%+v", c)
		}
	}
	from, to := made.source(t), got.source(t)
	numbers := generate.Numbers(seed, persons, now)
	for _, who := range generate.Cast() {
		if who.InFile {
			numbers = append(numbers, who.Number)
		}
	}
	shown := func(s *sqlite.Source, number string) (records.Record, records.Failure) {
		r, err := s.Read(ctx, number, always)
		r.Person.ID, r.Source = 0, records.About{}
		return r, failure(err)
	}
	twice := int64(0)
	for i, number := range numbers {
		want, why := shown(from, number)
		if why == records.Duplicate {
			twice++ // her two records are the same to the last field, and the same row twice is one row
			continue
		}
		r, because := shown(to, number)
		if why != because || !reflect.DeepEqual(r, want) {
			t.Fatalf("person %d was %q\n%+v\nis %q\n%+v", i, why, want, because, r)
		}
	}
	if a, b := from.Inventory(), to.Inventory(); a.Persons != b.Persons+twice || a.Cards != b.Cards || twice == 0 {
		t.Errorf("%d persons and %d cards are %d and %d; %d twice", a.Persons, a.Cards, b.Persons, b.Cards, twice)
	}
}
