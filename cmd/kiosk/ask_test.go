package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

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

// What nothing answers is counted by visits. A text that one visit asked is nowhere on the disk; when a second one asks it, the
// operator reads it.
func TestWhatIsNotFoundIsCounted(t *testing.T) {
	const text = "qzqzq"
	g := open(t, halltest.Options{})
	ctl, err := halltest.Build(t.Context(), t.TempDir(), "cmd/kioskctl")
	g.must(err)
	listed := func() string {
		out, err := exec.CommandContext(t.Context(), ctl, "faq", "unanswered", "-config", g.Hall.Path("kiosk.toml")).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	ask := func() {
		g.see()
		g.do("ask")
		for _, k := range text {
			g.do("key." + string(k))
		}
		if v := g.View(); v.Ask == nil || v.Ask.How != visit.NothingFound {
			t.Fatalf("%+v", v.Ask)
		}
		g.do("exit")
	}
	ask()
	if said := listed(); strings.Contains(said, text) {
		t.Errorf("after one visit: %s", said)
	}
	g.must(g.Hall.Stop()) // what was begun is finished
	for _, name := range []string{"asked.db", "asked.db-wal", "kiosk.db", "kiosk.db-wal"} {
		raw, err := os.ReadFile(g.Hall.Path("journal", name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(text)) {
			t.Errorf("%s has what one visit asked", name)
		}
	}
	if _, err := os.Stat(g.Hall.Path("journal", "asked.db")); err != nil {
		t.Fatal(err)
	}
	g.must(g.Hall.Start())
	g.State = visit.Start(g.State.Facts, g.State.Now)
	g.On(visit.PrinterChanged{Printer: visit.PrinterReady})
	ask()
	for end := time.Now().Add(halltest.Patience); !strings.Contains(listed(), text); { // it is counted beside the loop
		if time.Now().After(end) {
			t.Fatalf("after two visits: %s", listed())
		}
	}
}
