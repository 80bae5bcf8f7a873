package ui

import (
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/asking"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/leaflet"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/typeface"
)

var now = time.Date(2026, 11, 23, 10, 8, 0, 0, time.FixedZone("CST", 8*60*60))

type noKeys struct{}

func (noKeys) Digit(byte) {}
func (noKeys) Rubout()    {}
func (noKeys) Clear()     {}

// asker answers from the content; making it is not quick, and it never changes.
var asker = sync.OnceValue(func() visit.Asker {
	library, err := faq.Builtin()
	if err != nil {
		panic(err)
	}
	return asking.New(library, search.New(library))
})

func facts() visit.Facts {
	library, err := faq.Builtin()
	if err != nil {
		panic(err) // a fault of the build, which the content's own test explains
	}
	return visit.Facts{Terminal: "SD-0101-0001", Hall: "济南市历下区社会保险服务大厅", City: "370100", Phone: "12345", Columns: 48, Specimen: true, Limits: visit.DefaultLimits(),
		Slips: visit.SlipFacts{ValidDays: 90}, Guides: leaflet.New(library, visit.EntryLoss), Asker: asker(), Edition: released{}}
}

// newUI is the screens as the terminal makes them, on the toolkit's test driver.
func newUI(t testing.TB) *UI {
	t.Helper()
	library, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return New(Config{Type: face(), Facts: facts(), Words: words.New(), Library: library, DiagonalInch: 21.5, Tap: func(int64, visit.Action) {}, Keypad: noKeys{},
		Parameters: figures})
}

// people reads the invented persons from a generated record file.
func people(t testing.TB) map[string]records.Record {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.db")
	key := keys.NewRecords()
	if err := generate.Write(context.Background(), path, key, generate.Options{Seed: 1, Now: now}); err != nil {
		t.Fatal(err)
	}
	source, err := sqlite.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	out := map[string]records.Record{}
	for _, who := range generate.Cast() {
		r, err := source.Read(context.Background(), who.Number, records.WindowAt(now))
		switch who.Name {
		case "测试戊", "测试辛", "测试壬", "测试子":
			continue // refused, deceased, being checked or there twice: there is nothing of theirs to draw
		}
		if err != nil {
			t.Fatalf("%s: %v", who.Note, err)
		}
		out[who.Name] = r
	}
	return out
}

// view is a named view of the gallery.
type view struct {
	Name  string
	View  visit.View
	State visit.State
}

type errand struct {
	t     testing.TB
	State visit.State
}

func begin(t testing.TB) errand {
	s := visit.Start(facts(), now)
	e := errand{t, s}
	return e.On(visit.PrinterChanged{Printer: visit.PrinterReady})
}

// on applies an event now.
func (e errand) On(ev visit.Event) errand {
	s, _ := visit.Next(e.State, ev)
	return errand{e.t, s}
}

// tap touches what the screen offers, and fails when it does not offer it.
func (e errand) Tap(a visit.Action) errand {
	s, _ := visit.Next(e.State, visit.Tap{Step: e.State.Step, Action: a})
	if s.Step == e.State.Step {
		e.t.Fatalf("%s does not take %v", e.State.Here.Screen, a)
	}
	return errand{e.t, s}
}

func (e errand) Do(d visit.Do) errand { return e.Tap(visit.Action{Do: d}) }

func (e errand) AtPIN() errand {
	e = e.On(visit.CardIn{})
	return e.On(genuine(e.State.Visit, 3))
}

// genuine is a card that proved itself and has some PIN tries left.
func genuine(number int64, left int) visit.CardRead {
	return visit.CardRead{Visit: number, Left: left, Authenticity: visit.GenuineByPSAM}
}

func (e errand) Known(r records.Record) errand {
	e = e.AtPIN().On(visit.PINLength{N: 6}).Do(visit.DoSubmitPIN)
	return e.On(visit.PINChecked{Visit: e.State.Visit, Right: true, Holder: visit.Holder{Name: r.Person.Name, NameClean: true, Number: r.Person.Number}, Left: 3})
}

func (e errand) Home(r records.Record) errand {
	e = e.Known(r).Do(visit.DoAgree)
	return e.On(visit.RecordsRead{Visit: e.State.Visit, Record: r})
}

