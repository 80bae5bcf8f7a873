package widgets

import (
	"image/color"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// Look is how a button looks; a closed set.
type Look uint8

const (
	Outlined Look = iota // blue line on white
	Filled               // blue: the main thing to do
	Next                 // amber: the next step
	Leaving              // red line: leave
	OnBar                // in the top bar
	Chosen               // a chip that is chosen
	Chip                 // a chip that can be chosen
	Key                  // a key of the keypad
)

// Touch is what a target is and does.
type Touch struct {
	Id    string
	Label string
	Off   bool // shown, but cannot be touched now
	Plain bool // one of many: without round corners, which are a good part of the cost of a screen
	Press func()
}

// Colours of a look: ground, outline, text, and the ground under a finger.
func (d *Pen) Colours(l Look) (ground, line, text, pressed color.NRGBA) {
	switch l {
	case Filled:
		return d.Palette.Blue, d.Palette.Blue, d.Palette.OnBlue, d.Palette.BlueDown
	case Next:
		return d.Palette.Amber, d.Palette.Amber, d.Palette.OnAmber, d.Palette.AmberDown
	case Leaving:
		return d.Palette.Card, d.Palette.Red, d.Palette.Red, d.Palette.RedPale
	case OnBar:
		return d.Palette.Navy, d.Palette.NavyLine, d.Palette.OnNavy, d.Palette.BlueDown
	case Chosen:
		return d.Palette.Navy, d.Palette.Navy, d.Palette.OnNavy, d.Palette.BlueDown
	case Chip, Key:
		return d.Palette.Card, d.Palette.KeyLine, d.Palette.Ink, d.Palette.CardDown
	}
	return d.Palette.Card, d.Palette.Blue, d.Palette.Blue, d.Palette.CardDown
}

// Target puts a box that can be touched.
func (d *Pen) Target(r stage.Rect, t Touch, ground, line, pressed color.NRGBA, width float32) {
	owner := len(d.Scene.Targets) + 1
	d.Scene.Targets = append(d.Scene.Targets, stage.Target{ID: t.Id, Label: t.Label, Rect: r, Pressed: pressed, Enabled: !t.Off,
		Owner: owner, Press: t.Press})
	radius := float32(theme.Corner)
	if t.Plain {
		radius = 0
	}
	d.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: ground, Stroke: line, Width: width, Radius: radius, Owner: owner})
}

// Last is the target that was put last, to say more of it.
func (d *Pen) Last() *stage.Target { return &d.Scene.Targets[len(d.Scene.Targets)-1] }

// Button puts a button with its label in the middle.
func (d *Pen) Button(r stage.Rect, l Look, t Touch) {
	ground, line, text, pressed := d.Colours(l)
	size := theme.Text
	if l == Key { // figures large, words so that they fit
		size = theme.Title
		if len(t.Label) > 1 {
			size = theme.Heading
		}
	}
	bold := l != Chip && l != OnBar
	if t.Off {
		ground, line, text = d.Palette.Disabled, d.Palette.Line, d.Palette.OnDisabled
	}
	d.Target(r, t, ground, line, pressed, 2)
	switch target := d.Last(); l {
	case Chosen:
		target.Role, target.Chosen = stage.RoleChip, true
		d.ChosenFrame(r)
	case Chip:
		target.Role = stage.RoleChip
	case Key:
		target.Role = stage.RoleKey
	}
	d.Text(r.Inset(8), t.Label, Style{Type: size, Bold: bold, Align: stage.Centre, Color: text})
}

// ChosenFrame tells what is chosen in high contrast, where its ground is that of the others.
func (d *Pen) ChosenFrame(r stage.Rect) {
	if d.Palette.Navy == d.Palette.Card {
		d.Add(stage.Item{Kind: stage.Box, Rect: r.Inset(5), Stroke: d.Palette.Blue, Width: 5})
	}
}

// Chips puts a row of chips, wrapping where it must, and gives the y below the last.
func (d *Pen) Chips(r stage.Rect, all []Touch, is func(i int) bool) float32 {
	h, gap := d.Glass.Touch(), d.Glass.Gap()
	x, y := r.X, r.Y
	for i, t := range all {
		w := d.ChipWidth(t.Label)
		if x > r.X && x+w > r.Right() {
			x, y = r.X, y+h+gap
		}
		d.Button(stage.Rect{X: x, Y: y, W: min(w, r.W), H: h}, chipLook(is(i)), t)
		x += w + gap
	}
	return y + h
}

