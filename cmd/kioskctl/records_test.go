package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
)

// generated makes a record file with its raw rows, and gives the numbers of everybody in it.
func generated(t *testing.T, persons string) (file, raw, numbers string) {
	t.Helper()
	file, raw = filepath.Join(t.TempDir(), "records.db"), filepath.Join(t.TempDir(), "raw")
	if code, _, errs := call(t, "records", "generate", file, "-persons", persons, "-seed", "11", "-csv", raw); code != 0 {
		t.Fatalf("%d %s", code, errs)
	}
	rows, err := os.ReadFile(filepath.Join(raw, "persons.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(string(rows)), "\n")[1:] {
		numbers += line[:18] + "\n"
	}
	return file, raw, numbers
}

func shown(t *testing.T, numbers string, args ...string) (string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := showRecords(t.Context(), args, strings.NewReader(numbers), &out, &errs)
	return out.String(), err
}

// Another language makes every sum and mark again from the raw rows, and comes to the same fen.
func TestRecomputedInAnotherLanguage(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Fatal("python3 is missing: it is in packaging/packages-debian12.txt")
	}
	persons := proof.Count(300, 10000)
	file, raw, numbers := generated(t, strconv.Itoa(persons))
	out, err := shown(t, numbers+"379902200001010016\n", "-person", "-", "-json", file) // one whom nobody knows
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "shown.jsonl")
	if err := os.WriteFile(path, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	recompute := func(path string) (string, error) {
		said, err := exec.CommandContext(t.Context(), "../../packaging/recompute-records", raw, path).CombinedOutput()
		return string(said), err
	}
	said, err := recompute(path)
	if err != nil || !strings.Contains(said, " 0 persons differ") {
		t.Fatalf("%v: %s", err, said)
	}
	proof.Saw(t, "Sums and marks of `records show` recomputed in another language: %s", strings.TrimSpace(said))

	// One fen, one mark, one month more, and it must say so.
	first := strings.SplitN(out, "\n", 2)[0]
	for old, new := range map[string]string{`"personal":"416.00"`: `"personal":"416.01"`, `"mark":"overlap"`: `"mark":"paid"`, `"gaps":3`: `"gaps":4`} {
		if err := os.WriteFile(path, []byte(strings.Replace(first, old, new, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := recompute(path); err == nil {
			t.Errorf("%s for %s was not found: %s", new, old, said)
		}
	}
}

func TestShowIsForInventedPersonsOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	key, err := keys.RecordsAt(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	b, err := sqlite.Create(t.Context(), path, key, records.About{Name: "测试来源", AsOf: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), records.Record{Person: records.Person{Number: "379901199003070011", Name: "测试甲", Kind: records.Employee}}); err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(context.Background()); err != nil {
		t.Fatal(err)
	}
	out, err := shown(t, "379901199003070011\n", "-person", "-", "-json", path)
	if err == nil || out != "" || strings.Contains(err.Error(), "379901") {
		t.Errorf("%q, %v", out, err)
	}
}

// A file can be sealed by either algorithm, and says by itself which it was.
func TestGenerateSealsByEitherAlgorithm(t *testing.T) {
	for _, a := range keys.Algorithms() {
		file := filepath.Join(t.TempDir(), "records.db")
		if code, _, errs := call(t, "records", "generate", "-algorithm", string(a), file); code != 0 {
			t.Fatal(errs)
		}
		key, err := keys.LoadRecords(file + ".key")
		if err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.OpenOnly(file, key)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Inventory().Algorithm; got != a {
			t.Errorf("sealed by %s, want %s", got, a)
		}
		s.Close()
	}
	if code, _, _ := call(t, "records", "generate", "-algorithm", "DES", filepath.Join(t.TempDir(), "records.db")); code != 1 {
		t.Errorf("DES: %d", code)
	}
}

// Invented persons take no other persons' place: neither of a file that is not marked, nor of one that cannot be read.
func TestGenerateReplacesOnlyWhatItMade(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	for range 2 {
		if code, _, errs := call(t, "records", "generate", path); code != 0 {
			t.Fatalf("%d %s", code, errs)
		}
	}
	generatedKey, err := os.ReadFile(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string) {
		t.Helper()
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		code, out, errs := call(t, "records", "generate", path)
		after, err := os.ReadFile(path)
		if code != 1 || out != "" || !strings.Contains(errs, "is not replaced") || err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: %d %q %q, changed %v, %v", what, code, out, errs, !bytes.Equal(before, after), err)
		}
	}
	if err := os.Remove(path + ".key"); err != nil {
		t.Fatal(err)
	}
	refused("the key is gone")
	if _, err := os.Stat(path + ".key"); err == nil {
		t.Error("a key was made for a file that is sealed with another")
	}
	if err := os.WriteFile(path+".key", generatedKey, 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := keys.LoadRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	b, err := sqlite.Create(t.Context(), path, key, records.About{Name: "测试来源", AsOf: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	refused("a file that is not marked")
	if err := os.WriteFile(path, []byte("no record file"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("something else")
}

// On a desk without a terminal the command of the documents needs no file's name.
func TestRecordsOfADesk(t *testing.T) {
	if _, err := os.Stat(usualConfig); err == nil {
		t.Skip("this machine is a terminal")
	}
	t.Chdir(t.TempDir())
	if code, _, errs := call(t, "records", "generate", "-persons", "3", "-seed", "2", "-csv", "raw"); code != 0 {
		t.Fatalf("%d %s", code, errs)
	}
	if out, err := shown(t, "379901199003070011\n", "-person", "-", "-json"); err != nil || !strings.Contains(out, `"测试甲"`) {
		t.Errorf("%.200s, %v", out, err)
	}
}

// Without -json it is for the eye: every part of the report has its lines.
func TestShowAsText(t *testing.T) {
	file, _, _ := generated(t, "0")
	for number, want := range map[string][]string{
		"379901199003070011": {"测试甲, employee", "pension, all places: 56 months, 0 owed, 3 gaps, 1 overlaps", "work_injury, 370200", "personal --", "gap", "account years"},
		"379902197809120038": {"120, all places", "annuity of 示例市档案馆, full, since 201410"},
		"379901195801200046": {"resident account", "sum", "retirement: 城乡居民养老金", "基础养老金 188.00", "****0460", "certifications"},
		"379904195909180031": {"retiree_110, suspended"},
		"379902194803150013": {"379902194803150013: deceased\n"},
	} {
		out, err := shown(t, number+"\n", file, "-person", "-", "-at", time.Now().Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range want {
			if !strings.Contains(out, s) {
				t.Errorf("%s has no %q:\n%s", number, s, out)
			}
		}
	}
}

func TestShowTakesNoNumberInItsCommand(t *testing.T) {
	file, _, _ := generated(t, "0")
	if _, err := shown(t, "", "-person", "379901199003070011", "-json", file); err == nil {
		t.Error("a number in the list of processes was taken")
	}
}

func TestShowSaysWhyThereIsNothing(t *testing.T) {
	file, _, _ := generated(t, "0")
	out, err := shown(t, "379902194803150013\n379903197006200022\n379905198802140048\n379902200001010016\n\n37990319850601006x\n", "-person", "-", "-json", file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, want := range []string{`"failure":"deceased"`, `"failure":"checking"`, `"failure":"duplicate"`, `"failure":"not_found"`, `"kind":"flexible"`} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d is %.200s, want %s", i, lines[i], want)
		}
	}
}
