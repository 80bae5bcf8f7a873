package xdrive

import (
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Blank is the least that can answer a finger: a window as large as the display of which the middle, as large as a button, takes
// another colour when a finger comes down, and all of it when the finger goes. What is measured of it is the measuring itself. It returns when the display is gone.
func Blank(display string) error {
	x, err := xgb.NewConnDisplay(display)
	if err != nil {
		return fmt.Errorf("display %s: %w", display, err)
	}
	defer x.Close()
	screen := xproto.Setup(x).DefaultScreen(x)
	all := xproto.Rectangle{Width: screen.WidthInPixels, Height: screen.HeightInPixels}
	window, err := xproto.NewWindowId(x)
	if err != nil {
		return err
	}
	gc, err := xproto.NewGcontextId(x)
	if err != nil {
		return err
	}
	if err := xproto.CreateWindowChecked(x, screen.RootDepth, window, screen.Root, 0, 0, all.Width, all.Height, 0,
		xproto.WindowClassInputOutput, screen.RootVisual, xproto.CwBackPixel|xproto.CwEventMask,
		[]uint32{0x808080, xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease}).Check(); err != nil {
		return err
	}
	if err := xproto.CreateGCChecked(x, gc, xproto.Drawable(window), 0, nil).Check(); err != nil {
		return err
	}
	if err := xproto.MapWindowChecked(x, window).Check(); err != nil {
		return err
	}
	middle := xproto.Rectangle{X: int16(all.Width / 2), Y: int16(all.Height / 2), Width: all.Width / 8, Height: all.Height / 8}
	middle.X, middle.Y = middle.X-int16(middle.Width/2), middle.Y-int16(middle.Height/2)
	for shade := uint32(0); ; {
		e, err := x.WaitForEvent()
		if e == nil && err == nil {
			return nil
		}
		part := all
		switch e.(type) {
		case xproto.ButtonPressEvent:
			part = middle
		case xproto.ButtonReleaseEvent:
		default:
			continue
		}
		shade = (shade + 0x051015) & 0xFFFFFF
		xproto.ChangeGC(x, gc, xproto.GcForeground, []uint32{shade})
		xproto.PolyFillRectangle(x, xproto.Drawable(window), gc, []xproto.Rectangle{part})
	}
}
