package spool

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/slip"
)

var ctx = context.Background()

// scripted is a printer that does what a test tells it.
type scripted struct {
	print   func(ctx context.Context, job Job, before func(Stage) error) Answer
	clear   func() bool
	collect func(ctx context.Context) Collected

	mu      sync.Mutex
	jobs    []string
	cleared int
}

func (s *scripted) Print(ctx context.Context, job Job, before func(Stage) error) Answer {
	s.mu.Lock()
	s.jobs = append(s.jobs, job.ID)
	s.mu.Unlock()
	return s.print(ctx, job, before)
}

func (s *scripted) Collect(ctx context.Context) Collected { return s.collect(ctx) }

func (s *scripted) Clear(context.Context) bool {
	s.mu.Lock()
	s.cleared++
	s.mu.Unlock()
	if s.clear == nil {
		return true
	}
	return s.clear()
}

// until goes through the stages up to one and then answers.
func until(last Stage, r Answer) func(context.Context, Job, func(Stage) error) Answer {
	return func(_ context.Context, _ Job, before func(Stage) error) Answer {
		for _, stage := range []Stage{StageChecked, StageSending, StageSent} {
			if err := before(stage); err != nil {
				if stage == StageSent {
					return Answer{Said: SaidNothing}
				}
				return Answer{Said: SaidNotPrinted}
			}
			if stage == last {
				break
			}
		}
		return r
	}
}

var confirmed = Answer{Said: SaidPrinted}

