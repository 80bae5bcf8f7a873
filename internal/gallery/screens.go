package gallery

import (
	"fmt"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

// View is a view with its name in the gallery and the state that it is of.
type View struct {
	Name  string
	View  visit.View
	State visit.State
}

// Views are every screen in every state that looks different. Their names are unique.
func (g *Gallery) Views() []View {
	who := g.people
	jia, yi, bing, rare := who["测试甲"], who["测试乙"], who["测试丙"], who["测试𬭊"]
	at := func(d time.Duration) visit.When { return visit.When{At: Now().Add(d)} }
	b := g.Begin()
	out := []View{
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
		b.On(visit.Tick{When: at(10 * time.Second)}).View("attract-slip"), b.On(visit.Tick{When: at(30 * time.Second)}).View("attract-modes"),
	}
	reading := b.On(visit.CardIn{})
	out = append(out, reading.On(visit.CardStep{Visit: reading.State.Visit, N: 2}).View("reading-2"))
	for _, p := range visit.Problems() {
		out = append(out, reading.On(visit.CardRead{Visit: reading.State.Visit, Problem: p}).View("problem-"+string(p)))
	}
	pin := b.AtPIN()
	wrong := pin.On(visit.PINLength{N: 6}).Do(visit.DoSubmitPIN)
	last := reading.On(Genuine(reading.State.Visit, 1)).On(visit.PINLength{N: 6})
	out = append(out, pin.View("pin"), pin.On(visit.PINLength{N: 3}).View("pin-3"), pin.On(visit.PINLength{N: 12}).View("pin-12"), wrong.View("pin-checking"),
		wrong.On(visit.PINChecked{Visit: wrong.State.Visit, Left: 2}).View("pin-wrong"), last.View("pin-last"),
		last.Do(visit.DoSubmitPIN).View("pin-last-warning"), pin.Do(visit.DoForgotPIN).View("pin-forgot"))
	home := b.Home(jia)
	out = append(out, Changes(b.Services(jia))...)
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
	asks := home
	asks.State.Facts.Rating = true
	left := asks.Do(visit.DoExit)
	out = append(out, left.View("end-rating-card"), asks.On(visit.CardOut{}).View("end-rating"),
		left.Tap(visit.Action{Do: visit.DoRate, N: 5}).View("end-rated"))
	for _, o := range []visit.PrintOutcome{visit.SlipConfirmed, visit.SlipNotPrinted, visit.SlipPartial, visit.SlipUnknown, visit.SlipLimit} {
		out = append(out, printing.On(visit.PrintDone{Visit: printing.State.Visit, Outcome: o, Reason: visit.PrinterPaperOut}).View("printed-"+string(o)))
	}
	out = append(out, slips(b, jia)...)
	// Who touches something to the last is not asked whether she is there, but told that the visit ends.
	busy := home.On(visit.Tap{When: at(8*time.Minute + 50*time.Second), Step: home.State.Step, Action: visit.Action{Do: visit.DoIdentity}})
	out = append(out, b.Do(visit.DoQuestions).View("questions"),
		b.Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoQuestions, Text: "cross-province"}).View("questions-cross"),
		home.Do(visit.DoHelp).View("help"), home.On(visit.Tick{When: at(61 * time.Second)}).View("idle"),
		busy.On(visit.Tick{When: at(9*time.Minute + 1*time.Second)}).View("limit"), home.Do(visit.DoExit).View("end-exit"))
	hears := home.Do(visit.DoVoice)
	aloud := hears.Do(visit.DoHelp).Do(visit.DoAloud)
	out = append(out, hears.Do(visit.DoHelp).View("help-voice"), aloud.View("aloud"), aloud.Do(visit.DoUseAloud).Do(visit.DoHelp).View("help-aloud"))
	for _, entry := range []string{"service-2", "service-3", "service-5", "phones", "service-4-1"} {
		e := b.Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoAnswer, Text: entry})
		out = append(out, e.View("answer-"+entry), e.Tap(visit.Action{Do: visit.DoPage, N: 1}).View("answer-"+entry+"-2"))
	}
	out = append(out, Asks(b)...)
	return append(append(out, queries(b)...), guides(b, jia)...)
}

// slips are the previews of every other slip, what becomes of one, and a guide on its way to paper.
func slips(b Errand, jia records.Record) []View {
	var out []View
	home := b.Home(jia)
	pre := home.Tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	for _, k := range visit.Look(pre.State).Slip.Kinds {
		if k != slip.ContributionSlip {
			out = append(out, pre.Tap(visit.Action{Do: visit.DoPreview, Text: string(k)}).View("preview-"+string(k)))
		}
	}
	wrong := pre.State
	wrong.Facts.Slips.Built = Now().Add(time.Hour)
	out = append(out, Errand{wrong}.Tap(visit.Action{Do: visit.DoMonths, N: 24}).View("preview-wrong-clock"))
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

// Changes are the screens of 修改密码: every step, every remark, every wait and every end.
func Changes(services Errand) []View {
	current := services.Do(visit.DoChangePIN)
	renew := current.Typed()
	judging := renew.Typed()
	again := judging.Judged(visit.NewPINFine)
	sending := again.Typed()
	last := sending.Changed(visit.ChangeWrong, 1)
	out := []View{
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
