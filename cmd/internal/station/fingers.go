package station

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"fyne.io/fyne/v2/driver/mobile"

	"shebao/kiosk/devices/touch"
	"shebao/kiosk/ui/stage"
)

// windowOf is the number of the toolkit's window on an X server; 0 when it has none. It runs on the toolkit's goroutine.
func windowOf(w fyne.Window) (id uint32) {
	if native, ok := w.(driver.NativeWindow); ok {
		native.RunNative(func(context any) {
			if x, ok := context.(driver.X11WindowContext); ok {
				id = uint32(x.WindowHandle)
			}
		})
	}
	return id
}

// hearFingers has a stage that fills a window hear every finger by itself, until ctx is done. Where it cannot, the toolkit hears one at
// a time, as a pointer; as it does a mouse.
func hearFingers(ctx context.Context, window uint32, events *loop, s *stage.Stage) {
	err := touch.Listen(ctx, window, func(e touch.Event) {
		if e.Kind == touch.Move {
			return // where it ends is what counts
		}
		events.Do(func() {
			scale := float32(1)
			if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil {
				scale = c.Scale()
			}
			at := &mobile.TouchEvent{ID: e.Finger, PointEvent: fyne.PointEvent{Position: fyne.NewPos(e.X/scale, e.Y/scale)}}
			if e.Kind == touch.Down {
				s.TouchDown(at)
			} else {
				s.TouchUp(at)
			}
		})
	})
	if err != nil && ctx.Err() == nil {
		fault("fingers are heard as a pointer, one at a time", err)
		events.Do(s.Untouched)
	}
}
