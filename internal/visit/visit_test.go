package visit

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Markers of the person: none of them may be found anywhere once the visit has ended.
const (
	markName     = "测试标记甲"
	markNumber   = "379901199003070011"
	markEmployer = "标记单位有限公司"
	markSource   = "标记来源"
	markCard     = "X标记卡"
)

var start = time.Date(2026, 11, 23, 10, 0, 0, 0, time.FixedZone("CST", 8*60*60))

func facts() Facts {
	return Facts{Terminal: "SD-0101-0001", Hall: "示例大厅", Phone: "12345", Columns: 48, Specimen: true, Guides: guides{}, Asker: asker{}, Limits: DefaultLimits()}
}

// guides has the one about a lost card.
type guides struct{}

func (guides) Guidance(entry string) (slip.Kind, slip.Guidance, bool) {
	g := slip.Guidance{Title: "社保卡丢失了怎么办", Source: "示例", Sections: []slip.Section{{Heading: "步骤", Lines: []string{"打电话", "挂失"}}}}
	return slip.LossGuide, g, entry == EntryLoss
}

func record() records.Record {
	r := records.Record{
		Person: records.Person{ID: 1, Number: markNumber, Name: markName, Kind: records.Employee},
		Source: records.About{Name: markSource, AsOf: start, Generated: true},
		AccountYears: []records.AccountYear{
			{Year: 2025, Insurance: records.EmployeePension, Opening: records.Known(4231856), Principal: records.Known(465792),
				InterestOpening: records.Known(63478), InterestCurrent: records.Known(3077), Closing: records.Known(4764203), Months: 12},
			{Year: 2024, Insurance: records.EmployeePension, Closing: records.Known(4231856), Months: 12},
		},
	}
	for i := range 20 {
		r.Contributions = append(r.Contributions, records.Contribution{
			Month: records.MonthOf(start).Add(-i), Insurance: records.EmployeePension, Region: "370100", Employer: markEmployer,
			Base: records.Known(648000), Personal: records.Known(51840), Unit: records.Known(103680), Status: records.Paid,
		})
	}
	r.Enrolments = []records.Enrolment{{Insurance: records.EmployeePension, Region: "370100", Employer: markEmployer,
		Status: records.Contributing, Start: 202001}}
	r.Annuity = records.Annuity{Nature: records.FullyFunded, Unit: markEmployer, Years: []records.AnnuityYear{{Year: 2025, Personal: records.Known(1)}, {Year: 2024}}}
	r.ResidentYears = []records.ResidentYear{{Year: 2020, Personal: records.Known(30000), Agency: markEmployer}}
	for _, i := range []records.Insurance{records.EmployeePension, records.OccupationalAnnuity, records.Unemployment, records.WorkInjury} {
		r.Benefits = append(r.Benefits, records.Benefit{Insurance: i, Region: "370100", Kind: "待遇", State: records.BenefitPaid,
			Payments: []records.Payment{{Month: 202610, Amount: records.Known(321050), Bank: markEmployer, BankTail: "0011"}}})
	}
	r.Qualifications = []records.Qualification{{Insurance: records.EmployeePension, Result: markSource, Way: "刷脸", DoneOn: 20250612}}
	return r
}

// after is a state reached by events one second apart.
func after(t *testing.T, s State, events ...func(s State, at When) Event) State {
	t.Helper()
	for _, make := range events {
		s, _ = Next(s, make(s, When{s.Now.Add(time.Second)}))
	}
	return s
}

type step = func(s State, at When) Event

var (
	in     step = func(_ State, at When) Event { return CardIn{When: at} }
	out    step = func(_ State, at When) Event { return CardOut{at} }
	mute   step = func(_ State, at When) Event { return CardMuteIn{at} }
	read   step = func(s State, at When) Event { return genuine(s.Visit, at, 3) }
	digits step = func(_ State, at When) Event { return PINLength{at, 6} }
	right  step = func(s State, at When) Event {
		return PINChecked{When: at, Visit: s.Visit, Right: true, Holder: holder()}
	}
	arrived step = func(s State, at When) Event { return RecordsRead{at, s.Visit, record()} }
	ready   step = func(_ State, at When) Event { return PrinterChanged{at, PrinterReady} }
)

// holder is whom the card names, with what the register knows it by.
func holder() Holder {
	return Holder{Name: markName, NameClean: true, Number: markNumber, Card: records.Card{Identifier: markCard, Number: markCard}}
}

