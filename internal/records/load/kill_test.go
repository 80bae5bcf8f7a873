package load_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/load"
)

// What the test program does when it is started as a child: import the named files, or check one and tell its peak of memory.
const (
	childImport = "LOAD_TEST_IMPORT" // the record file, and the inputs, with newlines between them
	childUndo   = "LOAD_TEST_UNDO"   // the record file and the number of a batch
	childCheck  = "LOAD_TEST_CHECK"  // the mapping and the input
)

func TestMain(m *testing.M) {
	for name, do := range map[string]func([]string) error{childImport: importChild, childUndo: undoChild, childCheck: checkChild} {
		if value := os.Getenv(name); value != "" {
			if err := do(strings.Split(value, "\n")); err != nil {
				fmt.Println("error", err)
				os.Exit(1)
			}
			return
		}
	}
	os.Exit(m.Run())
}

func child(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), name+"="+strings.Join(args, "\n"))
	c.Stderr = os.Stderr
	return c
}

func childStore(path string) (*load.Store, load.Options, error) {
	key, err := keys.LoadRecords(path + ".key")
	if err != nil {
		return nil, load.Options{}, err
	}
	s, err := load.OpenStore(path, key)
	o := options()
	o.Progress = func(s load.Stage, done, _ int64) { fmt.Println(s, done) }
	return s, o, err
}

func importChild(args []string) error {
	s, o, err := childStore(args[0])
	if err != nil {
		return err
	}
	m, err := load.FindMapping("raw")
	if err != nil {
		return err
	}
	var in []load.Input
	for _, path := range args[1:] {
		i, err := load.FileInput(path)
		if err != nil {
			return err
		}
		in = append(in, i)
	}
	_, err = s.Import(context.Background(), m, in, o)
	return err
}

func undoChild(args []string) error {
	s, o, err := childStore(args[0])
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	_, err = s.Undo(context.Background(), n, o)
	return err
}

// killed runs a child and kills it after so many of its lines; false when it ended before.
func killed(t *testing.T, c *exec.Cmd, after int) bool {
	t.Helper()
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Error(lines.Text())
		}
		if after--; after == 0 {
			if err := c.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
		}
	}
	return c.Wait() != nil
}

// TestKill kills importing and undoing processes at unforeseen moments: the record file is the old or the new one, whole, every
// time, and the next command goes on from there.
func TestKill(t *testing.T) {
	kills := proof.Count(20, 200)
	folder := t.TempDir()
	all := invented(t, 30)
	rawTables(t, folder, all, nil)
	path := filepath.Join(t.TempDir(), "records.db")
	key, err := keys.CreateRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	p := place{path, key}
	p.load(t, "raw", write(t, "persons.csv", "number,name,kind,state\n"+jia+",测试旧,unknown,\n"))
	var want records.Record
	for _, r := range all {
		if r.Person.Number == jia {
			want = r
		}
	}
	old := p.read(t, jia)
	isNew := func() bool {
		t.Helper()
		got := p.read(t, jia) // opens it by its digest: a file that is not whole is none
		switch {
		case reflect.DeepEqual(got, old):
			return false
		case got.Person.Name == want.Person.Name && reflect.DeepEqual(got.Contributions, want.Contributions) &&
			p.source(t).Inventory().Persons == int64(len(all)):
			return true
		}
		t.Fatalf("the record file is neither the old nor the new one: %+v", got)
		return false
	}
	random := rand.New(rand.NewPCG(7, 8))
	done, news, unfolded := 0, 0, 0
	paths := []string{filepath.Join(folder, "persons.csv"), filepath.Join(folder, "contributions.csv"), filepath.Join(folder, "account_years.csv")}
	steps := 0
	p.store(t, func(s *load.Store) { // how many there are, and back
		o := options()
		o.Progress = func(load.Stage, int64, int64) { steps++ }
		if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, paths...), o); err != nil {
			t.Fatal(err)
		}
		for _, b := range s.Batches()[1:] {
			if _, err := s.Undo(ctx, b.Number, options()); err != nil {
				t.Fatal(err)
			}
		}
	})
	for done < kills {
		// The moment at which it happens is at the end, so half of the kills are there.
		after := 1 + random.IntN(steps)
		if done%2 == 0 {
			after = steps - random.IntN(4)
		}
		undoing := done%5 == 4
		if undoing { // from the new state
			p.load(t, "raw", paths...)
			var last int
			p.store(t, func(s *load.Store) { last = s.Batches()[len(s.Batches())-1].Number })
			if killed(t, child(t, childUndo, path, strconv.Itoa(last)), min(after, 255+random.IntN(5))) {
				done++
			}
		} else if killed(t, child(t, childImport, append([]string{path}, paths...)...), after) {
			done++
		}
		if t.Failed() {
			return
		}
		if !undoing && isNew() {
			news++
		}
		p.store(t, func(s *load.Store) {
			ok, err := s.Folded()
			if err != nil {
				t.Fatal(err)
			}
			if !ok {
				unfolded++
			}
			if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, paths...), options()); err != nil {
				t.Fatalf("the next import: %v", err)
			}
		})
		if !undoing && !isNew() {
			t.Fatal("after the next import the record file is the old one")
		}
		p.store(t, func(s *load.Store) {
			for len(s.Batches()) > 1 {
				if _, err := s.Undo(ctx, s.Batches()[1].Number, options()); err != nil {
					t.Fatal(err)
				}
			}
		})
		if isNew() {
			t.Fatal("the batches were undone")
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".records*")); err != nil || len(left) > 0 {
		t.Errorf("left beside the file: %v, %v", left, err)
	}
	proof.Saw(t, "%d kills of imports and undoings: the record file was the old or the new one each time (%d times the new one, %d times behind its list), and the next import went through",
		kills, news, unfolded)
}

func checkChild(args []string) error {
	m, err := load.FindMapping(args[0])
	if err != nil {
		return err
	}
	in, err := load.FileInput(args[1])
	if err != nil {
		return err
	}
	o := options()
	o.Places = []records.Region{"370100"}
	o.Found = func(_ int, f load.Finding) error { fmt.Println("found", f.Row, f.Reason); return nil }
	sum, err := load.DryRun(context.Background(), m, []load.Input{in}, o)
	if err != nil {
		fmt.Println("refused", err)
	} else {
		fmt.Println("accepted", sum.Outcomes[0].Rows.Accepted)
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return err
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			fmt.Println("peak", strings.Fields(rest)[0])
		}
	}
	return nil
}

// checked runs a child that checks a file, and gives what it said and its peak of memory in MiB.
func checked(t testing.TB, mappingName, path string) (said string, peak int) {
	t.Helper()
	c := child(t, childCheck, mappingName, path)
	var out bytes.Buffer
	c.Stdout = &out
	if err := c.Run(); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		if rest, ok := strings.CutPrefix(line, "peak "); ok {
			n, err := strconv.Atoi(rest)
			if err != nil {
				t.Fatal(err)
			}
			peak = n >> 10
			continue
		}
		lines = append(lines, line)
	}
	if peak == 0 {
		t.Fatalf("no peak: %s", out.String())
	}
	return strings.Join(lines, "\n"), peak
}
