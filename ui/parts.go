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
	plain bool // one of many: without round corners, which are a good part of the cost of a screen
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
	radius := float32(corner)
	if t.plain {
		radius = 0
	}
	d.add(stage.Item{Kind: stage.Box, Rect: r, Fill: ground, Stroke: line, Width: width, Radius: radius, Owner: owner})
}

// button puts a button with its label in the middle.
func (d *pen) button(r stage.Rect, l look, t touch) {
	ground, line, text, pressed := d.colours(l)
	size := theme.Text
	if l == key { // figures large, words so that they fit
		size = theme.Title
		if len(t.label) > 1 {
			size = theme.Heading
		}
	}
	bold := l != chip && l != onBar
	if t.off {
		ground, line, text = d.p.Disabled, d.p.Line, d.p.OnDisabled
	}
	d.target(r, t, ground, line, pressed, 2)
	if l == chosen {
		d.chosenFrame(r)
	}
	d.text(r.Inset(8), t.label, style{t: size, bold: bold, align: stage.Centre, color: text})
}

// chosenFrame tells what is chosen in high contrast, where its ground is that of the others.
func (d *pen) chosenFrame(r stage.Rect) {
	if d.p.Navy == d.p.Card {
		d.add(stage.Item{Kind: stage.Box, Rect: r.Inset(5), Stroke: d.p.Blue, Width: 5})
	}
}

// chips puts a row of chips, wrapping where it must, and gives the y below the last.
func (d *pen) chips(r stage.Rect, all []touch, is func(i int) bool) float32 {
	h, gap := d.glass.Touch(), d.glass.Gap()
	x, y := r.X, r.Y
	for i, t := range all {
		w := d.chipWidth(t.label)
		if x > r.X && x+w > r.Right() {
			x, y = r.X, y+h+gap
		}
		d.button(stage.Rect{X: x, Y: y, W: min(w, r.W), H: h}, chipLook(is(i)), t)
		x += w + gap
	}
	return y + h
}

func chipLook(is bool) look {
	if is {
		return chosen
	}
	return chip
}

func (d *pen) chipWidth(label string) float32 {
	return max(d.glass.Touch()*1.2, d.width(label, theme.Text, true)+48)
}

// chipGrid puts many short chips in rows of equal ones, and gives the y below the last.
func (d *pen) chipGrid(r stage.Rect, all []touch, is func(i int) bool) float32 {
	h, gap := d.glass.Touch(), d.glass.Gap()
	least := h * 1.2
	for _, t := range all {
		least = max(least, d.width(t.label, theme.Text, true)+16)
	}
	most := max(1, int((r.W+gap)/(least+gap)))
	rows := (len(all) + most - 1) / most
	per := (len(all) + rows - 1) / rows
	w := (r.W - float32(per-1)*gap) / float32(per)
	for i, t := range all {
		at := stage.Rect{X: r.X + float32(i%per)*(w+gap), Y: r.Y + float32(i/per)*(h+gap), W: w, H: h}
		d.button(at, chipLook(is(i)), t)
	}
	return r.Y + float32(rows)*(h+gap) - gap
}

// tile is an errand: a drawing, its name, and a word about it.
type tile struct {
	touch
	icon  stage.Icon
	note  string
	badge string
	lead  bool
	lines int // for the note, when those beside it have more than it needs
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
	words := tileWords{t, style{t: theme.Tile, bold: true, color: ink}, style{t: theme.Note, color: note}}
	if r.H >= 250 {
		d.tileAbove(r, words, icon)
	} else {
		d.tileBeside(r, words, icon)
	}
	if t.badge != "" {
		d.badge(r, t.badge)
	}
}

type tileWords struct {
	tile
	title, sub style
}

// tileAbove has the drawing above the words.
func (d *pen) tileAbove(r stage.Rect, t tileWords, icon color.NRGBA) {
	titleH, subH := d.size(theme.Tile)*1.3, d.leading(theme.Note)
	in := stage.Rect{X: r.X + 38, Y: r.Y, W: r.W - 64, H: r.H}
	lines := d.wrap(t.note, t.sub, in.W)
	words := titleH + float32(max(len(lines), t.lines))*subH
	const least = 26 // white above and below
	side := min(104, r.H-2*least-12-words)
	pad := min(max(least, (r.H-side-words-28)*0.35), 80)
	d.listed(stage.Rect{X: in.X - 4, Y: r.Y + pad, W: side, H: side}, t.icon, icon)
	y := r.Bottom() - pad - words
	d.text(stage.Rect{X: in.X, Y: y - 4, W: in.W, H: titleH}, t.label, t.title)
	y += titleH
	for _, l := range lines {
		d.text(stage.Rect{X: in.X, Y: y, W: in.W, H: subH}, l, t.sub)
		y += subH
	}
}