// genuine is the answer of a card that proved itself and has some PIN tries left.
func genuine(visit int64, at When, left int) CardRead {
	return CardRead{When: at, Visit: visit, Left: left, Authenticity: GenuineByPSAM}
}

func tap(d Do) step {
	return func(s State, at When) Event { return Tap{at, s.Step, Action{Do: d}} }
}

func tapText(d Do, text string) step {
	return func(s State, at When) Event { return Tap{at, s.Step, Action{Do: d, Text: text}} }
}

func personalHome(t *testing.T) State {
	t.Helper()
	s := after(t, Start(facts(), start), ready, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree), arrived)
	if s.Here.Screen != PersonalHome || s.Record == nil {
		t.Fatalf("the main errand led to %s", s.Here.Screen)
	}
	return s
}

// events are all events that can come in a state: every touch the screen offers, every answer that is under way, every
// device event, and time.
func events(s State) []Event {
	at := When{s.Now.Add(time.Second)}
	late := When{s.Now.Add(31 * time.Second)}
	idle := When{s.Now.Add(61 * time.Second)}
	out := []Event{
		Tick{at}, Tick{late}, Tick{idle}, CardIn{When: at}, CardIn{When: at, AtStart: true}, CardMuteIn{at}, CardOut{at},
		ReaderChanged{at, false}, ReaderChanged{at, true}, SourceChanged{at, false}, SourceChanged{at, true},
		KeysChanged{at, false}, KeysChanged{at, true}, PrinterChanged{at, PrinterReady}, PrinterChanged{at, PrinterPaperOut}, PINLength{at, 0}, PINLength{at, 6}, PINLength{at, 7}, Crashed{at},
	}
	for _, v := range []int64{s.Visit, s.Visit - 1} {
		out = append(out,
			CardStep{at, v, 2}, genuine(v, at, 3), genuine(v, at, 0), CardChanged{When: at, Visit: v}, CardChanged{at, v, CardUnreadable},
			PINChecked{When: at, Visit: v, Right: true, Holder: holder()},
			PINChecked{When: at, Visit: v, Left: 1}, PINChecked{When: at, Visit: v}, PINChecked{When: at, Visit: v, Problem: PINUnknown},
			PINChecked{When: at, Visit: v, Right: true, Left: 1, Holder: holder()},
			PINChanged{When: at, Visit: v, Problem: CardStuck},
			RecordsRead{at, v, record()}, RecordsFailed{at, v, records.Busy}, RecordsFailed{at, v, records.Deceased},
			CardRefused{at, v, CardReportedLost}, PrintSent{at, v})
		for _, a := range Authenticities() {
			out = append(out, CardRead{When: at, Visit: v, Left: 1, Authenticity: a})
		}
		for _, p := range Problems() {
			out = append(out, CardRead{When: at, Visit: v, Problem: p})
		}
		for _, verdict := range NewPINVerdicts() {
			out = append(out, PINJudged{at, v, verdict})
		}
		for _, o := range ChangeOutcomes() {
			out = append(out, PINChanged{When: at, Visit: v, Outcome: o, Left: 1}, PINChanged{When: at, Visit: v, Outcome: o, Left: TriesUnknown})
		}
		if s.Spooling {
			for _, o := range []PrintOutcome{SlipConfirmed, SlipNotPrinted, SlipPartial, SlipUnknown, SlipLimit} {
				out = append(out, PrintDone{When: at, Visit: v, Outcome: o, Reason: PrinterPaperOut})
			}
		}
		out = append(out, SlipCollected{at, v, true}, SlipCollected{at, v, false})
	}
	for _, a := range slices.Concat(Offers(s), named(s), keyed(s), KeysBeside()) {
		out = append(out, Tap{at, s.Step, a}, Tap{at, s.Step - 1, a})
	}
	return out
}

