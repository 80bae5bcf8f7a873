package ui

import (
	"image/color"
	"strings"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// pen puts things into a scene. Every text it places fits its rectangle or is cut with an ellipsis, which the geometry test
// allows only where data (an employer's name) may be longer than any screen.
type pen struct {
	scene   *stage.Scene
	p       theme.Palette
	glass   theme.Screen
	large   bool
	measure func(text string, size float32, bold bool) (w, h float32)
}

func (d *pen) size(t theme.Type) float32 { return t.Size(d.large) }

// leading is the distance from line to line of running text.
func (d *pen) leading(t theme.Type) float32 { return d.size(t) * theme.Leading }

func (d *pen) width(text string, t theme.Type, bold bool) float32 {
	w, _ := d.measure(text, d.size(t), bold)
	return w
}

func (d *pen) add(i stage.Item) { d.scene.Items = append(d.scene.Items, i) }

func (d *pen) box(r stage.Rect, fill color.NRGBA) {
	d.add(stage.Item{Kind: stage.Box, Rect: r, Fill: fill})
}

// corner is the radius of the corners of panels and buttons.
const corner = 8

// card is a white panel with a line around it.
func (d *pen) card(r stage.Rect) {
	d.add(stage.Item{Kind: stage.Box, Rect: r, Fill: d.p.Card, Stroke: d.p.Line, Width: 2, Radius: corner})
}

// round is a box with round corners.
func (d *pen) round(r stage.Rect, radius float32, fill color.NRGBA) {
	d.add(stage.Item{Kind: stage.Box, Rect: r, Fill: fill, Radius: radius})
}

func (d *pen) line(x1, y1, x2, y2, width float32, c color.NRGBA) {
	d.add(stage.Item{Kind: stage.Line, Rect: stage.Rect{X: x1, Y: y1, W: x2 - x1, H: y2 - y1}, Fill: c, Width: width})
}

func (d *pen) icon(r stage.Rect, i stage.Icon, c color.NRGBA) { d.stroked(r, i, c, 0) }

// stroked is an icon that is drawn with a pen of its own width.
func (d *pen) stroked(r stage.Rect, i stage.Icon, c color.NRGBA, width float32) {
	if r.W >= 1 && r.H >= 1 {
		d.add(stage.Item{Kind: stage.Drawing, Rect: r, Icon: i, Fill: c, Width: width})
	}
}

func (d *pen) disc(r stage.Rect, fill color.NRGBA) {
	d.add(stage.Item{Kind: stage.Disc, Rect: r, Fill: fill})
}

// style is how a text looks.
type style struct {
	t     theme.Type
	bold  bool
	align stage.Align
	color color.NRGBA
}

func (d *pen) ink(t theme.Type) style  { return style{t: t, color: d.p.Ink} }
func (d *pen) grey(t theme.Type) style { return style{t: t, color: d.p.Grey} }

func (s style) strong() style          { s.bold = true; return s }
func (s style) centre() style          { s.align = stage.Centre; return s }
func (s style) right() style           { s.align = stage.Right; return s }
func (s style) in(c color.NRGBA) style { s.color = c; return s }
func (s style) as(t theme.Type) style  { s.t = t; return s }

// least is the smallest size that a text may shrink to in order to fit: a note.
func (d *pen) least() float32 { return d.size(theme.Note) }

// text puts one line into a rectangle, in the middle of its height. A text that is too wide is set smaller, down to the size
// of a note, and then cut.
func (d *pen) text(r stage.Rect, text string, s style) {
	if text == "" {
		return
	}
	size := d.size(s.t)
	w, h := d.measure(text, size, s.bold)
	for w > r.W && size > d.least() {
		size = max(d.least(), size-2)
		w, h = d.measure(text, size, s.bold)
	}
	if w > r.W {
		text = d.cut(text, size, s.bold, r.W)
	}
	d.add(stage.Item{Kind: stage.Text, Rect: stage.Rect{X: r.X, Y: r.Y + (r.H-h)/2, W: r.W, H: h}, Fill: s.color,
		Text: text, Size: size, Bold: s.bold, Align: s.align})
}

func (d *pen) cut(text string, size float32, bold bool, width float32) string {
	runes := []rune(text)
	for n := len(runes) - 1; n > 0; n-- {
		short := string(runes[:n]) + "…"
		if w, _ := d.measure(short, size, bold); w <= width {
			return short
		}
	}
	return "…"
}

// paragraph sets running text from the top of a rectangle and gives the y below its last line.
func (d *pen) paragraph(r stage.Rect, text string, s style) float32 {
	y, lead := r.Y, d.leading(s.t)
	for _, line := range d.wrap(text, s, r.W) {
		d.text(stage.Rect{X: r.X, Y: y, W: r.W, H: lead}, line, s)
		y += lead
	}
	return y
}

// middle draws something from the top of a rectangle and then moves it towards the middle of the height. draw gives the y
// below what it drew.
func (d *pen) middle(r stage.Rect, draw func(r stage.Rect) float32) {
	items, targets := len(d.scene.Items), len(d.scene.Targets)
	spare := (r.Bottom() - draw(r)) * 0.45 // a little above the middle looks like the middle
	if spare <= 0 {
		return
	}
	for i := range d.scene.Items[items:] {
		d.scene.Items[items+i].Rect.Y += spare
	}
	for i := range d.scene.Targets[targets:] {
		d.scene.Targets[targets+i].Rect.Y += spare
	}
}

// fitting draws the first of several ways that fits into the height, or the last one. Each gives the y below what it drew.
func (d *pen) fitting(r stage.Rect, ways ...func(r stage.Rect) float32) float32 {
	for i, way := range ways {
		items, targets := len(d.scene.Items), len(d.scene.Targets)
		y := way(r)
		if y <= r.Bottom() || i == len(ways)-1 {
			return y
		}
		d.scene.Items, d.scene.Targets = d.scene.Items[:items], d.scene.Targets[:targets]
	}
	return r.Y
}

// height is how high a paragraph would be.
func (d *pen) height(text string, s style, width float32) float32 {
	return float32(len(d.wrap(text, s, width))) * d.leading(s.t)
}

// noStart are characters that never begin a line.
const noStart = "，。、；：？！）》」』”’】〕…—,.;:?!)]}%"

// noEnd are characters that never end one.
const noEnd = "（《「『“‘【〔([{"

// wrap breaks a text into lines that fit: between Chinese characters, not inside a Latin word or number, not before closing
// marks nor after opening ones.
func (d *pen) wrap(text string, s style, width float32) []string {
	var lines []string
	for _, part := range strings.Split(text, "\n") {
		lines = append(lines, d.balanced(part, s, width)...)
	}
	return lines
}

// balanced breaks a part of a text; where the last line would hold a character or two it takes over some of the one before.
func (d *pen) balanced(text string, s style, width float32) []string {
	lines := d.wrapPart(text, s, width)
	for _, share := range []float32{0.92, 0.84, 0.76, 0.68} {
		last := d.width(lines[len(lines)-1], s.t, s.bold)
		if len(lines) == 1 || last > width*0.22 || last > 8*d.size(s.t) {
			break
		}
		if tighter := d.wrapPart(text, s, width*share); len(tighter) == len(lines) {
			lines = tighter
		}
	}
	return lines
}

func (d *pen) wrapPart(text string, s style, width float32) []string {
	var lines []string
	line := ""
	for _, piece := range pieces(text) {
		if line != "" && d.width(strings.TrimRight(line+piece, " "), s.t, s.bold) > width {
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
