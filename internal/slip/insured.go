package slip

import (
	"strconv"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// insured lays out 参保缴费证明: how somebody is insured now, with whom and for how long she was, and what was paid for each
// insurance in each of the latest months; for 城乡居民, who pay by the year, in each year. Fields: facts/domain.md §2.3.
func insured(t Terms, h Holder, r records.Record, region records.Region, w records.Window) Sheet {
	p := newPage(ContributionCertificate, t)
	p.head(p.say("slip."+string(ContributionCertificate)), 0)
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)
	p.field(p.say("paper.place"), p.placeNames(r, region), false)
	p.field(p.say("paper.period"), period(w), false)
	p.rule()
	p.enrolments(r, region)
	p.rule()

	var totals []Total
	years := residentYears(r, region, w)
	all := families(r, region, w)
	if len(years) > 0 {
		all = withoutEmpty(all)
		p.figure(p.say("paper.resident_paid"), p.say("paper.years", len(years)), false)
		totals = append(totals, Total{p.say("paper.resident_paid"), p.say("paper.years", len(years))})
		p.residentTable(years)
	}
	if len(all) > 0 || len(years) == 0 {
		totals = append(totals, p.insuredMonths(all, w)...)
	}
	p.foot(r, p.claim(h, string(region), period(w), p.placeNames(r, region)+" "+period(w), totals[:min(len(totals), 3)]...))
	return p.sheet
}

// insuredMonths writes the months of the insurances that are paid by the month, and gives how many each has.
func (p *page) insuredMonths(all []familyMonths, w records.Window) []Total {
	var totals []Total
	for i, f := range all {
		name, n := p.say("family."+string(f.family)), p.count(f.statement.Totals.Months)
		if i == 0 { // what is asked for
			p.figure(p.say("paper.cert.months", name), n, false)
		}
		totals = append(totals, Total{name, n})
	}
	if len(withoutEmpty(all)) == 0 {
		p.note(p.say("paper.none"))
		return totals
	}
	p.familyTotals(all)
	p.employers(all)
	p.rule()
	p.familyTable(all, w)
	p.legend(all)
	return totals
}

// legend says what the marks of a table of months mean that do not say it themselves.
func (p *page) legend(all []familyMonths) {
	gaps, injury := false, false
	for _, f := range all {
		gaps = gaps || f.statement.Totals.Gaps > 0
		injury = injury || f.family == records.FamilyWorkInjury
	}
	if gaps {
		p.note(p.say("paper.cert.gap"))
	}
	if injury {
		p.note(p.say("paper.cert.injury"))
	}
}

// withoutEmpty are the insurances that have months.
func withoutEmpty(all []familyMonths) []familyMonths {
	var out []familyMonths
	for _, f := range all {
		if len(f.statement.Rows) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// residentYears are the years of a 城乡居民 account that a window touches and in which somebody paid. The account is that of one
// place, which the source does not name: it counts for every place where the person is insured as a resident.
func residentYears(r records.Record, region records.Region, w records.Window) []records.ResidentYear {
	if region != records.AllRegions {
		here := false
		for _, e := range r.Enrolments {
			here = here || e.Insurance == records.ResidentPension && e.Region.Current() == region.Current()
		}
		if !here {
			return nil
		}
	}
	var out []records.ResidentYear
	for _, y := range r.ResidentYears {
		if y.Year >= w.First.Year() && y.Year <= w.Last.Year() && (y.Personal.Fen > 0 || y.Government.Fen > 0 || y.Collective.Fen > 0) {
			out = append(out, y)
		}
	}
	return out
}

// residentTable is the table of years of a 城乡居民 account, newest first.
func (p *page) residentTable(years []records.ResidentYear) {
	columns := []column{texts(p.say("resident.year"), 0, 4), sums(p.say("resident.personal"), 6, 12),
		sums(p.say("resident.government"), 20, 12), sums(p.say("resident.balance"), 34, 14)}
	if p.sheet.Columns < 48 {
		columns = []column{columns[0], sums(columns[1].head, 5, 8),
			sums(columns[2].head, 14, 8), sums(p.say("paper.head.balance"), 23, 9)}
	}
	p.heads(columns)
	for _, y := range years {
		p.row(columns, []string{strconv.Itoa(y.Year), y.Personal.String(), y.Government.String(), y.Balance.String()})
	}
	p.note(p.say("paper.yuan"))
}
