package main

import (
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
)

// The built demonstration is toured by touches: the page has every step, with a picture of its own and the place that is touched
// next; and a step that does not come ends the tour with its name.
func TestTour(t *testing.T) {
	binary, err := halltest.Build(t.Context(), t.TempDir(), "cmd/kiosk-demo")
	if err != nil {
		t.Fatal(err)
	}
	o := options{self: binary, confirm: "id", tour: t.TempDir(), patience: patience}
	if err := tour(t.Context(), o, shortWays()); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(o.tour, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	stops, touches := shortWays()[0].stops, 0
	for _, s := range stops {
		if !strings.Contains(page, s.said) {
			t.Errorf("the page does not say %q", s.said)
		}
		if s.touch != "" {
			touches++
		}
	}
	if n := strings.Count(page, `class="touch"`); n != touches {
		t.Errorf("%d places of touches, want %d", n, touches)
	}
	pictures, err := filepath.Glob(filepath.Join(o.tour, "main-*.png"))
	if err != nil || len(pictures) != len(stops) {
		t.Errorf("%d pictures of %d steps: %v", len(pictures), len(stops), err)
	}
	for _, path := range pictures {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := png.DecodeConfig(f); err != nil || p.Width != 960 || p.Height != 540 {
			t.Errorf("%s is %d x %d: %v", filepath.Base(path), p.Width, p.Height, err)
		}
		f.Close()
	}
	if slips, _ := filepath.Glob(filepath.Join(o.tour, "slips", "slip-*.png")); len(slips) != 1 {
		t.Errorf("%d slips were printed", len(slips))
	}

	o.tour, o.patience = t.TempDir(), 15*time.Second
	err = tour(t.Context(), o, []route{{name: "lost", title: "走不通", stops: []stop{{screen: "attract", said: "待机。"},
		{touch: "nothing_like_this", screen: "home", said: "按没有的按钮。"}}}})
	if err == nil || !strings.Contains(err.Error(), "tour lost, step 2 (按没有的按钮。): target nothing_like_this did not come") {
		t.Errorf("a step that cannot be done ends in %v", err)
	}
	if _, err := os.Stat(filepath.Join(o.tour, "index.html")); err != nil {
		t.Error("nothing is left of the tour that failed")
	}
}
