// Package raster draws single characters as dots, for printers whose own font lacks them.
//
// The first font is given as bytes; the others are files of the machine, which are read glyph by glyph (System). What no font
// has is drawn as its boxed code point, so nothing is ever left out or taken for another character.
package raster

import (
	"fmt"
	"image"
	"image/color"
	"io"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"shebao/kiosk/internal/hanzi"
)

// Side is the number of dots of a character, across and down: the cell of a Hanzi at 203 dpi (facts/print.md §4).
const Side = 24

// Raster draws characters of some fonts, each from the first that has it. It may be shared by goroutines.
type Raster struct {
	mu     sync.Mutex // the toolkit's font buffers are not shared
	faces  []face
	buf    sfnt.Buffer
	closer []io.Closer
}

type face struct {
	font  *sfnt.Font
	face  font.Face
	least uint8 // what a glyph must cover of a dot for it to be printed
}

// New reads a font.
func New(raw []byte) (*Raster, error) {
	f, err := opentype.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("raster: %w", err)
	}
	r := &Raster{}
	return r, r.add(f, even)
}

// Add adds a font that is asked for what the ones before it lack. Of it only the tables of characters and places are kept; a
// glyph is read when it is drawn, so src must stay open.
func (r *Raster) Add(src io.ReaderAt) error {
	f, err := opentype.ParseReaderAt(src)
	if err != nil {
		return fmt.Errorf("raster: %w", err)
	}
	return r.add(f, thin)
}

func (r *Raster) add(f *sfnt.Font, least uint8) error {
	drawn, err := opentype.NewFace(f, &opentype.FaceOptions{Size: Side - 1, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return fmt.Errorf("raster: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faces = append(r.faces, face{f, drawn, least})
	return nil
}

// Has reports whether a font has the character.
func (r *Raster) Has(c rune) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.of(c) != nil
}

// Drawable reports whether the character comes to paper as itself, by the printer's own font or by dots, and not as its boxed
// code point. A name with one that does not carries a note that the document counts.
func (r *Raster) Drawable(c rune) bool {
	if _, ok := hanzi.PrinterCode(c, hanzi.FontGB2312); ok {
		return true
	}
	return r.Has(c)
}

// of is the first font with the character; nil when none has it. Called with mu held.
func (r *Raster) of(c rune) *face {
	for i := range r.faces {
		if g, err := r.faces[i].font.GlyphIndex(&r.buf, c); err == nil && g != 0 {
			return &r.faces[i]
		}
	}
	return nil
}

// Glyph is a character as 24 columns of 3 bytes, the upper dot first. A character that the fonts lack, or whose font can no
// longer be read, is drawn as its boxed code point. The bytes never hold a printer's real-time command (facts/print.md §6): one
// dot is cleared where they would.
func (r *Raster) Glyph(c rune) [72]byte {
	cell := image.NewAlpha(image.Rect(0, 0, Side, Side))
	least, ok := r.draw(cell, c)
	if !ok {
		r.boxed(cell, c)
	}
	return harmless(columns(cell, least))
}

// draw draws a character in the middle of its cell; false when no font has it. A font's file that was taken away draws nothing,
// which is not the character: it is noticed by the measure.
func (r *Raster) draw(cell *image.Alpha, c rune) (least uint8, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f := r.of(c)
	if f == nil {
		return even, false
	}
	_, advance, ok := f.face.GlyphBounds(c)
	if !ok {
		return even, false
	}
	d := font.Drawer{Dst: cell, Src: image.NewUniform(color.Opaque), Face: f.face, Dot: fixed.P((Side-advance.Round())/2, Side-4)}
	d.DrawString(string(c))
	return f.least, true
}

// boxed draws the code point in hexadecimal, in two rows inside a frame.
func (r *Raster) boxed(cell *image.Alpha, c rune) {
	for i := range Side {
		for _, p := range []image.Point{{X: i, Y: 0}, {X: i, Y: Side - 1}, {X: 0, Y: i}, {X: Side - 1, Y: i}} {
			cell.SetAlpha(p.X, p.Y, color.Alpha{A: 0xFF})
		}
	}
	text := fmt.Sprintf("%06X", c)
	for k, digit := range text {
		x, y := 2+k%3*7, 3+k/3*10
		for row, bits := range digits()[digit] {
			for bit := range 5 {
				if bits&(0x10>>bit) != 0 {
					cell.SetAlpha(x+bit, y+row, color.Alpha{A: 0xFF})
				}
			}
		}
	}
}

// digits are hexadecimal digits of 5 by 7 dots: nothing smaller can be read on paper.
func digits() map[rune][7]byte {
	return map[rune][7]byte{
		'0': {0x0E, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0E}, '1': {0x04, 0x0C, 0x04, 0x04, 0x04, 0x04, 0x0E},
		'2': {0x0E, 0x11, 0x01, 0x02, 0x04, 0x08, 0x1F}, '3': {0x1F, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0E},
		'4': {0x02, 0x06, 0x0A, 0x12, 0x1F, 0x02, 0x02}, '5': {0x1F, 0x10, 0x1E, 0x01, 0x01, 0x11, 0x0E},
		'6': {0x06, 0x08, 0x10, 0x1E, 0x11, 0x11, 0x0E}, '7': {0x1F, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
		'8': {0x0E, 0x11, 0x11, 0x0E, 0x11, 0x11, 0x0E}, '9': {0x0E, 0x11, 0x11, 0x0F, 0x01, 0x02, 0x0C},
		'A': {0x0E, 0x11, 0x11, 0x1F, 0x11, 0x11, 0x11}, 'B': {0x1E, 0x11, 0x11, 0x1E, 0x11, 0x11, 0x1E},
		'C': {0x0E, 0x11, 0x10, 0x10, 0x10, 0x11, 0x0E}, 'D': {0x1C, 0x12, 0x11, 0x11, 0x11, 0x12, 0x1C},
		'E': {0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x1F}, 'F': {0x1F, 0x10, 0x10, 0x1E, 0x10, 0x10, 0x10},
	}
}

// A dot is printed when the glyph covers this much of it. Of a face with strokes of one weight, less makes those of dense
// characters run together; of a Ming face, whose level strokes are half a dot thick, more loses them.
const even, thin = 0x70, 0x40

func columns(cell *image.Alpha, least uint8) [72]byte {
	var out [72]byte
	for x := range Side {
		for y := range Side {
			if cell.AlphaAt(x, y).A >= least {
				out[x*3+y/8] |= 0x80 >> (y % 8)
			}
		}
	}
	return out
}

// harmless clears a dot of every byte that, after 10, would be taken for a real-time command: 10 04, 10 05, 10 14.
func harmless(b [72]byte) [72]byte {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0x10 && (b[i+1] == 0x04 || b[i+1] == 0x05 || b[i+1] == 0x14) {
			b[i] = 0
		}
	}
	return b
}