// services are the card's services of somebody who is known.
func (e errand) Services(r records.Record) errand {
	return e.Home(r).Do(visit.DoCardServices)
}

// typed are six digits and 确认.
func (e errand) Typed() errand { return e.On(visit.PINLength{N: 6}).Do(visit.DoSubmitPIN) }

func (e errand) Judged(v visit.NewPINVerdict) errand {
	return e.On(visit.PINJudged{Visit: e.State.Visit, Verdict: v})
}

func (e errand) Changed(o visit.ChangeOutcome, left int) errand {
	return e.On(visit.PINChanged{Visit: e.State.Visit, Outcome: o, Left: left})
}

// changes are the screens of 修改密码: every step, every remark, every wait and every end.
func changes(services errand) []view {
	current := services.Do(visit.DoChangePIN)
	renew := current.Typed()
	judging := renew.Typed()
	again := judging.Judged(visit.NewPINFine)
	sending := again.Typed()
	last := sending.Changed(visit.ChangeWrong, 1)
	out := []view{
		services.View("card-services-known"), current.View("change-1"), current.On(visit.PINLength{N: 3}).View("change-1-3"),
		current.Do(visit.DoForgotPIN).View("change-forgot"), current.Do(visit.DoHelp).View("change-help"),
		renew.On(visit.PINLength{N: 3}).View("change-2"), renew.On(visit.PINLength{N: 6}).View("change-2-6"), judging.View("change-judging"),
		again.On(visit.PINLength{N: 3}).View("change-3"), sending.View("change-sending"),
		sending.Changed(visit.ChangeWrong, 2).View("change-wrong"), sending.Changed(visit.ChangeMismatch, 0).View("change-mismatch"),
		last.View("change-last"), last.Typed().Typed().Judged(visit.NewPINFine).Typed().View("change-last-warning"),
		sending.Changed(visit.ChangeDone, 3).View("changed"),
	}
	for _, v := range []visit.NewPINVerdict{visit.NewPINWeak, visit.NewPINSame} {
		out = append(out, judging.Judged(v).View("change-"+string(v)))
	}
	for _, left := range []int{2, 1, visit.TriesUnknown} {
		out = append(out, sending.Changed(visit.ChangeUnknown, left).View(fmt.Sprintf("change-unknown-%d", left)))
	}
	untold := current
	untold.State.Tries = 0 // a card whose tries were not read again after its PIN was right
	return append(out, untold.View("change-1-untold"))
}

func (e errand) View(name string) view { return view{name, visit.Look(e.State), e.State} }

