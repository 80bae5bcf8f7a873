// Package spool prints each slip exactly once, or says that it did not.
//
// Each step of a print job is on the disk before it is taken (facts/print.md §7). Printed means that the printer said so.
// After any other end the printer's old bytes are cleared before another slip may begin, also after a crash or a power cut:
// what is left in a printer comes out in the next person's hand. The room knows nothing of visits, cards, records or bytes.
package spool

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/emmansun/gmsm/sm3"

	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/slip"
)

// Journal is what the spool needs of the journal.
type Journal interface {
	PutJob(ctx context.Context, job journal.Job) error
	MoveJob(ctx context.Context, id string, from, to journal.State, end journal.End) error
	Job(ctx context.Context, id string) (journal.Job, bool, error)
	OpenJobs(ctx context.Context) ([]journal.Job, error)
	Residue(ctx context.Context) ([]journal.Job, error)
	ClearJobs(ctx context.Context) error
	Copies(ctx context.Context, document string) (int, error)
}

// Slip is what is to be printed. It holds personal data and lives no longer than Print.
type Slip struct {
	ID     string // random, made once for one wish to print: the same id is never printed twice
	Kind   slip.Kind
	Visit  string // random id
	Person string // keyed hash
	Sheet  slip.Sheet
	// Document is a keyed hash of what it says, "" for one that is nobody's; Code the paper's, "" when it has none.
	Document, Code string
	MM             int // paper that it takes
	// Copy is what Sheet says of itself: 0 the first sheet of its document, n: 补打 第n次. It is what Journal.Copies said when the
	// sheet was made; when another sheet of the document came between, this one is not printed.
	Copy int
	// May, when set, is waited for once the printer has said that it can print, and must return nil before anything else happens to
	// the slip: whoever prints finds out meanwhile whether it may.
	May func(ctx context.Context) error
	// OnCollected, when set, is called once when the printer says that a confirmed slip was taken, or drawn back.
	OnCollected func(taken bool)
	// OnSent, when set, is called once when the last byte is out, from Print's goroutine.
	OnSent func()
}

// Result is what became of a slip; a closed set.
type Result string

// The results of Print.
const (
	Confirmed  Result = "confirmed"   // the printer said that it was printed
	NotPrinted Result = "not_printed" // nothing came out, and nothing will
	Partial    Result = "partial"     // some came out; the rest was cleared and will not come
	Unknown    Result = "unknown"     // bytes left and nobody knows: look at the printer
)

// Results lists every result.
func Results() []Result { return []Result{Confirmed, NotPrinted, Partial, Unknown} }

// Outcome is the answer of Print.
type Outcome struct {
	Result Result
	Reason string    // the printer's condition when it was not confirmed; "" when that is not why
	State  Readiness // the spool's state afterwards, or why it did not begin
	Detail string    // for the operator
}

// Readiness is whether a slip may begin; a closed set. What the printer itself can do (paper, cover) it says itself.
type Readiness string

// The states of the spool.
const (
	Ready     Readiness = "ready"
	Printing  Readiness = "printing"   // a slip is under way
	Hanging   Readiness = "hanging"    // a slip hangs from the outlet: the next waits until it is taken or drawn back
	Uncleared Readiness = "uncleared"  // the printer may hold an earlier slip: out of service until it is cleared
	NoJournal Readiness = "no_journal" // what happened could not be written down: out of service until it is
)

// Spool prints one slip at a time. Its methods may be called by several goroutines.
type Spool struct {
	printer Printer
	journal Journal

	turn chan struct{} // held while the printer is used

	ctx     context.Context // ends the waiting for slips to be taken
	stop    context.CancelFunc
	outlets sync.WaitGroup

	mu       sync.Mutex
	printing bool
	hanging  bool
	dirty    bool  // the printer may hold bytes of an earlier slip
	late     []end // ends of jobs that the journal has not taken yet
}

// end is how a job ended, to be written down.
type end struct {
	id string
	to journal.State
	journal.End
}

