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

func call(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(context.Background(), args, &o, &e)
	return code, o.String(), e.String()
}

func TestGenerate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "records.db")
	if code, out, errs := call(t, "records", "generate", "-persons", "20", "-seed", "7", path); code != 0 || !strings.Contains(out, "marked as generated") {
		t.Fatalf("%d %s %s", code, out, errs)
	}
	key, err := keys.LoadRecords(path + ".key")
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.About().Generated {
		t.Error("the file is not marked as generated")
	}
}

func TestConfigCheck(t *testing.T) {
	if code, _, errs := call(t, "config", "check", "../../kiosk.toml"); code != 0 {
		t.Errorf("the shipped file: %d %s", code, errs)
	}
	path := filepath.Join(t.TempDir(), "kiosk.toml")
	if err := os.WriteFile(path, []byte("[printer]\nbuad = 9600\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, "config", "check", path); code != 1 || !strings.Contains(errs, path+":2:1") {
		t.Errorf("a mistyped key: %d %s", code, errs)
	}
}

func TestWrongCalls(t *testing.T) {
	for _, args := range [][]string{nil, {"records"}, {"records", "eat"}, {"records", "generate", "a", "b"}, {"records", "show", "f"}, {"records", "generate", "-persons", "x", "f"}, {"config", "check", "a", "b"}} {
		if code, _, errs := call(t, args...); code != 2 || !strings.Contains(errs, "usage") {
			t.Errorf("%v: %d %s", args, code, errs)
		}
	}
}