// gallery is every screen in every state that looks different.
func gallery(t testing.TB) []view {
	who := people(t)
	jia, yi, bing, rare := who["测试甲"], who["测试乙"], who["测试丙"], who["测试𬭊"]
	at := func(d time.Duration) visit.When { return visit.When{At: now.Add(d)} }
	b := begin(t)
	out := []view{
		b.View("attract"),
		b.On(visit.ReaderChanged{}).View("attract-reader-down"),
		b.On(visit.KeysChanged{}).View("attract-keys-down"),
		b.On(visit.PrinterChanged{Printer: visit.PrinterPaperOut}).View("attract-paper-out"),
		b.Do(visit.DoStart).View("home"),
		b.Do(visit.DoStart).Do(visit.DoInsertCard).View("insert-card"),
		b.On(visit.ReaderChanged{}).On(visit.SourceChanged{}).Do(visit.DoStart).Do(visit.DoInsertCard).View("out-of-service"),
		b.On(visit.KeysChanged{}).Do(visit.DoStart).Do(visit.DoInsertCard).View("out-of-service-keys"),
		b.On(visit.ReaderChanged{}).On(visit.SourceChanged{}).On(visit.KeysChanged{}).Do(visit.DoStart).Do(visit.DoInsertCard).View("out-of-service-all"),
		b.On(visit.SourceChanged{}).On(visit.KeysChanged{}).On(visit.CardIn{}).View("out-of-service-card"),
		b.On(visit.Crashed{}).View("recovery"),
		b.On(visit.CardIn{}).View("reading"),
		b.On(visit.CardIn{AtStart: true}).View("end-card"),
	}
	reading := b.On(visit.CardIn{})
	out = append(out, reading.On(visit.CardStep{Visit: reading.State.Visit, N: 2}).View("reading-2"))
	for _, p := range visit.Problems() {
		out = append(out, reading.On(visit.CardRead{Visit: reading.State.Visit, Problem: p}).View("problem-"+string(p)))
	}
	pin := b.AtPIN()
	wrong := pin.On(visit.PINLength{N: 6}).Do(visit.DoSubmitPIN)
	last := reading.On(genuine(reading.State.Visit, 1)).On(visit.PINLength{N: 6})
	out = append(out, pin.View("pin"), pin.On(visit.PINLength{N: 3}).View("pin-3"), pin.On(visit.PINLength{N: 12}).View("pin-12"), wrong.View("pin-checking"),
		wrong.On(visit.PINChecked{Visit: wrong.State.Visit, Left: 2}).View("pin-wrong"), last.View("pin-last"),
		last.Do(visit.DoSubmitPIN).View("pin-last-warning"), pin.Do(visit.DoForgotPIN).View("pin-forgot"))
	home := b.Home(jia)
	out = append(out, changes(b.Services(jia))...)
	out = append(out, b.Known(jia).View("consent"), b.Known(jia).Do(visit.DoAgree).View("personal-loading"), home.View("personal-home"),
		b.Home(yi).View("personal-home-retiree"), b.Home(bing).View("personal-home-civil"), b.Home(rare).Do(visit.DoIdentity).View("personal-home-rare"))
	for _, f := range records.Failures() {
		e := b.Known(jia).Do(visit.DoAgree)
		out = append(out, e.On(visit.RecordsFailed{Visit: e.State.Visit, Failure: f}).View("personal-failed-"+string(f)))
	}
	query := home.Do(visit.DoQuery)
	out = append(out, query.View("query"), query.Tap(visit.Action{Do: visit.DoPage, N: 1}).View("query-page-2"),
		query.Do(visit.DoHideAmounts).View("query-hidden"),
		query.Tap(visit.Action{Do: visit.DoFamily, Text: string(records.FamilyWorkInjury)}).View("query-work-injury"),
		b.Home(yi).Do(visit.DoQuery).Tap(visit.Action{Do: visit.DoFamily, Text: string(records.FamilyUnemployment)}).View("query-empty"))
	year := home.Do(visit.DoYearRecord)
	out = append(out, year.View("year"), b.Home(yi).Do(visit.DoYearRecord).View("year-retiree"))
	if years := jia.AccountYears; len(years) > 1 {
		out = append(out, year.Tap(visit.Action{Do: visit.DoYear, N: years[1].Year}).View("year-before"))
	}
	pre := query.Tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	long := pre.Tap(visit.Action{Do: visit.DoMonths, N: 60})
	printing := pre.Do(visit.DoPrint)
	out = append(out, pre.View("preview"), long.View("preview-60"), long.Tap(visit.Action{Do: visit.DoPage, N: 1}).View("preview-60-page-2"),
		year.Tap(visit.Action{Do: visit.DoPreview, Text: string(slip.RightsRecord)}).View("preview-year"),
		pre.On(visit.PrinterChanged{Printer: visit.PrinterPaperOut}).View("preview-paper-out"),
		printing.View("printing"), printing.On(visit.PrintSent{Visit: printing.State.Visit}).View("printing-sent"),
		printing.On(visit.CardOut{}).View("end-clearing"),
		printing.On(visit.CardOut{}).On(visit.PrintDone{Visit: printing.State.Visit, Outcome: visit.SlipConfirmed}).View("end-slip"))
	for _, o := range []visit.PrintOutcome{visit.SlipConfirmed, visit.SlipNotPrinted, visit.SlipPartial, visit.SlipUnknown, visit.SlipLimit} {
		out = append(out, printing.On(visit.PrintDone{Visit: printing.State.Visit, Outcome: o, Reason: visit.PrinterPaperOut}).View("printed-"+string(o)))
	}
	out = append(out, slips(b, jia)...)
	out = append(out, b.Do(visit.DoQuestions).View("questions"),
		b.Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoQuestions, Text: "cross-province"}).View("questions-cross"),
		home.Do(visit.DoHelp).View("help"), home.On(visit.Tick{When: at(61 * time.Second)}).View("idle"),
		home.On(visit.Tick{When: at(9*time.Minute + 1*time.Second)}).View("limit"), home.Do(visit.DoExit).View("end-exit"))
	for _, entry := range []string{"service-2", "service-3", "service-5", "phones", "service-4-1"} {
		e := b.Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoAnswer, Text: entry})
		out = append(out, e.View("answer-"+entry), e.Tap(visit.Action{Do: visit.DoPage, N: 1}).View("answer-"+entry+"-2"))
	}
	out = append(out, asks(b)...)
	return append(append(out, queries(b)...), guides(b, jia)...)
}

