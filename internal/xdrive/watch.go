package xdrive

import (
	"fmt"
	"image"
	"io"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/xproto"
)

// Drawing is that something was drawn on the display, by anybody. What was drawn may look as before.
type Drawing struct {
	At   time.Time // when it was heard of
	Area image.Rectangle
}

// Watcher is told by the X server (DAMAGE) when something is drawn, and looks only then: who looks over and over takes the server
// from the program that is looked at. It is a connection of its own. One goroutine uses it.
type Watcher struct {
	x      *xgb.Conn
	size   image.Point
	memory *memory
	drawn  chan Drawing
	ended  chan struct{}
}

// mostDrawings is how many are kept for somebody who does not listen; later ones are lost. Drain empties it.
const mostDrawings = 1 << 16

// Watch joins a display. Close ends it.
func Watch(display string) (*Watcher, error) {
	xgb.Logger.SetOutput(io.Discard)
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return nil, fmt.Errorf("display %s: %w", display, err)
	}
	w := &Watcher{x: x, drawn: make(chan Drawing, mostDrawings), ended: make(chan struct{})}
	if err := w.join(); err != nil {
		x.Close()
		return nil, fmt.Errorf("display %s: %w", display, err)
	}
	go w.listen()
	return w, nil
}

func (w *Watcher) join() (err error) {
	screen := xproto.Setup(w.x).DefaultScreen(w.x)
	w.size = image.Pt(int(screen.WidthInPixels), int(screen.HeightInPixels))
	if err := damage.Init(w.x); err != nil {
		return err
	}
	if _, err := damage.QueryVersion(w.x, 1, 1).Reply(); err != nil {
		return err
	}
	if w.memory, err = share(w.x, screen.Root, w.size); err != nil {
		return err
	}
	id, err := damage.NewDamageId(w.x)
	if err != nil {
		return err
	}
	return damage.CreateChecked(w.x, id, xproto.Drawable(screen.Root), damage.ReportLevelRawRectangles).Check()
}

// listen ends with the connection.
func (w *Watcher) listen() {
	defer close(w.ended)
	for {
		e, err := w.x.WaitForEvent()
		if e == nil && err == nil {
			return
		}
		if n, ok := e.(damage.NotifyEvent); ok {
			at := image.Pt(int(n.Area.X), int(n.Area.Y))
			select {
			case w.drawn <- Drawing{time.Now(), image.Rectangle{Min: at, Max: at.Add(image.Pt(int(n.Area.Width), int(n.Area.Height)))}}:
			default:
			}
		}
	}
}

// Close leaves the display.
func (w *Watcher) Close() {
	w.x.Close()
	<-w.ended
	w.memory.close()
}

// Drain forgets what was drawn up to now.
func (w *Watcher) Drain() {
	for len(w.drawn) > 0 {
		<-w.drawn
	}
}

// Next waits for a drawing, for at most so long; ok is false when none came.
func (w *Watcher) Next(limit time.Duration) (d Drawing, ok bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case d = <-w.drawn:
		return d, true
	case <-timer.C:
		return Drawing{}, false
	}
}

// Part is a part of the display as it is now, four bytes to the pixel, row by row. It is valid until the watcher looks again.
func (w *Watcher) Part(r image.Rectangle) ([]byte, error) {
	r = r.Intersect(image.Rectangle{Max: w.size})
	if r.Empty() {
		return nil, fmt.Errorf("nothing of %v is on the display", r)
	}
	return w.memory.ask(r)
}

// Rows is every step-th row of the display as it is now, from the first, four bytes to the pixel. It is valid until the watcher
// looks again.
func (w *Watcher) Rows(step int) ([]byte, error) {
	var rows []image.Rectangle
	for y := 0; y < w.size.Y; y += step {
		rows = append(rows, image.Rect(0, y, w.size.X, y+1))
	}
	return w.memory.ask(rows...)
}
