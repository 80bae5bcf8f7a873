package widgets

import (
	"image/color"
	"strings"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// Pen puts things into a scene. Every text it places fits its rectangle or is cut with an ellipsis, which the geometry test
// allows only where data (an employer's name) may be longer than any screen.
type Pen struct {
	Scene   *stage.Scene
	Palette theme.Palette
	Glass   theme.Screen
	Large   bool
	Measure func(text string, size float32, bold bool) (w, h float32)
}

// Size is the size of type as it is drawn, in dp.
func (d *Pen) Size(t theme.Type) float32 { return t.Size(d.Large) }

// Leading is the distance from line to line of running text.
func (d *Pen) Leading(t theme.Type) float32 { return d.Size(t) * theme.Leading }

// Width is how wide a text would be, in dp.
func (d *Pen) Width(text string, t theme.Type, bold bool) float32 {
	w, _ := d.Measure(text, d.Size(t), bold)
	return w
}

// Add puts an item over all that were put before.
func (d *Pen) Add(i stage.Item) { d.Scene.Items = append(d.Scene.Items, i) }

// Box is a plain ground.
func (d *Pen) Box(r stage.Rect, fill color.NRGBA) {
	d.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: fill})
}

// Card is a white panel with a line around it.
func (d *Pen) Card(r stage.Rect) {
	d.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: d.Palette.Card, Stroke: d.Palette.Line, Width: 2, Radius: theme.Corner})
}

// Round is a box with round corners.
func (d *Pen) Round(r stage.Rect, radius float32, fill color.NRGBA) {
	d.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: fill, Radius: radius})
}

// Line is a straight line between two points.
func (d *Pen) Line(x1, y1, x2, y2, width float32, c color.NRGBA) {
	d.Add(stage.Item{Kind: stage.Line, Rect: stage.Rect{X: x1, Y: y1, W: x2 - x1, H: y2 - y1}, Fill: c, Width: width})
}

// Icon is a drawing as large as its rectangle, with the usual pen.
func (d *Pen) Icon(r stage.Rect, i stage.Icon, c color.NRGBA) { d.Stroked(r, i, c, 0) }

// Stroked is an icon that is drawn with a pen of its own width.
func (d *Pen) Stroked(r stage.Rect, i stage.Icon, c color.NRGBA, width float32) {
	if r.W >= 1 && r.H >= 1 {
		d.Add(stage.Item{Kind: stage.Drawing, Rect: r, Icon: i, Fill: c, Width: width})
	}
}

func (d *Pen) Disc(r stage.Rect, fill color.NRGBA) {
	d.Add(stage.Item{Kind: stage.Disc, Rect: r, Fill: fill})
}

// Style is how a text looks.
type Style struct {
	Type  theme.Type
	Bold  bool
	Align stage.Align
	Color color.NRGBA
}

func (d *Pen) Ink(t theme.Type) Style  { return Style{Type: t, Color: d.Palette.Ink} }
func (d *Pen) Grey(t theme.Type) Style { return Style{Type: t, Color: d.Palette.Grey} }

func (s Style) Strong() Style          { s.Bold = true; return s }
func (s Style) Centre() Style          { s.Align = stage.Centre; return s }
func (s Style) Right() Style           { s.Align = stage.Right; return s }
func (s Style) In(c color.NRGBA) Style { s.Color = c; return s }
func (s Style) As(t theme.Type) Style  { s.Type = t; return s }

// Least is the smallest size that a text may shrink to in order to fit: a note.
func (d *Pen) Least() float32 { return d.Size(theme.Note) }

// Text puts one line into a rectangle, in the middle of its height. A text that is too wide is set smaller, down to the size
// of a note, and then cut.
func (d *Pen) Text(r stage.Rect, text string, s Style) {
	if text == "" {
		return
	}
	size := d.Size(s.Type)
	w, h := d.Measure(text, size, s.Bold)
	for w > r.W && size > d.Least() {
		size = max(d.Least(), size-2)
		w, h = d.Measure(text, size, s.Bold)
	}
	if w > r.W {
		text = d.cut(text, size, s.Bold, r.W)
	}
	d.Add(stage.Item{Kind: stage.Text, Rect: stage.Rect{X: r.X, Y: r.Y + (r.H-h)/2, W: r.W, H: h}, Fill: s.Color,
		Text: text, Size: size, Bold: s.Bold, Align: s.Align})
}

