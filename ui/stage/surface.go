package stage

import (
	"image"
	"image/color"
	"math"
)

// Surface is a picture in memory: a word for each pixel, row by row. Order says which byte of a word is red.
type Surface struct {
	Pix   []uint32
	W, H  int
	Order Order
}

// Order is where the colours stand in a word.
type Order uint8

// The orders.
const (
	RGBA Order = iota // red is the lowest byte: image.RGBA on the machines this runs on
	BGRX              // blue is the lowest byte: X servers with 24 bits to a pixel
)

// NewSurface is one in memory of our own.
func NewSurface(w, h int) *Surface { return &Surface{Pix: make([]uint32, w*h), W: w, H: h} }

func (s *Surface) word(c color.NRGBA) uint32 {
	if s.Order == BGRX {
		c.R, c.B = c.B, c.R
	}
	return uint32(c.R) | uint32(c.G)<<8 | uint32(c.B)<<16 | 0xFF<<24
}

// blend lays a colour over a word, as opaque as a of 255.
func blend(under, over, a uint32) uint32 {
	switch a {
	case 0:
		return under
	case 0xFF:
		return over
	}
	a += a >> 7 // 256 is all of it
	const odd, even = 0x00FF00FF, 0xFF00FF00
	rb := ((over&odd)*a + (under&odd)*(256-a)) >> 8 & odd
	g := ((over>>8&odd)*a + (under>>8&odd)*(256-a)) & even
	return rb | g | 0xFF<<24
}

// painter draws on the part of a surface that lies in its clip.
type painter struct {
	*Surface
	clip image.Rectangle
}

// fill is a plain box.
func (p painter) fill(r image.Rectangle, c color.NRGBA) {
	r = r.Intersect(p.clip)
	if r.Empty() || c.A == 0 {
		return
	}
	word, a := p.word(c), uint32(c.A)
	first := p.Pix[r.Min.Y*p.W+r.Min.X : r.Min.Y*p.W+r.Max.X]
	if a == 0xFF {
		for i := range first {
			first[i] = word
		}
		for y := r.Min.Y + 1; y < r.Max.Y; y++ {
			copy(p.Pix[y*p.W+r.Min.X:y*p.W+r.Max.X], first)
		}
		return
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.Pix[y*p.W+r.Min.X : y*p.W+r.Max.X]
		for i, under := range row {
			row[i] = blend(under, word, a)
		}
	}
}

// mask is a colour where a mask covers; the mask is as wide as its rectangle.
func (p painter) mask(m []uint8, at image.Rectangle, c color.NRGBA) {
	r := at.Intersect(p.clip)
	if r.Empty() {
		return
	}
	word, most := p.word(c), uint32(c.A)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.Pix[y*p.W+r.Min.X : y*p.W+r.Max.X]
		cover := m[(y-at.Min.Y)*at.Dx()+r.Min.X-at.Min.X:][:len(row)]
		for i, a := range cover {
			switch {
			case a == 0:
			case most == 0xFF:
				row[i] = blend(row[i], word, uint32(a))
			default:
				row[i] = blend(row[i], word, uint32(a)*most/0xFF)
			}
		}
	}
}

// round is a box with round corners.
func (p painter) round(r image.Rectangle, radius float64, c color.NRGBA) {
	radius = min(radius, float64(min(r.Dx(), r.Dy()))/2)
	n := int(math.Ceil(radius))
	if n < 1 {
		p.fill(r, c)
		return
	}
	p.fill(image.Rect(r.Min.X+n, r.Min.Y, r.Max.X-n, r.Min.Y+n), c)
	p.fill(image.Rect(r.Min.X, r.Min.Y+n, r.Max.X, r.Max.Y-n), c)
	p.fill(image.Rect(r.Min.X+n, r.Max.Y-n, r.Max.X-n, r.Max.Y), c)
	word, most := p.word(c), uint32(c.A)
	dot := func(x, y int, a uint32) {
		if (image.Point{X: x, Y: y}).In(p.clip) {
			i := y*p.W + x
			p.Pix[i] = blend(p.Pix[i], word, a)
		}
	}
	for y := range n {
		for x := range n {
			d := math.Hypot(radius-float64(x)-.5, radius-float64(y)-.5)
			a := uint32(min(max(radius+.5-d, 0), 1) * float64(most))
			dot(r.Min.X+x, r.Min.Y+y, a)
			dot(r.Max.X-1-x, r.Min.Y+y, a)
			dot(r.Min.X+x, r.Max.Y-1-y, a)
			dot(r.Max.X-1-x, r.Max.Y-1-y, a)
		}
	}
}

// frame is the outline of a box that has no ground.
func (p painter) frame(r image.Rectangle, w int, c color.NRGBA) {
	p.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+w), c)
	p.fill(image.Rect(r.Min.X, r.Max.Y-w, r.Max.X, r.Max.Y), c)
	p.fill(image.Rect(r.Min.X, r.Min.Y+w, r.Min.X+w, r.Max.Y-w), c)
	p.fill(image.Rect(r.Max.X-w, r.Min.Y+w, r.Max.X, r.Max.Y-w), c)
}

// disc is a filled circle, as large as fits into the middle of a box.
func (p painter) disc(box Rect, c color.NRGBA) {
	radius := float64(min(box.W, box.H)) / 2
	cx, cy := float64(box.X+box.W/2), float64(box.Y+box.H/2)
	all := image.Rect(int(cx-radius)-1, int(cy-radius)-1, int(cx+radius)+2, int(cy+radius)+2).Intersect(p.clip)
	word, most := p.word(c), float64(c.A)
	for y := all.Min.Y; y < all.Max.Y; y++ {
		row := p.Pix[y*p.W:]
		for x := all.Min.X; x < all.Max.X; x++ {
			d := math.Hypot(float64(x)+.5-cx, float64(y)+.5-cy)
			if a := min(max(radius+.5-d, 0), 1) * most; a > 0 {
				row[x] = blend(row[x], word, uint32(a))
			}
		}
	}
}

// picture draws an image pixel by pixel, each as a block of pixels of the surface.
func (p painter) picture(m image.Image, at image.Rectangle) {
	r, b := at.Intersect(p.clip), m.Bounds()
	if b.Empty() {
		return
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		my := b.Min.Y + (y-at.Min.Y)*b.Dy()/at.Dy()
		row := p.Pix[y*p.W:]
		for x := r.Min.X; x < r.Max.X; x++ {
			c := color.NRGBAModel.Convert(m.At(b.Min.X+(x-at.Min.X)*b.Dx()/at.Dx(), my)).(color.NRGBA)
			row[x] = blend(row[x], p.word(c), uint32(c.A))
		}
	}
}
