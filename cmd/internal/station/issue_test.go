package station

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/attest"
	"shebao/kiosk/internal/attest/attesttest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
)

const (
	number   = "379901199003070011"
	terminus = "SD-0101-0001"
)

var now = time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())

// desk is what issues papers, with an agency behind it.
type desk struct {
	issuer
	t      *testing.T
	clock  *clock.Fake
	record records.Record
	verify *attest.Verifier
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := t.TempDir()
	c := clock.NewFake(now)
	book, err := journal.Open(filepath.Join(dir, "kiosk.db"), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	secret, err := keys.Create(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	keyFile := filepath.Join(dir, "slips.key")
	key, err := attest.Generate(keyFile)
	if err != nil {
		t.Fatal(err)
	}
	agency := attesttest.NewAgency(t, now.AddDate(-1, 0, 0))
	request, err := key.Request(terminus)
	if err != nil {
		t.Fatal(err)
	}
	certFile := attesttest.Write(t, dir, "terminal.pem", agency.Certify(t, request, now.AddDate(0, -1, 0), now.AddDate(1, 0, 0)))
	signer, err := attest.LoadSigner(terminus, attest.Files{Key: keyFile, Cert: certFile})
	if err != nil {
		t.Fatal(err)
	}
	if ok, why := signer.Certified(now); !ok {
		t.Fatal(why)
	}
	trust, err := attest.LoadTrust(certFile, attesttest.Write(t, dir, "agency.pem", agency.PEM()))
	if err != nil {
		t.Fatal(err)
	}
	slips := config.Default().Slips
	slips.Address, slips.PerDay = "https://example.gov.cn/c?{code}", 3
	r := records.Record{Person: records.Person{Number: number, Name: "测试甲", Kind: records.Employee}, Source: records.About{Name: "示例", AsOf: now.Add(-time.Hour)},
		Enrolments:    []records.Enrolment{{Insurance: records.EmployeePension, Region: "370100", Employer: "示例公司", Status: records.Contributing}},
		Contributions: []records.Contribution{{Month: 202610, Insurance: records.EmployeePension, Region: "370100", Base: records.Known(520000), Personal: records.Known(41600), Status: records.Paid}}}
	return &desk{t: t, clock: c, record: r, verify: attest.NewVerifier(trust), issuer: issuer{terminal: terminus, book: book, keys: secret, config: slips, signer: signer,
		length: func(s slip.Sheet) float64 { return float64(4 * len(s.Lines)) }, clock: c}}
}

// draw lays a certificate out as a visit does.
func (d *desk) draw(kind slip.Kind, specimen bool) terminal.Slip {
	sheet := slip.Draw(kind, slip.Terms{Terminal: terminus, Hall: "示例大厅", Phone: "12333", Columns: 48, Specimen: specimen, Certified: true, ValidDays: 90, At: d.clock.Now()},
		slip.Holder{Name: "测试甲", NameClean: true, Number: number}, d.record, slip.Choice{Family: records.FamilyPension, Months: 12})
	return terminal.Slip{Visit: 1, Kind: kind, Person: number, Sheet: sheet}
}

// print issues a slip and has it printed as far as the journal knows.
func (d *desk) print(s terminal.Slip) spool.Slip {
	d.t.Helper()
	job, refused, err := d.issue(d.t.Context(), s)
	if err != nil || refused {
		d.t.Fatalf("refused %v: %v", refused, err)
	}
	if err := d.book.PutJob(d.t.Context(), journal.Job{ID: job.ID, Kind: string(job.Kind), Person: job.Person, Document: job.Document, Code: job.Code, MM: job.MM}); err != nil {
		d.t.Fatal(err)
	}
	for _, m := range [][2]journal.State{{journal.Queued, journal.Checked}, {journal.Checked, journal.Sending}, {journal.Sending, journal.Unknown}} {
		if err := d.book.MoveJob(d.t.Context(), job.ID, m[0], m[1], journal.End{}); err != nil {
			d.t.Fatal(err)
		}
	}
	return job
}

func says(s slip.Sheet) string {
	var b strings.Builder
	for _, l := range s.Lines {
		for _, c := range l.Cells {
			b.WriteString(c.Text)
		}
	}
	return b.String()
}

func qr(s slip.Sheet) string {
	for _, l := range s.Lines {
		if l.QR != "" {
			return l.QR
		}
	}
	return ""
}

// A certificate can be checked by whoever receives it; what is printed again the same day keeps its code and is marked; changed
// content has another code; nothing of the holder is in the journal.
func TestACertificateCanBeChecked(t *testing.T) {
	d := newDesk(t)
	first := d.print(d.draw(slip.ContributionCertificate, false))
	if v := d.verify.Verify(qr(first.Sheet), now); v.Result != attest.Genuine {
		t.Fatalf("%+v of\n%s", v, qr(first.Sheet))
	}
	if first.Copy != 0 || strings.Contains(says(first.Sheet), "补打") || !strings.Contains(says(first.Sheet), "2027-02-20") || first.MM < 50 {
		t.Errorf("copy %d, %d mm: %s", first.Copy, first.MM, says(first.Sheet))
	}
	d.clock.Advance(2 * time.Hour)
	again := d.print(d.draw(slip.ContributionCertificate, false))
	if again.Code != first.Code || again.Copy != 1 || !strings.Contains(says(again.Sheet), "补打 第1次") || again.ID == first.ID {
		t.Errorf("again: %s copy %d", again.Code, again.Copy)
	}
	if v := d.verify.Verify(qr(again.Sheet), now); v.Result != attest.Genuine {
		t.Errorf("a reprint is %+v", v)
	}
	d.record.Contributions[0].Base.Fen++
	changed := d.print(d.draw(slip.ContributionCertificate, false))
	if changed.Code == first.Code || changed.Copy != 0 {
		t.Errorf("changed content has %s, copy %d", changed.Code, changed.Copy)
	}
	if p, _, err := d.book.Paper(t.Context(), first.Code); err != nil || p.Replaced != changed.Code || p.Copies != 2 {
		t.Errorf("%+v %v", p, err)
	}
	// The limit of the day is of the kind.
	if _, refused, err := d.issue(t.Context(), d.draw(slip.ContributionCertificate, false)); !refused || err != nil {
		t.Errorf("a fourth one: refused %v, %v", refused, err)
	}
	if job, refused, err := d.issue(t.Context(), d.draw(slip.ContributionSlip, false)); refused || err != nil || job.Code != "" || job.Document == "" {
		t.Errorf("another kind: %v %v %+v", refused, err, job)
	}
	d.clock.Advance(24 * time.Hour)
	if next := d.print(d.draw(slip.ContributionCertificate, false)); next.Copy != 0 || next.Code == changed.Code {
		t.Errorf("the next day: copy %d, code %s", next.Copy, next.Code)
	}
}

// A specimen is signed as one, and a certificate of a terminal whose certificate has expired is not printed.
func TestSpecimens(t *testing.T) {
	d := newDesk(t)
	if v := d.verify.Verify(qr(d.print(d.draw(slip.ContributionCertificate, true)).Sheet), now); v.Result != attest.Specimen {
		t.Errorf("a specimen is %+v", v)
	}
	d.clock.Advance(400 * 24 * time.Hour)
	if _, _, err := d.issue(t.Context(), d.draw(slip.ContributionCertificate, false)); err == nil {
		t.Error("printed with a certificate that has expired")
	}
	if papers, err := d.book.Papers(t.Context()); err != nil || len(papers) != 1 { // that of the specimen
		t.Errorf("what was refused has taken a code: %d papers, %v", len(papers), err)
	}
	d.signer = nil
	job, _, err := d.issue(t.Context(), d.draw(slip.ContributionCertificate, true))
	if err != nil || job.Code == "" || strings.Contains(qr(job.Sheet), "SB1") {
		t.Errorf("without a key: %v, %s", err, qr(job.Sheet))
	}
}

// What is nobody's has no limit, no copy and no hash.
func TestGuidesHaveNoLimit(t *testing.T) {
	d := newDesk(t)
	for range 10 {
		job := d.print(terminal.Slip{Kind: slip.Guide, Sheet: slip.Article(slip.Guide, slip.Terms{Columns: 48, Terminal: terminus}, slip.Guidance{Title: "示例"})})
		if job.Person != "" || job.Document != "" || job.Copy != 0 {
			t.Fatalf("%+v", job)
		}
	}
}
