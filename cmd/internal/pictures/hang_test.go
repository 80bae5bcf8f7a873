package pictures

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/internal/visit"
)

// The gallery has a picture of each name, leads to all of them from its page, and reaches nothing outside its folder.
func TestHang(t *testing.T) {
	dir := t.TempDir()
	told := 0
	if err := Hang(t.Context(), dir, "attract_*", func(done, of int) { told = max(told, done) }); err != nil {
		t.Fatal(err)
	}
	full, err := filepath.Glob(filepath.Join(dir, "full", "attract_*.png"))
	if err != nil {
		t.Fatal(err)
	}
	thumbs, _ := filepath.Glob(filepath.Join(dir, "thumb", "*.jpg"))
	if len(full) != told || len(full) != len(thumbs) || len(full) < 12 {
		t.Errorf("%d pictures, %d thumbnails, told of %d", len(full), len(thumbs), told)
	}
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"view":"attract"`, `"look":"large-contrast"`, `"glass":"portrait"`, `"name":"buttons"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	for _, outside := range []string{"http:", "https:", "src=\"//", "@import"} {
		if strings.Contains(string(page), outside) {
			t.Errorf("the page reaches outside: %s", outside)
		}
	}
	f, err := os.Open(filepath.Join(dir, "full", "attract_portrait.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if p, err := png.DecodeConfig(f); err != nil || p.Width != 1080 || p.Height != 1920 {
		t.Errorf("an upright picture is %d x %d: %v", p.Width, p.Height, err)
	}
	for _, s := range sheets() {
		if _, err := os.Stat(filepath.Join(dir, "full", "design-"+s.Name+"-contrast.png")); err != nil {
			t.Error(err)
		}
	}
	if err := Hang(t.Context(), t.TempDir(), "nothing_like_this", func(int, int) {}); err == nil {
		t.Error("nothing was drawn and no word of it")
	}
}

// Every screen and every question over one is in the gallery, and each picture has a name of its own.
func TestFrames(t *testing.T) {
	p, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names, screens, overlays := map[string]bool{}, map[string]bool{}, map[visit.Overlay]bool{}
	for _, f := range Frames(p.Gallery) {
		if names[f.Name()] {
			t.Errorf("two pictures are called %s", f.Name())
		}
		names[f.Name()] = true
		screens[f.Screen], overlays[f.view.View.Overlay] = true, true
	}
	for _, o := range []visit.Overlay{visit.NoOverlay, visit.HelpOverlay, visit.IdleWarning, visit.LimitWarning, visit.LastTry} {
		if !overlays[o] {
			t.Errorf("the overlay %q is not shown", o)
		}
	}
	for _, s := range visit.Screens() {
		if !screens[string(s)] {
			t.Errorf("%s is not shown", s)
		}
	}
}

// A picture with few colours is kept to the dot, and one with many nearly.
func TestFewColours(t *testing.T) {
	p := image.NewRGBA(image.Rect(0, 0, 64, 64))
	for i := range 64 * 64 {
		p.SetRGBA(i%64, i/64, color.RGBA{R: uint8(i % 13 * 19), B: uint8(i % 7 * 30), A: 0xFF})
	}
	if got := few(p); !alike(p, got, 0) {
		t.Error("a picture of few colours was changed")
	}
	for i := range 64 * 64 {
		p.SetRGBA(i%64, i/64, color.RGBA{R: uint8(i % 64), G: uint8(i / 64), A: 0xFF})
	}
	if got := few(p); len(got.Palette) != 256 || !alike(p, got, 64) {
		t.Errorf("%d colours, or others", len(got.Palette))
	}
}

func alike(a, b image.Image, most int) bool {
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, b2, _ := b.At(x, y).RGBA()
			for _, d := range []int{int(r>>8) - int(r2>>8), int(g>>8) - int(g2>>8), int(bl>>8) - int(b2>>8)} {
				if d > most || -d > most {
					return false
				}
			}
		}
	}
	return true
}
