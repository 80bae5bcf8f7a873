package attest_test

import (
	"bytes"
	"encoding/pem"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
	"shebao/kiosk/internal/slip"
)

func register(t testing.TB, w world, s *attest.Signer, r attest.Register) attest.Register {
	t.Helper()
	var out bytes.Buffer
	if err := s.WriteRegister(&out, r); err != nil {
		t.Fatal(err)
	}
	got, err := w.trust.ReadRegister(&out)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func entry(st attest.Statement) attest.Entry {
	return attest.Entry{Code: st.Code, Kind: st.Claim.Kind, Issued: st.Issued, Expires: st.Expires}
}

func expect(t *testing.T, v attest.Verdict, result attest.Result, reason attest.Reason) {
	t.Helper()
	if v.Result != result || v.Reason != reason {
		t.Errorf("%s %s, want %s %s", v.Result, v.Reason, result, reason)
	}
	if v.Headline == "" || v.Advice == "" {
		t.Error("nothing is said")
	}
	shown := v.Says+v.Name+v.Tail+v.Terminal+strings.Join(v.Totals, "") != ""
	if proved := result == attest.Genuine || result == attest.Expired || result == attest.Replaced; shown && !proved {
		t.Errorf("%s shows what is not proved: %+v", result, v)
	}
}

func TestGenuineUntilTheEndOfItsLastDay(t *testing.T) {
	w := newWorld(t)
	st := w.usual()
	text := qr(t, w.one, st)
	v := attest.NewVerifier(w.trust)
	got := v.Verify(text, w.now)
	expect(t, got, attest.Genuine, attest.Unlisted)
	want := attest.Verdict{Result: attest.Genuine, Reason: attest.Unlisted, Headline: got.Headline, Advice: got.Advice,
		Says: strings.Split(text, "\n")[0], Kind: slip.ContributionCertificate, Title: "参保缴费证明", Name: "测*甲", Tail: "0014",
		Totals: []string{"36个月", "18720.00"}, Issued: "2026-11-26", Expires: "2027-02-23", Terminal: "SD-0101-0001",
		Code: st.Code.String()}
	if got.Totals[0] != want.Totals[0] || got.Totals[1] != want.Totals[1] || len(got.Totals) != 2 {
		t.Errorf("%q", got.Totals)
	}
	got.Totals, want.Totals = nil, nil
	if !equal(got, want) {
		t.Errorf("%+v\nwant %+v", got, want)
	}
	end := day(2027, 2, 24)
	expect(t, v.Verify(text, end.Add(-time.Second)), attest.Genuine, attest.Unlisted)
	expect(t, v.Verify(text, end), attest.Expired, "")
	// Years later, when the terminal's certificate has expired too: expired is not forged.
	expect(t, v.Verify(text, end.AddDate(5, 0, 0)), attest.Expired, "")
	expect(t, v.Verify(text, w.now.AddDate(0, 0, -1)), attest.Genuine, attest.Unlisted) // a checker's clock may be wrong by a day
	expect(t, v.Verify(text, w.now.AddDate(0, 0, -2)), attest.NotKnown, attest.NotYet)
}

func equal(a, b attest.Verdict) bool {
	return a.Result == b.Result && a.Says == b.Says && a.Kind == b.Kind && a.Title == b.Title && a.Name == b.Name &&
		a.Tail == b.Tail &&
		a.Issued == b.Issued && a.Expires == b.Expires && a.Terminal == b.Terminal && a.Code == b.Code
}

// A phone, a form of a page and an editor change the ends of lines; that is no alteration.
func TestEndsOfLinesDoNotMatter(t *testing.T) {
	w := newWorld(t)
	text := qr(t, w.one, w.usual())
	v := attest.NewVerifier(w.trust)
	for _, s := range []string{text + "\n", text + "\r\n", strings.ReplaceAll(text, "\n", "\r\n"), "\ufeff" + text,
		"\n " + text + " \n\n"} {
		expect(t, v.Check(s, w.now), attest.Genuine, attest.Unlisted)
	}
}

// Whatever byte of a text is changed into whatever other one, taken out or doubled, the paper is never genuine, and nothing of it
// is shown.
func TestEveryChangedByteIsFound(t *testing.T) {
	w := newWorld(t)
	st := w.usual()
	text := qr(t, w.one, st)
	v := attest.NewVerifier(w.trust, register(t, w, w.one, attest.Register{Terminal: st.Terminal, From: w.now.AddDate(0, 0, -9),
		AsOf: w.now.AddDate(0, 0, 1), Entries: []attest.Entry{entry(st)}}))
	expect(t, v.Verify(text, w.now), attest.Genuine, "")
	count := map[attest.Result]int{}
	check := func(i int, changed string) {
		got := v.Verify(changed, w.now)
		count[got.Result]++
		switch got.Result {
		case attest.Altered, attest.NotKnown, attest.Unreadable, attest.Specimen:
			if got.Says+got.Name+got.Code != "" {
				t.Fatalf("byte %d: %s shows %+v", i, got.Result, got)
			}
		default:
			t.Fatalf("byte %d changed: %s\n%q", i, got.Result, changed)
		}
	}
	step := 1
	if testing.Short() {
		step = 17
	}
	for i := range len(text) {
		for b := 0; b < 256; b += step {
			if byte(b) != text[i] {
				check(i, text[:i]+string([]byte{byte(b)})+text[i+1:])
			}
		}
		check(i, text[:i]+text[i+1:])
		if i > 0 { // a blank or line end before all of it is none of it
			check(i, text[:i]+text[i:i+1]+text[i:])
			check(i, text[:i])
		}
	}
	t.Logf("%d bytes: %v", len(text), count)
	if count[attest.Altered] == 0 || count[attest.NotKnown] == 0 || count[attest.Unreadable] == 0 {
		t.Error("not all answers came")
	}
}

// A changed digit is told apart from a text that was not read whole.
func TestAlteredDigits(t *testing.T) {
	w := newWorld(t)
	text := qr(t, w.one, w.usual())
	v := attest.NewVerifier(w.trust)
	for _, change := range [][2]string{{"18720.00 ", "98720.00 "}, {"|36个月;18720.00|", "|36个月;98720.00|"}, {"0014", "0015"},
		{"2023.12", "2013.12"},
		{"27-02-23", "29-02-23"}, {"|20270223|", "|20290223|"}, {"|20261126|", "|20261226|"}, {"济南市", "青岛市"},
		{"rs.example", "rz.example"},
		{"测*甲 ", "测*乙 "}, {"SD-0101-0001|", "SD-0101-0002|"}, {"|CC|", "|RR|"}} {
		changed := strings.Replace(text, change[0], change[1], 1)
		if changed == text {
			t.Fatalf("%q is not in the text", change[0])
		}
		expect(t, v.Verify(changed, w.now), attest.Altered, "")
	}
	// The signature of one paper under another.
	other := qr(t, w.one, w.usual())
	expect(t, v.Verify(text[:len(text)-86]+other[len(other)-86:], w.now), attest.Altered, "")
}

func TestOtherKeys(t *testing.T) {
	w := newWorld(t)
	v := attest.NewVerifier(w.trust)
	st := w.usual()

	// A key that nobody certified, of a terminal that exists.
	forger := newWorld(t)
	expect(t, v.Verify(qr(t, forger.one, st), w.now), attest.NotKnown, attest.UnknownKey)

	// Another certified terminal that says that it is this one: its program was changed.
	rogue, err := attest.LoadSigner("SD-0101-0001", attest.Files{Key: w.path("SD-0101-0002.key")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rogue.QR(st, address); !errors.Is(err, attest.ErrUncertified) {
		t.Fatal(err)
	}
	expect(t, v.Verify(attest.Forge(t, rogue, st, address), w.now), attest.Altered, attest.OtherTerminal)

	// Signed on a day on which the terminal was not certified.
	st.Issued, st.Expires = w.now.AddDate(-1, 0, 0), w.now.AddDate(0, 1, 0)
	expect(t, v.Verify(attest.Forge(t, w.one, st, address), w.now), attest.NotKnown, attest.NotCertified)
	st.Issued, st.Expires = w.now.AddDate(1, 0, 1), w.now.AddDate(2, 0, 0)
	expect(t, v.Verify(attest.Forge(t, w.one, st, address), st.Issued), attest.NotKnown, attest.NotCertified)
	// The terminal's certificate outlives its agency's, which holds for ten years.
	key, err := attest.LoadKey(w.path("SD-0101-0001.key"))
	if err != nil {
		t.Fatal(err)
	}
	request, err := key.Request("SD-0101-0001")
	if err != nil {
		t.Fatal(err)
	}
	attesttest.Write(t, w.folder, "long/one.pem", w.agency.Certify(t, request, w.now, w.now.AddDate(15, 0, 0)))
	trust, err := attest.LoadTrust(w.path("long"), w.path("ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	st.Issued, st.Expires = w.now.AddDate(12, 0, 0), w.now.AddDate(12, 3, 0)
	expect(t, attest.NewVerifier(trust).Verify(attest.Forge(t, w.one, st, address), st.Issued), attest.NotKnown,
		attest.NotCertified)

	// The days on which the certificate begins and ends are days on which it holds.
	for _, d := range []time.Time{w.now.AddDate(0, -6, 0), w.now.AddDate(1, 0, 0)} {
		st.Issued, st.Expires = d, d.AddDate(0, 0, 89)
		expect(t, v.Verify(qr(t, w.one, st), d), attest.Genuine, attest.Unlisted)
	}
}

func TestRegisterOfATerminal(t *testing.T) {
	w := newWorld(t)
	now := w.now.AddDate(0, 0, 10)
	valid, old, missing, early, late := w.usual(), w.usual(), w.usual(), w.usual(), w.usual()
	early.Issued, late.Issued = w.now.AddDate(0, 0, -30), w.now.AddDate(0, 0, 9)
	replaced := entry(old)
	replaced.ReplacedBy = valid.Code
	r := register(t, w, w.one, attest.Register{Terminal: "SD-0101-0001", From: w.now.AddDate(0, 0, -5), AsOf: now.AddDate(0, 0, -1),
		Entries: []attest.Entry{entry(valid), replaced}})
	v := attest.NewVerifier(w.trust, r)
	expect(t, v.Verify(qr(t, w.one, valid), now), attest.Genuine, "")
	expect(t, v.Verify(qr(t, w.one, old), now), attest.Replaced, "")
	expect(t, v.Verify(qr(t, w.one, old), now.AddDate(1, 0, 0)), attest.Replaced, "")
	expect(t, v.Verify(qr(t, w.one, valid), now.AddDate(1, 0, 0)), attest.Expired, "")
	expect(t, v.Verify(qr(t, w.one, missing), now), attest.NotKnown, attest.NoEntry)
	expect(t, v.Verify(qr(t, w.one, early), now), attest.Genuine, attest.Unlisted) // from before the register
	expect(t, v.Verify(qr(t, w.one, late), now), attest.Genuine, attest.Unlisted)  // of the day on which it was written
	other := w.usual()
	other.Terminal = "SD-0101-0002"
	expect(t, v.Verify(qr(t, w.other, other), now), attest.Genuine, attest.Unlisted) // a terminal whose register is not here
	other = valid
	other.Claim.Kind = slip.BenefitCertificate
	expect(t, v.Verify(qr(t, w.one, other), now), attest.Altered, attest.OtherEntry)

	// A newer register of the same terminal tells the state.
	later := entry(valid)
	later.ReplacedBy = attest.NewCode()
	newer := register(t, w, w.one, attest.Register{Terminal: "SD-0101-0001", From: r.From, AsOf: now,
		Entries: []attest.Entry{later, replaced}})
	for _, both := range [][]attest.Register{{r, newer}, {newer, r}} {
		expect(t, attest.NewVerifier(w.trust, both...).Verify(qr(t, w.one, valid), now), attest.Replaced, "")
	}
}

func TestCodeAlone(t *testing.T) {
	w := newWorld(t)
	valid, old := w.usual(), w.usual()
	replaced := entry(old)
	replaced.ReplacedBy = valid.Code
	v := attest.NewVerifier(w.trust, register(t, w, w.one, attest.Register{Terminal: "SD-0101-0001", From: w.now,
		AsOf:    w.now.AddDate(0, 0, 1),
		Entries: []attest.Entry{entry(valid), replaced}}))
	got := v.Check(" "+strings.ToLower(valid.Code.String())+"\n", w.now)
	expect(t, got, attest.Registered, "")
	if got.Kind != slip.ContributionCertificate || got.Issued != "2026-11-26" || got.Expires != "2027-02-23" ||
		got.Code != valid.Code.String() {
		t.Errorf("%+v", got)
	}
	if got.Terminal+got.Says+got.Name+got.Tail != "" {
		t.Errorf("a code tells more than kind and days: %+v", got)
	}
	expect(t, v.Check(string(old.Code), w.now), attest.Replaced, "")
	if got := v.Check(string(old.Code), w.now); strings.Contains(got.Advice+got.Code+got.Says, valid.Code.String()) {
		t.Error("a replaced code tells the new one")
	}
	expect(t, v.Check(string(valid.Code), w.now.AddDate(1, 0, 0)), attest.Expired, "")
	expect(t, v.Check(string(attest.NewCode()), w.now), attest.NotKnown, attest.NoEntry)
	expect(t, v.Check(string(valid.Code[:19]), w.now), attest.Unreadable, attest.BadCode)
	expect(t, v.Check("", w.now), attest.Unreadable, attest.BadCode)
	expect(t, attest.NewVerifier(w.trust).Check(string(valid.Code), w.now), attest.NotKnown, attest.NoRegister)
}

func TestSpecimensAndFragments(t *testing.T) {
	w := newWorld(t)
	v := attest.NewVerifier(w.trust)
	st := w.usual()
	st.Specimen = true
	expect(t, v.Verify(qr(t, w.one, st), w.now), attest.Specimen, "")
	bare, err := attest.LoadSigner("SD-0101-0001", attest.Files{Key: newWorld(t).path("SD-0101-0001.key")})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, v.Verify(qr(t, bare, st), w.now), attest.Specimen, "")
	// The mark taken out of a specimen makes no paper of it.
	expect(t, v.Verify(strings.Replace(qr(t, w.one, st), "SB1|CCS|", "SB1|CC|", 1), w.now), attest.Altered, "")
	expect(t, v.Verify(strings.Replace(qr(t, bare, st), "SB1|CCS|", "SB1|CC|", 1), w.now), attest.NotKnown, attest.UnknownKey)

	text := qr(t, w.one, w.usual())
	lines := strings.Split(text, "\n")
	for name, s := range map[string]string{"nothing": "", "sentence alone": lines[0], "statement alone": lines[2],
		"no signature": text[:len(text)-20],
		"lines joined": strings.Join(lines, " "), "not UTF-8": "\xb2\xce\xb1\xa3\n" + lines[2],
		"replacement marks": "\ufffd\ufffd\n" + lines[2],
		"very long":         strings.Repeat("测", 9999) + "\n" + lines[2]} {
		if got := v.Verify(s, w.now); got.Result != attest.Unreadable {
			t.Errorf("%s: %s", name, got.Result)
		}
	}
	expect(t, v.Verify(strings.Replace(text, "SB1|", "SB2|", 1), w.now), attest.Unreadable, attest.OtherVersion)
}

func TestForgedRegisters(t *testing.T) {
	w := newWorld(t)
	st := w.usual()
	r := attest.Register{Terminal: "SD-0101-0001", From: w.now.AddDate(0, 0, -9), AsOf: w.now,
		Entries: []attest.Entry{entry(st), entry(w.usual())}}
	var out bytes.Buffer
	if err := w.one.WriteRegister(&out, r); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	got, err := w.trust.ReadRegister(strings.NewReader(text))
	if err != nil || len(got.Entries) != 2 || !got.AsOf.Equal(r.AsOf) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range len(text) - 1 { // the last byte is a line end
		for _, b := range []byte{'0', '1', 'Z', '|', '\n', text[i] ^ 1, text[i] ^ 0x80} {
			if b == text[i] {
				continue
			}
			changed := text[:i] + string([]byte{b}) + text[i+1:]
			if _, err := w.trust.ReadRegister(strings.NewReader(changed)); !errors.Is(err, attest.ErrRegister) {
				t.Fatalf("byte %d changed into %q: %v", i, b, err)
			}
		}
	}
	line := strings.Index(text, "\n") + 1
	for name, s := range map[string]string{"empty": "",
		"entry taken out": text[:line] + text[line+strings.Index(text[line:], "\n")+1:],
		"cut":             text[:len(text)-90], "without signature": text[:strings.Index(text, "SIGN|")],
		"more behind it": text + "x\n"} {
		if _, err := w.trust.ReadRegister(strings.NewReader(s)); !errors.Is(err, attest.ErrRegister) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Another terminal's word on this one's papers, and a terminal that nobody knows.
	for name, s := range map[string]*attest.Signer{"other terminal": w.other, "other agency": newWorld(t).one} {
		var out bytes.Buffer
		own := r
		own.Terminal = attest.TerminalOf(s)
		if err := s.WriteRegister(&out, own); err != nil {
			t.Fatal(err)
		}
		forged := strings.Replace(out.String(), own.Terminal, "SD-0101-0001", 1)
		if _, err := w.trust.ReadRegister(strings.NewReader(forged)); !errors.Is(err, attest.ErrRegister) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := w.other.WriteRegister(&out, r); err == nil {
		t.Error("a terminal signs another one's register")
	}
	for name, bad := range map[string]attest.Entry{"no code": {Kind: st.Claim.Kind},
		"a query slip": {Code: attest.NewCode(), Kind: slip.ContributionSlip},
		"twice":        entry(st), "no new code": {Code: attest.NewCode(), Kind: st.Claim.Kind, ReplacedBy: "x"}} {
		own := r
		own.Entries = append([]attest.Entry{bad}, r.Entries...)
		if err := w.one.WriteRegister(&out, own); err == nil {
			t.Errorf("%s was written", name)
		}
	}
	if got := register(t, w, w.one, attest.Register{Terminal: "SD-0101-0001", From: w.now, AsOf: w.now}); len(got.Entries) != 0 {
		t.Error("an empty register has entries")
	}
}

func TestFormsOfCertificates(t *testing.T) {
	w := newWorld(t)
	if n := w.trust.Terminals(); n != 2 {
		t.Fatalf("%d terminals", n)
	}
	one, err := os.ReadFile(w.path("certs/SD-0101-0001.pem"))
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(w.path("certs/SD-0101-0002.pem"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, w.path("bundle.pem"), string(one)+string(two))
	if trust, err := attest.LoadTrust(w.path("bundle.pem"), w.path("ca.pem")); err != nil || trust.Terminals() != 2 {
		t.Errorf("bundle: %v", err)
	}
	block, _ := pem.Decode(one)
	attesttest.Write(t, w.folder, "der/one.cer", block.Bytes)
	if trust, err := attest.LoadTrust(w.path("der"), w.path("ca.pem")); err != nil || trust.Terminals() != 1 {
		t.Errorf("DER: %v", err)
	}
}

func TestWhatIsNotTrusted(t *testing.T) {
	w, stranger := newWorld(t), newWorld(t)
	foreign, err := os.ReadFile(stranger.path("certs/SD-0101-0001.pem"))
	if err != nil {
		t.Fatal(err)
	}
	key, err := os.ReadFile(w.path("SD-0101-0001.key"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"another agency's": foreign, "a key": key, "half": foreign[:200], "nothing": nil,
		"an agency": w.agency.PEM()} {
		path := attesttest.Write(t, w.folder, "other/x.pem", content)
		if _, err := attest.LoadTrust(w.path("other"), w.path("ca.pem")); err == nil {
			t.Errorf("%s as a terminal's certificate was taken", name)
		}
		if name == "an agency" {
			continue
		}
		if _, err := attest.LoadTrust(w.path("certs"), path); err == nil {
			t.Errorf("%s as an agency's certificate was taken", name)
		}
	}
}
