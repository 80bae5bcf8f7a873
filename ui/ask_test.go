package ui

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"

	"shebao/kiosk/internal/clock"
	shown "shebao/kiosk/internal/gallery"
	"shebao/kiosk/internal/ime"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/keyboard"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// desk is 问一问 on a glass, with the visit behind it: what is touched is typed.
type desk struct {
	t *testing.T
	u *UI
	s visit.State
}

func newDesk(t *testing.T, glass fyne.Size, inch float32, c clock.Clock, modes visit.Modes) *desk {
	t.Helper()
	d := &desk{t: t, s: begin(t).Do(visit.DoAsk).State}
	d.s.Modes = modes
	cfg := newUI(t).cfg
	cfg.DiagonalInch, cfg.Clock = inch, c
	cfg.Tap = func(step int64, a visit.Action) {
		d.s, _ = visit.Next(d.s, visit.Tap{When: visit.When{At: d.s.Now}, Step: step, Action: a})
		d.u.Show(visit.Look(d.s))
	}
	d.u = New(cfg)
	w := test.NewWindow(d.u.Content())
	t.Cleanup(w.Close)
	w.SetPadded(false)
	w.Resize(glass)
	d.u.Show(visit.Look(d.s))
	return d
}

// touch is a finger in the middle of a target, by its name or its label.
func (d *desk) touch(finger int, id string) *mobile.TouchEvent {
	d.t.Helper()
	for _, t := range d.u.stage.Scene().Targets {
		if t.ID == id || t.Label == id {
			at := fyne.NewPos(t.Rect.X+t.Rect.W/2, t.Rect.Y+t.Rect.H/2)
			return &mobile.TouchEvent{PointEvent: fyne.PointEvent{Position: at}, ID: finger}
		}
	}
	d.t.Fatalf("there is no %s", id)
	return nil
}

func (d *desk) press(id string) {
	d.t.Helper()
	d.u.stage.TouchDown(d.touch(0, id))
	d.u.stage.TouchUp(d.touch(0, id))
}

// Two fingers that type in turns, each down before the other is up, while every letter draws the screen anew: what is typed is what was
// touched, until the question is full.
func TestFastFingersOnTheScreen(t *testing.T) {
	for glass, size := range glasses() {
		d := newDesk(t, size, 21.5, nil, visit.Modes{})
		r := rand.New(rand.NewPCG(3, 3))
		for range 4 {
			want, last := "", ""
			for n := range ime.Longest {
				key := string(rune('a' + r.IntN(26)))
				d.u.stage.TouchDown(d.touch(n%2, "key."+key))
				if last != "" {
					d.u.stage.TouchUp(d.touch((n+1)%2, "key."+last))
				}
				want, last = want+key, key
			}
			d.u.stage.TouchUp(d.touch(1, "key."+last))
			if got := d.s.Asking.Text.Letters; got != want {
				t.Errorf("%s: typed %s, touched %s", glass, got, want)
			}
			d.press("clear")
		}
	}
}

// A touch that ends beside its key, or is given up, types nothing.
func TestATouchThatSlipsOff(t *testing.T) {
	d := newDesk(t, glasses()["landscape"], 21.5, nil, visit.Modes{})
	d.press("key.g")
	d.u.stage.TouchDown(d.touch(0, "key.u"))
	d.u.stage.TouchUp(d.touch(0, "key.i"))
	d.u.stage.TouchDown(d.touch(0, "key.u"))
	d.u.stage.TouchCancel(d.touch(0, "key.u"))
	d.press("key.s")
	if got := d.s.Asking.Text.Letters; got != "gs" {
		t.Errorf("typed %s", got)
	}
}

