// Package typeface measures and draws text in the terminal's type: the glyphs of its two fonts, and of further fonts for
// characters that those lack.
//
// The toolkit has text of its own, but keeps a whole parsed font for every style, a texture for every text that was ever shown, and
// one font a style (facts/fyne.md §2, §4). Here fonts are read where they lie, glyph by glyph, and what is kept of a text is the
// pictures of its characters, which Forget throws away. The room knows no scenes, no views and no files: fonts are handed in.
package typeface

import (
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"

	"shebao/kiosk/ui/theme/fonts"
)

const (
	// cacheBytes holds the glyphs of the fullest screens in 大字 several times over; what is beyond it is drawn anew.
	cacheBytes = 6 << 20
	// quarters are the places between two pixels at which a glyph can begin: finer ones are not seen.
	quarters = 4
	// latin is the end of the letters that stand closer or farther by pairs; Chinese characters never do.
	latin = 0x250
)

// Typeface is the type of the screens. It may be shared by goroutines.
type Typeface struct {
	mu     sync.Mutex
	faces  [2][]*sfnt.Font // regular and bold, each with the further fonts behind it
	buf    sfnt.Buffer
	raster vector.Rasterizer

	places map[place]index
	pairs  map[pair]fixed.Int26_6
	glyphs map[glyphKey]*Glyph
	bytes  int
}

type place struct {
	r    rune
	bold bool
}

// index is where a character is: a font's number behind the style, its glyph there, and how wide that is in parts of an em. A glyph
// of 0 is in no font.
type index struct {
	face  int
	glyph sfnt.GlyphIndex
	em    float32
}

type pair struct {
	a, b rune
	bold bool
}

type glyphKey struct {
	place
	size    uint16 // in quarters of a pixel
	quarter uint8
}

// Glyph is the picture of one character: how much of each pixel it covers.
type Glyph struct {
	Mask []uint8
	Rect image.Rectangle // where the mask lies, from the point where the character begins on its base line
}

// New takes the two fonts of the screens. The bytes are read as long as the typeface is used.
func New(regular, bold []byte) (*Typeface, error) {
	t := &Typeface{}
	for i, raw := range [][]byte{regular, bold} {
		f, err := sfnt.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("typeface: %w", err)
		}
		t.faces[i] = []*sfnt.Font{f}
	}
	t.Forget()
	return t, nil
}

// Screens is the type of the screens, without further fonts.
func Screens() (*Typeface, error) { return New(fonts.Regular(), fonts.Bold()) }

// Add adds a font that is asked for what those before it lack, in either style. Of it only the tables of characters and places are
// kept; src must stay open.
func (t *Typeface) Add(src io.ReaderAt) error {
	f, err := sfnt.ParseReaderAt(src)
	if err != nil {
		return fmt.Errorf("typeface: %w", err)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.faces {
		t.faces[i] = append(t.faces[i], f)
	}
	return nil
}

// Forget throws away the pictures of characters and which characters were asked for.
func (t *Typeface) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, g := range t.glyphs {
		if g != nil { // a space has none
			clear(g.Mask)
		}
	}
	t.places, t.pairs, t.glyphs, t.bytes = map[place]index{}, map[pair]fixed.Int26_6{}, map[glyphKey]*Glyph{}, 0
}

// Has reports whether a character has a glyph.
func (t *Typeface) Has(r rune) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.find(place{r: r}).glyph != 0
}

// Of the em: what the first font reserves over and under its base line.
const (
	Ascent  = 1.16
	Descent = 0.288
)

// Measure is how wide a line of text is at a size in pixels to the em, and how high its line is.
func (t *Typeface) Measure(text string, size float32, bold bool) (w, h float32) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.walk(text, size, bold, func(rune, float32) {}), size * (Ascent + Descent)
}

// Draw calls put for each character of a line of text that begins at x, which may lie between two pixels: with its picture, and the
// pixel of its base line that the picture counts from. What no font has is drawn as its boxed code point. The picture belongs to
// the typeface.
func (t *Typeface) Draw(text string, size float32, bold bool, x float32, put func(g *Glyph, x int)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.walk(text, size, bold, func(r rune, at float32) {
		whole := math.Floor(float64(x + at))
		quarter := uint8((float64(x+at) - whole) * quarters)
		if g := t.glyph(glyphKey{place{r, bold}, uint16(size*4 + .5), quarter}); g != nil {
			put(g, int(whole))
		}
	})
}

// walk gives where each character of a line begins, and how wide all of it is.
func (t *Typeface) walk(text string, size float32, bold bool, each func(r rune, at float32)) float32 {
	at := float32(0)
	before := rune(0)
	for _, r := range text {
		p := place{r, bold}
		if before > ' ' && before < latin && r > ' ' && r < latin {
			at += t.kern(pair{before, r, bold}, size)
		}
		each(r, at)
		at += t.find(p).em * size
		before = r
	}
	return at
}

