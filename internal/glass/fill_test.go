package glass

import (
	"context"
	"image"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"shebao/kiosk/internal/xdrive"
)

// A window is as large as the display, however the display is turned, and comes back from wherever its owner puts it.
func TestFill(t *testing.T) {
	dir, err := os.MkdirTemp("", "fill-test-") // t.TempDir is too long for a socket
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
	h, err := xdrive.Connect(g.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	x, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	w, err := xproto.NewWindowId(x)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(x, 0, w, xproto.Setup(x).DefaultScreen(x).Root, 7, 8, 300, 200, 0, xproto.WindowClassInputOutput, 0, 0, nil)
	xproto.MapWindow(x, w)
	x.Sync()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Fill(ctx, uint32(w)) }()
	whole := func(why string) {
		t.Helper()
		want := []image.Rectangle{{Max: h.Size()}}
		for end := time.Now().Add(20 * time.Second); ; {
			got, err := h.Windows()
			if err != nil {
				t.Fatal(err)
			}
			if slices.Equal(got, want) {
				return
			}
			if time.Now().After(end) {
				t.Fatalf("%s the window is at %v", why, got)
			}
		}
	}
	whole("at the start")
	for _, upright := range []bool{true, false, true} {
		if err := h.Turn(xdrive.Size(upright)); err != nil {
			t.Fatal(err)
		}
		whole("turned")
		xproto.ConfigureWindow(x, w, xproto.ConfigWindowX|xproto.ConfigWindowY, []uint32{uint32(0xFFFF8000), 32578})
		x.Sync()
		whole("put away")
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	go func() { ended <- Fill(t.Context(), uint32(w)) }()
	g.Kill()
	if err := <-ended; err == nil {
		t.Error("the server has ended, and nobody says so")
	}
}
