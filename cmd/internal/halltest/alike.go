package halltest

import (
	"errors"
	"image"
	"image/png"
	"os"
)

// Alike reports whether two pictures of a screen are the same, pixel by pixel: a terminal draws its own pixels, so it has no reason
// to show others. When they are not, where is the rectangle that holds what differs.
func Alike(a, b *image.RGBA) (where image.Rectangle, same bool) {
	if a.Bounds().Size() != b.Bounds().Size() {
		return a.Bounds(), false
	}
	for y := range a.Bounds().Dy() {
		ra, rb := a.Pix[y*a.Stride:][:4*a.Bounds().Dx()], b.Pix[y*b.Stride:][:4*a.Bounds().Dx()]
		for x := 0; x < len(ra); x += 4 {
			if ra[x] != rb[x] || ra[x+1] != rb[x+1] || ra[x+2] != rb[x+2] {
				where = where.Union(image.Rect(x/4, y, x/4+1, y+1))
			}
		}
	}
	return where, where.Empty()
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
