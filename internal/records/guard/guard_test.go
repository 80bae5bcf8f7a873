package guard

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/recordstest"
	"shebao/kiosk/internal/records/sqlite"
)

var now = time.Date(2026, 11, 25, 9, 0, 0, 0, clock.Zone())

// scripted answers with what the test says. It is asked by several goroutines only where a test does so.
type scripted struct {
	records.Source
	mu     sync.Mutex
	asked  int
	answer func(context.Context) error
}

func (s *scripted) Read(ctx context.Context, _ string, _ records.Window) (records.Record, error) {
	s.mu.Lock()
	s.asked++
	answer := s.answer
	s.mu.Unlock()
	return records.Record{}, answer(ctx)
}

func (s *scripted) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.asked
	s.asked = 0
	return n
}

func failing(f records.Failure) func(context.Context) error {
	return func(context.Context) error { return &records.Error{Failure: f} }
}

func sound(context.Context) error { return nil }

// untilEnded is a source that does not answer.
func untilEnded(entered chan<- struct{}) func(context.Context) error {
	return func(ctx context.Context) error {
		entered <- struct{}{}
		<-ctx.Done()
		return &records.Error{Failure: records.Busy, Err: ctx.Err()}
	}
}

type rig struct {
	*testing.T
	clock  *clock.Fake
	source *scripted
	guard  *Source
}

func newRig(t *testing.T) rig {
	r := rig{T: t, clock: clock.NewFake(now), source: &scripted{}}
	r.guard = New(r.source, r.clock)
	t.Cleanup(func() {
		if n := r.clock.Waiting(); n != 0 {
			t.Errorf("%d timers are left", n)
		}
	})
	return r
}

// ask expects a failure, "" for none, and how often the source is asked.
func (r rig) ask(want records.Failure, asked int) {
	r.Helper()
	_, err := r.guard.Read(context.Background(), "379901199003070011", records.Window{})
	if failureOf(err) != want {
		r.Errorf("got %v, want %q", err, want)
	}
	if n := r.source.count(); n != asked {
		r.Errorf("the source was asked %d times, want %d", n, asked)
	}
}

func TestConformance(t *testing.T) {
	key := keys.NewRecords()
	recordstest.Run(t, func(t *testing.T, c recordstest.Content) records.Source {
		path := filepath.Join(t.TempDir(), "records.db")
		b, err := sqlite.Create(t.Context(), path, key, c.About)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range c.Persons {
			if err := b.Put(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
		for _, e := range c.Cards {
			if err := b.PutCard(t.Context(), e); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.Finish(t.Context()); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(path, key)
		if err != nil {
			t.Fatal(err)
		}
		return New(s, clock.System{})
	})
}

func TestSecondTry(t *testing.T) {
	r := newRig(t)
	r.source.answer = func(context.Context) error {
		if r.source.asked == 1 {
			return &records.Error{Failure: records.Down}
		}
		return nil
	}
	r.ask("", 2)
	for _, f := range records.Failures() {
		r := newRig(t)
		r.source.answer = failing(f)
		if f == records.Down {
			r.ask(f, 2)
		} else {
			r.ask(f, 1)
		}
	}
}

func TestBreaker(t *testing.T) {
	for _, f := range []records.Failure{records.Down, records.Busy} {
		tries := 1
		if f == records.Down {
			tries = 2
		}
		r := newRig(t)
		r.source.answer = failing(f)
		for range 3 {
			r.ask(f, tries)
		}
		for _, pause := range []time.Duration{1, 2, 4, 8, 16, 32, 60, 60} {
			r.ask(records.Down, 0)
			r.clock.Advance(pause*time.Second - 1)
			r.ask(records.Down, 0)
			r.clock.Advance(1)
			r.ask(f, 1) // the one try
		}
		r.ask(records.Down, 0)
		r.clock.Advance(time.Minute)
		r.source.answer = failing(records.NotFound) // an answer
		r.ask(records.NotFound, 1)
		r.source.answer = failing(f)
		for range 3 { // and the count and the pause begin anew
			r.ask(f, tries)
		}
		r.ask(records.Down, 0)
		r.clock.Advance(time.Second)
		r.source.answer = sound
		r.ask("", 1)
	}
}

// TestAnswersAreNoFailures: what a source says of a person does not count, and ends a row of failures.
func TestAnswersAreNoFailures(t *testing.T) {
	r := newRig(t)
	for _, f := range records.Failures() {
		if f == records.Down || f == records.Busy || f == records.Device {
			continue
		}
		for range 3 {
			r.source.answer = failing(f)
			r.ask(f, 1)
		}
		r.source.answer = failing(records.Busy)
		r.ask(records.Busy, 1)
		r.ask(records.Busy, 1)
	}
}

func TestDeadline(t *testing.T) {
	r := newRig(t)
	entered := make(chan struct{})
	r.source.answer = untilEnded(entered)
	for range 3 {
		got := make(chan error)
		go func() {
			_, err := r.guard.Read(context.Background(), "", records.Window{})
			got <- err
		}()
		<-entered
		r.clock.Advance(10 * time.Second)
		if err := <-got; failureOf(err) != records.Busy || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("after the deadline: %v", err)
		}
		r.source.count()
	}
	r.ask(records.Down, 0) // slow three times is down
}

// TestEndedVisits: a visit that ends while it waits says nothing of the source, and the try after a pause stays to be made.
func TestEndedVisits(t *testing.T) {
	r := newRig(t)
	entered := make(chan struct{})
	ended := func() {
		t.Helper()
		r.source.answer = untilEnded(entered)
		ctx, leave := context.WithCancel(context.Background())
		got := make(chan error)
		go func() {
			_, err := r.guard.Read(ctx, "", records.Window{})
			got <- err
		}()
		<-entered
		leave()
		if err := <-got; failureOf(err) != records.Busy || !errors.Is(err, context.Canceled) {
			t.Errorf("after the visit: %v", err)
		}
		r.source.count()
	}
	for range 5 {
		ended()
	}
	r.source.answer = failing(records.Busy)
	for range 3 {
		r.ask(records.Busy, 1)
	}
	r.clock.Advance(time.Second)
	ended()
	r.source.answer = sound
	r.ask("", 1)
}

// TestOneTry: after a pause only one of several is let through, and the others do not wait for it.
func TestOneTry(t *testing.T) {
	r := newRig(t)
	r.source.answer = failing(records.Busy)
	for range 3 {
		r.ask(records.Busy, 1)
	}
	r.clock.Advance(time.Second)
	entered, answer, got := make(chan struct{}), make(chan struct{}), make(chan error)
	r.source.answer = func(context.Context) error {
		entered <- struct{}{}
		<-answer
		return nil
	}
	go func() {
		_, err := r.guard.Read(context.Background(), "", records.Window{})
		got <- err
	}()
	<-entered
	r.source.count()
	r.ask(records.Down, 0)
	close(answer)
	if err := <-got; err != nil {
		t.Errorf("the try: %v", err)
	}
	r.source.answer = sound
	r.source.count()
	r.ask("", 1)
}

func TestNothingLeftToTry(t *testing.T) {
	r := newRig(t)
	ctx, leave := context.WithCancel(context.Background())
	r.source.answer = func(context.Context) error {
		leave()
		return &records.Error{Failure: records.Down}
	}
	_, _ = r.guard.Read(ctx, "", records.Window{})
	if n := r.source.count(); n != 1 {
		t.Errorf("it was asked %d times although nobody waits any more", n)
	}
}
