package stage

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strconv"

	"golang.org/x/image/vector"
)

type point struct{ x, y float64 }

// stroke draws a line with round ends: each pixel is covered by as much as it lies inside. Lines that meet are drawn over each
// other, and the larger cover counts, so that a corner is round too.
func stroke(mask *image.Alpha, a, b point, half float64) {
	x0, x1 := int(math.Floor(min(a.x, b.x)-half-1)), int(math.Ceil(max(a.x, b.x)+half+1))
	y0, y1 := int(math.Floor(min(a.y, b.y)-half-1)), int(math.Ceil(max(a.y, b.y)+half+1))
	area := image.Rect(x0, y0, x1, y1).Intersect(mask.Rect)
	dx, dy := b.x-a.x, b.y-a.y
	length := dx*dx + dy*dy
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			px, py := float64(x)+.5-a.x, float64(y)+.5-a.y
			t := 0.0
			if length > 0 {
				t = min(max((px*dx+py*dy)/length, 0), 1)
			}
			cover := half + .5 - math.Hypot(px-t*dx, py-t*dy)
			if cover <= 0 {
				continue
			}
			if v := uint8(min(cover, 1) * 0xFF); v > mask.Pix[mask.PixOffset(x, y)] {
				mask.SetAlpha(x, y, color.Alpha{A: v})
			}
		}
	}
}

// fill covers what the closed lines surround.
func fill(mask *image.Alpha, lines [][]point) {
	r := vector.NewRasterizer(mask.Rect.Dx(), mask.Rect.Dy())
	for _, l := range lines {
		r.MoveTo(float32(l[0].x), float32(l[0].y))
		for _, p := range l[1:] {
			r.LineTo(float32(p.x), float32(p.y))
		}
		r.ClosePath()
	}
	r.DrawOp = draw.Src
	r.Draw(mask, mask.Rect, image.Opaque, image.Point{})
}

// outline turns the path of a drawing into straight lines, short enough to look round. A fault in a path is a bug of the
// drawing and panics; the package's test reads every one.
func outline(path string) [][]point {
	o := outliner{rest: path}
	for o.rest != "" {
		o.next()
	}
	return o.lines
}

type outliner struct {
	rest  string
	lines [][]point
	at    point
}

// next reads one command with all its arguments.
func (o *outliner) next() {
	c := o.rest[0]
	o.rest = o.rest[1:]
	relative := c >= 'a'
	base := func() point {
		if relative {
			return o.at
		}
		return point{}
	}
	switch c {
	case 'M', 'm':
		from := base()
		o.at = point{from.x + o.number(), from.y + o.number()}
		o.lines = append(o.lines, []point{o.at})
		if relative {
			c = 'l'
		} else {
			c = 'L'
		}
	case 'z', 'Z':
		o.to(o.lines[len(o.lines)-1][0])
		return
	}
	for o.more() {
		from := base()
		switch c {
		case 'L', 'l':
			o.to(point{from.x + o.number(), from.y + o.number()})
		case 'H', 'h':
			o.to(point{from.x + o.number(), o.at.y})
		case 'V', 'v':
			o.to(point{o.at.x, from.y + o.number()})
		case 'C', 'c':
			p := [3]point{}
			for i := range p {
				p[i] = point{from.x + o.number(), from.y + o.number()}
			}
			o.curve(p[0], p[1], p[2])
		case 'A', 'a':
			r := o.number()
			o.number() // the drawings have circles only
			o.number()
			large, sweep := o.number() != 0, o.number() != 0
			o.arc(r, large, sweep, point{from.x + o.number(), from.y + o.number()})
		default:
			panic("stage: a drawing has the command " + string(c))
		}
	}
}

func (o *outliner) to(p point) {
	last := len(o.lines) - 1
	o.lines[last] = append(o.lines[last], p)
	o.at = p
}

func (o *outliner) space() {
	for o.rest != "" && (o.rest[0] == ' ' || o.rest[0] == ',') {
		o.rest = o.rest[1:]
	}
}

// more reports whether another number follows.
func (o *outliner) more() bool {
	o.space()
	return o.rest != "" && (o.rest[0] == '-' || o.rest[0] == '.' || o.rest[0] >= '0' && o.rest[0] <= '9')
}

func (o *outliner) number() float64 {
	o.space()
	end, dot := 0, false
	for end < len(o.rest) {
		c := o.rest[end]
		if c == '-' && end > 0 || c == '.' && dot || c != '-' && c != '.' && (c < '0' || c > '9') {
			break
		}
		dot = dot || c == '.'
		end++
	}
	v, err := strconv.ParseFloat(o.rest[:end], 64)
	if err != nil {
		panic("stage: a drawing has a fault before " + o.rest)
	}
	o.rest = o.rest[end:]
	return v
}

// steps are the straight pieces of a curve: at the sizes of the screens nobody sees them.
const steps = 16

func (o *outliner) curve(a, b, c point) {
	from := o.at
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		u := 1 - t
		o.to(point{u*u*u*from.x + 3*u*u*t*a.x + 3*u*t*t*b.x + t*t*t*c.x, u*u*u*from.y + 3*u*u*t*a.y + 3*u*t*t*b.y + t*t*t*c.y})
	}
}

// arc goes along a circle of radius r to p, the long way round or the short one, with the clock or against it.
func (o *outliner) arc(r float64, large, sweep bool, p point) {
	from := o.at
	mx, my := (p.x-from.x)/2, (p.y-from.y)/2
	half := math.Hypot(mx, my)
	r = max(r, half)
	h := math.Sqrt(max(0, r*r-half*half)) / half
	if large != sweep {
		h = -h
	}
	centre := point{from.x + mx + h*my, from.y + my - h*mx}
	start := math.Atan2(from.y-centre.y, from.x-centre.x)
	turn := math.Atan2(p.y-centre.y, p.x-centre.x) - start
	if sweep && turn < 0 {
		turn += 2 * math.Pi
	}
	if !sweep && turn > 0 {
		turn -= 2 * math.Pi
	}
	for i := 1; i <= steps; i++ {
		angle := start + turn*float64(i)/steps
		o.to(point{centre.x + r*math.Cos(angle), centre.y + r*math.Sin(angle)})
	}
}
