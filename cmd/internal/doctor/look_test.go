package doctor

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

// script is a slot in which something happens at given times.
type script []step

type step struct {
	after time.Duration
	kind  card.EventKind
}

func (s script) Watch(ctx context.Context, emit func(card.Event)) error {
	for _, one := range s {
		select {
		case <-time.After(one.after):
			emit(card.Event{Kind: one.kind})
		case <-ctx.Done():
		}
	}
	<-ctx.Done()
	return ctx.Err()
}

func (script) Connect(context.Context) (card.Transport, error) { panic("nobody connects") }

// What is there counts, and with a wait what comes; and it ends when it should. The time in it is the bubble's.
func TestLook(t *testing.T) {
	const soon, second = 100 * time.Millisecond, time.Second
	for name, c := range map[string]struct {
		slot script
		wait time.Duration
		kind card.EventKind
		took time.Duration
	}{
		"what is there":               {script{{soon, card.ReaderEmpty}, {soon, card.Inserted}}, 0, card.ReaderEmpty, soon},
		"a silent service":            {nil, 0, "", firstLook},
		"a silent service, long wait": {nil, 10 * second, "", 10 * second},
		"nobody comes":                {script{{soon, card.ReaderEmpty}}, 2 * second, card.ReaderEmpty, 2 * second},
		"a wait too short to look":    {script{{soon, card.Inserted}}, soon / 10, card.Inserted, soon},
		"a card comes":                {script{{soon, card.ReaderEmpty}, {second, card.Inserted}}, 3 * second, card.Inserted, soon + second},
		"a card comes upside down":    {script{{soon, card.ReaderEmpty}, {second, card.Mute}}, 3 * second, card.Mute, soon + second},
		"a card comes too late":       {script{{soon, card.ReaderEmpty}, {second, card.Inserted}}, second, card.ReaderEmpty, second},
		"service, reader, card come":  {script{{0, card.NoService}, {second, card.NoReader}, {second, card.ReaderEmpty}, {second, card.Inserted}}, 9 * second, card.Inserted, 3 * second},
		"the reader goes":             {script{{soon, card.ReaderEmpty}, {soon, card.NoReader}}, second, card.NoReader, second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				from := time.Now()
				e := look(t.Context(), c.slot, clock.System{}, c.wait)
				if took := time.Since(from); e.Kind != c.kind || took != c.took {
					t.Errorf("%q after %s", e.Kind, took)
				}
			})
		})
	}
}
