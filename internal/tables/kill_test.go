package tables

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"shebao/kiosk/internal/proof"
)

// childFolder names the folder that the test program edits when it is started as the child of TestKill.
const childFolder = "TABLES_TEST_CHILD"

func TestMain(m *testing.M) {
	if folder := os.Getenv(childFolder); folder != "" {
		if err := child(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// child sets one row without end, with the same number in all its figures, and says after each which one is written.
func child(folder string) error {
	for n := 1; ; n++ {
		if _, err := Set(folder, "base_bound", map[string]string{"year": "2026", "low": strconv.Itoa(n), "high": strconv.Itoa(n),
			"average": strconv.Itoa(n), "source": strings.Repeat("来源", 100), "source_date": "2026-07-01"}); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// TestKill kills an editor at an unforeseen moment: the file is the last acknowledged one or the one after it, whole, the one
// before is still there, and the next editor goes on.
func TestKill(t *testing.T) {
	kills := proof.Count(15, 200)
	folder := t.TempDir()
	random := rand.New(rand.NewPCG(5, 6))
	edits := 0
	for range kills {
		command := exec.Command(os.Args[0])
		command.Env = append(os.Environ(), childFolder+"="+folder)
		out, err := command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		// So many bytes of its output, then the kill, wherever the edit that follows has come to.
		seen := make([]byte, 2+random.IntN(60))
		_, err = io.ReadFull(out, seen)
		if kill := command.Process.Kill(); err != nil || kill != nil {
			t.Fatal(err, kill)
		}
		rest, err := io.ReadAll(out)
		if err != nil {
			t.Fatal(err)
		}
		if command.Wait() == nil {
			t.Fatal("the editor ended by itself")
		}
		lines := strings.Split(string(seen)+string(rest), "\n")
		last := 0
		if len(lines) > 1 {
			if last, err = strconv.Atoi(lines[len(lines)-2]); err != nil {
				t.Fatal(err)
			}
		}
		edits += last
		all, problems := Load(folder)
		if problems != nil {
			t.Fatal(problems)
		}
		b, ok := all.Bound(2026)
		if n := int(b.Low / 100); !ok || n != last && n != last+1 || b.High != b.Low || b.Average.Fen != b.Low {
			t.Fatalf("after %d was acknowledged: %+v", last, b)
		}
		if _, problems := readOwn(layouts()[6], folder, "base_bound.csv.1"); problems != nil && last > 1 {
			t.Fatal(problems)
		}
	}
	if _, err := Set(folder, "base_bound", map[string]string{"year": "2026", "low": "1", "high": "1", "source": "来源", "source_date": "2026"}); err != nil {
		t.Fatal(err)
	}
	left, err := filepath.Glob(filepath.Join(folder, ".base*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	proof.Saw(t, "%d kills of an editor over %d acknowledged edits: each file was the old or the new one", kills, edits)
}
