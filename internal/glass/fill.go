package glass

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Fill keeps a window as large as the display, until ctx is done or the server ends. Where a display is turned nobody else does:
// there is no window manager, and the toolkit took the size that the display had when the window was made. It does worse when it sees
// the display dark for a moment: the window library then puts the window anywhere (GLFW 3.4 takes the place from a frame that it has
// not got). The error is nil when ctx is done.
func Fill(ctx context.Context, window uint32) error {
	xgb.Logger.SetOutput(io.Discard)
	x, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("glass: %w", err)
	}
	stop := context.AfterFunc(ctx, x.Close)
	defer func() {
		if stop() {
			x.Close()
		}
	}()
	root := xproto.Setup(x).DefaultScreen(x).Root
	size := image.Point{}
	fit := func() error {
		return xproto.ConfigureWindowChecked(x, xproto.Window(window), xproto.ConfigWindowX|xproto.ConfigWindowY|
			xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{0, 0, uint32(size.X), uint32(size.Y)}).Check()
	}
	for _, w := range []xproto.Window{root, xproto.Window(window)} {
		if err == nil {
			err = xproto.ChangeWindowAttributesChecked(x, w, xproto.CwEventMask, []uint32{xproto.EventMaskStructureNotify}).Check()
		}
	}
	if err == nil { // it may have been turned before anybody looked
		var now *xproto.GetGeometryReply
		if now, err = xproto.GetGeometry(x, xproto.Drawable(root)).Reply(); err == nil {
			size = image.Pt(int(now.Width), int(now.Height))
			err = fit()
		}
	}
	for err == nil {
		e, fault := x.WaitForEvent()
		if fault != nil {
			err = fault
			break
		}
		if e == nil {
			err = errors.New("the X server has ended")
			break
		}
		c, ok := e.(xproto.ConfigureNotifyEvent)
		if !ok {
			continue
		}
		is := image.Rect(int(c.X), int(c.Y), int(c.X)+int(c.Width), int(c.Y)+int(c.Height))
		switch {
		case c.Window == root && is.Size() != size:
			size = is.Size()
			err = fit()
		case c.Window != root && is != (image.Rectangle{Max: size}):
			err = fit()
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("glass: %w", err)
}
