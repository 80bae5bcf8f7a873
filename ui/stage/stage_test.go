package stage

import (
	"image"
	"image/color"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"shebao/kiosk/ui/typeface"
)

const width, height = 320, 240

var (
	white = color.NRGBA{0xFF, 0xFF, 0xFF, 0xFF}
	blue  = color.NRGBA{0x14, 0x59, 0xB8, 0xFF}
	dark  = color.NRGBA{0x0D, 0x3F, 0x86, 0xFF}
	red   = color.NRGBA{0xB3, 0x26, 0x1E, 0xFF}
)

// chequer is a picture whose size tells it from others.
type chequer int

func (c chequer) ColorModel() color.Model { return color.GrayModel }
func (c chequer) Bounds() image.Rectangle { return image.Rect(0, 0, int(c), int(c)) }
func (c chequer) At(x, y int) color.Color { return color.Gray{Y: uint8(0xFF * ((x + y) % 2))} }

// scenes differ in every way in which an object can be used for another item: kind, place, size, colour, drawing, text.
func scenes() map[string]Scene {
	ground := Item{Kind: Box, Rect: Rect{W: width, H: height}, Fill: white}
	button := func(at Rect, icon Icon, ink color.NRGBA, text string) Scene {
		return Scene{Width: width, Height: height, Items: []Item{ground,
			{Kind: Box, Rect: at, Fill: ink, Stroke: red, Width: 2, Radius: 8, Owner: 1},
			{Kind: Drawing, Rect: Rect{X: at.X + 10, Y: at.Y + 10, W: 40, H: 40}, Icon: icon, Fill: white},
			{Kind: Text, Rect: Rect{X: at.X + 60, Y: at.Y + 20, W: 80, H: 24}, Text: text, Size: 18, Fill: white},
		}, Targets: []Target{{ID: text, Rect: at, Enabled: true, Pressed: dark, Owner: 1}}}
	}
	small, other := Rect{X: 20, Y: 20, W: 160, H: 60}, Rect{X: 120, Y: 100, W: 180, H: 90}
	out := map[string]Scene{
		"empty":          {Width: width, Height: height},
		"map":            button(small, IconMap, blue, "map"),
		"card":           button(small, IconCard, blue, "card"),
		"card elsewhere": button(other, IconCard, blue, "card"),
		"check":          button(small, IconCheck, red, "check"),
		"lines": {Width: width, Height: height, Items: []Item{ground,
			{Kind: Line, Rect: Rect{X: 10, Y: 10, W: 200}, Fill: red, Width: 2},
			{Kind: Line, Rect: Rect{X: 10, Y: 10, W: 200, H: 100}, Fill: blue, Width: 3},
			{Kind: Disc, Rect: Rect{X: 50, Y: 50, W: 80, H: 80}, Fill: dark}}},
	}
	for name, item := range map[string]Item{
		"thin pen":  {Kind: Drawing, Rect: Rect{X: 40, Y: 40, W: 96, H: 96}, Icon: IconCheck, Fill: blue},
		"thick pen": {Kind: Drawing, Rect: Rect{X: 40, Y: 40, W: 96, H: 96}, Icon: IconCheck, Fill: blue, Width: 8},
		"small":     {Kind: Drawing, Rect: Rect{X: 40, Y: 40, W: 32, H: 32}, Icon: IconCheck, Fill: blue},
		"red":       {Kind: Drawing, Rect: Rect{X: 40, Y: 40, W: 96, H: 96}, Icon: IconCheck, Fill: red},
		"cross":     {Kind: Drawing, Rect: Rect{X: 40, Y: 40, W: 96, H: 96}, Icon: IconCross, Fill: red},
		"code 9":    {Kind: Picture, Rect: Rect{X: 40, Y: 40, W: 90, H: 90}, Image: chequer(9)},
		"code 15":   {Kind: Picture, Rect: Rect{X: 40, Y: 40, W: 90, H: 90}, Image: chequer(15)},
		"frame":     {Kind: Box, Rect: Rect{X: 40, Y: 40, W: 96, H: 96}, Stroke: red, Width: 4},
	} {
		out[name] = Scene{Width: width, Height: height, Items: []Item{ground, item}}
	}
	return out
}

func brush(t testing.TB) *Brush {
	t.Helper()
	face, err := typeface.Screens()
	if err != nil {
		t.Fatal(err)
	}
	return NewBrush(face)
}

func show(t testing.TB) *Stage {
	t.Helper()
	return New(Options{Brush: brush(t)})
}

// seen is a copy of what a stage shows.
func seen(s *Stage) *image.RGBA {
	out := *s.surface.image(image.Rect(0, 0, s.surface.W, s.surface.H))
	out.Pix = slices.Clone(out.Pix)
	return &out
}

// A stage that has shown another scene looks as one that has not, and as the scene looks by itself: what is drawn anew is all that
// has changed.
func TestNothingOfAnotherSceneIsSeen(t *testing.T) {
	b := brush(t)
	for before, first := range scenes() {
		for name, scene := range scenes() {
			s := New(Options{Brush: b})
			s.Present(first)
			s.Present(scene)
			if n := different(b.Paint(&scene), seen(s)); n > 0 {
				t.Errorf("%s after %s: %d pixels differ from a stage that shows nothing else before", name, before, n)
			}
		}
	}
}

func different(a, b image.Image) int {
	n := 0
	for y := range height {
		for x := range width {
			if r1, g1, b1, _ := a.At(x, y).RGBA(); true {
				if r2, g2, b2, _ := b.At(x, y).RGBA(); r1 != r2 || g1 != g2 || b1 != b2 {
					n++
				}
			}
		}
	}
	return n
}

