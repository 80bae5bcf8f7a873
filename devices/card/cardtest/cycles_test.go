package cardtest_test

import (
	"os"
	"runtime"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/proof"
)

// TestPCSCCycles puts cards in, reads them with their proof and their PIN, and takes them out, over and over. Each insertion and
// each removal is told exactly once, and nothing is left behind: no goroutine, no descriptor.
func TestPCSCCycles(t *testing.T) {
	service(t)
	slot := pcsc.New(clock.System{}, options())
	events := watch(t, slot)
	events.await(t, card.ReaderEmpty)
	versions := []string{"1.00", "2.00", "3.00"}
	n := proof.Count(8, 1000)
	began := time.Now()
	var goroutines, descriptors int
	for i := range n {
		spec := cardtest.Spec()
		spec.Version = versions[i%len(versions)]
		p := plug(t, simcard.New(spec))
		if e := <-events.events; e.Kind != card.Inserted || e.AtStart {
			t.Fatalf("cycle %d: the insertion is %+v", i, e)
		}
		s, err := card.Open(t.Context(), slot, cardtest.Options())
		if err != nil {
			t.Fatalf("cycle %d: %v", i, err)
		}
		id, err := s.Identify(t.Context())
		if err != nil || !id.Authenticity.Genuine() || id.Holder.SocialSecurityNumber != spec.Number {
			t.Fatalf("cycle %d: %v card, %v", i, id.Authenticity, err)
		}
		if v, err := s.Verify(t.Context(), []byte(cardtest.PIN)); err != nil || v.Outcome != card.PINRight {
			t.Fatalf("cycle %d: %+v, %v", i, v, err)
		}
		if err := s.Close(); err != nil {
			t.Fatalf("cycle %d: %v", i, err)
		}
		p.Pull()
		if e := <-events.events; e.Kind != card.Removed {
			t.Fatalf("cycle %d: the removal is %+v", i, e)
		}
		switch i {
		case 3: // what is made once is made
			goroutines, descriptors = settled()
		case n - 1:
			g, d := settled()
			if g > goroutines || d > descriptors {
				t.Errorf("after %d cycles %d goroutines and %d descriptors, after 4 %d and %d", n, g, d, goroutines, descriptors)
			}
		}
	}
	select {
	case e := <-events.events:
		t.Errorf("one event too many: %+v", e)
	default:
	}
	proof.Saw(t, "%d cards put in, proved, read, PIN checked and taken out through the real pcscd in %.0f s; no event missed or doubled; goroutines and descriptors as after the fourth",
		n, time.Since(began).Seconds())
}

// settled counts goroutines and open descriptors once those that are ending have ended.
func settled() (goroutines, descriptors int) {
	goroutines, descriptors = 1<<30, 1<<30
	for range 50 {
		runtime.Gosched()
		goroutines = min(goroutines, runtime.NumGoroutine())
		if all, err := os.ReadDir("/proc/self/fd"); err == nil {
			descriptors = min(descriptors, len(all))
		}
	}
	return goroutines, descriptors
}
