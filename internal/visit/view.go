package visit

import (
	"slices"
	"time"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// View is all that the screen draws; a function of the State. Parts that the present screen does not show are nil, so a view
// of a screen that is not personal holds nothing of the person.
type View struct {
	Step    int64
	Screen  Screen
	Modes   Modes
	Sound   Sound
	Served  bool      // somebody is here
	Clock   time.Time // to the minute, China
	Overlay Overlay
	Seconds int     // left to answer a warning
	Picture Picture // of 待机
	Back    bool
	Exit    bool
	Aloud   bool      // it can be chosen who hears what is personal
	Card    bool      // a card is in the reader, so 退出 says 退出并取卡
	Prints  slip.Kind // what may be printed of what is shown, "" when nothing may
	Parts   Parts

	Reading  *ReadingView
	Problem  *ProblemView
	PIN      *PINView
	Change   *ChangeView
	Person   *PersonView
	Personal *PersonalView
	Query    *QueryView
	Year     *YearView
	More     []Action // 更多查询
	Civil    *CivilView
	Annuity  *AnnuityView
	Resident *ResidentView
	Benefits *BenefitsView
	Places   *PlacesView

	Certification *CertificationView
	Parameters    *ParametersView

	Slip  *SlipView
	Print *PrintView
	FAQ   *FAQView
	Ask   *AskView

	Edition *EditionView // on the help

	Lead Action // what helps where a personal screen cannot show what was asked for
	End  *EndView
}

// Parts says which parts of the terminal work.
type Parts struct {
	Reader  bool
	Records bool
	Keys    bool // cards can be made to prove that they are genuine
	Printer PrinterState
}

type (
	// ReadingView is 读卡: step Step of Steps.
	ReadingView struct{ Step, Steps int }

	// ProblemView is why a card cannot be used; Guide is what helps.
	ProblemView struct {
		Problem Problem
		Guide   Action
		Left    int // PIN tries left where that is told, else TriesUnknown
	}

	// PINView is 密码.
	PINView struct {
		Length   int
		Left     int // tries left
		Wrong    bool
		Checking bool
		Ready    bool // enough digits to be checked
	}

	// ChangeView is 修改密码.
	ChangeView struct {
		Field    PINField
		Length   int
		Left     int // tries left of the present PIN, 0 when the card did not say
		Remark   PINRemark
		Checking bool
		Ready    bool // enough digits to go on
	}

	// PersonView is how the person is named on a personal screen.
	PersonView struct {
		Name      string // masked, or in full while the eye is open
		Number    string // the last four, or all of it while the eye is open
		Shown     bool   // the eye is open
		NameClean bool
		Kind      records.PersonKind
		Places    []records.Region // with records, in order
		State     records.PersonState
		Hidden    bool      // amounts are hidden
		Source    string    // where the records are from, "" while there are none
		AsOf      time.Time // up to when they are complete
		Local     bool      // they are a copy that lies on this terminal
	}

	// PersonalView is 个人主页. Tiles are in the order of the person's kind.
	PersonalView struct {
		Loading bool
		Failure records.Failure // why there are no records, or ""
		Retry   bool            // reading them again may help
		Tiles   []Action
	}

	// QueryView is 全省社保通查 for one place and one insurance family.
	QueryView struct {
		Region    records.Region
		Places    []records.Region
		Family    records.Family
		Statement records.Statement
		Empty     Empty
		Page      int
		Window    records.Window
	}

	// YearView is 年度权益记录. Account is nil when the person has no personal account.
	YearView struct {
		Years   []int
		Year    int
		Account *records.AccountYear
		All     []records.AccountYear // newest first, for the picture of growth
	}

	// SlipView is the preview.
	SlipView struct {
		Kind    slip.Kind
		Kinds   []slip.Kind // that can be printed for this person
		Sheet   slip.Sheet
		Months  int
		Years   []int
		Year    int
		Page    int
		Places  []records.Region // that may be chosen: all of them together is "", first; none when there is no choice
		Region  records.Region
		Guest   bool         // a guide: nothing of the person is on it, and there is nothing to choose
		Clock   bool         // the terminal's clock is wrong, so it gives no certificates
		Ready   bool         // may be printed now
		Printer PrinterState // why not, when it may not
	}

	// PrintView is 正在打印 and what became of it.
	PrintView struct {
		Kind    slip.Kind
		Sheet   slip.Sheet // what is on the paper
		Sent    bool
		Outcome PrintOutcome // "" while printing
		Reason  PrinterState
		Guest   bool
		Ask     bool // she is asked what came out
	}

	// FAQView is where in the policy content the person is.
	FAQView struct {
		Category string
		Entry    string
		Of       string // the group of people, the list of materials or the channel
		Page     int
		Own      Action // the way to one's own records, where there is one
		Change   bool   // 修改密码 is offered
		Print    bool   // the answer can be taken home on paper
	}

	// ParametersView is 缴费基数与费率. What there is to show is not of the visit.
	ParametersView struct{ Page int }

	// EndView is 结束.
	EndView struct {
		TakeCard bool
		TakeSlip bool
		Clearing bool         // a slip of the visit that ended is still being printed or cleared
		Outcome  PrintOutcome // of the last slip, when it is known
		Rating   Rating
	}
)

// Look is the view of a state.
func Look(s State) View {
	v := View{
		Picture: s.picture(),
		Step:    s.Step, Screen: s.Here.Screen, Modes: s.Modes, Sound: s.Sound, Served: s.Active, Overlay: s.Overlay,
		Clock: s.Now.In(time.FixedZone("CST", 8*60*60)).Truncate(time.Minute),
		Back:  s.canBack(), Exit: s.canExit(), Aloud: s.canAloud(), Card: s.Card != NoCard,
		Parts: Parts{Reader: s.Reader, Records: s.Source, Keys: s.Keys, Printer: s.Paper},
	}
	v.Seconds = s.secondsLeft()
	v.Edition = s.edition()
	switch s.Here.Screen {
	case Reading:
		v.Reading = &ReadingView{Step: s.Reached, Steps: ReadingSteps}
	case CardProblem:
		v.Problem = &ProblemView{Problem: s.Problem, Guide: s.Problem.Guide(), Left: TriesUnknown}
		if s.Problem == PINChangeUnknown {
			v.Problem.Left = s.Tries
		}
	case PIN:
		v.PIN = &PINView{Length: s.PIN.Length, Left: s.Tries, Wrong: s.PIN.Remark == PINWrong,
			Checking: s.PIN.Checking, Ready: s.PIN.Enough()}
	case PINChange:
		v.Change = &ChangeView{Field: s.PIN.Field, Length: s.PIN.Length, Left: s.Tries, Remark: s.PIN.Remark,
			Checking: s.PIN.Checking, Ready: s.PIN.Enough()}
	case Questions, Answer, CrossProvince, CrossItems, CrossItem, CardServices, CardFunctions, Materials, Channels, Channel, Phones, WrongInfo:
		v.FAQ = &FAQView{Category: s.Here.Category, Entry: s.Here.Entry, Of: s.Here.Of, Page: s.Here.Page,
			Own: s.ownRecords(), Change: s.canChangePIN(), Print: s.guide() != ""}
	case Ask:
		v.Ask = s.lookAsk()
	case Parameters:
		v.Parameters = &ParametersView{Page: s.Here.Page}
	case End:
		v.End = &EndView{TakeCard: s.Card == CardLeft, TakeSlip: s.HasSlip, Clearing: s.Spooling, Outcome: s.Outcome, Rating: s.Rating}
	}
	if s.Here.Screen.Personal() && s.Holder != nil {
		s.lookPersonal(&v)
	}
	if s.Slip != nil {
		s.lookSlip(&v)
	}
	return v
}

// secondsLeft is what a warning counts down.
func (s State) secondsLeft() int {
	f := s.Facts.Limits.factor(s.Modes)
	var left time.Duration
	switch s.Overlay {
	case IdleWarning:
		left = s.Warned.Add(s.Facts.Limits.Answer * f).Sub(s.Now)
	case LimitWarning:
		left = s.Began.Add(s.Facts.Limits.Visit * f).Sub(s.Now)
	default:
		return 0
	}
	return max(0, int((left+time.Second-1)/time.Second))
}

func (s State) lookPersonal(v *View) {
	v.Person = s.person()
	v.Prints = s.kindOf()
	switch s.Here.Screen {
	case PersonalHome:
		v.Personal = &PersonalView{Loading: s.Record == nil && s.Failure == "", Failure: s.Failure, Retry: retryable(s.Failure),
			Tiles: s.tiles()}
	case Query:
		w := records.WindowAt(s.Now)
		v.Query = &QueryView{
			Region: s.Choice.Region, Places: records.Regions(*s.Record), Family: s.Choice.Family,
			Statement: records.StatementOf(*s.Record, s.Choice.Region, s.Choice.Family, w),
			Page:      s.Here.Page, Window: w,
		}
		v.Query.Empty = emptyPlace(s.Record, s.Choice.Region, len(v.Query.Statement.Rows))
	case YearRecord:
		v.Year = &YearView{Years: s.years(), Year: s.Choice.Year, Account: s.account(), All: s.Record.AccountYears}
	default:
		if s.Record != nil {
			s.lookQueries(v)
		}
	}
	v.Lead = s.leadOf(v)
}

func (s State) person() *PersonView {
	p := &PersonView{
		Name: idcard.MaskName(s.Holder.Name), Number: idcard.Tail(s.Holder.Number),
		NameClean: s.Holder.NameClean, Kind: records.UnknownPerson, Hidden: s.Hidden,
	}
	if s.eyeOpen() {
		p.Name, p.Number, p.Shown = s.Holder.Name, s.Holder.Number, true
	}
	if s.Record != nil {
		p.Kind, p.State = s.Record.Person.Kind, s.Record.Person.State
		p.Source, p.AsOf, p.Local = s.Record.Source.Name, s.Record.AsOf(), s.Record.Source.Local
		p.Places = records.Regions(*s.Record)
	}
	return p
}

func (s State) account() *records.AccountYear {
	i := slices.IndexFunc(s.Record.AccountYears, func(y records.AccountYear) bool { return y.Year == s.Choice.Year })
	if i < 0 {
		return nil
	}
	y := s.Record.AccountYears[i]
	return &y
}
