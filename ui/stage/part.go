package stage

import (
	"image/color"
	"math"
)

// part is what one canvas object shows: an item, or a piece of one. Boxes are plain in it: without an outline, and round at
// most above or below.
type part struct {
	Item
	above, below float32 // radius of the two upper and the two lower corners
}

// split adds the parts of an item. Boxes lie on whole pixels, and the two painters of the toolkit put an outline at
// different places, so an outlined box is two boxes, the inner over the outer. Round corners cost a painter without a
// graphics card too much to be drawn over a whole box (facts/fyne.md §4): a round box is two thin strips that are round at one
// side, and a plain box between.
func (i Item) split(out []part) []part {
	switch {
	case i.Kind == Line && (i.Rect.W == 0 || i.Rect.H == 0):
		half := i.Width / 2
		r := Rect{X: min(i.Rect.X, i.Rect.Right()), Y: min(i.Rect.Y, i.Rect.Bottom()), W: abs(i.Rect.W), H: abs(i.Rect.H)}
		if r.H == 0 {
			r.Y, r.H = r.Y-half, i.Width
		} else {
			r.X, r.W = r.X-half, i.Width
		}
		return append(out, box(r.snapped(), i.Fill))
	case i.Kind == Drawing: // one pixel of the drawing is one of the screen
		i.Rect = i.Rect.snapped()
		if i.Rect.W < 1 || i.Rect.H < 1 {
			return out
		}
		return append(out, part{Item: i})
	case i.Kind != Box:
		return append(out, part{Item: i})
	}
	r := i.Rect.snapped()
	if i.Width > 0 && i.Stroke != i.Fill && i.Stroke.A > 0 {
		if i.Fill.A < 0xFF { // something is to be seen through it: the outline is four lines
			return frame(out, r, i.Width, i.Stroke)
		}
		out = ring(out, r, i.Width, i.Radius, i.Stroke)
		return round(out, r.Inset(i.Width), max(0, i.Radius-i.Width), i.Fill)
	}
	return round(out, r, i.Radius, i.Fill)
}

func box(r Rect, fill color.NRGBA) part { return part{Item: Item{Kind: Box, Rect: r, Fill: fill}} }

// frame is the outline of a box that has no ground.
func frame(out []part, r Rect, w float32, stroke color.NRGBA) []part {
	return append(out, box(Rect{r.X, r.Y, r.W, w}, stroke), box(Rect{r.X, r.Bottom() - w, r.W, w}, stroke),
		box(Rect{r.X, r.Y + w, w, r.H - 2*w}, stroke), box(Rect{r.Right() - w, r.Y + w, w, r.H - 2*w}, stroke))
}

// ring is what is seen of a box around the one that lies in it: two strips and two lines, as a whole box under another costs a
// painter without a graphics card as much again.
func ring(out []part, r Rect, w, radius float32, stroke color.NRGBA) []part {
	radius = min(radius, float32(math.Floor(float64(min(r.W, r.H)/2))))
	if radius < 1 || stroke.A < 0xFF || r.H <= 4*radius {
		return round(out, r, radius, stroke)
	}
	upper, lower := box(Rect{r.X, r.Y, r.W, 2 * radius}, stroke), box(Rect{r.X, r.Bottom() - 2*radius, r.W, 2 * radius}, stroke)
	upper.above, lower.below = radius, radius
	return append(out, upper, lower, box(Rect{r.X, r.Y + radius, w, r.H - 2*radius}, stroke),
		box(Rect{r.Right() - w, r.Y + radius, w, r.H - 2*radius}, stroke))
}

// round is a box with round corners. The strips are twice as high as the radius and reach under the plain box, because their
// straight side has a soft edge.
func round(out []part, r Rect, radius float32, fill color.NRGBA) []part {
	radius = min(radius, float32(math.Floor(float64(min(r.W, r.H)/2))))
	if radius < 1 || fill.A < 0xFF {
		return append(out, box(r, fill))
	}
	strip := min(2*radius, r.H-radius)
	upper, lower := box(Rect{r.X, r.Y, r.W, strip}, fill), box(Rect{r.X, r.Bottom() - strip, r.W, strip}, fill)
	upper.above, lower.below = radius, radius
	out = append(out, upper, lower)
	if r.H <= 2*radius {
		return out
	}
	return append(out, box(Rect{r.X, r.Y + radius, r.W, r.H - 2*radius}, fill))
}

// snapped is the rectangle on whole pixels.
func (r Rect) snapped() Rect {
	x, y := whole(r.X), whole(r.Y)
	return Rect{X: x, Y: y, W: max(0, whole(r.Right())-x), H: max(0, whole(r.Bottom())-y)}
}

func whole(v float32) float32 { return float32(math.Round(float64(v))) }
func abs(v float32) float32   { return float32(math.Abs(float64(v))) }
