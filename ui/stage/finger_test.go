package stage

import (
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