// ChipsHeight is how high a row of chips is at a width, wrapped where it must be.
func (d *Pen) ChipsHeight(all []Touch, width float32) float32 {
	h, gap := d.Glass.Touch(), d.Glass.Gap()
	x, y := float32(0), float32(0)
	for _, t := range all {
		w := d.ChipWidth(t.Label)
		if x > 0 && x+w > width {
			x, y = 0, y+h+gap
		}
		x += w + gap
	}
	return y + h
}

func chipLook(is bool) Look {
	if is {
		return Chosen
	}
	return Chip
}

func (d *Pen) ChipWidth(label string) float32 {
	return max(d.Glass.Touch()*1.2, d.Width(label, theme.Text, true)+48)
}

// ChipGrid puts many short chips in rows of equal ones, and gives the y below the last.
func (d *Pen) ChipGrid(r stage.Rect, all []Touch, is func(i int) bool) float32 {
	h, gap := d.Glass.Touch(), d.Glass.Gap()
	least := h * 1.2
	for _, t := range all {
		least = max(least, d.Width(t.Label, theme.Text, true)+16)
	}
	most := max(1, int((r.W+gap)/(least+gap)))
	rows := (len(all) + most - 1) / most
	per := (len(all) + rows - 1) / rows
	w := (r.W - float32(per-1)*gap) / float32(per)
	for i, t := range all {
		at := stage.Rect{X: r.X + float32(i%per)*(w+gap), Y: r.Y + float32(i/per)*(h+gap), W: w, H: h}
		d.Button(at, chipLook(is(i)), t)
	}
	return r.Y + float32(rows)*(h+gap) - gap
}

// Tile is an errand: a drawing, its name, and a word about it.
type Tile struct {
	Touch
	Icon  stage.Icon
	Note  string
	Badge string
	Lead  bool
	Lines int // for the note, when those beside it have more than it needs
}

func (d *Pen) Tile(r stage.Rect, t Tile) {
	ground, line, ink, note, icon, pressed := d.Palette.Card, d.Palette.Line, d.Palette.Ink, d.Palette.Grey, d.Palette.Blue, d.Palette.CardDown
	if t.Lead {
		ground, line, ink, note, icon, pressed = d.Palette.Blue, d.Palette.Blue, d.Palette.OnBlue, d.Palette.OnBlue, d.Palette.OnBlue, d.Palette.BlueDown
	}
	if t.Off {
		ground, line, ink, note, icon = d.Palette.Disabled, d.Palette.Line, d.Palette.OnDisabled, d.Palette.OnDisabled, d.Palette.OnDisabled
	}
	d.Target(r, t.Touch, ground, line, pressed, 2)
	target := d.Last()
	target.Role, target.Note, target.Badge = stage.RoleTile, t.Note, t.Badge
	words := tileWords{t, Style{Type: theme.Tile, Bold: true, Color: ink}, Style{Type: theme.Note, Color: note}}
	if r.H >= 250 {
		d.tileAbove(r, words, icon)
	} else {
		d.tileBeside(r, words, icon)
	}
	if t.Badge != "" {
		d.badge(r, t.Badge)
	}
}

type tileWords struct {
	Tile
	title, sub Style
}

// tileAbove has the drawing above the words.
func (d *Pen) tileAbove(r stage.Rect, t tileWords, icon color.NRGBA) {
	titleH, subH := d.Size(theme.Tile)*1.3, d.Leading(theme.Note)
	in := stage.Rect{X: r.X + 38, Y: r.Y, W: r.W - 64, H: r.H}
	lines := d.Wrap(t.Note, t.sub, in.W)
	words := titleH + float32(max(len(lines), t.Lines))*subH
	const least = 26 // white above and below
	side := min(104, r.H-2*least-12-words)
	pad := min(max(least, (r.H-side-words-28)*0.35), 80)
	d.Listed(stage.Rect{X: in.X - 4, Y: r.Y + pad, W: side, H: side}, t.Icon, icon)
	y := r.Bottom() - pad - words
	d.Text(stage.Rect{X: in.X, Y: y - 4, W: in.W, H: titleH}, t.Label, t.title)
	y += titleH
	for _, l := range lines {
		d.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: subH}, l, t.sub)
		y += subH
	}
}

