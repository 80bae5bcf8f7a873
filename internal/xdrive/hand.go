package xdrive

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Hand is a connection that touches and looks. One goroutine uses it.
type Hand struct {
	x    *xgb.Conn
	root xproto.Window
	size image.Point
	at   image.Point // where it is
	pace pace

	memory *memory
}

// pace keeps a hand from touching a place twice where it means two touches: a terminal takes those for one (ui/stage, twiceWithin).
type pace struct {
	at   image.Point
	when time.Time
}

// apart is longer than that time, and near farther than that place reaches.
const (
	apart = 450 * time.Millisecond
	near  = 90
)

// touched notes a touch.
func (p *pace) touched(at image.Point) { p.at, p.when = at, time.Now() }

// rest waits until the next touch of a place is another one.
func (p *pace) rest(at image.Point) {
	if d := at.Sub(p.at); d.X*d.X+d.Y*d.Y < near*near {
		time.Sleep(time.Until(p.when.Add(apart)))
	}
}

// Connect joins a display.
func Connect(display string) (*Hand, error) {
	xgb.Logger.SetOutput(io.Discard) // it reports the end of the server, which is our own doing; errors are returned
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("display %s: %w", display, err)
	}
	if err := xtest.Init(x); err != nil {
		x.Close()
		return nil, fmt.Errorf("display %s has no XTEST: %w", display, err)
	}
	screen := xproto.Setup(x).DefaultScreen(x)
	h := &Hand{x: x, root: screen.Root, size: image.Pt(int(screen.WidthInPixels), int(screen.HeightInPixels))}
	if h.memory, err = share(x, h.root, h.size); err != nil {
		x.Close()
		return nil, fmt.Errorf("display %s: %w", display, err)
	}
	return h, nil
}

// Close leaves the display.
func (h *Hand) Close() {
	h.x.Close()
	h.memory.close()
}

// Size is the display's.
func (h *Hand) Size() image.Point { return h.size }

// Move puts the finger above a place without touching. It waits before it comes back to where it has just touched.
func (h *Hand) Move(x, y int) error {
	h.at = image.Pt(x, y)
	h.pace.rest(h.at)
	return xtest.FakeInputChecked(h.x, xproto.MotionNotify, 0, 0, h.root, int16(x), int16(y), 0).Check()
}

// Down and Up are the two halves of a touch.
func (h *Hand) Down() error {
	return xtest.FakeInputChecked(h.x, xproto.ButtonPress, 1, 0, h.root, 0, 0, 0).Check()
}

// Up lifts the finger.
func (h *Hand) Up() error {
	h.pace.touched(h.at)
	return xtest.FakeInputChecked(h.x, xproto.ButtonRelease, 1, 0, h.root, 0, 0, 0).Check()
}

// Touch is a whole touch at a place.
func (h *Hand) Touch(x, y int) error {
	if err := h.Move(x, y); err != nil {
		return err
	}
	if err := h.Down(); err != nil {
		return err
	}
	return h.Up()
}

// Look is a picture of a part of the screen.
func (h *Hand) Look(r image.Rectangle) (*image.RGBA, error) {
	r = r.Intersect(image.Rectangle{Max: h.size})
	if r.Empty() {
		return nil, fmt.Errorf("nothing of %v is on the screen", r)
	}
	pixels, err := h.memory.ask(r)
	if err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, r.Dx(), r.Dy()))
	for i := 0; i+3 < len(img.Pix); i += perPixel {
		img.Pix[i], img.Pix[i+1], img.Pix[i+2], img.Pix[i+3] = pixels[i+2], pixels[i+1], pixels[i], 0xFF
	}
	return img, nil
}

// stillFor is how long a picture must stay as it is to be taken for finished: the window paints within two frames of 16 ms.
const stillFor = 100 * time.Millisecond

// Still waits until a part of the screen shows something and does not change any more, and gives its picture. A screen of one
// colour shows nothing: it has not been painted yet.
func (h *Hand) Still(r image.Rectangle, limit time.Duration) (*image.RGBA, error) {
	end := time.Now().Add(limit)
	var last *image.RGBA
	var since time.Time
	for {
		now, err := h.Look(r)
		if err != nil {
			return nil, err
		}
		at := time.Now()
		switch {
		case last == nil || !bytes.Equal(now.Pix, last.Pix):
			last, since = now, at
		case at.Sub(since) >= stillFor && !plain(now):
			return now, nil
		}
		if at.After(end) {
			return nil, fmt.Errorf("%v did not come to rest within %s", r, limit)
		}
		time.Sleep(lookEvery)
	}
}

// plain reports whether a picture is of one colour.
func plain(i *image.RGBA) bool {
	for k := 4; k+3 < len(i.Pix); k += 4 {
		if i.Pix[k] != i.Pix[0] || i.Pix[k+1] != i.Pix[1] || i.Pix[k+2] != i.Pix[2] {
			return false
		}
	}
	return true
}

// Change waits until a part of the screen differs from before, and gives when that was seen. It looks twice a
// millisecond: more would take the server from the program that is to change the picture.
func (h *Hand) Change(r image.Rectangle, before *image.RGBA, limit time.Duration) (time.Time, error) {
	end := time.Now().Add(limit)
	for {
		now, err := h.Look(r)
		if err != nil {
			return time.Time{}, err
		}
		seen := time.Now()
		if !bytes.Equal(now.Pix, before.Pix) {
			return seen, nil
		}
		if seen.After(end) {
			return time.Time{}, fmt.Errorf("nothing changed at %v within %s", r, limit)
		}
		time.Sleep(time.Millisecond / 2)
	}
}
