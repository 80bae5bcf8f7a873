package ui

import (
	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
)

// civilRights is 机关事业单位养老保险权益: where the person is insured, the months, and the newest year of the account.
func (s *screen) civilRights(r stage.Rect) {
	v := s.v.Civil
	y := s.recordTitle(r, s.say("civil.title"), s.say("query.window", s.month(v.Window.First), s.month(v.Window.Last)))
	s.recordBar(true)
	footH := s.recordFoot(r)
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	if v.Empty != "" {
		s.empty(area, "civil", v.Empty)
		return
	}
	if len(v.Enrolments) > 0 {
		area = below(area, s.strip(area, append([]entry{{label: s.say("query.of", v.Window.Last.Since(v.Window.First)+1),
			value: s.say("query.paid", v.Statement.Totals.Months)}}, s.enrolment(v.Enrolments)...))+20)
	}
	side := s.civilAccount(v.Account)
	share := float32(0.36)
	if s.Large {
		share = 0.42
	}
	months, account := s.besides(area, share, s.entriesHeight(len(side), true))
	rows := v.Statement.Rows
	alone := s.low() && s.Large && !s.Glass.Portrait() && v.Account != nil // large type beside the switches: the account is a page of its own
	if v.Account == nil || alone {
		months = area
	}
	per, pages := s.rowsFor(months.H, len(rows), 0)
	page := min(v.Page, pages-1)
	if alone {
		if page = min(v.Page, pages); page == pages {
			months = stage.Rect{}
		}
		s.pager(page, pages+1)
	}
	if v.Account != nil && (!alone || page == pages) {
		if alone {
			account = area
		}
		s.entries(account, s.say("civil.account", s.say("year", v.Account.Year)), side)
	}
	if months.H == 0 {
		return
	}
	if len(rows) == 0 {
		s.nothing(months, s.say("civil.no_months"), s.say("empty.no_record_next"))
		return
	}
	s.monthTable(months, rows[page*per:min(len(rows), page*per+per)], per)
	if !alone {
		s.pager(page, pages)
	}
}

// civilAccount are the lines of the account beside the months.
func (s *screen) civilAccount(a *records.AccountYear) []entry {
	if a == nil {
		return nil
	}
	return accountEntries(s, *a)
}

// enrolment is where somebody is insured, since when, and by whom: of the enrolment that came last, and how many there are.
func (s *screen) enrolment(all []records.Enrolment) []entry {
	last := all[0]
	for _, e := range all[1:] {
		if e.Start > last.Start {
			last = e
		}
	}
	out := []entry{
		{label: s.say("enrolment.place"), value: s.region(last.Region)},
		{label: s.say("enrolment.state"), value: s.enrolmentState(last.Status), state: true, bad: last.Status != records.Contributing},
		{label: s.say("enrolment.start"), value: s.monthOr(last.Start)},
	}
	if len(all) > 1 {
		out = append(out, entry{label: s.say("enrolment.all"), value: s.say("enrolment.count", len(all))})
	}
	if last.Employer != "" {
		out = append(out, entry{label: s.say("query.employer"), value: last.Employer, loose: true})
	}
	return out
}

// enrolmentState is the state of an enrolment with its sign.
func (s *screen) enrolmentState(e records.EnrolmentStatus) string {
	switch e {
	case records.Contributing:
		return "✓ " + s.say("enrolment.contributing")
	case records.Suspended:
		return "! " + s.say("enrolment.suspended")
	case records.Terminated:
		return "× " + s.say("enrolment.terminated")
	}
	return "--"
}

// monthOr is a month, or "--" when it is not known.
func (s *screen) monthOr(m records.Month) string {
	if !m.Valid() {
		return "--"
	}
	return s.month(m)
}
