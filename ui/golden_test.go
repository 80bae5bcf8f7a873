package ui

import (
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"

	"shebao/kiosk/internal/visit"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

const goldenDir = "testdata/golden"

// golden is a picture that was looked at and found good. Those of the modes are kept at half size.
type golden struct {
	view, glass, look string
	half              bool
}

func (g golden) file() string {
	name := g.view + "_" + g.glass
	if g.look != "" {
		name += "_" + g.look
	}
	return filepath.Join(goldenDir, name+".png")
}

// shelf lists the pictures: every screen in its main states on both glasses, and each screen once in 大字, in high contrast and
// in English.
func shelf() []golden {
	main := []string{"attract", "home", "insert-card", "reading-2", "problem-mute", "problem-bank", "problem-pin_blocked", "pin-3", "pin-wrong",
		"consent", "personal-home", "query", "year", "preview", "printing", "printed-confirmed", "printed-not_printed", "printed-unknown",
		"questions", "answer-service-2", "end-card", "end-slip", "out-of-service", "recovery", "idle", "pin-last-warning", "help",
		"problem-unverified", "problem-counterfeit", "out-of-service-all", "card-services-known", "change-1-3", "change-2", "change-wrong", "change-sending",
		"change-last-warning", "change-unknown-2", "changed",
		"more", "places-closed", "civil", "annuity-few", "resident-usual", "benefits-usual", "certification", "parameters",
		"cross", "cross-all", "cross-online", "cross-joint", "card-services", "card-functions", "reset", "materials-agent", "channels", "channel-national",
		"channel-aishandong", "phones", "wrong-info", "questions-card",
		"ask", "ask-pinyin", "ask-taken", "ask-referral", "ask-nine-choices", "ask-figures"}
	once := []string{"attract", "home", "insert-card", "reading-2", "problem-mute", "pin-wrong", "consent", "personal-home", "query", "year", "preview",
		"printing", "printed-confirmed", "questions", "answer-service-2", "end-card", "out-of-service", "recovery",
		"problem-unverified", "card-services-known", "change-2", "change-wrong", "changed",
		"cross", "cross-joint", "cross-online", "card-services", "card-functions", "reset", "channels", "phones", "ask", "ask-pinyin"}
	few := []golden{ // the states of the queries that are rare
		{"query-not-connected", "landscape", "", true}, {"benefits-suspended", "portrait", "large", true}, {"benefits", "landscape", "", true},
		{"civil", "landscape", "large", true}, {"annuity", "portrait", "large", true}, {"resident", "landscape", "contrast", true},
		{"certification-overdue", "landscape", "large", true}, {"places-closed", "portrait", "contrast", true},
		{"empty-employee-civil_rights", "landscape", "english", true}, {"personal-home-suspended", "portrait", "large", true},
		{"personal-failed-down", "landscape", "", true}, {"local-year", "landscape", "", true}, {"problem-reg_lost", "landscape", "", true},
		{"ask-longest", "portrait", "large", true}, {"ask-full", "landscape", "large", true}, {"ask-going-on", "landscape", "", true},
		{"ask-none", "portrait", "contrast", true}, {"ask-nine-found", "landscape", "large", true}, {"ask-help", "landscape", "", true},
		{"parameters", "portrait", "large", true}, {"benefits-usual", "landscape", "english", true},
		{"attract-slip", "landscape", "", true}, {"attract-modes", "portrait", "", true}, {"end-rating", "landscape", "", true},
		{"end-rating-card", "portrait", "", true}, {"end-rated", "landscape", "large", true}}
	for _, name := range []string{"attract", "home", "pin-3", "change-2", "personal-home", "query", "year", "places-closed", "preview", "questions",
		"answer-service-2", "cross-all", "ask-pinyin", "idle", "end-card"} {
		few = append(few, golden{name, "landscape", "low", true}, golden{name, "portrait", "low", true})
	}
	var out []golden
	for _, glass := range []string{"landscape", "portrait"} {
		for _, name := range main {
			out = append(out, golden{view: name, glass: glass})
		}
	}
	for i, name := range once {
		for k, look := range []string{"large", "contrast", "english"} {
			glass := []string{"landscape", "portrait"}[(i+k)%2] // both glasses, half of the screens on each
			out = append(out, golden{name, glass, look, true})
		}
	}
	return append(out, few...)
}

// The screens look as they did when somebody last looked at them: at most two pixels in a thousand differ by more than a little.
// A picture that changed on purpose is rewritten with -update, and looked at.
func TestGolden(t *testing.T) {
	u := newUI(t)
	views := map[string]visit.View{}
	for _, v := range gallery(t) {
		views[v.Name] = v.View
	}
	var failed string
	for _, g := range shelf() {
		v, ok := views[g.view]
		if !ok {
			t.Fatalf("there is no view %s", g.view)
		}
		v.Modes = looks()[g.look]
		size := glasses()[g.glass]
		got := capture(t, u.Scene(v, size.Width, size.Height))
		if g.half {
			got = halved(got)
		}
		if *update {
			if err := os.MkdirAll(goldenDir, 0o755); err != nil {
				t.Fatal(err)
			}
			writePNG(t, g.file(), paletted(got))
			continue
		}
		if share := unlike(t, got, g.file()); share > 0.002 {
			if failed == "" {
				var err error
				if failed, err = os.MkdirTemp("", "golden-"); err != nil {
					t.Fatal(err)
				}
			}
			actual := filepath.Join(failed, filepath.Base(g.file()))
			writePNG(t, actual, got)
			t.Errorf("%s: %.2f %% of the pixels differ; now it looks like %s", g.file(), share*100, actual)
		}
	}
}

// Every picture in the folder is one of the list.
func TestGoldenFolder(t *testing.T) {
	listed := map[string]bool{}
	for _, g := range shelf() {
		listed[g.file()] = true
	}
	files, err := filepath.Glob(goldenDir + "/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !listed[f] {
			t.Errorf("%s is compared with nothing", f)
		}
	}
}