// find is where a character is.
func (t *Typeface) find(p place) index {
	if i, ok := t.places[p]; ok {
		return i
	}
	i := index{em: 1} // the box of a code point is as wide as a Chinese character
	for n, f := range t.faces[style(p.bold)] {
		g, err := f.GlyphIndex(&t.buf, p.r)
		if err != nil || g == 0 {
			continue
		}
		units := f.UnitsPerEm()
		wide, err := f.GlyphAdvance(&t.buf, g, fixed.I(int(units)), font.HintingNone)
		if err != nil {
			continue // a font's file that was taken away
		}
		i = index{n, g, float32(wide) / 64 / float32(units)}
		break
	}
	t.places[p] = i
	return i
}

func style(bold bool) int {
	if bold {
		return 1
	}
	return 0
}

// kern is by how much two letters stand closer or farther than each alone.
func (t *Typeface) kern(p pair, size float32) float32 {
	k, ok := t.pairs[p]
	f := t.faces[style(p.bold)][0]
	units := f.UnitsPerEm()
	if !ok {
		a, b := t.find(place{p.a, p.bold}), t.find(place{p.b, p.bold})
		if a.face == 0 && b.face == 0 && a.glyph != 0 && b.glyph != 0 {
			k, _ = f.Kern(&t.buf, a.glyph, b.glyph, fixed.I(int(units)), font.HintingNone) // an error says that there is none
		}
		t.pairs[p] = k
	}
	return float32(k) / 64 / float32(units) * size
}

// glyph is the picture of a character; nil when there is nothing to be seen of it.
func (t *Typeface) glyph(k glyphKey) *Glyph {
	if g, ok := t.glyphs[k]; ok {
		return g
	}
	g := t.drawn(k)
	if t.bytes > cacheBytes {
		clear(t.glyphs)
		t.bytes = 0
	}
	if g != nil {
		t.bytes += len(g.Mask) + 64
	}
	t.glyphs[k] = g
	return g
}

// drawn draws a character anew.
func (t *Typeface) drawn(k glyphKey) *Glyph {
	size := float32(k.size) / 4
	i := t.find(k.place)
	if i.glyph == 0 {
		return t.boxed(k.r, size)
	}
	return t.outline(t.faces[style(k.bold)][i.face], i.glyph, size, float32(k.quarter)/quarters)
}

// outline fills the outline of a glyph that begins dx beside a pixel.
func (t *Typeface) outline(f *sfnt.Font, g sfnt.GlyphIndex, size, dx float32) *Glyph {
	segments, err := f.LoadGlyph(&t.buf, g, fixed.Int26_6(size*64+.5), nil)
	if err != nil || len(segments) == 0 {
		return nil // a space, or a font's file that was taken away
	}
	b := segments.Bounds()
	r := image.Rect((b.Min.X + fixed.Int26_6(dx*64)).Floor(), b.Min.Y.Floor(), (b.Max.X + fixed.Int26_6(dx*64)).Ceil(), b.Max.Y.Ceil())
	if r.Empty() {
		return nil
	}
	ox, oy := dx-float32(r.Min.X), -float32(r.Min.Y)
	at := func(p fixed.Point26_6) (x, y float32) { return float32(p.X)/64 + ox, float32(p.Y)/64 + oy }
	t.raster.Reset(r.Dx(), r.Dy())
	t.raster.DrawOp = draw.Src
	for _, s := range segments {
		x0, y0 := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			t.raster.ClosePath()
			t.raster.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			t.raster.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			t.raster.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			t.raster.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	t.raster.ClosePath()
	mask := &image.Alpha{Pix: make([]uint8, r.Dx()*r.Dy()), Stride: r.Dx(), Rect: image.Rect(0, 0, r.Dx(), r.Dy())}
	t.raster.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	return &Glyph{Mask: mask.Pix, Rect: r}
}

// boxed draws the code point of a character that no font has, in hexadecimal in two rows inside a frame: nothing is left out, and
// nothing is taken for another character.
func (t *Typeface) boxed(r rune, size float32) *Glyph {
	side := max(int(size), 8)
	line := max(side/24, 1)
	g := &Glyph{Mask: make([]uint8, side*side), Rect: image.Rect(0, -int(size*0.88), side, side-int(size*0.88))}
	for y := range side {
		for x := range side {
			if min(x, y, side-1-x, side-1-y) < line {
				g.Mask[y*side+x] = 0xFF
			}
		}
	}
	for k, digit := range fmt.Sprintf("%06X", r) {
		i := t.find(place{r: digit})
		d := t.outline(t.faces[0][i.face], i.glyph, size*.42, 0)
		if i.glyph == 0 || d == nil {
			continue
		}
		at := image.Pt(side*(5+18*(k%3))/64, side*(14+13*(k/3))/32)
		for y := range d.Rect.Dy() {
			for x := range d.Rect.Dx() {
				p := at.Add(d.Rect.Min).Add(image.Pt(x, y))
				if p.X >= 0 && p.Y >= 0 && p.X < side && p.Y < side {
					g.Mask[p.Y*side+p.X] = max(g.Mask[p.Y*side+p.X], d.Mask[y*d.Rect.Dx()+x])
				}
			}
		}
	}
	return g
}
