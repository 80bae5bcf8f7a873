package stage

import (
	"image"
	"image/color"
	"math"
	"unsafe"

	"shebao/kiosk/ui/typeface"
)

// Brush is what scenes are drawn with: the type, and the drawings that were made before. It belongs to one goroutine.
type Brush struct {
	Type     *typeface.Typeface
	drawings map[drawingKey]*image.Alpha
}

type drawingKey struct {
	icon Icon
	w, h int
	pen  float32
}

// mostDrawings is more than all screens together have; what could make more are odd sizes of glass.
const mostDrawings = 300

// NewBrush is a brush with a type.
func NewBrush(t *typeface.Typeface) *Brush {
	return &Brush{Type: t, drawings: map[drawingKey]*image.Alpha{}}
}

// Paint is what a scene looks like: the same pixels as on a terminal's glass.
func (b *Brush) Paint(s *Scene) *image.RGBA {
	surface := NewSurface(int(s.Width), int(s.Height))
	b.paint(surface, image.Rect(0, 0, surface.W, surface.H), s.Ground, s.Items)
	return surface.image(image.Rect(0, 0, surface.W, surface.H))
}

// image is a part of the surface, without a copy. Rows of the surface are as wide as it is.
func (s *Surface) image(r image.Rectangle) *image.RGBA {
	words := s.Pix[r.Min.Y*s.W+r.Min.X : (r.Max.Y-1)*s.W+r.Max.X]
	return &image.RGBA{Pix: unsafe.Slice((*uint8)(unsafe.Pointer(unsafe.SliceData(words))), 4*len(words)), Stride: 4 * s.W,
		Rect: image.Rect(0, 0, r.Dx(), r.Dy())}
}

// paint draws what of the items lies in a part of a surface.
func (b *Brush) paint(s *Surface, clip image.Rectangle, ground color.NRGBA, items []Item) {
	p := painter{s, clip.Intersect(image.Rect(0, 0, s.W, s.H))}
	if p.clip.Empty() {
		return
	}
	ground.A = 0xFF // a surface is never seen through
	p.fill(p.clip, ground)
	for i := range items {
		if b.reach(&items[i]).Overlaps(p.clip) {
			b.item(p, &items[i])
		}
	}
}

func (b *Brush) item(p painter, i *Item) {
	switch i.Kind {
	case Box:
		b.box(p, i)
	case Text:
		b.text(p, i)
	case Line:
		line(p, i)
	case Disc:
		p.disc(i.Rect, i.Fill)
	case Picture:
		p.picture(i.Image, i.Rect.pixels())
	case Drawing:
		r := i.Rect.pixels()
		if m := b.drawing(i.Icon, r.Dx(), r.Dy(), i.Width); m != nil {
			p.mask(m.Pix, r, i.Fill)
		}
	}
}

// box draws a box: with an outline it is two, the inner over the outer, unless something is to be seen through it.
func (b *Brush) box(p painter, i *Item) {
	r := i.Rect.pixels()
	if i.Width <= 0 || i.Stroke == i.Fill || i.Stroke.A == 0 {
		p.round(r, float64(i.Radius), i.Fill)
		return
	}
	w := int(whole(i.Width))
	if i.Fill.A < 0xFF {
		p.frame(r, w, i.Stroke)
		return
	}
	p.round(r, float64(i.Radius), i.Stroke)
	p.round(r.Inset(w), max(0, float64(i.Radius)-float64(w)), i.Fill)
}

// text draws a line of text, in the middle of the height that its rectangle has beyond its own.
func (b *Brush) text(p painter, i *Item) {
	w, h := b.Type.Measure(i.Text, i.Size, i.Bold)
	x, y := i.Rect.X, i.Rect.Y+max(0, i.Rect.H-h)/2
	switch i.Align {
	case Centre:
		x += (i.Rect.W - w) / 2
	case Right:
		x += i.Rect.W - w
	}
	base := int(whole(y + typeface.Ascent*i.Size))
	b.Type.Draw(i.Text, i.Size, i.Bold, x, func(g *typeface.Glyph, x int) { p.mask(g.Mask, g.Rect.Add(image.Pt(x, base)), i.Fill) })
}

// line draws a line: a level or upright one is a box, so that it has sharp edges.
func line(p painter, i *Item) {
	half := i.Width / 2
	r := Rect{X: min(i.Rect.X, i.Rect.Right()), Y: min(i.Rect.Y, i.Rect.Bottom()), W: abs(i.Rect.W), H: abs(i.Rect.H)}
	switch {
	case r.H == 0:
		p.fill(Rect{r.X, r.Y - half, r.W, i.Width}.pixels(), i.Fill)
	case r.W == 0:
		p.fill(Rect{r.X - half, r.Y, i.Width, r.H}.pixels(), i.Fill)
	default:
		all := Rect{r.X - half - 1, r.Y - half - 1, r.W + i.Width + 2, r.H + i.Width + 2}.pixels()
		mask := image.NewAlpha(image.Rect(0, 0, all.Dx(), all.Dy()))
		x, y := float64(i.Rect.X)-float64(all.Min.X), float64(i.Rect.Y)-float64(all.Min.Y)
		stroke(mask, point{x, y}, point{x + float64(i.Rect.W), y + float64(i.Rect.H)}, float64(half))
		p.mask(mask.Pix, all, i.Fill)
	}
}

// drawing is an icon as a mask; one that was made before is used again.
func (b *Brush) drawing(i Icon, w, h int, pen float32) *image.Alpha {
	if w < 1 || h < 1 {
		return nil
	}
	k := drawingKey{i, w, h, pen}
	if m, ok := b.drawings[k]; ok {
		return m
	}
	if len(b.drawings) >= mostDrawings {
		clear(b.drawings)
	}
	m := i.mask(w, h, pen)
	b.drawings[k] = m
	return m
}

// reach is where an item may draw.
func (b *Brush) reach(i *Item) image.Rectangle {
	r := i.Rect
	switch i.Kind {
	case Line:
		r = Rect{X: min(r.X, r.Right()), Y: min(r.Y, r.Bottom()), W: abs(r.W), H: abs(r.H)}
		r = r.Inset(-i.Width - 1)
	case Text: // a letter may hang over its place by a part of its size
		w, h := b.Type.Measure(i.Text, i.Size, i.Bold)
		over := max(0, w-r.W)
		r = Rect{r.X - over, r.Y, r.W + 2*over, max(r.H, h)}.Inset(-i.Size / 2)
	case Disc:
		r = r.Inset(-1)
	}
	out := r.pixels()
	out.Max = out.Max.Add(image.Pt(1, 1))
	return out
}

// pixels is the rectangle on whole pixels.
func (r Rect) pixels() image.Rectangle {
	return image.Rect(int(whole(r.X)), int(whole(r.Y)), int(whole(r.Right())), int(whole(r.Bottom())))
}

func whole(v float32) float32 { return float32(math.Round(float64(v))) }
func abs(v float32) float32   { return float32(math.Abs(float64(v))) }
