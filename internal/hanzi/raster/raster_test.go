package raster_test

import (
	"bytes"
	"sync"
	"testing"

	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/ui/theme/fonts"
)

func regular(t testing.TB) *raster.Raster {
	t.Helper()
	r, err := raster.New(fonts.Regular())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// picture is a glyph in characters, a row a line.
func picture(g [72]byte) string {
	var b bytes.Buffer
	for y := range raster.Side {
		for x := range raster.Side {
			if g[x*3+y/8]&(0x80>>(y%8)) != 0 {
				b.WriteByte('#')
			} else {
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// ink is how many dots are black, and how many of them stand on the border.
func ink(g [72]byte) (all, border int) {
	for x := range raster.Side {
		for y := range raster.Side {
			if g[x*3+y/8]&(0x80>>(y%8)) == 0 {
				continue
			}
			all++
			if x == 0 || y == 0 || x == raster.Side-1 || y == raster.Side-1 {
				border++
			}
		}
	}
	return all, border
}

// The hard names are drawn, inside their cell, each unlike the others, and not so dense that their strokes run together.
func TestRareCharacters(t *testing.T) {
	r := regular(t)
	seen := map[[72]byte]rune{}
	for _, c := range "䶮㛃𠮷𫖯𬭊𬱖" {
		if !r.Has(c) {
			t.Errorf("%c is missing", c)
		}
		g := r.Glyph(c)
		if all, border := ink(g); all < 60 || all > 300 || border > 24 {
			t.Errorf("%c has %d dots, %d on its border\n%s", c, all, border, picture(g))
		}
		if other, twice := seen[g]; twice {
			t.Errorf("%c and %c are drawn alike", c, other)
		}
		seen[g] = c
	}
}

// What no font has is drawn as its boxed code point: the frame is whole, and every code point is another picture.
func TestBoxedCodePoint(t *testing.T) {
	r := regular(t)
	seen := map[[72]byte]rune{}
	for _, c := range []rune{0x3FFFD, 0x3FFFC, 0x10ABCD, 0xE000, 0x9EF0F, 0x56789, 0xDF0A0} {
		if r.Has(c) {
			t.Fatalf("the font has %U", c)
		}
		g := r.Glyph(c)
		if _, border := ink(g); border != 4*(raster.Side-1) {
			t.Errorf("%U has a frame of %d dots\n%s", c, border, picture(g))
		}
		if other, twice := seen[g]; twice {
			t.Errorf("%U and %U are drawn alike", c, other)
		}
		seen[g] = c
	}
}

// No glyph of the blocks that names use holds a command that a printer obeys at once (facts/print.md §6).
func TestHarmless(t *testing.T) {
	r := regular(t)
	blocks := [][2]rune{{0x3400, 0x4DBF}, {0x9FA6, 0x9FFF}, {0x20000, 0x20FFF}, {0x2B740, 0x2B81D}, {0x2CEB0, 0x2CFFF}}
	if !testing.Short() {
		blocks[2][1] = 0x2A6DF
	}
	n := 0
	for _, block := range blocks {
		for c := block[0]; c <= block[1]; c++ {
			if !r.Has(c) {
				continue
			}
			n++
			g := r.Glyph(c)
			for _, bad := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(g[:], []byte(bad)) {
					t.Fatalf("%U holds % X", c, bad)
				}
			}
		}
	}
	if n < 3000 {
		t.Errorf("only %d glyphs were looked at", n)
	}
}

// A raster may be shared; each gets what he asked for.
func TestShared(t *testing.T) {
	r := regular(t)
	want := map[rune][72]byte{}
	for _, c := range "䶮㛃𠮷𫖯" {
		want[c] = r.Glyph(c)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				for c, g := range want {
					if r.Glyph(c) != g {
						t.Errorf("%c came out differently", c)
						return
					}
				}
			}
		})
	}
	all.Wait()
}

func TestNoFont(t *testing.T) {
	if _, err := raster.New([]byte("no font")); err == nil {
		t.Error("text is a font")
	}
}