// tileBeside has the drawing beside the words.
func (d *pen) tileBeside(r stage.Rect, t tileWords, icon color.NRGBA) {
	titleH, subH := d.size(theme.Tile)*1.3, d.leading(theme.Note)
	in := stage.Rect{X: r.X + 38, Y: r.Y, W: r.W - 64, H: r.H}
	side := min(100, r.H-40)
	d.listed(stage.Rect{X: in.X, Y: r.Y + (r.H-side)/2, W: side, H: side}, t.icon, icon)
	in.X, in.W = in.X+side+38, in.W-side-38
	flag := float32(8)
	if t.badge != "" { // long words must not run into the flag
		flag = d.size(theme.Note)*1.7 - 4
	}
	lines := d.wrap(t.note, t.sub, in.W)
	if flag+float32(len(lines))*subH+titleH > r.H-8 {
		lines = nil
	}
	y := max(r.Y+flag, r.Y+(r.H-titleH-float32(len(lines))*subH)/2)
	d.text(stage.Rect{X: in.X, Y: y, W: in.W, H: titleH}, t.label, t.title)
	y += titleH
	for _, l := range lines {
		d.text(stage.Rect{X: in.X, Y: y, W: in.W, H: subH}, l, t.sub)
		y += subH
	}
}

// badge is a small flag in the upper right corner of a tile.
func (d *pen) badge(r stage.Rect, text string) {
	s := style{t: theme.Note, color: d.p.AmberText}
	w, h := d.width(text, s.t, false)+40, d.size(s.t)*1.7
	at := stage.Rect{X: r.Right() - w - 2, Y: r.Y + 2, W: w, H: h}
	d.round(stage.Rect{X: at.X, Y: at.Y, W: 20, H: at.H}, corner-2, d.p.Amber)
	d.round(stage.Rect{X: at.X + 6, Y: at.Y, W: at.W - 6, H: at.H}, corner-2, d.p.AmberPale)
	d.text(stage.Rect{X: at.X + 6, Y: at.Y, W: w - 6, H: h}, text, s.centre())
}

// notice is a bar that says something important, with a sign before it. It gives the y below itself.
func (d *pen) notice(r stage.Rect, text string, bad bool) float32 {
	ground, edge, ink := d.p.AmberPale, d.p.Amber, d.p.AmberText
	if bad {
		ground, edge, ink = d.p.RedPale, d.p.Red, d.p.Red
	}
	s := style{t: theme.Text, bold: true, color: ink}
	inner := stage.Rect{X: r.X + 84, Y: r.Y + 18, W: r.W - 108}
	h := d.height(text, s, inner.W) + 36
	d.round(stage.Rect{X: r.X, Y: r.Y, W: 24, H: h}, corner, edge)
	d.box(stage.Rect{X: r.X + 10, Y: r.Y, W: r.W - 10, H: h}, ground)
	d.stroked(stage.Rect{X: r.X + 27, Y: r.Y + h/2 - 20, W: 40, H: 40}, stage.IconWarning, ink, 8)
	d.paragraph(inner, text, s)
	return r.Y + h
}

// noticeHeight is how high a notice would be.
func (d *pen) noticeHeight(text string, width float32) float32 {
	return d.height(text, style{t: theme.Text, bold: true}, width-108) + 36
}

// sign is a large round sign: a check, a cross, a warning or a question. What is a mark and not a drawing has a bold pen.
func (d *pen) sign(x, y, side float32, i stage.Icon, ground, ink color.NRGBA) {
	d.disc(stage.Rect{X: x, Y: y, W: side, H: side}, ground)
	width, part := float32(0), float32(0.54)
	switch i {
	case stage.IconCheck, stage.IconCross, stage.IconWarning, stage.IconAsk:
		width, part = 7, 0.6
	case stage.IconKeys:
		width = 7
	}
	in := side * (1 - part) / 2
	d.stroked(stage.Rect{X: x + in, Y: y + in, W: side * part, H: side * part}, i, ink, width)
}

// message says what has happened and what to do, in the order in which it is read.
type message struct {
	icon        stage.Icon
	ground, ink color.NRGBA
	title       string
	said        []string // what it means
	notice      string   // what is to be minded
	bad         bool     // the notice is about a fault
	note        []string // what else
}

// message draws a message as large as the rectangle allows: the sign over the title, else beside it, else all smaller.
func (d *pen) message(r stage.Rect, m message) float32 {
	way := func(above bool, title, text, note theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return d.messageIn(r, m, above, title, text, note) }
	}
	return d.fitting(r, way(true, theme.Attract, theme.Heading, theme.Text), way(false, theme.Attract, theme.Heading, theme.Text),
		way(false, theme.Title, theme.Heading, theme.Text), way(false, theme.Title, theme.Text, theme.Note))
}

