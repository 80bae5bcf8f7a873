package pictures

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"shebao/kiosk/internal/gallery"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/ui/stage"
)

// contrast is what is measured between a label's ground, the commonest colour of its pixels, and its characters: the pixels that
// differ most from it. It is of WCAG 2 and 1 when nothing was drawn.
func (l label) contrast() float64 {
	ground := luminance(l.ground())
	var all []float64
	b := l.pixels.Rect
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			v := luminance(l.pixels.RGBAAt(x, y))
			if c := (max(v, ground) + 0.05) / (min(v, ground) + 0.05); c > 1.05 {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return 1
	}
	// The cores of the strokes: of thin strokes most pixels are edges, and one pixel alone is no stroke.
	slices.Sort(all)
	core := all[len(all)-max(min(8, len(all)), len(all)/10):]
	sum := 0.0
	for _, c := range core {
		sum += c
	}
	return sum / float64(len(core))
}

// luminances are the linear light of each value of a colour, as WCAG 2 has it.
var luminances = func() (out [256]float64) {
	for i := range out {
		if s := float64(i) / 255; s <= 0.03928 {
			out[i] = s / 12.92
		} else {
			out[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	return out
}()

func luminance(c color.RGBA) float64 {
	return 0.2126*luminances[c.R] + 0.7152*luminances[c.G] + 0.0722*luminances[c.B]
}

// least is the contrast that every text has on the glass: 4.5, in 高对比 10.
func least(f Frame) float64 {
	if f.look.Modes.Contrast {
		return 10
	}
	return 4.5
}

// Every text stands out from what is drawn under it, measured on the picture: nothing is asked of the theme.
func TestContrastOnPixels(t *testing.T) {
	p, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	frames, texts := 0, 0
	lowest := map[bool]float64{true: math.Inf(1), false: math.Inf(1)}
	step := proof.Count(23, 1)
	for i, f := range Frames(p.Gallery) {
		if i%step != 0 {
			continue
		}
		frames++
		s := p.Scene(f.view.View, f.look.Modes, f.glass)
		for _, l := range labels(s, p.Paint(s), p.face.Measure) {
			texts++
			c := l.contrast()
			if c < least(f) {
				t.Errorf("%s: %q at %v has %.1f to 1", f.Name(), l.text, l.pixels.Rect, c)
			}
			lowest[f.look.Modes.Contrast] = min(lowest[f.look.Modes.Contrast], c)
		}
	}
	proof.Saw(t, "%d texts on %d pictures: least contrast measured %.1f to 1, in 高对比 %.1f to 1", texts, frames, lowest[false], lowest[true])
}

// A text of another colour is measured as what it is: grey that is just enough passes, and one that is not is told.
func TestContrastIsMeasured(t *testing.T) {
	p, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ink    uint8
		ground uint8
		want   float64
	}{{0x00, 0xFF, 21}, {0x76, 0xFF, 4.54}, {0x80, 0xFF, 3.95}, {0xFF, 0x00, 21}, {0x59, 0x00, 3.0}} {
		grey := func(v uint8) color.NRGBA { return color.NRGBA{R: v, G: v, B: v, A: 0xFF} }
		for _, size := range []float32{22, 28, 52} {
			w, h := p.face.Measure("请取走凭条 12345", size, false)
			s := &stage.Scene{Width: 800, Height: 100, Ground: grey(c.ground), Items: []stage.Item{{Kind: stage.Text,
				Rect: stage.Rect{X: 20, Y: 10, W: w, H: h},
				Text: "请取走凭条 12345", Size: size, Fill: grey(c.ink)}}}
			got := labels(s, p.Paint(s), p.face.Measure)[0].contrast()
			if got > c.want*1.02 || got < c.want*0.85 { // the cores of thin strokes are a little paler than the colour
				t.Errorf("%02X on %02X, %.0f dp: measured %.2f, it is %.2f", c.ink, c.ground, size, got, c.want)
			}
		}
	}
}

// A screen with one colour changed fails: what is drawn is judged, and not what the theme says.
func TestAPaleColourIsFound(t *testing.T) {
	p, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f := Frames(p.Gallery)[0]
	s := p.Scene(f.view.View, f.look.Modes, gallery.Glasses()[0])
	pale := func(picture *image.RGBA) (n int) {
		for _, l := range labels(s, picture, p.face.Measure) {
			if l.contrast() < least(f) {
				n++
			}
		}
		return n
	}
	if n := pale(p.Paint(s)); n > 0 {
		t.Fatalf("%d texts are pale before", n)
	}
	for i := range s.Items {
		if it := &s.Items[i]; it.Kind == stage.Text && it.Fill.G < 0x40 { // one that is dark on a light ground
			it.Fill = color.NRGBA{R: 0x9A, G: 0xA8, B: 0xBA, A: 0xFF}
			break
		}
	}
	if n := pale(p.Paint(s)); n != 1 {
		t.Errorf("%d pale texts were found, want 1", n)
	}
}
