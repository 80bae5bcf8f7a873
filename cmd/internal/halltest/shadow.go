package halltest

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/index"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/asking"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/leaflet"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/typeface"
)

// Shadow is the visit and its screens, run beside the terminal. It is told what happens; it does not look at the terminal.
type Shadow struct {
	State   visit.State
	Effects []visit.Effect // of the last event

	ui     *ui.UI
	brush  *stage.Brush
	size   fyne.Size
	digits int
}

// NewShadow makes the shadow of a terminal that has just started, with everything in order, on glass of the given size.
func NewShadow(size image.Point) (*Shadow, error) {
	library, err := faq.Builtin()
	if err != nil {
		return nil, err
	}
	face, err := typeface.Screens()
	if err != nil {
		return nil, err
	}
	s := &Shadow{brush: stage.NewBrush(face), size: fyne.NewSize(float32(size.X), float32(size.Y))}
	facts := visit.Facts{Terminal: Terminal, Hall: Name, Phone: Phone, Columns: 48, Limits: visit.DefaultLimits(),
		Slips: visit.SlipFacts{ValidDays: config.Default().Slips.ValidDays}, Asker: asking.New(library, search.New(library)),
		Guides: leaflet.New(library, visit.EntryLoss), Edition: edition(index.Builtin())}
	s.ui = ui.New(ui.Config{
		Type: face, Facts: facts, Words: words.New(), Library: library, DiagonalInch: 21.5, Keypad: (*keypad)(s),
		Tap: func(step int64, a visit.Action) { s.On(visit.Tap{When: now(), Step: step, Action: a}) },
	})
	s.State = visit.Start(facts, time.Now())
	s.On(visit.PrinterChanged{When: now(), Printer: visit.PrinterReady})
	return s, nil
}

// edition is a release, as the help says it.
type edition index.Release

func (e edition) Edition() (version, day string) { return e.Version, e.Made }

// Reads has the shadow know another policy content than the one that ships with the program.
func (s *Shadow) Reads(l *faq.Library, r index.Release) {
	s.ui.SetLibrary(l)
	s.State.Facts.Guides, s.State.Facts.Edition = leaflet.New(l, visit.EntryLoss), edition(r)
}

func now() visit.When { return visit.When{At: time.Now()} }

// keypad counts digits as the terminal's PIN buffer does; what they are is nobody's business here.
type keypad Shadow

func (k *keypad) Digit(byte) { k.count(k.digits + 1) }
func (k *keypad) Rubout()    { k.count(max(0, k.digits-1)) }
func (k *keypad) Clear()     { k.count(0) }

func (k *keypad) count(n int) {
	k.digits = n
	(*Shadow)(k).On(visit.PINLength{When: now(), N: n})
}

// On tells the shadow what happened.
func (s *Shadow) On(e visit.Event) {
	s.State, s.Effects = visit.Next(s.State, e)
	for _, f := range s.Effects {
		if _, ok := f.(visit.OpenPIN); ok {
			s.digits = 0
		}
	}
}

// View is what is to be seen.
func (s *Shadow) View() visit.View { return visit.Look(s.State) }

// Scene is where it stands.
func (s *Shadow) Scene() *stage.Scene { return s.ui.Scene(s.View(), s.size.Width, s.size.Height) }

// Turn tells the shadow that the glass has another size.
func (s *Shadow) Turn(size image.Point) { s.size = fyne.NewSize(float32(size.X), float32(size.Y)) }

// SceneAt is where it would stand at another time, if nothing happened but that it passes.
func (s *Shadow) SceneAt(t time.Time) *stage.Scene {
	state := s.State
	state.Now = t
	return s.ui.Scene(visit.Look(state), s.size.Width, s.size.Height)
}

// Picture is what is to be seen, pixel by pixel.
func (s *Shadow) Picture() *image.RGBA { return s.brush.Paint(s.Scene()) }