// A finger that stays on 删除 takes back one character after another, and stops with the finger.
func TestHeldRubout(t *testing.T) {
	c := clock.NewFake(now)
	d := newDesk(t, glasses()["portrait"], 21.5, c, visit.Modes{})
	for _, k := range "guashi" {
		d.press("key." + string(k))
	}
	fired := make(chan struct{})
	tap := d.u.cfg.Tap
	held := false
	d.u.cfg.Tap = func(step int64, a visit.Action) {
		tap(step, a)
		if held {
			fired <- struct{}{}
		}
	}
	d.u.Show(visit.Look(d.s)) // with the touches that tell
	held = true
	d.u.stage.TouchDown(d.touch(0, "key.rubout"))
	for range 3 {
		for done := false; !done; { // the clock is moved until the key has been pressed again: what waits for it asks when it may
			select {
			case <-fired:
				done = true
			default:
				c.Advance(50 * time.Millisecond)
			}
		}
	}
	if got := d.s.Asking.Text.Letters; got != "gua" {
		t.Errorf("left is %q", got)
	}
	held = false
	d.u.stage.TouchUp(d.touch(0, "key.rubout"))
	if got := d.s.Asking.Text.Letters; got != "gua" {
		t.Errorf("the end of a held touch took another: %q", got)
	}
}

// Every candidate can be reached by turning pages, at most eight a page, in the order in which they are offered.
func TestEveryCandidateIsOnAPage(t *testing.T) {
	for glass, size := range glasses() {
		for look, modes := range looks() {
			if modes.Low && glass == "landscape" {
				continue // there are nine keys
			}
			d := newDesk(t, size, 21.5, nil, modes)
			d.press("key.y")
			d.press("key.i")
			var got []string
			for {
				n := 0
				more := false
				for _, target := range d.u.stage.Scene().Targets {
					if strings.HasPrefix(target.ID, "candidate.") {
						got = append(got, target.Label)
						n++
					}
					more = more || target.ID == "candidates.after" && target.Enabled
				}
				if n > mostCandidates {
					t.Errorf("%s %s: %d on a page", glass, look, n)
				}
				if !more {
					break
				}
				d.press("candidates.after")
			}
			if want := visit.Look(d.s).Ask.Candidates; !slices.Equal(got, want) {
				t.Errorf("%s %s: %d candidates, %d on pages", glass, look, len(want), len(got))
			}
		}
	}
}

// A question from its first letter to its answer and back, by touches alone.
func TestAskedAndAnswered(t *testing.T) {
	d := newDesk(t, glasses()["landscape"], 21.5, nil, visit.Modes{})
	for _, id := range []string{"key.g", "key.u", "key.a", "key.s", "key.h", "key.i", "挂失", "hit.0"} {
		d.press(id)
	}
	if d.s.Here.Screen != visit.Answer || d.s.Here.Entry != visit.EntryLoss {
		t.Fatalf("on %s", d.s.Here.Screen)
	}
	d.press("back")
	if got := texts(d.u.stage.Scene()); d.s.Here.Screen != visit.Ask || !strings.Contains(got, "挂失") {
		t.Errorf("back on %s: %s", d.s.Here.Screen, got)
	}
	for _, id := range []string{"clear", "key.nine", "key.4", "key.8", "key.2", "gua", "key.7", "key.4", "key.4", "挂失"} {
		d.press(id)
	}
	if got := d.s.Asking.Text.Taken; got != "挂失" {
		t.Errorf("by nine keys: %s", got)
	}
	for _, id := range []string{"key.figures", "key.7", "key.all", "key.rubout"} {
		d.press(id)
	}
	if got := d.s.Asking.Text.Taken; got != "挂失" {
		t.Errorf("a figure and 删除: %s", got)
	}
}

// On upright glass that is too narrow for all letters nine keys come by themselves, and nothing leads to what does not fit.
func TestNarrowGlassHasNineKeys(t *testing.T) {
	d := newDesk(t, fyne.NewSize(1080, 1920), 15.6, nil, visit.Modes{})
	ids := map[string]bool{}
	for _, target := range d.u.stage.Scene().Targets {
		ids[target.ID] = true
	}
	if !ids["key.9"] || ids["key.q"] || ids["key.all"] {
		t.Errorf("the keys are %v", ids)
	}
	if d.press("key.4"); visit.Look(d.s).Ask.Letters == "" {
		t.Error("a key of nine types nothing")
	}
}