// kindOf names a state by what decides which events it takes and what they lead to, so that a walk can tell whether it was
// there before. What only colours a screen (modes, hidden amounts, the chosen place or year) is left out: it is carried along.
func kindOf(s State) string {
	from := Screen("")
	if len(s.Trail) > 0 {
		from = s.Trail[len(s.Trail)-1].Screen
		if guideScreen(from) {
			from = Answer // 返回 leads to a guide, whichever: what can be done there is seen where it is reached
		}
	}
	if guideScreen(s.Here.Screen) && s.Here.Screen != Questions && s.Here.Screen != Answer { // nothing there goes by printers and PINs
		return fmt.Sprint(s.Here.Screen, from, s.Overlay, s.Card, s.Active, s.Holder != nil, s.Record != nil, s.Failure != "", s.guide() != "")
	}
	if s.Here.Screen == Ask { // nothing there goes by printers and PINs
		return fmt.Sprint(s.Here.Screen, s.Overlay, s.Card, s.Active, s.Holder != nil, s.Record != nil, s.Failure != "", s.asking())
	}
	return fmt.Sprint(s.Here.Screen, from, s.Overlay, s.Card, s.Reader && s.Source, s.Keys, s.Authenticity.Genuine(), s.Here.Category == CategoryCard, s.Paper.Usable(), s.Spooling, s.Active,
		s.Slip != nil && s.Slip.Kind.Personal(), s.guide() != "", s.Here.Screen == Printed && s.Outcome == SlipUnknown, !s.Waiting.IsZero(), !s.Loading.IsZero(), s.Tries == 1, s.PIN.Field, s.PIN.Length > 0, s.PIN.Enough(), s.PIN.Checking, s.Holder != nil, s.Record != nil, s.Failure != "", s.HasSlip, s.Here.Screen == Answer && asked(s.Asking)) + fmt.Sprint(s.heard())
}

// heard is who hears what is personal, told of one screen: elsewhere it is carried along.
func (s State) heard() (bool, bool) {
	home := s.Here.Screen == PersonalHome
	return home && s.canAloud(), home && s.Sound.Aloud
}

// walk visits every reachable pair of state kind and event and hands each transition to check.
func walk(t *testing.T, limit int, check func(before State, e Event, after State, effects []Effect)) int {
	t.Helper()
	first := Start(facts(), start)
	seen := map[string]bool{kindOf(first): true}
	open := []State{first}
	pairs := 0
	for len(open) > 0 {
		if len(seen) > limit {
			t.Fatalf("more than %d kinds of state: the walk would not end", limit)
		}
		s := open[0]
		open = open[1:]
		for _, e := range events(s) {
			next, effects := Next(s, e)
			pairs++
			check(s, e, next, effects)
			if k := kindOf(next); !seen[k] {
				seen[k] = true
				open = append(open, next)
			}
		}
	}
	t.Logf("%d kinds of state, %d pairs of state and event", len(seen), pairs)
	return pairs
}

// markers finds what is the person's in any value, however deep.
func markers(v any) []string {
	var found []string
	var look func(v reflect.Value, path string, depth int)
	look = func(v reflect.Value, path string, depth int) {
		if depth > 12 {
			return
		}
		switch v.Kind() {
		case reflect.String:
			for _, m := range []string{markName, markNumber, markEmployer, markSource, markCard, "测***甲", "0011"} {
				if strings.Contains(v.String(), m) {
					found = append(found, path+"="+m)
				}
			}
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				look(v.Elem(), path, depth+1)
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			for i := range v.NumField() {
				look(v.Field(i), path+"."+v.Type().Field(i).Name, depth+1)
			}
		case reflect.Slice, reflect.Array:
			for i := range v.Len() {
				look(v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1)
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				look(v.MapIndex(k), path, depth+1)
			}
		}
	}
	look(reflect.ValueOf(v), "", 0)
	return found
}

// guest reports whether what is shown is a guide on its way to the printer, which is nobody's.
func guest(s State) bool {
	switch s.Here.Screen {
	case Preview, Printing, Printed:
		return s.Slip != nil && !s.Slip.Kind.Personal() && s.Slip.Sheet.Claim == nil
	}
	return false
}

// walkLimit stops a walk that a new part of the state has made endless; the reachable kinds are far fewer.
const walkLimit = 20000

// shut reports whether effects close the keypad and wipe its digits.
func shut(effects []Effect) bool {
	return slices.ContainsFunc(effects, func(f Effect) bool {
		switch f.(type) {
		case ClosePIN, EndVisit:
			return true
		}
		return false
	})
}

