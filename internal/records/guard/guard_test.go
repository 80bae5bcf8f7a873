package guard_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/guard"
)

var window = records.Window{First: 202112, Last: 202611}

// scripted is a source whose answers a test gives.
type scripted struct {
	mu     sync.Mutex
	asked  int
	answer func(context.Context) error
}

func (s *scripted) ask(ctx context.Context) error {
	s.mu.Lock()
	s.asked++
	answer := s.answer
	s.mu.Unlock()
	return answer(ctx)
}

func (s *scripted) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

func (s *scripted) set(answer func(context.Context) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = answer
}

func (s *scripted) Register(ctx context.Context, _ records.Card) (records.Registration, error) {
	if err := s.ask(ctx); err != nil {
		return records.Registration{}, err
	}
	return records.Registration{Holder: "379901199003070011"}, nil
}

func (s *scripted) Read(ctx context.Context, number string, _ records.Window) (records.Record, error) {
	if err := s.ask(ctx); err != nil {
		return records.Record{}, err
	}
	return records.Record{Person: records.Person{Number: number}}, nil
}

func (s *scripted) About() records.About { return records.About{Name: "示例"} }
func (s *scripted) Close() error         { return errors.New("closed") }

func gives(f records.Failure) func(context.Context) error {
	return func(context.Context) error { return fails(f) }
}

func fails(f records.Failure) error {
	if f == "" {
		return nil
	}
	return &records.Error{Failure: f}
}

func failure(err error) records.Failure {
	var e *records.Error
	if errors.As(err, &e) {
		return e.Failure
	}
	if err != nil {
		return "no *records.Error"
	}
	return ""
}

func newGuard() (*scripted, *clock.Fake, *guard.Source) {
	s, c := &scripted{answer: gives("")}, clock.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, clock.Zone()))
	return s, c, guard.New(s, c)
}

// read reads by one of the two ways and gives the failure.
func read(ctx context.Context, g *guard.Source, way int) records.Failure {
	if way%2 == 0 {
		_, err := g.Register(ctx, records.Card{})
		return failure(err)
	}
	r, err := g.Read(ctx, "3", window)
	if err != nil && !reflect.DeepEqual(r, records.Record{}) {
		return "a record with an error"
	}
	return failure(err)
}

func TestPassesThrough(t *testing.T) {
	s, c, g := newGuard()
	if r, err := g.Read(t.Context(), "3", window); err != nil || r.Person.Number != "3" {
		t.Error(r, err)
	}
	if g.About().Name != "示例" || g.Close() == nil {
		t.Error("About or Close is not the source's")
	}
	for _, f := range records.Failures() {
		before := s.count()
		s.set(gives(f))
		if got := read(t.Context(), g, 0); got != f {
			t.Errorf("%s came as %s", f, got)
		}
		want := 1
		if f == records.Down {
			want = 2
		}
		if n := s.count() - before; n != want {
			t.Errorf("%s: asked %d times", f, n)
		}
		s.set(gives(""))
		read(t.Context(), g, 0)
	}
	if c.Waiting() != 0 {
		t.Errorf("%d timers are left", c.Waiting())
	}
}

// TestTriesAgain: a source that could not be reached is asked once more, when there is time for it and somebody who waits.
func TestTriesAgain(t *testing.T) {
	for what, test := range map[string]struct {
		took  time.Duration
		gone  bool
		asked int
		want  records.Failure
	}{
		"at once":         {0, false, 2, ""},
		"in time":         {7 * time.Second, false, 2, ""},
		"too late":        {7*time.Second + time.Millisecond, false, 1, records.Down},
		"nobody waits":    {0, true, 1, records.Down},
		"the time is out": {10 * time.Second, false, 1, records.Busy},
	} {
		t.Run(what, func(t *testing.T) {
			s, c, g := newGuard()
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			s.set(func(limited context.Context) error {
				if s.count() > 1 {
					return nil
				}
				if test.gone {
					stop()
				}
				c.Advance(test.took)
				if test.took >= 10*time.Second {
					<-limited.Done()
				}
				return fails(records.Down)
			})
			if got := read(ctx, g, 1); got != test.want || s.count() != test.asked {
				t.Errorf("%q, asked %d times; want %q, %d", got, s.count(), test.want, test.asked)
			}
		})
	}
}

