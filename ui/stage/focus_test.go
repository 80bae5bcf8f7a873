package stage

import (
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"
)

// keyed is a scene of a row of targets, the first of which stands on every screen, and what was pressed on it.
func keyed(place string, covered int, ids ...string) (Scene, *[]string) {
	var pressed []string
	s := Scene{Width: width, Height: height, Ground: white, Place: place, Covered: covered, Frame: [2]color.NRGBA{dark, white}}
	for i, id := range ids {
		s.Targets = append(s.Targets, Target{ID: id, Label: id, Enabled: id != "off", Last: id == "mode", Press: func() { pressed = append(pressed, id) },
			Rect: Rect{X: 16 + 60*float32(i), Y: 40, W: 40, H: 40}})
	}
	return s, &pressed
}

// walked are the targets that so many moves lead to.
func walked(s *Stage, moves int, back bool) string {
	out := ""
	for range moves {
		f, ok := s.Step(back)
		mark := ""
		if f.Wrapped {
			mark = "~"
		}
		out += fmt.Sprintf("%s%s %d/%d %t;", mark, f.Target.ID, f.N, f.Of, ok)
	}
	return out
}

func TestKeysReachEveryTargetInOrder(t *testing.T) {
	s := show(t)
	scene, _ := keyed("home", 0, "mode", "a", "off", "b")
	s.Present(scene)
	if got := walked(s, 5, false); got != "a 1/4 true;off 2/4 true;b 3/4 true;mode 4/4 true;~a 1/4 true;" {
		t.Errorf("forward: %s", got)
	}
	if got := walked(s, 2, true); got != "~mode 4/4 true;b 3/4 true;" {
		t.Errorf("back: %s", got)
	}
	fresh := show(t)
	fresh.Present(scene)
	if got := walked(fresh, 1, true); got != "mode 4/4 true;" {
		t.Errorf("back at first: %s", got)
	}
	empty := show(t)
	empty.Present(Scene{Width: width, Height: height})
	if _, ok := empty.Step(false); ok {
		t.Error("it moved where there is nothing")
	}
}

func TestKeysPressWhatCanBeReached(t *testing.T) {
	s := show(t)
	scene, pressed := keyed("home", 2, "mode", "a", "off", "b")
	s.Present(scene)
	for _, c := range []struct {
		ids            []string
		there, pressed bool
	}{{[]string{"a"}, false, false}, {[]string{"off"}, true, false}, {[]string{"a", "b"}, true, true}, {[]string{"", "c"}, false, false}} {
		if _, there, done := s.Press(c.ids...); there != c.there || done != c.pressed {
			t.Errorf("%q: there %t, pressed %t", c.ids, there, done)
		}
	}
	if !slices.Equal(*pressed, []string{"b"}) {
		t.Errorf("pressed: %q", *pressed)
	}
	if got := walked(s, 3, false); got != "off 1/2 true;b 2/2 true;~off 1/2 true;" {
		t.Errorf("under a question: %s", got)
	}
}

// Where the keys are stays on a screen, waits under a question, and is nowhere on another screen or for the next person.
func TestWhereTheKeysAre(t *testing.T) {
	for _, c := range []struct {
		name, want string
		then       func() []Scene
	}{
		{"drawn again", "b", func() []Scene { s, _ := keyed("home", 0, "mode", "a", "b", "c"); return []Scene{s} }},
		{"the target has gone", "", func() []Scene { s, _ := keyed("home", 0, "mode", "a"); return []Scene{s} }},
		{"another screen", "", func() []Scene { s, _ := keyed("query", 0, "mode", "a", "b"); return []Scene{s} }},
		{"a question", "", func() []Scene { s, _ := keyed("home", 3, "mode", "a", "b", "close", "b"); return []Scene{s} }},
		{"a question and its answer", "b", func() []Scene {
			q, _ := keyed("home", 3, "mode", "a", "b", "close")
			s, _ := keyed("home", 0, "mode", "a", "b")
			return []Scene{q, s}
		}},
		{"a question and another person", "", func() []Scene {
			q, _ := keyed("home", 3, "mode", "a", "b", "close")
			s, _ := keyed("home of the next", 0, "mode", "a", "b")
			return []Scene{q, s}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := show(t)
			scene, _ := keyed("home", 0, "mode", "a", "b")
			s.Present(scene)
			walked(s, 2, false)
			for _, next := range c.then() {
				s.Present(next)
			}
			f, has := s.Focus()
			if f.Target.ID != c.want || has != (c.want != "") {
				t.Errorf("they are at %q", f.Target.ID)
			}
		})
	}
}

// The frame is both lines, around its target only, and gone without a trace at the next touch.
func TestFrame(t *testing.T) {
	s := show(t)
	scene, _ := keyed("home", 0, "a", "b")
	s.Present(scene)
	plain := slices.Clone(s.surface.Pix)
	s.Step(false)
	at := func(x, y int) color.NRGBA {
		return color.NRGBAModel.Convert(s.surface.image(image.Rect(0, 0, width, height)).At(x, y)).(color.NRGBA)
	}
	r := scene.Targets[0].Rect
	left, middle := int(r.X), int(r.Y+r.H/2)
	for out, want := range map[int]color.NRGBA{-1: white, 0: white, 1: white, 4: white, 5: dark, 8: dark, 9: white} {
		if got := at(left-out, middle); got != want {
			t.Errorf("%d dp outside of the target is %v", out, got)
		}
	}
	s.Step(false)
	if got := at(left-6, middle); got != white {
		t.Errorf("the frame of the target before is still there: %v", got)
	}
	s.down(mouse, 1, 1)
	if _, has := s.Focus(); has || !slices.Equal(plain, s.surface.Pix) {
		t.Error("the frame is seen after a touch")
	}
}
