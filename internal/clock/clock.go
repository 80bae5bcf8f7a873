// Package clock is the one source of time in the program.
//
// Everything that waits or stamps takes a Clock; nothing calls time.Now, time.Sleep or time.After itself.
// It is a leaf room: it imports nothing of ours.
package clock

import "time"

// Clock tells the time and wakes whoever waits for it.
type Clock interface {
	// Now is the present instant; it never goes backwards within a process (it carries Go's monotonic reading).
	Now() time.Time
	// NewTimer fires once after d. d <= 0 fires at once. The caller stops it.
	NewTimer(d time.Duration) Timer
}

// Timer is one waiting. Stop may be called any number of times; a stopped timer never fires afterwards.
type Timer interface {
	C() <-chan time.Time
	Stop() bool
}

// Zone is the time zone of every date that the terminal shows, prints or stores: China has one, without summer time,
// so a terminal whose zone files are missing still shows the right hour.
func Zone() *time.Location { return time.FixedZone("CST", 8*60*60) }

// System is the machine's clock.
type System struct{}

// Now implements Clock.
func (System) Now() time.Time { return time.Now() }

// NewTimer implements Clock.
func (System) NewTimer(d time.Duration) Timer { return systemTimer{time.NewTimer(d)} }

type systemTimer struct{ t *time.Timer }

func (t systemTimer) C() <-chan time.Time { return t.t.C }
func (t systemTimer) Stop() bool          { return t.t.Stop() }