// unlike is the share of pixels that differ from a picture by more than the paletted copy loses.
func unlike(t *testing.T, got image.Image, file string) float64 {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Errorf("%v (rewrite with -update)", err)
		return 1
	}
	defer f.Close()
	want, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if got.Bounds() != want.Bounds() {
		return 1
	}
	const little = 48 // of 255, in one colour
	a, b := flat(got), flat(want)
	n := 0
	for i := 0; i < len(a.Pix); i += 4 {
		for k := i; k < i+3; k++ {
			if max(a.Pix[k], b.Pix[k])-min(a.Pix[k], b.Pix[k]) > little {
				n++
				break
			}
		}
	}
	return float64(n) / float64(len(a.Pix)/4)
}

// flat is a picture in the form that is compared fastest.
func flat(i image.Image) *image.RGBA {
	out := image.NewRGBA(i.Bounds())
	draw.Draw(out, out.Bounds(), i, i.Bounds().Min, draw.Src)
	return out
}

func halved(i image.Image) image.Image {
	out := image.NewNRGBA(image.Rect(0, 0, i.Bounds().Dx()/2, i.Bounds().Dy()/2))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), i, i.Bounds(), draw.Src, nil)
	return out
}

// paletted is a picture in its own commonest colours: the screens have few, and the edges of characters the shades between.
func paletted(i image.Image) image.Image {
	const shades = 16 // of a colour, so that the edges of characters share their shades
	count := map[color.NRGBA]int{}
	b := i.Bounds()
	reduce := func(c color.Color) color.NRGBA { return color.NRGBAModel.Convert(c).(color.NRGBA) }
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[reduce(i.At(x, y))]++
		}
	}
	var p color.Palette
	for len(p) < 256 && len(count) > 0 {
		var best color.NRGBA
		most := -1
		for c, n := range count {
			if n > most || n == most && fmt.Sprint(c) < fmt.Sprint(best) {
				best, most = c, n
			}
		}
		p = append(p, best)
		for c := range count { // what is near it needs no place of its own
			if near(c, best, 256/shades/2) {
				delete(count, c)
			}
		}
	}
	out := image.NewPaletted(b, p)
	known := map[color.NRGBA]uint8{}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := reduce(i.At(x, y))
			n, ok := known[c]
			if !ok {
				n = uint8(p.Index(c))
				known[c] = n
			}
			out.SetColorIndex(x, y, n)
		}
	}
	return out
}

func near(a, b color.NRGBA, d int) bool {
	off := func(x, y uint8) bool { return int(max(x, y))-int(min(x, y)) > d }
	return !off(a.R, b.R) && !off(a.G, b.G) && !off(a.B, b.B)
}