func TestEveryReachablePair(t *testing.T) {
	screens := map[Screen]bool{}
	pairs := walk(t, walkLimit, func(before State, e Event, after State, effects []Effect) {
		screens[after.Here.Screen] = true
		name := fmt.Sprintf("%s/%s --%T--> %s/%s", before.Here.Screen, before.Overlay, e, after.Here.Screen, after.Overlay)
		view := Look(after)

		if m := leaked(before, after, view, effects); m != "" {
			t.Fatalf("%s: %s", name, m)
		}
		if !after.Active {
			if m := markers(after); len(m) > 0 {
				t.Fatalf("%s: nobody is here, the state holds %v", name, m)
			}
		}
		if !after.Here.Screen.Personal() {
			if m := markers(view); len(m) > 0 {
				t.Fatalf("%s: the screen is not personal, the view holds %v", name, m)
			}
		}
		if after.Holder == nil {
			if m := markers(view); len(m) > 0 {
				t.Fatalf("%s: before the PIN was right the view holds %v", name, m)
			}
		}
		for _, f := range effects {
			if _, slip := f.(PrintSlip); !slip {
				if m := markers(f); len(m) > 0 {
					t.Fatalf("%s: effect %T holds %v", name, f, m)
				}
			}
		}
		if _, gone := e.(CardOut); gone && before.Card == CardInUse {
			if after.Active || after.Card != NoCard || after.Holder != nil {
				t.Fatalf("%s: the card is out and the visit goes on", name)
			}
			if after.Here.Screen != Attract && after.Here.Screen != End {
				t.Fatalf("%s: the card is out and the screen is not home", name)
			}
			if after.Modes != (Modes{}) {
				t.Fatalf("%s: the next person finds the modes of the last", name)
			}
		}
		if before.Active && !after.Active {
			ended := false
			for _, f := range effects {
				_, end := f.(EndVisit)
				ended = ended || end
			}
			if !ended {
				t.Fatalf("%s: the visit ended without an EndVisit", name)
			}
		}
		for _, f := range effects {
			if p, printing := f.(PrintSlip); printing && (before.Spooling || !before.Paper.Usable() || p.Visit != after.Visit) {
				t.Fatalf("%s: a slip was started while the printer was not known to be free", name)
			}
		}
		if after.Card == CardLeft && after.Active && after.Holder != nil {
			t.Fatalf("%s: a card that was left serves somebody", name)
		}
		if a := after.Sound; a.Aloud && (!after.Active || after.Holder == nil || !after.Modes.Voice) || a.Volume < LeastVolume || a.Volume > MostVolume {
			t.Fatalf("%s: it is heard as %+v", name, a)
		}
		if after.Sound.Aloud && !before.Sound.Aloud && before.Overlay != AloudWarning {
			t.Fatalf("%s: aloud without the warning", name)
		}
		if !after.Active && after.Here.Screen == Attract && (after.Modes != Modes{} || after.Sound != Sound{Volume: UsualVolume}) {
			t.Fatalf("%s: nobody is here, and the terminal is set to %+v, %+v", name, after.Modes, after.Sound)
		}
		if !after.Authenticity.Genuine() {
			if after.Holder != nil || after.Here.Screen == PIN || after.Here.Screen == PINChange || after.Here.Screen.Personal() && !guest(after) {
				t.Fatalf("%s: a card that proved nothing (%q) is served", name, after.Authenticity)
			}
			for _, f := range effects {
				switch f := f.(type) {
				case PrintSlip:
					if f.Kind.Personal() || f.Sheet.Claim != nil {
						t.Fatalf("%s: a personal slip for a card that proved nothing (%q)", name, after.Authenticity)
					}
				case OpenPIN, VerifyPIN, JudgePIN, ChangePIN, ReadRecords:
					t.Fatalf("%s: %T for a card that proved nothing (%q)", name, f, after.Authenticity)
				}
			}
		}
		if closed := after.Here.Screen != PIN && after.Here.Screen != PINChange; closed {
			if after.PIN != (PINEntry{}) {
				t.Fatalf("%s: the keypad is closed and counts %v", name, after.PIN)
			}
			if before.keying() && !shut(effects) {
				t.Fatalf("%s: the screen is left and the digits are not wiped", name)
			}
		}
		if after.Here.Screen.Personal() && after.Here.Screen != Consent && after.Holder == nil && !guest(after) {
			t.Fatalf("%s: a personal screen without a PIN", name)
		}
		if t, old := e.(Tap); old && t.Step != before.Step {
			after.Now = before.Now
			if !reflect.DeepEqual(after, before) || len(effects) > 0 {
				panic(name + ": a touch on an older view did something")
			}
		}
	})
	for _, s := range Screens() {
		if !screens[s] {
			t.Errorf("%s was never reached", s)
		}
	}
	if pairs < 1000 {
		t.Errorf("only %d pairs were walked", pairs)
	}
}