// TestWholeTime: a source that waits for its context is ended by the guard's clock, with a reason.
func TestWholeTime(t *testing.T) {
	s, c, g := newGuard()
	s.set(func(ctx context.Context) error {
		<-ctx.Done()
		return &records.Error{Failure: records.Busy, Err: ctx.Err()}
	})
	got := make(chan error)
	go func() {
		_, err := g.Read(context.Background(), "3", window)
		got <- err
	}()
	for c.Waiting() == 0 {
		runtime.Gosched()
	}
	c.Advance(10*time.Second - 1)
	select {
	case err := <-got:
		t.Fatalf("ended early: %v", err)
	default:
	}
	c.Advance(1)
	if err := <-got; failure(err) != records.Busy || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// TestRests: after three failures in a row the source is left alone for 1, 2, 4 … 60 seconds, asked once after each, and at
// once again when it has answered.
func TestRests(t *testing.T) {
	for _, f := range []records.Failure{records.Down, records.Busy} {
		s, c, g := newGuard()
		s.set(gives(f))
		for i := range 3 {
			if got := read(t.Context(), g, i); got != f {
				t.Fatal(got)
			}
		}
		for i, rest := range []int{1, 2, 4, 8, 16, 32, 60, 60} {
			before := s.count()
			c.Advance(time.Duration(rest)*time.Second - 1)
			if got := read(t.Context(), g, 1); got != records.Down || s.count() != before {
				t.Fatalf("rest %d: %s, asked %d times", i, got, s.count()-before)
			}
			c.Advance(1)
			if got := read(t.Context(), g, 1); got != f || s.count() == before {
				t.Fatalf("after rest %d: %s, asked %d times", i, got, s.count()-before)
			}
		}
		c.Advance(time.Minute)
		s.set(gives(records.NotFound))
		for range 5 {
			before := s.count()
			if got := read(t.Context(), g, 1); got != records.NotFound || s.count() != before+1 {
				t.Fatal(got)
			}
		}
		s.set(gives(f)) // and the count begins anew
		for range 3 {
			before := s.count()
			if read(t.Context(), g, 1); s.count() == before {
				t.Fatal("not asked")
			}
		}
	}
}

// TestOneProbe: after the rest one is let through; the others have their answer at once, until she is back.
func TestOneProbe(t *testing.T) {
	s, c, g := newGuard()
	s.set(gives(records.Down))
	for range 3 {
		read(t.Context(), g, 1)
	}
	c.Advance(time.Second)
	inside, free := make(chan struct{}), make(chan struct{})
	s.set(func(context.Context) error { close(inside); <-free; return nil })
	got := make(chan records.Failure)
	go func() { got <- read(context.Background(), g, 1) }()
	<-inside
	for range 3 {
		if f := read(t.Context(), g, 0); f != records.Down {
			t.Error(f)
		}
	}
	close(free)
	if f := <-got; f != "" {
		t.Error(f)
	}
	s.set(gives(""))
	if f := read(t.Context(), g, 0); f != "" {
		t.Error(f)
	}
}

// TestACitizenWhoGoes says nothing of the source: it opens nothing, closes nothing, and gives the probe's place back.
func TestACitizenWhoGoes(t *testing.T) {
	s, c, g := newGuard()
	leave := func() {
		ctx, stop := context.WithCancel(t.Context())
		s.set(func(context.Context) error {
			stop()
			return &records.Error{Failure: records.Busy, Err: context.Canceled}
		})
		if f := read(ctx, g, 1); f != records.Busy {
			t.Error(f)
		}
	}
	for range 10 {
		leave()
	}
	s.set(gives(records.Down))
	for range 3 {
		read(t.Context(), g, 1)
	}
	c.Advance(time.Second)
	leave()
	s.set(gives(""))
	if f := read(t.Context(), g, 1); f != "" {
		t.Errorf("the next one was not let through: %s", f)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	before := s.count()
	if f := read(ended, g, 1); f != records.Busy || s.count() != before {
		t.Error("asked for nobody")
	}
}

// TestAnyHistory compares random histories with a model that is written down differently: from the list of what happened.
func TestAnyHistory(t *testing.T) {
	runs := proof.Count(300, 20_000)
	opened := 0
	for seed := range runs {
		random := rand.New(rand.NewPCG(uint64(seed), 4))
		s, c, g := newGuard()
		row, rest, until := 0, 0, c.Now()
		history := ""
		for range 60 {
			c.Advance(time.Duration(random.IntN(4)*random.IntN(900)) * time.Millisecond * time.Duration(1+random.IntN(40)))
			f := []records.Failure{records.Down, records.Down, records.Busy, records.NotFound, ""}[random.IntN(2+random.IntN(4))]
			history += fmt.Sprintf(" %s=%q", c.Now().Format("05.000"), f)
			s.set(gives(f))
			before := s.count()
			got := read(t.Context(), g, random.IntN(2))
			asked := s.count() - before
			if rest > 0 && c.Now().Before(until) {
				if got != records.Down || asked != 0 {
					t.Fatalf("seed %d: asked %d times in the rest:%s", seed, asked, history)
				}
				continue
			}
			if got != f || asked < 1 || asked > 2 {
				t.Fatalf("seed %d: %q, asked %d times:%s", seed, got, asked, history)
			}
			switch {
			case f == "" || f == records.NotFound:
				row, rest = 0, 0
			case rest > 0:
				rest = min(rest*2, 60)
			default:
				if row++; row == 3 {
					rest, opened = 1, opened+1
				}
			}
			until = c.Now().Add(time.Duration(rest) * time.Second)
		}
	}
	if opened < runs/2 {
		t.Errorf("only %d of %d histories opened the breaker", opened, runs)
	}
	proof.Saw(t, "%d random histories of a back end, the breaker opened %d times, each as the model says", runs, opened)
}
