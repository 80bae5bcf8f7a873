package pictures

import (
	"bufio"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"slices"

	"golang.org/x/image/draw"
)

// few is a picture in its 256 commonest colours, a third as large in a file: a screen has few, and what is beyond them are shades
// at the edges of characters, which get the nearest one.
func few(p *image.RGBA) *image.Paletted {
	const most = 256
	count := map[[3]uint8]int{}
	eachRun(p, func(_, _, n int, c [3]uint8) { count[c] += n })
	all := make([][3]uint8, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b [3]uint8) int { // ties by colour, so that the same picture gives the same file
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return slices.Compare(a[:], b[:])
	})
	palette := make(color.Palette, 0, most)
	index := make(map[[3]uint8]uint8, len(all))
	for i, c := range all {
		if i < most {
			palette = append(palette, color.RGBA{R: c[0], G: c[1], B: c[2], A: 0xFF})
			index[c] = uint8(i)
			continue
		}
		index[c] = nearest(all[:most], c)
	}
	out := image.NewPaletted(image.Rect(0, 0, p.Rect.Dx(), p.Rect.Dy()), palette)
	eachRun(p, func(x, y, n int, c [3]uint8) {
		row := out.Pix[y*out.Stride+x:][:n]
		for k, v := 0, index[c]; k < n; k++ {
			row[k] = v
		}
	})
	return out
}

// eachRun hands over runs of one colour within a row.
func eachRun(p *image.RGBA, f func(x, y, n int, c [3]uint8)) {
	for y := range p.Rect.Dy() {
		row := p.Pix[y*p.Stride:][:4*p.Rect.Dx()]
		for x := 0; x < p.Rect.Dx(); {
			c := [3]uint8(row[4*x : 4*x+3])
			n := 1
			for x+n < p.Rect.Dx() && [3]uint8(row[4*(x+n):4*(x+n)+3]) == c {
				n++
			}
			f(x, y, n, c)
			x += n
		}
	}
}

func nearest(all [][3]uint8, c [3]uint8) uint8 {
	best, least := 0, 1<<30
	for i, o := range all {
		sum := 0
		for k := range c {
			d := int(o[k]) - int(c[k])
			sum += d * d
		}
		if sum < least {
			best, least = i, sum
		}
	}
	return uint8(best)
}

// smaller is a picture in a part of its width and height.
func smaller(p image.Image, by int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, p.Bounds().Dx()/by, p.Bounds().Dy()/by))
	draw.BiLinear.Scale(out, out.Rect, p, p.Bounds(), draw.Src, nil)
	return out
}

func writePNG(path string, p image.Image) error {
	return write(path, func(f *bufio.Writer) error { return png.Encode(f, p) })
}

// writeJPEG is for what is only leafed through.
func writeJPEG(path string, p image.Image) error {
	const quality = 80 // of 100: words of a thumbnail are not read
	return write(path, func(f *bufio.Writer) error { return jpeg.Encode(f, p, &jpeg.Options{Quality: quality}) })
}

func write(path string, encode func(*bufio.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	return errors.Join(encode(w), w.Flush())
}
