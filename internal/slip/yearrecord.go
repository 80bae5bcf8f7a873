package slip

import (
	"fmt"
	"slices"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// YearRecord lays out 个人权益记录单 of one year: the personal account, with the annuity of those who have one, then what was paid in
// each month; for 城乡居民 what came into the account and from whom. The name stands in full: it is the person's own record, and a
// masked one is of no use to her. Fields: facts/domain.md §2.2.
func YearRecord(t Terms, h Holder, r records.Record, year int) Sheet {
	p := newPage(RightsRecord, t)
	p.head(p.say("slip." + string(RightsRecord)))
	p.centre(p.say("paper.year", year), Normal, false)
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)

	var totals []Total
	for _, y := range r.AccountYears {
		if y.Year == year {
			p.rule()
			p.accountYear(y)
			totals = append(totals, Total{p.say("paper.closing"), yuan(p, y.Closing)})
		}
	}
	if slices.ContainsFunc(r.Annuity.Years, func(y records.AnnuityYear) bool { return y.Year == year }) {
		p.rule()
		p.bold(p.say("paper.annuity_account"))
		totals = append(totals, Total{p.say("insurance.180"), yuan(p, p.annuityYear(r.Annuity, year))})
	}
	for _, y := range r.ResidentYears {
		if y.Year == year {
			p.rule()
			p.residentYear(y)
			totals = append(totals, Total{p.say("resident.balance"), yuan(p, y.Balance)})
		}
	}
	if len(totals) == 0 {
		p.rule()
		p.note(p.say("paper.year_none"))
	}
	if r.Person.Kind != records.Resident { // 城乡居民 pay by the year
		p.yearMonths(r, year)
	}
	p.foot(r, p.claim(h, "", fmt.Sprint(year), p.say("paper.year", year), totals...))
	return p.sheet
}

// accountYear is a year of a personal pension account.
func (p *page) accountYear(y records.AccountYear) {
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
	if y.Opening.Known && y.Principal.Known && y.Closing.Known && !y.AddsUp() {
		p.note(p.say("paper.not_adding"))
	}
}

// residentYear is a year of a 城乡居民 account: who paid what into it.
func (p *page) residentYear(y records.ResidentYear) {
	p.note(p.say("paper.resident_account"))
	for _, e := range []struct {
		label string
		m     records.Money
	}{{"resident.personal", y.Personal}, {"resident.province", y.Province}, {"resident.city", y.City}, {"resident.county", y.County},
		{"resident.collective", y.Collective}, {"resident.landless", y.Landless}, {"resident.government", y.Government}, {"resident.interest", y.Interest}} {
		p.entry(p.say(e.label), e.m.String(), true)
	}
	p.figure(p.say("resident.balance"), y.Balance.String(), true)
	p.field(p.say("paper.agency"), orNone(y.Agency), false)
	p.field(p.say("paper.credited_on"), date(y.CreditedOn), false)
	if !y.Interest.Known {
		p.note(p.say("paper.interest_unpublished"))
	}
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
