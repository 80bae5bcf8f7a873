package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/keys"
)

const refusedPerson = "379904199502290077" // born on a day that does not exist

// TestImport walks the way of an operator: preview, import with a report, the same again, list, undo.
func TestImport(t *testing.T) {
	folder := t.TempDir()
	into, report := filepath.Join(folder, "records.db"), filepath.Join(folder, "report.csv")
	input := filepath.Join(folder, "persons.csv")
	text := "number,name,kind,state\n379901199003070011,测试甲,employee,\n" + refusedPerson + ",测试戊,unknown,\n"
	if err := os.WriteFile(input, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	call := func(want int, args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if got := run(context.Background(), append([]string{"records"}, args...), &out, &errs); got != want {
			t.Fatalf("%v ended with %d, want %d: %s%s", args, got, want, out.String(), errs.String())
		}
		if all := out.String() + errs.String(); strings.Contains(all, "测试甲") || strings.Contains(all, "37990") || strings.Contains(all, "测试戊") {
			t.Errorf("%v names a person: %s", args, all)
		}
		return out.String() + errs.String()
	}
	says := func(said, want string) {
		t.Helper()
		if !strings.Contains(said, want) {
			t.Errorf("said %q, want %q", said, want)
		}
	}
	says(call(0, "mappings"), "tax-client")
	says(call(0, "import", "-into", into, "-mapping", "raw", "-preview", "5", input), "name=测*甲")
	says(call(1, "import", "-into", into, "-mapping", "raw", "-dry-run", input), "2 rows read = 1 taken + 1 refused")
	if _, err := os.Stat(into); err == nil {
		t.Error("a dry run made a record file")
	}
	says(call(1, "import", "-into", into, "-mapping", "raw", "-strict", input), "nothing was imported")
	says(call(1, "import", "-into", into, "-mapping", "raw", "-report", report, "-source", "示例中心", input), "record file: 1 persons")
	raw, err := os.ReadFile(report)
	if want := "\uFEFF文件,行,列,原因\n1,3,NUMBER,出生日期不存在\n"; err != nil || string(raw) != want {
		t.Errorf("the report says %q, %v", raw, err)
	}
	says(call(0, "import", "-into", into, "-mapping", "raw", input), "imported before as batch 1")
	says(call(0, "batches", "-into", into), "示例中心")
	says(call(1, "undo", "-into", into, "7"), "no such batch")
	says(call(0, "undo", "-into", into, "1"), "record file: 0 persons")
	for _, wrong := range [][]string{{"import"}, {"import", "-mapping", "raw", input}, {"import", "-into", into, input}, {"undo", "-into", into}, {"batches"},
		{"import", "-into", into, "-mapping", "raw", "-encoding", "latin1", input}} {
		call(2, wrong...)
	}
	says(call(1, "import", "-into", into, "-mapping", "nobody", input), "no mapping")
	says(call(1, "import", "-into", into, "-mapping", "raw", "-places", "330100", input), "-places")
	says(call(1, "import", "-into", into, "-mapping", "raw", "-as-of", "gestern", input), "-as-of")
}

// A record file that is made from batches gets its new key together with them: it reads the same, and goes on being imported into.
func TestRekeyOfBatches(t *testing.T) {
	_, raw, _ := generated(t, "20")
	folder := t.TempDir()
	path, key, next := filepath.Join(folder, "records.db"), filepath.Join(folder, "old.key"), filepath.Join(folder, "new.key")
	if _, err := keys.CreateRecords(key); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(raw, "about.csv")); err != nil { // no table: what the file says of itself
		t.Fatal(err)
	}
	inputs, err := filepath.Glob(filepath.Join(raw, "*.csv"))
	if err != nil || len(inputs) != 12 {
		t.Fatal(inputs, err)
	}
	args := append([]string{"records", "import", "-into", path, "-key", key, "-mapping", "raw", "-as-of", time.Now().Format(time.DateOnly), "-source", "示例来源"}, inputs...)
	if code, out, errs := call(t, args...); code != 0 {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if code, out, errs := call(t, "records", "rekey", "-key", key, "-new-key", next, path); code != 0 || !strings.Contains(out, "sealed with the new key") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	if code, out, _ := call(t, "records", "batches", "-into", path, "-key", next); code != 0 || !strings.Contains(out, "persons.csv") && !strings.Contains(out, "1") {
		t.Errorf("%d %s", code, out)
	}
	if code, _, _ := call(t, "records", "batches", "-into", path, "-key", key); code == 0 {
		t.Error("the old key still opens the batches")
	}
}
