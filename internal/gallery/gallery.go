// Package gallery has every view that a terminal shows, in every state that looks different, with invented persons: what tests of
// the screens judge and what kiosk-demo -gallery draws.
//
// A view is reached as a person reaches it, by events and by touches that the visit offers. The room knows no screen and no device,
// and no terminal is built with it.
package gallery

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/asking"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/leaflet"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/visit"
)

// Now is when everything in the gallery happens.
func Now() time.Time { return time.Date(2026, 11, 23, 10, 8, 0, 0, time.FixedZone("CST", 8*60*60)) }

// Gallery makes views. It keeps what is not quick to make and never changes.
type Gallery struct {
	facts   visit.Facts
	library *faq.Library
	people  map[string]records.Record
}

// New reads the built-in policy content and the invented persons; an error is a fault of the build or of the disk.
func New(ctx context.Context) (*Gallery, error) {
	library, err := faq.Builtin()
	if err != nil {
		return nil, err
	}
	people, err := people(ctx)
	if err != nil {
		return nil, err
	}
	return &Gallery{library: library, people: people, facts: visit.Facts{Terminal: "SD-0101-0001", Hall: "济南市历下区社会保险服务大厅",
		City: "370100", Phone: "12345", Columns: 48, Specimen: true, Limits: visit.DefaultLimits(), Slips: visit.SlipFacts{ValidDays: 90},
		Guides: leaflet.New(library, visit.EntryLoss), Asker: asking.New(library, search.New(library)), Edition: released{}}}, nil
}

// Facts are those of the terminal that shows the views.
func (g *Gallery) Facts() visit.Facts { return g.facts }

// Library is the policy content that the views are of.
func (g *Gallery) Library() *faq.Library { return g.library }

// People are the invented persons of whom there is something to draw, by name.
func (g *Gallery) People() map[string]records.Record { return g.people }

// released is the edition of the policy content that is said to be shown.
type released struct{}

func (released) Edition() (version, day string) { return "2026-11", "2026-11-28" }

// people reads the invented persons from a generated record file, which is gone when they are read.
func people(ctx context.Context) (map[string]records.Record, error) {
	dir, err := os.MkdirTemp("", "gallery-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "records.db")
	key := keys.NewRecords()
	if err := generate.Write(ctx, path, key, generate.Options{Seed: 1, Now: Now()}); err != nil {
		return nil, err
	}
	source, err := sqlite.Open(path, key)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	out := map[string]records.Record{}
	for _, who := range generate.Cast() {
		r, err := source.Read(ctx, who.Number, records.WindowAt(Now()))
		switch who.Name {
		case "测试戊", "测试辛", "测试壬", "测试子":
			continue // refused, deceased, being checked or there twice: there is nothing of theirs to draw
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", who.Note, err)
		}
		out[who.Name] = r
	}
	return out, nil
}

// Glass is a display of a terminal.
type Glass struct {
	Name          string
	Width, Height float32 // dp
}

// Glasses are the displays that every screen is made for: lying and upright.
func Glasses() []Glass { return []Glass{{"landscape", 1920, 1080}, {"portrait", 1080, 1920}} }

// Look is a combination of modes.
type Look struct {
	Name  string // "" for none
	Modes visit.Modes
}

// Looks are the modes in which every screen must fit.
func Looks() []Look {
	return []Look{{"", visit.Modes{}}, {"large", visit.Modes{Large: true}}, {"contrast", visit.Modes{Contrast: true}},
		{"english", visit.Modes{English: true}}, {"large-english", visit.Modes{Large: true, English: true}},
		{"large-contrast", visit.Modes{Large: true, Contrast: true}}, {"low", visit.Modes{Low: true}},
		{"low-large", visit.Modes{Low: true, Large: true}}, {"low-large-english", visit.Modes{Low: true, Large: true, English: true}}}
}

// MoreLooks are further modes and combinations of them, which the pictures show, too.
func MoreLooks() []Look {
	return []Look{{"voice", visit.Modes{Voice: true}}, {"low-contrast", visit.Modes{Low: true, Contrast: true}},
		{"all", visit.Modes{Large: true, Contrast: true, Low: true, Voice: true, English: true}}}
}
