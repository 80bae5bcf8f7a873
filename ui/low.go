package ui

import (
	"math"
	"slices"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// 低位 is for hands that do not reach far up: whatever can be touched stands in the lower half of the glass, and what is only read may
// stand over it. The switches leave the top bar for a shelf of their own: over the bottom bar on upright glass, at the right of it on
// lying glass, which has no height to spare.

// low reports whether the person has chosen 低位.
func (s *screen) low() bool { return s.v.Modes.Low }

// lowReach is the lower half of lying glass of 21.5 inch, in mm. Whoever reaches that on a large terminal reaches as far on small glass,
// of which half would not hold what must be touched.
const lowReach = 133

// half is the y from which on things may be touched in 低位.
func (s *screen) half() float32 {
	return float32(math.Ceil(float64(min(s.Scene.Height/2, s.Scene.Height-s.Glass.MM(lowReach)))))
}

const (
	shelfPad = 14 // around the switches on their shelf
	lowSpace = 24 // between the parts of a screen
)

// shelf is the place of the switches in 低位.
func (s *screen) shelf() stage.Rect {
	touch, foot := s.Glass.Touch(), s.Scene.Height-s.bottomHeight()
	if s.Glass.Portrait() {
		h := touch + 2*shelfPad
		return stage.Rect{Y: foot - h, W: s.Scene.Width, H: h}
	}
	columns := float32(s.shelfColumns())
	w := columns*s.shelfWidth() + (columns-1)*s.Glass.Gap() + 2*shelfPad
	return stage.Rect{X: s.Scene.Width - w, Y: s.half(), W: w, H: foot - s.half()}
}

// shelfColumns is in how many columns the switches stand on lying glass: as few as have room under each other.
func (s *screen) shelfColumns() int {
	touch, gap := s.Glass.Touch(), s.Glass.Gap()
	room := s.Scene.Height - s.bottomHeight() - s.half() - 2*shelfPad
	rows := max(1, int((room+gap)/(touch+gap)))
	return (switches + rows) / rows // and the help
}

// shelfWidth is that of a switch on lying glass.
func (s *screen) shelfWidth() float32 {
	w := float32(0)
	for _, m := range s.modes() {
		w = max(w, s.modeWidth(m))
	}
	return w
}

// lowSwitches draws the switches in their shelf.
func (s *screen) lowSwitches() {
	r := s.shelf()
	s.Box(r, s.Palette.Navy)
	all, on := s.modes(), s.modesOn()
	touch, gap := s.Glass.Touch(), s.Glass.Gap()
	if s.Glass.Portrait() {
		w := (r.W - 2*theme.Margin - float32(len(all)-1)*gap) / float32(len(all))
		for i, m := range all {
			s.mode(stage.Rect{X: theme.Margin + float32(i)*(w+gap), Y: r.Y + shelfPad, W: w, H: touch}, m, on[i])
		}
		return
	}
	columns := s.shelfColumns()
	rows := (len(all) + columns - 1) / columns
	w := s.shelfWidth()
	h := min(touch*1.3, (r.H-2*shelfPad-float32(rows-1)*gap)/float32(rows))
	y := r.Y + (r.H-float32(rows)*h-float32(rows-1)*gap)/2
	for i, m := range all {
		s.mode(stage.Rect{X: r.X + shelfPad + float32(i%columns)*(w+gap), Y: y + float32(i/columns)*(h+gap), W: w, H: h}, m, on[i])
	}
}

// lowBody is the place of a screen's own things in 低位: all that the bars and the switches leave.
func (s *screen) lowBody() stage.Rect {
	top, shelf := s.topHeight(), s.shelf()
	r := stage.Rect{X: theme.Margin, Y: top + lowSpace, W: s.Scene.Width - 2*theme.Margin}
	if s.Glass.Portrait() {
		r.H = shelf.Y - lowSpace - r.Y
		return r
	}
	r.W = shelf.X - lowSpace - r.X
	r.H = s.Scene.Height - s.bottomHeight() - lowSpace - r.Y
	return r
}

// around are the parts of the glass under the top bar that are not the switches'.
func (s *screen) around() []stage.Rect {
	top := s.topHeight()
	all := stage.Rect{Y: top, W: s.Scene.Width, H: s.Scene.Height - top}
	if !s.low() {
		return []stage.Rect{all}
	}
	shelf := s.shelf()
	return []stage.Rect{{Y: top, W: all.W, H: shelf.Y - top}, {Y: shelf.Y, W: shelf.X, H: shelf.H},
		{X: shelf.Right(), Y: shelf.Y, W: all.W - shelf.Right(), H: shelf.H}, {Y: shelf.Bottom(), W: all.W, H: all.Bottom() - shelf.Bottom()}}
}

// reach is what of a rectangle may be touched: all of it, in 低位 what lies in the lower half.
func (s *screen) reach(r stage.Rect) stage.Rect {
	if !s.low() {
		return r
	}
	return below(r, max(r.Y, s.half()))
}

// span is how wide things may be in the upper half, where no switches stand beside them.
func (s *screen) span(r stage.Rect) stage.Rect {
	if s.low() {
		r.W = s.Scene.Width - theme.Margin - r.X
	}
	return r
}

// under is what is left of a rectangle under y, where a screen has drawn its head, for things that are touched. In 低位 that is its
// lower half; the head moves to the middle of the upper one.
func (s *screen) under(r stage.Rect, y float32) stage.Rect {
	if !s.low() {
		return below(r, y)
	}
	hand := below(r, max(y, s.half()))
	s.lowHead(y, hand.Y-lowSpace)
	return hand
}

// lowHead moves the head of a screen, which ends at y, to the middle of the upper half, onto a ground of its own: what is read stands
// on white, and what is touched under it.
func (s *screen) lowHead(y, foot float32) {
	down := max(0, (foot-y)/2-4)
	s.shift(s.head, s.headTargets, down)
	const arrow, space = 72, 28
	if hint := (stage.Rect{X: theme.Margin, Y: foot - space - arrow, W: s.Scene.Width - 2*theme.Margin - arrow - 20, H: arrow}); y+down < hint.Y {
		s.Text(hint, s.say("low.below"), s.Grey(theme.Heading).Right())
		s.Icon(stage.Rect{X: hint.Right() + 20, Y: hint.Y, W: arrow, H: arrow}, stage.IconArrowDn, s.Palette.Amber)
	}
	band := stage.Rect{Y: s.topHeight(), W: s.Scene.Width, H: foot - s.topHeight()}
	line := stage.Rect{Y: band.Bottom() - 2, W: band.W, H: 2}
	s.Scene.Items = slices.Insert(s.Scene.Items, s.head, stage.Item{Kind: stage.Box, Rect: band, Fill: s.Palette.Card},
		stage.Item{Kind: stage.Box, Rect: line, Fill: s.Palette.Line})
}

// shift moves what was drawn since there were so many items and targets.
func (s *screen) shift(items, targets int, down float32) {
	for i := items; i < len(s.Scene.Items); i++ {
		s.Scene.Items[i].Rect.Y += down
	}
	for i := targets; i < len(s.Scene.Targets); i++ {
		s.Scene.Targets[i].Rect.Y += down
	}
}

// choose draws a choice over what depends on it, in 低位 at the foot of the rectangle, where hands reach it. draw gives the y below what
// it drew. What is left of the rectangle is given back.
func (s *screen) choose(r stage.Rect, space float32, draw func(r stage.Rect) float32) stage.Rect {
	items, targets := len(s.Scene.Items), len(s.Scene.Targets)
	h := draw(r) - r.Y
	if !s.low() {
		return below(r, r.Y+h+space)
	}
	s.shift(items, targets, r.H-h)
	r.H -= h + space
	return r
}