// New takes over what the journal says. Jobs that were interrupted before their first byte have failed; those after it are
// Unknown and never printed again; where bytes may be left in the printer the spool begins Uncleared. Call Settle next.
func New(ctx context.Context, p Printer, j Journal) (*Spool, error) {
	s := &Spool{printer: p, journal: j, turn: make(chan struct{}, 1)}
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	open, err := j.OpenJobs(ctx)
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	for _, job := range open {
		to, how := journal.Unknown, journal.End{Reason: interrupted}
		if job.State == journal.Queued || job.State == journal.Checked {
			to, how.Empty = journal.Failed, true
		}
		if err := j.MoveJob(ctx, job.ID, job.State, to, how); err != nil {
			return nil, fmt.Errorf("spool: %w", err)
		}
	}
	residue, err := j.Residue(ctx)
	if err != nil {
		return nil, fmt.Errorf("spool: %w", err)
	}
	s.dirty = len(residue) > 0
	return s, nil
}

// Close stops waiting for a slip to be taken. It returns when nothing of the spool runs any more.
func (s *Spool) Close() {
	s.stop()
	s.outlets.Wait()
}

// interrupted is the reason of a job that a crash or power cut ended.
const interrupted = "interrupted"

// Ready says whether a slip may begin. It never waits.
func (s *Spool) Ready() Readiness {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.printing {
		return Printing
	}
	return s.rest()
}

// rest is the readiness between slips. Called with mu held.
func (s *Spool) rest() Readiness {
	switch {
	case len(s.late) > 0: // first, as a crash would forget it, also while a slip hangs there
		return NoJournal
	case s.hanging:
		return Hanging
	case s.dirty:
		return Uncleared
	}
	return Ready
}

// Print prints a slip and returns when its outcome is known or can no longer be known. It waits for a slip under way, and until
// one that hangs from the outlet is taken or drawn back. The end of ctx stops a slip that has not begun; one that has begun is
// finished, or cleared, first. A second call with the same ID prints nothing and gives the first one's outcome; so does a second
// wish for the same document that was made before the first was printed, as its sheet would be an unmarked copy. A slip at the
// outlet is Confirmed at once; what becomes of it is followed after Print has returned. After a power cut New finds what became of
// it.
func (s *Spool) Print(ctx context.Context, w Slip) Outcome {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return s.givenUp(context.WithoutCancel(ctx), w.ID)
	}
	kept := false
	defer func() {
		if !kept {
			<-s.turn
		}
	}()
	o, hanging := s.printed(ctx, w)
	if !hanging {
		return o
	}
	kept = true
	s.outlets.Go(func() {
		s.collect(w)
		s.set(func() { s.hanging = false })
		<-s.turn
	})
	return o
}

// givenUp is the outcome of a wish that did not come to its turn. A wish that was made before has the outcome that it had.
func (s *Spool) givenUp(ctx context.Context, id string) Outcome {
	earlier, there, err := s.journal.Job(ctx, id)
	switch {
	case err != nil:
		return Outcome{Result: Unknown, State: NoJournal, Detail: err.Error()}
	case there:
		return s.again(earlier)
	}
	return Outcome{Result: NotPrinted, State: s.Ready(), Detail: "given up before its turn"}
}

// collect waits until a slip has left the outlet, and writes down how. One of which nobody knows stays confirmed, and the printer
// counts as holding it, here and after a restart, until it is cleared.
func (s *Spool) collect(w Slip) {
	to, taken := journal.Taken, true
	switch s.printer.Collect(s.ctx) {
	case CollectedTaken:
	case CollectedBack:
		to, taken = journal.Retracted, false
	default:
		s.set(func() { s.dirty = true })
		return
	}
	s.write(context.WithoutCancel(s.ctx), end{w.ID, to, journal.End{}})
	if w.OnCollected != nil {
		w.OnCollected(taken)
	}
}

