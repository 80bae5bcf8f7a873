package visit

import (
	"slices"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// named are the touches of a screen that name something of the content's: one of each.
func named(s State) []Action {
	var out []Action
	for _, a := range []Action{{Do: DoAnswer, Text: EntryLoss}, {Do: DoQuestions, Text: CategoryCard}, {Do: DoBring, Text: "own"},
		{Do: DoChannels, Text: EntryProvince}, {Do: DoCross, Text: "civil"}, {Do: DoItem, Text: EntryCertified}, {Do: DoChannel, Text: "national"}} {
		if Lists(s, a) {
			out = append(out, a)
		}
	}
	return out
}

// guideScreen reports whether a screen is one of the guides.
func guideScreen(s Screen) bool {
	switch s {
	case Questions, Answer, CrossProvince, CrossItems, CrossItem, CardServices, CardFunctions, Materials, Channels, Channel, Phones, WrongInfo, Parameters:
		return true
	}
	return false
}

// known are the entries of the content that the visit names itself.
func known() []string {
	return []string{EntryPINReset, EntryReplaceCard, EntryLoss, EntryWrongName, EntryWrongNumber, EntryProvince, EntryCivil, EntryAnnuity,
		EntryCross, EntryCertified}
}

// leads reports whether a guide is one: it is taken where it is offered, and what it opens is a guide's screen.
func leads(t *testing.T, s State, a Action) {
	t.Helper()
	if !slices.Contains(Offers(s), a) {
		t.Errorf("%s: the guide %v is not taken", s.Here.Screen, a)
		return
	}
	n := after(t, s, func(s State, at When) Event { return Tap{at, s.Step, a} })
	switch n.Here.Screen {
	case Answer:
		if !slices.Contains(known(), n.Here.Entry) {
			t.Errorf("%s leads to the entry %q", s.Here.Screen, n.Here.Entry)
		}
	case Channels, Phones, WrongInfo, CardServices:
	default:
		t.Errorf("%s leads to %s", s.Here.Screen, n.Here.Screen)
	}
	if m := markers(Look(n)); len(m) > 0 {
		t.Errorf("the guide of %s holds %v", s.Here.Screen, m)
	}
}

func TestEveryProblemHasItsGuide(t *testing.T) {
	for _, p := range Problems() {
		s := after(t, Start(facts(), start), ready, in, func(s State, at When) Event { return CardRead{When: at, Visit: s.Visit, Problem: p} })
		v := Look(s)
		if v.Problem.Guide != p.Guide() {
			t.Errorf("%s: the view shows %v", p, v.Problem.Guide)
		}
		leads(t, s, p.Guide())
	}
	for p, entry := range map[Problem]string{PINBlocked: EntryPINReset, NoPINSet: EntryPINReset, PINChangeUnknown: EntryPINReset,
		CardReportedLost: EntryLoss, CardFormallyLost: EntryReplaceCard, CardExpired: EntryReplaceCard, CardLocked: EntryReplaceCard} {
		if got := p.Guide(); got != (Action{Do: DoAnswer, Text: entry}) {
			t.Errorf("%s leads to %v", p, got)
		}
	}
}

func TestEveryFailedReadingHasItsGuide(t *testing.T) {
	for _, f := range records.Failures() {
		s := after(t, Start(facts(), start), ready, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree),
			func(s State, at When) Event { return RecordsFailed{at, s.Visit, f} })
		if Look(s).Lead.Do == "" {
			t.Errorf("%s has no guide", f)
			continue
		}
		leads(t, s, Look(s).Lead)
	}
	if s := personalHome(t); Look(s).Lead.Do != "" {
		t.Errorf("whoever has records is led to %v", Look(s).Lead)
	}
}

func TestEveryEmptyQueryHasItsGuide(t *testing.T) {
	nothing := records.Record{Person: records.Person{Kind: records.Employee}, Source: record().Source}
	full := record()
	full.Contributions = append(full.Contributions, records.Contribution{Month: 202610, Insurance: records.CivilPension, Region: "370100", Status: records.Paid})
	wants := map[Do]string{DoCivil: EntryCivil, DoAnnuity: EntryAnnuity, DoCertified: EntryCertified}
	for _, q := range Queries() {
		s := after(t, withRecord(t, nothing), tap(DoMore), tapText(q.Do, q.Text))
		lead := Look(s).Lead
		if lead.Do == "" {
			t.Errorf("%v: nothing there, and no guide", q)
			continue
		}
		leads(t, s, lead)
		if want := wants[q.Do]; want != "" && lead.Text != want {
			t.Errorf("%v leads to %v", q, lead)
		}
		if a := Look(after(t, withRecord(t, full), tap(DoMore), tapText(q.Do, q.Text))).Lead; a.Do != "" {
			t.Errorf("%v: whoever has records is led to %v", q, a)
		}
	}
	elsewhere := record()
	elsewhere.Source.Places = []records.Region{"370100"}
	s := after(t, withRecord(t, elsewhere), tap(DoQuery), tap(DoPlaces), tapText(DoPlace, "370300"))
	if lead := Look(s).Lead; lead != (Action{Do: DoChannels, Text: EntryProvince}) {
		t.Errorf("a city that is not connected leads to %v", lead)
	} else {
		leads(t, s, lead)
	}
}

