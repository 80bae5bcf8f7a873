package ui

import (
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
)

// secrets are what a screen that is not personal must not show of a person.
func secrets(r records.Record) []string {
	out := []string{r.Person.Name, idcard.MaskName(r.Person.Name), r.Person.Number, idcard.Tail(r.Person.Number)}
	for _, c := range r.Contributions {
		out = append(out, c.Employer, c.Base.String(), c.Personal.String(), c.Unit.String())
	}
	for _, y := range r.AccountYears {
		out = append(out, y.Closing.String(), y.Opening.String())
	}
	for _, y := range r.Annuity.Years {
		out = append(out, y.Closing.String(), y.UnitBook.String(), r.Annuity.Unit)
	}
	for _, y := range r.ResidentYears {
		out = append(out, y.Balance.String(), y.Personal.String())
	}
	for _, b := range r.Benefits {
		out = append(out, b.Monthly.String()) // its kind is a word of the policy content too
		for _, p := range b.Payments {
			out = append(out, p.Amount.String(), p.Bank, "****"+p.BankTail)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(s string) bool { return len(s) < 4 || s == "--" })
}

func texts(s *stage.Scene) string {
	var out []string
	for _, i := range s.Items {
		out = append(out, i.Text)
	}
	return strings.Join(out, "\n")
}

// anywhere is every screen that is not personal which somebody who is known can reach, and the personal ones.
func anywhere(e errand) (open, personal []errand) {
	after := func(d time.Duration) visit.Tick { return visit.Tick{When: visit.When{At: now.Add(d)}} }
	for _, x := range []errand{e, e.Do(visit.DoIdentity), e.Open(visit.Action{Do: visit.DoQuery}), e.Open(visit.Action{Do: visit.DoYearRecord}),
		e.Open(visit.Action{Do: visit.DoQuery}).Tap(visit.Action{Do: visit.DoPreview, Text: "contribution_slip"}),
		e.Open(visit.Action{Do: visit.DoQuery}).Tap(visit.Action{Do: visit.DoPreview, Text: "contribution_slip"}).Do(visit.DoPrint),
		lastPage(e.Open(visit.Action{Do: visit.DoQuery}).Tap(visit.Action{Do: visit.DoPreview, Text: "contribution_slip"}))} {
		personal = append(personal, x)
		open = append(open, x.On(visit.CardOut{}), x.On(visit.Crashed{}), x.On(visit.ReaderChanged{}))
		for _, d := range []visit.Do{visit.DoExit, visit.DoWrongInfo, visit.DoQuestions} {
			if slices.Contains(visit.Offers(x.State), visit.Action{Do: d}) {
				open = append(open, x.Do(d), x.Do(d).On(after(61*time.Second)))
			}
		}
	}
	for _, a := range visit.Queries() {
		x := e.Open(a)
		personal = append(personal, x)
		open = append(open, x.Do(visit.DoWrongInfo))
	}
	personal = append(personal, e.Open(visit.Action{Do: visit.DoQuery}).Do(visit.DoPlaces))
	services := e.Do(visit.DoCardServices)
	current := services.Do(visit.DoChangePIN)
	sending := current.Typed().Typed().Judged(visit.NewPINFine).Typed()
	open = append(open, services, current, current.Typed(), sending, sending.Changed(visit.ChangeDone, 3), sending.Changed(visit.ChangeWrong, 1),
		sending.Changed(visit.ChangeUnknown, 2), sending.On(visit.CardChanged{Visit: e.State.Visit}), e.On(visit.KeysChanged{}))
	for _, x := range open {
		if slices.Contains(visit.Offers(x.State), visit.Action{Do: visit.DoHelp}) {
			open = append(open, x.Do(visit.DoHelp))
		}
	}
	return open, personal
}

// lastPage turns to the end of a preview, where the slip's code is.
func lastPage(e errand) errand {
	for n := range 4 {
		e = e.Tap(visit.Action{Do: visit.DoPage, N: n + 1})
	}
	return e
}

// A screen that is not personal shows nothing of the person, whatever was on the screen before and lies under an overlay.
func TestOpenScreensShowNothingPersonal(t *testing.T) {
	u := newUI(t)
	jia := full(records.CivilRetiree) // of whom every query has something
	open, personal := anywhere(begin(t).Home(jia))
	hidden := secrets(jia)
	seen := 0
	for _, e := range personal {
		for _, s := range hidden {
			if strings.Contains(texts(u.Scene(visit.Look(e.State), 1920, 1080)), s) {
				seen++
			}
		}
	}
	if seen < 10 {
		t.Fatalf("the personal screens show only %d of what is looked for", seen)
	}
	for _, e := range open {
		if e.State.Here.Screen.Personal() {
			t.Fatalf("%s is personal", e.State.Here.Screen)
		}
		for look, modes := range looks() {
			v := visit.Look(e.State)
			v.Modes = modes
			all := texts(u.Scene(v, 1920, 1080))
			for _, s := range hidden {
				if strings.Contains(all, s) {
					t.Errorf("%s %s shows %q", e.State.Here.Screen, look, s)
				}
			}
		}
	}
}

// When another scene is shown, no object of the toolkit, neither one in use nor one that was dropped, holds a text or picture of
// the scene before that the new one does not have.
func TestObjectsHoldNothingOfTheScreenBefore(t *testing.T) {
	u := newUI(t)
	w := test.NewWindow(u.Content())
	defer w.Close()
	w.Resize(fyne.NewSize(1920, 1080))
	jia := full(records.CivilRetiree)
	open, personal := anywhere(begin(t).Home(jia))
	ever := map[fyne.CanvasObject]bool{}
	walk := func() {
		for _, o := range test.WidgetRenderer(u.stage).Objects() {
			ever[o] = true
		}
	}
	show := func(e errand) *stage.Scene {
		s := u.Scene(visit.Look(e.State), 1920, 1080)
		u.stage.Present(*s)
		walk()
		return s
	}
	hidden := secrets(jia)
	codes := map[image.Image]bool{}
	for _, after := range open {
		for _, before := range personal {
			for _, i := range show(before).Items {
				if i.Kind == stage.Picture {
					codes[i.Image] = true
				}
			}
		}
		shown := texts(show(after))
		for o := range ever {
			switch o := o.(type) {
			case *canvas.Text:
				if o.Text != "" && !strings.Contains(shown, o.Text) {
					t.Fatalf("after %s an object still holds %q", after.State.Here.Screen, o.Text)
				}
				for _, s := range hidden {
					if strings.Contains(o.Text, s) {
						t.Fatalf("after %s an object still holds %q", after.State.Here.Screen, s)
					}
				}
			case *canvas.Image:
				if codes[o.Image] {
					t.Fatalf("after %s an object still holds a QR code", after.State.Here.Screen)
				}
			}
		}
	}
	if len(codes) == 0 {
		t.Error("no screen showed the slip's code")
	}
}
