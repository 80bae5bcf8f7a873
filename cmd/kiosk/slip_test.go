package main

import (
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/visit"
)

// value is what stands behind a label on a slip.
func value(s simprinter.Slip, label string) string {
	for _, l := range s.Text {
		if v, there := strings.CutPrefix(strings.TrimSpace(l), label); there {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

// A certificate comes out with a code that whoever receives it can check; a second one of the day is marked and has the same code.
// Its records are of an invented person, so it says, and its statement says, that it proves nothing.
func TestCertificate(t *testing.T) {
	var trust *attest.Trust
	g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string {
		key, err := attest.Generate(h.Path("slips.key"))
		if err != nil {
			t.Fatal(err)
		}
		request, err := key.Request(halltest.Terminal)
		if err != nil {
			t.Fatal(err)
		}
		agency := attesttest.NewAgency(t, time.Now().AddDate(-1, 0, 0))
		cert := attesttest.Write(t, h.Dir, "terminal.pem", agency.Certify(t, request, time.Now().AddDate(0, -1, 0), time.Now().AddDate(1, 0, 0)))
		if trust, err = attest.LoadTrust(cert, attesttest.Write(t, h.Dir, "agency.pem", agency.PEM())); err != nil {
			t.Fatal(err)
		}
		return strings.Replace(toml, "[slips]\n", "[slips]\ncert_file = \""+cert+"\"\naddress = \"https://example.gov.cn/c?{code}\"\n", 1)
	}})
	facts := g.State.Facts
	facts.Slips.Certified = time.Now().AddDate(1, 0, 0)
	g.State.Facts = facts
	g.see()
	g.home(jia)
	g.do("tile.print", "kind.contribution_certificate", "months.24")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	g.do("another")
	g.touch("print")
	g.slips(2)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	g.do("exit")
	g.pull()

	all := g.Hall.Printer.Slips()
	first, second := all[0], all[1]
	code := value(first, "验证码")
	if len(code) != 24 || value(second, "验证码") != code || on(first, "补打") != 0 || on(second, "补打 第1次") != 1 {
		t.Errorf("codes %q and %q\n%s", code, value(second, "验证码"), strings.Join(second.Text, "\n"))
	}
	verifier := attest.NewVerifier(trust)
	for _, s := range all[:2] {
		v := verifier.Verify(s.QR[0], time.Now())
		if v.Result != attest.Specimen || !strings.Contains(s.QR[0], "|0011|") || !strings.Contains(s.QR[0], strings.ReplaceAll(code, " ", "")) {
			t.Errorf("the verdict is %+v of\n%s", v, s.QR[0])
		}
		if strings.Contains(s.QR[0], jia.Name) || strings.Contains(s.QR[0], jia.Number) || on(s, "测试甲") != 1 || on(s, "不具有证明效力") != 2 {
			t.Errorf("%s\n%s", s.QR[0], strings.Join(s.Text, "\n"))
		}
	}
	if w := g.Hall.Printer.Warnings(); len(w) > 0 {
		t.Errorf("stray bytes: %q", w)
	}
	g.must(g.Hall.Stop())
	book, err := journal.Open(g.Hall.Path("journal", "kiosk.db"), clock.System{})
	g.must(err)
	defer book.Close()
	papers, err := book.Papers(t.Context())
	if err != nil || len(papers) != 1 || papers[0].Copies != 2 || papers[0].Replaced != "" || len(papers[0].Digest) != 64 {
		t.Errorf("%+v %v", papers, err)
	}
}

// Whoever has no card takes an answer home.
func TestGuideWithoutACard(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	g.do("lost", "print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	s := g.Hall.Printer.Slips()[0]
	if on(s, "挂失指引") != 1 || on(s, "2021年4月") == 0 || on(s, "验证码") != 0 {
		t.Errorf("%s", strings.Join(s.Text, "\n"))
	}
	g.do("continue", "exit")
}

// The person says what came of a slip that was not confirmed, and it is written down.
func TestThePersonsWordOnASlip(t *testing.T) {
	g := open(t, halltest.Options{Printer: simprinter.Options{Completion: simprinter.None}})
	g.see()
	g.home(jia)
	g.do("tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipUnknown, "")
	g.do("whole", "continue", "exit")
	g.pull()
	g.must(g.Hall.Stop())
	book, err := journal.Open(g.Hall.Path("journal", "kiosk.db"), clock.System{})
	g.must(err)
	defer book.Close()
	if open, err := book.Unresolved(t.Context()); err != nil || len(open) != 0 {
		t.Errorf("%+v %v", open, err)
	}
	if n, err := book.Printed(t.Context(), "", "", time.Time{}); err != nil || n != 0 {
		t.Errorf("%d slips of nobody, %v", n, err)
	}
}
