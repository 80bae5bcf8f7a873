package visit

import (
	"slices"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// MonthsOffered are the periods of a contribution slip (facts/domain.md §2.3).
func MonthsOffered() []int { return []int{12, 24, 36, 48, 60} }

// Offers are the touches that the present screen takes; any other changes nothing. Pages are offered one either side.
func Offers(s State) []Action {
	do := func(all ...Do) []Action {
		out := make([]Action, len(all))
		for i, d := range all {
			out[i] = Action{Do: d}
		}
		return out
	}
	switch s.Overlay {
	case IdleWarning, LimitWarning:
		return do(DoStillHere, DoExit)
	case HelpOverlay:
		out := do(DoClose, DoLarge, DoContrast, DoLow, DoVoice, DoEnglish)
		if s.canAloud() {
			out = append(out, Action{Do: DoAloud})
		}
		return out
	case LastTry:
		return do(DoUseLastTry, DoClose, DoForgotPIN)
	case AloudWarning:
		return do(DoUseAloud, DoClose)
	}
	out := []Action{}
	if s.Here.Screen == End && s.Rating == RatingAsked {
		for _, g := range Grades() {
			out = append(out, Action{Do: DoRate, N: g})
		}
	}
	out = append(out, do(DoHelp, DoLarge, DoContrast, DoLow, DoVoice, DoEnglish)...)
	if s.canBack() {
		out = append(out, Action{Do: DoBack})
	}
	if s.canExit() {
		out = append(out, Action{Do: DoExit})
	}
	if s.canAsk() {
		out = append(out, Action{Do: DoAsk})
	}
	switch s.Here.Screen {
	case Attract:
		out = append(out, do(DoStart, DoQuestions)...)
		out = append(out, Action{Do: DoAnswer, Text: EntryLoss})
	case Home:
		out = append(out, do(DoInsertCard, DoQuestions)...)
		out = append(out, do(DoCardServices, DoCross, DoChannels)...)
		out = append(out, Action{Do: DoAnswer, Text: EntryLoss}, Action{Do: DoParameters})
	case InsertCard, OutOfService:
		out = append(out, do(DoQuestions)...)
	case CardProblem:
		out = append(out, do(DoQuestions)...)
		out = append(out, s.Problem.Guide())
	case PIN:
		if s.PIN.Checking { // the card has the digits; only leaving is left
			return out
		}
		out = append(out, do(DoForgotPIN)...)
		if s.PIN.Enough() {
			out = append(out, do(DoSubmitPIN)...)
		}
	case PINChange:
		if s.PIN.Field == CurrentPIN && !s.PIN.Checking {
			out = append(out, do(DoForgotPIN)...)
		}
		if s.PIN.Enough() {
			out = append(out, do(DoSubmitPIN)...)
		}
	case PINChangeDone:
		out = append(out, do(DoContinue)...)
	case Consent:
		out = append(out, do(DoAgree)...)
	case PersonalHome:
		out = append(out, do(DoQuestions, DoWrongInfo, DoIdentity, DoCardServices, DoCross)...)
		if s.Record != nil {
			out = append(out, likeliest(s.Record.Person.Kind)[:firstQueries]...)
			out = append(out, Action{Do: DoMore}, Action{Do: DoPreview, Text: string(slip.ContributionSlip)})
		}
		if retryable(s.Failure) {
			out = append(out, do(DoRetry)...)
		}
	case Query:
		out = append(out, do(DoWrongInfo, DoIdentity, DoHideAmounts)...)
		out = append(out, s.pages()...)
		out = append(out, Action{Do: DoPlaces}, Action{Do: DoPlace, Text: string(records.AllRegions)})
		for _, r := range records.Regions(*s.Record) {
			out = append(out, Action{Do: DoPlace, Text: string(r)})
		}
		for _, f := range records.Families() {
			out = append(out, Action{Do: DoFamily, Text: string(f)})
		}
		if s.Choice.Region == records.AllRegions || s.Record.Source.Has(s.Choice.Region) {
			out = append(out, Action{Do: DoPreview, Text: string(slip.ContributionSlip)})
		}
	case YearRecord:
		out = append(out, do(DoWrongInfo, DoIdentity, DoHideAmounts)...)
		for _, y := range s.years() {
			out = append(out, Action{Do: DoYear, N: y})
		}
		if k := s.kindOf(); k != "" {
			out = append(out, Action{Do: DoPreview, Text: string(k)})
		}
	case Preview:
		out = s.offerPreview(out)
	case Printed:
		out = s.offerPrinted(out)
	case Questions:
		out = append(out, s.pages()...)
		out = append(out, Action{Do: DoQuestions}, Action{Do: DoQuestions, Text: s.Here.Category}, Action{Do: DoParameters})
		if s.canChangePIN() {
			out = append(out, do(DoChangePIN)...)
		}
	case Answer, CrossItem:
		out = append(out, s.pages()...)
		if s.guide() != "" {
			out = append(out, do(DoPrintGuide)...)
		}
	case Ask:
		out = s.offerAsk(out)
	case Parameters:
		out = append(out, s.pages()...)
	case CrossProvince, CrossItems, CardServices, CardFunctions, Materials, Channels, Channel, Phones, WrongInfo:
		out = s.offerGuides(out)
	default:
		if s.Record != nil {
			out = s.offerQueries(out)
		}
		if k := s.kindOf(); k != "" {
			out = append(out, Action{Do: DoPreview, Text: string(k)})
		}
	}
	if a := s.lead(); a.Do != "" {
		out = append(out, a)
	}
	return out
}

// Categories of the policy content that tiles lead to (faq ids).
const (
	CategoryCard     = "card"
	CategoryChannels = "channels"
)

func (s State) pages() []Action {
	out := []Action{{Do: DoPage, N: s.Here.Page + 1}}
	if s.Here.Page > 0 {
		out = append(out, Action{Do: DoPage, N: s.Here.Page - 1})
	}
	return out
}

// years are the years of the person's account, newest first.
func (s State) years() []int {
	var out []int
	if s.Record != nil {
		for _, y := range s.Record.AccountYears {
			if !slices.Contains(out, y.Year) {
				out = append(out, y.Year)
			}
		}
	}
	return out
}

// canChangePIN reports whether 修改密码 is offered: among the card's services, to whoever was known by the card.
func (s State) canChangePIN() bool {
	services := s.Here.Screen == CardServices || s.Here.Screen == Questions && s.Here.Category == CategoryCard
	return services && s.Holder != nil
}

func (s State) canBack() bool {
	switch s.Here.Screen {
	case Attract, Home, PersonalHome, Printing, End, Recovery, Reading:
		return false
	case PIN, Consent, CardProblem, OutOfService:
		return true // leads out, as 退出 does
	case PINChange: // the card has the digits, and its owner must hear what came of them; only leaving is left
		return !s.PIN.Checking
	}
	return len(s.Trail) > 0
}

func (s State) canExit() bool {
	switch s.Here.Screen {
	case Attract, End, Printing:
		return false
	}
	return true
}

// offered reports whether the screen takes a touch. Which questions and answers exist is the content's business: a screen
// that lists them takes any of them.
func (s State) offered(a Action) bool {
	return s.typed(a) || slices.Contains(Offers(s), a) || s.lists(a) || slices.Contains(KeysBeside(), a)
}

func (m *machine) tap(t Tap) {
	if t.Step != m.Step || !m.offered(t.Action) {
		return
	}
	if t.Action.Do == DoHere && m.Overlay == IdleWarning {
		m.Touched, m.Warned = m.Now, m.Now // she looks for the answer, and has the whole time for it again
		return
	}
	m.touched()
	switch t.Action.Do {
	case DoRate:
		m.rate(t.Action.N)
		return
	case DoLarge, DoContrast, DoLow, DoVoice, DoEnglish:
		m.mode(t.Action.Do)
		return
	case DoHere, DoRepeat, DoLouder, DoQuieter, DoAloud, DoUseAloud:
		m.tapSound(t.Action.Do)
		return
	case DoHelp:
		m.Overlay = HelpOverlay
		return
	case DoClose, DoStillHere:
		if m.Overlay == LastTry {
			m.reconsider()
		}
		m.Overlay = NoOverlay
		return
	case DoSubmitPIN, DoUseLastTry, DoForgotPIN:
		m.tapPIN(t.Action.Do)
		return
	case DoExit:
		m.end(EndedByExit)
		return
	case DoBack:
		if len(m.Trail) == 0 {
			m.end(EndedByExit)
			return
		}
		m.back()
		return
	}
	if m.tapAsk(t.Action) {
		return
	}
	if m.Holder == nil {
		m.tapOpen(t.Action)
		return
	}
	m.tapPersonal(t.Action)
}

func (m *machine) mode(d Do) {
	// Somebody who changes the screen is here, so that it changes back when she has gone.
	if !m.Active && m.Here.Screen == Attract {
		m.begin()
	}
	switch d {
	case DoLarge:
		m.Modes.Large = !m.Modes.Large
	case DoContrast:
		m.Modes.Contrast = !m.Modes.Contrast
	case DoLow:
		m.Modes.Low = !m.Modes.Low
	case DoVoice:
		m.Modes.Voice = !m.Modes.Voice
		m.Sound.Aloud = false
	case DoEnglish:
		m.Modes.English = !m.Modes.English
	}
	// Pages hold less in larger type, so the page that was shown may not exist any more.
	m.Here.Page, m.Asking.Page = 0, 0
}

// tapOpen are the touches of screens that show nothing personal.
func (m *machine) tapOpen(a Action) {
	switch a.Do {
	case DoStart:
		m.begin()
		m.show(Place{Screen: Home})
	case DoInsertCard:
		if !m.Reader || !m.Source || !m.Keys {
			m.open(Place{Screen: OutOfService})
			return
		}
		m.open(Place{Screen: InsertCard})
	case DoPrintGuide, DoPrint, DoContinue, DoSlipWhole, DoSlipMissing:
		m.begin()
		m.tapSlip(a)
	default:
		m.begin()
		m.read(a)
	}
}

// read are the touches of the policy content, which anybody may make anywhere.
func (m *machine) read(a Action) {
	if m.readGuide(a) {
		return
	}
	switch a.Do {
	case DoPage:
		m.Here.Page = a.N
	case DoQuestions:
		if m.Here.Screen == Questions { // another category of the same list: 返回 leaves the list
			m.Here = Place{Screen: Questions, Category: a.Text}
			return
		}
		m.open(Place{Screen: Questions, Category: a.Text})
	case DoAnswer:
		m.open(Place{Screen: Answer, Entry: a.Text})
	case DoParameters:
		m.open(Place{Screen: Parameters})
	}
}

// tapPersonal are the touches of somebody whose PIN was right.
func (m *machine) tapPersonal(a Action) {
	if m.tapQuery(a) {
		return
	}
	switch a.Do {
	case DoAgree:
		m.note(NoteConsent, "")
		m.show(Place{Screen: PersonalHome})
		m.readRecords()
	case DoRetry:
		m.readRecords()
	case DoFamily:
		m.Choice.Family = records.Family(a.Text)
		m.Here.Page = 0
	case DoYear:
		m.Choice.Year = a.N
		m.relay()
	case DoMonths:
		m.Choice.Months = a.N
		m.relay()
	case DoIdentity:
		if m.eyeOpen() {
			m.EyeUntil = m.Now
			return
		}
		m.EyeUntil = m.Now.Add(showIdentity)
	case DoHideAmounts:
		m.Hidden = !m.Hidden
	case DoPreview:
		m.preview(slip.Kind(a.Text))
	case DoPrintGuide, DoPrint, DoContinue, DoSlipWhole, DoSlipMissing:
		m.tapSlip(a)
	case DoChangePIN:
		m.beginChange()
	default:
		m.read(a)
	}
}
