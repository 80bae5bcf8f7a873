package stage

import "image/color"

// Role is what a target is to whoever hears of it and does not see it; a closed set.
type Role uint8

// The roles.
const (
	RoleButton Role = iota
	RoleTile        // an errand
	RoleChip        // one of several of which one is chosen
	RoleKey         // of a keypad or keyboard
	RoleSwitch      // on or off; Chosen when it is on
)

// Focus is where the keys beside the glass are: at one of the targets that can be reached now.
type Focus struct {
	Target  Target
	N, Of   int  // it is number N of so many, from 1
	Wrapped bool // the last move went past an end
}

// frameWidth is each of the two lines around the target at which the keys are: seen from a wheelchair, and both of them narrower than
// the 4 mm that targets are apart.
const frameWidth = 4

// reach are the targets that the keys come to, in order: those of the screen or, when one lies over it, of the question, as they were
// drawn, which is the order in which they are read; then those that stand on every screen.
func (s *Scene) reach() []int {
	var out, last []int
	for i := s.Covered; i < len(s.Targets); i++ {
		if s.Targets[i].Last {
			last = append(last, i)
		} else {
			out = append(out, i)
		}
	}
	return append(out, last...)
}

// find is a target by its ID that can be reached; -1 when there is none.
func (s *Scene) find(id string) int {
	for i := s.Covered; i < len(s.Targets) && id != ""; i++ {
		if s.Targets[i].ID == id {
			return i
		}
	}
	return -1
}

// Focus is where the keys are; false when no key was used since the last touch, or on this screen.
func (s *Stage) Focus() (Focus, bool) {
	if s.focus == "" {
		return Focus{}, false
	}
	all := s.scene.reach()
	for n, i := range all {
		if s.scene.Targets[i].ID == s.focus {
			return Focus{Target: s.scene.Targets[i], N: n + 1, Of: len(all)}, true
		}
	}
	return Focus{}, false
}

// Step goes to the next target, or with back to the one before, and from an end to the other. The first move on a screen goes to its
// first target, or the last. False: there is none.
func (s *Stage) Step(back bool) (Focus, bool) {
	all := s.scene.reach()
	if len(all) == 0 {
		return Focus{}, false
	}
	f, has := s.Focus()
	to, wrapped := f.N, false // f.N is the index of the one after it
	switch {
	case back && !has:
		to = len(all) - 1
	case back:
		to = f.N - 2
	}
	if to < 0 || to == len(all) {
		to, wrapped = (to+len(all))%len(all), true
	}
	s.focus = s.scene.Targets[all[to]].ID
	s.update()
	f, has = s.Focus()
	f.Wrapped = wrapped
	return f, has
}

// Press presses the first of some targets, by their IDs, that is there and can be reached. It gives that target, and whether it
// was pressed: one that takes nothing now is not. False, false: none is there.
func (s *Stage) Press(ids ...string) (t Target, there, pressed bool) {
	for _, id := range ids {
		i := s.scene.find(id)
		if i < 0 {
			continue
		}
		if t = s.scene.Targets[i]; t.Enabled && t.Press != nil {
			t.Press()
			pressed = true
		}
		return t, true, pressed
	}
	return Target{}, false, false
}

// Unfocus takes the frame off the glass: whoever touches it looks at it.
func (s *Stage) Unfocus() { s.focus, s.under = "", "" }

// carryFocus takes the keys into a new scene. On the same screen they stay where they were, under a question they wait until it is
// answered, and on another screen, or for another person, they begin anew.
func (s *Stage) carryFocus(next *Scene) {
	switch {
	case next.Place != s.scene.Place:
		s.Unfocus()
	case next.Covered > 0 && s.scene.Covered == 0:
		s.focus, s.under = "", s.focus
	case next.Covered == 0 && s.scene.Covered > 0:
		s.focus, s.under = s.under, ""
	}
	if next.find(s.focus) < 0 {
		s.focus = ""
	}
}

// frame is what shows where the keys are: a dark line and a light one, so that one of them is seen on any ground.
func (s *Stage) frame() []Item {
	f, has := s.Focus()
	if !has {
		return nil
	}
	line := func(out float32, c color.NRGBA) Item {
		return Item{Kind: Box, Rect: f.Target.Rect.Inset(-out), Stroke: c, Width: frameWidth}
	}
	return []Item{line(2*frameWidth, s.scene.Frame[0]), line(frameWidth, s.scene.Frame[1])}
}
