package load_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/load"
)

// TestLostList: a list that is gone is not an empty one. No batch is swept away, the record file is not folded from nothing, and
// with the list back everything is as before.
func TestLostList(t *testing.T) {
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both))
	folder := p.path + ".batches"
	list, err := os.ReadFile(filepath.Join(folder, "list"))
	if err != nil {
		t.Fatal(err)
	}
	note := filepath.Join(folder, "list.bak") // what is not ours stays
	if err := os.WriteFile(note, list, 0o600); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "list")); err != nil {
		t.Fatal(err)
	}
	if _, err := load.OpenStore(p.path, p.key); !errors.Is(err, load.ErrNoList) {
		t.Errorf("the store opened: %v", err)
	}
	if err := os.Rename(note, filepath.Join(folder, "list")); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(p.path); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the record file changed: %v", err)
	}
	p.load(t, "raw", write(t, "contributions.csv", head+jia+",202609,110,370100,,5200.00,416.00,,paid\n"))
	if r := p.read(t, jia); len(r.Contributions) != 1 {
		t.Errorf("%d contributions", len(r.Contributions))
	}
}

// TestSealedByWhatIsAsked: batches and list are sealed by the algorithm of the record file, as it is asked for or was before.
func TestSealedByWhatIsAsked(t *testing.T) {
	for mark, by := range keys.Algorithms() {
		p := newPlace(t)
		p.store(t, func(s *load.Store) {
			o := options()
			o.Algorithm = by
			if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "persons.csv", both)), o); err != nil {
				t.Fatal(err)
			}
		})
		p.load(t, "raw", write(t, "contributions.csv", head+jia+",202609,110,370100,,5200.00,416.00,,paid\n"))
		files, err := filepath.Glob(filepath.Join(p.path+".batches", "*"))
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if i := bytes.IndexByte(raw, '\n'); i > 0 && i+1 < len(raw) {
				seen++
				if raw[i+1] != byte(mark) {
					t.Errorf("%s: %s is sealed by %d", by, filepath.Base(f), raw[i+1])
				}
			}
		}
		if seen != 3 || p.source(t).Inventory().Algorithm != by || len(p.read(t, jia).Contributions) != 1 {
			t.Errorf("%s: %d files", by, seen)
		}
	}
}
