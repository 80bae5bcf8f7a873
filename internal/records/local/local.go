// Package local puts a copy of some places' records beside a central source, for the time when that cannot be reached.
//
// The copy gives queries and no certificate: what is read from it is marked (records.About.Local), is limited to the places that it
// has, and is refused when it is too old. The room knows nothing of files, screens or devices; who opens the copy is a function.
package local

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

// reserve is the part of a visit's time that is kept for the copy: it answers in milliseconds, also from a slow disk.
const reserve = time.Second

// Source asks a central source and, when that cannot be reached, the copy. It implements records.Source.
//
// The copy is read only when the central source is Down, or Busy while the visit still waits. Any other answer of the centre is
// the answer. Somebody, or a card, that the copy does not have may well exist, so the failure is then that of the centre.
type Source struct {
	central records.Source
	open    func() (records.Source, error)
	maxAge  time.Duration
	clock   clock.Clock

	mu       sync.Mutex
	copy     *opening // nil until it is needed
	finished bool
}

var _ records.Source = (*Source)(nil)

// opening is one opening of the copy. source and err may be read when done is closed.
type opening struct {
	done   chan struct{}
	source records.Source
	err    error
}

// New puts a copy beside a central source, which the new source then owns. The copy is opened when it is first needed, which may take
// longer than a visit waits, and stays open; see Reload for a newer one. An opening that fails is tried again the next time.
func New(central records.Source, open func() (records.Source, error), maxAge time.Duration, c clock.Clock) *Source {
	return &Source{central: central, open: open, maxAge: maxAge, clock: c}
}

// About implements records.Source. It is what the centre says of itself; a record from the copy carries the copy's.
func (s *Source) About() records.About { return s.central.About() }

// Register implements records.Source.
func (s *Source) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	var got records.Registration
	err := s.ask(ctx, func(ctx context.Context, from records.Source, _ bool) (err error) {
		got, err = from.Register(ctx, c)
		return err
	})
	return got, err
}

// Read implements records.Source.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	var got records.Record
	err := s.ask(ctx, func(ctx context.Context, from records.Source, local bool) (err error) {
		got, err = from.Read(ctx, number, w)
		if err == nil && local {
			got, err = limited(got)
		}
		return err
	})
	return got, err
}

// Reload has an open copy look whether another file was put in its place, where it can do that (sqlite.Source.Reload). Called between
// visits; without an open copy it does nothing. A copy that is too old is refused until then.
func (s *Source) Reload() (changed bool, err error) {
	s.mu.Lock()
	c := s.copy
	s.mu.Unlock()
	if c == nil {
		return false, nil
	}
	select {
	case <-c.done:
	default:
		return false, nil
	}
	r, ok := c.source.(interface{ Reload() (bool, error) })
	if c.err != nil || !ok {
		return false, nil
	}
	return r.Reload()
}

// Close implements records.Source. It waits for an opening under way.
func (s *Source) Close() error {
	s.mu.Lock()
	finished, c := s.finished, s.copy
	s.finished, s.copy = true, nil
	s.mu.Unlock()
	if finished {
		return nil
	}
	return errors.Join(s.central.Close(), c.close())
}

// ask asks the centre, then the copy.
func (s *Source) ask(ctx context.Context, question func(_ context.Context, _ records.Source, local bool) error) error {
	central := s.askCentral(ctx, question)
	if f := failureOf(central); f != records.Down && f != records.Busy || ctx.Err() != nil {
		return central
	}
	c, err := s.opened(ctx)
	if err != nil {
		return alsoFailed(central, err)
	}
	if asOf := c.source.About().AsOf; s.clock.Now().Sub(asOf) > s.maxAge {
		return &records.Error{Failure: records.Stale, Detail: "the copy is of " + asOf.Format(time.DateOnly), Err: central}
	}
	err = question(ctx, c.source, true)
	switch failureOf(err) {
	case records.NotFound, records.Damaged:
		return alsoFailed(central, err)
	}
	return err
}

// askCentral leaves the copy its time, where the visit has a deadline.
func (s *Source) askCentral(ctx context.Context, question func(context.Context, records.Source, bool) error) error {
	if at, ok := ctx.Deadline(); ok {
		sooner, stop := context.WithDeadline(ctx, at.Add(-reserve))
		defer stop()
		if ctx.Err() == nil && sooner.Err() != nil { // nothing is left that the centre could be asked in
			return &records.Error{Failure: records.Busy, Err: sooner.Err()}
		}
		ctx = sooner
	}
	return question(ctx, s.central, false)
}

// opened waits for the copy as long as the visit does. The opening goes on without it, for the next visit, and ends before Close
// returns.
func (s *Source) opened(ctx context.Context) (*opening, error) {
	s.mu.Lock()
	if s.finished {
		s.mu.Unlock()
		return nil, &records.Error{Failure: records.Busy, Detail: "record source is closed"}
	}
	c := s.copy
	if c == nil {
		c = &opening{done: make(chan struct{})}
		s.copy = c
		go func() {
			defer close(c.done)
			c.source, c.err = s.open()
		}()
	}
	s.mu.Unlock()
	select {
	case <-c.done:
	case <-ctx.Done():
		return nil, &records.Error{Failure: records.Busy, Err: ctx.Err()}
	}
	if c.err != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.copy == c {
			s.copy = nil
		}
		return nil, c.err
	}
	return c, nil
}

func (c *opening) close() error {
	if c == nil {
		return nil
	}
	<-c.done
	if c.err != nil {
		return nil // it was given to who asked
	}
	return c.source.Close()
}

// alsoFailed is the failure of the centre, with why the copy did not help for the operator.
func alsoFailed(central, local error) error {
	return &records.Error{Failure: failureOf(central), Detail: "and the copy on this terminal did not help", Err: errors.Join(central, local)}
}

// failureOf is "" for no error and for one that is not of the contract.
func failureOf(err error) records.Failure {
	var e *records.Error
	if errors.As(err, &e) {
		return e.Failure
	}
	return ""
}

// limited is what a copy may show of a record: what belongs to its places. Somebody of whom only other places' records are there is
// NotConnected. Account years, annuities and certifications belong to no place and stay.
func limited(r records.Record) (records.Record, error) {
	before := len(r.Enrolments) + len(r.Contributions) + len(r.Benefits)
	has := r.Source.Has
	r.Enrolments = slices.DeleteFunc(r.Enrolments, func(e records.Enrolment) bool { return !has(e.Region) })
	r.Contributions = slices.DeleteFunc(r.Contributions, func(c records.Contribution) bool { return !has(c.Region) })
	r.Benefits = slices.DeleteFunc(r.Benefits, func(b records.Benefit) bool { return !has(b.Region) })
	if before > 0 && len(r.Enrolments)+len(r.Contributions)+len(r.Benefits) == 0 {
		return records.Record{}, &records.Error{Failure: records.NotConnected}
	}
	r.Source.Local = true
	return r, nil
}
