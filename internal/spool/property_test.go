package spool

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/proof"
)

// chunks is how many pieces the paper of one slip comes out in.
const chunks = 4

// machine is a printer with a buffer and a paper, whose luck is drawn: it stops anywhere, falls silent, keeps bytes or loses
// them, clears or says that it did not, prints what it still holds when somebody opens and closes it, and takes the whole
// process with it.
type machine struct {
	t      *testing.T
	luck   *rand.Rand
	book   *journal.Journal
	calm   bool           // no more faults
	buffer []string       // pieces not yet printed, by job
	paper  map[string]int // pieces on paper, by job
	begun  map[string]int // times that bytes of a job left
	said   map[string]Answer

	presents bool           // it has a presenter
	outlet   string         // the job that hangs there
	hand     chan Collected // what becomes of it
	sheets   map[string]Slip
}

type crash struct{}

// bad draws a fault that happens once in n times.
func (m *machine) bad(n int) bool { return !m.calm && m.luck.IntN(n) == 0 }

func (m *machine) mayCrash() {
	if m.bad(25) {
		panic(crash{})
	}
}

func (m *machine) moves(pieces int) {
	for ; pieces > 0 && len(m.buffer) > 0; pieces-- {
		m.paper[m.buffer[0]]++
		m.buffer = m.buffer[1:]
	}
}

func (m *machine) Print(_ context.Context, job Job, before func(Stage) error) Answer {
	r := m.print(job, before)
	m.said[job.ID] = r
	return r
}

func (m *machine) print(job Job, before func(Stage) error) Answer {
	not := Answer{Said: SaidNotPrinted, Reason: "paper_out"}
	m.mayCrash()
	if m.bad(8) || before(StageChecked) != nil {
		return not
	}
	m.mayCrash()
	if m.bad(12) || before(StageSending) != nil {
		return not
	}
	if len(m.buffer) > 0 {
		m.t.Errorf("job %s is sent while the printer holds %v", job.ID, m.buffer)
	}
	if now, _, err := m.book.Job(ctx, job.ID); err != nil || now.State != journal.Sending || !now.Residue {
		m.t.Errorf("job %s is sent while the journal says %s: %v", job.ID, now.State, err)
	}
	if m.outlet != "" {
		m.t.Errorf("job %s is sent while %s hangs from the outlet", job.ID, m.outlet)
	}
	m.marked(job.ID)
	m.begun[job.ID]++
	for range chunks {
		m.mayCrash()
		if m.bad(10) { // the cable, the cover, the paper
			return m.stopped(job, not)
		}
		m.buffer = append(m.buffer, job.ID)
		m.moves(m.luck.IntN(2))
	}
	if before(StageSent) != nil {
		return Answer{Said: SaidNothing}
	}
	m.mayCrash()
	if m.bad(5) {
		m.moves(m.luck.IntN(chunks + 1))
		return m.stopped(job, not)
	}
	m.moves(chunks)
	if m.presents {
		m.outlet = job.ID
	}
	return Answer{Said: SaidPrinted, Hanging: m.presents}
}

// marked: a sheet of a document of which another one is on paper says that it is a copy, and which.
func (m *machine) marked(id string) {
	this := m.sheets[id]
	for other, w := range m.sheets {
		if other != id && w.Document == this.Document && m.paper[other] > 0 && w.Copy >= this.Copy {
			m.t.Errorf("job %s is copy %d, and %s, which is on paper, is copy %d", id, this.Copy, other, w.Copy)
		}
	}
}

// stopped is a printer that stopped: it may know what came out, or may not.
func (m *machine) stopped(job Job, not Answer) Answer {
	if m.bad(2) {
		return Answer{Said: SaidNothing}
	}
	not.Partial = m.paper[job.ID] > 0
	return not
}

// Collect waits for the script.
func (m *machine) Collect(ctx context.Context) Collected {
	select {
	case c := <-m.hand:
		return c
	case <-ctx.Done():
		return CollectedUnknown
	}
}

// outletBusy reports whether the spool waits for a slip at the outlet, whatever else it has to say.
func (m *machine) outletBusy(s *Spool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hanging
}

// atTheOutlet lets somebody take what hangs there, or nobody, or has the printer not say; it returns when the spool knows.
func (m *machine) atTheOutlet(s *Spool) Collected {
	c := CollectedTaken
	switch {
	case m.bad(4):
		c = CollectedUnknown // it hangs there still, or does not
	case m.bad(3):
		c = CollectedBack
	}
	if c != CollectedUnknown || m.bad(2) {
		m.outlet = ""
	}
	m.hand <- c
	s.outlets.Wait()
	return c
}

func (m *machine) Clear(context.Context) bool {
	m.mayCrash()
	if m.bad(3) {
		if m.bad(2) {
			m.buffer, m.outlet = nil, "" // it did, and its answer was lost
		}
		return false
	}
	m.buffer, m.outlet = nil, ""
	return true
}