// While a finger is on a target all of its ground is darker, and afterwards all of it is as before.
func TestPressedGround(t *testing.T) {
	s := show(t)
	scene := scenes()["map"]
	pressed := 0
	scene.Targets[0].Press = func() { pressed++ }
	s.Present(scene)
	before := seen(s)
	r := scene.Targets[0].Rect
	at := func(x, y float32) *desktop.MouseEvent {
		return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary}
	}
	s.MouseDown(at(r.X+5, r.Y+5))
	down := seen(s)
	for _, p := range [][2]float32{{r.X + 3, r.Y + 10}, {r.Right() - 4, r.Bottom() - 10}, {r.X + 10, r.Y + 3}, {r.X + 10, r.Bottom() - 4}, {r.X + 150, r.Y + 30}} {
		if got := color.NRGBAModel.Convert(down.At(int(p[0]), int(p[1]))); got != dark {
			t.Errorf("under the finger %v is %v", p, got)
		}
	}
	s.MouseUp(at(r.X+150, r.Y+50))
	if pressed != 1 {
		t.Errorf("pressed %d times", pressed)
	}
	if n := different(before, seen(s)); n > 0 {
		t.Errorf("%d pixels are not as before the touch", n)
	}
	s.MouseDown(at(r.X+5, r.Y+5))
	s.MouseUp(at(r.Right()+5, r.Y+5))
	if pressed != 1 {
		t.Error("a touch that ended beside its target counted")
	}
}

// A round box covers what a plain one covers, but for its corners, and its outline is as wide on every side.
func TestRoundBox(t *testing.T) {
	for _, size := range [][2]float32{{100, 80}, {100, 24}, {100, 16}, {40, 40}, {33.4, 57.7}} {
		r := Rect{X: 20.3, Y: 30.6, W: size[0], H: size[1]}
		draw := func(radius float32) image.Image {
			s := show(t)
			s.Present(Scene{Width: width, Height: height, Items: []Item{{Kind: Box, Rect: Rect{W: width, H: height}, Fill: white},
				{Kind: Box, Rect: r, Fill: blue, Stroke: red, Width: 2, Radius: radius}}})
			return seen(s)
		}
		plain, round := draw(0), draw(8)
		box := r.pixels()
		corners := 0
		for y := range height {
			for x := range width {
				if plain.At(x, y) == round.At(x, y) {
					continue
				}
				near := func(v, a, b int) bool { return v < a+8 || v >= b-8 }
				if !near(x, box.Min.X, box.Max.X) || !near(y, box.Min.Y, box.Max.Y) {
					t.Fatalf("%v: pixel %d,%d is %v, in a plain box %v", size, x, y, round.At(x, y), plain.At(x, y))
				}
				corners++
			}
		}
		if corners < 20 {
			t.Errorf("%v: only %d pixels of the corners are round", size, corners)
		}
	}
}

func TestIconsHaveDrawings(t *testing.T) {
	seen := map[string]Icon{}
	for _, i := range Icons() {
		if other, twice := seen[i.path()]; twice || i.path() == "" {
			t.Errorf("%s has the drawing of %q", i, other)
		}
		seen[i.path()] = i
		for _, line := range outline(i.path()) {
			for _, p := range line {
				if p.x < 0 || p.y < 0 || p.x > 48 || p.y > i.height() {
					t.Errorf("%s is drawn outside its grid, at %v", i, p)
				}
			}
		}
	}
}

// A line is as wide as the pen says, at every size: a check at 48 with a pen of 4 has the shares of one at 480.
func TestLinesScale(t *testing.T) {
	share := func(side int, width float32) float64 {
		n := 0.0
		m := IconCross.mask(side, side, width)
		for y := range side {
			for x := range side {
				_, _, _, a := m.At(x, y).RGBA()
				n += float64(a) / 0xFFFF
			}
		}
		return n / float64(side*side)
	}
	small, large := share(48, 0), share(480, 0)
	if small < large*0.93 || small > large*1.07 {
		t.Errorf("a cross covers %.3f of 48 x 48 and %.3f of 480 x 480", small, large)
	}
	if thick := share(480, 2*pen); thick < 1.8*large || thick > 2.1*large {
		t.Errorf("with a pen twice as wide a cross covers %.3f, with the usual one %.3f", thick, large)
	}
}

// A round arc is round: every point of a circle in a path is its radius from the centre, and it goes all the way round.
func TestArcs(t *testing.T) {
	for _, path := range []string{"M4 24a20 20 0 1 1 40 0a20 20 0 1 1 -40 0z", "M4 24a20 20 0 1 0 40 0a20 20 0 1 0-40 0z", "M44 24A20 20 0 1 1 24 4A20 20 0 0 1 44 24"} {
		left, right, top, bottom := 48.0, 0.0, 48.0, 0.0
		for _, l := range outline(path) {
			for _, p := range l {
				if d := math.Hypot(p.x-24, p.y-24); math.Abs(d-20) > 0.01 {
					t.Fatalf("%s: %v is %.2f from the centre", path, p, d)
				}
				left, right, top, bottom = min(left, p.x), max(right, p.x), min(top, p.y), max(bottom, p.y)
			}
		}
		if left > 5 || right < 43 || top > 5 || bottom < 43 {
			t.Errorf("%s goes from %.1f to %.1f and from %.1f to %.1f", path, left, right, top, bottom)
		}
	}
}

func BenchmarkIcon(b *testing.B) {
	for b.Loop() {
		IconPrinter.mask(104, 104, 0)
	}
}
