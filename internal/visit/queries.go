package visit

import (
	"slices"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Queries are all queries of a person, in the order of the policy document.
func Queries() []Action {
	return []Action{
		{Do: DoQuery}, {Do: DoYearRecord}, {Do: DoCivil}, {Do: DoAnnuity},
		{Do: DoBenefits, Text: string(records.GroupRetirement)}, {Do: DoBenefits, Text: string(records.GroupAnnuity)},
		{Do: DoBenefits, Text: string(records.GroupShortTerm)}, {Do: DoResident}, {Do: DoCertified},
	}
}

// firstQueries is how many queries stand on 个人主页 beside the other errands; the rest is one touch away.
const firstQueries = 4

// likeliest are the queries of a kind of person, the likeliest first: who draws a pension looks for payments, who serves the
// state has an account of her own, who still pays looks for contributions (facts/domain.md §7).
func likeliest(kind records.PersonKind) []Action {
	var (
		query, year   = Action{Do: DoQuery}, Action{Do: DoYearRecord}
		pension       = Action{Do: DoBenefits, Text: string(records.GroupRetirement)}
		annuityPaid   = Action{Do: DoBenefits, Text: string(records.GroupAnnuity)}
		short         = Action{Do: DoBenefits, Text: string(records.GroupShortTerm)}
		certified     = Action{Do: DoCertified}
		civil, annual = Action{Do: DoCivil}, Action{Do: DoAnnuity}
	)
	switch kind {
	case records.Retiree:
		return []Action{pension, certified, query, year}
	case records.CivilRetiree:
		return []Action{pension, annuityPaid, certified, civil}
	case records.Survivor:
		return []Action{pension, certified, short, query}
	case records.CivilServant:
		return []Action{civil, annual, query, year}
	case records.Resident:
		return []Action{{Do: DoResident}, pension, certified, query}
	case records.Unemployed:
		return []Action{short, query, year, certified}
	}
	return []Action{query, year, short, pension}
}

// tiles are the errands of 个人主页.
func (s State) tiles() []Action {
	kind := records.UnknownPerson
	if s.Record != nil {
		kind = s.Record.Person.Kind
	}
	out := slices.Clone(likeliest(kind)[:firstQueries])
	return append(out, Action{Do: DoMore}, Action{Do: DoPreview, Text: string(slip.ContributionSlip)},
		Action{Do: DoCardServices}, Action{Do: DoCross}, Action{Do: DoQuestions})
}

// retryable reports whether reading the records again may help.
func retryable(f records.Failure) bool {
	switch f {
	case records.Busy, records.Down, records.Device, records.Damaged:
		return true
	}
	return false
}

type (
	// CivilView is 机关事业单位养老保险权益: the months of 120, and its account.
	CivilView struct {
		Empty      Empty
		Enrolments []records.Enrolment // of 120
		Statement  records.Statement
		Account    *records.AccountYear // the newest, nil when there is none
		Page       int
		Window     records.Window
	}

	// AnnuityView is 职业年金账户.
	AnnuityView struct {
		Empty   Empty
		Annuity records.Annuity
		Year    int // the year that is shown
		Years   []int
		Page    int
	}

	// ResidentView is 城乡居民账户.
	ResidentView struct {
		Empty      Empty
		Enrolments []records.Enrolment // of 170
		Years      []records.ResidentYear
		Sum        records.ResidentYear // of all years, part by part; Balance is the newest known
		Page       int
	}

	// BenefitsView is one of the queries of benefits.
	BenefitsView struct {
		Empty    Empty
		Group    records.BenefitGroup
		Benefits []records.Benefit
		Chosen   int // which of them is shown
		Page     int // of its payments
	}

	// CertificationView is 资格认证.
	CertificationView struct {
		Empty Empty
		All   []records.Qualification
	}

	// PlacesView is the choice of an insured place.
	PlacesView struct {
		All     []PlaceChoice
		Present records.Region
	}

	// PlaceChoice is one city.
	PlaceChoice struct {
		Region  records.Region
		Records bool // the person has something there
		Open    bool // the source has the city's data
	}
)

func (s State) lookQueries(v *View) {
	r := s.Record
	switch s.Here.Screen {
	case MoreQueries:
		v.More = Queries()
	case CivilRights:
		w := records.WindowAt(s.Now)
		c := CivilView{Statement: records.StatementOfInsurance(*r, records.AllRegions, records.CivilPension, w), Page: s.Here.Page, Window: w}
		for _, e := range r.Enrolments {
			if e.Insurance == records.CivilPension {
				c.Enrolments = append(c.Enrolments, e)
			}
		}
		for _, y := range r.AccountYears {
			if y.Insurance == records.CivilPension {
				c.Account = &y
				break
			}
		}
		c.Empty = lacking(len(c.Statement.Rows) > 0 || c.Account != nil, civil(r))
		v.Civil = &c
	case AnnuityRights:
		a := AnnuityView{Annuity: r.Annuity, Year: s.annuityYear(), Years: s.annuityYears(), Page: s.Here.Page,
			Empty: lacking(len(r.Annuity.Years) > 0, civil(r))}
		v.Annuity = &a
	case ResidentRight:
		a := ResidentView{Years: r.ResidentYears, Sum: records.ResidentSum(r.ResidentYears), Page: s.Here.Page,
			Empty: lacking(len(r.ResidentYears) > 0, resident(r))}
		for _, e := range r.Enrolments {
			if e.Insurance == records.ResidentPension {
				a.Enrolments = append(a.Enrolments, e)
			}
		}
		v.Resident = &a
	case Benefits:
		b := BenefitsView{Group: s.Choice.Group, Benefits: records.BenefitsOf(*r, s.Choice.Group), Chosen: s.Choice.Benefit, Page: s.Here.Page}
		kind := true // anybody may have drawn unemployment or injury benefits
		switch b.Group {
		case records.GroupRetirement:
			kind = retired(r)
		case records.GroupAnnuity:
			kind = civil(r)
		}
		b.Empty = lacking(len(b.Benefits) > 0, kind)
		v.Benefits = &b
	case Certification:
		v.Certification = &CertificationView{All: r.Qualifications, Empty: lacking(len(r.Qualifications) > 0, retired(r))}
	case Places:
		p := PlacesView{Present: s.Choice.Region}
		with := records.Regions(*r)
		for _, c := range records.Cities() {
			p.All = append(p.All, PlaceChoice{Region: c, Records: slices.Contains(with, c), Open: r.Source.Has(c)})
		}
		v.Places = &p
	}
}

// annuityYears are the years of the annuity account, newest first.
func (s State) annuityYears() []int {
	var out []int
	for _, y := range s.Record.Annuity.Years {
		out = append(out, y.Year)
	}
	return out
}

// annuityYear is the year that is chosen, or the newest when the account has not that year.
func (s State) annuityYear() int {
	years := s.annuityYears()
	switch {
	case slices.Contains(years, s.Choice.Year):
		return s.Choice.Year
	case len(years) > 0:
		return years[0]
	}
	return 0
}

// offerQueries are the touches of the queries' own screens.
func (s State) offerQueries(out []Action) []Action {
	do := func(all ...Do) {
		for _, d := range all {
			out = append(out, Action{Do: d})
		}
	}
	switch s.Here.Screen {
	case MoreQueries:
		out = append(out, Queries()...)
		do(DoWrongInfo)
	case Places:
		do(DoWrongInfo)
		out = append(out, Action{Do: DoPlace, Text: string(records.AllRegions)})
		for _, c := range records.Cities() {
			out = append(out, Action{Do: DoPlace, Text: string(c)})
		}
	case CivilRights, ResidentRight:
		do(DoWrongInfo, DoIdentity, DoHideAmounts)
		out = append(out, s.pages()...)
	case AnnuityRights:
		do(DoWrongInfo, DoIdentity, DoHideAmounts)
		out = append(out, s.pages()...)
		for _, y := range s.annuityYears() {
			out = append(out, Action{Do: DoYear, N: y})
		}
	case Benefits:
		do(DoWrongInfo, DoIdentity, DoHideAmounts)
		out = append(out, s.pages()...)
		for i := range records.BenefitsOf(*s.Record, s.Choice.Group) {
			out = append(out, Action{Do: DoBenefit, N: i})
		}
	case Certification:
		do(DoWrongInfo, DoIdentity)
	}
	return out
}

// tapQuery opens a query, and reports whether the touch was one of theirs.
func (m *machine) tapQuery(a Action) bool {
	switch a.Do {
	case DoMore:
		m.open(Place{Screen: MoreQueries})
	case DoQuery:
		m.open(Place{Screen: Query})
	case DoYearRecord:
		m.open(Place{Screen: YearRecord})
	case DoCivil:
		m.open(Place{Screen: CivilRights})
	case DoAnnuity:
		m.open(Place{Screen: AnnuityRights})
	case DoResident:
		m.open(Place{Screen: ResidentRight})
	case DoCertified:
		m.open(Place{Screen: Certification})
	case DoBenefits:
		m.Choice.Group, m.Choice.Benefit = records.BenefitGroup(a.Text), 0
		m.open(Place{Screen: Benefits})
	case DoBenefit:
		m.Choice.Benefit = a.N
		m.Here.Page = 0
	case DoPlaces:
		m.open(Place{Screen: Places})
	case DoPlace:
		m.Choice.Region = records.Region(a.Text)
		if m.Here.Screen == Places { // chosen: back to the query
			m.back()
		}
		m.Here.Page = 0
		m.relay()
	default:
		return false
	}
	return true
}