// tileBeside has the drawing beside the words.
func (d *Pen) tileBeside(r stage.Rect, t tileWords, icon color.NRGBA) {
	pad := float32(38)
	if r.H < 150 || r.W < 400 { // a small tile: the room is its words'
		pad = 24
	}
	subH := d.Leading(theme.Note)
	in := stage.Rect{X: r.X + pad, Y: r.Y, W: r.W - pad - 26, H: r.H}
	if side := min(100, r.H-40); d.Width(t.Label, theme.Note, true) <= in.W-side-pad { // the name is worth more than the drawing
		d.Listed(stage.Rect{X: in.X, Y: r.Y + (r.H-side)/2, W: side, H: side}, t.Icon, icon)
		in.X, in.W = in.X+side+pad, in.W-side-pad
	}
	flag := float32(8)
	if t.Badge != "" { // long words must not run into the flag
		flag = d.Size(theme.Note)*1.7 - 4
	}
	if flag+d.Size(t.title.Type)*1.3 > r.H-8 {
		t.title.Type = theme.Heading
	}
	titleH := d.Size(t.title.Type) * 1.3
	if small := t.title.As(theme.Note); d.Width(t.Label, theme.Note, true) > in.W { // small glass, large type and a long name: in two lines
		d.Paragraph(stage.Rect{X: in.X, Y: r.Y + (r.H-d.Height(t.Label, small, in.W))/2, W: in.W}, t.Label, small)
		return
	}
	lines := d.Wrap(t.Note, t.sub, in.W)
	if flag+float32(len(lines))*subH+titleH > r.H-8 {
		lines = nil
	}
	y := max(r.Y+flag, r.Y+(r.H-titleH-float32(len(lines))*subH)/2)
	d.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: titleH}, t.Label, t.title)
	y += titleH
	for _, l := range lines {
		d.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: subH}, l, t.sub)
		y += subH
	}
}

// badge is a small flag in the upper right corner of a tile.
func (d *Pen) badge(r stage.Rect, text string) {
	s := Style{Type: theme.Note, Color: d.Palette.AmberText}
	w, h := d.Width(text, s.Type, false)+40, d.Size(s.Type)*1.7
	at := stage.Rect{X: r.Right() - w - 2, Y: r.Y + 2, W: w, H: h}
	d.Round(stage.Rect{X: at.X, Y: at.Y, W: 20, H: at.H}, theme.Corner-2, d.Palette.Amber)
	d.Round(stage.Rect{X: at.X + 6, Y: at.Y, W: at.W - 6, H: at.H}, theme.Corner-2, d.Palette.AmberPale)
	d.Text(stage.Rect{X: at.X + 6, Y: at.Y, W: w - 6, H: h}, text, s.Centre())
}

// Notice is a bar that says something important, with a sign before it. It gives the y below itself.
func (d *Pen) Notice(r stage.Rect, text string, bad bool) float32 {
	ground, edge, ink := d.Palette.AmberPale, d.Palette.Amber, d.Palette.AmberText
	if bad {
		ground, edge, ink = d.Palette.RedPale, d.Palette.Red, d.Palette.Red
	}
	s := Style{Type: theme.Text, Bold: true, Color: ink}
	inner := stage.Rect{X: r.X + 84, Y: r.Y + 18, W: r.W - 108}
	h := d.Height(text, s, inner.W) + 36
	d.Round(stage.Rect{X: r.X, Y: r.Y, W: 24, H: h}, theme.Corner, edge)
	d.Box(stage.Rect{X: r.X + 10, Y: r.Y, W: r.W - 10, H: h}, ground)
	d.Stroked(stage.Rect{X: r.X + 27, Y: r.Y + h/2 - 20, W: 40, H: 40}, stage.IconWarning, ink, 8)
	d.Paragraph(inner, text, s)
	return r.Y + h
}

// NoticeHeight is how high a notice would be.
func (d *Pen) NoticeHeight(text string, width float32) float32 {
	return d.Height(text, Style{Type: theme.Text, Bold: true}, width-108) + 36
}

// Sign is a large sign, told apart by its shape, too: a cross has eight corners, a warning three, all else is round. What is a mark
// and not a drawing has a bold pen.
func (d *Pen) Sign(x, y, side float32, i stage.Icon, ground, ink color.NRGBA) {
	at := stage.Rect{X: x, Y: y, W: side, H: side}
	width, part := float32(0), float32(0.54)
	switch i {
	case stage.IconCross: // the shape tells it, too
		d.Icon(at, stage.IconStop, ground)
		width, part = 7, 0.6
	case stage.IconWarning:
		d.Icon(at, stage.IconAlert, ground)
		i, width, part = stage.IconBang, 6, 1
	case stage.IconCheck, stage.IconAsk:
		d.Disc(at, ground)
		width, part = 7, 0.6
	case stage.IconKeys:
		d.Disc(at, ground)
		width = 7
	default:
		d.Disc(at, ground)
	}
	in := side * (1 - part) / 2
	d.Stroked(stage.Rect{X: x + in, Y: y + in, W: side * part, H: side * part}, i, ink, width)
}

// Message says what has happened and what to do, in the order in which it is read.
type Message struct {
	Icon        stage.Icon
	Ground, Ink color.NRGBA
	Title       string
	Said        []string // what it means
	Notice      string   // what is to be minded
	Bad         bool     // the notice is about a fault
	Note        []string // what else
}

