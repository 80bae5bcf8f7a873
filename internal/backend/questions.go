package backend

import (
	"context"
	"errors"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
)

// The causes with which a question's context ends, beside its caller's own.
var (
	ErrTimeout = errors.New("no answer in time")
	ErrClosed  = errors.New("it was closed")
)

// Questions are what is being asked of a back end: each has its bound, all end when it is closed, and closing waits for them. It
// may be used by several goroutines.
type Questions struct {
	clock   clock.Clock
	mu      sync.Mutex
	closed  bool
	closing chan struct{}  // closed by Close
	running sync.WaitGroup // added to under mu, before closed
}

// NewQuestions has none under way.
func NewQuestions(c clock.Clock) *Questions {
	return &Questions{clock: c, closing: make(chan struct{})}
}

// Enter lets somebody run whom Close waits for; the one who was let in calls Leave. It is false after Close.
func (q *Questions) Enter() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.running.Add(1)
	return true
}

// Leave is called once by whoever was let in.
func (q *Questions) Leave() { q.running.Done() }

// Go runs what outlives the question of somebody who was let in and has not left; Close waits for it, too.
func (q *Questions) Go(f func()) { q.running.Go(f) }

// Close is End, and then Wait. It may be called again.
func (q *Questions) Close() {
	q.End()
	q.Wait()
}

// End lets nobody in any more and ends the contexts of Within with ErrClosed.
func (q *Questions) End() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closed {
		q.closed = true
		close(q.closing)
	}
}

// Ended reports whether End was called.
func (q *Questions) Ended() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

// Wait returns when everybody has left. Called after End.
func (q *Questions) Wait() { q.running.Wait() }

// Within is ctx, ended by Close with ErrClosed and, by the clock, after d with ErrTimeout. stop must be called; it waits for the
// goroutine that looks after the time.
func (q *Questions) Within(ctx context.Context, d time.Duration) (limited context.Context, stop func()) {
	limited, cancel := context.WithCancelCause(ctx)
	timer, ended := q.clock.NewTimer(d), make(chan struct{})
	go func() {
		defer close(ended)
		select {
		case <-timer.C():
			cancel(ErrTimeout)
		case <-q.closing:
			cancel(ErrClosed)
		case <-limited.Done():
		}
	}()
	return limited, func() {
		timer.Stop()
		cancel(nil)
		<-ended
	}
}
