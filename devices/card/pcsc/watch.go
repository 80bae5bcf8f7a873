package pcsc

import (
	"context"
	"time"

	"shebao/kiosk/devices/card"
)

// Watch implements card.Slot. A service that is not there, or goes away, is asked for again until ctx is done.
//
// The blocking calls are made by a goroutine of their own, the lookout, so that neither an event nor the end of the watch
// depends on a call that never comes back.
func (s *Slot) Watch(ctx context.Context, emit func(card.Event)) error {
	looks := make(chan sight)
	ended := s.station(ctx, &lookout{slot: s, looks: looks})
	w := watch{slot: s, looks: looks, tracker: tracker{emit: emit}}
	for ctx.Err() == nil {
		w.next(ctx)
	}
	limit := s.clock.NewTimer(closeLimit)
	defer limit.Stop()
	select {
	case <-ended:
	case <-limit.C(): // it cleans up when its call comes back; the next watch waits for that
	}
	return ctx.Err()
}

// station starts the lookout, behind the one of an earlier watch if that still hangs: the library keeps the names of the
// readers that are waited for by name, so that two waits at once would share them (facts/card.md §9.1).
func (s *Slot) station(ctx context.Context, o *lookout) (ended <-chan struct{}) {
	end := make(chan struct{})
	s.mu.Lock()
	before := s.lookout
	s.lookout = end
	s.mu.Unlock()
	go func() {
		defer close(end)
		if before != nil {
			<-before
		}
		o.run(ctx)
	}()
	return end
}

// watch turns what the lookout sees, and what it does not come back from, into events.
type watch struct {
	slot    *Slot
	looks   <-chan sight
	tracker tracker
	hung    bool
}

// next waits for news and tells it.
func (w *watch) next(ctx context.Context) {
	calls := w.slot.calls
	var alarm <-chan time.Time
	if left, open := calls.alarm(); open && left > 0 {
		t := w.slot.clock.NewTimer(left)
		defer t.Stop()
		alarm = t.C()
	}
	var seen *sight
	select {
	case <-ctx.Done():
		return
	case l := <-w.looks:
		seen = &l
	case <-calls.news:
	case <-alarm:
	}
	left, open := calls.alarm()
	hung := open && left <= 0
	switch {
	case hung && !w.hung:
		w.tracker.hung()
	case !hung && seen != nil:
		w.tracker.tell(*seen)
	}
	w.hung = hung
}