// Target finds a target that can be touched.
func (s *Shadow) Target(id string) (stage.Target, error) {
	scene := s.Scene()
	for _, t := range scene.Targets[scene.Covered:] {
		if t.ID == id && t.Enabled {
			return t, nil
		}
	}
	return stage.Target{}, fmt.Errorf("%s has no target %s", s.State.Here.Screen, id)
}

// Visitor is somebody who stands before the terminal, with the shadow that knows what she must see.
type Visitor struct {
	*Shadow
	Hall *Hall
}

// See waits until the glass shows what the shadow shows.
func (v *Visitor) See() error {
	end := time.Now().Add(Patience)
	for {
		v.On(visit.Tick{When: now()})
		want := v.Picture()
		got, err := v.Hall.Hand.Still(v.Hall.Screen, Patience)
		if err != nil {
			return err
		}
		if where, same := Alike(want, got); same {
			return nil
		} else if time.Now().After(end) {
			return v.failed(fmt.Errorf("%s %s is not what is seen: they differ at %v", v.State.Here.Screen, v.State.Overlay, where), want, got)
		}
	}
}

// failed keeps the pictures of a disagreement.
func (v *Visitor) failed(err error, want, got image.Image) error {
	dir, wrote := os.MkdirTemp("", "kiosk-differs-")
	if wrote == nil {
		wrote = errors.Join(SavePNG(filepath.Join(dir, "want.png"), want), SavePNG(filepath.Join(dir, "got.png"), got))
	}
	return errors.Join(fmt.Errorf("%w (want.png, got.png in %s)", err, dir), wrote)
}

// Touch touches a target, on the glass and in the shadow.
func (v *Visitor) Touch(id string) error {
	t, err := v.Target(id)
	if err != nil {
		return err
	}
	if err := v.Hall.Touch(int(t.Rect.X+t.Rect.W/2), int(t.Rect.Y+t.Rect.H/2)); err != nil {
		return err
	}
	t.Press()
	return nil
}

// Do touches targets one after the other, and sees each time what follows.
func (v *Visitor) Do(ids ...string) error {
	for _, id := range ids {
		if err := v.Touch(id); err != nil {
			return err
		}
		if err := v.See(); err != nil {
			return fmt.Errorf("after %s: %w", id, err)
		}
	}
	return nil
}

// Person is somebody with a card.
type Person struct {
	Number, Name string
	PIN          string
}

// Identified tells the shadow that the card was put in and read.
func (v *Visitor) Identified(left int) {
	v.On(visit.CardIn{When: now()})
	v.On(visit.CardRead{When: now(), Visit: v.State.Visit, Left: left, Authenticity: visit.GenuineByPSAM})
}

// Type touches the keys of a PIN, sees the dots, and touches 确认.
func (v *Visitor) Type(pin string) error {
	for _, d := range pin {
		if err := v.Touch("key." + string(d)); err != nil {
			return err
		}
	}
	if err := v.See(); err != nil {
		return err
	}
	return v.Touch("submit")
}

// Proved tells the shadow that the PIN was right.
func (v *Visitor) Proved(p Person) {
	v.On(visit.PINChecked{When: now(), Visit: v.State.Visit, Right: true, Left: 3, Holder: visit.Holder{Name: p.Name, NameClean: true, Number: p.Number}})
}

// Record is what the record file holds of somebody.
func (v *Visitor) Record(p Person) (records.Record, error) {
	key, err := keys.LoadRecords(v.Hall.Path("records.key"))
	if err != nil {
		return records.Record{}, err
	}
	source, err := sqlite.Open(v.Hall.Path("records.db"), key)
	if err != nil {
		return records.Record{}, err
	}
	defer source.Close()
	return source.Read(context.Background(), p.Number, records.WindowAt(v.State.Now))
}

// Read tells the shadow what the record file holds of somebody.
func (v *Visitor) Read(p Person) error {
	r, err := v.Record(p)
	var failure *records.Error
	if errors.As(err, &failure) {
		v.On(visit.RecordsFailed{When: now(), Visit: v.State.Visit, Failure: failure.Failure})
		return nil
	}
	v.On(visit.RecordsRead{When: now(), Visit: v.State.Visit, Record: r})
	return err
}
