package main

import (
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/visit"
)

// Whoever has a question and no card types it with her finger, reads the answer and takes it home; on both glasses.
func TestAskedInOnesOwnWords(t *testing.T) {
	for _, c := range []struct {
		name string
		o    halltest.Options
	}{{"lying", halltest.Options{}}, {"upright", halltest.Options{Upright: true}}} {
		t.Run(c.name, func(t *testing.T) {
			g := open(t, c.o)
			g.see()
			g.do("ask")
			for _, k := range "guashi" {
				g.do("key." + string(k))
			}
			v := g.View()
			if v.Ask == nil || v.Ask.How != visit.AnswerFound || v.Ask.Hits[0] != visit.EntryLoss || v.Ask.Letters != "guashi" {
				t.Fatalf("%+v", v.Ask)
			}
			g.do("hit.0")
			g.do("print")
			g.touch("print")
			g.slips(1)
			g.printed(visit.SlipConfirmed, visit.PrinterReady)
			if s := g.Hall.Printer.Slips()[0]; on(s, "挂失指引") != 1 {
				t.Errorf("%s", strings.Join(s.Text, "\n"))
			}
			g.do("continue")
			g.do("exit")
			g.must(g.Hall.Stop())
		})
	}
}
