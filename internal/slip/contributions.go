package slip

import (
	"fmt"
	"strings"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// Contributions lays out 缴费查询小票: one insurance family in one insured place or in all of them, for the months of w,
// newest first, gaps as gaps. Paper is left behind in halls, so that the name is masked. Fields: facts/domain.md §2.3 and §7.
func Contributions(t Terms, h Holder, r records.Record, region records.Region, family records.Family, w records.Window) Sheet {
	p := newPage(ContributionSlip, t)
	st := records.StatementOf(r, region, family, w)

	p.head(p.say("slip."+string(ContributionSlip)), 0)
	p.person(idcard.MaskName(h.Name), h, idcard.Tail(h.Number))
	p.field(p.say("paper.place"), p.placeNames(r, region), false)
	p.field(p.say("paper.insurance"), p.say("family."+string(family)), false)
	p.field(p.say("paper.period"), period(w), false)
	p.totals(st.Totals)
	p.employers([]familyMonths{{statement: st}})
	p.rule()
	p.months(st)
	p.foot(r, p.claim(h, string(region)+":"+string(family), period(w), p.say("family."+string(family))+period(w),
		Total{p.say("paper.months_paid"), p.count(st.Totals.Months)}, Total{p.say("paper.personal_total"), yuan(p, st.Totals.Personal)}))
	return p.sheet
}

// totals are the figures of a statement. The two that are asked for most are large; what is not there is not mentioned.
func (p *page) totals(t records.Totals) {
	p.figure(p.say("paper.months_paid"), p.count(t.Months), false)
	p.figure(p.say("paper.personal_total"), t.Personal.String(), true)
	p.entry(p.say("paper.unit_total"), t.Unit.String(), true)
	for _, x := range []struct {
		label string
		n     int
	}{{"paper.gaps", t.Gaps}, {"paper.owed", t.Owed}, {"paper.overlaps", t.Overlaps}} {
		if x.n > 0 {
			p.field(p.say(x.label), p.count(x.n), false)
		}
	}
	unit := p.say("paper.yuan")
	if t.Partial {
		unit += p.say("paper.partly")
	}
	p.note(unit)
	if t.Overlaps > 0 {
		p.note(p.say("paper.once"))
	}
}

func (p *page) placeNames(r records.Record, region records.Region) string {
	if region != records.AllRegions {
		return p.place(region)
	}
	var names []string
	for _, x := range records.Regions(r) {
		names = append(names, p.place(x))
	}
	if len(names) == 0 {
		return p.say("paper.places_all")
	}
	return p.say("paper.places_named", strings.Join(names, "、"))
}

// place is the short name of an insured place.
func (p *page) place(r records.Region) string { return p.named("region.", string(r)) }

// named is what a code of a source is called. One that is not in the catalogue is shown as it is, not hidden; none is --.
func (p *page) named(group, code string) string {
	switch {
	case code == "":
		return "--"
	case p.words.Has(group + code):
		return p.say(group + code)
	}
	return code
}

func month(m records.Month) string { return fmt.Sprintf("%d.%02d", m.Year(), m.Of()) }

func period(w records.Window) string { return month(w.First) + "—" + month(w.Last) }