// 跨省通办: who, what, how, and back again step by step.
func TestTheWayThroughCrossProvince(t *testing.T) {
	s := after(t, Start(facts(), start), ready, tap(DoStart), tap(DoCross), tapText(DoCross, "employee"), tapText(DoItem, "service-3-2"))
	if v := Look(s); v.Screen != CrossItem || v.FAQ.Entry != "service-3-2" {
		t.Fatalf("%s %+v", v.Screen, v.FAQ)
	}
	for _, want := range []Screen{CrossItems, CrossProvince, Home} {
		if s = after(t, s, tap(DoBack)); s.Here.Screen != want {
			t.Fatalf("返回 leads to %s, want %s", s.Here.Screen, want)
		}
	}
}

// Another list of materials is chosen on the spot: 返回 leads to the answer.
func TestMaterialsOfAnEntry(t *testing.T) {
	s := after(t, Start(facts(), start), ready, tap(DoStart), tap(DoCardServices), tapText(DoAnswer, EntryPINReset), tapText(DoBring, "own"), tapText(DoBring, "agent"))
	if v := Look(s); v.Screen != Materials || v.FAQ.Entry != EntryPINReset || v.FAQ.Of != "agent" {
		t.Fatalf("%s %+v", v.Screen, v.FAQ)
	}
	if s = after(t, s, tap(DoBack)); s.Here.Screen != Answer {
		t.Errorf("返回 leads to %s", s.Here.Screen)
	}
}

// What is wrong is chosen, and each has its guide; without a card as with one.
func TestWrongInfoIsAChoice(t *testing.T) {
	for name, s := range map[string]State{
		"with a card": after(t, personalHome(t), tap(DoWrongInfo)),
		"without one": after(t, Start(facts(), start), ready, tap(DoStart), tap(DoCardServices), tap(DoWrongInfo)),
	} {
		for _, entry := range []string{EntryWrongNumber, EntryWrongName} {
			if n := after(t, s, tapText(DoAnswer, entry)); n.Here.Screen != Answer || n.Here.Entry != entry {
				t.Errorf("%s: %s %s", name, n.Here.Screen, n.Here.Entry)
			}
		}
	}
}

// The query function of the card leads to one's own records, or to the slot, and nowhere while a card is in that is not known.
func TestTheWayToOnesOwnRecords(t *testing.T) {
	s := after(t, personalHome(t), tap(DoCardServices), tap(DoFunctions))
	if own := Look(s).FAQ.Own; own != (Action{Do: DoMore}) || after(t, s, tap(DoMore)).Here.Screen != MoreQueries {
		t.Errorf("with a card: %v", own)
	}
	s = after(t, Start(facts(), start), ready, tap(DoStart), tap(DoCardServices), tap(DoFunctions))
	if own := Look(s).FAQ.Own; own != (Action{Do: DoInsertCard}) || after(t, s, tap(DoInsertCard)).Here.Screen != InsertCard {
		t.Errorf("without one: %v", own)
	}
	s = after(t, Start(facts(), start), ready, in, func(s State, at When) Event { return CardRead{When: at, Visit: s.Visit, Problem: BankCard} },
		tap(DoCardServices), tap(DoFunctions))
	if own := Look(s).FAQ.Own; own.Do != "" || s.offered(Action{Do: DoInsertCard}) {
		t.Errorf("with a bank card in the slot: %v", own)
	}
}

// What was printed from a list of materials is the answer it belongs to, and nobody is stranded afterwards.
func TestAfterAPrintedGuideThereIsAWayHome(t *testing.T) {
	for name, c := range map[string]struct {
		from State
		home Screen
	}{
		"guest":  {after(t, Start(facts(), start), ready, tap(DoStart)), Home},
		"person": {personalHome(t), PersonalHome},
	} {
		s := after(t, c.from, tap(DoCardServices), tapText(DoAnswer, EntryLoss), tapText(DoBring, "list"), tap(DoPrintGuide))
		if s.Here.Screen != Preview || s.Slip.Kind != slip.LossGuide {
			t.Fatalf("%s: %s", name, s.Here.Screen)
		}
		s = after(t, s, tap(DoPrint), func(s State, at When) Event { return PrintDone{When: at, Visit: s.Visit, Outcome: SlipConfirmed} }, tap(DoContinue),
			tap(DoBack), tap(DoBack))
		if s.Here.Screen != c.home {
			t.Errorf("%s: home is %s", name, s.Here.Screen)
		}
	}
}