// Every screen has a way out that a person can take: a touch, her card, or time.
func TestEveryStateHasAWayOut(t *testing.T) {
	walk(t, walkLimit, func(_ State, _ Event, s State, _ []Effect) {
		if s.Card == CardInUse {
			n, _ := Next(s, CardOut{When{s.Now.Add(time.Second)}})
			if n.Here.Screen != Attract && n.Here.Screen != End {
				t.Fatalf("card out from %s leads to %s", s.Here.Screen, n.Here.Screen)
			}
		}
		if !s.Active || s.Here.Screen == Attract {
			return
		}
		for range 12 { // idle time, however long calls take, leads home
			s, _ = Next(s, Tick{When{s.Now.Add(91 * time.Second)}})
		}
		if s.Active || s.Holder != nil {
			t.Fatalf("somebody left %s/%s and is still served after %s", s.Here.Screen, s.Overlay, 12*91*time.Second)
		}
	})
}

func TestNothingWaitsForEver(t *testing.T) {
	s := after(t, Start(facts(), start), in)
	s, _ = Next(s, Tick{When{s.Now.Add(readCardBound)}})
	if s.Here.Screen != CardProblem || s.Problem != CardStuck {
		t.Errorf("a card that never answers leads to %s/%s", s.Here.Screen, s.Problem)
	}
	s = after(t, Start(facts(), start), in, read, digits, tap(DoSubmitPIN))
	s, _ = Next(s, Tick{When{s.Now.Add(verifyBound)}})
	if s.Problem != PINUnknown {
		t.Errorf("a PIN without an answer leads to %s/%s", s.Here.Screen, s.Problem)
	}
	s = after(t, Start(facts(), start), in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree))
	s, _ = Next(s, Tick{When{s.Now.Add(recordsBound)}})
	if s.Failure != records.Busy {
		t.Errorf("records that never come lead to %q", s.Failure)
	}
}

func TestIdle(t *testing.T) {
	for name, large := range map[string]bool{"normal": false, "大字": true} {
		s := personalHome(t)
		factor := time.Duration(1)
		if large {
			s = after(t, s, tap(DoLarge))
			factor = 2
		}
		l := DefaultLimits()
		s, _ = Next(s, Tick{When{s.Touched.Add(l.Idle*factor - time.Second)}})
		if s.Overlay != NoOverlay {
			t.Errorf("%s: warned too early", name)
		}
		s, _ = Next(s, Tick{When{s.Touched.Add(l.Idle * factor)}})
		if s.Overlay != IdleWarning || Look(s).Seconds != int(l.Answer*factor/time.Second) {
			t.Errorf("%s: not warned", name)
		}
		still := after(t, s, tap(DoStillHere))
		if still.Overlay != NoOverlay || still.Here.Screen != PersonalHome || still.Record == nil {
			t.Errorf("%s: 继续使用 did not go on", name)
		}
		s, _ = Next(s, Tick{When{s.Warned.Add(l.Answer * factor)}})
		if s.Active || s.Here.Screen != End || s.Card != CardLeft {
			t.Errorf("%s: an unanswered warning leads to %s", name, s.Here.Screen)
		}
	}
}

func TestLongestVisit(t *testing.T) {
	s := personalHome(t)
	l := DefaultLimits()
	for s.Active && s.Now.Sub(start) < 2*l.Visit {
		s, _ = Next(s, Tick{When{s.Now.Add(20 * time.Second)}})
		if s.Overlay == LimitWarning && s.Began.Add(l.Visit).Sub(s.Now) > announceVisitEnd {
			t.Fatal("announced too early")
		}
		if s.Active && s.Now.Sub(s.Began) >= l.Visit {
			t.Fatal("a visit lasts longer than the longest")
		}
		if s.Overlay == LimitWarning && !s.Announced {
			t.Fatal("not announced")
		}
		s, _ = Next(s, Tap{When{s.Now}, s.Step, Action{Do: DoHideAmounts}})
		if s.Overlay == LimitWarning {
			s = after(t, s, tap(DoStillHere))
		}
		s.Touched = s.Now
	}
	if s.Active {
		t.Error("the visit never ended")
	}
}

