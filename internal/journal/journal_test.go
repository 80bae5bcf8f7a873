package journal_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
)

var (
	ctx   = context.Background()
	start = time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())
)

func at(t *testing.T, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path, clock.NewFake(start))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func fresh(t *testing.T) *journal.Journal {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "kiosk.db"))
}

func event(t *testing.T, j *journal.Journal, e journal.Event) {
	t.Helper()
	if err := j.Event(ctx, e); err != nil {
		t.Fatal(err)
	}
}

func events(t *testing.T, j *journal.Journal) []journal.Stored {
	t.Helper()
	all, err := j.Events(ctx, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEventsStayOverAReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.db")
	c := clock.NewFake(start)
	j, err := journal.Open(path, c)
	if err != nil {
		t.Fatal(err)
	}
	first := journal.Event{Kind: journal.VisitBegan, Visit: "v-1"}
	second := journal.Event{Kind: journal.RecordsRead, Visit: "v-1", Person: "00ff", Code: "busy", Detail: "后台超时"}
	event(t, j, first)
	c.Advance(1500 * time.Millisecond)
	event(t, j, second)
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	got := events(t, at(t, path))
	if len(got) != 2 || got[0].Event != second || got[1].Event != first {
		t.Fatalf("%+v", got)
	}
	if !got[1].At.Equal(start) || !got[0].At.Equal(start.Add(1500*time.Millisecond)) {
		t.Errorf("times %v %v", got[1].At, got[0].At)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestOnlyWordsOfTheirKind: a name or number that comes by mistake is refused where a code belongs, and blotted out of a
// detail, whose event must not be lost.
func TestOnlyWordsOfTheirKind(t *testing.T) {
	j := fresh(t)
	for _, e := range []journal.Event{
		{Kind: "gossip"}, {Kind: journal.PINRight, Code: "测试甲"}, {Kind: journal.PINRight, Visit: "a b"},
		{Kind: journal.PINRight, Person: "37990319850601006X"}, {Kind: journal.PINRight, Code: strings.Repeat("a", 65)},
	} {
		if err := j.Event(ctx, e); err == nil {
			t.Errorf("%+v was taken", e)
		} else if strings.Contains(err.Error(), "测试") || strings.Contains(err.Error(), "3799") {
			t.Errorf("the error repeats it: %v", err)
		}
	}
	for _, job := range []journal.Job{{ID: ""}, {ID: "测试甲"}, {ID: "a", Kind: "缴费"}, {ID: "a", Digest: "xyz"}, {ID: "a", Person: "甲"}} {
		if err := j.PutJob(ctx, job); err == nil {
			t.Errorf("%+v was taken", job)
		}
	}
	event(t, j, journal.Event{Kind: journal.CardProblem, Detail: "read 37990319850601006X 379901199003070011 at 0x10"})
	event(t, j, journal.Event{Kind: journal.CardProblem, Detail: strings.Repeat("长", 1000)})
	got := events(t, j)
	if len(got) != 2 || strings.Contains(got[1].Detail, "3799") || got[1].Detail != "read … … at 0x10" {
		t.Errorf("%+v", got)
	}
	if n := len([]rune(got[0].Detail)); n > 401 {
		t.Errorf("a detail of %d characters was kept", n)
	}
}

func TestEveryKindIsTaken(t *testing.T) {
	j := fresh(t)
	for _, k := range journal.Kinds() {
		event(t, j, journal.Event{Kind: k})
	}
	if n := len(events(t, j)); n != len(journal.Kinds()) {
		t.Errorf("%d events of %d kinds", n, len(journal.Kinds()))
	}
}

// TestMoves tries every pair of states.
func TestMoves(t *testing.T) {
	allowed := map[journal.State][]journal.State{
		journal.Queued:    {journal.Checked, journal.Failed},
		journal.Checked:   {journal.Sending, journal.Failed},
		journal.Sending:   {journal.Sent, journal.Failed, journal.Unknown},
		journal.Sent:      {journal.Confirmed, journal.Failed, journal.Unknown},
		journal.Confirmed: {journal.Taken, journal.Retracted},
	}
	way := map[journal.State][]journal.State{
		journal.Queued: {}, journal.Checked: {journal.Checked}, journal.Failed: {journal.Failed},
		journal.Sending:   {journal.Checked, journal.Sending},
		journal.Sent:      {journal.Checked, journal.Sending, journal.Sent},
		journal.Unknown:   {journal.Checked, journal.Sending, journal.Unknown},
		journal.Confirmed: {journal.Checked, journal.Sending, journal.Sent, journal.Confirmed},
		journal.Taken:     {journal.Checked, journal.Sending, journal.Sent, journal.Confirmed, journal.Taken},
		journal.Retracted: {journal.Checked, journal.Sending, journal.Sent, journal.Confirmed, journal.Retracted},
	}
	j := fresh(t)
	for _, from := range journal.States() {
		for _, to := range journal.States() {
			id := string(from) + "-" + string(to)
			if err := j.PutJob(ctx, journal.Job{ID: id, Kind: "contribution_slip"}); err != nil {
				t.Fatal(err)
			}
			walk(t, j, id, way[from]...)
			err := j.MoveJob(ctx, id, from, to, journal.End{})
			want := slices.Contains(allowed[from], to)
			job, there, readErr := j.Job(ctx, id)
			if readErr != nil || !there {
				t.Fatal(readErr)
			}
			switch {
			case want && (err != nil || job.State != to):
				t.Errorf("%s: %v, now %s", id, err, job.State)
			case !want && (!errors.Is(err, journal.ErrMoved) || job.State != from):
				t.Errorf("%s: %v, now %s", id, err, job.State)
			}
			if from.Final() != (allowed[from] == nil || from == journal.Confirmed) {
				t.Errorf("%s final: %v", from, from.Final())
			}
			// The same move again, or from a state that it is not in, moves nothing.
			if want {
				if err := j.MoveJob(ctx, id, from, to, journal.End{}); !errors.Is(err, journal.ErrMoved) {
					t.Errorf("%s moved twice: %v", id, err)
				}
			}
		}
	}
}

func walk(t *testing.T, j *journal.Journal, id string, to ...journal.State) {
	t.Helper()
	from := journal.Queued
	for _, s := range to {
		if err := j.MoveJob(ctx, id, from, s, journal.End{}); err != nil {
			t.Fatal(err)
		}
		from = s
	}
}

func TestAJobIsPutOnce(t *testing.T) {
	j := fresh(t)
	if err := j.PutJob(ctx, journal.Job{ID: "a", Kind: "rights_record", Visit: "v", Person: "0f", Digest: "ab"}); err != nil {
		t.Fatal(err)
	}
	walk(t, j, "a", journal.Checked, journal.Sending)
	if err := j.PutJob(ctx, journal.Job{ID: "a"}); !errors.Is(err, journal.ErrJobExists) {
		t.Errorf("got %v", err)
	}
	job, there, err := j.Job(ctx, "a")
	if err != nil || !there || job.State != journal.Sending || job.Kind != "rights_record" || job.Visit != "v" || job.Person != "0f" || job.Digest != "ab" {
		t.Errorf("%+v %v %v", job, there, err)
	}
	moves, err := j.Moves(ctx, "a")
	if err != nil || len(moves) != 3 || moves[0].State != journal.Queued || moves[2].State != journal.Sending {
		t.Errorf("%+v %v", moves, err)
	}
	if _, there, err := j.Job(ctx, "b"); there || err != nil {
		t.Errorf("there is a job b: %v %v", there, err)
	}
}

// TestResidue: from Sending on the printer counts as holding bytes, until it is known that it does not.
func TestResidue(t *testing.T) {
	j := fresh(t)
	put := func(id string, to ...journal.State) {
		t.Helper()
		if err := j.PutJob(ctx, journal.Job{ID: id}); err != nil {
			t.Fatal(err)
		}
		walk(t, j, id, to...)
	}
	put("queued")
	put("checked", journal.Checked)
	put("never", journal.Checked, journal.Failed)
	put("sending", journal.Checked, journal.Sending)
	put("sent", journal.Checked, journal.Sending, journal.Sent)
	put("confirmed", journal.Checked, journal.Sending, journal.Sent, journal.Confirmed)
	put("failed", journal.Checked, journal.Sending, journal.Failed)
	put("unknown", journal.Checked, journal.Sending, journal.Sent, journal.Unknown)
	put("emptied", journal.Checked, journal.Sending)
	if err := j.MoveJob(ctx, "emptied", journal.Sending, journal.Failed, journal.End{Reason: "paper_out", Partial: true, Empty: true}); err != nil {
		t.Fatal(err)
	}
	ids := func(f func(context.Context) ([]journal.Job, error)) string {
		t.Helper()
		jobs, err := f(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, job := range jobs {
			out = append(out, job.ID)
		}
		return strings.Join(out, " ")
	}
	if got := ids(j.OpenJobs); got != "checked queued sending sent" {
		t.Errorf("open: %s", got)
	}
	if got := ids(j.Residue); got != "failed sending sent unknown" {
		t.Errorf("residue: %s", got)
	}
	if job, _, err := j.Job(ctx, "emptied"); err != nil || job.Reason != "paper_out" || !job.Partial || job.Residue {
		t.Errorf("%+v %v", job, err)
	}
	put("talkative", journal.Checked)
	if err := j.MoveJob(ctx, "talkative", journal.Checked, journal.Failed, journal.End{Reason: "缺纸 测试甲"}); err != nil {
		t.Fatal(err)
	}
	if job, _, err := j.Job(ctx, "talkative"); err != nil || job.Reason != "other" {
		t.Errorf("%+v %v", job, err)
	}
	for range 2 { // the second finds nothing new to say
		if err := j.ClearJobs(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if got := ids(j.Residue); got != "sending sent" {
		t.Errorf("a clearing does not clear what is under way: %s", got)
	}
	if got := events(t, j); len(got) != 1 || got[0].Kind != journal.PrinterCleared {
		t.Errorf("%+v", got)
	}
}

func TestSeveralWritersAtOnce(t *testing.T) {
	j := fresh(t)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				if err := j.Event(ctx, journal.Event{Kind: journal.PINRight}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if n := len(events(t, j)); n != 160 {
		t.Errorf("%d events", n)
	}
}

func TestACancelledWriteLeavesNothing(t *testing.T) {
	j := fresh(t)
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := j.Event(cancelled, journal.Event{Kind: journal.PINRight}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := len(events(t, j)); n != 0 {
		t.Errorf("%d events", n)
	}
	event(t, j, journal.Event{Kind: journal.PINRight})
}

// TestOneTerminal: a second one cannot write into the same journal, and there is no -shm file whose locks could be lost.
func TestOneTerminal(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.db")
	j := at(t, path)
	if second, err := journal.Open(path, clock.NewFake(start)); err == nil {
		second.Close()
		t.Error("a second terminal opened the journal")
	}
	event(t, j, journal.Event{Kind: journal.PINRight})
	if n := len(events(t, j)); n != 1 {
		t.Errorf("%d events", n)
	}
	if _, err := os.Stat(path + "-shm"); err == nil {
		t.Error("there is a -shm file")
	}
	if j.SetAside() != "" {
		t.Error("a locked journal was set aside")
	}
}

func TestDamagedJournalIsSetAside(t *testing.T) {
	for _, test := range []struct {
		name   string
		damage func([]byte) []byte
	}{
		{"overwritten head", func(b []byte) []byte { copy(b, "not a database at all"); return b }},
		{"text", func([]byte) []byte { return []byte(strings.Repeat("something else\n", 100)) }},
		{"overwritten page", func(b []byte) []byte { copy(b[2*4096:], strings.Repeat("\xff", 4096)); return b }},
		{"schema page", func(b []byte) []byte { copy(b[100:], strings.Repeat("\xff", 3000)); return b }},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kiosk.db")
			j := at(t, path)
			for range 50 {
				event(t, j, journal.Event{Kind: journal.VisitBegan, Detail: strings.Repeat("d", 300)})
			}
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			bad := test.damage(content)
			if err := os.WriteFile(path, bad, 0o600); err != nil {
				t.Fatal(err)
			}
			j = at(t, path)
			if j.SetAside() != path+".damaged-20261123-100000" {
				t.Errorf("set aside as %q", j.SetAside())
			}
			if kept, err := os.ReadFile(j.SetAside()); err != nil || string(kept) != string(bad) {
				t.Errorf("the damaged file was not kept as it was: %v", err)
			}
			if got := events(t, j); len(got) != 1 || got[0].Kind != journal.JournalSetAside {
				t.Errorf("the new journal begins with %+v", got)
			}
			if left, err := j.Residue(ctx); err != nil || len(left) != 1 || left[0].State != journal.Unknown {
				t.Errorf("the printer is taken to be empty: %+v %v", left, err)
			}
			// And again in the same second: the first one is not overwritten.
			if err := j.Close(); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(strings.Repeat("again\n", 100)), 0o600); err != nil {
				t.Fatal(err)
			}
			if again := at(t, path).SetAside(); again != path+".damaged-20261123-100000-2" {
				t.Errorf("set aside as %q", again)
			}
		})
	}
}

// TestFilesThatAreNotOurs are refused and left as they are.
func TestFilesThatAreNotOurs(t *testing.T) {
	for name, test := range map[string]struct{ query, want string }{
		"another program's": {`CREATE TABLE theirs (x)`, "another program"},
		"another mark":      {`PRAGMA application_id = 77`, "another program"},
		"a later version's": {`PRAGMA application_id = 1802071923; PRAGMA user_version = 99; CREATE TABLE event (x)`, "later one"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "kiosk.db")
			db, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Exec(test.query); err != nil {
				t.Fatal(err)
			}
			db.Close()
			if j, err := journal.Open(path, clock.NewFake(start)); err == nil {
				j.Close()
				t.Fatal("it was opened")
			} else if !strings.Contains(err.Error(), test.want) {
				t.Errorf("the operator reads %v", err)
			}
			entries, err := os.ReadDir(filepath.Dir(path))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if strings.Contains(e.Name(), "damaged") {
					t.Errorf("it was set aside: %s", e.Name())
				}
			}
		})
	}
	if j, err := journal.Open(filepath.Join(t.TempDir(), "no", "such", "folder", "kiosk.db"), clock.NewFake(start)); err == nil {
		j.Close()
		t.Error("a journal was opened in a folder that does not exist")
	}
}
