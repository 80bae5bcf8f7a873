package halltest

import (
	"image"

	"shebao/kiosk/internal/xdrive"
)

// Light starts the X server: at first, and again after Darken.
func (h *Hall) Light() (err error) {
	size := xdrive.Size(h.options.Upright)
	h.Screen = image.Rectangle{Max: size}
	if h.options.Glass {
		o := xdrive.GlassOptions{Dir: h.Path("x"), Upright: h.options.Upright, Configs: h.options.Configs}
		if h.Glass, err = xdrive.StartGlass(h.ctx, o); err != nil {
			return err
		}
		h.server = h.Glass.Server
	} else if h.server, err = xdrive.Start(h.ctx, size.X, size.Y); err != nil {
		return err
	}
	h.Hand, err = xdrive.Connect(h.server.Display)
	return err
}

// Darken ends the X server as a fault of it would.
func (h *Hall) Darken() {
	if h.Glass != nil {
		h.Glass.Kill()
	} else {
		h.server.Kill()
	}
	h.Hand.Close()
	h.Hand = nil
}

// Touch is a whole touch at a place: of a finger where the glass takes fingers, of the pointer elsewhere.
func (h *Hall) Touch(x, y int) error {
	if h.Glass != nil {
		return h.Glass.Fingers.Touch(x, y)
	}
	return h.Hand.Touch(x, y)
}

// Turn gives the display of a hall with a Glass another size, with the terminal on it.
func (h *Hall) Turn(upright bool) error {
	size := xdrive.Size(upright)
	if err := h.Hand.Turn(size); err != nil {
		return err
	}
	h.Glass.Fingers.Fit(size)
	h.Screen = image.Rectangle{Max: size}
	return nil
}
