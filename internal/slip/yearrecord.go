package slip

import (
	"fmt"
	"slices"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// YearRecord lays out 个人权益记录单 of one year: how somebody is insured, the personal account, with the annuity of those who have one,
// then what was paid in each month; for 城乡居民 what came into the account and from whom. The name stands in full: it is the person's
// own record, and a masked one is of no use to her. Fields: facts/domain.md §2.2.
func YearRecord(t Terms, h Holder, r records.Record, year int) Sheet {
	p := newPage(RightsRecord, t)
	p.head(p.say("slip."+string(RightsRecord)), year)
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)
	if len(r.Enrolments) > 0 {
		p.blank()
		p.enrolments(r, records.AllRegions)
	}
	totals := p.accounts(r, year)
	if r.Person.Kind != records.Resident || len(r.Contributions) > 0 { // 城乡居民 pay by the year
		p.yearMonths(r, year)
	}
	p.foot(r, p.claim(h, "", fmt.Sprint(year), p.say("paper.year", year), totals...))
	return p.sheet
}

// accounts writes what the accounts of a year hold, and gives that.
func (p *page) accounts(r records.Record, year int) []Total {
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
		p.bold(p.say("paper.account", p.say("insurance.180")))
		p.field(p.say("paper.nature"), p.nature(r.Annuity.Nature), false)
		totals = append(totals, Total{p.say("insurance.180"), yuan(p, p.annuityYear(r.Annuity, year))})
	}
	for _, y := range r.ResidentYears {
		if y.Year == year {
			p.rule()
			p.residentYear(r, y)
			totals = append(totals, Total{p.say("resident.balance"), yuan(p, y.Balance)})
		}
	}
	if len(totals) == 0 {
		p.rule()
		p.note(p.say("paper.year_none"))
	}
	return totals[:min(len(totals), 3)]
}

// accountYear is a year of a personal pension account. Its closing is the source's: where the rest does not make it, that is said.
func (p *page) accountYear(y records.AccountYear) {
	p.bold(p.say("paper.account", p.insuranceName(y.Insurance)))
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

// residentYear is a year of a 城乡居民 account: who paid what into it, beside what all the years until it make.
func (p *page) residentYear(r records.Record, y records.ResidentYear) {
	var until []records.ResidentYear
	for _, x := range r.ResidentYears {
		if x.Year <= y.Year {
			until = append(until, x)
		}
	}
	sum := records.ResidentSum(until)
	p.bold(p.say("paper.account", p.insuranceName(records.ResidentPension)))
	columns := []column{texts(p.say("paper.head.credited"), 0, 12), sums(p.say("paper.head.this_year"), 16, 14),
		sums(p.say("resident.parts"), 33, 15)}
	if p.sheet.Columns < 48 {
		columns = []column{texts(columns[0].head, 0, 10), sums(columns[1].head, 11, 9),
			sums(columns[2].head, 21, 11)}
	}
	p.heads(columns)
	for _, e := range []struct {
		label string
		m, of records.Money
	}{{"resident.personal", y.Personal, sum.Personal}, {"resident.province", y.Province, sum.Province},
		{"resident.city", y.City, sum.City}, {"resident.county", y.County, sum.County}, {"resident.collective", y.Collective, sum.Collective},
		{"resident.landless", y.Landless, sum.Landless}, {"resident.government", y.Government, sum.Government},
		{"resident.interest", y.Interest, sum.Interest}} {
		p.row(columns, []string{p.say(e.label), e.m.String(), e.of.String()})
	}
	p.figure(p.say("resident.balance"), y.Balance.String(), true)
	p.entry(p.say("resident.years"), p.say("paper.years", len(until)), false)
	p.field(p.say("paper.agency"), orNone(y.Agency), false)
	p.field(p.say("paper.credited_on"), date(y.CreditedOn), false)
	if !y.Interest.Known {
		p.note(p.say("paper.interest_unpublished"))
	}
}

// yearMonths writes the contributions of the year. Records reach back 60 months: of an older year there are none, and of the one in
// which they begin those before are not gaps. Both is said.
func (p *page) yearMonths(r records.Record, year int) {
	w := records.Window{First: records.Month(year*100 + 1), Last: records.Month(year*100 + 12)}
	known := records.WindowAt(p.terms.At)
	p.rule()
	if w.Last < known.First {
		p.note(p.say("paper.year_too_old"))
		return
	}
	part := w.First < known.First
	w = records.Window{First: max(w.First, known.First), Last: min(w.Last, known.Last)}
	all := withoutEmpty(families(r, records.AllRegions, w))
	if len(all) == 0 {
		p.note(p.say("paper.year_unpaid"))
		return
	}
	p.familyTotals(all)
	p.employers(all)
	p.rule()
	p.familyTable(all, w)
	p.legend(all)
	if part {
		p.note(p.say("paper.year_in_part", month(w.First)))
	}
}
