package halltest

import (
	"errors"
	"image"
	"image/png"
	"os"
)

// The two painters of the toolkit differ in the edges of letters and by a pixel in where they stand (facts/fyne.md §5), so
// pictures are compared square by square, each where it fits best within shift pixels.
const (
	square = 24
	shift  = 2
	// tolerance is the mean difference of a square's pixels, of 255, up to which it shows the same. Found by trial: below
	// it the edges of the two painters pass, and another screen, another notice or a missing line has always been told.
	tolerance = 30
	// strays is how many of ten thousand squares may differ more: a thin line that falls between two pixels.
	strays = 10
)

// grey is a picture as brightness.
type grey struct {
	pix  []uint8
	w, h int
}

func greyOf(i image.Image) grey {
	r := i.Bounds()
	g := grey{make([]uint8, r.Dx()*r.Dy()), r.Dx(), r.Dy()}
	switch i := i.(type) {
	case *image.RGBA:
		g.fill(i.Pix, i.Stride)
	case *image.NRGBA:
		g.fill(i.Pix, i.Stride)
	default:
		for y := range g.h {
			for x := range g.w {
				cr, cg, cb, _ := i.At(r.Min.X+x, r.Min.Y+y).RGBA()
				g.pix[y*g.w+x] = uint8((cr*3 + cg*6 + cb) / 10 >> 8)
			}
		}
	}
	return g
}

func (g grey) fill(pix []uint8, stride int) {
	for y := range g.h {
		row := pix[y*stride:]
		for x := range g.w {
			g.pix[y*g.w+x] = uint8((int(row[4*x])*3 + int(row[4*x+1])*6 + int(row[4*x+2])) / 10)
		}
	}
}

// Alike reports whether two pictures of a screen show the same. When they do not, where is the rectangle that holds what
// differs.
func Alike(a, b image.Image) (where image.Rectangle, same bool) {
	if a.Bounds().Size() != b.Bounds().Size() {
		return a.Bounds(), false
	}
	ga, gb := greyOf(a), greyOf(b)
	differ, all := 0, 0
	for y := 0; y+square <= ga.h; y += square {
		for x := 0; x+square <= ga.w; x += square {
			all++
			if !fits(ga, gb, x, y) {
				differ++
				where = where.Union(image.Rect(x, y, x+square, y+square))
			}
		}
	}
	return where, differ*10000 <= strays*all
}

// fits looks for a square of a in b.
func fits(a, b grey, x, y int) bool {
	for dy := -shift; dy <= shift; dy++ {
		for dx := -shift; dx <= shift; dx++ {
			if x+dx < 0 || y+dy < 0 || x+dx+square > b.w || y+dy+square > b.h {
				continue
			}
			if difference(a, b, x, y, dx, dy) <= tolerance*square*square {
				return true
			}
		}
	}
	return false
}

func difference(a, b grey, x, y, dx, dy int) int {
	sum := 0
	for r := range square {
		ra, rb := a.pix[(y+r)*a.w+x:], b.pix[(y+dy+r)*b.w+x+dx:]
		for k := range square {
			d := int(ra[k]) - int(rb[k])
			if d < 0 {
				d = -d
			}
			sum += d
		}
	}
	return sum
}

// SavePNG writes a picture.
func SavePNG(path string, i image.Image) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return png.Encode(f, i)
}
