package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/slip"
)

const id = "SD-0101-0001"

// shop is a terminal that prints, and what somebody has who checks.
type shop struct {
	folder string
	signer *attest.Signer
	clock  *clock.Fake
}

func newShop(t *testing.T) shop {
	t.Helper()
	now := time.Date(2026, 11, 26, 10, 30, 0, 0, clock.Zone())
	s := shop{folder: t.TempDir(), clock: clock.NewFake(now)}
	agency := attesttest.NewAgency(t, now)
	key, err := attest.Generate(s.path("slips.key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request(id)
	if err != nil {
		t.Fatal(err)
	}
	cert := attesttest.Write(t, s.folder, "certs/one.pem", agency.Certify(t, request, now.AddDate(-1, 0, 0), now.AddDate(2, 0, 0)))
	ca := attesttest.Write(t, s.folder, "ca.pem", agency.PEM())
	if s.signer, err = attest.LoadSigner(id, attest.Files{Key: s.path("slips.key"), Cert: cert, CA: ca}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s shop) path(name string) string { return filepath.Join(s.folder, name) }

func (s shop) statement() attest.Statement {
	now := s.clock.Now()
	return attest.Statement{Claim: slip.Claim{Kind: slip.BenefitCertificate, Name: "测*甲", Tail: "0014", Period: "202512-202611",
		Totals: []slip.Total{{Label: "月待遇", Value: "3210.50"}}}, Issued: now, Expires: now.AddDate(0, 0, 89), Terminal: id,
		Code: attest.NewCode()}
}

func (s shop) qr(t *testing.T, st attest.Statement) string {
	t.Helper()
	text, err := s.signer.QR(st, "https://rs.example.gov.cn/?c={code}")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (s shop) register(t *testing.T, name string, entries ...attest.Entry) string {
	t.Helper()
	var out bytes.Buffer
	if err := s.signer.WriteRegister(&out, attest.Register{Terminal: id, From: s.clock.Now().AddDate(0, -1, 0),
		AsOf:    s.clock.Now().AddDate(0, 0, 1),
		Entries: entries}); err != nil {
		t.Fatal(err)
	}
	return attesttest.Write(t, s.folder, name, out.Bytes())
}

func (s shop) run(t *testing.T, in string, args ...string) (int, string, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(context.Background(), args, strings.NewReader(in), &out, &errs, s.clock)
	return code, out.String(), errs.String()
}

func entry(st attest.Statement) attest.Entry {
	return attest.Entry{Code: st.Code, Kind: st.Claim.Kind, Issued: st.Issued, Expires: st.Expires}
}

func TestCheckTellsResultsApart(t *testing.T) {
	s := newShop(t)
	valid, old, gone, specimen := s.statement(), s.statement(), s.statement(), s.statement()
	gone.Issued, gone.Expires = gone.Issued.AddDate(0, -6, 0), gone.Issued.AddDate(0, -3, 0)
	specimen.Specimen = true
	replaced := entry(old)
	replaced.ReplacedBy = valid.Code
	file := s.register(t, "registers/a.register", entry(valid), replaced)
	foreign := newShop(t)
	base := []string{"check", "-certs", s.path("certs"), "-ca", s.path("ca.pem"), "-register", file}
	seen := map[int]bool{}
	for _, c := range []struct {
		name, text string
		want       int
		says       string
	}{
		{"genuine", s.qr(t, valid), 0, "测*甲"},
		{"altered", strings.Replace(s.qr(t, valid), "3210.50", "9210.50", 1), 3, "不要采用"},
		{"expired", s.qr(t, gone), 4, "不是伪造"},
		{"replaced", s.qr(t, old), 5, "新的凭条"},
		{"not known", foreign.qr(t, valid), 6, "不能确认"},
		{"specimen", s.qr(t, specimen), 7, "没有证明效力"},
		{"unreadable", "参保缴费证明", 8, "再输一次"},
		{"registered", valid.Code.String(), 9, "扫二维码"},
	} {
		for _, way := range []struct {
			in   string
			args []string
		}{{c.text, base}, {c.text, append(base[:len(base):len(base)], "-")}, {"", append(base[:len(base):len(base)], c.text)}} {
			code, out, errs := s.run(t, way.in, way.args...)
			if code != c.want || !strings.Contains(out, c.says) || errs != "" {
				t.Errorf("%s: %d\n%s%s", c.name, code, out, errs)
			}
		}
		code, out, _ := s.run(t, c.text, append(base[:len(base):len(base)], "-json")...)
		var v attest.Verdict
		err := json.Unmarshal([]byte(out), &v)
		if err != nil || code != c.want || string(v.Result) != strings.ReplaceAll(c.name, " ", "_") {
			t.Errorf("%s as JSON: %d %v\n%s", c.name, code, err, out)
		}
		seen[c.want] = true
	}
	if len(seen) != len(attest.Results()) {
		t.Error("not every result has an exit code of its own")
	}
	// A folder of registers is the same.
	base[len(base)-1] = s.path("registers")
	code, _, _ := s.run(t, s.qr(t, old), base...)
	if code != 5 {
		t.Errorf("with a folder of registers: %d", code)
	}
}

func TestCheckThatCannotBeMade(t *testing.T) {
	s := newShop(t)
	text := s.qr(t, s.statement())
	file := s.register(t, "r.register", entry(s.statement()))
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	forged := attesttest.Write(t, s.folder, "forged.register", bytes.Replace(content, []byte("|valid|"), []byte("|replaced|"), 1))
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"nothing":          {nil, exitUsage},
		"unknown command":  {[]string{"look"}, exitUsage},
		"no certificates":  {[]string{"check", "-ca", s.path("ca.pem"), text}, exitUsage},
		"no agency":        {[]string{"check", "-certs", s.path("certs"), text}, exitUsage},
		"two texts":        {[]string{"check", "-certs", s.path("certs"), "-ca", s.path("ca.pem"), text, text}, exitUsage},
		"key without cert": {[]string{"serve", "-certs", s.path("certs"), "-ca", s.path("ca.pem"), "-tls-key", "x"}, exitUsage},
		"missing agency":   {[]string{"check", "-certs", s.path("certs"), "-ca", s.path("none"), text}, exitFailed},
		"missing register": {[]string{"check", "-certs", s.path("certs"), "-ca", s.path("ca.pem"), "-register", s.path("none"),
			text}, exitFailed},
		"forged register": {[]string{"check", "-certs", s.path("certs"), "-ca", s.path("ca.pem"), "-register", forged, text},
			exitFailed},
		"open to a network": {[]string{"serve", "-certs", s.path("certs"), "-ca", s.path("ca.pem"), "-listen", "0.0.0.0:0"},
			exitFailed},
	} {
		code, out, errs := s.run(t, "", c.args...)
		if code != c.want || out != "" || errs == "" || strings.Contains(errs, "测*甲") {
			t.Errorf("%s: %d %q %q", name, code, out, errs)
		}
	}
}

// write makes a damaged file.
func write(t *testing.T, path string) {
	t.Helper()
	if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
}
