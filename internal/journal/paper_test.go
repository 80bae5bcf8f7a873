package journal_test

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
)

const person, other = "00000000000000000000000000000001", "00000000000000000000000000000002"

func paper(n int, content string, at time.Time) journal.Paper {
	return journal.Paper{Code: codeOf(n), Kind: "rights_record", Person: person, Scope: "", Period: "2025", Content: strings.Repeat(content, 32),
		Terminal: "SD-0101-0001", Issued: at, Expires: at.AddDate(0, 0, 89)}
}

func issue(t *testing.T, j *journal.Journal, p journal.Paper) journal.Paper {
	t.Helper()
	got, err := j.IssuePaper(ctx, p)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// The rules of the issue: one code for one person, kind, period, day and content; changed content replaces; another day does not.
func TestPapers(t *testing.T) {
	j := fresh(t)
	first := issue(t, j, paper(1, "a", start))
	if again := issue(t, j, paper(2, "a", start.Add(5*time.Hour))); again.Code != first.Code || !again.Expires.Equal(first.Expires) {
		t.Errorf("the same on one day is %s, then %s", first.Code, again.Code)
	}
	nextDay := issue(t, j, paper(3, "a", start.AddDate(0, 0, 1)))
	if nextDay.Code != codeOf(3) {
		t.Errorf("another day has code %s", nextDay.Code)
	}
	for _, c := range []string{codeOf(1), codeOf(3)} {
		if p, ok, err := j.Paper(ctx, c); err != nil || !ok || p.Replaced != "" {
			t.Errorf("%s: %+v %v %v", c, p, ok, err)
		}
	}
	changed := issue(t, j, paper(4, "b", start.AddDate(0, 0, 1)))
	for _, c := range []string{codeOf(1), codeOf(3)} {
		if p, _, _ := j.Paper(ctx, c); p.Replaced != changed.Code {
			t.Errorf("%s is replaced by %q", c, p.Replaced)
		}
	}
	// What was replaced never comes back, also when the old content does.
	back := issue(t, j, paper(5, "a", start.AddDate(0, 0, 1)))
	if back.Code != codeOf(5) {
		t.Errorf("a replaced paper came back as %s", back.Code)
	}
	if p, _, _ := j.Paper(ctx, codeOf(4)); p.Replaced != codeOf(5) {
		t.Errorf("then 4 is replaced by %q", p.Replaced)
	}
	// Another kind, period, scope or person is another paper.
	for i, change := range []func(*journal.Paper){func(p *journal.Paper) { p.Kind = "benefit_certificate" }, func(p *journal.Paper) { p.Period = "2024" },
		func(p *journal.Paper) { p.Scope = "370100" }, func(p *journal.Paper) { p.Person = other }} {
		p := paper(10+i, "c", start.AddDate(0, 0, 1))
		change(&p)
		issue(t, j, p)
	}
	if p, _, _ := j.Paper(ctx, codeOf(5)); p.Replaced != "" {
		t.Errorf("the paper of another subject replaced this one: %q", p.Replaced)
	}
	if _, ok, err := j.Paper(ctx, codeOf(99)); ok || err != nil {
		t.Error("a code that was never issued is there")
	}
	all, err := j.Papers(ctx)
	if err != nil || len(all) != 8 {
		t.Errorf("%d papers, %v", len(all), err)
	}
	for _, bad := range []func(*journal.Paper){func(p *journal.Paper) { p.Person = "" }, func(p *journal.Paper) { p.Code = "I" }, func(p *journal.Paper) { p.Scope = "济南" },
		func(p *journal.Paper) { p.Period = "测试甲" }, func(p *journal.Paper) { p.Content = "测试甲" }} {
		p := paper(50, "d", start)
		if bad(&p); func() bool { _, err := j.IssuePaper(ctx, p); return err == nil }() {
			t.Errorf("taken: %+v", p)
		}
	}
}

// put is a job of a document that came as far as a state.
func put(t *testing.T, j *journal.Journal, id string, way ...journal.State) {
	t.Helper()
	if err := j.PutJob(ctx, journal.Job{ID: id, Kind: "rights_record", Person: person, Document: strings.Repeat("d", 32), Code: codeOf(1), MM: 200}); err != nil {
		t.Fatal(err)
	}
	walk(t, j, id, way...)
}

// A sheet counts when it is or may be on paper: for the number of a reprint, for the limit of the day and for the roll.
func TestCopiesAndLimits(t *testing.T) {
	j := fresh(t)
	issue(t, j, paper(1, "a", start))
	ways := []struct {
		way     []journal.State
		partial bool
		counts  bool
	}{
		{nil, false, false}, {[]journal.State{journal.Checked}, false, false}, {[]journal.State{journal.Failed}, false, false},
		{[]journal.State{journal.Checked, journal.Sending}, false, true},
		{[]journal.State{journal.Checked, journal.Sending, journal.Unknown}, false, true},
		{[]journal.State{journal.Checked, journal.Sending, journal.Sent, journal.Confirmed}, false, true},
		{[]journal.State{journal.Checked, journal.Sending, journal.Sent, journal.Confirmed, journal.Taken}, false, true},
		{[]journal.State{journal.Checked, journal.Sending, journal.Sent, journal.Confirmed, journal.Retracted}, false, true},
	}
	want, used := 0, 0
	for i, w := range ways {
		put(t, j, fmt.Sprint("job-", i), w.way...)
		if w.counts {
			want++
		}
		if len(w.way) > 1 {
			used++
		}
		if n, err := j.Copies(ctx, strings.Repeat("d", 32)); err != nil || n != want {
			t.Errorf("after %v: %d copies, want %d, %v", w.way, n, want, err)
		}
		if n, err := j.Printed(ctx, person, "rights_record", start.Add(-time.Hour)); err != nil || n != want {
			t.Errorf("after %v: %d printed, want %d, %v", w.way, n, want, err)
		}
	}
	if p, _, _ := j.Paper(ctx, codeOf(1)); p.Copies != want {
		t.Errorf("the paper has %d copies, want %d", p.Copies, want)
	}
	if n, _ := j.Printed(ctx, person, "rights_record", start.Add(time.Hour)); n != 0 {
		t.Errorf("%d after the day", n)
	}
	if n, _ := j.Printed(ctx, other, "rights_record", start.Add(-time.Hour)); n != 0 {
		t.Errorf("%d of somebody else", n)
	}
	slips, mm, since, err := j.PaperUsed(ctx)
	if err != nil || slips != used || mm != float64(200*used) || !since.IsZero() {
		t.Errorf("used %d slips, %.0f mm since %v, %v", slips, mm, since, err)
	}
}

// After a refill the roll counts anew.
func TestRefilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.db")
	c := clock.NewFake(start)
	j, err := journal.Open(path, c)
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	put(t, j, "one", journal.Checked, journal.Sending)
	c.Advance(time.Minute)
	if err := j.Refilled(ctx); err != nil {
		t.Fatal(err)
	}
	c.Advance(time.Minute)
	if slips, mm, since, err := j.PaperUsed(ctx); err != nil || slips != 0 || mm != 0 || !since.Equal(start.Add(time.Minute)) {
		t.Errorf("%d %v %v %v", slips, mm, since, err)
	}
	put(t, j, "two", journal.Checked, journal.Sending)
	if slips, mm, _, _ := j.PaperUsed(ctx); slips != 1 || mm != 200 {
		t.Errorf("%d %v", slips, mm)
	}
}

