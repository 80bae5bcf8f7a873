package attest_test

import (
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
)

func TestKeyFile(t *testing.T) {
	dir := t.TempDir()
	path := dir + "/slips.key"
	if _, err := attest.LoadKey(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing key: %v", err)
	}
	key, err := attest.Generate(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("mode %v, %v", info.Mode(), err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := attest.Generate(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("generated again: %v", err)
	}
	if again, err := os.ReadFile(path); err != nil || string(again) != string(content) {
		t.Error("the key was replaced")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v lie beside the key", left)
	}
	if same, err := attest.LoadKey(path); err != nil || same.ID() != key.ID() {
		t.Errorf("loaded: %v", err)
	}
	if s := fmt.Sprintf("%v %+v %#v %s %d", key, key, key, key, key); strings.Contains(s, "0x") || !strings.Contains(s, "hidden") {
		t.Errorf("a key is shown: %s", s)
	}
	for _, mode := range []fs.FileMode{0o640, 0o604, 0o660, 0o622} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := attest.LoadKey(path); err == nil || !strings.Contains(err.Error(), "others may read it") {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	block, _ := pem.Decode(content)
	for name, bad := range map[string][]byte{"empty": nil, "no PEM": []byte("x"), "half": content[:80],
		"damaged":     pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: block.Bytes[:60]}),
		"other block": pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: block.Bytes})} {
		_, err := attest.LoadKey(attesttest.Write(t, dir, "bad.key", bad))
		if err == nil || strings.Contains(err.Error(), string(block.Bytes[40:50])) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A terminal whose certificate does not count goes on with specimens, and says what is to be mended.
func TestCertified(t *testing.T) {
	w, stranger := newWorld(t), newWorld(t)
	now := w.now
	const id = "SD-0101-0001"
	key, err := attest.LoadKey(w.path(id + ".key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request(id)
	if err != nil {
		t.Fatal(err)
	}
	misnamed, err := key.Request("SD-0101-0009")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		files attest.Files
		at    time.Time
		want  string
	}{
		"certified":      {w.files(id), now, ""},
		"no agency file": {attest.Files{Key: w.path(id + ".key"), Cert: w.path("certs/" + id + ".pem")}, now, ""},
		"no certificate": {attest.Files{Key: w.path(id + ".key")}, now, "no certificate is configured"},
		"missing file":   {attest.Files{Key: w.path(id + ".key"), Cert: w.path("none.pem")}, now, "no such file"},
		"another key's":  {attest.Files{Key: w.path(id + ".key"), Cert: w.path("certs/SD-0101-0002.pem")}, now, "another key"},
		"another agency": {attest.Files{Key: w.path(id + ".key"), Cert: w.path("certs/" + id + ".pem"),
			CA: stranger.path("ca.pem")}, now, "not of the agency"},
		"expired":         {w.files(id), now.AddDate(1, 0, 1), "has expired"},
		"not yet valid":   {w.files(id), now.AddDate(-1, 0, 0), "is the clock right"},
		"of an authority": {attest.Files{Key: w.path(id + ".key"), Cert: w.path("ca.pem")}, now, "of an authority"},
		"a key file": {attest.Files{Key: w.path(id + ".key"), Cert: w.path(id + ".key")}, now,
			"something else than certificates"},
		"another terminal's": {attest.Files{Key: w.path(id + ".key"), Cert: attesttest.Write(t, w.folder, "misnamed.pem",
			w.agency.Certify(t, misnamed, now, now.AddDate(1, 0, 0)))}, now, `terminal "SD-0101-0009"`},
		"its own": {attest.Files{Key: w.path(id + ".key"), Cert: attesttest.Write(t, w.folder, "own.pem", selfSigned(t, w, id))},
			now,
			"signed by the terminal itself"},
	} {
		s, err := attest.LoadSigner(id, c.files)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ok, why := s.Certified(c.at)
		if ok != (c.want == "") || !strings.Contains(why, c.want) {
			t.Errorf("%s: %v %q, want %q", name, ok, why, c.want)
		}
		st := w.usual()
		st.Issued, st.Expires = c.at, c.at.AddDate(0, 0, 89)
		if _, err := s.QR(st, address); (err == nil) != ok || err != nil && !errors.Is(err, attest.ErrUncertified) {
			t.Errorf("%s: a paper: %v", name, err)
		}
		st.Specimen = true
		if _, err := s.QR(st, address); err != nil {
			t.Errorf("%s: a specimen: %v", name, err)
		}
	}
	renewed := w.agency.Certify(t, request, now.AddDate(1, 0, 0), now.AddDate(2, 0, 0))
	attesttest.Write(t, w.folder, "certs/renewed.pem", renewed)
	trust, err := attest.LoadTrust(w.path("certs"), w.path("ca.pem"))
	if err != nil || trust.Terminals() != 3 {
		t.Fatalf("%v", err)
	}
	if v := attest.NewVerifier(trust).Verify(qr(t, w.one, w.usual()), now); v.Result != attest.Genuine {
		t.Errorf("with a second certificate of the same key: %s %s", v.Result, v.Reason)
	}
	_, err = attest.LoadSigner(id, attest.Files{Key: w.path("none.key"), Cert: w.path("certs/" + id + ".pem")})
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a terminal without a key: %v", err)
	}
	for _, bad := range []string{"", "a b", "a|b", "终端", strings.Repeat("A", 33)} {
		if _, err := attest.LoadSigner(bad, w.files(id)); err == nil {
			t.Errorf("terminal %q was taken", bad)
		}
		if _, err := key.Request(bad); err == nil {
			t.Errorf("a request for %q was made", bad)
		}
	}
}
