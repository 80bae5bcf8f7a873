package pcsc

import (
	"context"
	"time"

	"shebao/kiosk/internal/clock"
)

// worker is the goroutine that makes the blocking calls of one connection, one after the other. A call that does not come
// back in time is abandoned: its goroutine cleans up and ends when the reader lets go of it, and takes no more work.
type worker struct {
	clock clock.Clock
	jobs  chan func()
	ended chan struct{} // closed when the goroutine has ended
}

func newWorker(c clock.Clock) *worker {
	w := &worker{clock: c, jobs: make(chan func()), ended: make(chan struct{})}
	go func() {
		defer close(w.ended)
		for job := range w.jobs {
			job()
		}
	}()
	return w
}

// do runs job on the worker and waits for it. An error means that nobody waits any more: the job still runs, the worker
// ends after it, and do may not be called again.
func (w *worker) do(ctx context.Context, limit time.Duration, job func()) error {
	timer := w.clock.NewTimer(limit)
	defer timer.Stop()
	finished := make(chan struct{})
	w.jobs <- func() { job(); close(finished) }
	select {
	case <-finished:
		return nil
	case <-timer.C():
		return errLimit
	case <-ctx.Done():
		return ctx.Err()
	}
}

// end gives the worker its last job and does not wait for it.
func (w *worker) end(last func()) {
	go func() {
		w.jobs <- last
		close(w.jobs)
	}()
}
