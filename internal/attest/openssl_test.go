package attest_test

import (
	"encoding/asn1"
	"encoding/base64"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
)

// openssl runs it, and skips where there is none that knows SM2.
func openssl(t *testing.T, args ...string) (string, error) {
	t.Helper()
	known, err := exec.Command("openssl", "list", "-public-key-algorithms").Output()
	if err != nil || !strings.Contains(string(known), "SM2") {
		t.Skip("no openssl that knows SM2")
	}
	out, err := exec.Command("openssl", args...).CombinedOutput()
	return string(out), err
}

// What this room signs another implementation verifies: statement, register and signing request.
func TestOpenSSLVerifies(t *testing.T) {
	w := newWorld(t)
	if out, err := openssl(t, "pkey", "-in", w.path("SD-0101-0001.key"), "-check", "-pubout", "-out",
		w.path("public.pem")); err != nil {
		t.Fatalf("the key: %v\n%s", err, out)
	}
	text := qr(t, w.one, w.usual())
	at := len(text) - 86
	raw, err := base64.RawURLEncoding.DecodeString(text[at:])
	if err != nil || len(raw) != 64 {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])})
	if err != nil {
		t.Fatal(err)
	}
	signature := attesttest.Write(t, w.folder, "signature", der)
	verify := func(message string) (string, error) {
		write(t, w.path("message"), message)
		return openssl(t, "pkeyutl", "-verify", "-pubin", "-inkey", w.path("public.pem"), "-rawin", "-digest", "sm3",
			"-pkeyopt", "distid:1234567812345678", "-in", w.path("message"), "-sigfile", signature)
	}
	if out, err := verify(text[:at]); err != nil || !strings.Contains(out, "Signature Verified Successfully") {
		t.Errorf("the statement: %v\n%s", err, out)
	}
	if out, err := verify(strings.Replace(text[:at], "18720.00", "98720.00", 1)); err == nil {
		t.Errorf("a changed statement verifies: %s", out)
	}

	key, err := attest.LoadKey(w.path("SD-0101-0001.key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request("SD-0101-0001")
	if err != nil {
		t.Fatal(err)
	}
	path := attesttest.Write(t, w.folder, "request.pem", request)
	out, err := openssl(t, "req", "-in", path, "-verify", "-noout", "-subject", "-text", "-vfyopt", "distid:1234567812345678")
	if err != nil || !strings.Contains(out, "CN = SD-0101-0001") || !strings.Contains(strings.ToUpper(out), "SM2") ||
		!strings.Contains(out, "self-signature verify OK") {
		t.Errorf("the request: %v\n%s", err, out)
	}
	if out, err := openssl(t, "verify", "-CAfile", w.path("ca.pem"), "-vfyopt", "distid:1234567812345678", "-attime", "1795660200",
		w.path("certs/SD-0101-0001.pem")); err != nil {
		t.Errorf("the certificate: %v\n%s", err, out)
	}
}

// An agency that works with openssl is believed.
func TestAgencyWithOpenSSL(t *testing.T) {
	w := newWorld(t)
	key, err := attest.LoadKey(w.path("SD-0101-0001.key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request("SD-0101-0001")
	if err != nil {
		t.Fatal(err)
	}
	attesttest.Write(t, w.folder, "request.pem", request)
	attesttest.Write(t, w.folder, "more/extensions", []byte("keyUsage=digitalSignature\nbasicConstraints=CA:FALSE\n"))
	for _, args := range [][]string{
		{"genpkey", "-algorithm", "SM2", "-out", w.path("agency.key")},
		{"req", "-new", "-x509", "-key", w.path("agency.key"), "-sm3", "-sigopt", "distid:1234567812345678", "-subj", "/CN=Agency",
			"-days", "3650", "-out", w.path("agency.pem")},
		{"x509", "-req", "-in", w.path("request.pem"), "-CA", w.path("agency.pem"), "-CAkey", w.path("agency.key"), "-sm3",
			"-sigopt", "distid:1234567812345678",
			"-vfyopt", "distid:1234567812345678", "-days", "1095", "-extfile", w.path("more/extensions"), "-out",
			w.path("certified.pem")},
	} {
		if out, err := openssl(t, args...); err != nil {
			t.Fatalf("%s: %v\n%s", args[0], err, out)
		}
	}
	s, err := attest.LoadSigner("SD-0101-0001", attest.Files{Key: w.path("SD-0101-0001.key"), Cert: w.path("certified.pem"),
		CA: w.path("agency.pem")})
	if err != nil {
		t.Fatal(err)
	}
	trust, err := attest.LoadTrust(w.path("certified.pem"), w.path("agency.pem"))
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(w.path("certified.pem")) // openssl knows the machine's time only
	if err != nil {
		t.Fatal(err)
	}
	now := info.ModTime()
	if ok, why := s.Certified(now.Add(2e9)); !ok {
		t.Fatal(why)
	}
	st := w.usual()
	st.Issued, st.Expires = now, now.AddDate(0, 0, 89)
	if v := attest.NewVerifier(trust).Verify(qr(t, s, st), now); v.Result != attest.Genuine {
		t.Errorf("%+v", v)
	}
}