func (d *Pen) cut(text string, size float32, bold bool, width float32) string {
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		short := string(runes[:n]) + "…"
		if w, _ := d.Measure(short, size, bold); w <= width {
			return short
		}
	}
	return "…"
}

// Paragraph sets running text from the top of a rectangle and gives the y below its last line.
func (d *Pen) Paragraph(r stage.Rect, text string, s Style) float32 {
	y, lead := r.Y, d.Leading(s.Type)
	for _, line := range d.Wrap(text, s, r.W) {
		d.Text(stage.Rect{X: r.X, Y: y, W: r.W, H: lead}, line, s)
		y += lead
	}
	return y
}

// Middle draws something from the top of a rectangle and then moves it towards the middle of the height. draw gives the y
// below what it drew.
func (d *Pen) Middle(r stage.Rect, draw func(r stage.Rect) float32) {
	items, targets := len(d.Scene.Items), len(d.Scene.Targets)
	spare := (r.Bottom() - draw(r)) * 0.45 // a little above the middle looks like the middle
	if spare <= 0 {
		return
	}
	for i := range d.Scene.Items[items:] {
		d.Scene.Items[items+i].Rect.Y += spare
	}
	for i := range d.Scene.Targets[targets:] {
		d.Scene.Targets[targets+i].Rect.Y += spare
	}
}

// Fitting draws the first of several ways that fits into the height, or the last one. Each gives the y below what it drew.
func (d *Pen) Fitting(r stage.Rect, ways ...func(r stage.Rect) float32) float32 {
	const slack = 0.1 // of a dp: what fills the height exactly is a sum of fractions
	for i, way := range ways {
		items, targets := len(d.Scene.Items), len(d.Scene.Targets)
		y := way(r)
		if y <= r.Bottom()+slack || i == len(ways)-1 {
			return y
		}
		d.Scene.Items, d.Scene.Targets = d.Scene.Items[:items], d.Scene.Targets[:targets]
	}
	return r.Y
}

// Height is how high a paragraph would be.
func (d *Pen) Height(text string, s Style, width float32) float32 {
	return float32(len(d.Wrap(text, s, width))) * d.Leading(s.Type)
}

// noStart are characters that never begin a line.
const noStart = "，。、；：？！）》」』”’】〕…—,.;:?!)]}%"

// noEnd are characters that never end one.
const noEnd = "（《「『“‘【〔([{"

// Wrap breaks a text into lines that fit: between Chinese characters, not inside a Latin word or number, not before closing
// marks nor after opening ones.
func (d *Pen) Wrap(text string, s Style, width float32) []string {
	var lines []string
	for _, part := range strings.Split(text, "\n") {
		lines = append(lines, d.balanced(part, s, width)...)
	}
	return lines
}

// balanced breaks a part of a text; where the last line would hold a character or two it takes over some of the one before.
func (d *Pen) balanced(text string, s Style, width float32) []string {
	lines := d.wrapPart(text, s, width)
	for _, share := range []float32{0.92, 0.84, 0.76, 0.68} {
		last := d.Width(lines[len(lines)-1], s.Type, s.Bold)
		if len(lines) == 1 || last > width*0.22 || last > 8*d.Size(s.Type) {
			break
		}
		if tighter := d.wrapPart(text, s, width*share); len(tighter) == len(lines) {
			lines = tighter
		}
	}
	return lines
}

func (d *Pen) wrapPart(text string, s Style, width float32) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if line != "" && d.Width(strings.TrimRight(line+piece, " "), s.Type, s.Bold) > width {
			lines = append(lines, strings.TrimRight(line, " "))
			line = strings.TrimLeft(piece, " ")
			continue
		}
		line += piece
	}
	return append(lines, strings.TrimRight(line, " "))
}

// pieces are the parts of a text that stay together on a line.
func pieces(text string) []string {
	var out []string
	runes := []rune(text)
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && strings.ContainsRune(noEnd, runes[j]) {
			j++
		}
		if j < len(runes) {
			if latin(runes[j]) {
				for j < len(runes) && latin(runes[j]) {
					j++
				}
			} else {
				j++
			}
		}
		for j < len(runes) && strings.ContainsRune(noStart, runes[j]) {
			j++
		}
		out = append(out, string(runes[i:j]))
		i = j
	}
	return out
}

func latin(r rune) bool { return r > ' ' && r < 0x80 }
