package glass

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// Fill keeps a window as large as the display, until ctx is done or the server ends. Where a display is turned nobody else does:
// there is no window manager, and the toolkit took the size that the display had when the window was made. The error is nil when
// ctx is done.
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
	fit := func(w, h uint16) error {
		return xproto.ConfigureWindowChecked(x, xproto.Window(window), xproto.ConfigWindowX|xproto.ConfigWindowY|
			xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{0, 0, uint32(w), uint32(h)}).Check()
	}
	err = xproto.ChangeWindowAttributesChecked(x, root, xproto.CwEventMask, []uint32{xproto.EventMaskStructureNotify}).Check()
	if err == nil { // it may have been turned before anybody looked
		var now *xproto.GetGeometryReply
		if now, err = xproto.GetGeometry(x, xproto.Drawable(root)).Reply(); err == nil {
			err = fit(now.Width, now.Height)
		}
	}
	for err == nil {
		e, fault := x.WaitForEvent()
		if fault != nil {
			err = fault
		} else if e == nil {
			err = errors.New("the X server has ended")
		} else if c, ok := e.(xproto.ConfigureNotifyEvent); ok && c.Window == root {
			err = fit(c.Width, c.Height)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("glass: %w", err)
}
