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
	name string
	v    visit.View
	s    visit.State
}

type errand struct {
	t testing.TB
	s visit.State
}

func begin(t testing.TB) errand {
	s := visit.Start(facts(), now)
	e := errand{t, s}
	return e.on(visit.PrinterChanged{Printer: visit.PrinterReady})
}

// on applies an event now.
func (e errand) on(ev visit.Event) errand {
	s, _ := visit.Next(e.s, ev)
	return errand{e.t, s}
}

// tap touches what the screen offers, and fails when it does not offer it.
func (e errand) tap(a visit.Action) errand {
	s, _ := visit.Next(e.s, visit.Tap{Step: e.s.Step, Action: a})
	if s.Step == e.s.Step {
		e.t.Fatalf("%s does not take %v", e.s.Here.Screen, a)
	}
	return errand{e.t, s}
}

func (e errand) do(d visit.Do) errand { return e.tap(visit.Action{Do: d}) }

func (e errand) atPIN() errand {
	e = e.on(visit.CardIn{})
	return e.on(genuine(e.s.Visit, 3))
}

// genuine is a card that proved itself and has some PIN tries left.
func genuine(number int64, left int) visit.CardRead {
	return visit.CardRead{Visit: number, Left: left, Authenticity: visit.GenuineByPSAM}
}

func (e errand) known(r records.Record) errand {
	e = e.atPIN().on(visit.PINLength{N: 6}).do(visit.DoSubmitPIN)
	return e.on(visit.PINChecked{Visit: e.s.Visit, Right: true, Holder: visit.Holder{Name: r.Person.Name, NameClean: true, Number: r.Person.Number}, Left: 3})
}

func (e errand) home(r records.Record) errand {
	e = e.known(r).do(visit.DoAgree)
	return e.on(visit.RecordsRead{Visit: e.s.Visit, Record: r})
}

// services are the card's services of somebody who is known.
func (e errand) services(r records.Record) errand {
	return e.home(r).do(visit.DoCardServices)
}

// typed are six digits and 确认.
func (e errand) typed() errand { return e.on(visit.PINLength{N: 6}).do(visit.DoSubmitPIN) }

func (e errand) judged(v visit.NewPINVerdict) errand {
	return e.on(visit.PINJudged{Visit: e.s.Visit, Verdict: v})
}

func (e errand) changed(o visit.ChangeOutcome, left int) errand {
	return e.on(visit.PINChanged{Visit: e.s.Visit, Outcome: o, Left: left})
}

// changes are the screens of 修改密码: every step, every remark, every wait and every end.
func changes(services errand) []view {
	current := services.do(visit.DoChangePIN)
	renew := current.typed()
	judging := renew.typed()
	again := judging.judged(visit.NewPINFine)
	sending := again.typed()
	last := sending.changed(visit.ChangeWrong, 1)
	out := []view{
		services.view("card-services-known"), current.view("change-1"), current.on(visit.PINLength{N: 3}).view("change-1-3"),
		current.do(visit.DoForgotPIN).view("change-forgot"), current.do(visit.DoHelp).view("change-help"),
		renew.on(visit.PINLength{N: 3}).view("change-2"), renew.on(visit.PINLength{N: 6}).view("change-2-6"), judging.view("change-judging"),
		again.on(visit.PINLength{N: 3}).view("change-3"), sending.view("change-sending"),
		sending.changed(visit.ChangeWrong, 2).view("change-wrong"), sending.changed(visit.ChangeMismatch, 0).view("change-mismatch"),
		last.view("change-last"), last.typed().typed().judged(visit.NewPINFine).typed().view("change-last-warning"),
		sending.changed(visit.ChangeDone, 3).view("changed"),
	}
	for _, v := range []visit.NewPINVerdict{visit.NewPINWeak, visit.NewPINSame} {
		out = append(out, judging.judged(v).view("change-"+string(v)))
	}
	for _, left := range []int{2, 1, visit.TriesUnknown} {
		out = append(out, sending.changed(visit.ChangeUnknown, left).view(fmt.Sprintf("change-unknown-%d", left)))
	}
	untold := current
	untold.s.Tries = 0 // a card whose tries were not read again after its PIN was right
	return append(out, untold.view("change-1-untold"))
}

func (e errand) view(name string) view { return view{name, visit.Look(e.s), e.s} }

