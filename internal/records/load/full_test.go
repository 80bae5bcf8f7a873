package load_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/load"
)

// TestNeitherPlacedNorTakenBack: when the disk takes neither the record file nor, after that, the list as it was, the list that is
// there still finds its batches, and the next command makes the record file.
func TestNeitherPlacedNorTakenBack(t *testing.T) {
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both))
	more := write(t, "contributions.csv", head+jia+",202609,110,370100,,5200.00,416.00,,paid\n")
	list := filepath.Join(p.path+".batches", "list")
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	block := func(path, away string) { // a folder with something in it is in the way of every rename
		check(os.Rename(path, away))
		check(os.MkdirAll(filepath.Join(path, "x"), 0o700))
	}
	free := func(path, away string) {
		check(os.RemoveAll(path))
		check(os.Rename(away, path))
	}
	aside := t.TempDir()
	p.store(t, func(s *load.Store) {
		o := options()
		o.Progress = func(stage load.Stage, done, _ int64) {
			if stage == load.Placing && done == 1 {
				block(p.path, filepath.Join(aside, "file"))
				block(list, filepath.Join(aside, "list"))
			}
		}
		if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, more), o); err == nil {
			t.Error("nobody was told")
		}
	})
	free(p.path, filepath.Join(aside, "file"))
	free(list, filepath.Join(aside, "list"))
	if r := p.read(t, jia); len(r.Contributions) != 0 {
		t.Error("the record file is not the old one")
	}
	p.store(t, func(s *load.Store) {
		if repaired, err := s.Repair(ctx, options()); err != nil || !repaired {
			t.Errorf("%v, %v", repaired, err)
		}
	})
	if r := p.read(t, jia); len(r.Contributions) != 1 {
		t.Errorf("%d contributions", len(r.Contributions))
	}
}

// TestKeyThatWasNotChanged: when the record file cannot be put in place under the next key, batches and list are under the old one
// as before.
func TestKeyThatWasNotChanged(t *testing.T) {
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both))
	aside := filepath.Join(t.TempDir(), "file")
	next := keys.NewRecords()
	p.store(t, func(s *load.Store) {
		o := options()
		o.Progress = func(stage load.Stage, done, _ int64) {
			if stage == load.Placing && done == 1 {
				if err := errors.Join(os.Rename(p.path, aside), os.MkdirAll(filepath.Join(p.path, "x"), 0o700)); err != nil {
					t.Error(err)
				}
			}
		}
		if err := s.Rekey(ctx, next, o); err == nil {
			t.Error("nobody was told")
		}
	})
	if err := errors.Join(os.RemoveAll(p.path), os.Rename(aside, p.path)); err != nil {
		t.Fatal(err)
	}
	if _, err := load.OpenStore(p.path, next); err == nil {
		t.Error("the store is under the next key")
	}
	p.store(t, func(s *load.Store) {
		if n := len(s.Batches()); n != 1 {
			t.Errorf("%d batches", n)
		}
	})
	p.load(t, "raw", write(t, "contributions.csv", head+jia+",202609,110,370100,,5200.00,416.00,,paid\n"))
	if r := p.read(t, jia); len(r.Contributions) != 1 {
		t.Errorf("%d contributions", len(r.Contributions))
	}
}
