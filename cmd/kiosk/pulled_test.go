package main

import (
	"bytes"
	"image"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/visit"
)

// The card is pulled on each screen of a visit. Every frame that the glass shows from then on is the one before, or the one
// after, which shows nothing personal: there is none between.
func TestCardPulledOnEveryScreen(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	for _, c := range []struct {
		name string
		walk func()
	}{
		{"pin", func() { g.insert(jia); g.touch("key.1"); g.see() }},
		{"consent", func() { g.insert(jia); g.prove(jia) }},
		{"personal home", func() { g.home(jia) }},
		{"query", func() { g.home(jia); g.do("tile.query") }},
		{"name shown", func() { g.home(jia); g.do("eye") }},
		{"year record", func() { g.home(jia); g.do("tile.year") }},
		{"preview", func() { g.home(jia); g.do("tile.print") }},
		{"question", func() { g.home(jia); g.do("tile.query", "help") }},
		{"large", func() { g.home(jia); g.do("mode.large", "tile.query") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := guest{g.Visitor, t}
			c.walk()
			before := g.Picture()
			g.Hall.Pull()
			g.On(visit.CardOut{})
			if v := g.View(); v.Person != nil || v.Screen != visit.Attract {
				t.Fatalf("after the card was pulled there is %s", v.Screen)
			}
			g.frames(before)
			g.see()
		})
	}
}

// frames looks at the glass until it shows what comes after, and fails when it ever shows neither that nor what was before.
func (g guest) frames(before *image.RGBA) {
	g.t.Helper()
	var last []byte
	seen := 0
	for end := time.Now().Add(halltest.Patience); ; {
		frame, err := g.Hall.Hand.Look(g.Hall.Screen)
		g.must(err)
		if bytes.Equal(frame.Pix, last) {
			if time.Now().After(end) {
				g.t.Fatal("the screen did not change")
			}
			continue
		}
		last = frame.Pix
		seen++
		g.On(visit.Tick{When: visit.When{At: time.Now()}}) // 待机 has another picture now and then
		after := g.Picture()
		if _, same := halltest.Alike(after, frame); same {
			g.t.Logf("%d frames", seen)
			return
		}
		if where, same := halltest.Alike(before, frame); !same {
			g.must(halltest.SavePNG(g.Hall.Path("between.png"), frame))
			g.t.Fatalf("a frame is neither the one before nor the one after: it differs at %v", where)
		}
	}
}
