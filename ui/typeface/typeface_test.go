package typeface

import (
	"bytes"
	"math"
	"os"
	"testing"

	"shebao/kiosk/ui/theme/fonts"
)

func fresh(t testing.TB) *Typeface {
	t.Helper()
	f, err := New(fonts.Regular(), fonts.Bold())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		fresh(b)
	}
}

func BenchmarkMeasure(b *testing.B) {
	f := fresh(b)
	for b.Loop() {
		f.Measure("2026年11月 城镇职工基本养老保险 Pension 1,234.56", 28, false)
	}
}

func BenchmarkGlyph(b *testing.B) {
	f := fresh(b)
	for b.Loop() {
		f.glyphs = map[glyphKey]*Glyph{}
		f.bytes = 0
		f.Draw("城镇职工基本养老保险", 28, false, 0, func(*Glyph, int) {})
	}
}

func TestMeasure(t *testing.T) {
	f := fresh(t)
	if w, h := f.Measure("参保地", 28, false); w != 84 || math.Abs(float64(h)-28*1.448) > .01 {
		t.Error(w, h)
	}
	one, _ := f.Measure("1", 28, false)
	for _, d := range "0123456789" {
		if w, _ := f.Measure(string(d), 28, false); w != one {
			t.Errorf("%c is %.2f wide, 1 is %.2f: figures do not stand under each other", d, w, one)
		}
	}
	apart, _ := f.Measure("A", 28, false)
	v, _ := f.Measure("V", 28, false)
	if av, _ := f.Measure("AV", 28, false); av >= apart+v {
		t.Errorf("AV is %.2f wide, A and V alone %.2f", av, apart+v)
	}
}

// picture is what a text looks like.
func picture(f *Typeface, text string, size float32, bold bool) string {
	var out bytes.Buffer
	f.Draw(text, size, bold, 0, func(g *Glyph, x int) {
		for y := range g.Rect.Dy() {
			for i := range g.Rect.Dx() {
				out.WriteByte(" .:ox#"[int(g.Mask[y*g.Rect.Dx()+i])*5/255])
			}
			out.WriteByte('\n')
		}
	})
	return out.String()
}

// Rare characters of names are drawn as themselves; what no font has, as its code point, and no two alike.
func TestRareCharacters(t *testing.T) {
	f := fresh(t)
	for _, bold := range []bool{false, true} {
		seen := map[string]rune{}
		for _, r := range []rune{'䶮', '㛃', '𠮷', '吉', '𫖯', '𬭊', '𬱖', '测', 0x10FFFD, 0x10FFFC, 0x2A6D6, 0xE000} {
			p := picture(f, string(r), 48, bold)
			if other, twice := seen[p]; twice {
				t.Errorf("%U looks like %U", r, other)
			}
			if len(p) < 200 {
				t.Errorf("%U is nearly nothing:\n%s", r, p)
			}
			seen[p] = r
		}
	}
	t.Log("\n" + picture(f, "\U0010FFFD", 48, false))
}

// A further font is asked for what the first ones lack, is read glyph by glyph, and one that was taken away leaves the code point.
func TestFurtherFont(t *testing.T) {
	const path, r = "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", rune(0x2A6D0)
	file, err := os.Open(path)
	if err != nil {
		t.Skip("Debian's fonts-hanazono is not installed") // the printer's tests have it installed in CI
	}
	f := fresh(t)
	if f.Has(r) {
		t.Fatalf("%U is in the first font: another character must be taken", r)
	}
	box := picture(f, string(r), 28, false)
	f.Forget()
	if err := f.Add(file); err != nil {
		t.Fatal(err)
	}
	if !f.Has(r) || picture(f, string(r), 28, false) == box {
		t.Errorf("%U is not drawn from the further font", r)
	}
	f.Forget()
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	picture(f, string(r), 28, false) // it does not panic
}

// Nothing is left of what was shown.
func TestForget(t *testing.T) {
	f := fresh(t)
	var held []*Glyph
	f.Draw("测试 甲", 28, false, 0, func(g *Glyph, _ int) { held = append(held, g) })
	f.Forget()
	for _, g := range held {
		for _, v := range g.Mask {
			if v != 0 {
				t.Fatal("a glyph keeps its picture")
			}
		}
	}
	if len(f.glyphs)+len(f.places)+len(f.pairs) > 0 {
		t.Error("what was asked for is still known")
	}
}
