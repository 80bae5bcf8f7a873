package raster_test

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/ui/theme/fonts"
)

func system(t testing.TB) *raster.Raster {
	t.Helper()
	for _, f := range []string{"HanaMinA.ttf", "HanaMinB.ttf"} {
		if _, err := os.Stat(filepath.Join("/usr/share/fonts/truetype/hanazono", f)); err != nil {
			t.Skip("fonts-hanazono is not installed")
		}
	}
	r, err := raster.System(fonts.Regular())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// Every character of Extensions A to F is drawn as itself, inside its cell, and holds no command; one of Extension I, and one that
// nobody has, as its boxed code point. Noto's own are Noto's.
func TestEveryRareCharacter(t *testing.T) {
	r, noto := system(t), regular(t)
	blocks := [][2]rune{{0x3400, 0x4DB5}, {0x20000, 0x2A6D6}, {0x2A700, 0x2B734}, {0x2B740, 0x2B81D}, {0x2B820, 0x2CEA1}, {0x2CEB0, 0x2EBE0}}
	step := rune(1)
	if testing.Short() {
		step = 41
	}
	n, from := 0, time.Now()
	for _, block := range blocks {
		for c := block[0]; c <= block[1]; c += step {
			n++
			if !r.Drawable(c) {
				t.Errorf("%U is not drawn", c)
				continue
			}
			g := r.Glyph(c)
			if all, border := ink(g); all < 8 || border > 48 {
				t.Errorf("%U has %d dots, %d on its border\n%s", c, all, border, picture(g))
			}
			for _, bad := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(g[:], []byte(bad)) {
					t.Errorf("%U holds % X", c, bad)
				}
			}
			if noto.Has(c) && n%97 == 0 && g != noto.Glyph(c) {
				t.Errorf("%U is not Noto's", c)
			}
		}
	}
	t.Logf("%d characters, %v each", n, time.Since(from)/time.Duration(n))
	for _, c := range []rune{0x2EBF0, 0x2EE5D, 0x3FFFD, 0xE000} {
		if _, border := ink(r.Glyph(c)); r.Drawable(c) || border != 4*(raster.Side-1) {
			t.Errorf("%U is drawn as something\n%s", c, picture(r.Glyph(c)))
		}
	}
	for _, c := range "测试甲·A,𠮷䶮" {
		if !r.Drawable(c) {
			t.Errorf("%c is not drawn", c)
		}
	}
}

// The files of 53 MB are not held in memory: what is kept of them is less than a tenth.
func TestFontsStayOnDisk(t *testing.T) {
	system(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r := system(t)
	for c := rune(0x20000); c < 0x20400; c++ {
		r.Glyph(c)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d KB kept", kept/1024)
	if kept > 5<<20 {
		t.Errorf("%d bytes are kept", kept)
	}
	runtime.KeepAlive(r)
}

// A font that is gone, or is none, is told or left out; what it had is boxed.
func TestFontsThatAreMissing(t *testing.T) {
	r := regular(t)
	if err := r.Add(bytes.NewReader([]byte("no font"))); err == nil {
		t.Error("text is a font")
	}
	rare := rune(0x2A6D6)
	if r.Has(rare) || r.Drawable(rare) {
		t.Skip("Noto has it by now")
	}
	if _, border := ink(r.Glyph(rare)); border != 4*(raster.Side-1) {
		t.Error("it is not boxed")
	}
	if s := system(t); !s.Drawable(rare) {
		t.Error("it is not drawn")
	} else if err := s.Close(); err != nil {
		t.Error(err)
	} else if _, border := ink(s.Glyph(rare)); border != 4*(raster.Side-1) {
		t.Errorf("a font that was closed draws\n%s", picture(s.Glyph(rare)))
	}
}

func BenchmarkGlyphFromFile(b *testing.B) {
	r := system(b)
	for i := range b.N {
		r.Glyph(0x20000 + rune(i%40000))
	}
}
