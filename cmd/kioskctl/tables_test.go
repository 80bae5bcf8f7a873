package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An operator's way: look, change a figure with its source, see it in effect, take it back; a whole file from Excel, a bad one.
func TestTables(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "tables")
	in := "-folder=" + folder
	step := func(want int, say string, args ...string) string {
		t.Helper()
		code, out, errs := call(t, append([]string{"tables"}, args...)...)
		if code != want || !strings.Contains(out+errs, say) {
			t.Fatalf("%v: %d\n%s%s", args, code, out, errs)
		}
		return out
	}
	step(0, "city                16 shipped     0 own", "list", in)
	step(0, "agency               0 shipped     0 own", "list", in)
	step(0, "shipped  region=370700  phone=12345  source=", "show", in, "hotline")
	step(1, "source=…", "set", in, "base_bound", "year=2026", "low=4600", "high=23000")
	step(1, "is no amount", "set", in, "base_bound", "year=2026", "low=4.6k", "high=23000", "source=示例文件", "source_date=2026-07-01")
	step(0, "own      year=2026  low=4600  high=23000  source=示例文件  source_date=2026-07-01",
		"set", in, "base_bound", "year=2026", "low=4600", "high=23000", "source=示例文件", "source_date=2026-07-01")
	step(0, "own      year=2026", "show", in, "base_bound")
	if own := step(0, "2026,4600,23000", "export", in, "-own", "base_bound"); strings.Contains(own, "2025") {
		t.Errorf("shipped rows among one's own:\n%s", own)
	}
	step(0, "2025,4504,22518", "export", in, "base_bound")
	step(0, "no problem", "check", folder)
	file := filepath.Join(t.TempDir(), "any.csv")
	if err := os.WriteFile(file, []byte("\uFEFFyear,rate,valid_from,valid_to,source,source_date,confidence\r\n2026,1.75,,,示例文件,2027-06-30,\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	step(0, "1 rows", "import", in, "interest", file)
	step(1, "header", "import", in, "rate", file)
	step(1, "no table", "import", in, "interests", file)
	step(0, "removed", "remove", in, "base_bound", "year=2026")
	step(1, "no row of your own", "remove", in, "base_bound", "year=2025")
	if err := os.WriteFile(filepath.Join(folder, "rate.csv"), []byte("spoilt"), 0o600); err != nil {
		t.Fatal(err)
	}
	step(1, "rate.csv:1: column 1 (header)", "check", folder)
	step(0, "the shipped values are used", "show", in, "rate")
	for _, wrong := range [][]string{{"tables"}, {"tables", "eat"}, {"tables", "show"}, {"tables", "set", "rate"}, {"tables", "list", "x"}, {"tables", "list", "-own"}} {
		if code, _, errs := call(t, wrong...); code != 2 || !strings.Contains(errs, "tables list|show") {
			t.Errorf("%v: %d %s", wrong, code, errs)
		}
	}
}
