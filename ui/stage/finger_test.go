package stage

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
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
