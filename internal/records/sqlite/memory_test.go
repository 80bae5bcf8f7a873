package sqlite_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
)

// searchEnv makes the test program one that reads somebody's record and is searched by the other.
const searchEnv = "KIOSK_TEST_SEARCH"

// searchedPersons are few: each is sought four times in all of a process.
const searchedPersons = 4

// TestNothingStaysInMemory: while a record is held, the person is in the program's own memory, but not in the database's, whose pages
// and columns hold sealed bytes only. When it is held no more she is nowhere in the process.
func TestNothingStaysInMemory(t *testing.T) {
	if path := os.Getenv(searchEnv); path != "" {
		readForSearch(t, path)
		return
	}
	path, now := filepath.Join(t.TempDir(), "records.db"), time.Now()
	key, err := keys.CreateRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	if err := generate.Write(t.Context(), path, key, generate.Options{Persons: 200, Seed: 1, Now: now}); err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestNothingStaysInMemory$")
	// As the terminal runs (cmd/internal/station): what the collector frees is overwritten.
	child.Env = append(os.Environ(), searchEnv+"="+path, "GODEBUG=clobberfree=1")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	s := openWith(t, path, key)
	for _, number := range generate.Numbers(1, searchedPersons, now) {
		r, err := s.Read(t.Context(), number, records.WindowAt(now))
		if err != nil {
			t.Fatal(err)
		}
		for _, held := range []bool{true, false} {
			if line, err := said.ReadString('\n'); err != nil || line != "search\n" {
				t.Fatalf("the reader says %q, %v", line, err)
			}
			ours, others := find(t, child.Process.Pid, number)
			names, namesElsewhere := find(t, child.Process.Pid, r.Person.Name)
			switch {
			case held && (ours == 0 || names == 0):
				t.Fatal("the search does not find who was just read")
			case !held && ours+names > 0:
				t.Errorf("a number stays %d times, a name %d times", ours, names)
			}
			if others+namesElsewhere > 0 {
				t.Errorf("a number lies %d times, a name %d times in memory that is not Go's", others, namesElsewhere)
			}
			if _, err := io.WriteString(in, "go on\n"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err != nil {
		t.Error(err)
	}
}

func readForSearch(t *testing.T, path string) {
	key, err := keys.LoadRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	source := openWith(t, path, key)
	from := bufio.NewReader(os.Stdin)
	pause := func() {
		fmt.Println("search")
		if _, err := from.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	for i := range searchedPersons {
		visit := make(chan error)
		go func() { // as in the terminal: what it leaves on its stack goes with it
			r, err := source.Read(context.Background(), generate.Numbers(1, i+1, now)[i], records.WindowAt(now))
			if err == nil {
				pause()
			}
			if r.Person.Number == "" { // it is held until here
				t.Error("nobody was read")
			}
			visit <- err
		}()
		if err := <-visit; err != nil {
			t.Fatal(err)
		}
		debug.FreeOSMemory()
		debug.FreeOSMemory() // what the first one found to be free is overwritten by now
		pause()
	}
}

// find counts a text in the writable memory of a process, apart by whether it is Go's: the heap of Go lies at lower addresses than
// what is mapped beside it.
func find(t *testing.T, pid int, text string) (ours, others int) {
	t.Helper()
	maps, err := os.ReadFile(fmt.Sprintf("/proc/%d/maps", pid))
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	defer mem.Close()
	for line := range strings.Lines(string(maps)) {
		var low, high uint64
		var mode string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &low, &high, &mode); err != nil || !strings.HasPrefix(mode, "rw") {
			continue
		}
		part := make([]byte, high-low)
		n, _ := mem.ReadAt(part, int64(low)) // some pages cannot be read
		found := bytes.Count(part[:n], []byte(text))
		if low>>40 < 0x7E {
			ours += found
		} else {
			others += found
		}
	}
	return ours, others
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
