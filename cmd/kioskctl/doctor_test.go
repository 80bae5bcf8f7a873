package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"shebao/kiosk/internal/config"
)

// A wrong call of a doctor has a code that no finding has.
func TestDoctorWrongCalls(t *testing.T) {
	for _, args := range [][]string{
		{}, {"eat"}, {"card", "more"}, {"card", "-wait"}, {"card", "-wait", "soon"}, {"card", "-wait", "-1s"}, {"card", "-reader", "x"},
		{"card", "-h"}, {"psam", "more"}, {"psam", "-json"}, {"psam", "-reader"},
		{"printer", "more"}, {"printer", "-wait", "1s"},
	} {
		code, out, errs := call(t, append([]string{"doctor"}, args...)...)
		if code != 64 || !strings.Contains(errs, "kioskctl doctor card") || out != "" {
			t.Errorf("%v: %d %s %s", args, code, out, errs)
		}
	}
}

func TestDoctorConfiguration(t *testing.T) {
	dir := t.TempDir()
	wrong, missing := filepath.Join(dir, "wrong.toml"), filepath.Join(dir, "missing.toml")
	if err := os.WriteFile(wrong, []byte("[card]\nreeder = \"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{wrong: wrong + ":2:1", missing: "no such file"} {
		for _, which := range []string{"card", "psam", "printer"} {
			if code, out, errs := call(t, "doctor", which, "-config", path); code != 78 || !strings.Contains(errs, says) || out != "" {
				t.Errorf("%s: %d %s %s", which, code, out, errs)
			}
		}
	}

	var errs bytes.Buffer
	c, err := terminalConfig(missing, false, &errs)
	if err != nil || !reflect.DeepEqual(c, config.Default()) || !strings.Contains(errs.String(), missing) {
		t.Errorf("the usual file is missing: %v %s", err, &errs)
	}
	if _, err := terminalConfig(wrong, false, &errs); err == nil {
		t.Error("the usual file is wrong, and the defaults are taken")
	}
}

// full is a disk, or a pipe, that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no room") }

func TestDoctorSaysItToNobody(t *testing.T) {
	d := sitDown(t)
	d.await("Virtual PCD 00 00", "reader_empty", "removed")
	for _, args := range [][]string{{"doctor", "card", "-config", file(t, "")}, {"doctor", "card", "-json", "-config", file(t, "")}, {"doctor", "psam", "-config", file(t, "")}} {
		var errs bytes.Buffer
		if code := run(t.Context(), args, full{}, &errs); code != 74 || !strings.Contains(errs.String(), "no room") {
			t.Errorf("%v: %d %s", args, code, &errs)
		}
	}
}

func rewrite(t *testing.T, path, from, to string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(raw, []byte(from)) {
		t.Fatalf("%s is not in %s", from, raw)
	}
	if err := os.WriteFile(path, bytes.Replace(raw, []byte(from), []byte(to), 1), 0o600); err != nil {
		t.Fatal(err)
	}
}
