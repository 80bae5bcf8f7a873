package journal_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
)

const person, other = "00000000000000000000000000000001", "00000000000000000000000000000002"

func paper(n int, content string, at time.Time) journal.Paper {
	return journal.Paper{Code: codeOf(n), Kind: "rights_record", Person: person, Period: "2025", Content: strings.Repeat(content, 32),
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
	for i, change := range []func(*journal.Paper){
		func(p *journal.Paper) { p.Kind = "benefit_certificate" }, func(p *journal.Paper) { p.Period = "2024" },
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
	// A day that comes again, as the clock was set back, has the code that it had.
	if p := issue(t, j, paper(6, "a", start.AddDate(0, 0, 2))); p.Code != codeOf(6) {
		t.Errorf("the day after has code %s", p.Code)
	}
	if p := issue(t, j, paper(7, "a", start.AddDate(0, 0, 1))); p.Code != codeOf(5) {
		t.Errorf("a day that came again has code %s", p.Code)
	}
	if p := issue(t, j, paper(8, "a", start.AddDate(0, 0, -1))); p.Code != codeOf(8) {
		t.Errorf("a day before all others has code %s", p.Code)
	}
	// The day is China's: 23:59 and 00:01 of one night are two.
	night := time.Date(2026, 11, 30, 15, 59, 0, 0, time.UTC)
	if a, b := issue(t, j, paper(20, "a", night)), issue(t, j, paper(21, "a", night.Add(2*time.Minute))); a.Code == b.Code {
		t.Errorf("before and after midnight it is %s", a.Code)
	}
	for _, bad := range []func(*journal.Paper){
		func(p *journal.Paper) { p.Person = "" }, func(p *journal.Paper) { p.Code = "I" }, func(p *journal.Paper) { p.Scope = "济南" },
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
	if err := j.PutJob(ctx, journal.Job{ID: id, Kind: "rights_record", Person: person, Document: strings.Repeat("d", 32), Code: codeOf(1),
		MM: 200}); err != nil {
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
	if job.State != journal.Failed || !job.Partial || !job.Residue {
		t.Errorf("%+v", job)
	}
	for id, by := range map[string]journal.Decider{"whole": journal.ByCitizen, "missing": journal.ByOperator} {
		moves, err := j.Moves(ctx, id)
		if err != nil || len(moves) != 5 || moves[4].By != by || moves[3].By != "" {
			t.Errorf("the moves of %s are %v, %v", id, moves, err)
		}
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
	for _, q := range []string{journal.SchemaBeforePapers(),
		`INSERT INTO job VALUES ('old', 'rights_record', 'v', '', '', 'unknown', 1, 'silent', 0, 1, 2)`,
		`INSERT INTO job_move VALUES ('old', 0, 'queued', 1)`, `PRAGMA application_id = 1802071923`, `PRAGMA user_version = 2`} {
		if _, err := db.Exec(q); err != nil {
			t.Fatalf("%s: %v", q[:20], err)
		}
	}
	db.Close()
	j := at(t, path)
	job, there, err := j.Job(ctx, "old")
	if err != nil || !there || job.State != journal.Unknown || job.Reason != "silent" || !job.Residue || job.Document != "" ||
		job.MM != 0 {
		t.Errorf("%+v %v %v", job, there, err)
	}
	issue(t, j, paper(1, "a", start))
}

// A terminal that has printed for years finds the sheets of a document at once.
func TestSheetsAreFoundByIndex(t *testing.T) {
	steps, err := fresh(t).Plan(ctx)
	if err != nil || len(steps) < 4 {
		t.Fatalf("%v %v", steps, err)
	}
	for _, s := range steps {
		if strings.HasPrefix(s, "SCAN") {
			t.Errorf("it reads a whole table: %s", s)
		}
	}
}

// What is nobody's has no copies.
func TestNobodysDocument(t *testing.T) {
	j := fresh(t)
	if err := j.PutJob(ctx, journal.Job{ID: "guide"}); err != nil {
		t.Fatal(err)
	}
	walk(t, j, "guide", journal.Checked, journal.Sending, journal.Sent, journal.Confirmed)
	if n, err := j.Copies(ctx, ""); err != nil || n != 0 {
		t.Errorf("%d copies of nothing, %v", n, err)
	}
}

// A slip at the outlet counts as in the printer until it is gone.
func TestHangingIsResidue(t *testing.T) {
	for _, gone := range []journal.State{journal.Taken, journal.Retracted} {
		j := fresh(t)
		put(t, j, "one", journal.Checked, journal.Sending, journal.Sent)
		if err := j.MoveJob(ctx, "one", journal.Sent, journal.Confirmed, journal.End{Hanging: true}); err != nil {
			t.Fatal(err)
		}
		if left, err := j.Residue(ctx); err != nil || len(left) != 1 {
			t.Errorf("while it hangs: %d, %v", len(left), err)
		}
		if err := j.MoveJob(ctx, "one", journal.Confirmed, gone, journal.End{}); err != nil {
			t.Fatal(err)
		}
		if left, err := j.Residue(ctx); err != nil || len(left) != 0 {
			t.Errorf("%s: %d, %v", gone, len(left), err)
		}
	}
}

// The operator's tool begins no journal and sets none aside.
func TestOpenOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.db")
	if _, err := journal.OpenOnly(path, clock.System{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no journal: %v", err)
	}
	j := at(t, path)
	if _, err := journal.OpenOnly(path, clock.System{}); !errors.Is(err, journal.ErrInUse) {
		t.Errorf("in use: %v", err)
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	only, err := journal.OpenOnly(path, clock.System{})
	if err != nil {
		t.Fatal(err)
	}
	if err := only.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("damaged ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := journal.OpenOnly(path, clock.System{}); err == nil || errors.Is(err, journal.ErrInUse) {
		t.Errorf("damaged: %v", err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("it left %v, %v", files, err)
	}
}

func TestTheLengthOfARoll(t *testing.T) {
	j := fresh(t)
	for _, want := range []int{0, 120, 0} {
		var err error
		if want > 0 {
			err = j.RefilledWith(ctx, want)
		} else {
			err = j.Refilled(ctx)
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := j.Roll(ctx); err != nil || got != want {
			t.Errorf("%d metres, want %d, %v", got, want, err)
		}
	}
	if j.RefilledWith(ctx, -1) == nil {
		t.Error("a roll of no length")
	}
}