// gallery is every screen in every state that looks different.
func gallery(t testing.TB) []view {
	who := people(t)
	jia, yi, bing, rare := who["测试甲"], who["测试乙"], who["测试丙"], who["测试𬭊"]
	at := func(d time.Duration) visit.When { return visit.When{At: now.Add(d)} }
	b := begin(t)
	out := []view{
		b.view("attract"),
		b.on(visit.ReaderChanged{}).view("attract-reader-down"),
		b.on(visit.KeysChanged{}).view("attract-keys-down"),
		b.on(visit.PrinterChanged{Printer: visit.PrinterPaperOut}).view("attract-paper-out"),
		b.do(visit.DoStart).view("home"),
		b.do(visit.DoStart).do(visit.DoInsertCard).view("insert-card"),
		b.on(visit.ReaderChanged{}).on(visit.SourceChanged{}).do(visit.DoStart).do(visit.DoInsertCard).view("out-of-service"),
		b.on(visit.KeysChanged{}).do(visit.DoStart).do(visit.DoInsertCard).view("out-of-service-keys"),
		b.on(visit.ReaderChanged{}).on(visit.SourceChanged{}).on(visit.KeysChanged{}).do(visit.DoStart).do(visit.DoInsertCard).view("out-of-service-all"),
		b.on(visit.SourceChanged{}).on(visit.KeysChanged{}).on(visit.CardIn{}).view("out-of-service-card"),
		b.on(visit.Crashed{}).view("recovery"),
		b.on(visit.CardIn{}).view("reading"),
		b.on(visit.CardIn{AtStart: true}).view("end-card"),
	}
	reading := b.on(visit.CardIn{})
	out = append(out, reading.on(visit.CardStep{Visit: reading.s.Visit, N: 2}).view("reading-2"))
	for _, p := range visit.Problems() {
		out = append(out, reading.on(visit.CardRead{Visit: reading.s.Visit, Problem: p}).view("problem-"+string(p)))
	}
	pin := b.atPIN()
	wrong := pin.on(visit.PINLength{N: 6}).do(visit.DoSubmitPIN)
	last := reading.on(genuine(reading.s.Visit, 1)).on(visit.PINLength{N: 6})
	out = append(out, pin.view("pin"), pin.on(visit.PINLength{N: 3}).view("pin-3"), pin.on(visit.PINLength{N: 12}).view("pin-12"), wrong.view("pin-checking"),
		wrong.on(visit.PINChecked{Visit: wrong.s.Visit, Left: 2}).view("pin-wrong"), last.view("pin-last"),
		last.do(visit.DoSubmitPIN).view("pin-last-warning"), pin.do(visit.DoForgotPIN).view("pin-forgot"))
	home := b.home(jia)
	out = append(out, changes(b.services(jia))...)
	out = append(out, b.known(jia).view("consent"), b.known(jia).do(visit.DoAgree).view("personal-loading"), home.view("personal-home"),
		b.home(yi).view("personal-home-retiree"), b.home(bing).view("personal-home-civil"), b.home(rare).do(visit.DoIdentity).view("personal-home-rare"))
	for _, f := range records.Failures() {
		e := b.known(jia).do(visit.DoAgree)
		out = append(out, e.on(visit.RecordsFailed{Visit: e.s.Visit, Failure: f}).view("personal-failed-"+string(f)))
	}
	query := home.do(visit.DoQuery)
	out = append(out, query.view("query"), query.tap(visit.Action{Do: visit.DoPage, N: 1}).view("query-page-2"),
		query.do(visit.DoHideAmounts).view("query-hidden"),
		query.tap(visit.Action{Do: visit.DoFamily, Text: string(records.FamilyWorkInjury)}).view("query-work-injury"),
		b.home(yi).do(visit.DoQuery).tap(visit.Action{Do: visit.DoFamily, Text: string(records.FamilyUnemployment)}).view("query-empty"))
	year := home.do(visit.DoYearRecord)
	out = append(out, year.view("year"), b.home(yi).do(visit.DoYearRecord).view("year-retiree"))
	if years := jia.AccountYears; len(years) > 1 {
		out = append(out, year.tap(visit.Action{Do: visit.DoYear, N: years[1].Year}).view("year-before"))
	}
	pre := query.tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	long := pre.tap(visit.Action{Do: visit.DoMonths, N: 60})
	printing := pre.do(visit.DoPrint)
	out = append(out, pre.view("preview"), long.view("preview-60"), long.tap(visit.Action{Do: visit.DoPage, N: 1}).view("preview-60-page-2"),
		year.tap(visit.Action{Do: visit.DoPreview, Text: string(slip.RightsRecord)}).view("preview-year"),
		pre.on(visit.PrinterChanged{Printer: visit.PrinterPaperOut}).view("preview-paper-out"),
		printing.view("printing"), printing.on(visit.PrintSent{Visit: printing.s.Visit}).view("printing-sent"),
		printing.on(visit.CardOut{}).view("end-clearing"),
		printing.on(visit.CardOut{}).on(visit.PrintDone{Visit: printing.s.Visit, Outcome: visit.SlipConfirmed}).view("end-slip"))
	for _, o := range []visit.PrintOutcome{visit.SlipConfirmed, visit.SlipNotPrinted, visit.SlipPartial, visit.SlipUnknown, visit.SlipLimit} {
		out = append(out, printing.on(visit.PrintDone{Visit: printing.s.Visit, Outcome: o, Reason: visit.PrinterPaperOut}).view("printed-"+string(o)))
	}
	out = append(out, slips(b, jia)...)
	out = append(out, b.do(visit.DoQuestions).view("questions"),
		b.do(visit.DoQuestions).tap(visit.Action{Do: visit.DoQuestions, Text: "cross-province"}).view("questions-cross"),
		home.do(visit.DoHelp).view("help"), home.on(visit.Tick{When: at(61 * time.Second)}).view("idle"),
		home.on(visit.Tick{When: at(9*time.Minute + 1*time.Second)}).view("limit"), home.do(visit.DoExit).view("end-exit"))
	for _, entry := range []string{"service-2", "service-3", "service-5", "phones", "service-4-1"} {
		e := b.do(visit.DoQuestions).tap(visit.Action{Do: visit.DoAnswer, Text: entry})
		out = append(out, e.view("answer-"+entry), e.tap(visit.Action{Do: visit.DoPage, N: 1}).view("answer-"+entry+"-2"))
	}
	out = append(out, asks(b)...)
	return append(append(out, queries(b)...), guides(b, jia)...)
}

