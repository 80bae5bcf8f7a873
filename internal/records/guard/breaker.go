package guard

import (
	"sync"
	"time"
)

const (
	// patience is how many failures in a row close the way: one may be chance, three are not, and a hall notices by then.
	patience = 3
	// firstRest is how long the back end is left alone at first: a restarted service is back in a second or two.
	firstRest = time.Second
	// longestRest ends the doubling. Within a minute of its return a back end is used again; until then each terminal asks
	// it once a minute at most, 10,000 of them 170 times a second.
	longestRest = time.Minute
)

// outcome is what a read says of the back end.
type outcome int

const (
	answered outcome = iota
	failed
	unknown // it was given up before it could say anything
)

// breaker remembers whether a back end answers. Closed, everybody is let through. After patience failures in a row it is open:
// nobody is until its rest is over, and then a single one, who decides.
type breaker struct {
	mu      sync.Mutex
	row     int           // failures in a row while closed
	rest    time.Duration // 0: closed
	until   time.Time     // the end of the rest
	probing bool          // somebody was let through after it and is not back
}

// enter asks to be let through; 0 is yes, and then leave must be called. Otherwise it is how long the way stays shut, at least
// a millisecond.
func (b *breaker) enter(now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.rest == 0:
		return 0
	case now.Before(b.until):
		return max(b.until.Sub(now), time.Millisecond)
	case b.probing:
		return time.Millisecond
	}
	b.probing = true
	return 0
}

// leave says what became of it.
func (b *breaker) leave(now time.Time, o outcome) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case o == answered:
		b.row, b.rest, b.probing = 0, 0, false
	case b.rest == 0 && o == failed:
		if b.row++; b.row >= patience {
			b.rest, b.until = firstRest, now.Add(firstRest)
		}
	case b.probing: // of several that were under way when it opened, the one that was let through after the rest
		b.probing = false
		if o == failed {
			b.rest = min(2*b.rest, longestRest)
			b.until = now.Add(b.rest)
		}
	}
}
