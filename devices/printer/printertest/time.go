package printertest

import (
	"runtime"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
)

// virtual is a time that stands still while anything is under way, so that a test is as fast as the machine and as patient
// as the machine is slow. The driver and the printer wait on it; the rig moves it on when both do nothing else.
type virtual struct {
	mu      sync.Mutex
	now     time.Time
	changes int // counts timers that were made or stopped
	timers  map[*timer]struct{}
}

type timer struct {
	of    *waiter
	at    time.Time
	order int
	c     chan time.Time
}

// run moves time on while still says that nobody does anything but wait for it, until stop.
func (v *virtual) run(stop <-chan struct{}, still func() bool) {
	for spins := 0; ; spins++ {
		select {
		case <-stop:
			return
		default:
		}
		seen := v.seen()
		if still() && v.step(seen) {
			spins = 0
		}
		if spins < eager {
			runtime.Gosched() // whom the step has woken goes on at once
		} else {
			time.Sleep(pulse)
		}
	}
}

// waiter is one party's clock.
type waiter struct {
	v *virtual

	mu    sync.Mutex
	timed func() // is told of each timer before it is made; nil for nobody
}

// onTimer has f told of each timer before it is made, by the goroutine that makes it.
func (w *waiter) onTimer(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timed = f
}

func newVirtual() *virtual {
	return &virtual{now: time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone()), timers: map[*timer]struct{}{}}
}

// Now implements clock.Clock.
func (w *waiter) Now() time.Time {
	w.v.mu.Lock()
	defer w.v.mu.Unlock()
	return w.v.now
}

// NewTimer implements clock.Clock.
func (w *waiter) NewTimer(d time.Duration) clock.Timer {
	w.mu.Lock()
	tell := w.timed
	w.mu.Unlock()
	if tell != nil {
		tell()
	}
	w.v.mu.Lock()
	defer w.v.mu.Unlock()
	w.v.changes++
	t := &timer{of: w, at: w.v.now.Add(d), order: w.v.changes, c: make(chan time.Time, 1)}
	w.v.timers[t] = struct{}{}
	return t
}

func (t *timer) C() <-chan time.Time { return t.c }

func (t *timer) Stop() bool {
	t.of.v.mu.Lock()
	defer t.of.v.mu.Unlock()
	t.of.v.changes++
	_, waiting := t.of.v.timers[t]
	delete(t.of.v.timers, t)
	return waiting
}

// waiting is how many timers the party waits for.
func (w *waiter) waiting() int {
	w.v.mu.Lock()
	defer w.v.mu.Unlock()
	n := 0
	for t := range w.v.timers {
		if t.of == w {
			n++
		}
	}
	return n
}

// Now is what time it is.
func (v *virtual) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

func (v *virtual) seen() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.changes
}

// step moves on to the next timer and fires it alone: what it sets going comes before the one after it. It does nothing when
// a timer was made or stopped since seen: then somebody has gone on. It reports whether time has moved.
func (v *virtual) step(seen int) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.changes != seen {
		return false
	}
	var next *timer
	for t := range v.timers {
		if next == nil || t.at.Before(next.at) || t.at.Equal(next.at) && t.order < next.order {
			next = t
		}
	}
	if next == nil {
		return false
	}
	delete(v.timers, next)
	if next.at.After(v.now) {
		v.now = next.at
	}
	next.c <- v.now
	return true
}
