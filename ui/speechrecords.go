package ui

import (
	"fmt"
	"slices"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// personal says the screens of somebody's records. Only the name of a screen is nobody's: that there is nothing in a record tells of the
// person, too.
func (s *speaker) personal() {
	switch s.v.Screen {
	case visit.PersonalHome:
		s.greeting()
		return
	case visit.MoreQueries:
		s.tell(s.say("personal.more"), s.say("said.of_choices", len(s.v.More)))
		return
	case visit.Places:
		s.tell(s.say("places.title"), s.say("places.about"))
		return
	case visit.Query:
		s.tell(s.say("query.title"))
		s.months()
	case visit.YearRecord:
		s.tell(s.say("year.title"))
		s.accountYear()
	case visit.CivilRights:
		s.tell(s.say("civil.title"))
		s.civil()
	case visit.AnnuityRights:
		s.tell(s.say("annuity.title"))
		s.annuity()
	case visit.ResidentRight:
		s.tell(s.say("resident.title"))
		s.resident()
	case visit.Benefits:
		s.tell(s.say("benefits." + string(s.v.Benefits.Group)))
		s.paid()
	case visit.Certification:
		s.tell(s.say("certification.title"))
		s.certified()
	}
	s.page()
	if s.hidden() {
		s.tell(s.say("query.hidden"))
	}
	s.mine(s.asOf(), s.say("source", s.v.Person.Source))
}

// greeting says whom the terminal knows, what of her records has come, and how many errands there are.
func (s *speaker) greeting() {
	p, v := s.v.Person, s.v.Personal
	s.mine(s.say("personal.hello", p.Name))
	s.tell(s.say("personal.verified"))
	switch {
	case v.Failure != "":
		s.mine(s.say("failure." + string(v.Failure)))
	case v.Loading:
		s.tell(s.say("personal.loading"))
		return
	case p.State == records.PersonSuspended:
		s.mine(s.say("personal.suspended"))
	}
	if p.Kind != records.UnknownPerson {
		s.mine(s.say("kind." + string(p.Kind)))
	}
	switch n := len(p.Places); {
	case n > fewPlaces:
		s.mine(s.say("personal.places_many", s.regions(p.Places[:fewPlaces]), n))
	case n > 0:
		s.mine(s.say("personal.places", s.regions(p.Places)))
	}
	if !p.NameClean {
		s.mine(s.say("personal.name_unclean"))
	}
	if p.Local {
		s.mine(s.asOf())
	}
	s.tell(s.say("said.of_choices", len(v.Tiles)))
	s.whoHears()
}

// months says what the person chose to look at, the sums, and the months of the page.
func (s *speaker) months() {
	v := s.v.Query
	place := s.say("query.all")
	if v.Region != records.AllRegions {
		place = s.region(v.Region)
	}
	s.mine(place, s.say("family."+string(v.Family)))
	switch {
	case v.Empty == visit.PlaceNotOpen:
		s.mine(s.say("query.not_connected", place), s.say("query.not_connected_next", place))
		return
	case len(v.Statement.Rows) == 0:
		s.mine(s.say("query.empty", s.say("family."+string(v.Family))), s.say("query.empty_next"))
		return
	}
	t := v.Statement.Totals
	s.mine(s.say("query.of", v.Window.Last.Since(v.Window.First)+1)+s.say("query.paid", t.Months),
		s.say("query.personal_sum", s.amount(t.Personal)), s.say("query.unit_sum", s.amount(t.Unit)), s.say("query.gaps", t.Gaps, t.Overlaps))
	s.rows(s.mine)
}

func (s *speaker) accountYear() {
	v := s.v.Year
	if v.Account == nil {
		s.mine(s.say("year.none"), s.say("year.none_next"))
		return
	}
	s.mine(s.say("year", v.Year), s.say("year.account", s.say("insurance."+string(v.Account.Insurance))))
	s.entriesOf(accountEntries(s.screen, *v.Account))
	if !v.Account.InterestPublished() {
		s.mine(s.say("year.pending"))
	}
}

// lacking says why a query has nothing to show; false when it has.
func (s *speaker) lacking(query string, why visit.Empty) bool {
	if why == visit.NotEmpty {
		return false
	}
	s.mine(s.say("empty." + query + "." + string(why)))
	if why == visit.NotYourKindThis {
		s.mine(s.say("empty.not_kind_next", s.say("kind."+string(s.v.Person.Kind))))
	} else {
		s.mine(s.say("empty.no_record_next"))
	}
	return true
}

func (s *speaker) civil() {
	v := s.v.Civil
	if s.lacking("civil", v.Empty) {
		return
	}
	if len(v.Enrolments) > 0 {
		s.entriesOf(s.enrolment(v.Enrolments))
	}
	s.mine(s.say("query.of", v.Window.Last.Since(v.Window.First)+1) + s.say("query.paid", v.Statement.Totals.Months))
	if v.Account != nil {
		s.mine(s.say("civil.account", s.say("year", v.Account.Year)))
		s.entriesOf(accountEntries(s.screen, *v.Account))
	}
	if len(v.Statement.Rows) == 0 {
		s.mine(s.say("civil.no_months"))
	}
	s.rows(s.mine)
}

func (s *speaker) annuity() {
	v := s.v.Annuity
	if s.lacking("annuity", v.Empty) {
		return
	}
	year := v.Annuity.Years[max(0, slices.IndexFunc(v.Annuity.Years, func(a records.AnnuityYear) bool { return a.Year == v.Year }))]
	s.mine(s.say("annuity.nature", s.nature(v.Annuity.Nature)), s.say("annuity.flows", s.say("year", year.Year)))
	flows, closings := s.annuityEntries(year)
	s.entriesOf(flows)
	s.mine(s.say("annuity.closings", s.say("year", year.Year)))
	s.entriesOf(closings)
	meaning := "annuity.meaning"
	if v.Annuity.Nature == records.OtherUnit {
		meaning = "annuity.meaning_real"
	}
	s.mine(s.say(meaning)) // which of the two it is tells whose employer it was
}

func (s *speaker) resident() {
	v := s.v.Resident
	if s.lacking("resident", v.Empty) {
		return
	}
	if len(v.Enrolments) > 0 {
		s.entriesOf(s.enrolment(v.Enrolments))
	}
	s.mine(s.say("resident.years")+" "+fmt.Sprint(len(v.Years)), s.say("resident.balance")+" "+s.amount(v.Sum.Balance), s.say("resident.parts"))
	s.entriesOf(s.residentParts(v.Sum))
	s.rows(s.mine)
}

func (s *speaker) paid() {
	v := s.v.Benefits
	if s.lacking(string(v.Group), v.Empty) || len(v.Benefits) == 0 {
		return
	}
	b := v.Benefits[min(v.Chosen, len(v.Benefits)-1)]
	sign, _ := s.paying(b.State)
	s.entriesOf([]entry{{label: s.say("benefits.kind"), value: b.Kind}, {label: s.say("query.place"), value: s.region(b.Region)},
		{label: s.say("query.status"), value: sign}, {label: s.say("benefits.monthly"), value: s.amount(b.Monthly)},
		{label: s.say("benefits.start"), value: s.monthOr(b.Start)}})
	if b.State == records.BenefitSuspended {
		s.mine(s.say("benefits.suspended"))
	}
	if len(b.Payments) == 0 {
		s.mine(s.say("benefits.no_payments"))
	}
	s.rows(s.mine)
}

func (s *speaker) certified() {
	v := s.v.Certification
	if s.lacking("certification", v.Empty) {
		return
	}
	if s.overdue(v.All) {
		s.mine(s.say("certification.overdue"))
	}
	for _, q := range v.All {
		s.mine(s.say("insurance." + string(q.Insurance)))
		s.entriesOf(s.qualification(q))
	}
	s.tell(s.say("certification.where"), s.say("certification.online"), s.say("certification.counter"), s.say("certification.ask"))
}
