package glass

import (
	"context"
	"image"
	"image/color"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"shebao/kiosk/internal/xdrive"
)

const width, height = 320, 200

// window starts an X server and opens a window on it, as the toolkit does.
func window(t *testing.T) (id uint32, hand *xdrive.Hand, end func()) {
	t.Helper()
	server, err := xdrive.Start(context.Background(), width, height)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	t.Setenv("DISPLAY", server.Display)
	x, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(x.Close)
	screen := xproto.Setup(x).DefaultScreen(x)
	w, err := xproto.NewWindowId(x)
	if err == nil {
		err = xproto.CreateWindowChecked(x, screen.RootDepth, w, screen.Root, 0, 0, width, height, 0, xproto.WindowClassInputOutput,
			screen.RootVisual, xproto.CwBackPixel, []uint32{0}).Check()
	}
	if err == nil {
		err = xproto.MapWindowChecked(x, w).Check()
	}
	if err != nil {
		t.Fatal(err)
	}
	hand, err = xdrive.Connect(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(hand.Close)
	return uint32(w), hand, func() {
		if err := xproto.DestroyWindowChecked(x, w).Check(); err != nil {
			t.Fatal(err)
		}
	}
}

// What was put is seen when Put has returned, at its place and in its colours, and nothing else is.
func TestPut(t *testing.T) {
	id, hand, end := window(t)
	g, err := Open(id)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	words, err := g.Memory(width, height)
	if err != nil {
		t.Fatal(err)
	}
	for i := range words {
		words[i] = 0xFF123456
	}
	part := image.Rect(30, 20, 90, 60)
	if err := g.Put(part); err != nil {
		t.Fatal(err)
	}
	seen, err := hand.Look(image.Rect(0, 0, width, height))
	if err != nil {
		t.Fatal(err)
	}
	for y := range height {
		for x := range width {
			want := color.RGBA{A: 0xFF}
			if (image.Point{X: x, Y: y}).In(part) {
				want = color.RGBA{0x12, 0x34, 0x56, 0xFF}
			}
			if got := seen.RGBAAt(x, y); got != want {
				t.Fatalf("%d,%d is %v, not %v", x, y, got, want)
			}
		}
	}
	for _, r := range []image.Rectangle{{}, image.Rect(-1, 0, 10, 10), image.Rect(0, 0, width+1, 1)} {
		if g.Put(r) == nil {
			t.Errorf("%v was put", r)
		}
	}
	end()
	if g.Put(part) == nil {
		t.Error("a window that is gone took a picture")
	}
}

// Another size has another memory, of nothing; what was in the one before is wiped before it is let go.
func TestMemory(t *testing.T) {
	id, _, _ := window(t)
	g, err := Open(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []image.Point{{X: width, Y: height}, {X: height, Y: width}} {
		words, err := g.Memory(size.X, size.Y)
		if err != nil {
			t.Fatal(err)
		}
		if len(words) != size.X*size.Y {
			t.Fatalf("%d pixels for %v", len(words), size)
		}
		for i, w := range words {
			if w != 0 {
				t.Fatalf("pixel %d is %x", i, w)
			}
			words[i] = 0xFFFFFFFF
		}
		if err := g.Put(image.Rect(0, 0, 1, 1)); err != nil {
			t.Fatal(err)
		}
	}
	g.Close()
	if g.Put(image.Rect(0, 0, 1, 1)) == nil {
		t.Error("a closed glass took a picture")
	}
}

// Without a display, and for what is no window, there is no glass, which is an error and nothing worse.
func TestNoGlass(t *testing.T) {
	window(t)
	if _, err := Open(0x7FFFFFF); err == nil {
		t.Error("a window that is not there was opened")
	}
	t.Setenv("DISPLAY", ":4711")
	if _, err := Open(1); err == nil {
		t.Error("a display that is not there was opened")
	}
}
