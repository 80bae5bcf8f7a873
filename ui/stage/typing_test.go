package stage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/mobile"
	"fyne.io/fyne/v2/test"

	"shebao/kiosk/internal/clock"
)

// typist is a stage with a row of keys whose scene is made anew after every key, as a question that is typed is.
type typist struct {
	*Stage
	typed   strings.Builder
	pressed int
}

const (
	keyCount, keySide, keyGap = 10, 60, 20
)

func newTypist(t *testing.T) *typist {
	t.Helper()
	app := test.NewApp()
	t.Cleanup(app.Quit)
	y := &typist{Stage: New(Options{Brush: brush(t)})}
	y.Present(y.scene())
	return y
}

func (y *typist) scene() Scene {
	s := Scene{View: 3, Width: 1000, Height: 200}
	for i := range keyCount {
		name := string(rune('a' + i))
		r := Rect{X: float32(i) * (keySide + keyGap), Y: 100, W: keySide, H: keySide}
		s.Items = append(s.Items, Item{Kind: Box, Rect: r, Fill: white, Owner: i + 1})
		s.Targets = append(s.Targets, Target{ID: name, Rect: r, Enabled: true, Owner: i + 1, Pressed: dark, Again: i == 9,
			Pop:   []Item{{Kind: Text, Rect: Rect{X: r.X, Y: 20, W: keySide, H: 40}, Text: "pop " + name, Size: 20, Fill: blue}},
			Press: func() { y.press(name) }})
	}
	// What was typed is seen, so every scene differs from the one before.
	s.Items = append(s.Items, Item{Kind: Text, Rect: Rect{W: 900, H: 40}, Text: y.typed.String(), Size: 20, Fill: blue})
	return s
}

func (y *typist) press(name string) {
	y.pressed++
	y.typed.WriteString(name)
	y.Present(y.scene())
}

// at is the middle of a key, with something beside.
func at(key int, dx float32) fyne.Position {
	return fyne.NewPos(float32(key)*(keySide+keyGap)+keySide/2+dx, 100+keySide/2)
}

func touch(id int, p fyne.Position) *mobile.TouchEvent {
	return &mobile.TouchEvent{PointEvent: fyne.PointEvent{Position: p}, ID: id}
}

func click(p fyne.Position) *desktop.MouseEvent {
	return &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: p}, Button: desktop.MouseButtonPrimary}
}

// Two fingers that type in turns, each down before the other is up, lose no letter and double none, however they slip within a key.
func TestTwoFingersInTurns(t *testing.T) {
	y := newTypist(t)
	r := rand.New(rand.NewPCG(1, 1))
	want, last := "", -1
	for n := range 600 { // a minute at ten keys a second
		key := r.IntN(keyCount)
		slip := float32(r.IntN(keySide-4)) - keySide/2 + 2
		y.TouchDown(touch(n%2, at(key, 0)))
		if last >= 0 {
			y.TouchUp(touch((n+1)%2, at(last, slip)))
			want += string(rune('a' + last))
		}
		last = key
	}
	if got := y.typed.String(); got != want {
		t.Errorf("%d letters typed, %d seen", len(want), len(got))
	}
}

// A random stream of fingers and a mouse: a touch counts exactly when it ends on the key it began on and was not cancelled.
func TestAnyStreamOfTouches(t *testing.T) {
	y := newTypist(t)
	r := rand.New(rand.NewPCG(2, 2))
	down := map[int]int{} // what lies on what; -1 where no key is
	want := 0
	for range 5000 {
		id := r.IntN(4) - 1 // -1 is the mouse
		key := r.IntN(keyCount)
		p := at(key, 0)
		if r.IntN(5) == 0 {
			key, p = -1, at(key, keySide/2+keyGap/2)
		}
		switch r.IntN(5) {
		case 0, 1: // also where the end of the touch before was lost
			down[id] = key
			if id == mouse {
				y.MouseDown(click(p))
			} else {
				y.TouchDown(touch(id, p))
			}
		case 2, 3:
			if began, ok := down[id]; ok && r.IntN(3) > 0 && began >= 0 {
				key, p = began, at(began, 0)
			}
			if began, ok := down[id]; ok && began == key && key >= 0 {
				want++
			}
			delete(down, id)
			if id == mouse {
				y.MouseUp(click(p))
			} else {
				y.TouchUp(touch(id, p))
			}
		default:
			if id != mouse {
				delete(down, id)
				y.TouchCancel(touch(id, p))
			}
		}
		if y.pressed != want {
			t.Fatalf("%d touches counted, %d should have", y.pressed, want)
		}
	}
	if want < 400 {
		t.Errorf("only %d touches were to count", want)
	}
}

