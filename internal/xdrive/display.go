package xdrive

import (
	"errors"
	"fmt"
	"image"
	"math"

	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
)

// Size is that of a terminal's display, either way up.
func Size(upright bool) image.Point {
	if upright {
		return image.Pt(1080, 1920)
	}
	return image.Pt(1920, 1080)
}

// Turn gives the display another size while programs are on it, as an operator's xrandr does. The size must be one of its modes.
// Hands of other connections do not hear of it.
func (h *Hand) Turn(size image.Point) error {
	if err := randr.Init(h.x); err != nil {
		return fmt.Errorf("the display cannot be turned: %w", err)
	}
	r, err := randr.GetScreenResourcesCurrent(h.x, h.root).Reply()
	if err != nil {
		return err
	}
	mode := -1
	for i, m := range r.Modes {
		if int(m.Width) == size.X && int(m.Height) == size.Y {
			mode = i
			break
		}
	}
	if mode < 0 || len(r.Crtcs) == 0 || len(r.Outputs) == 0 {
		return fmt.Errorf("the display has no mode of %v", size)
	}
	crtc, output := r.Crtcs[0], r.Outputs[0]
	// The screen must hold what is shown at any moment: nothing is while its size changes.
	set := func(mode randr.Mode, outputs []randr.Output) error {
		reply, err := randr.SetCrtcConfig(h.x, crtc, 0, r.ConfigTimestamp, 0, 0, mode, randr.RotationRotate0, outputs).Reply()
		if err == nil && reply.Status != randr.SetConfigSuccess {
			err = fmt.Errorf("the display refuses a mode: %d", reply.Status)
		}
		return err
	}
	if err := set(0, nil); err != nil {
		return err
	}
	mm := func(pixels int) uint32 { return uint32(math.Round(float64(pixels) * 25.4 / 96)) }
	if err := randr.SetScreenSizeChecked(h.x, h.root, uint16(size.X), uint16(size.Y), mm(size.X), mm(size.Y)).Check(); err != nil {
		return err
	}
	if err := set(randr.Mode(r.Modes[mode].Id), []randr.Output{output}); err != nil {
		return err
	}
	h.size = size
	return nil
}

// Windows are where the windows stand that can be seen, the lowest first.
func (h *Hand) Windows() ([]image.Rectangle, error) {
	tree, err := xproto.QueryTree(h.x, h.root).Reply()
	if err != nil {
		return nil, err
	}
	var out []image.Rectangle
	for _, w := range tree.Children {
		a, err := xproto.GetWindowAttributes(h.x, w).Reply()
		if err != nil || a.MapState != xproto.MapStateViewable || a.Class == xproto.WindowClassInputOnly {
			continue // one that has just gone is none
		}
		g, err := xproto.GetGeometry(h.x, xproto.Drawable(w)).Reply()
		if err != nil {
			continue
		}
		at := image.Pt(int(g.X), int(g.Y))
		out = append(out, image.Rectangle{Min: at, Max: at.Add(image.Pt(int(g.Width), int(g.Height)))})
	}
	return out, nil
}

// Pointer tells how many pixels of the pointer's picture can be seen where it is now.
func (h *Hand) Pointer() (visible int, err error) {
	if err := xfixes.Init(h.x); err != nil {
		return 0, err
	}
	if _, err := xfixes.QueryVersion(h.x, 4, 0).Reply(); err != nil {
		return 0, err
	}
	c, err := xfixes.GetCursorImage(h.x).Reply()
	if err != nil {
		return 0, err
	}
	for _, argb := range c.CursorImage {
		if argb>>24 != 0 {
			visible++
		}
	}
	return visible, nil
}

// Saver tells after how many seconds the server blanks the screen by itself; 0 is never.
func (h *Hand) Saver() (seconds int, err error) {
	s, err := xproto.GetScreenSaver(h.x).Reply()
	if err != nil {
		return 0, errors.Join(errors.New("the server does not tell of its screen saver"), err)
	}
	return int(s.Timeout), nil
}
