package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
)

func kioskctl(args ...string) (int, string, string) {
	var out, errs bytes.Buffer
	code := run(context.Background(), args, &out, &errs)
	return code, out.String(), errs.String()
}

// From nothing to a terminal that an agency has certified.
func TestSlipKeyAndRequest(t *testing.T) {
	dir := t.TempDir()
	key, request := filepath.Join(dir, "slips.key"), filepath.Join(dir, "request.pem")
	if code, _, errs := kioskctl("slip", "request", "-key", key, "-terminal", "SD-0101-0001"); code != 1 || errs == "" {
		t.Errorf("a request without a key: %d %s", code, errs)
	}
	code, first, errs := kioskctl("slip", "key", "-key", key)
	if code != 0 || !strings.Contains(first, key) || len(strings.Fields(first)[0]) != 6 {
		t.Fatalf("%d %q %s", code, first, errs)
	}
	if code, again, _ := kioskctl("slip", "key", "-key", key); code != 0 || again != first {
		t.Errorf("another key: %d %q", code, again)
	}
	code, out, errs := kioskctl("slip", "request", "-key", key, "-terminal", "SD-0101-0001", "-out", request)
	if code != 0 || !strings.Contains(out, "SD-0101-0001") {
		t.Errorf("%d %q %s", code, out, errs)
	}
	pem, err := os.ReadFile(request)
	if err != nil {
		t.Fatal(err)
	}
	code, out, _ = kioskctl("slip", "request", "-key", key, "-terminal", "SD-0101-0001")
	if code != 0 || !strings.HasPrefix(out, "-----BEGIN CERTIFICATE REQUEST-----") {
		t.Errorf("%d %q", code, out)
	}
	now := time.Now()
	agency := attesttest.NewAgency(t, now)
	cert := attesttest.Write(t, dir, "cert.pem", agency.Certify(t, pem, now.AddDate(0, 0, -1), now.AddDate(3, 0, 0)))
	ca := attesttest.Write(t, dir, "ca.pem", agency.PEM())
	s, err := attest.LoadSigner("SD-0101-0001", attest.Files{Key: key, Cert: cert, CA: ca})
	if err != nil {
		t.Fatal(err)
	}
	if ok, why := s.Certified(now); !ok {
		t.Error(why)
	}

	if err := os.Chmod(key, 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs = kioskctl("slip", "key", "-key", key)
	if code != 1 || out != "" || !strings.Contains(errs, "others may read it") {
		t.Errorf("a key that others may read: %d %q %q", code, out, errs)
	}
}

func TestSlipKeyOfAConfiguration(t *testing.T) {
	dir := t.TempDir()
	shipped, err := os.ReadFile("../../kiosk.toml")
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(dir, "slips.key")
	changed := strings.Replace(string(shipped), `"/var/lib/kiosk/slips.key"`, `"`+key+`"`, 1)
	path := attesttest.Write(t, dir, "kiosk.toml", []byte(changed))
	if code, out, errs := kioskctl("slip", "key", "-config", path); code != 0 || !strings.Contains(out, key) {
		t.Fatalf("%d %q %s", code, out, errs)
	}
	if code, out, errs := kioskctl("slip", "request", "-config", path); code != 0 || !strings.Contains(out, "CERTIFICATE REQUEST") {
		t.Errorf("%d %q %s", code, out, errs)
	}
	for _, args := range [][]string{{"slip", "key", "-config", path, "-key", key}, {"slip", "request", "-key", key},
		{"slip", "request", "-terminal", "A"},
		{"slip", "key", "x"}, {"slip", "key", "-terminal", "A"}} {
		if code, _, errs := kioskctl(args...); code != 2 || !strings.Contains(errs, "kioskctl slip request") {
			t.Errorf("%v: %d", args, code)
		}
	}
}