// What a finger covers is shown above it while it is there, for each of two, and no longer.
func TestWhatIsUnderAFingerPopsUp(t *testing.T) {
	y := newTypist(t)
	shown := func() string {
		var out []string
		for _, i := range y.drawn {
			if strings.HasPrefix(i.Text, "pop") {
				out = append(out, i.Text)
			}
		}
		return fmt.Sprint(out)
	}
	y.TouchDown(touch(0, at(1, 0)))
	y.TouchDown(touch(1, at(4, 0)))
	if got := shown(); got != "[pop b pop e]" {
		t.Errorf("two fingers: %s", got)
	}
	y.TouchUp(touch(0, at(1, 0)))
	if got := shown(); got != "[pop e]" {
		t.Errorf("one is up: %s", got)
	}
	y.TouchCancel(touch(1, at(4, 0)))
	if got := shown(); got != "[]" || y.typed.String() != "b" {
		t.Errorf("none: %s, typed %s", got, y.typed.String())
	}
}

// manual is a clock whose timers are fired by hand, each after it was asked for.
type manual struct {
	clock.Clock
	timers   chan *manualTimer
	settling chan *manualTimer // those that wait for the scene after a touch
}

func newManual() *manual {
	return &manual{clock.NewFake(clock.Made()), make(chan *manualTimer), make(chan *manualTimer, 16)} // no test makes as many touches
}

type manualTimer struct {
	d       time.Duration
	c       chan time.Time
	stopped chan struct{}
}

func (m *manual) NewTimer(d time.Duration) clock.Timer {
	t := &manualTimer{d, make(chan time.Time), make(chan struct{}, 1)}
	if d == settleAfter {
		m.settling <- t
		return t
	}
	m.timers <- t
	return t
}
func (t *manualTimer) C() <-chan time.Time { return t.c }
func (t *manualTimer) Stop() bool {
	t.stopped <- struct{}{}
	return true
}

// A key that may be held is pressed again while a finger stays on it; its end ends that, and is no press of its own.
func TestHeld(t *testing.T) {
	y := newTypist(t)
	m := newManual()
	y.o.Clock = m
	ends := map[string]func(){
		"the finger is up":      func() { y.TouchUp(touch(0, at(9, 0))) },
		"the touch is given up": func() { y.TouchCancel(touch(0, at(9, 0))) },
		"another view has come": func() {
			s := y.scene()
			s.View++
			y.Present(s)
			y.TouchUp(touch(0, at(9, 0)))
			y.Present(y.scene())
		},
	}
	for name, end := range ends {
		before := y.pressed
		y.TouchDown(touch(0, at(9, 0)))
		timer := <-m.timers
		if timer.d != holdFirst {
			t.Errorf("it is pressed again after %s", timer.d)
		}
		for range 3 {
			timer.c <- time.Time{}
			timer = <-m.timers // asked for when the press is over
			if timer.d != holdNext {
				t.Errorf("and again after %s", timer.d)
			}
		}
		end()
		<-timer.stopped
		if got := y.pressed - before; got != 3 {
			t.Errorf("%s: pressed %d times in the time of three", name, got)
		}
	}
	before := y.pressed
	y.TouchDown(touch(0, at(9, 0)))
	timer := <-m.timers
	y.TouchUp(touch(0, at(9, 0)))
	<-timer.stopped
	if y.pressed != before+1 {
		t.Errorf("a short touch counts %d times", y.pressed-before)
	}
	y.TouchDown(touch(0, at(0, 0))) // no other key waits for anything
	y.TouchUp(touch(0, at(0, 0)))
	if y.pressed != before+2 {
		t.Error("a key that cannot be held does not count")
	}
}

// A touch that counted is shown to be over with the scene that comes of it, and soon without one: no repaint comes before the one that
// the person waits for.
func TestATouchIsOverWithItsScene(t *testing.T) {
	y := newTypist(t)
	quiet := y.scene() // whose key changes nothing at once: the visit makes a scene of it later
	quiet.Targets[0].Press = func() {}
	y.Present(quiet)
	m := newManual()
	y.o.Clock = m
	at0 := touch(0, at(0, 0))
	rest := slices.Clone(y.drawn)
	for name, end := range map[string]func(*manualTimer){
		"a scene has come": func(*manualTimer) { y.Present(quiet) },
		"none has come":    func(timer *manualTimer) { timer.c <- time.Time{} },
	} {
		y.TouchDown(at0)
		down := slices.Clone(y.drawn)
		if slices.Equal(down, rest) {
			t.Fatal("a finger on a key shows nothing")
		}
		y.TouchUp(at0)
		timer := <-m.settling
		if !slices.Equal(y.drawn, down) {
			t.Errorf("%s: the key was painted before", name)
		}
		end(timer)
		<-timer.stopped
		if !slices.Equal(y.drawn, rest) {
			t.Errorf("%s: the key is shown pressed still", name)
		}
	}
	y.TouchDown(at0) // what does not count is over at once
	y.TouchCancel(at0)
	if !slices.Equal(y.drawn, rest) || len(m.settling) > 0 {
		t.Error("a cancelled touch is shown still")
	}
}