// slips are the previews of every other slip, what becomes of one, and a guide on its way to paper.
func slips(b errand, jia records.Record) []view {
	var out []view
	home := b.Home(jia)
	pre := home.Tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	for _, k := range visit.Look(pre.State).Slip.Kinds {
		if k != slip.ContributionSlip {
			out = append(out, pre.Tap(visit.Action{Do: visit.DoPreview, Text: string(k)}).View("preview-"+string(k)))
		}
	}
	wrong := pre.State
	wrong.Facts.Slips.Built = now.Add(time.Hour)
	out = append(out, errand{b.t, wrong}.Tap(visit.Action{Do: visit.DoMonths, N: 24}).View("preview-wrong-clock"))
	printing := pre.Do(visit.DoPrint)
	visits := printing.State.Visit
	done := printing.On(visit.PrintDone{Visit: visits, Outcome: visit.SlipConfirmed})
	unknown := printing.On(visit.PrintDone{Visit: visits, Outcome: visit.SlipUnknown})
	out = append(out, done.On(visit.SlipCollected{Visit: visits, Taken: true}).View("printed-taken"),
		done.On(visit.SlipCollected{Visit: visits}).View("printed-retracted"),
		unknown.Do(visit.DoSlipWhole).View("printed-whole"), unknown.Do(visit.DoSlipMissing).View("printed-missing"))
	guide := b.Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoAnswer, Text: visit.EntryLoss}).Do(visit.DoPrintGuide)
	sent := guide.Do(visit.DoPrint)
	return append(out, guide.View("preview-guide"), sent.View("printing-guide"),
		sent.On(visit.PrintDone{Visit: sent.State.Visit, Outcome: visit.SlipConfirmed}).View("printed-guide"))
}

// glasses are the displays of the issue: lying and upright.
func glasses() map[string]fyne.Size {
	return map[string]fyne.Size{"landscape": fyne.NewSize(1920, 1080), "portrait": fyne.NewSize(1080, 1920)}
}

// looks are the modes in which every screen must fit.
func looks() map[string]visit.Modes {
	return map[string]visit.Modes{"": {}, "large": {Large: true}, "contrast": {Contrast: true}, "english": {English: true},
		"large-english": {Large: true, English: true}, "large-contrast": {Large: true, Contrast: true}, "low": {Low: true}, "low-large": {Low: true, Large: true},
		"low-large-english": {Low: true, Large: true, English: true}}
}

// The gallery, for people: KIOSK_GALLERY=folder writes every screen in every state, mode and orientation as PNG, and
// KIOSK_GALLERY_ONLY, a pattern like "pin*_landscape_.png", only some of them. The tests judge the same scenes.
func TestGallery(t *testing.T) {
	dir, only := os.Getenv("KIOSK_GALLERY"), os.Getenv("KIOSK_GALLERY_ONLY")
	if dir == "" {
		t.Skip("only with KIOSK_GALLERY")
	}
	u := newUI(t)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, view := range gallery(t) {
		for glass, size := range glasses() {
			for look, modes := range looks() {
				name := fmt.Sprintf("%s_%s_%s.png", view.Name, glass, look)
				if ok, err := filepath.Match(only, name); only != "" && (err != nil || !ok) {
					continue
				}
				v := view.View
				v.Modes = modes
				writePNG(t, filepath.Join(dir, name), capture(t, u.Scene(v, size.Width, size.Height)))
			}
		}
	}
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