// printed is Print with the turn held. hanging: the slip is confirmed and hangs from the outlet.
func (s *Spool) printed(ctx context.Context, w Slip) (_ Outcome, hanging bool) {
	on := context.WithoutCancel(ctx) // what has begun is finished or cleared, whoever has gone
	earlier, there, err := s.journal.Job(on, w.ID)
	switch {
	case err != nil:
		return Outcome{Result: Unknown, State: NoJournal, Detail: err.Error()}, false
	case there:
		return s.again(earlier), false
	case s.Ready() != Ready:
		return Outcome{Result: NotPrinted, State: s.Ready()}, false
	case ctx.Err() != nil:
		return Outcome{Result: NotPrinted, State: Ready, Detail: "given up before it began"}, false
	}
	if w.Document != "" {
		copies, err := s.journal.Copies(on, w.Document)
		switch {
		case err != nil:
			return Outcome{Result: NotPrinted, State: NoJournal, Detail: err.Error()}, false
		case copies != w.Copy:
			return Outcome{Result: NotPrinted, State: Ready, Detail: "another sheet of the document came between"}, false
		}
	}
	digest, err := digestOf(w.Sheet)
	if err != nil {
		return Outcome{Result: NotPrinted, State: Ready, Detail: err.Error()}, false
	}
	if err := s.journal.PutJob(on, journal.Job{ID: w.ID, Kind: string(w.Kind), Visit: w.Visit, Person: w.Person,
		Digest: digest, Document: w.Document, Code: w.Code, MM: w.MM, Copy: w.Copy}); err != nil {
		// It may have been put all the same.
		s.write(on, end{w.ID, journal.Failed, journal.End{Empty: true}})
		return Outcome{Result: NotPrinted, State: NoJournal, Detail: err.Error()}, false
	}
	s.set(func() { s.printing = true })
	o, hanging := s.run(ctx, on, w)
	s.set(func() {
		s.printing, s.hanging = false, hanging
		o.State = s.rest()
	})
	return o, hanging
}

// again is the outcome of a job that is already in the journal, or ended later than the journal knows.
func (s *Spool) again(job journal.Job) Outcome {
	o := Outcome{Result: Unknown, State: s.Ready(), Detail: "asked again"}
	s.mu.Lock()
	for _, e := range s.late {
		if e.id == job.ID {
			job.State, job.Partial = e.to, e.Partial
		}
	}
	s.mu.Unlock()
	switch {
	case job.State == journal.Confirmed || job.State == journal.Taken || job.State == journal.Retracted:
		o.Result = Confirmed
	case job.State == journal.Failed && job.Partial:
		o.Result = Partial
	case job.State == journal.Failed:
		o.Result = NotPrinted
	}
	return o
}

// run takes a queued job through the printer: until its first byte while ctx lasts, from there with on.
func (s *Spool) run(ctx, on context.Context, w Slip) (_ Outcome, hanging bool) {
	reached := journal.Queued
	var refused error
	before := func(stage Stage) error {
		to := stateOf(stage)
		if to != journal.Sent && ctx.Err() != nil {
			refused = fmt.Errorf("not begun: %w", ctx.Err())
			return refused
		}
		if to == journal.Checked && w.May != nil {
			if refused = w.May(ctx); refused != nil {
				return refused
			}
		}
		if refused = s.journal.MoveJob(on, w.ID, reached, to, journal.End{}); refused != nil {
			return refused
		}
		reached = to
		if to == journal.Sent && w.OnSent != nil {
			w.OnSent()
		}
		return nil
	}
	result := s.printer.Print(on, Job{ID: w.ID, Sheet: w.Sheet}, before)
	o := s.judge(on, w.ID, reached, result)
	if refused != nil {
		o.Detail = strings.TrimSpace(o.Detail + " " + refused.Error())
	}
	return o, o.Result == Confirmed && result.Hanging
}