// TestWhateverHappens runs slips through scripts of faults in printer, journal and process.
func TestWhateverHappens(t *testing.T) {
	const slips = 10
	scripts := proof.Count(250, 10000)
	j := book(t)
	results, became := map[Result]int{}, map[Collected]int{}
	crashes, copies := 0, 0
	for script := range uint64(scripts) {
		luck := rand.New(rand.NewPCG(20261123, script))
		m := &machine{t: t, luck: luck, book: j, paper: map[string]int{}, begun: map[string]int{}, said: map[string]Answer{},
			presents: luck.IntN(2) == 0, hand: make(chan Collected), sheets: map[string]Slip{}}
		papers := &register{t: t, book: j, luck: luck, script: script}
		f := flaky{j, func(string) (bool, bool) { return m.bad(40), m.bad(40) }}
		outcomes, onPaper := map[string]Outcome{}, map[string]int{}
		s := restart(t, m, f)
		for range slips * 2 {
			crashed := func() (crashed bool) {
				defer func() {
					if p := recover(); p != nil {
						if _, planned := p.(crash); !planned {
							panic(p)
						}
						crashed = true
					}
				}()
				id := fmt.Sprintf("%d-%d", script, luck.IntN(slips))
				if m.outletBusy(s) && luck.IntN(3) == 0 {
					became[m.atTheOutlet(s)]++
					return false
				}
				switch luck.IntN(6) {
				case 5: // the process is killed between slips, also while one hangs there
					if m.bad(4) {
						s.Close()
						return true
					}
				case 0:
					s.Settle(ctx)
				case 1: // somebody opens the printer: what it holds comes out; no slip may begin before it was cleared
					if s.Ready() == Ready && len(m.buffer) > 0 {
						t.Errorf("the spool is ready while the printer holds %v", m.buffer)
					}
					m.moves(luck.IntN(chunks * 2))
				default:
					w := papers.wish(id)
					if m.begun[id] == 0 {
						m.sheets[id] = w
					}
					waits, stop := context.WithCancel(ctx)
					if m.outletBusy(s) {
						stop() // or it would wait for somebody to take the one at the outlet
					}
					o := s.Print(waits, w)
					stop()
					check(t, m, id, o, outcomes)
					if _, there, err := j.Job(ctx, id); o.Result == NotPrinted && m.begun[id] == 0 && err == nil && (!there || o.State != Ready) {
						break // refused; it may be tried again
					}
					if _, there := outcomes[id]; !there {
						outcomes[id], onPaper[id] = o, m.paper[id]
						results[o.Result]++
					}
				}
				return false
			}()
			if crashed {
				crashes++
				s = restart(t, m, f)
			}
		}
		m.calm = true
		if m.outletBusy(s) {
			m.atTheOutlet(s)
		}
		if got := s.Settle(ctx); got != Ready {
			t.Errorf("at the end it settles as %s", got)
		}
		if open, err := j.OpenJobs(ctx); err != nil || len(open) > 0 {
			t.Errorf("at the end jobs are open: %+v %v", open, err)
		}
		if m.outlet != "" {
			t.Errorf("at the end job %s hangs from the outlet and the spool is ready", m.outlet)
		}
		copies += papers.check(m)
		s.Close()
		m.moves(chunks * slips)
		for id, n := range m.begun {
			if n > 1 {
				t.Errorf("job %s left %d times", id, n)
			}
		}
		for id, o := range outcomes {
			if o.Result != Unknown && m.paper[id] != onPaper[id] {
				t.Errorf("job %s was %s, and later more of it came out", id, o.Result)
			}
		}
		if t.Failed() {
			t.Fatalf("script %d", script)
		}
	}
	proof.Saw(t, "%d scripts of faults, %d crashes, what became of the slips %v, at the outlet %v, %d marked copies", scripts, crashes,
		results, became, copies)
	if crashes < 20 || len(results) != len(Results()) || len(became) != 3 || copies < 20 {
		t.Error("the scripts do not reach everything")
	}
}

// check holds an outcome against what the machine knows to be true.
func check(t *testing.T, m *machine, id string, o Outcome, earlier map[string]Outcome) {
	t.Helper()
	pieces := m.paper[id]
	switch o.Result {
	case Confirmed:
		if m.said[id].Said != SaidPrinted || pieces != chunks {
			t.Errorf("job %s is confirmed with %d pieces, the printer said %s", id, pieces, m.said[id].Said)
		}
	case NotPrinted:
		if pieces != 0 {
			t.Errorf("job %s is not printed with %d pieces on paper", id, pieces)
		}
	case Partial:
		if pieces == 0 || pieces > chunks {
			t.Errorf("job %s is partial with %d pieces on paper", id, pieces)
		}
	}
	before, there := earlier[id]
	// An end that the journal did not take is forgotten in a crash, and then nobody knows.
	forgotten := before.State == NoJournal && o.Result == Unknown
	if there && before.Result != o.Result && !forgotten {
		t.Errorf("job %s was %s and is now %s", id, before.Result, o.Result)
	}
}

// restart begins the spool as a new process does: again and again until the journal lets it.
func restart(t *testing.T, m *machine, f flaky) *Spool {
	t.Helper()
	for range 100 {
		if s, err := New(ctx, m, f); err == nil {
			return s
		}
	}
	t.Fatal("the spool does not start")
	return nil
}