func TestModesHoldForAVisit(t *testing.T) {
	s := after(t, Start(facts(), start), tap(DoLarge), tap(DoEnglish), tap(DoStart))
	if s.Modes != (Modes{Large: true, English: true}) {
		t.Fatal("the modes did not hold without a card")
	}
	s = after(t, s, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree), arrived, tap(DoQuery))
	if !s.Modes.Large || !s.Modes.English || s.Here.Screen != Query {
		t.Fatal("the modes did not hold with the card")
	}
	if s = after(t, s, tap(DoExit)); s.Modes != (Modes{}) {
		t.Error("the next person finds the modes of the last")
	}
}

func TestLastTryIsWarnedOf(t *testing.T) {
	one := func(s State, at When) Event { return genuine(s.Visit, at, 1) }
	s := after(t, Start(facts(), start), in, one, digits, tap(DoSubmitPIN))
	if s.Overlay != LastTry || s.PIN.Checking {
		t.Fatal("the last try was used without a warning")
	}
	s, effects := Next(s, Tap{When{s.Now}, s.Step, Action{Do: DoUseLastTry}})
	if !s.PIN.Checking || len(effects) != 1 || effects[0] != (VerifyPIN{Visit: s.Visit}) {
		t.Fatalf("the accepted last try was not used: %v", effects)
	}
	blocked, _ := Next(s, PINChecked{When: When{s.Now}, Visit: s.Visit, Left: 0})
	if blocked.Problem != PINBlocked || Look(blocked).Problem.Guide.Text != EntryPINReset {
		t.Error("a blocked PIN does not lead to 密码重置")
	}
}

func TestDoubleTapPrintsOnce(t *testing.T) {
	s := after(t, personalHome(t), tapText(DoPreview, string(slip.ContributionSlip)))
	print := Tap{When{s.Now}, s.Step, Action{Do: DoPrint}}
	s, first := Next(s, print)
	s, second := Next(s, print)
	s, third := Next(s, Tap{When{s.Now}, s.Step, Action{Do: DoPrint}})
	if len(first) != 1 || len(second) != 0 || len(third) != 0 {
		t.Errorf("effects of three taps: %d %d %d", len(first), len(second), len(third))
	}
}

func TestCardOutWhilePrinting(t *testing.T) {
	s := after(t, personalHome(t), tapText(DoPreview, string(slip.ContributionSlip)), tap(DoPrint), out)
	v := Look(s)
	if v.Screen != End || !v.End.Clearing || len(markers(s)) > 0 {
		t.Fatalf("screen %s, state holds %v", v.Screen, markers(s))
	}
	next := after(t, s, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree), arrived, tapText(DoPreview, string(slip.ContributionSlip)))
	if Look(next).Slip.Ready {
		t.Error("the next person may print while the last slip is still in the printer")
	}
	s, _ = Next(s, PrintDone{When: When{s.Now}, Visit: s.Visit, Outcome: SlipConfirmed, Reason: PrinterReady})
	if v := Look(s); v.Screen != End || !v.End.TakeSlip || v.End.Clearing {
		t.Error("the slip that came out is not called")
	}
	s, _ = Next(s, Tick{When{s.Now.Add(slipShown)}})
	if s.Here.Screen != Attract {
		t.Error("the terminal does not return to rest")
	}
}

func TestALeftCardStartsNothing(t *testing.T) {
	s := after(t, personalHome(t), tap(DoExit))
	if s.Here.Screen != End || s.Card != CardLeft {
		t.Fatal("exit does not ask for the card")
	}
	s, effects := Next(s, CardIn{When: When{s.Now}})
	if len(effects) != 0 || s.Here.Screen != End {
		t.Error("a card that was left started a visit")
	}
	if s = after(t, s, out); s.Here.Screen != Attract {
		t.Error("taking the card does not lead home")
	}
	s = after(t, Start(facts(), start), func(_ State, at When) Event { return CardIn{When: at, AtStart: true} })
	if s.Here.Screen != End || s.Active {
		t.Error("a card found at the start began a visit")
	}
}