func book(t *testing.T) *journal.Journal {
	t.Helper()
	j, err := journal.Open(filepath.Join(t.TempDir(), "kiosk.db"), clock.NewFake(time.UnixMilli(1795000000000)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

func start(t *testing.T, p Printer, j Journal) *Spool {
	t.Helper()
	s, err := New(ctx, p, j)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wish(id string) Slip {
	return Slip{ID: id, Kind: slip.ContributionSlip, Visit: "v", Person: "0a",
		Sheet: slip.Sheet{Columns: 48, Lines: []slip.Line{{Cells: []slip.Cell{{Text: "测试甲"}}}}}}
}

func states(t *testing.T, j *journal.Journal, id string) string {
	t.Helper()
	moves, err := j.Moves(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range moves {
		out = append(out, string(m.State))
	}
	return strings.Join(out, " ")
}

func TestOutcomes(t *testing.T) {
	const cleared, uncleared = true, false
	for _, test := range []struct {
		name   string
		last   Stage
		says   Answer
		clear  bool
		want   Result
		state  Readiness
		states string
	}{
		{"confirmed", StageSent, confirmed, cleared, Confirmed, Ready, "queued checked sending sent confirmed"},
		{"not ready", "", Answer{Said: SaidNotPrinted, Reason: "paper_out"}, uncleared, NotPrinted, Ready, "queued failed"},
		{"checked and then not begun", StageChecked, Answer{Said: SaidNotPrinted, Reason: "paper_out"}, uncleared,
			NotPrinted, Ready, "queued checked failed"},
		{"nothing came out, cleared", StageSending, Answer{Said: SaidNotPrinted, Reason: "paper_out"}, cleared,
			NotPrinted, Ready, "queued checked sending failed"},
		{"some came out, the rest cleared", StageSending, Answer{Said: SaidNotPrinted, Reason: "paper_out", Partial: true},
			cleared, Partial, Ready, "queued checked sending failed"},
		{"nothing came out, but it may yet", StageSending, Answer{Said: SaidNotPrinted, Reason: "paper_out"}, uncleared,
			Unknown, Uncleared, "queued checked sending unknown"},
		{"silence, cleared", StageSent, Answer{Said: SaidNothing}, cleared, Unknown, Ready,
			"queued checked sending sent unknown"},
		{"silence", StageSent, Answer{Said: SaidNothing}, uncleared, Unknown, Uncleared, "queued checked sending sent unknown"},
		{"confirmed before all was sent is no confirmation", StageSending, confirmed, uncleared, Unknown, Uncleared,
			"queued checked sending unknown"},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := book(t)
			p := &scripted{clear: func() bool { return test.clear }}
			p.print = until(test.last, test.says)
			if test.last == "" {
				p.print = func(context.Context, Job, func(Stage) error) Answer { return test.says }
			}
			s := start(t, p, j)
			got := s.Print(ctx, wish("a"))
			if got.Result != test.want || got.State != test.state || s.Ready() != test.state {
				t.Errorf("got %+v and then %s, want %s and %s", got, s.Ready(), test.want, test.state)
			}
			if test.want != Confirmed && test.says.Reason != got.Reason {
				t.Errorf("reason %q, want %q", got.Reason, test.says.Reason)
			}
			if got := states(t, j, "a"); got != test.states {
				t.Errorf("journal: %s, want %s", got, test.states)
			}
			job, _, err := j.Job(ctx, "a")
			if err != nil || job.Residue != (test.state == Uncleared) || job.Partial != (test.want == Partial) || len(job.Digest) != 64 ||
				job.Kind != "contribution_slip" || job.Person != "0a" || job.Visit != "v" {
				t.Errorf("%+v %v", job, err)
			}
			// Asked again, it prints nothing and says the same.
			if again := s.Print(ctx, wish("a")); again.Result != test.want || len(p.jobs) != 1 {
				t.Errorf("asked again: %+v after %d jobs", again, len(p.jobs))
			}
		})
	}
}

// TestNobodyGetsAnothersSlip: until the printer is cleared no slip begins, whatever happens in between.
func TestNobodyGetsAnothersSlip(t *testing.T) {
	j := book(t)
	answer := false
	p := &scripted{print: until(StageSent, Answer{Said: SaidNothing}), clear: func() bool { return answer }}
	s := start(t, p, j)
	s.Print(ctx, wish("a"))
	p.print = until(StageSent, confirmed)
	for range 3 {
		if o := s.Print(ctx, wish("b")); o.Result != NotPrinted || o.State != Uncleared {
			t.Fatalf("%+v", o)
		}
		if got := s.Settle(ctx); got != Uncleared {
			t.Fatalf("settled as %s", got)
		}
		s = start(t, p, j) // a restart is no way round
	}
	if len(p.jobs) != 1 {
		t.Fatalf("the printer got %v", p.jobs)
	}
	answer = true
	if got := s.Settle(ctx); got != Ready {
		t.Fatalf("settled as %s", got)
	}
	cleared := p.cleared
	if s.Settle(ctx); p.cleared != cleared {
		t.Error("an empty printer was cleared again")
	}
	// The slip that was refused was never begun: the same wish may be tried again.
	if o := s.Print(ctx, wish("b")); o.Result != Confirmed {
		t.Errorf("%+v", o)
	}
}

func TestStaffEmptiedThePrinter(t *testing.T) {
	j := book(t)
	p := &scripted{print: until(StageSent, Answer{Said: SaidNothing}), clear: func() bool { return false }}
	s := start(t, p, j)
	s.Print(ctx, wish("a"))
	if err := s.Emptied(ctx); err != nil || s.Ready() != Ready {
		t.Errorf("%v, %s", err, s.Ready())
	}
	if got := start(t, p, j).Ready(); got != Ready {
		t.Errorf("after a restart: %s", got)
	}
}

// TestEveryStepIsOnTheDiskFirst: when a stage is entered the journal already says so.
func TestEveryStepIsOnTheDiskFirst(t *testing.T) {
	j := book(t)
	p := &scripted{}
	p.print = func(_ context.Context, job Job, before func(Stage) error) Answer {
		for _, step := range []struct {
			stage Stage
			want  journal.State
		}{{StageChecked, journal.Checked}, {StageSending, journal.Sending}, {StageSent, journal.Sent}} {
			if err := before(step.stage); err != nil {
				t.Error(err)
			}
			if now, _, err := j.Job(ctx, job.ID); err != nil || now.State != step.want || now.Residue != (step.want != journal.Checked) {
				t.Errorf("entering %s the journal says %+v %v", step.stage, now, err)
			}
		}
		return confirmed
	}
	sent := 0
	w := wish("a")
	w.OnSent = func() { sent++ }
	if o := start(t, p, j).Print(ctx, w); o.Result != Confirmed || sent != 1 {
		t.Errorf("%+v, told %d times that it was sent", o, sent)
	}
}

func TestWhatACrashLeaves(t *testing.T) {
	for _, test := range []struct {
		last  Stage
		want  Result
		state Readiness
	}{
		{"", NotPrinted, Ready}, {StageChecked, NotPrinted, Ready},
		{StageSending, Unknown, Uncleared}, {StageSent, Unknown, Uncleared},
	} {
		j := book(t)
		p := &scripted{}
		p.print = func(c context.Context, job Job, before func(Stage) error) Answer {
			if test.last != "" {
				until(test.last, confirmed)(c, job, before)
			}
			panic("power cut")
		}
		func() {
			defer func() { _ = recover() }()
			start(t, p, j).Print(ctx, wish("a"))
		}()
		s := start(t, p, j)
		if s.Ready() != test.state {
			t.Errorf("cut after %q: %s", test.last, s.Ready())
		}
		s.Settle(ctx)
		if o := s.Print(ctx, wish("a")); o.Result != test.want || len(p.jobs) != 1 || s.Ready() != Ready {
			t.Errorf("cut after %q: %+v, %d jobs, %s", test.last, o, len(p.jobs), s.Ready())
		}
		if open, err := j.OpenJobs(ctx); err != nil || len(open) != 0 {
			t.Errorf("cut after %q: open %v %v", test.last, open, err)
		}
	}
}

func TestASlipOnceBegunIsFinished(t *testing.T) {
	j := book(t)
	gone, leave := context.WithCancel(ctx)
	p := &scripted{}
	p.print = func(c context.Context, job Job, before func(Stage) error) Answer {
		if before(StageChecked) != nil || before(StageSending) != nil {
			return Answer{Said: SaidNotPrinted}
		}
		leave()
		if c.Err() != nil {
			t.Error("the printer was told to stop in the middle of a slip")
		}
		if before(StageSent) != nil {
			return Answer{Said: SaidNothing}
		}
		return confirmed
	}
	s := start(t, p, j)
	if o := s.Print(gone, wish("a")); o.Result != Confirmed {
		t.Errorf("%+v", o)
	}
	// One that has not begun does not begin.
	for _, id := range []string{"b", "c"} {
		if o := s.Print(gone, wish(id)); o.Result != NotPrinted {
			t.Errorf("%+v", o)
		}
	}
	later, leave := context.WithCancel(ctx)
	p.print = func(c context.Context, job Job, before func(Stage) error) Answer {
		leave()
		return until(StageSent, confirmed)(c, job, before)
	}
	if o := s.Print(later, wish("d")); o.Result != NotPrinted || s.Ready() != Ready || states(t, j, "d") != "queued failed" {
		t.Errorf("%+v %s %s", o, s.Ready(), states(t, j, "d"))
	}
}

func TestOneAtATime(t *testing.T) {
	j := book(t)
	inside, release := make(chan struct{}), make(chan struct{})
	p := &scripted{}
	p.print = func(c context.Context, job Job, before func(Stage) error) Answer {
		inside <- struct{}{}
		<-release
		return until(StageSent, confirmed)(c, job, before)
	}
	s := start(t, p, j)
	outcomes := make(chan Outcome)
	for range 2 {
		go func() { outcomes <- s.Print(ctx, wish("a")) }()
	}
	<-inside
	if s.Ready() != Printing || s.Settle(ctx) != Printing {
		t.Error("a slip under way is not seen")
	}
	given, up := context.WithCancel(ctx)
	up()
	if o := s.Print(given, wish("b")); o.Result != NotPrinted {
		t.Errorf("%+v", o)
	}
	release <- struct{}{}
	for range 2 {
		if o := <-outcomes; o.Result != Confirmed {
			t.Errorf("%+v", o)
		}
	}
	if len(p.jobs) != 1 {
		t.Errorf("a double call printed %v", p.jobs)
	}
}

// flaky is a journal that fails, before or after it has done what it was asked to.
type flaky struct {
	*journal.Journal
	fail func(call string) (before, after bool)
}

var errDisk = errors.New("disk full")

func (f flaky) around(call string, do func() error) error {
	before, after := f.fail(call)
	if before {
		return errDisk
	}
	if err := do(); err != nil {
		return err
	}
	if after {
		return errDisk
	}
	return nil
}

func (f flaky) PutJob(c context.Context, job journal.Job) error {
	return f.around("put", func() error { return f.Journal.PutJob(c, job) })
}

func (f flaky) MoveJob(c context.Context, id string, from, to journal.State, end journal.End) error {
	return f.around(string(to), func() error { return f.Journal.MoveJob(c, id, from, to, end) })
}

func (f flaky) ClearJobs(c context.Context) error {
	return f.around("clear", func() error { return f.Journal.ClearJobs(c) })
}

// TestJournalThatCannotWrite: without a written step nothing is sent; an end that cannot be written stops the next slip.
func TestJournalThatCannotWrite(t *testing.T) {
	for _, test := range []struct {
		call   string
		result Result
		state  Readiness
		sent   bool
	}{
		{"put", NotPrinted, NoJournal, false}, {"checked", NotPrinted, Ready, false}, {"sending", NotPrinted, Ready, false},
		{"sent", Unknown, Ready, true}, {"confirmed", Confirmed, NoJournal, true},
	} {
		for _, after := range []bool{false, true} {
			j := book(t)
			broken := true
			f := flaky{j, func(call string) (bool, bool) {
				hit := broken && call == test.call
				return hit && !after, hit && after
			}}
			sent := false
			p := &scripted{}
			p.print = func(c context.Context, job Job, before func(Stage) error) Answer {
				return until(StageSent, confirmed)(c, job, func(stage Stage) error {
					err := before(stage)
					sent = sent || stage == StageSending && err == nil
					return err
				})
			}
			s := start(t, p, f)
			o := s.Print(ctx, wish("a"))
			if o.Result != test.result || o.State != test.state || sent != test.sent {
				t.Errorf("%s fails (after: %v): %+v, sent %v", test.call, after, o, sent)
			}
			if test.call == "confirmed" {
				if again := s.Print(ctx, wish("b")); again.Result != NotPrinted || again.State != NoJournal {
					t.Errorf("the next slip began: %+v", again)
				}
				if again := s.Print(ctx, wish("a")); again.Result != Confirmed {
					t.Errorf("asked again: %+v", again)
				}
			}
			broken = false
			if got := s.Settle(ctx); got != Ready {
				t.Errorf("%s fails (after: %v): settled as %s", test.call, after, got)
			}
			if job, there, err := j.Job(ctx, "a"); err != nil || there && (!job.State.Final() || job.Residue) {
				t.Errorf("%s fails (after: %v): %+v %v", test.call, after, job, err)
			}
			if o := s.Print(ctx, wish("c")); o.Result != Confirmed {
				t.Errorf("%s fails (after: %v): the next slip: %+v", test.call, after, o)
			}
		}
	}
}

// A slip that hangs from the outlet is confirmed at once; the next person's waits until it is taken or drawn back, and what became
// of it is written down.
func TestASlipAtTheOutlet(t *testing.T) {
	for became, want := range map[Collected]string{CollectedTaken: "taken", CollectedBack: "retracted"} {
		j := book(t)
		gone := make(chan struct{})
		hanging := confirmed
		hanging.Hanging = true
		p := &scripted{print: until(StageSent, hanging), collect: func(context.Context) Collected { <-gone; return became }}
		s := start(t, p, j)
		told := make(chan bool, 1)
		w := wish("one")
		w.OnCollected = func(taken bool) { told <- taken }
		if o := s.Print(ctx, w); o.Result != Confirmed {
			t.Fatalf("%+v", o)
		}
		if got := s.Ready(); got != Hanging {
			t.Errorf("with a slip at the outlet it is %s", got)
		}
		given, cancel := context.WithCancel(ctx)
		cancel()
		if o := s.Print(given, wish("two")); o.Result != NotPrinted || o.State != Hanging {
			t.Errorf("the next one: %+v", o)
		}
		if got := s.Settle(ctx); got != Hanging {
			t.Errorf("settled as %s", got)
		}
		p.print = until(StageSent, confirmed)
		next := make(chan Outcome)
		go func() { next <- s.Print(ctx, wish("three")) }()
		close(gone)
		if taken := <-told; taken != (became == CollectedTaken) {
			t.Errorf("told that it was taken: %v", taken)
		}
		if o := <-next; o.Result != Confirmed || o.State != Ready {
			t.Errorf("then %+v", o)
		}
		if got := states(t, j, "one"); got != "queued checked sending sent confirmed "+want {
			t.Errorf("its states are %s", got)
		}
		if o := s.Print(ctx, w); o.Result != Confirmed {
			t.Errorf("asked again: %+v", o)
		}
		s.Close()
	}
}

// The end of the program does not wait for a slip to be taken, and says nothing that nobody saw.
func TestTheEndDoesNotWaitForASlip(t *testing.T) {
	j := book(t)
	hanging := confirmed
	hanging.Hanging = true
	p := &scripted{print: until(StageSent, hanging), collect: func(ctx context.Context) Collected { <-ctx.Done(); return CollectedUnknown }}
	s := start(t, p, j)
	w := wish("one")
	w.OnCollected = func(bool) { t.Error("somebody is told what nobody saw") }
	s.Print(ctx, w)
	s.Close()
	if got := states(t, j, "one"); got != "queued checked sending sent confirmed" {
		t.Errorf("its states are %s", got)
	}
}

// hangs is a printer with a presenter: what becomes of its slips is said through the channel.
func hangs() (*scripted, chan<- Collected) {
	said := make(chan Collected)
	hanging := confirmed
	hanging.Hanging = true
	return &scripted{print: until(StageSent, hanging), collect: func(ctx context.Context) Collected {
		select {
		case c := <-said:
			return c
		case <-ctx.Done():
			return CollectedUnknown
		}
	}}, said
}

// A slip of which nobody knows whether it still hangs is cleared before the next one begins.
func TestNobodyKnowsWhetherItStillHangs(t *testing.T) {
	j := book(t)
	p, said := hangs()
	s := start(t, p, j)
	if o := s.Print(ctx, wish("one")); o.Result != Confirmed || o.State != Hanging {
		t.Fatalf("%+v", o)
	}
	said <- CollectedUnknown
	s.outlets.Wait()
	if got := s.Ready(); got != Uncleared {
		t.Errorf("afterwards it is %s", got)
	}
	if o := s.Print(ctx, wish("two")); o.Result != NotPrinted || o.State != Uncleared {
		t.Errorf("the next one: %+v", o)
	}
	if got := s.Settle(ctx); got != Ready || p.cleared != 1 {
		t.Errorf("settled as %s after %d clearings", got, p.cleared)
	}
	if got := states(t, j, "one"); got != "queued checked sending sent confirmed" {
		t.Errorf("its states are %s", got)
	}
	if o := s.Print(ctx, wish("two")); o.Result != Confirmed {
		t.Errorf("then %+v", o)
	}
	s.Close()
}

// A program that ended, or was killed, while a slip hung there does not know of it and clears the printer first.
func TestARestartClearsTheOutlet(t *testing.T) {
	j := book(t)
	p, said := hangs()
	first := start(t, p, j)
	first.Print(ctx, wish("one"))
	first.Close()
	second := start(t, p, j)
	if got := second.Ready(); got != Uncleared {
		t.Errorf("after a restart it is %s", got)
	}
	if got := second.Settle(ctx); got != Ready || p.cleared != 1 {
		t.Errorf("settled as %s after %d clearings", got, p.cleared)
	}
	second.Print(ctx, wish("two"))
	said <- CollectedTaken
	second.Close()
	if got := start(t, p, j).Ready(); got != Ready {
		t.Errorf("after a slip that was taken it starts as %s", got)
	}
}

// What became of a slip is written before another one begins, also by a journal that could not at once.
func TestTakenIsWrittenLater(t *testing.T) {
	for _, after := range []bool{false, true} {
		j := book(t)
		broken := true
		p, said := hangs()
		s := start(t, p, flaky{j, func(call string) (bool, bool) {
			hit := broken && (call == "confirmed" || call == "taken")
			return hit && !after, hit && after
		}})
		if o := s.Print(ctx, wish("one")); o.Result != Confirmed || o.State != NoJournal {
			t.Errorf("confirmed and not written: %+v", o)
		}
		said <- CollectedTaken
		s.outlets.Wait()
		if got := s.Ready(); got != NoJournal {
			t.Errorf("unwritten it is %s", got)
		}
		broken = false
		if got := s.Settle(ctx); got != Ready {
			t.Errorf("settled as %s", got)
		}
		if got := states(t, j, "one"); got != "queued checked sending sent confirmed taken" {
			t.Errorf("its states are %s", got)
		}
		if left, err := j.Residue(ctx); err != nil || len(left) != 0 {
			t.Errorf("%v %v", left, err)
		}
		s.Close()
	}
}

// Two wishes for one document that were made before it was printed print one sheet: the other would be an unmarked copy.
func TestADoubleWishPrintsOnce(t *testing.T) {
	j := book(t)
	inside, release := make(chan struct{}), make(chan struct{})
	p := &scripted{}
	p.print = func(c context.Context, job Job, before func(Stage) error) Answer {
		inside <- struct{}{}
		<-release
		return until(StageSent, confirmed)(c, job, before)
	}
	s := start(t, p, j)
	outcomes := make(chan Outcome)
	for _, id := range []string{"a", "b"} {
		w := wish(id)
		w.Document = "0d"
		go func() { outcomes <- s.Print(ctx, w) }()
	}
	<-inside
	close(release)
	results := map[Result]int{}
	for range 2 {
		results[(<-outcomes).Result]++
	}
	if results[Confirmed] != 1 || results[NotPrinted] != 1 || len(p.jobs) != 1 {
		t.Errorf("%v, printed %v", results, p.jobs)
	}
	p.print = until(StageSent, confirmed)
	w := wish("c")
	w.Document, w.Copy = "0d", 1
	if o := s.Print(ctx, w); o.Result != Confirmed {
		t.Errorf("a marked copy: %+v", o)
	}
	if w.ID, w.Copy = "d", 3; s.Print(ctx, w).Result != NotPrinted {
		t.Error("a sheet says that it is a later copy than it is")
	}
}

// Who asks again and does not wait is told what became of the first wish.
func TestAskedAgainAndGivenUp(t *testing.T) {
	j := book(t)
	p, said := hangs()
	s := start(t, p, j)
	s.Print(ctx, wish("one"))
	given, cancel := context.WithCancel(ctx)
	cancel()
	if o := s.Print(given, wish("one")); o.Result != Confirmed {
		t.Errorf("%+v", o)
	}
	said <- CollectedBack
	s.Close()
}

// A slip that may not be printed after all is not begun: nothing is sent, and the journal says that it failed before its first byte.
func TestASlipThatMayNotBePrinted(t *testing.T) {
	j := book(t)
	sent := false
	s := start(t, &scripted{print: func(_ context.Context, _ Job, before func(Stage) error) Answer {
		if err := before(StageChecked); err != nil {
			return Answer{Said: SaidNotPrinted}
		}
		sent = true
		return confirmed
	}}, j)
	w := wish("one")
	w.May = func(context.Context) error { return errors.New("another card") }
	if o := s.Print(ctx, w); o.Result != NotPrinted || sent || !strings.Contains(o.Detail, "another card") {
		t.Errorf("%+v, sent %v", o, sent)
	}
	if got := states(t, j, "one"); got != "queued failed" {
		t.Errorf("its states are %s", got)
	}
}

// What is needed of a slip for reprints, limits and the roll is in the journal.
func TestWhatTheJournalKeepsOfASlip(t *testing.T) {
	j := book(t)
	s := start(t, &scripted{print: until(StageSent, confirmed)}, j)
	var digests []string
	for i, id := range []string{"one", "two", "three"} {
		w := wish(id)
		w.Document, w.Code, w.MM, w.Copy = "0d", "0123456789ABCDEFGHJK", 231, i
		if id == "three" {
			w.Sheet.Lines[0].Cells[0].Text = "测试乙"
		}
		if o := s.Print(ctx, w); o.Result != Confirmed {
			t.Fatalf("%+v", o)
		}
		job, _, err := j.Job(ctx, id)
		if err != nil || job.Document != "0d" || job.Code != w.Code || job.MM != 231 || job.Copy != i || len(job.Digest) != 64 {
			t.Errorf("%+v %v", job, err)
		}
		digests = append(digests, job.Digest)
	}
	if digests[0] != digests[1] || digests[1] == digests[2] {
		t.Errorf("the digests are %v", digests)
	}
}