// Message draws a message as large as the rectangle allows: the sign over the title, else beside it, else all smaller.
func (d *Pen) Message(r stage.Rect, m Message) float32 {
	way := func(above bool, title, text, note theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return d.MessageIn(r, m, above, title, text, note) }
	}
	return d.Fitting(r, way(true, theme.Attract, theme.Heading, theme.Text), way(false, theme.Attract, theme.Heading, theme.Text),
		way(false, theme.Title, theme.Heading, theme.Text), way(false, theme.Title, theme.Text, theme.Note))
}

func (d *Pen) MessageIn(r stage.Rect, m Message, above bool, title, text, note theme.Type) float32 {
	side, y := float32(144), r.Y
	head := stage.Rect{X: r.X, Y: y, W: r.W}
	if above {
		d.Sign(r.X, y, side, m.Icon, m.Ground, m.Ink)
		head.Y = y + side + 36
	} else {
		side = 100
		d.Sign(r.X, y+4, side, m.Icon, m.Ground, m.Ink)
		head.X, head.W = r.X+side+32, r.W-side-32
	}
	y = max(d.Paragraph(head, m.Title, d.Ink(title).Strong()), r.Y+side) + 16
	for _, t := range m.Said {
		y = d.Paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, t, d.Ink(text)) + 10
	}
	if m.Notice != "" {
		y = d.Notice(stage.Rect{X: r.X, Y: y + 14, W: r.W}, m.Notice, m.Bad) + 10
	}
	y += 14
	for _, t := range m.Note {
		y = d.Paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, t, d.Grey(note)) + 6
	}
	return y
}

// Fact is a line of a list that explains: a drawing, a word, and a sentence.
type Fact struct {
	Icon  stage.Icon
	Ink   color.NRGBA
	Label string // may be empty
	Text  string
}

// Facts fill a rectangle with a list that explains, the words beside the sentences where there is room. It gives the y below
// the last: more than the rectangle's when they do not fit.
func (d *Pen) Facts(r stage.Rect, all []Fact, text theme.Type) float32 {
	side, gap := float32(84), float32(36)
	if text == theme.Tile {
		side = 112
	}
	said := r
	said.X, said.W = r.X+side+gap, r.W-side-gap
	wide := float32(0)
	for _, f := range all {
		if f.Label != "" {
			wide = max(wide, d.Width(f.Label, theme.Heading, true)+56)
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
			d.Line(r.X, y, r.Right(), y, 2, d.Palette.Line)
		}
		d.Listed(stage.Rect{X: r.X, Y: y + (h-side)/2, W: side, H: side}, f.Icon, f.Ink)
		said.Y, said.H = y, h
		d.fact(said, f, wide, text)
		y += h
	}
	return y
}

func (d *Pen) factHeight(f Fact, width, wide float32, text theme.Type) float32 {
	switch h := d.saidHeight(f, width-wide, text); {
	case wide > 0:
		return max(h, d.Leading(theme.Heading))
	case f.Label != "":
		return h + d.Height(f.Label, d.Ink(theme.Heading).Strong(), width)
	default:
		return h
	}
}

// saidHeight is how high the sentence of a fact is; some have only their label.
func (d *Pen) saidHeight(f Fact, width float32, text theme.Type) float32 {
	if f.Text == "" {
		return 0
	}
	return d.Height(f.Text, d.Ink(text), width)
}

// fact sets the words of a fact into the middle of its row: wide is the room for its label beside the sentence, 0 for over it.
func (d *Pen) fact(r stage.Rect, f Fact, wide float32, text theme.Type) {
	label, said := d.Ink(theme.Heading).Strong(), d.Ink(text)
	at := stage.Rect{X: r.X + wide, Y: r.Y + (r.H-d.saidHeight(f, r.W-wide, text))/2, W: r.W - wide}
	switch {
	case wide > 0:
		lead := d.Leading(theme.Heading)
		d.Text(stage.Rect{X: r.X, Y: r.Y + (r.H-lead)/2, W: wide, H: lead}, f.Label, label)
	case f.Label != "":
		at.Y = d.Paragraph(stage.Rect{X: r.X, Y: r.Y + (r.H-d.factHeight(f, r.W, 0, text))/2, W: r.W}, f.Label, label)
	}
	d.Paragraph(at, f.Text, said)
}

// Listed is an icon in a list; what is a mark and not a drawing has a bolder pen.
func (d *Pen) Listed(r stage.Rect, i stage.Icon, ink color.NRGBA) {
	width := float32(0)
	if i == stage.IconCheck || i == stage.IconCross || i == stage.IconKeys {
		width = 6
	}
	d.Stroked(r, i, ink, width)
}