func TestWrongInfoIsOneTapFromEveryPersonalScreen(t *testing.T) {
	s := personalHome(t)
	for _, at := range []State{s, after(t, s, tap(DoQuery)), after(t, s, tap(DoYearRecord)), after(t, s, tapText(DoPreview, string(slip.ContributionSlip)))} {
		if n := after(t, at, tap(DoWrongInfo)); n.Here.Screen != WrongInfo {
			t.Errorf("信息有误 is missing on %s", at.Here.Screen)
		}
	}
}

func TestHelpOnEveryScreen(t *testing.T) {
	walk(t, walkLimit, func(_ State, _ Event, s State, _ []Effect) {
		if s.Overlay != NoOverlay || s.PIN.Checking {
			return
		}
		if n := after(t, s, tap(DoHelp)); n.Overlay != HelpOverlay {
			t.Fatalf("no help on %s", s.Here.Screen)
		}
	})
}

func TestEyeCloses(t *testing.T) {
	s := after(t, personalHome(t), tap(DoIdentity))
	if v := Look(s); !v.Person.Shown || v.Person.Number != markNumber {
		t.Fatal("the eye does not open")
	}
	s, _ = Next(s, Tick{When{s.Now.Add(showIdentity)}})
	if v := Look(s); v.Person.Shown || v.Person.Number != "0011" || v.Person.Name != "测***甲" {
		t.Error("the eye does not close by itself")
	}
}

// The keys, or the reader, go away while a slip is printed: whoever has read that is told of her slip.
func TestASlipIsNotForgottenOverAFault(t *testing.T) {
	lost := map[string]step{
		"keys":   func(_ State, at When) Event { return KeysChanged{at, false} },
		"reader": func(_ State, at When) Event { return ReaderChanged{at, false} },
	}
	for name, gone := range lost {
		for outcome, told := range map[PrintOutcome]bool{SlipConfirmed: true, SlipUnknown: true, SlipNotPrinted: false} {
			s := after(t, personalHome(t), tapText(DoPreview, "contribution_slip"), tap(DoPrint))
			printing := s.Visit
			s = after(t, s, gone)
			if s.Here.Screen != OutOfService {
				t.Fatalf("%s: the screen is %s", name, s.Here.Screen)
			}
			s = after(t, s, func(_ State, at When) Event { return PrintDone{When: at, Visit: printing, Outcome: outcome} },
				tap(DoExit), out)
			if v := Look(s); (v.End != nil && v.End.TakeSlip) != told {
				t.Errorf("%s, %s: at the end %+v", name, outcome, v.End)
			}
		}
	}
}

// A guide is printed by whoever reads it, without a card, and leads back to it.
func TestAGuideIsPrintedWithoutACard(t *testing.T) {
	s := after(t, Start(facts(), start), ready, tap(DoStart), tapText(DoAnswer, EntryLoss))
	if v := Look(s); !v.FAQ.Print {
		t.Fatal("the answer is not offered on paper")
	}
	s = after(t, s, tap(DoPrintGuide))
	if v := Look(s); s.Here.Screen != Preview || !v.Slip.Guest || len(v.Slip.Kinds) > 0 || v.Person != nil {
		t.Fatalf("%s: %+v", s.Here.Screen, v.Slip)
	}
	s, effects := Next(s, Tap{When{s.Now}, s.Step, Action{Do: DoPrint}})
	if p, ok := effects[0].(PrintSlip); !ok || p.Kind != slip.LossGuide || p.Sheet.Claim != nil {
		t.Fatalf("effects %v", effects)
	}
	s = after(t, s, func(s State, at When) Event { return PrintDone{When: at, Visit: s.Visit, Outcome: SlipConfirmed} })
	if v := Look(s); s.Here.Screen != Printed || !v.Print.Guest || !s.HasSlip {
		t.Fatalf("%s", s.Here.Screen)
	}
	s = after(t, s, tap(DoContinue))
	if s.Here.Screen != Answer || s.Here.Entry != EntryLoss || s.Slip != nil {
		t.Errorf("then %s %s", s.Here.Screen, s.Here.Entry)
	}
	// An answer that is not there on paper does not offer it.
	if s = after(t, s, tapText(DoAnswer, "other")); Look(s).FAQ.Print || s.offered(Action{Do: DoPrintGuide}) {
		t.Error("what cannot be printed is offered")
	}
}

