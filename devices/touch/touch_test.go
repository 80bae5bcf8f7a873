package touch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"shebao/kiosk/internal/xdrive"
)

// window shows one at a place, whose owner asks for a pointer as the toolkit does.
func window(t *testing.T, display string, at image.Rectangle) (*xgb.Conn, uint32) {
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
	xproto.CreateWindow(x, 0, w, xproto.Setup(x).DefaultScreen(x).Root, int16(at.Min.X), int16(at.Min.Y), uint16(at.Dx()),
		uint16(at.Dy()), 0, xproto.WindowClassInputOutput, 0, xproto.CwOverrideRedirect|xproto.CwEventMask,
		[]uint32{1, xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease | xproto.EventMaskExposure})
	xproto.MapWindow(x, w)
	if _, err := x.WaitForEvent(); err != nil {
		t.Fatal(err)
	}
	return x, uint32(w)
}

// pressed tells how often the window's owner has heard of a button.
func pressed(x *xgb.Conn) (n int) {
	x.Sync()
	for {
		e, err := x.PollForEvent()
		if e == nil && err == nil {
			return n
		}
		if _, ok := e.(xproto.ButtonPressEvent); ok {
			n++
		}
	}
}

func glass(t *testing.T) *xdrive.Glass {
	t.Helper()
	dir, err := os.MkdirTemp("", "touch-test-") // t.TempDir is too long for a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	g, err := xdrive.StartGlass(t.Context(), xdrive.GlassOptions{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Stop)
	t.Setenv("DISPLAY", g.Display)
	return g
}

const patience = 20 * time.Second

// Every finger is heard by itself, with its place in the window; the window's owner hears of none meanwhile, and again afterwards.
func TestEveryFingerIsHeard(t *testing.T) {
	g := glass(t)
	f := g.Fingers
	x, w := window(t, g.Display, image.Rect(100, 50, 1100, 850))
	if err := f.Touch(200, 200); err != nil || pressed(x) != 1 {
		t.Fatalf("a pointer is not heard: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	events := make(chan Event, 100)
	ended := make(chan error, 1)
	go func() { ended <- Listen(ctx, w, func(e Event) { events <- e }) }()
	next := func() Event {
		t.Helper()
		select {
		case e := <-events:
			return e
		case err := <-ended:
			t.Fatalf("nothing is heard any more: %v", err)
		case <-time.After(patience):
			t.Fatal("nothing is heard")
		}
		return Event{}
	}
	for first := true; first; { // until it listens the touches are the pointer's
		if err := f.Touch(110, 60); err != nil {
			t.Fatal(err)
		}
		first = pressed(x) > 0
	}
	next()
	next()
	calls := []error{f.Down(0, 300, 200), f.Down(1, 400, 250), f.Move(0, 310, 200), f.Up(1, 400, 250), f.Down(2, 1099, 849),
		f.Up(0, 320, 210), f.Up(2, 2, 3)}
	for _, err := range calls {
		if err != nil {
			t.Fatal(err)
		}
	}
	names := map[int]string{}
	var got []string
	for len(got) < 7 {
		e := next()
		if e.Kind == Down {
			names[e.Finger] = string(rune('a' + len(names)))
		}
		got = append(got, fmt.Sprintf("%s %s %.0f,%.0f", [...]string{"down", "move", "up"}[e.Kind], names[e.Finger], e.X-0.5, e.Y-0.5))
		if e.Kind == Up {
			if names[e.Finger] == "" {
				t.Error("a finger is up that was never down")
			}
		}
	}
	want := "down a 200,150; down b 300,200; move a 210,150; up b 300,200; down c 999,799; up a 220,160; up c -98,-47"
	if s := strings.Join(got, "; "); s != want {
		t.Errorf("heard %s", s)
	}
	if n := pressed(x); n != 0 {
		t.Errorf("the pointer was pressed %d times meanwhile", n)
	}
	start := time.Now()
	const many = 200
	for range many {
		if err := errors.Join(f.Down(0, 300, 300), f.Up(0, 300, 300)); err != nil {
			t.Fatal(err)
		}
		next()
		next()
	}
	t.Logf("a touch, from the driver's socket to both events here: %s", time.Since(start)/many)
	stop()
	if err := <-ended; err != nil {
		t.Errorf("after the end: %v", err)
	}
	for end := time.Now().Add(patience); ; {
		if err := f.Touch(300, 300); err != nil {
			t.Fatal(err)
		}
		if pressed(x) > 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the pointer does not come back")
		}
	}
}

// A window that is none, one that somebody listens on already, a server that ends: each is an error and no wait for ever.
func TestNothingToHear(t *testing.T) {
	g := glass(t)
	_, w := window(t, g.Display, image.Rect(0, 0, 100, 100))
	none := func(Event) { t.Error("something was heard") }
	if err := Listen(t.Context(), 0xFFFFFF, none); err == nil {
		t.Error("there is no such window")
	}
	t.Setenv("DISPLAY", "elsewhere:0")
	if err := Listen(t.Context(), w, none); err == nil {
		t.Error("another machine's display was joined")
	}
	t.Setenv("DISPLAY", g.Display)
	ended := make(chan error, 2)
	for range 2 { // one of them listens, the other is refused
		go func() { ended <- Listen(t.Context(), w, none) }()
	}
	for _, end := range []func(){func() {}, g.Kill} {
		end()
		select {
		case err := <-ended:
			if err == nil {
				t.Error("it ended without a word")
			}
		case <-time.After(patience):
			t.Fatal("it waits still")
		}
	}
}

func TestCookie(t *testing.T) {
	entry := func(family uint16, parts ...string) []byte {
		b := []byte{byte(family >> 8), byte(family)}
		for _, p := range parts {
			b = append(append(b, byte(len(p)>>8), byte(len(p))), p...)
		}
		return b
	}
	file := bytes.Join([][]byte{
		entry(256, "other", "0", magic, "a"), entry(256, "hall", "1", magic, "b"), entry(256, "hall", "0", "XDM-AUTHORIZATION-1", "c"),
		entry(256, "hall", "0", magic, "right"), entry(0xFFFF, "", "", magic, "any"),
	}, nil)
	for number, want := range map[string]string{"0": "right", "1": "b", "7": "any"} {
		if got := cookieIn(file, "hall", number); string(got) != want {
			t.Errorf("display %s: %q", number, got)
		}
	}
	for n := range file { // cut anywhere
		if got := string(cookieIn(file[:n], "hall", "0")); got != "" && got != "right" {
			t.Errorf("cut after %d: %q", n, got)
		}
	}
}

func TestDisplay(t *testing.T) {
	for display, want := range map[string]string{":0": "0", ":12.1": "12", "unix:3": "3", "": "", "host:0": "", ":x": "", ":../x": ""} {
		if got, err := displayNumber(display); got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", display, got, err)
		}
	}
}

func FuzzPacket(f *testing.F) {
	f.Add(append([]byte{genericEvent, 131, 0, 0, 12, 0, 0, 0, touchBegin, 0}, make([]byte, 70)...))
	f.Add([]byte{xReply, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF})
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := packet(bytes.NewReader(raw))
		if err != nil {
			return
		}
		if len(p) < packetBytes || len(p) > packetBytes+longest {
			t.Errorf("a packet of %d bytes", len(p))
		}
		if e, ok := heard(p, 131); ok && (e.Kind < Down || e.Kind > Up) {
			t.Errorf("%+v", e)
		}
	})
}
