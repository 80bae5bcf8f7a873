package stage

import (
	"slices"
	"time"

	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
)

const (
	// holdFirst is how long a finger stays on a target before it is pressed again by itself: old hands press long, and must not lose
	// two characters for one. holdNext is a pace at which one can stop in time.
	holdFirst = 700 * time.Millisecond
	holdNext  = 150 * time.Millisecond

	// settleAfter is how long a target stays pressed when no other scene comes: longer than the visit takes to make one, and no longer
	// than a finger rests on a key.
	settleAfter = 120 * time.Millisecond

	// holdMost ends what is left lying on the glass: nothing that can be held has more to take back.
	holdMost = 60

	// twiceWithin and twiceNear tell the second of two touches that were meant as one, as a mouse taught people to do: from the end of
	// the first to the beginning of the second, in any direction from its place. Whoever meant what stands there now has not read it.
	twiceWithin         = 400 * time.Millisecond
	twiceNear   float32 = 60

	// togetherWithin tells two fingers that press one target together from two that type the same letter twice in turn, whose
	// beginnings are a tenth of a second apart with the fastest.
	togetherWithin = 60 * time.Millisecond

	// mouse is the finger that comes as a mouse, as one does where the display is asked by way of a pointer. Others have numbers from 0.
	mouse = -1
)

// finger is one that is down on a target.
type finger struct {
	id     int
	target int
	began  time.Time     // without a clock, never
	ended  chan struct{} // closed when it is up, or its target has gone; nil when nothing waits for that
	held   bool          // the target was pressed by staying on it
}

// touched is a touch that counted.
type touched struct {
	at   time.Time
	x, y float32
	view int64 // that it was made on
}

// down puts a finger on a target. One whose end was not reported counts as cancelled.
func (s *Stage) down(id int, x, y float32) {
	s.lift(id)
	s.gone(id)
	if s.palm(id) {
		s.update()
		return
	}
	if s.focus != "" {
		s.Unfocus()
		s.update()
	}
	target := s.scene.At(x, y)
	if target < 0 || s.twice(x, y) || s.together(target) {
		return
	}
	f := &finger{id: id, target: target}
	if s.o.Clock != nil {
		f.began = s.o.Clock.Now()
	}
	s.fingers = append(s.fingers, f)
	s.hold(f)
	s.update()
}

// up takes a finger away. Its touch counts when it is still on its target, which was not pressed for it already.
func (s *Stage) up(id int, x, y float32) {
	s.gone(id)
	f := s.lift(id)
	if f == nil {
		return
	}
	press := s.scene.Targets[f.target].Press
	if f.held || press == nil || s.scene.At(x, y) != f.target {
		s.update()
		return
	}
	if s.o.Clock != nil {
		s.last = touched{s.o.Clock.Now(), x, y, s.scene.View}
	}
	press()
	s.settle()
}

// twice reports whether a touch that begins is the second of two that were meant as one, and the first has led to another view.
func (s *Stage) twice(x, y float32) bool {
	return s.o.Clock != nil && s.last.view != s.scene.View && s.o.Clock.Now().Sub(s.last.at) < twiceWithin &&
		max(x-s.last.x, s.last.x-x) < twiceNear && max(y-s.last.y, s.last.y-y) < twiceNear
}

// together reports whether a finger that comes down on a target does so with another: people press with two fingers, and mean one.
func (s *Stage) together(target int) bool {
	return s.o.Clock != nil && slices.ContainsFunc(s.fingers, func(f *finger) bool {
		return f.target == target && s.o.Clock.Now().Sub(f.began) < togetherWithin
	})
}

// settle shows that no finger is down any more: with the scene that comes of its touch, or soon when none comes. A repaint takes a
// time that people see, and one for the finger alone would come before the one that they wait for.
func (s *Stage) settle() {
	if s.o.Clock == nil {
		s.update()
		return
	}
	s.settled()
	came := make(chan struct{})
	s.unsettled = came
	timer := s.o.Clock.NewTimer(settleAfter)
	go func() {
		defer timer.Stop()
		select {
		case <-came:
		case <-timer.C():
			s.o.Do(s.update)
		}
	}()
}

// settled ends the wait for a scene.
func (s *Stage) settled() {
	if s.unsettled != nil {
		close(s.unsettled)
		s.unsettled = nil
	}
}

// lift forgets a finger; nil when it was on no target.
func (s *Stage) lift(id int) *finger {
	i := slices.IndexFunc(s.fingers, func(f *finger) bool { return f.id == id })
	if i < 0 {
		return nil
	}
	f := s.fingers[i]
	s.fingers = slices.Delete(s.fingers, i, i+1)
	f.end()
	return f
}

func (f *finger) end() {
	if f.ended != nil {
		close(f.ended)
		f.ended = nil
	}
}

// carry takes the fingers that are down into a new scene: each stays on the target that it went down on, when the scene draws the same
// view again (the minute has changed, a letter was typed), and on none when it is another view.
func (s *Stage) carry(scene Scene) {
	var kept []*finger
	for _, f := range s.fingers {
		if f.target = s.carried(scene, f.target); f.target >= 0 {
			kept = append(kept, f)
			continue
		}
		f.end()
	}
	s.fingers = kept
}

func (s *Stage) carried(scene Scene, target int) int {
	if scene.View != s.scene.View {
		return -1
	}
	old := s.scene.Targets[target]
	for i := scene.Covered; i < len(scene.Targets); i++ {
		if t := scene.Targets[i]; t.ID == old.ID && t.Label == old.Label && t.Rect == old.Rect && t.Enabled {
			return i
		}
	}
	return -1
}

// hold presses a target again and again while a finger stays on it. What waits for that ends with the finger.
func (s *Stage) hold(f *finger) {
	if s.o.Clock == nil || !s.scene.Targets[f.target].Again {
		return
	}
	ended := make(chan struct{})
	f.ended = ended
	go func() {
		timer := s.o.Clock.NewTimer(holdFirst)
		defer func() { timer.Stop() }()
		for range holdMost {
			select {
			case <-ended:
				return
			case <-timer.C():
			}
			s.o.Do(func() { s.again(f) })
			timer = s.o.Clock.NewTimer(holdNext)
		}
	}()
}

// again presses the target of a finger that is still there.
func (s *Stage) again(f *finger) {
	if !slices.Contains(s.fingers, f) {
		return
	}
	f.held = true
	if press := s.scene.Targets[f.target].Press; press != nil {
		press()
	}
}

// MouseDown implements desktop.Mouseable.
func (s *Stage) MouseDown(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		s.down(mouse, e.Position.X, e.Position.Y)
	}
}

// MouseUp implements desktop.Mouseable.
func (s *Stage) MouseUp(e *desktop.MouseEvent) {
	if e.Button == desktop.MouseButtonPrimary {
		s.up(mouse, e.Position.X, e.Position.Y)
	}
}

// TouchDown implements mobile.Touchable, for drivers that tell fingers from each other.
func (s *Stage) TouchDown(e *mobile.TouchEvent) { s.down(e.ID, e.Position.X, e.Position.Y) }

// TouchUp implements mobile.Touchable.
func (s *Stage) TouchUp(e *mobile.TouchEvent) { s.up(e.ID, e.Position.X, e.Position.Y) }

// TouchCancel implements mobile.Touchable: the touch does not count.
func (s *Stage) TouchCancel(e *mobile.TouchEvent) {
	s.gone(e.ID)
	if s.lift(e.ID) != nil {
		s.update()
	}
}
