// Package guard stands before a central record source: a deadline, a second try, and a breaker that spares a citizen the wait for a
// back end that is known to be down, and the back end a crowd of terminals when it comes back.
//
// It knows of sources nothing but their contract, and nothing of screens, devices and local copies.
package guard

import (
	"context"
	"errors"
	"sync"
	"time"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

const (
	// deadline is for one question with its second try: who waits longer than 10 s thinks that the terminal is broken.
	deadline = 10 * time.Second
	// patience is how many questions in a row may fail before the source counts as down. One is an accident, and two may be those
	// of one visit.
	patience = 3
	// pauseFirst and pauseMost are how long the source is then left alone. The pause doubles with each try that fails; after a minute
	// a terminal is back with the next citizen, and ten thousand of them ask 170 times a second at most.
	pauseFirst = time.Second
	pauseMost  = time.Minute
)

// Source guards another. It implements records.Source, and gives what the other gives but for these:
//
//   - A question that is not answered in 10 s is Busy.
//   - One that fails with Down is asked once more, when time is left. Questions change nothing, so they may be asked twice.
//   - After three questions in a row that failed with Down, Busy or Device, questions are Down at once for a second. Then one is let
//     through; when that fails too, the pause is 2 s, 4 s … 60 s. Any answer ends it, also that somebody is not there.
//   - A question that its visit cancelled says nothing about the source.
type Source struct {
	source    records.Source
	clock     clock.Clock
	questions *backend.Questions // for their bounds only: the source waits for those under way

	mu       sync.Mutex
	failed   int           // questions in a row, while pause is 0
	pause    time.Duration // of the breaker, 0 while it lets everything through
	until    time.Time     // when the pause ends
	trying   bool          // the one question after a pause is under way
	finished bool
}

var _ records.Source = (*Source)(nil)

// New guards a source, which the guard then owns: it is closed with it.
func New(source records.Source, c clock.Clock) *Source {
	return &Source{source: source, clock: c, questions: backend.NewQuestions(c)}
}

// Register implements records.Source.
func (s *Source) Register(ctx context.Context, c records.Card) (got records.Registration, err error) {
	err = s.ask(ctx, func(ctx context.Context) (err error) {
		got, err = s.source.Register(ctx, c)
		return err
	})
	return got, err
}

// Read implements records.Source.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (got records.Record, err error) {
	err = s.ask(ctx, func(ctx context.Context) (err error) {
		got, err = s.source.Read(ctx, number, w)
		return err
	})
	return got, err
}

// About implements records.Source.
func (s *Source) About() records.About { return s.source.About() }

// Close implements records.Source.
func (s *Source) Close() error {
	s.mu.Lock()
	s.finished = true
	s.mu.Unlock()
	return s.source.Close()
}

func (s *Source) ask(ctx context.Context, question func(context.Context) error) error {
	if ctx.Err() != nil {
		return &records.Error{Failure: records.Busy, Err: ctx.Err()}
	}
	let, try := s.admit()
	if !let {
		return &records.Error{Failure: records.Down, Detail: "not asked: it failed when it was last asked"}
	}
	within, stop := s.questions.Within(ctx, deadline)
	defer stop()
	err := question(within)
	if failureOf(err) == records.Down && within.Err() == nil && !try {
		err = question(within)
	}
	if err != nil && ctx.Err() == nil && within.Err() != nil {
		err = &records.Error{Failure: records.Busy, Err: context.DeadlineExceeded}
	}
	s.settle(try, verdictOf(ctx, err))
	return err
}

// admit says whether a question may be asked, and whether it is the one try after a pause.
func (s *Source) admit() (let, try bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.finished, s.pause == 0: // a closed source says so itself
		return true, false
	case s.trying || s.clock.Now().Before(s.until):
		return false, false
	}
	s.trying = true
	return true, true
}

// verdict is what a question says about the source.
type verdict int

const (
	nothing verdict = iota
	well
	ill
)

func verdictOf(ctx context.Context, err error) verdict {
	if err == nil {
		return well
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return nothing // the visit ended; a visit that waited to its deadline has seen that the source is slow
	}
	switch failureOf(err) {
	case records.Down, records.Busy, records.Device, "":
		return ill
	}
	return well // it answered
}

// failureOf is "" for an error that is not of the contract, and for none.
func failureOf(err error) records.Failure {
	var e *records.Error
	if errors.As(err, &e) {
		return e.Failure
	}
	return ""
}

func (s *Source) settle(try bool, v verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if try {
		s.trying = false
	}
	switch {
	case v == well:
		s.failed, s.pause = 0, 0
	case v == nothing:
	case try:
		s.rest(min(2*s.pause, pauseMost))
	case s.pause == 0: // not one that was asked before the pause and fails during it
		if s.failed++; s.failed >= patience {
			s.rest(pauseFirst)
		}
	}
}

func (s *Source) rest(pause time.Duration) {
	s.failed, s.pause, s.until = 0, pause, s.clock.Now().Add(pause)
}
