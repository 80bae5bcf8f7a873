package main

import (
	"image"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/xdrive"
)

// What a finger does to the terminal under the X server of a hall, whose touchscreen is a real one to everything behind its driver.

// atGlass opens a hall whose glass takes fingers, with a terminal's own files for the server.
func atGlass(t *testing.T, o halltest.Options) guest {
	t.Helper()
	o.Glass, o.Configs = true, "../../packaging/xorg.conf.d"
	g := open(t, o)
	g.see()
	return g
}

// place is the middle of a target.
func (g guest) place(id string) image.Point {
	g.t.Helper()
	t, err := g.Target(id)
	g.must(err)
	return image.Pt(int(t.Rect.X+t.Rect.W/2), int(t.Rect.Y+t.Rect.H/2))
}

// down, slide and up are the parts of a touch.
func (g guest) down(slot int, p image.Point) {
	g.t.Helper()
	g.must(g.Hall.Glass.Fingers.Down(slot, p.X, p.Y))
}
func (g guest) slide(slot int, p image.Point) {
	g.t.Helper()
	g.must(g.Hall.Glass.Fingers.Move(slot, p.X, p.Y))
}
func (g guest) up(slot int, p image.Point) {
	g.t.Helper()
	g.must(g.Hall.Glass.Fingers.Up(slot, p.X, p.Y))
}

// The main errand, by fingers alone.
func TestMainErrandByFingers(t *testing.T) {
	for name, upright := range map[string]bool{"lying": false, "upright": true} {
		t.Run(name, func(t *testing.T) {
			g := atGlass(t, halltest.Options{Upright: upright})
			g.do("mode.large", "mode.contrast")
			g.home(jia)
			g.do("tile.query", "next", "back", "tile.print")
			g.touch("print")
			g.slips(1)
			g.printed(visit.SlipConfirmed, visit.PrinterReady)
			g.do("exit")
			g.pull()
			g.must(g.Hall.Stop())
		})
	}
}

// What is no touch on a target does nothing: after each, a touch that counts leads to what it leads to from the screen before.
func TestTouchesThatDoNotCount(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	ground := image.Pt(600, 60) // of the top bar
	contacts := func(touch func(int, image.Point), near image.Point) {
		for slot := range xdrive.MostFingers {
			touch(slot, near.Add(image.Pt(slot%5*80-160, slot/5*80-80)))
		}
	}
	for name, make := range map[string]func(){
		"slid off":        func() { g.down(0, g.place("start")); g.slide(0, ground); g.up(0, ground) },
		"slid to another": func() { g.down(0, g.place("start")); g.slide(0, g.place("lost")); g.up(0, g.place("lost")) },
		"slid far in one": func() { g.down(0, g.place("start")); g.up(0, g.place("questions")) },
		"begun outside":   func() { g.down(0, ground); g.slide(0, g.place("start")); g.up(0, g.place("start")) },
		"outside":         func() { g.down(0, ground); g.up(0, ground) },
		"a palm": func() {
			contacts(g.down, g.place("questions"))
			contacts(g.slide, g.place("questions"))
			contacts(g.up, g.place("questions"))
		},
		"a hand wipes": func() {
			contacts(g.down, g.place("start"))
			contacts(g.slide, g.place("lost"))
			contacts(g.up, g.place("lost"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := guest{g.Visitor, t}
			make()
			g.do("mode.contrast")
		})
	}
	g.do("start")
}

// Two fingers that type in turn lose no digit, and none counts twice.
func TestTwoFingersOnTwoKeys(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	g.insert(jia)
	one, two := g.place("key.2"), g.place("key.4")
	g.down(0, one)
	g.down(1, two)
	g.up(0, one)
	g.up(1, two)
	for _, digit := range "24" {
		key, err := g.Target("key." + string(digit))
		g.must(err)
		key.Press()
	}
	g.see()
	for range 2 { // a key touched twice at once is two digits
		g.touch("key.6")
	}
	g.touch("key.rubout")
	g.must(g.Type("813"))
	g.Proved(jia)
	g.see()
}

// A hand that rests on the glass where nothing is takes the glass from no finger.
func TestARestingHand(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	rest := image.Pt(500, 60)
	g.down(14, rest)
	g.do("mode.large", "questions", "back")
	g.up(14, rest)
	g.do("mode.large")
}

// Whoever touches twice, as a mouse taught people to do, has touched once where the screen changes between.
func TestDoubleTouch(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	var id string
	var at image.Point
	for _, id = range []string{"questions", "lost", "start", "help", "ask"} { // one on whose place something stands afterwards
		before := g.State
		key, err := g.Target(id)
		g.must(err)
		at = g.place(id)
		key.Press()
		there := g.Scene().At(float32(at.X), float32(at.Y)) >= 0
		g.State = before
		if there {
			break
		}
		id = ""
	}
	if id == "" {
		t.Fatal("nothing can be touched by mistake")
	}
	around := image.Rectangle{Min: at.Sub(image.Pt(50, 30)), Max: at.Add(image.Pt(50, 30))}
	g.down(0, at) // the ground under the finger changes
	before, err := g.Hall.Hand.Still(around, halltest.Patience)
	g.must(err)
	g.up(0, at)
	key, err := g.Target(id)
	g.must(err)
	key.Press()
	_, err = g.Hall.Hand.Change(around, before, halltest.Patience)
	g.must(err)
	g.down(0, at)
	g.up(0, at)
	g.do("mode.contrast")
}
