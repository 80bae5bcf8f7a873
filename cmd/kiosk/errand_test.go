package main

import (
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/visit"
)

// The main errand: card in, PIN, own record on the screen, slip in the hand; on both glasses and in the modes.
func TestMainErrand(t *testing.T) {
	for _, c := range []struct {
		name  string
		o     halltest.Options
		modes []string
	}{
		{"lying", halltest.Options{}, nil},
		{"upright", halltest.Options{Upright: true}, nil},
		{"large and contrast", halltest.Options{}, []string{"mode.large", "mode.contrast"}},
		{"upright, large, English", halltest.Options{Upright: true}, []string{"mode.large", "mode.english"}},
		{"low", halltest.Options{}, []string{"mode.low"}},
		{"upright, low, large", halltest.Options{Upright: true}, []string{"mode.low", "mode.large"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := open(t, c.o)
			g.see()
			g.do(c.modes...)
			g.home(jia)
			g.do("tile.query", "next", "back", "tile.year", "back", "tile.print")
			g.touch("print")
			g.slips(1)
			g.printed(visit.SlipConfirmed, visit.PrinterReady)
			g.do("exit")
			g.pull()
			if v := g.View(); v.Modes != (visit.Modes{}) {
				t.Errorf("the next person finds the modes of the last: %+v", v.Modes)
			}
			if w := g.Hall.Printer.Warnings(); len(w) > 0 {
				t.Errorf("stray bytes: %q", w)
			}
			g.must(g.Hall.Stop())
		})
	}
}