// On every glass of keyboard's tests the keys, the candidates and what is found have room.
func TestAskOnOtherGlasses(t *testing.T) {
	u := newUI(t)
	u.cfg.Facts.Hall = "示例大厅" // a longer one is cut in the bar of small glass
	for _, g := range []theme.Screen{{Width: 1920, Height: 1080, DiagonalInch: 15.6}, {Width: 1080, Height: 1920, DiagonalInch: 15.6},
		{Width: 1920, Height: 1080, DiagonalInch: 27}, {Width: 1080, Height: 1920, DiagonalInch: 32}, {Width: 1280, Height: 1024, DiagonalInch: 17},
		{Width: 1024, Height: 1280, DiagonalInch: 19}} {
		u.cfg.DiagonalInch = g.DiagonalInch
		for _, view := range shown.Asks(begin(t)) {
			if view.View.Overlay != visit.NoOverlay {
				continue
			}
			s := u.Scene(view.View, g.Width, g.Height)
			check := geometry{t, fmt.Sprintf("%s on %.1f inch %.0f", view.Name, g.DiagonalInch, g.Width), ours(s), view.View, g}
			check.inside()
			check.targets()
			check.texts()
		}
	}
}

// ours is a scene without the bars, which are every screen's and judged with them.
func ours(s *stage.Scene) *stage.Scene {
	out := *s
	out.Targets = slices.DeleteFunc(slices.Clone(s.Targets), func(t stage.Target) bool {
		return strings.HasPrefix(t.ID, "mode.") || slices.Contains([]string{"help", "back", "exit", "questions"}, t.ID)
	})
	return &out
}

// What pops up over a finger lies on the glass and can be read, in every mode.
func TestPopsCanBeRead(t *testing.T) {
	u := newUI(t)
	for glass, size := range glasses() {
		for look, modes := range looks() {
			for _, view := range shown.Asks(begin(t)) {
				view.View.Modes = modes
				s := u.Scene(view.View, size.Width, size.Height)
				for _, target := range s.Targets {
					if len(target.Pop) == 0 {
						continue
					}
					pop := *s
					pop.Items, pop.Targets, pop.Covered = target.Pop, nil, 0
					g := geometry{t, fmt.Sprintf("%s %s %s %s", view.Name, glass, look, target.ID), &pop, view.View,
						theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: 21.5}}
					g.inside()
					g.texts()
					g.contrast()
				}
			}
		}
	}
}

// The names of the keyboards that a visit knows are those that there are.
func TestKeyboardsAreKnown(t *testing.T) {
	drawn := map[keyboard.Kind]visit.Keyboard{}
	for _, k := range visit.Keyboards() {
		if other, twice := drawn[board(k)]; twice {
			t.Errorf("keyboards %d and %d are drawn alike", other, k)
		}
		drawn[board(k)] = k
	}
	if board(visit.AnyKeys) != keyboard.All {
		t.Error("not all letters are shown where they fit")
	}
	if !words.New().Has("help.ask") {
		t.Error("there is no help")
	}
}

// No name of a target tells what was typed or found: names are written down where a terminal is measured.
func TestNamesOfTargetsTellNothing(t *testing.T) {
	u := newUI(t)
	named := map[string]bool{}
	b := begin(t).Do(visit.DoAsk)
	for _, e := range []errand{b.Asked("guashi"), b.Asked("jiaofei").Keyboard(visit.NineKeys), b.Asked("tianqi"), b.Keyboard(visit.NineKeys).Asked("94664")} {
		for _, target := range u.Scene(visit.Look(e.State), 1920, 1080).Targets {
			named[target.ID] = true
		}
	}
	for id := range named {
		_, what, _ := strings.Cut(id, ".")
		kind := strings.TrimSuffix(id, what)
		if number, err := strconv.Atoi(what); slices.Contains([]string{"hit.", "candidate.", "reading."}, kind) && (err != nil || number >= mostCandidates) {
			t.Errorf("%s tells what it stands for", id)
		}
	}
	if !named["hit.0"] || !named["candidate.1"] || !named["reading.2"] {
		t.Errorf("not all were seen: %v", named)
	}
}
