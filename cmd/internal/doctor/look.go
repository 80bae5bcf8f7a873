package doctor

import (
	"context"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

const (
	// firstLook bounds the time until a reader tells what is in it; an honest one takes less than half a second.
	firstLook = 5 * time.Second
	// lying is how long a chip is watched that nobody has just put in: it does not bounce.
	lying = time.Millisecond
)

// look tells what is in a slot. With a wait it waits so long for something to be put in, and for the reader to come if need be.
// The zero Event means that the card service has told nothing.
func look(ctx context.Context, slot card.Slot, c clock.Clock, wait time.Duration) card.Event {
	ctx, stop := context.WithCancel(ctx)
	events, ended := make(chan card.Event), make(chan struct{})
	go func() {
		defer close(ended)
		_ = slot.Watch(ctx, func(e card.Event) { // its error is ctx's
			select {
			case events <- e:
			case <-ctx.Done():
			}
		})
	}()
	// The watch has ended before anybody else watches: the library bears one wait for a reader at a time (facts/card.md §9.1).
	defer func() { stop(); <-ended }()
	due, limit := c.NewTimer(wait), c.NewTimer(max(wait, firstLook))
	defer due.Stop()
	defer limit.Stop()
	var last card.Event
	for {
		select {
		case last = <-events:
			if wait <= 0 || last.Kind == card.Inserted || last.Kind == card.Mute {
				return last
			}
		case <-due.C():
			if wait = 0; last.Kind != "" {
				return last
			}
		case <-limit.C():
			return last
		case <-ctx.Done():
			return last
		}
	}
}
