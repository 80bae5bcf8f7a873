package daemontest

import (
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/internal/clock"
)

// TestNoBusyLoop: a watch that waits for something to come back asks for it as rarely as its pauses say, and not at all while
// the clock stands still.
func TestNoBusyLoop(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*fakepcscd.Daemon, *fakepcscd.Reader)
		asked func(*fakepcscd.Daemon) int
		pause time.Duration // in the long run
		event card.EventKind
	}{
		{"service refuses", func(d *fakepcscd.Daemon, _ *fakepcscd.Reader) { d.Refuse(true) },
			(*fakepcscd.Daemon).Accepted, 5 * time.Second, card.NoService},
		{"reader is broken", func(_ *fakepcscd.Daemon, r *fakepcscd.Reader) { r.Break(true) },
			func(d *fakepcscd.Daemon) int { return d.Served(fakepcscd.EstablishContext) }, 5 * time.Second, card.NoReader},
		{"reader is not there", func(_ *fakepcscd.Daemon, r *fakepcscd.Reader) { r.Unplug() },
			func(d *fakepcscd.Daemon) int { return d.Served(fakepcscd.ReadersState) }, 500 * time.Millisecond / 2, card.NoReader},
		// pcsc-lite compares its whole counter with the lower half that clients know, so that no wait waits any more.
		{"counter has run over", func(_ *fakepcscd.Daemon, r *fakepcscd.Reader) { r.Count(1<<16 + 1) },
			func(d *fakepcscd.Daemon) int { return d.Served(fakepcscd.Wait) }, 250 * time.Millisecond, card.ReaderEmpty},
	} {
		t.Run(c.name, func(t *testing.T) {
			const quick, asks = 10, 40 // the first pauses are shorter
			d := start(t)
			c.spoil(d, plug(t, d, wanted))
			fake := clock.NewFake(time.Date(2026, 11, 23, 9, 0, 0, 0, clock.Zone()))
			w := watch(t, pcsc.New(fake, options()))
			w.next(c.event)
			first, passed := c.asked(d), time.Duration(0)
			until(t, "the looks", func() bool {
				fake.Advance(c.pause / 5)
				passed += c.pause / 5
				return c.asked(d) >= first+asks
			})
			if least := (asks - quick) * c.pause; passed < least {
				t.Errorf("asked %d times in %v, want %v at least", asks, passed, least)
			}
			w.quiet()
		})
	}
}
