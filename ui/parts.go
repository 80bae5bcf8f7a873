package ui

import (
	"image/color"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// look is how a button looks; a closed set.
type look uint8

const (
	outlined look = iota // blue line on white
	filled               // blue: the main thing to do
	next                 // amber: the next step
	leaving              // red line: leave
	onBar                // in the top bar
	chosen               // a chip that is chosen
	chip                 // a chip that can be chosen
	key                  // a key of the keypad
)

// touch is what a target is and does.
type touch struct {
	id    string
	label string
	off   bool // shown, but cannot be touched now
	press func()
}

// colours of a look: ground, outline, text, and the ground under a finger.
func (d *pen) colours(l look) (ground, line, text, pressed color.NRGBA) {
	switch l {
	case filled:
		return d.p.Blue, d.p.Blue, d.p.OnBlue, d.p.BlueDown
	case next:
		return d.p.Amber, d.p.Amber, d.p.OnAmber, d.p.AmberDown
	case leaving:
		return d.p.Card, d.p.Red, d.p.Red, d.p.RedPale
	case onBar:
		return d.p.Navy, d.p.NavyLine, d.p.OnNavy, d.p.BlueDown
	case chosen:
		return d.p.Navy, d.p.Navy, d.p.OnNavy, d.p.BlueDown
	case chip, key:
		return d.p.Card, d.p.KeyLine, d.p.Ink, d.p.CardDown
	}
	return d.p.Card, d.p.Blue, d.p.Blue, d.p.CardDown
}

// target puts a box that can be touched.
func (d *pen) target(r stage.Rect, t touch, ground, line, pressed color.NRGBA, width float32) {
	owner := len(d.scene.Targets) + 1
	d.scene.Targets = append(d.scene.Targets, stage.Target{ID: t.id, Label: t.label, Rect: r, Pressed: pressed, Enabled: !t.off,
		Owner: owner, Press: t.press})
	d.add(stage.Item{Kind: stage.Box, Rect: r, Fill: ground, Stroke: line, Width: width, Owner: owner})
}

// button puts a button with its label in the middle.
func (d *pen) button(r stage.Rect, l look, t touch) {
	ground, line, text, pressed := d.colours(l)
	size := theme.Text
	if l == key {
		size = theme.Tile
	}
	bold := l != chip && l != onBar
	if t.off {
		ground, line, text = d.p.Disabled, d.p.Line, d.p.OnDisabled
	}
	d.target(r, t, ground, line, pressed, 2)
	if l == chosen && d.p.Navy == d.p.Card { // high contrast: a chosen chip is told by a frame and a mark, not by its ground
		d.add(stage.Item{Kind: stage.Box, Rect: r.Inset(6), Stroke: d.p.Blue, Width: 4})
	}
	d.text(r.Inset(8), t.label, style{t: size, bold: bold, align: stage.Centre, color: text})
}

// chips puts a row of chips, wrapping where it must, and gives the y below the last.
func (d *pen) chips(r stage.Rect, all []touch, is func(i int) bool) float32 {
	h, gap := d.glass.Touch(), d.glass.Gap()
	x, y := r.X, r.Y
	for i, t := range all {
		w := max(h*1.2, d.width(t.label, theme.Text, true)+48)
		if x > r.X && x+w > r.Right() {
			x, y = r.X, y+h+gap
		}
		l := chip
		if is(i) {
			l = chosen
		}
		d.button(stage.Rect{X: x, Y: y, W: min(w, r.W), H: h}, l, t)
		x += w + gap
	}
	return y + h
}

// tile is an errand: a drawing, its name, and a word about it.
type tile struct {
	touch
	icon  stage.Icon
	note  string
	badge string
	lead  bool
}

func (d *pen) tile(r stage.Rect, t tile) {
	ground, line, ink, note, icon, pressed := d.p.Card, d.p.Line, d.p.Ink, d.p.Grey, d.p.Blue, d.p.CardDown
	if t.lead {
		ground, line, ink, note, icon, pressed = d.p.Blue, d.p.Blue, d.p.OnBlue, d.p.OnBlue, d.p.OnBlue, d.p.BlueDown
	}
	if t.off {
		ground, line, ink, note, icon = d.p.Disabled, d.p.Line, d.p.OnDisabled, d.p.OnDisabled, d.p.OnDisabled
	}
	d.target(r, t.touch, ground, line, pressed, 2)
	title, sub := style{t: theme.Tile, bold: true, color: ink}, style{t: theme.Note, color: note}
	in := stage.Rect{X: r.X + 36, Y: r.Y, W: r.W - 64, H: r.H}
	titleH, subH := d.size(theme.Tile)*1.3, d.leading(theme.Note)
	if r.H >= 250 { // the drawing above the words
		side := min(96, r.H-titleH-2*subH-56)
		d.icon(stage.Rect{X: in.X, Y: r.Y + 32, W: side, H: side}, t.icon, icon)
		lines := d.wrap(t.note, sub, in.W)
		bottom := r.Bottom() - 24
		y := bottom - float32(len(lines))*subH
		d.text(stage.Rect{X: in.X, Y: y - titleH - 4, W: in.W, H: titleH}, t.label, title)
		for _, l := range lines {
			d.text(stage.Rect{X: in.X, Y: y, W: in.W, H: subH}, l, sub)
			y += subH
		}
	} else { // the drawing beside the words
		side := min(80, r.H-40)
		d.icon(stage.Rect{X: in.X + 4, Y: r.Y + (r.H-side)/2, W: side, H: side}, t.icon, icon)
		in.X, in.W = in.X+side+40, in.W-side-40
		lines := d.wrap(t.note, sub, in.W)
		if float32(len(lines))*subH+titleH > r.H-16 {
			lines = nil
		}
		y := r.Y + (r.H-titleH-float32(len(lines))*subH)/2
		if t.badge != "" { // long words must not run into the flag
			y = max(y, r.Y+d.size(theme.Note)*1.7-4)
		}
		d.text(stage.Rect{X: in.X, Y: y, W: in.W, H: titleH}, t.label, title)
		y += titleH
		for _, l := range lines {
			d.text(stage.Rect{X: in.X, Y: y, W: in.W, H: subH}, l, sub)
			y += subH
		}
	}
	if t.badge != "" {
		d.badge(r, t.badge)
	}
}

// badge is a small flag in the upper right corner of a tile.
func (d *pen) badge(r stage.Rect, text string) {
	s := style{t: theme.Note, color: d.p.AmberText}
	w, h := d.width(text, s.t, false)+40, d.size(s.t)*1.7
	at := stage.Rect{X: r.Right() - w - 2, Y: r.Y + 2, W: w, H: h}
	d.box(at, d.p.AmberPale)
	d.box(stage.Rect{X: at.X, Y: at.Y, W: 6, H: h}, d.p.Amber)
	d.text(stage.Rect{X: at.X + 6, Y: at.Y, W: w - 6, H: h}, text, s.centre())
}

// notice is a bar that says something important, with a sign before it. It gives the y below itself.
func (d *pen) notice(r stage.Rect, text string, bad bool) float32 {
	ground, edge, ink := d.p.AmberPale, d.p.Amber, d.p.AmberText
	if bad {
		ground, edge, ink = d.p.RedPale, d.p.Red, d.p.Red
	}
	s := style{t: theme.Text, bold: true, color: ink}
	inner := stage.Rect{X: r.X + 72, Y: r.Y + 14, W: r.W - 96}
	h := d.height(text, s, inner.W) + 28
	d.box(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, ground)
	d.box(stage.Rect{X: r.X, Y: r.Y, W: 10, H: h}, edge)
	d.icon(stage.Rect{X: r.X + 24, Y: r.Y + h/2 - 18, W: 36, H: 36}, stage.IconWarning, ink)
	d.paragraph(inner, text, s)
	return r.Y + h
}

// sign is a large round sign: a check, a cross, a warning or a question.
func (d *pen) sign(x, y, side float32, i stage.Icon, ground, ink color.NRGBA) {
	d.disc(stage.Rect{X: x, Y: y, W: side, H: side}, ground)
	d.icon(stage.Rect{X: x + side*0.2, Y: y + side*0.2, W: side * 0.6, H: side * 0.6}, i, ink)
}
