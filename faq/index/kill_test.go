package index

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/proof"
)

// childPath names the file that the test program builds again and again when it is the child of TestKilledWhileBuilding, childFirst
// the number of its first version.
const childPath, childFirst = "INDEX_TEST_CHILD", "INDEX_TEST_FIRST"

func TestMain(m *testing.M) {
	if path := os.Getenv(childPath); path != "" {
		fmt.Fprintln(os.Stderr, buildForever(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// buildForever builds one version after the other and says which is acknowledged.
func buildForever(path string) error {
	l, err := faq.Builtin()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(os.Getenv(childFirst))
	if err != nil {
		return err
	}
	for ; ; n++ {
		l.Entries[0].Question = "第" + strconv.Itoa(n) + "版"
		fmt.Println("begun", n)
		if _, err := Build(l, path, Release{Version: strconv.Itoa(n), Made: "2026-11-28"}, nil); err != nil {
			return err
		}
		fmt.Println("built", n)
	}
}

// A build that is killed at any moment leaves the file as it was or as it was to be, and the next build goes on.
func TestKilledWhileBuilding(t *testing.T) {
	kills := proof.Count(25, 300)
	path := filepath.Join(t.TempDir(), "faq.db")
	random := rand.New(rand.NewPCG(20261128, 6))
	next, built, between := 1, 0, 0
	for range kills {
		command := exec.CommandContext(t.Context(), os.Args[0])
		command.Env = append(os.Environ(), childPath+"="+path, childFirst+"="+strconv.Itoa(next))
		command.Stderr = os.Stderr
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		begun := 0
		var death *time.Timer
		for lines := bufio.NewScanner(out); lines.Scan(); {
			what, number, _ := strings.Cut(lines.Text(), " ")
			n, _ := strconv.Atoi(number)
			if what == "built" {
				built = n
				continue
			}
			if begun = n; death == nil {
				death = time.AfterFunc(time.Duration(random.IntN(60))*time.Millisecond, func() { command.Process.Kill() })
			}
		}
		if err := command.Wait(); err == nil || command.ProcessState.ExitCode() != -1 {
			t.Fatalf("the child ended by itself: %v", err)
		}
		next = begun + 1
		l, r, err := Open(path, nil)
		if errors.Is(err, os.ErrNotExist) && built == 0 {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		is, _ := strconv.Atoi(r.Version)
		if is < built || is > begun || l.Entries[0].Question != "第"+r.Version+"版" {
			t.Fatalf("version %s with %q, %d was acknowledged and %d begun", r.Version, l.Entries[0].Question, built, begun)
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(path), ".faq.db"+unfinished)); err == nil {
			between++
		}
	}
	if _, err := Build(func() *faq.Library { l, _ := faq.Builtin(); return l }(), path, edition, nil); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("left beside the file: %v", left)
	}
	proof.Saw(t, "%d kills while building, %d of them within a build, %d versions acknowledged, each file whole", kills, between, built)
	if between == 0 || built == 0 {
		t.Errorf("the kills do not reach a build: %d within one, %d built", between, built)
	}
}

// Of two builds at once one is told so, and takes nothing from the other.
func TestTwoBuilds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "faq.db")
	held, err := hold(filepath.Join(filepath.Dir(path), ".faq.db"+unfinished))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Build(builtin(t), path, edition, nil); !errors.Is(err, ErrBuilding) {
		t.Errorf("%v", err)
	}
	held.Close()
	if _, err := Build(builtin(t), path, edition, nil); err != nil {
		t.Error(err)
	}
}
