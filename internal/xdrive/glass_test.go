package xdrive

import (
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// watcher is a program that fills the display and hears of the pointer as programs do that know nothing of fingers.
type watcher struct {
	t *testing.T
	x *xgb.Conn
}

func watch(t *testing.T, display string, size image.Point) watcher {
	t.Helper()
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	w, err := xproto.NewWindowId(x)
	if err != nil {
		t.Fatal(err)
	}
	screen := xproto.Setup(x).DefaultScreen(x)
	xproto.CreateWindow(x, 0, w, screen.Root, 0, 0, uint16(size.X), uint16(size.Y), 0, xproto.WindowClassInputOutput, 0,
		xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{1, xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease |
			xproto.EventMaskButtonMotion | xproto.EventMaskKeyPress | xproto.EventMaskExposure})
	xproto.MapWindow(x, w)
	if e, err := x.WaitForEvent(); err != nil {
		t.Fatal(err)
	} else if _, ok := e.(xproto.ExposeEvent); !ok {
		t.Fatalf("the window came with %v", e)
	}
	xproto.SetInputFocus(x, xproto.InputFocusNone, w, xproto.TimeCurrentTime)
	x.Sync()
	return watcher{t, x}
}

// heard are the events until now; a device's call returns when its event has been passed on.
func (w watcher) heard() (out []string) {
	w.t.Helper()
	w.x.Sync()
	for {
		e, err := w.x.PollForEvent()
		if err != nil {
			w.t.Fatal(err)
		}
		switch e := e.(type) {
		case nil:
			return out
		case xproto.ButtonPressEvent:
			out = append(out, fmt.Sprintf("down %d,%d", e.EventX, e.EventY))
		case xproto.ButtonReleaseEvent:
			out = append(out, fmt.Sprintf("up %d,%d", e.EventX, e.EventY))
		case xproto.MotionNotifyEvent:
			out = append(out, fmt.Sprintf("to %d,%d", e.EventX, e.EventY))
		case xproto.KeyPressEvent:
			out = append(out, fmt.Sprintf("key %d", e.Detail))
		}
	}
}

func glass(t *testing.T, o GlassOptions) (*Glass, *Hand) {
	t.Helper()
	dir, err := os.MkdirTemp("", "xdrive-test-") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	o.Dir = dir
	g, err := StartGlass(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Stop)
	h, err := Connect(g.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return g, h
}

func do(t *testing.T, calls ...error) {
	t.Helper()
	for _, err := range calls {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What the server makes of fingers for a program that hears of a pointer: the first one is its button, wherever it slides; the
// others are not heard of, and none of them takes over when the first has gone.
func TestFingersAsAPointer(t *testing.T) {
	g, h := glass(t, GlassOptions{})
	w := watch(t, g.Display, h.Size())
	f := g.Fingers
	palm := func(touch func(slot, x, y int) error) {
		for slot := range MostFingers {
			do(t, touch(slot, 100+10*slot, 100))
		}
	}
	for _, c := range []struct {
		name string
		make func()
		want string
	}{
		{"a touch", func() { do(t, f.Down(0, 300, 200), f.Up(0, 300, 200)) }, "down 300,200 up 300,200"},
		{"the corners", func() { do(t, f.Touch(0, 0), f.Touch(1919, 1079)) }, "down 0,0 up 0,0 down 1919,1079 up 1919,1079"},
		{"one that slides", func() { do(t, f.Down(3, 300, 200), f.Move(3, 400, 200), f.Up(3, 500, 200)) }, "down 300,200 up 500,200"},
		{"a second one", func() { do(t, f.Down(0, 9, 9), f.Down(1, 400, 20), f.Up(1, 400, 20), f.Up(0, 9, 9)) }, "down 9,9 up 9,9"},
		{"a second one that stays", func() { do(t, f.Down(0, 9, 9), f.Down(1, 400, 20), f.Up(0, 9, 9), f.Up(1, 9, 9)) },
			"down 9,9 up 9,9"},
		{"a palm", func() { palm(f.Down); palm(f.Move); palm(f.Up) }, "down 100,100 up 100,100"},
		{"one after a palm", func() { do(t, f.Touch(7, 7)) }, "down 7,7 up 7,7"},
	} {
		c.make()
		got := slices.DeleteFunc(w.heard(), func(e string) bool { return strings.HasPrefix(e, "to ") })
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s is heard as %q, not %q", c.name, s, c.want)
		}
	}
	if f.Down(MostFingers, 1, 1) == nil || f.Down(-1, 1, 1) == nil {
		t.Error("there are more fingers than the server has")
	}
}

// Fingers meet the display as it is turned now.
func TestTurned(t *testing.T) {
	g, h := glass(t, GlassOptions{Upright: true})
	w := watch(t, g.Display, image.Pt(1920, 1920))
	f := g.Fingers
	for _, upright := range []bool{true, false, true} {
		size := Size(upright)
		if h.Size() != size {
			do(t, h.Turn(size))
			f.Fit(size)
		}
		if now, err := Connect(g.Display); err != nil || now.Size() != size || h.Size() != size {
			t.Fatalf("the display has %v: %v", now.Size(), err)
		} else if _, err := now.Look(image.Rectangle{Max: size}); err != nil {
			t.Error(err)
		} else {
			now.Close()
		}
		do(t, f.Touch(size.X-1, size.Y-1))
		if got, want := w.heard(), fmt.Sprintf("down %d,%d", size.X-1, size.Y-1); !slices.Contains(got, want) {
			t.Errorf("turned to %v: %v", size, got)
		}
	}
	if h.Turn(image.Pt(1921, 1080)) == nil {
		t.Error("the display has a mode that nobody gave it")
	}
}

// The keyboard's keys come to the program that has the focus. A pointer is seen unless a program hides it, and the screen blanks
// unless the server is told not to: what a terminal must do about both is not done for it here.
func TestKeysAndPointer(t *testing.T) {
	g, h := glass(t, GlassOptions{})
	if n, err := h.Pointer(); n == 0 || err != nil {
		t.Errorf("%d pixels of a pointer: %v", n, err)
	}
	if s, err := h.Saver(); s == 0 || err != nil {
		t.Errorf("the screen saver waits %d s: %v", s, err)
	}
	w := watch(t, g.Display, h.Size())
	do(t, g.Keys.Chord(Alt, F4), g.Keys.Chord(Escape))
	if got := strings.Join(w.heard(), " "); got != "key 64 key 70 key 9" {
		t.Errorf("keys: %s", got)
	}
	if r, err := h.Windows(); err != nil || len(r) != 1 || r[0] != (image.Rectangle{Max: h.Size()}) {
		t.Errorf("windows: %v, %v", r, err)
	}
}