// slips are the previews of every other slip, what becomes of one, and a guide on its way to paper.
func slips(b errand, jia records.Record) []view {
	var out []view
	home := b.home(jia)
	pre := home.tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	for _, k := range visit.Look(pre.s).Slip.Kinds {
		if k != slip.ContributionSlip {
			out = append(out, pre.tap(visit.Action{Do: visit.DoPreview, Text: string(k)}).view("preview-"+string(k)))
		}
	}
	wrong := pre.s
	wrong.Facts.Slips.Built = now.Add(time.Hour)
	out = append(out, errand{b.t, wrong}.tap(visit.Action{Do: visit.DoMonths, N: 24}).view("preview-wrong-clock"))
	printing := pre.do(visit.DoPrint)
	visits := printing.s.Visit
	done := printing.on(visit.PrintDone{Visit: visits, Outcome: visit.SlipConfirmed})
	unknown := printing.on(visit.PrintDone{Visit: visits, Outcome: visit.SlipUnknown})
	out = append(out, done.on(visit.SlipCollected{Visit: visits, Taken: true}).view("printed-taken"),
		done.on(visit.SlipCollected{Visit: visits}).view("printed-retracted"),
		unknown.do(visit.DoSlipWhole).view("printed-whole"), unknown.do(visit.DoSlipMissing).view("printed-missing"))
	guide := b.do(visit.DoQuestions).tap(visit.Action{Do: visit.DoAnswer, Text: visit.EntryLoss}).do(visit.DoPrintGuide)
	sent := guide.do(visit.DoPrint)
	return append(out, guide.view("preview-guide"), sent.view("printing-guide"),
		sent.on(visit.PrintDone{Visit: sent.s.Visit, Outcome: visit.SlipConfirmed}).view("printed-guide"))
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
				name := fmt.Sprintf("%s_%s_%s.png", view.name, glass, look)
				if ok, err := filepath.Match(only, name); only != "" && (err != nil || !ok) {
					continue
				}
				v := view.v
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
