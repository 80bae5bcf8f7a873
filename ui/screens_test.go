package ui

import (
	"context"
	"image"
	"image/png"
	"os"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	shown "shebao/kiosk/internal/gallery"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/tables"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/typeface"
)

// What is judged here is what the gallery shows.
type (
	errand = shown.Errand
	view   = shown.View
)

var (
	now = shown.Now()

	// rooms is the gallery; making it is not quick, and it never changes.
	rooms = sync.OnceValue(func() *shown.Gallery {
		g, err := shown.New(context.Background())
		if err != nil {
			panic(err) // a fault of the build, which the content's and the records' own tests explain
		}
		return g
	})
)

type noKeys struct{}

func (noKeys) Digit(byte) {}
func (noKeys) Rubout()    {}
func (noKeys) Clear()     {}

// newUI is the screens as the terminal makes them, on the toolkit's test driver.
func newUI(t testing.TB) *UI {
	t.Helper()
	return New(Config{Type: face(), Facts: facts(), Words: words.New(), Library: rooms().Library(), DiagonalInch: 21.5,
		Tap: func(int64, visit.Action) {}, Keypad: noKeys{}, Parameters: figures})
}

func facts() visit.Facts { return rooms().Facts() }

func begin(testing.TB) errand { return rooms().Begin() }

func people(testing.TB) map[string]records.Record { return rooms().People() }

func gallery(testing.TB) []view { return rooms().Views() }

func full(kind records.PersonKind) records.Record { return shown.Full(kind) }

func bare(kind records.PersonKind) records.Record { return shown.Bare(kind) }

// figures are the gallery's, and those that are shipped.
func figures(at time.Time, say Say) []ParameterGroup {
	var out []ParameterGroup
	for _, g := range shown.Figures() {
		group := ParameterGroup{Title: g.Title}
		for _, row := range g.Rows {
			group.Rows = append(group.Rows, ParameterRow(row))
		}
		out = append(out, group)
	}
	shipped, _ := tables.Load("") // without a folder of the operator's nothing can be wrong with it
	return append(out, FromTables(shipped.Shown(at), say)...)
}

// glasses are the displays of the issue, by name.
func glasses() map[string]fyne.Size {
	out := map[string]fyne.Size{}
	for _, g := range shown.Glasses() {
		out[g.Name] = fyne.NewSize(g.Width, g.Height)
	}
	return out
}

// looks are the modes in which every screen must fit, by name.
func looks() map[string]visit.Modes {
	out := map[string]visit.Modes{}
	for _, l := range shown.Looks() {
		out[l.Name] = l.Modes
	}
	return out
}

// capture is what a scene looks like.
func capture(t testing.TB, s *stage.Scene) image.Image {
	t.Helper()
	return brush(t).Paint(s)
}

// brush is what scenes are drawn with.
func brush(t testing.TB) *stage.Brush {
	t.Helper()
	return stage.NewBrush(face())
}

// face is made once: it keeps only what it was asked to draw.
var face = sync.OnceValue(func() *typeface.Typeface {
	f, err := typeface.Screens()
	if err != nil {
		panic(err) // a fault of the build, which the typeface's own test explains
	}
	return f
})

func writePNG(t testing.TB, path string, i image.Image) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, i); err != nil {
		t.Fatal(err)
	}
}
