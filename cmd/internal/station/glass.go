package station

import (
	"errors"
	"os"

	"shebao/kiosk/internal/glass"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/typeface"
)

// openType reads the type of the screens, with the fonts that are installed for rare characters behind it.
func openType(open *Closers) (*typeface.Typeface, error) {
	face, err := typeface.Screens()
	if err != nil {
		return nil, err
	}
	for _, path := range raster.SystemFonts() {
		f, err := os.Open(path)
		if errors.Is(err, os.ErrNotExist) {
			continue // what it has is shown as its boxed code point
		}
		if err != nil {
			return nil, err
		}
		open.Add(func() { closing("a font", f.Close) })
		if err := face.Add(f); err != nil {
			return nil, err
		}
	}
	return face, nil
}

// openGlass joins the toolkit's window.
func openGlass(id uint32, events *loop) (stage.Glass, error) {
	if id == 0 {
		return nil, errors.New("the window is not one of an X server")
	}
	g, err := glass.Open(id)
	if err != nil {
		return nil, err
	}
	return pane{g, events}, nil
}

// pane is a glass as the stage knows it.
type pane struct {
	*glass.Window
	events *loop
}

// Surface implements stage.Glass. Another one is asked for when the window has another size, which the toolkit has yet to hear of.
func (p pane) Surface(w, h int) (*stage.Surface, error) {
	p.events.Yield()
	words, err := p.Memory(w, h)
	if err != nil {
		return nil, err
	}
	return &stage.Surface{Pix: words, W: w, H: h, Order: stage.BGRX}, nil
}

var _ stage.Glass = pane{}
