package stage

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"shebao/kiosk/internal/clock"
)

// A touch during which the same view is drawn again still counts; one during which another view comes does not.
func TestTouchAcrossADrawing(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*Scene)
		counts int
	}{
		{"the same view", func(*Scene) {}, 1},
		{"another view", func(s *Scene) { s.View++ }, 0},
		{"the target has gone", func(s *Scene) { s.Targets = nil }, 0},
		{"another target stands there", func(s *Scene) { s.Targets[0].ID = "b" }, 0},
		{"it stands for another thing", func(s *Scene) { s.Targets[0].Label = "乙" }, 0},
		{"the target has moved", func(s *Scene) { s.Targets[0].Rect.X += 5 }, 0},
		{"the target takes nothing now", func(s *Scene) { s.Targets[0].Enabled = false }, 0},
		{"a question lies over it", func(s *Scene) { s.Covered = 1 }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := test.NewApp()
			defer app.Quit()
			pressed := 0
			scene := func() Scene {
				return Scene{View: 7, Width: 200, Height: 200, Targets: []Target{{ID: "a", Rect: Rect{X: 10, Y: 10, W: 100, H: 100},
					Enabled: true, Owner: 1, Press: func() { pressed++ }}}}
			}
			s := New(Options{Brush: brush(t)})
			s.Present(scene())
			at := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, PointEvent: fyne.PointEvent{Position: fyne.NewPos(50, 50)}}
			s.MouseDown(at)
			next := scene()
			c.change(&next)
			s.Present(next)
			s.MouseUp(at)
			if pressed != c.counts {
				t.Errorf("it counted %d times", pressed)
			}
		})
	}
}

// Two touches that were meant as one count once when the first has led to another view: what stands there now was not meant. On the
// same view, elsewhere, or after a while they are two.
func TestDoubleTouch(t *testing.T) {
	for _, c := range []struct {
		name   string
		view   int64 // after the first touch
		after  time.Duration
		x, y   float32
		counts int
	}{
		{"at once", 8, 0, 50, 50, 1},
		{"as an old hand does", 8, twiceWithin - time.Millisecond, 58, 43, 1},
		{"a second touch", 8, twiceWithin, 50, 50, 2},
		{"to the right", 8, 0, 50 + twiceNear, 50, 2},
		{"to the left", 8, 0, 50 - twiceNear, 50, 2},
		{"above", 8, 0, 50, 50 - twiceNear, 2},
		{"a key again", 7, 0, 50, 50, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := test.NewApp()
			defer app.Quit()
			pressed, view := 0, int64(7)
			fake := clock.NewFake(clock.Made())
			s := New(Options{Brush: brush(t), Clock: fake})
			scene := func() Scene {
				return Scene{View: view, Width: 200, Height: 200, Targets: []Target{{ID: "a", Rect: Rect{X: -20, Y: -20, W: 220, H: 220},
					Enabled: true, Press: func() { pressed++ }}}}
			}
			s.Present(scene())
			s.TouchDown(touch(0, fyne.NewPos(50, 50)))
			s.TouchUp(touch(0, fyne.NewPos(50, 50)))
			view = c.view
			s.Present(scene())
			fake.Advance(c.after)
			s.TouchDown(touch(0, fyne.NewPos(c.x, c.y)))
			s.TouchUp(touch(0, fyne.NewPos(c.x, c.y)))
			s.Present(scene())
			if pressed != c.counts {
				t.Errorf("it counted %d times", pressed)
			}
		})
	}
}

// handed is a stage of keys with a clock that a test moves, and how often each was pressed.
func handed(t *testing.T) (*Stage, *clock.Fake, []int) {
	t.Helper()
	app := test.NewApp()
	t.Cleanup(app.Quit)
	fake, pressed := clock.NewFake(clock.Made()), make([]int, 6)
	s := New(Options{Brush: brush(t), Clock: fake, Do: func(f func()) { f() }})
	scene := Scene{View: 1, Width: 600, Height: 100}
	for i := range pressed {
		scene.Targets = append(scene.Targets, Target{ID: string(rune('a' + i)), Rect: Rect{X: float32(100 * i), W: 100, H: 80}, Enabled: true,
			Press: func() { pressed[i]++ }})
	}
	s.Present(scene)
	return s, fake, pressed
}

// A hand that comes down is no touch, however its parts come and go; fingers beside it are, when they do not come with it.
func TestPalm(t *testing.T) {
	key := func(i int) fyne.Position { return fyne.NewPos(float32(100*i+50), 40) }
	ground := fyne.NewPos(50, 90)
	s, fake, pressed := handed(t)
	all := func(want string, why string) {
		t.Helper()
		if got := fmt.Sprint(pressed); got != want {
			t.Errorf("%s: %s", why, got)
		}
		clear(pressed)
		s.Untouched()
		fake.Advance(time.Minute)
	}
	down := func(id int, p fyne.Position) { s.TouchDown(touch(id, p)) }
	up := func(id int, p fyne.Position) { s.TouchUp(touch(id, p)) }
	for i := range 5 {
		down(i, key(i))
	}
	for i := range 5 {
		up(i, key(i))
	}
	all("[0 0 0 0 0 0]", "a palm")

	down(0, key(0))
	for i := 1; i < 5; i++ { // off the wrist, longer than it takes to be told
		fake.Advance(palmWithin * 2 / 5)
		down(i, key(i))
	}
	for i := range 5 {
		up(i, key(i))
	}
	all("[0 0 0 0 0 0]", "a palm that rolls")

	for i := range 3 {
		down(i, ground)
	}
	fake.Advance(palmWithin)
	down(9, key(4))
	up(9, key(4))
	down(10, key(4))
	up(10, key(4))
	all("[0 0 0 0 2 0]", "a finger while a hand rests")

	down(0, ground)
	down(1, key(0))
	up(1, key(0))
	down(2, key(1))
	up(2, key(1))
	down(3, key(2))
	up(3, key(2))
	all("[1 1 1 0 0 0]", "a fast finger while another rests")

	down(0, key(0))
	down(1, key(1))
	up(0, key(0))
	down(2, key(2))
	up(1, key(1))
	up(2, key(2))
	all("[1 1 1 0 0 0]", "two thumbs in turn")

	down(0, key(3))
	down(1, key(3))
	up(1, key(3))
	up(0, key(3))
	all("[0 0 0 1 0 0]", "two fingers on one key")

	down(0, key(3))
	fake.Advance(togetherWithin)
	down(1, key(3))
	up(0, key(3))
	up(1, key(3))
	all("[0 0 0 2 0 0]", "one letter twice in turn")

	down(0, key(3))
	s.Untouched()
	up(0, key(3))
	all("[0 0 0 0 0 0]", "nobody tells any more")
}
