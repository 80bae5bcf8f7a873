package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/sqlite"
)

// ctl runs a command and gives what it said.
func ctl(t *testing.T, want int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(context.Background(), args, &out, &errs); got != want {
		t.Fatalf("%v ended with %d, want %d: %s%s", args, got, want, out.String(), errs.String())
	}
	return out.String() + errs.String()
}

// TestImportFolder: a folder stands for the tables in it, what is left out is named, flags may follow, and the record file stays
// sealed by what it was sealed by.
func TestImportFolder(t *testing.T) {
	folder := t.TempDir()
	raw, into := filepath.Join(folder, "raw"), filepath.Join(folder, "records.db")
	ctl(t, 0, "records", "generate", "-persons", "20", "-csv", raw, filepath.Join(folder, "made.db"))
	said := ctl(t, 0, "records", "import", raw, "-mapping", "raw", "-into", into, "-algorithm", string(keys.SM4GCM))
	if !strings.Contains(said, "about.csv: left out") || strings.Count(said, "rows read") != 12 {
		t.Errorf("said %s", said)
	}
	sealedBy := func(want keys.Algorithm) {
		t.Helper()
		key, err := keys.LoadRecords(into + ".key")
		if err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.OpenOnly(into, key)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Inventory().Algorithm; got != want {
			t.Errorf("sealed by %s", got)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	sealedBy(keys.SM4GCM)
	ctl(t, 0, "records", "undo", "3", "-into", into)
	sealedBy(keys.SM4GCM)
	ctl(t, 1, "records", "import", raw, "-mapping", "raw", "-into", into, "-algorithm", "ROT13")
}

// TestLookingMakesNothing: a mistyped path makes neither a key nor a store.
func TestLookingMakesNothing(t *testing.T) {
	folder := t.TempDir()
	ctl(t, 1, "records", "batches", "-into", filepath.Join(folder, "recrods.db"))
	ctl(t, 1, "records", "undo", "-into", filepath.Join(folder, "recrods.db"), "1")
	if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}
