package guard

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

const (
	// whole bounds one read with its repetition: nobody stands longer before a screen that says nothing.
	whole = 10 * time.Second
	// needed is what must be left of it for a second try: the time in which a source connects.
	needed = 3 * time.Second
)

// errTimeout is the cause of a context that our own timer ended.
var errTimeout = errors.New("no answer in time")

// Source is a guarded source. It implements records.Source and may be used by several goroutines.
type Source struct {
	inner   records.Source
	clock   clock.Clock
	breaker *breaker
}

var _ records.Source = (*Source)(nil)

// New guards a source, which it closes with itself.
func New(inner records.Source, c clock.Clock) *Source {
	return &Source{inner: inner, clock: c, breaker: &breaker{}}
}

// About implements records.Source.
func (s *Source) About() records.About { return s.inner.About() }

// Close implements records.Source.
func (s *Source) Close() error { return s.inner.Close() }

// Register implements records.Source within ten seconds.
func (s *Source) Register(ctx context.Context, c records.Card) (records.Registration, error) {
	return guarded(ctx, s, func(ctx context.Context) (records.Registration, error) { return s.inner.Register(ctx, c) })
}

// Read implements records.Source within ten seconds.
func (s *Source) Read(ctx context.Context, number string, w records.Window) (records.Record, error) {
	return guarded(ctx, s, func(ctx context.Context) (records.Record, error) { return s.inner.Read(ctx, number, w) })
}

// guarded reads once, and a second time when the source could not be reached, which changes nothing there.
func guarded[T any](ctx context.Context, s *Source, read func(context.Context) (T, error)) (T, error) {
	var none T
	if err := ctx.Err(); err != nil {
		return none, &records.Error{Failure: records.Busy, Detail: "not asked", Err: err}
	}
	start := s.clock.Now()
	if wait := s.breaker.enter(start); wait > 0 {
		return none, &records.Error{Failure: records.Down,
			Detail: fmt.Sprintf("it did not answer lately and is left alone for another %d ms", wait.Milliseconds())}
	}
	limited, stop := s.within(ctx)
	defer stop()
	value, err := read(limited)
	if failure(err) == records.Down && limited.Err() == nil && whole-s.clock.Now().Sub(start) >= needed {
		value, err = read(limited)
	}
	s.breaker.leave(s.clock.Now(), outcomeOf(ctx, err))
	if err == nil {
		return value, nil
	}
	if ctx.Err() == nil && errors.Is(context.Cause(limited), errTimeout) {
		return none, &records.Error{Failure: records.Busy, Detail: "no answer in time", Err: context.DeadlineExceeded}
	}
	return none, err
}

// within is ctx, ended by the terminal's clock after the whole time. stop must be called; it waits for the goroutine that
// looks after the time.
func (s *Source) within(ctx context.Context) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	timer, gone := s.clock.NewTimer(whole), make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-timer.C():
			cancel(errTimeout)
		case <-limited.Done():
		}
	}()
	return limited, func() {
		timer.Stop()
		cancel(nil)
		<-gone
	}
}

// failure is the failure of an error, "" for none.
func failure(err error) records.Failure {
	var e *records.Error
	if errors.As(err, &e) {
		return e.Failure
	}
	return ""
}

// outcomeOf is what a read says of the source. Whatever it answers, nobody by that number too, shows that it is there. A
// citizen who took her card says nothing of it.
func outcomeOf(ctx context.Context, err error) outcome {
	switch failure(err) {
	case records.Down, records.Busy:
		if errors.Is(ctx.Err(), context.Canceled) {
			return unknown
		}
		return failed
	}
	return answered
}
