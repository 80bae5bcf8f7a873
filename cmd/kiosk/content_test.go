package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/faq"
	"shebao/kiosk/faq/index"
)

// edited is the content that ships with the program, with another question at its head.
func edited(t *testing.T, question string) *faq.Library {
	t.Helper()
	l, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	l.Entries[0].Question = question
	return l
}

// The operator's policy content is shown and its version said; a file that takes its place is shown from the next visit on, not before;
// a broken one changes nothing.
func TestPolicyContentIsReplaced(t *testing.T) {
	first, second := edited(t, "原来的问题？"), edited(t, "这是新放上去的另一个问题，比原来的长得多")
	one := index.Release{Version: "第一版", Made: "2026-11-01"}
	file := ""
	g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string {
		file = h.Path("faq.db")
		if _, err := index.Build(first, file, one, nil); err != nil {
			t.Fatal(err)
		}
		return toml + "\n[faq]\nfile = \"" + file + "\"\n"
	}})
	g.Reads(first, one)
	g.see()
	g.do("start", "help", "close", "questions")

	two := index.Release{Version: "第二版", Made: "2026-11-28"}
	two, err := index.Build(second, file, two, nil)
	g.must(err)
	taken(t, g, file)
	g.do("category.card", "category.all", "exit") // whoever is there goes on with what was there
	g.Reads(second, two)
	g.see()
	g.do("start", "help", "close", "questions", "exit")

	good, err := os.ReadFile(file)
	g.must(err)
	g.must(os.WriteFile(file+".bad", good[:len(good)/2], 0o644))
	g.must(os.Rename(file+".bad", file))
	until(t, g, func() bool { return strings.Contains(g.Hall.Log(), "the file of policy content was refused: "+file) })
	g.do("start", "questions", "exit")
}

// taken waits until the terminal has read a file and kept it as the last good one, which it shows from the next visit on.
func taken(t *testing.T, g guest, file string) {
	t.Helper()
	until(t, g, func() bool {
		want, err := os.ReadFile(file)
		got, missing := os.ReadFile(file + ".last-good")
		return err == nil && missing == nil && bytes.Equal(want, got)
	})
}

func until(t *testing.T, g guest, so func() bool) {
	t.Helper()
	for end := time.Now().Add(halltest.Patience); !so(); {
		if time.Now().After(end) {
			t.Fatalf("it never came: %s", g.Hall.Log())
		}
		g.see() // which takes its time, and keeps the visit alive in the shadow
	}
}
