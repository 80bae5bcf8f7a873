// Package raster draws single characters as dots, for printers whose own font lacks them.
//
// It imports no room of ours but is given a font's bytes; it opens no file.
package raster

import (
	"fmt"
	"image"
	"image/color"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Side is the number of dots of a character, across and down: the cell of a Hanzi at 203 dpi (facts/print.md §4).
const Side = 24

// Raster draws characters of one font. It may be shared by goroutines.
type Raster struct {
	mu   sync.Mutex // the toolkit's font buffers are not shared
	font *sfnt.Font
	face font.Face
	buf  sfnt.Buffer
}

// New reads a font.
func New(raw []byte) (*Raster, error) {
	f, err := opentype.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("raster: %w", err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: Side - 1, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("raster: %w", err)
	}
	return &Raster{font: f, face: face}, nil
}

// Has reports whether the font has the character.
func (r *Raster) Has(c rune) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	i, err := r.font.GlyphIndex(&r.buf, c)
	return err == nil && i != 0
}

// Glyph is a character as 24 columns of 3 bytes, the upper dot first. A character that the font lacks is drawn as its boxed
// code point. The bytes never hold a printer's real-time command (facts/print.md §6): one dot is cleared where they would.
func (r *Raster) Glyph(c rune) [72]byte {
	cell := image.NewAlpha(image.Rect(0, 0, Side, Side))
	if r.Has(c) {
		r.mu.Lock()
		d := font.Drawer{Dst: cell, Src: image.NewUniform(color.Opaque), Face: r.face, Dot: fixed.P(0, Side-4)}
		advance := d.MeasureString(string(c)).Round()
		d.Dot.X = fixed.I((Side - advance) / 2)
		d.DrawString(string(c))
		r.mu.Unlock()
	} else {
		r.boxed(cell, c)
	}
	return harmless(columns(cell))
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

// threshold: a dot is printed when the glyph covers this much of it; lower makes the strokes of dense characters run together.
const threshold = 0x70

func columns(cell *image.Alpha) [72]byte {
	var out [72]byte
	for x := range Side {
		for y := range Side {
			if cell.AlphaAt(x, y).A >= threshold {
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