func (d *pen) messageIn(r stage.Rect, m message, above bool, title, text, note theme.Type) float32 {
	side, y := float32(144), r.Y
	head := stage.Rect{X: r.X, Y: y, W: r.W}
	if above {
		d.sign(r.X, y, side, m.icon, m.ground, m.ink)
		head.Y = y + side + 36
	} else {
		side = 100
		d.sign(r.X, y+4, side, m.icon, m.ground, m.ink)
		head.X, head.W = r.X+side+32, r.W-side-32
	}
	y = max(d.paragraph(head, m.title, d.ink(title).strong()), r.Y+side) + 16
	for _, t := range m.said {
		y = d.paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, t, d.ink(text)) + 10
	}
	if m.notice != "" {
		y = d.notice(stage.Rect{X: r.X, Y: y + 14, W: r.W}, m.notice, m.bad) + 10
	}
	y += 14
	for _, t := range m.note {
		y = d.paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, t, d.grey(note)) + 6
	}
	return y
}

// fact is a line of a list that explains: a drawing, a word, and a sentence.
type fact struct {
	icon  stage.Icon
	ink   color.NRGBA
	label string // may be empty
	text  string
}

// facts fill a rectangle with a list that explains, the words beside the sentences where there is room. It gives the y below
// the last: more than the rectangle's when they do not fit.
func (d *pen) facts(r stage.Rect, all []fact, text theme.Type) float32 {
	side, gap := float32(84), float32(36)
	if text == theme.Tile {
		side = 112
	}
	said := r
	said.X, said.W = r.X+side+gap, r.W-side-gap
	wide := float32(0)
	for _, f := range all {
		if f.label != "" {
			wide = max(wide, d.width(f.label, theme.Heading, true)+56)
		}
	}
	if said.W-wide < r.W*0.55 {
		wide = 0 // no room for the words beside the sentences: they stand over them
	}
	need, sum := make([]float32, len(all)), float32(0)
	for i, f := range all {
		need[i] = max(d.factHeight(f, said.W, wide, text), side) + 16
		sum += need[i]
	}
	n := float32(len(all))
	spare := max(0, min((r.H-sum)/n, 150))
	y := r.Y + max(0, (r.H-sum-spare*n)*0.4)
	for i, f := range all {
		h := need[i] + spare
		if i > 0 {
			d.line(r.X, y, r.Right(), y, 2, d.p.Line)
		}
		d.listed(stage.Rect{X: r.X, Y: y + (h-side)/2, W: side, H: side}, f.icon, f.ink)
		said.Y, said.H = y, h
		d.fact(said, f, wide, text)
		y += h
	}
	return y
}

func (d *pen) factHeight(f fact, width, wide float32, text theme.Type) float32 {
	switch h := d.saidHeight(f, width-wide, text); {
	case wide > 0:
		return max(h, d.leading(theme.Heading))
	case f.label != "":
		return h + d.height(f.label, d.ink(theme.Heading).strong(), width)
	default:
		return h
	}
}

// saidHeight is how high the sentence of a fact is; some have only their label.
func (d *pen) saidHeight(f fact, width float32, text theme.Type) float32 {
	if f.text == "" {
		return 0
	}
	return d.height(f.text, d.ink(text), width)
}

// fact sets the words of a fact into the middle of its row: wide is the room for its label beside the sentence, 0 for over it.
func (d *pen) fact(r stage.Rect, f fact, wide float32, text theme.Type) {
	label, said := d.ink(theme.Heading).strong(), d.ink(text)
	at := stage.Rect{X: r.X + wide, Y: r.Y + (r.H-d.saidHeight(f, r.W-wide, text))/2, W: r.W - wide}
	switch {
	case wide > 0:
		lead := d.leading(theme.Heading)
		d.text(stage.Rect{X: r.X, Y: r.Y + (r.H-lead)/2, W: wide, H: lead}, f.label, label)
	case f.label != "":
		at.Y = d.paragraph(stage.Rect{X: r.X, Y: r.Y + (r.H-d.factHeight(f, r.W, 0, text))/2, W: r.W}, f.label, label)
	}
	d.paragraph(at, f.text, said)
}

// listed is an icon in a list; what is a mark and not a drawing has a bolder pen.
func (d *pen) listed(r stage.Rect, i stage.Icon, ink color.NRGBA) {
	width := float32(0)
	if i == stage.IconCheck || i == stage.IconCross || i == stage.IconKeys {
		width = 6
	}
	d.stroked(r, i, ink, width)
}
