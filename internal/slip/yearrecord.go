package slip

import (
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// YearRecord lays out 个人权益记录单 of one year: the personal account, then what was paid in each month of the year.
// The name stands in full: it is the person's own record, and a masked one is of no use to her. Fields: facts/domain.md §2.2.
func YearRecord(t Terms, h Holder, r records.Record, year int) Sheet {
	p := newPage(t)
	p.head(p.say("slip." + string(RightsRecord)))
	p.centre(p.say("paper.year", year), Normal, true)
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)

	for _, y := range r.AccountYears {
		if y.Year != year {
			continue
		}
		p.rule()
		p.note(p.say("paper.account", p.named("insurance.", string(y.Insurance))))
		p.entry(p.say("paper.opening"), y.Opening.String(), true)
		p.entry(p.say("paper.principal"), y.Principal.String(), true)
		p.entry(p.say("paper.interest_opening"), y.InterestOpening.String(), true)
		p.entry(p.say("paper.interest_current"), y.InterestCurrent.String(), true)
		p.figure(p.say("paper.closing"), y.Closing.String(), true)
		p.entry(p.say("paper.account_months"), p.count(y.Months), false)
		p.entry(p.say("paper.cumulative_months"), p.count(y.CumulativeMonths), false)
		if !y.InterestPublished() {
			p.note(p.say("paper.interest_unpublished"))
		}
	}
	p.yearMonths(r, year)
	p.foot(r, summary(
		p.say("paper.code.record", year), idcard.MaskName(h.Name), p.say("paper.code.tail", idcard.Tail(h.Number)),
		p.closing(r, year), p.say("paper.code.terminal", t.Terminal), t.At.In(china()).Format("2006-01-02 15:04"), p.validity()))
	return p.sheet
}

// yearMonths writes the pension contributions of the year that the source gave: records reach back 60 months, so an older
// year has none, and says so.
func (p *page) yearMonths(r records.Record, year int) {
	w := records.Window{First: records.Month(year*100 + 1), Last: records.Month(year*100 + 12)}
	st := records.StatementOf(r, records.AllRegions, records.FamilyPension, w)
	p.rule()
	if len(st.Rows) == 0 {
		p.note(p.say("paper.year_too_old"))
		return
	}
	p.months(st)
}

func (p *page) closing(r records.Record, year int) string {
	for _, y := range r.AccountYears {
		if y.Year == year {
			return p.say("paper.code.closing", y.Closing)
		}
	}
	return p.say("paper.code.no_closing")
}
