package main

import (
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/visit"
)

// The main errand: card in, PIN, own record on the screen, slip in the hand.
func TestMainErrand(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	g.home(jia)
	g.do("tile.query", "next", "back", "tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	g.do("exit")
	g.pull()
	if w := g.Hall.Printer.Warnings(); len(w) > 0 {
		t.Errorf("stray bytes: %q", w)
	}
	g.must(g.Hall.Stop())
}