// What the person says of a slip that was not confirmed is written down, once, and the screen goes by it.
func TestThePersonResolvesASlip(t *testing.T) {
	for do, want := range map[Do]PrintOutcome{DoSlipWhole: SlipWhole, DoSlipMissing: SlipMissing} {
		s := after(t, personalHome(t), tapText(DoPreview, string(slip.ContributionSlip)), tap(DoPrint),
			func(s State, at When) Event { return PrintDone{When: at, Visit: s.Visit, Outcome: SlipUnknown} })
		next, effects := Next(s, Tap{When{s.Now}, s.Step, Action{Do: do}})
		if want := (ResolveSlip{Visit: s.Visit, Whole: do == DoSlipWhole}); len(effects) != 1 || effects[0] != want {
			t.Fatalf("%s: effects %v", do, effects)
		}
		if next.Outcome != want || next.HasSlip != (do == DoSlipWhole) {
			t.Errorf("%s: outcome %q, slip %v", do, next.Outcome, next.HasSlip)
		}
		if _, again := Next(next, Tap{When{next.Now}, next.Step, Action{Do: do}}); len(again) != 0 {
			t.Errorf("%s: said twice: %v", do, again)
		}
	}
}

// A printer that sees its outlet says whether the slip was taken; then nothing is left to be taken at the end.
func TestASlipIsTakenOrDrawnBack(t *testing.T) {
	for taken, want := range map[bool]PrintOutcome{true: SlipTaken, false: SlipRetracted} {
		s := after(t, personalHome(t), tapText(DoPreview, string(slip.ContributionSlip)), tap(DoPrint),
			func(s State, at When) Event { return PrintDone{When: at, Visit: s.Visit, Outcome: SlipConfirmed} })
		collected := func(s State, at When) Event { return SlipCollected{at, s.Visit, taken} }
		if on := after(t, s, collected); on.Outcome != want || on.HasSlip {
			t.Errorf("taken %v: outcome %q, slip %v", taken, on.Outcome, on.HasSlip)
		}
		if end := after(t, s, out, collected); end.HasSlip || end.Here.Screen != Attract {
			t.Errorf("taken %v: after her card the screen is %s", taken, end.Here.Screen)
		}
	}
}

// With a clock that shows a time before the program was made, or before the newest of the records, nothing is certified.
func TestNoCertificateWithAWrongClock(t *testing.T) {
	f := facts()
	f.Slips.Built = start.Add(time.Hour)
	s := personalHome(t)
	if !s.may(slip.RightsRecord) {
		t.Fatal("nothing is certified with a right clock")
	}
	s.Facts = f
	if s.may(slip.RightsRecord) || !s.may(slip.ContributionSlip) {
		t.Error("the clock is before the program")
	}
	s = after(t, s, tapText(DoPreview, string(slip.ContributionSlip)))
	if v := Look(s); !v.Slip.Clock {
		t.Error("why is not said")
	}
}

// A name with a character that no font has carries the note that the ID document decides.
func TestANameThatNoFontHas(t *testing.T) {
	s := personalHome(t)
	s.Facts.Fonts = fontWithout{[]rune(markName)[0]}
	s = after(t, s, tapText(DoPreview, string(slip.ContributionSlip)))
	noted := false
	for _, l := range s.Slip.Sheet.Lines {
		for _, c := range l.Cells {
			noted = noted || strings.Contains(c.Text, "以证件为准")
		}
	}
	if !noted {
		t.Error("the note is missing")
	}
}

// fontWithout is a font without one character.
type fontWithout struct{ without rune }

func (l fontWithout) Drawable(r rune) bool { return r != l.without }

// A certificate proves something while the key is certified, and not a second longer, also on a terminal that was started before.
func TestCertificatesOfAKeyThatEnds(t *testing.T) {
	s := personalHome(t)
	s.Facts.Specimen = false
	real := *s.Record
	real.Source.Generated = false
	s.Record = &real
	for until, specimen := range map[time.Time]bool{{}: true, s.Now.Add(time.Hour): false, s.Now.Add(-time.Hour): true} {
		s.Facts.Slips.Certified = until
		at := after(t, s, tapText(DoPreview, string(slip.ContributionSlip)), tapText(DoPreview, string(slip.RightsRecord)))
		if c := at.Slip.Sheet.Claim; c.Kind != slip.RightsRecord || c.Specimen != specimen {
			t.Errorf("certified until %v: specimen %v", until, c.Specimen)
		}
	}
}