// judge turns what the printer says into an outcome: it clears what the printer may hold and writes how the job ended.
func (s *Spool) judge(ctx context.Context, id string, reached journal.State, r Answer) Outcome {
	o := Outcome{Result: Unknown, Reason: r.Reason, Detail: r.Detail}
	how := journal.End{Reason: r.Reason, Partial: r.Partial}
	switch {
	case reached == journal.Queued || reached == journal.Checked: // no byte has left
		o.Result = NotPrinted
		how.Partial, how.Empty = false, true
		s.write(ctx, end{id, journal.Failed, how})
	case r.Said == SaidPrinted && reached == journal.Sent:
		o = Outcome{Result: Confirmed, Detail: r.Detail}
		s.write(ctx, end{id, journal.Confirmed, journal.End{Hanging: r.Hanging}})
	case r.Said == SaidNotPrinted && s.printer.Clear(ctx):
		o.Result = NotPrinted
		if r.Partial {
			o.Result = Partial
		}
		how.Empty = true
		s.write(ctx, end{id, journal.Failed, how})
	default:
		// Written before the clearing, so that a crash in it finds a job that has ended.
		s.set(func() { s.dirty = true })
		s.write(ctx, end{id, journal.Unknown, how})
		s.clear(ctx)
	}
	return o
}

// write writes how a job ended. An end that the journal does not take keeps the spool out of service until Settle has
// written it: the printer's state would be unknown after a restart, but nobody would know why.
func (s *Spool) write(ctx context.Context, e end) {
	if err := s.finish(ctx, e); err != nil {
		s.set(func() { s.late = append(s.late, e) })
	}
}

// finish moves a job to its end from wherever the journal has it: a write that failed may have happened all the same.
func (s *Spool) finish(ctx context.Context, e end) error {
	job, there, err := s.journal.Job(ctx, e.id)
	gone := e.to == journal.Taken || e.to == journal.Retracted
	if err != nil || !there || job.State.Final() && !(gone && job.State == journal.Confirmed) {
		return err
	}
	return s.journal.MoveJob(ctx, e.id, job.State, e.to, e.End)
}

// Settle brings the spool back into service: it writes what is not yet written, and clears the printer when it may hold an
// earlier slip. It returns the state that it leaves. Called every few seconds between slips; while one is under way it does
// nothing and does not wait.
func (s *Spool) Settle(ctx context.Context) Readiness {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	default:
		return s.Ready()
	}
	s.mu.Lock()
	late := s.late
	s.late = nil
	s.mu.Unlock()
	for _, e := range late {
		s.write(ctx, e)
	}
	if s.Ready() == Uncleared {
		s.clear(ctx)
	}
	return s.Ready()
}

// clear empties the printer and writes that it is empty. Whatever fails, the spool stays uncleared.
func (s *Spool) clear(ctx context.Context) {
	if s.printer.Clear(ctx) && s.journal.ClearJobs(ctx) == nil {
		s.set(func() { s.dirty = false })
	}
}

// Emptied is staff's word that the printer holds nothing: it was switched off and on. For printers that cannot say so.
func (s *Spool) Emptied(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return fmt.Errorf("spool: %w", ctx.Err())
	}
	if err := s.journal.ClearJobs(ctx); err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	s.set(func() { s.dirty = false })
	return nil
}

func (s *Spool) set(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// stateOf is the state that the journal must hold before a stage is entered.
func stateOf(stage Stage) journal.State {
	switch stage {
	case StageChecked:
		return journal.Checked
	case StageSending:
		return journal.Sending
	case StageSent:
		return journal.Sent
	}
	panic("spool: a stage that the printer contract does not have: " + string(stage))
}

// digestOf is the SM3 of a sheet. It shows later whether two slips were the same one, and nothing else of them.
func digestOf(sheet slip.Sheet) (string, error) {
	content, err := json.Marshal(sheet)
	if err != nil {
		return "", fmt.Errorf("spool: %w", err)
	}
	sum := sm3.Sum(content)
	return hex.EncodeToString(sum[:]), nil
}
