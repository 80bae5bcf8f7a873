// Package pictures draws every screen of the terminal into files, for people to look at, and judges the drawings by their pixels:
// a program that reads pictures finds what stands on them, and the contrast of each text is measured.
//
// What is drawn is what stands on a terminal's glass, pixel by pixel. Nothing here needs a window.
package pictures

import (
	"context"
	"image"
	"time"

	"shebao/kiosk/internal/gallery"
	"shebao/kiosk/internal/tables"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/typeface"
)

// Painter draws the gallery. It belongs to one goroutine.
type Painter struct {
	Gallery *gallery.Gallery
	ui      *ui.UI
	brush   *stage.Brush
	face    *typeface.Typeface
}

// New makes what draws on a glass of the usual size; an error is a fault of the build or of the disk.
func New(ctx context.Context) (*Painter, error) {
	g, err := gallery.New(ctx)
	if err != nil {
		return nil, err
	}
	return NewFor(g)
}

// NewFor is another painter for a gallery, as every goroutine that draws needs its own.
func NewFor(g *gallery.Gallery) (*Painter, error) {
	face, err := typeface.Screens()
	if err != nil {
		return nil, err
	}
	screens := ui.New(ui.Config{Type: face, Facts: g.Facts(), Words: words.New(), Library: g.Library(), DiagonalInch: 21.5,
		Tap: func(int64, visit.Action) {}, Keypad: noKeys{}, Parameters: figures})
	return &Painter{Gallery: g, ui: screens, brush: stage.NewBrush(face), face: face}, nil
}

// Scene is a view in some modes on a glass.
func (p *Painter) Scene(v visit.View, m visit.Modes, glass gallery.Glass) *stage.Scene {
	v.Modes = m
	return p.ui.Scene(v, glass.Width, glass.Height)
}

// Paint is what a scene looks like.
func (p *Painter) Paint(s *stage.Scene) *image.RGBA { return p.brush.Paint(s) }

type noKeys struct{}

func (noKeys) Digit(byte) {}
func (noKeys) Rubout()    {}
func (noKeys) Clear()     {}

// figures are the gallery's, and those that are shipped.
func figures(at time.Time, say ui.Say) []ui.ParameterGroup {
	var out []ui.ParameterGroup
	for _, g := range gallery.Figures() {
		group := ui.ParameterGroup{Title: g.Title}
		for _, row := range g.Rows {
			group.Rows = append(group.Rows, ui.ParameterRow(row))
		}
		out = append(out, group)
	}
	shipped, _ := tables.Load("") // without a folder of the operator's nothing can be wrong with it
	return append(out, ui.FromTables(shipped.Shown(at), say)...)
}
