package pcsc

import (
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
)

// ledger knows the calls into the library that may never come back: those that were given up, and those of the watch, which
// nobody can give up. It outlives a watch.
type ledger struct {
	clock clock.Clock
	news  chan struct{} // holds one: the calls are others than before

	mu   sync.Mutex
	open map[*entry]time.Time // since when
}

// entry is one call, or several that follow each other without a pause.
type entry struct {
	ledger  *ledger
	givenUp bool
}

func newLedger(c clock.Clock) *ledger {
	return &ledger{clock: c, news: make(chan struct{}, 1), open: map[*entry]time.Time{}}
}

// begin writes down a call that begins now.
func (l *ledger) begin() *entry { return l.add(&entry{ledger: l}) }

// giveUp writes down a call that nobody waits for from now on.
func (l *ledger) giveUp() *entry { return l.add(&entry{ledger: l, givenUp: true}) }

func (l *ledger) add(e *entry) *entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[e] = l.clock.Now()
	l.tell()
	return e
}

// again is for a call that has come back and begins once more.
func (e *entry) again() { e.ledger.add(e) }

// end is for a call that has come back. It may be called again.
func (e *entry) end() {
	e.ledger.mu.Lock()
	defer e.ledger.mu.Unlock()
	delete(e.ledger.open, e)
	e.ledger.tell()
}

func (l *ledger) tell() {
	select {
	case l.news <- struct{}{}:
	default:
	}
}

// anyGivenUp reports whether a call that was given up is still in the library.
func (l *ledger) anyGivenUp() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for e := range l.open {
		if e.givenUp {
			return true
		}
	}
	return false
}

// alarm is how long it is until the oldest call counts as hung: 0 or less when it does, false when there is no call.
func (l *ledger) alarm() (time.Duration, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var oldest time.Time
	for _, since := range l.open {
		if oldest.IsZero() || since.Before(oldest) {
			oldest = since
		}
	}
	return oldest.Add(hungLimit).Sub(l.clock.Now()), !oldest.IsZero()
}
