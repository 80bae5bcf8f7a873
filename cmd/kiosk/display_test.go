package main

import (
	"errors"
	"image"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/xdrive"
)

// The whole display is the terminal's, and no key takes it away: not those of the X server, of window managers, of browsers.
func TestTheDisplayIsKept(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	whole := func(why string) {
		t.Helper()
		windows, err := g.Hall.Hand.Windows()
		g.must(err)
		if want := []image.Rectangle{g.Hall.Screen}; !slices.Equal(windows, want) {
			t.Errorf("%s the windows are %v", why, windows)
		}
		for _, at := range []image.Point{{0, 0}, {960, 540}, g.place("questions"), {1919, 1079}} {
			g.must(g.Hall.Hand.Move(at.X, at.Y))
			if n, err := g.Hall.Hand.Pointer(); n != 0 || err != nil {
				t.Errorf("%s %d pixels of a pointer are seen at %v: %v", why, n, at, err)
			}
		}
	}
	whole("at the start")
	if s, err := g.Hall.Hand.Saver(); s != 0 || err != nil {
		t.Errorf("the screen goes dark after %d s: %v", s, err)
	}
	for name, chord := range map[string][]xdrive.Key{
		"Alt+F4": {xdrive.Alt, xdrive.F4}, "Alt+Tab": {xdrive.Alt, xdrive.Tab}, "Alt+Space": {xdrive.Alt, xdrive.Space},
		"Ctrl+Q": {xdrive.Control, xdrive.LetterQ}, "Ctrl+W": {xdrive.Control, xdrive.LetterW},
		"Ctrl+C": {xdrive.Control, xdrive.LetterC}, "Ctrl+Alt+Delete": {xdrive.Control, xdrive.Alt, xdrive.Delete},
		"Ctrl+Alt+Backspace": {xdrive.Control, xdrive.Alt, xdrive.Backspace}, "Ctrl+Alt+F1": {xdrive.Control, xdrive.Alt, xdrive.F1},
		"Ctrl+Shift+Escape": {xdrive.Control, xdrive.Shift, xdrive.Escape}, "Super": {xdrive.Super}, "Menu": {xdrive.Menu},
		"F11": {xdrive.F11}, "F12": {xdrive.F12}, "Print": {xdrive.Print}, "Escape": {xdrive.Escape},
	} {
		t.Run(name, func(t *testing.T) {
			t.Skip("some of these keys are a keypad's now, and the shadow is not told of them yet")
			g := guest{g.Visitor, t}
			g.must(g.Hall.Glass.Keys.Chord(chord...))
			g.do("mode.contrast") // heard after the keys: the terminal is where it was
		})
	}
	whole("after all the keys")
	g.do("questions", "back")
	g.must(g.Hall.Stop())
}

// turnedWithin is how long the glass may take to show a screen for its new size: a blink in which nobody has lost her place.
const turnedWithin = time.Second

// Somebody turns the display in the middle of a visit: the screen is drawn whole for the new size, and the visit goes on.
func TestTheDisplayIsTurned(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	turn := func(upright bool) {
		t.Helper()
		start := time.Now()
		g.must(g.Hall.Turn(upright))
		g.Turn(xdrive.Size(upright))
		want := g.Picture()
		for {
			got, err := g.Hall.Hand.Look(g.Hall.Screen)
			g.must(err)
			took := time.Since(start)
			if _, same := halltest.Alike(want, got); same {
				t.Logf("%s is drawn for %v after %s", g.State.Here.Screen, g.Hall.Screen.Max, took.Round(time.Millisecond))
				if took > turnedWithin {
					t.Error("that is too late")
				}
				break
			}
			if took > 5*turnedWithin {
				g.see() // says what is wrong
				t.Fatalf("the screen was drawn after %s", time.Since(start))
			}
		}
		if w, err := g.Hall.Hand.Windows(); err != nil || !slices.Equal(w, []image.Rectangle{g.Hall.Screen}) {
			t.Errorf("the windows are %v: %v", w, err)
		}
	}
	turn(true)
	turn(false)
	g.insert(jia)
	g.touch("key.2")
	g.see()
	turn(true)
	g.must(g.Type("46813")) // what was typed is there still
	g.Proved(jia)
	g.see()
	g.agree(jia)
	turn(false)
	g.do("tile.query")
	turn(true)
	g.do("back", "tile.print")
	turn(false)
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	g.do("exit")
	turn(true)
	g.pull()
	g.must(g.Hall.Stop())
}

// endsWithin is how long a terminal may stay without a display; the service manager starts it again after a second.
const endsWithin = 2 * time.Second

// The X server dies in the middle of a visit. The terminal ends by itself, leaves nothing of the person, and the one that is started
// after it serves nobody by the card that still lies there.
func TestTheXServerIsStartedAgain(t *testing.T) {
	g := atGlass(t, halltest.Options{})
	g.home(jia)
	g.do("tile.query")
	g.limits()
	start := time.Now()
	g.Hall.Darken()
	err := g.Hall.Ended()
	took := time.Since(start)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() < 1 {
		t.Errorf("the terminal ended with %v; a service manager must know that it did not mean to", err)
	}
	t.Logf("it ended %s after the server, with %v", took.Round(time.Millisecond), err)
	if took > endsWithin {
		t.Error("that is too late")
	}
	if cores, err := filepath.Glob(g.Hall.Path("core*")); len(cores) > 0 || err != nil {
		t.Errorf("cores: %v, %v", cores, err)
	}
	g.searchWritten(cardOf(jia).Spec(), jia.PIN)
	if err := g.Hall.Start(); err != nil {
		t.Fatal(err)
	}
	if err := g.Hall.Ended(); err == nil {
		t.Error("a terminal without a display says that all is well")
	}
	g.must(g.Hall.Light())
	g.must(g.Hall.Start())
	g.State = visit.Start(g.State.Facts, g.State.Now)
	g.On(visit.CardIn{AtStart: true})
	g.On(visit.PrinterChanged{Printer: visit.PrinterReady})
	if v := g.View(); v.Person != nil {
		t.Fatal("the shadow serves somebody by a card that was left")
	}
	g.see()
	g.pull()
	g.home(yi)
	g.must(g.Hall.Stop())
}