// Somebody's word ends the doubt, once, and only a doubt.
func TestResolve(t *testing.T) {
	j := fresh(t)
	unknown := []journal.State{journal.Checked, journal.Sending, journal.Unknown}
	put(t, j, "whole", unknown...)
	put(t, j, "missing", unknown...)
	put(t, j, "failed", journal.Failed)
	if jobs, err := j.Unresolved(ctx); err != nil || len(jobs) != 2 {
		t.Fatalf("%d jobs to be resolved, %v", len(jobs), err)
	}
	if err := j.Resolve(ctx, "whole", journal.Confirmed, journal.ByCitizen); err != nil {
		t.Fatal(err)
	}
	if err := j.Resolve(ctx, "missing", journal.Failed, journal.ByOperator); err != nil {
		t.Fatal(err)
	}
	for id, to := range map[string]journal.State{"whole": journal.Failed, "failed": journal.Confirmed, "none": journal.Failed} {
		if err := j.Resolve(ctx, id, to, journal.ByOperator); !errors.Is(err, journal.ErrMoved) {
			t.Errorf("%s resolved: %v", id, err)
		}
	}
	if err := j.Resolve(ctx, "missing", journal.Taken, journal.ByOperator); !errors.Is(err, journal.ErrMoved) {
		t.Errorf("resolved as taken: %v", err)
	}
	job, _, _ := j.Job(ctx, "missing")
	if job.State != journal.Failed || !job.Partial || job.Reason != "operator" || !job.Residue {
		t.Errorf("%+v", job)
	}
	// What may be out is counted, so that the next sheet is marked.
	if n, _ := j.Copies(ctx, strings.Repeat("d", 32)); n != 2 {
		t.Errorf("%d copies", n)
	}
	if jobs, _ := j.Unresolved(ctx); len(jobs) != 0 {
		t.Errorf("%d jobs left", len(jobs))
	}
}

// A journal of the version before is taken over with what it holds.
func TestAnOlderJournalIsTakenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.db")
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{journal.SchemaBeforePapers(), `INSERT INTO job VALUES ('old', 'rights_record', 'v', '', '', 'unknown', 1, 'silent', 0, 1, 2)`,
		`INSERT INTO job_move VALUES ('old', 0, 'queued', 1)`, `PRAGMA application_id = 1802071923`, `PRAGMA user_version = 2`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q[:20], err)
		}
	}
	db.Close()
	j := at(t, path)
	job, there, err := j.Job(ctx, "old")
	if err != nil || !there || job.State != journal.Unknown || job.Reason != "silent" || !job.Residue || job.Document != "" || job.MM != 0 {
		t.Errorf("%+v %v %v", job, there, err)
	}
	issue(t, j, paper(1, "a", start))
}
