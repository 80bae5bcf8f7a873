package xdrive

import (
	"bytes"
	"context"
	"image"
	"testing"
	"time"
)

const patience = 20 * time.Second

// A watcher hears of what is drawn where it is drawn, hears nothing when nothing is, and sees the pixels of that moment.
func TestWatcherHearsAndSees(t *testing.T) {
	server, err := Start(context.Background(), 320, 200)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- Blank(server.Display) }()
	hand, err := Connect(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer hand.Close()
	w, err := Watch(server.Display)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	defer func() {
		server.Stop()
		if err := <-ended; err != nil {
			t.Error("the blank window:", err)
		}
	}()
	grey := func() bool { // the window has come
		p, err := w.Part(image.Rect(10, 10, 11, 11))
		return err == nil && bytes.Equal(p[:3], []byte{0x80, 0x80, 0x80})
	}
	for end := time.Now().Add(patience); !grey(); {
		if time.Now().After(end) {
			t.Fatal("there is no window")
		}
		w.Next(patience / 100)
	}
	w.Drain()
	before, err := w.Rows(50)
	if err != nil {
		t.Fatal(err)
	}
	if len(before) != 4*320*4 {
		t.Fatalf("every 50th row of 320 by 200 has %d bytes", len(before))
	}
	before = bytes.Clone(before)
	if err := hand.Move(160, 100); err != nil {
		t.Fatal(err)
	}
	if d, ok := w.Next(patience / 400); ok {
		t.Errorf("a finger that only moves draws %v", d.Area)
	}
	if err := hand.Down(); err != nil {
		t.Fatal(err)
	}
	d, ok := w.Next(patience)
	if !ok || d.Area != image.Rect(140, 88, 180, 113) {
		t.Fatalf("drawn was %v, %v", d.Area, ok)
	}
	after, err := w.Rows(50)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(before, after) {
		t.Error("what was drawn is not seen")
	}
	seen, err := hand.Look(image.Rect(159, 99, 161, 101))
	if err != nil {
		t.Fatal(err)
	}
	if c := seen.RGBAAt(0, 0); c.R != 0x05 || c.G != 0x10 || c.B != 0x15 || c.A != 0xFF {
		t.Errorf("the first touch is seen as %v", c)
	}
}
