// Package local stands before a central record source and has a file on the terminal answer while that cannot be reached
// (facts/domain.md §5.3). What comes from the file is marked as local: it gives queries, but no certificate.
//
// It knows the contract of records.Source and the clock; no file format, network or screen. It decides when the file may
// answer and what of it: not when it is too old, and nothing of places that its header does not name.
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

// Source is a central source with a local file behind it. It implements records.Source and may be used by several goroutines.
type Source struct {
	central records.Source
	open    func() (records.Source, error)
	maxAge  time.Duration
	clock   clock.Clock

	mu     sync.RWMutex   // held for reading by every use of the file, so that it is closed under nobody
	file   records.Source // nil: not opened
	closed bool
}

var _ records.Source = (*Source)(nil)

// errMissing: the file is limited, so nobody can be told that she does not exist.
var errMissing = errors.New("not in the local file")

// New puts open's file behind a central source, which it closes with itself. The file is opened when it is needed for the
// first time, and used until its data are older than maxAge.
func New(central records.Source, open func() (records.Source, error), maxAge time.Duration, c clock.Clock) *Source {
	return &Source{central: central, open: open, maxAge: maxAge, clock: c}
}

// About implements records.Source: what the central source says of itself. A record has the About of where it came from.
func (s *Source) About() records.About { return s.central.About() }

// Rest closes the file. Called between visits: what was read of the last person stays in its buffers, and another file may
// lie in its place.
func (s *Source) Rest() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file == nil {
		return nil
	}
	file := s.file
	s.file = nil
	return file.Close()
}

// Close implements records.Source.
func (s *Source) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	return errors.Join(s.Rest(), s.central.Close())
}

// Register implements records.Source. The central register answers first, because a card may be reported lost at any time.
func (s *Source) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	out, err := s.central.Register(ctx, c)
	if !unreachable(ctx, err) {
		return out, err
	}
	var r records.Registration
	if err := s.fromFile(err, func(file records.Source, _ records.About) error {
		r, err = file.Register(ctx, c)
		return err
	}); err != nil {
		return records.Registration{}, err
	}
	return r, nil
}

// Read implements records.Source.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	out, err := s.central.Read(ctx, number, w)
	if !unreachable(ctx, err) {
		return out, err
	}
	var r records.Record
	if err := s.fromFile(err, func(file records.Source, about records.About) error {
		r, err = file.Read(ctx, number, w)
		if err != nil {
			return err
		}
		about.Local = true
		r.Source = about
		return limit(&r, about)
	}); err != nil {
		return records.Record{}, err
	}
	return r, nil
}

// unreachable reports whether an error is that of a central source that cannot be reached, while somebody still waits: it is
// down, or did not answer in its own time. One that says it is busy is there, and shall be asked again.
func unreachable(ctx context.Context, err error) bool {
	var e *records.Error
	if !errors.As(err, &e) || ctx.Err() != nil {
		return false
	}
	return e.Failure == records.Down || e.Failure == records.Busy && errors.Is(err, context.DeadlineExceeded)
}

// fromFile has the file answer instead of the central source, whose error is down. Where the file has no answer either, the
// citizen hears that the back end cannot be reached, and the operator hears both.
func (s *Source) fromFile(down error, read func(records.Source, records.About) error) error {
	neither := func(err error) error {
		return &records.Error{Failure: records.Down, Detail: "no answer from the local file either", Err: errors.Join(down, err)}
	}
	if err := s.opened(); err != nil {
		return neither(err)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.file == nil {
		return neither(errors.New("it was closed"))
	}
	about := s.file.About()
	// A day that is still to come is a wrong clock or a wrong file; either way its age is not known.
	if age := s.clock.Now().Sub(about.AsOf); about.AsOf.IsZero() || age > s.maxAge || age < 0 {
		return &records.Error{Failure: records.Stale, Detail: "the local file's data are of " + about.AsOf.Format("2006-01-02"), Err: down}
	}
	err := read(s.file, about)
	var e *records.Error
	if errors.As(err, &e) && e.Failure == records.NotFound {
		return neither(errMissing)
	}
	return err
}

// opened opens the file when it is not.
func (s *Source) opened() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.file != nil || s.closed {
		return nil
	}
	file, err := s.open()
	if err != nil {
		return err
	}
	s.file = file
	return nil
}

// limit removes from a record what lies outside of the places in the file's header. A person of whom nothing lies in them is
// NotConnected; one whose record names no place at all stays as she is.
func limit(r *records.Record, about records.About) error {
	outside := false
	cut := func(in records.Region) bool {
		gone := !about.Has(in)
		outside = outside || gone
		return gone
	}
	r.Enrolments = without(r.Enrolments, func(e records.Enrolment) bool { return cut(e.Region) })
	r.Contributions = without(r.Contributions, func(c records.Contribution) bool { return cut(c.Region) })
	r.Benefits = without(r.Benefits, func(b records.Benefit) bool { return cut(b.Region) })
	if outside && len(r.Enrolments)+len(r.Contributions)+len(r.Benefits) == 0 {
		return &records.Error{Failure: records.NotConnected, Detail: "her places are not in the local file"}
	}
	return nil
}

// without is a new list, nil when nothing is left.
func without[T any](of []T, gone func(T) bool) []T {
	of = slices.DeleteFunc(slices.Clone(of), gone)
	if len(of) == 0 {
		return nil
	}
	return of
}
