package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/libc"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
)

// searchEnv makes the test program the one that reads somebody's record: the program that wrote the file has its own traces.
const searchEnv = "KIOSK_TEST_SEARCH"

// TestNothingComesIntoTheDatabasesMemory: its page cache and its columns hold sealed bytes only, so nothing needs to be wiped.
func TestNothingComesIntoTheDatabasesMemory(t *testing.T) {
	if path := os.Getenv(searchEnv); path != "" {
		readAndSearch(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "records.db")
	key, err := keys.CreateRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := generate.Write(t.Context(), path, key, generate.Options{Persons: 500, Seed: 1, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingComesIntoTheDatabasesMemory$", "-test.v")
	child.Env = append(os.Environ(), searchEnv+"="+path)
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func readAndSearch(t *testing.T, path string) {
	key, err := keys.LoadRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	source, err := sqlite.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	marker := "a marker that lies in memory that is not Go's"
	tls := libc.NewTLS()
	defer tls.Close()
	block, err := libc.CString(marker)
	if err != nil {
		t.Fatal(err)
	}
	defer libc.Xfree(tls, block)
	if foreign(t, marker) == 0 {
		t.Fatal("the search does not find what is there")
	}
	now := time.Now()
	for _, number := range generate.Numbers(1, 20, now) {
		r, err := source.Read(context.Background(), number, records.WindowAt(now))
		if err != nil {
			t.Fatal(err)
		}
		for what, text := range map[string]string{"number": number, "name": r.Person.Name} {
			if n := foreign(t, text); n > 0 {
				t.Errorf("a %s lies %d times in the memory of the database", what, n)
			}
		}
	}
}

// foreign counts a text in the process's writable memory that is not Go's: the heap of Go lies at lower addresses than what
// is mapped beside it.
func foreign(t *testing.T, text string) int {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	found := 0
	for line := range strings.Lines(string(maps)) {
		var low, high uint64
		var mode string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &low, &high, &mode); err != nil || low>>40 < 0x7E || !strings.HasPrefix(mode, "rw") {
			continue
		}
		part := make([]byte, high-low)
		n, _ := mem.ReadAt(part, int64(low)) // some pages cannot be read
		found += bytes.Count(part[:n], []byte(text))
	}
	return found
}

func BenchmarkReload(b *testing.B) {
	path := filepath.Join(b.TempDir(), "records.db")
	key := keys.NewRecords()
	if err := generate.Write(b.Context(), path, key, generate.Options{Persons: 500, Seed: 1, Now: time.Now()}); err != nil {
		b.Fatal(err)
	}
	s, err := sqlite.Open(path, key)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	for b.Loop() {
		if _, err := s.Reload(); err != nil {
			b.Fatal(err)
		}
	}
}
