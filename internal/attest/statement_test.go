package attest_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// What a phone shows, and what stands in which line.
func TestTextOfTheCode(t *testing.T) {
	w := newWorld(t)
	st := w.usual()
	lines := strings.Split(qr(t, w.one, st), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	if want := "参保缴费证明 测*甲 尾号0014 2023.12-2026.11 济南市 企业职工基本养老保险 缴费月数36个月 个人缴费合计18720.00 有效至2027-02-23"; lines[0] != want {
		t.Errorf("%s\nwant %s", lines[0], want)
	}
	if want := "https://rs.example.gov.cn/y?c=" + string(st.Code); lines[1] != want {
		t.Errorf("%s\nwant %s", lines[1], want)
	}
	want := "SB1|CC|测*甲|0014|36个月;18720.00|20261126|20270223|SD-0101-0001|" + string(st.Code) + "|" + w.one.KeyID() + "|"
	if !strings.HasPrefix(lines[2], want) || len(lines[2]) != len(want)+86 {
		t.Errorf("%s\nwant %s", lines[2], want)
	}
	if text, err := w.one.QR(st, ""); err != nil || strings.Count(text, "\n") != 1 {
		t.Errorf("without an address: %q, %v", text, err)
	}
	st.Specimen = true
	lines = strings.Split(qr(t, w.one, st), "\n")
	if !strings.HasPrefix(lines[0], "演示样张不具有证明效力 ") || !strings.HasPrefix(lines[2], "SB1|CCS|") {
		t.Errorf("a specimen does not say so: %q", lines)
	}
}

// The figures that Limit and docs/slip-check.md give: usual papers have at most 400 bytes, and whatever is said never more than
// 450.
func TestSizes(t *testing.T) {
	w := newWorld(t)
	w.now = day(2026, 11, 26)
	for _, k := range []slip.Kind{slip.RightsRecord, slip.ContributionCertificate, slip.BenefitCertificate, slip.AnnuityStatement} {
		st := w.usual()
		st.Claim.Kind = k
		n := len(qr(t, w.one, st))
		t.Logf("%s: %d bytes", k, n)
		if n > 400 {
			t.Errorf("a usual %s has %d bytes", k, n)
		}
	}
}

// What does not fit is left out in this order: totals from the last, place and insurance, the stars of a long name.
func TestWhatIsLeftOutFirst(t *testing.T) {
	w := newWorld(t)
	st := w.usual()
	st.Specimen = true
	st.Claim.Totals = append(st.Claim.Totals, slip.Total{Label: "单位缴费合计", Value: "37440.00"})
	long := "https://" + strings.Repeat("a", 80-8-20) + "{code}"
	steps := []struct {
		lengthen func()
		totals   int
		scope    bool
		name     string
	}{
		{func() {}, 1, true, "测*甲"},
		{func() { st.Claim.Scope += "、" + strings.Repeat("某", 10) }, 0, true, "测*甲"},
		{func() { st.Claim.Scope += strings.Repeat("某", 20) }, 0, false, "测*甲"},
		{func() { st.Claim.Name = "测" + strings.Repeat("*", 60) + "甲" }, 0, false, "测*甲"},
	}
	for i, s := range steps {
		s.lengthen()
		text, err := w.one.QR(st, long)
		if err != nil {
			t.Fatal(i, err)
		}
		if len(text) > attest.Limit || !utf8.ValidString(text) {
			t.Errorf("%d: %d bytes", i, len(text))
		}
		n := 0
		for _, total := range st.Claim.Totals {
			if strings.Contains(text, total.Label+total.Value) {
				n++
			}
		}
		if n != s.totals || strings.Contains(text, "济南市") != s.scope || !strings.Contains(text, "|"+s.name+"|") {
			t.Errorf("%d: %d totals in\n%s", i, n, text)
		}
		if v := attest.NewVerifier(w.trust).Verify(text, w.now); v.Result != attest.Specimen {
			t.Errorf("%d: %s", i, v.Result)
		}
	}
}

// What a field holds never ends it: neither in the statement nor in the sentence.
func TestFieldsCannotInject(t *testing.T) {
	w := newWorld(t)
	v := attest.NewVerifier(w.trust)
	for _, bad := range []string{"|", "a|b;c%d", "\nSB1|CC", "\r\n", "\x00\x1b@", "%7C", ";;", "\u202e倒", "\xff\xfe", "  两  格 "} {
		st := w.usual()
		st.Claim.Name, st.Claim.Period, st.Claim.Scope = "测*"+bad, bad, bad
		st.Claim.Totals = []slip.Total{{Label: bad, Value: bad}}
		text := qr(t, w.one, st)
		if strings.Count(text, "\n") != 2 {
			t.Errorf("%q: %d lines", bad, strings.Count(text, "\n")+1)
		}
		got := v.Verify(text, w.now)
		if got.Result != attest.Genuine || got.Code != st.Code.String() || got.Terminal != "SD-0101-0001" || got.Tail != "0014" {
			t.Errorf("%q: %+v", bad, got)
		}
		clean := strings.Join(strings.Fields(hanzi.Printable(bad)), " ")
		if clean != "" && (len(got.Totals) != 1 || got.Totals[0] != clean && !strings.ContainsAny(bad, "\n\r")) {
			t.Errorf("%q came back as %q", bad, got.Totals)
		}
	}
}

func TestWhatIsNotSigned(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		spoil func(*attest.Statement)
		want  error
	}{
		"a query slip":   {func(s *attest.Statement) { s.Claim.Kind = slip.ContributionSlip }, attest.ErrNoCertificate},
		"no code":        {func(s *attest.Statement) { s.Code = "" }, attest.ErrNoCode},
		"a false code":   {func(s *attest.Statement) { s.Code = s.Code[1:] + s.Code[:1] + "1" }, attest.ErrNoCode},
		"a whole name":   {func(s *attest.Statement) { s.Claim.Name = "测试甲" }, attest.ErrNotMasked},
		"a whole number": {func(s *attest.Statement) { s.Claim.Tail = "379900199001010014" }, attest.ErrNotMasked},
		"no day": {func(s *attest.Statement) {
			s.Issued = s.Issued.AddDate(-3000, 0, 0)
			s.Issued = day(1, 1, 1)
			s.Expires = day(1, 1, 0)
		}, attest.ErrDays},
		"ends before":       {func(s *attest.Statement) { s.Expires = s.Issued.AddDate(0, 0, -1) }, attest.ErrDays},
		"endless period":    {func(s *attest.Statement) { s.Claim.Period = strings.Repeat("9", 40) }, attest.ErrTooLong},
		"not yet certified": {func(s *attest.Statement) { s.Issued = s.Issued.AddDate(-1, 0, 0) }, attest.ErrUncertified},
	} {
		st := w.usual()
		c.spoil(&st)
		if text, err := w.one.QR(st, address); !errors.Is(err, c.want) || text != "" {
			if name == "no day" && errors.Is(err, attest.ErrUncertified) {
				continue
			}
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := w.other.QR(w.usual(), address); err == nil {
		t.Error("a terminal signs for another one")
	}
	for _, a := range []string{"rs.example.gov.cn", "ftp://rs.example.gov.cn/", "https://rs.example.gov.cn/\nSB1|", "https://例.cn/",
		"https://a/" + strings.Repeat("x", 80), "https:///x"} {
		if _, err := w.one.QR(w.usual(), a); !errors.Is(err, attest.ErrAddress) {
			t.Errorf("%q: %v", a, err)
		}
	}
}
