package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records/sqlite"
)

// TestRekeyBatches: batches and record file change their key together, a run that was broken off between the two is gone on with,
// and the file stays sealed by what it was sealed by.
func TestRekeyBatches(t *testing.T) {
	folder := t.TempDir()
	into, next := filepath.Join(folder, "records.db"), filepath.Join(folder, "next.key")
	input := filepath.Join(folder, "persons.csv")
	if err := os.WriteFile(input, []byte("number,name,kind,state\n379901199003070011,测试甲,employee,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctl(t, 0, "records", "import", "-into", into, "-mapping", "raw", "-algorithm", string(keys.SM4GCM), input)
	old, err := os.ReadFile(into)
	if err != nil {
		t.Fatal(err)
	}
	rekey := []string{"records", "rekey", "-key", into + ".key", "-new-key", next, into}
	sealed := func() {
		t.Helper()
		key, err := keys.LoadRecords(next)
		if err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.OpenOnly(into, key)
		if err != nil {
			t.Fatal(err)
		}
		if i := s.Inventory(); i.Persons != 1 || i.Algorithm != keys.SM4GCM {
			t.Errorf("%+v", i)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	ctl(t, 0, rekey...)
	sealed()
	if err := os.WriteFile(into, old, 0o600); err != nil { // as if it had been killed before the file was put in place
		t.Fatal(err)
	}
	ctl(t, 0, rekey...)
	sealed()
	ctl(t, 0, rekey...)
	sealed()
	if said := ctl(t, 0, "records", "batches", "-into", into, "-key", next); !strings.Contains(said, "persons.csv") || strings.Contains(said, "broken off") {
		t.Errorf("said %s", said)
	}
	ctl(t, 1, "records", "batches", "-into", into)
}
