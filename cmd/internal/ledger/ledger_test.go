package ledger_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 28, 10, 0, 0, 0, clock.Zone())
)

// secrets are what never leaves the room.
var secrets = []string{strings.Repeat("a", 32), strings.Repeat("b", 32), strings.Repeat("d", 32), "visit-7"}

func book(t *testing.T, c clock.Clock) *journal.Journal {
	t.Helper()
	j, err := journal.Open(filepath.Join(t.TempDir(), "kiosk.db"), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func unknown(t *testing.T, j *journal.Journal, id string) {
	t.Helper()
	if err := j.PutJob(ctx, journal.Job{ID: id, Kind: "rights_record", Visit: "visit-7", Person: secrets[0], Document: secrets[2], MM: 250,
		Code: "0123456789ABCDEFGHJK"}); err != nil {
		t.Fatal(err)
	}
	from := journal.Queued
	for _, to := range []journal.State{journal.Checked, journal.Sending, journal.Unknown} {
		if err := j.MoveJob(ctx, id, from, to, journal.End{Reason: map[bool]string{true: "silent"}[to == journal.Unknown]}); err != nil {
			t.Fatal(err)
		}
		from = to
	}
}

// ask puts a question and reads the answer.
func ask[T any](t *testing.T, j *journal.Journal, c clock.Clock, question string) (out T) {
	t.Helper()
	answer, known, err := ledger.Obey(ctx, j, c, question)
	if err != nil || !known {
		t.Fatalf("%s: %v %v", question, known, err)
	}
	for _, s := range secrets {
		if strings.Contains(answer, s) {
			t.Errorf("%s tells %s", question, s)
		}
	}
	if strings.Contains(answer, "\n") {
		t.Errorf("%s is answered with more than a line", question)
	}
	if err := json.Unmarshal([]byte(answer), &out); err != nil {
		t.Fatalf("%s: %q: %v", question, answer, err)
	}
	return out
}

func TestDoubtsAreListedAndEnded(t *testing.T) {
	c := clock.NewFake(start)
	j := book(t, c)
	if jobs := ask[[]ledger.Job](t, j, c, ledger.Unresolved); len(jobs) != 0 {
		t.Errorf("%v", jobs)
	}
	unknown(t, j, "one")
	unknown(t, j, "two")
	jobs := ask[[]ledger.Job](t, j, c, ledger.Unresolved)
	if len(jobs) != 2 || jobs[0] != (ledger.Job{ID: "one", Kind: "rights_record", Time: "2026-11-28 10:00:00", Reason: "silent"}) {
		t.Errorf("%+v", jobs)
	}
	for id, to := range map[string]journal.State{"one": journal.Confirmed, "two": journal.Failed} {
		if _, known, err := ledger.Obey(ctx, j, c, ledger.Resolve+" "+id+" "+string(to)); !known || err != nil {
			t.Fatalf("%s: %v %v", id, known, err)
		}
		moves, err := j.Moves(ctx, id)
		if last := moves[len(moves)-1]; err != nil || last.State != to || last.By != journal.ByOperator {
			t.Errorf("%s: %v %v", id, moves, err)
		}
	}
	for _, line := range []string{"one confirmed", "none failed", "two taken", "two unknown"} {
		if _, known, err := ledger.Obey(ctx, j, c, ledger.Resolve+" "+line); !known || err == nil {
			t.Errorf("%s: %v %v", line, known, err)
		}
	}
}

func TestPapersStand(t *testing.T) {
	c := clock.NewFake(start)
	j := book(t, c)
	for i, content := range []string{secrets[0], secrets[1]} {
		if _, err := j.IssuePaper(ctx, journal.Paper{Code: []string{"0123456789ABCDEFGHJK", "1123456789ABCDEFGHJK"}[i], Kind: "rights_record",
			Person: secrets[2], Period: "2025", Content: content, Terminal: "SD-0101-0001", Issued: start,
			Expires: start.AddDate(0, 0, 2)}); err != nil {
			t.Fatal(err)
		}
	}
	unknown(t, j, "one")
	want := map[string]ledger.Paper{
		"0123456789ABCDEFGHJK": {Kind: "rights_record", State: ledger.Replaced, Issued: "2026-11-28", Expires: "2026-11-30",
			Replaced: "1123456789ABCDEFGHJK", Sheets: 1},
		"1123456789ABCDEFGHJK": {Kind: "rights_record", State: ledger.Valid, Issued: "2026-11-28", Expires: "2026-11-30"},
	}
	for _, day := range []struct {
		later time.Duration
		state ledger.State
	}{{0, ledger.Valid}, {61 * time.Hour, ledger.Valid}, {time.Hour, ledger.Expired}} { // to 23:00 of the last day, and into the next
		c.Advance(day.later)
		for _, p := range ask[[]ledger.Paper](t, j, c, ledger.Papers) {
			w := want[p.Code]
			if w.Code = p.Code; w.State == ledger.Valid {
				w.State = day.state
			}
			if p != w {
				t.Errorf("%+v, want %+v", p, w)
			}
		}
	}
}

func TestTheRoll(t *testing.T) {
	c := clock.NewFake(start)
	j := book(t, c)
	unknown(t, j, "one")
	if r := ask[ledger.Roll](t, j, c, ledger.Used); r != (ledger.Roll{Slips: 1, MM: 250}) {
		t.Errorf("%+v", r)
	}
	c.Advance(time.Minute)
	if _, known, err := ledger.Obey(ctx, j, c, ledger.Refilled+" 120"); !known || err != nil {
		t.Fatal(known, err)
	}
	if r := ask[ledger.Roll](t, j, c, ledger.Used); r != (ledger.Roll{Since: "2026-11-28 10:01:00", Metres: 120}) {
		t.Errorf("%+v", r)
	}
	for _, metres := range []string{"0", "-1", "501", "12m", "99999999999999999999"} {
		if _, known, err := ledger.Obey(ctx, j, c, ledger.Refilled+" "+metres); !known || err == nil {
			t.Errorf("%s metres: %v %v", metres, known, err)
		}
	}
	c.Advance(time.Minute)
	if _, known, err := ledger.Obey(ctx, j, c, ledger.Refilled); !known || err != nil {
		t.Fatal(known, err)
	}
	if r := ask[ledger.Roll](t, j, c, ledger.Used); r.Metres != 0 {
		t.Errorf("%+v", r)
	}
}

func FuzzObey(f *testing.F) {
	for _, line := range []string{"", "printer emptied", ledger.Unresolved, ledger.Papers, ledger.Used, ledger.Refilled + " 80",
		ledger.Resolve + " one confirmed", ledger.Resolve + " one", ledger.Resolve + " \x00 failed", "journal papers x"} {
		f.Add(line)
	}
	c := clock.NewFake(start)
	j, err := journal.Open(filepath.Join(f.TempDir(), "kiosk.db"), c)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { j.Close() })
	f.Fuzz(func(t *testing.T, line string) {
		answer, known, err := ledger.Obey(ctx, j, c, line)
		if (!known || err != nil) && answer != "" {
			t.Errorf("%q is answered with %q, %v %v", line, answer, known, err)
		}
		if answer != "" && !json.Valid([]byte(answer)) {
			t.Errorf("%q is answered with %q", line, answer)
		}
	})
}
