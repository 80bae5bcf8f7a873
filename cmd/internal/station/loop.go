package station

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// loop waits for the window system's events within the toolkit's loop.
//
// The toolkit looks for events sixty times a second, whether there are any or not: a touch waits up to 17 ms until it is heard, and a
// terminal that nobody uses takes a hundredth of a processor. A function on the toolkit's goroutine that waits where the window
// library waits hears a touch at once, and wakes only for what happens. It gives the toolkit its turn for whatever else it does: when
// ten seconds are over, and when something asks for it.
//
// It ends with the terminal: once the toolkit has ended, nothing may be waited for any more.
type loop struct {
	done    <-chan struct{} // closed when the terminal ends
	mu      sync.Mutex
	waiting bool     // on the toolkit's goroutine, in turn
	queue   []func() // to be run there
	yield   bool
}

const (
	// loopTurn is how long the toolkit waits at most for its turn. Nothing that people see hangs on it, and each wait that begins keeps
	// the runtime's watch over system calls awake for 10 ms.
	loopTurn = 10 * time.Second
	// toolkitTurn is two beats of the toolkit's loop, so that one falls into it.
	toolkitTurn = 34 * time.Millisecond
)

// Do runs f on the toolkit's goroutine, after all that was handed over before. It does not wait for it.
func (l *loop) Do(f func()) {
	l.mu.Lock()
	if !l.waiting {
		l.mu.Unlock()
		fyne.Do(f)
		return
	}
	l.queue = append(l.queue, f)
	l.mu.Unlock()
	glfw.PostEmptyEvent()
}

// Yield gives the toolkit its turn after the event that is being heard: the window has another size, and it must paint.
func (l *loop) Yield() {
	l.mu.Lock()
	l.yield = true
	l.mu.Unlock()
}

// turn waits for events and handles them, until the toolkit is to have its turn. It runs on the toolkit's goroutine.
func (l *loop) turn() {
	if l.ended() {
		return
	}
	l.mu.Lock()
	l.waiting, l.yield = true, false
	l.mu.Unlock()
	for end := time.Now().Add(loopTurn); l.drain(end); {
		glfw.WaitEventsTimeout(time.Until(end).Seconds())
	}
	time.AfterFunc(toolkitTurn, func() {
		if !l.ended() {
			fyne.Do(l.turn)
		}
	})
}

func (l *loop) ended() bool {
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// drain runs what was handed over. It is false when the toolkit is to have its turn; nothing waits any more then.
func (l *loop) drain(end time.Time) bool {
	for {
		l.mu.Lock()
		if len(l.queue) == 0 {
			l.waiting = !l.yield && time.Now().Before(end)
			defer l.mu.Unlock()
			return l.waiting
		}
		f := l.queue[0]
		l.queue = l.queue[1:]
		l.mu.Unlock()
		f()
	}
}
