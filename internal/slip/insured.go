package slip

import (
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// insured lays out 参保缴费证明: where and how somebody is insured, and what was paid for each insurance in each of the latest
// months. Fields: facts/domain.md §2.3.
func insured(t Terms, h Holder, r records.Record, region records.Region, w records.Window) Sheet {
	p := newPage(ContributionCertificate, t)
	p.head(p.say("slip." + string(ContributionCertificate)))
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)
	p.field(p.say("paper.place"), p.placeNames(r, region), false)
	p.field(p.say("paper.period"), period(w), false)
	p.rule()
	p.enrolments(r, region)
	p.rule()

	var families []familyMonths
	var totals []Total
	overlaps := false
	for _, f := range records.Families() {
		st := records.StatementOf(r, region, f, w)
		m := familyMonths{family: f, totals: st.Totals, of: map[records.Month]records.Point{}}
		for _, x := range st.Series {
			m.of[x.Month] = x
		}
		families = append(families, m)
		name := p.say("family." + string(f))
		if f == records.FamilyPension { // what is asked for
			p.figure(p.say("paper.cert.months", name), p.count(st.Totals.Months), false)
		} else {
			p.field(name, p.count(st.Totals.Months), false)
		}
		totals = append(totals, Total{name, p.count(st.Totals.Months)})
		overlaps = overlaps || st.Totals.Overlaps > 0
	}
	p.rule()
	p.insuredMonths(families, w)
	if p.sheet.Columns >= 48 {
		p.note(p.say("paper.cert.base"))
	}
	p.note(p.say("paper.cert.legend"))
	if overlaps {
		p.note(p.say("paper.once"))
	}
	p.foot(r, p.claim(h, string(region), period(w), p.placeNames(r, region)+" "+period(w), totals...))
	return p.sheet
}

// familyMonths are the months of one insurance family.
type familyMonths struct {
	family records.Family
	totals records.Totals
	of     map[records.Month]records.Point
}

// enrolments are the present states of a person's insurances, employer by employer.
func (p *page) enrolments(r records.Record, region records.Region) {
	var employers []string
	of := map[string][]records.Enrolment{}
	for _, e := range r.Enrolments {
		if region != records.AllRegions && e.Region.Current() != region.Current() {
			continue
		}
		if of[e.Employer] == nil {
			employers = append(employers, e.Employer)
		}
		of[e.Employer] = append(of[e.Employer], e)
	}
	if len(employers) == 0 {
		p.note(p.say("paper.cert.no_enrolment"))
	}
	for _, name := range employers {
		if name != "" {
			p.field(p.say("paper.employer"), name, false)
		}
		for _, e := range of[name] {
			p.entry(p.named("insurance.", string(e.Insurance)), p.place(e.Region)+" "+p.enrolled(e.Status), false)
		}
	}
}

func (p *page) enrolled(s records.EnrolmentStatus) string {
	switch s {
	case records.Contributing:
		return p.say("enrolment.contributing")
	case records.Suspended:
		return p.say("enrolment.suspended")
	case records.Terminated:
		return p.say("enrolment.terminated")
	}
	return "--"
}

// insuredMonths is the table of months, newest first: what was paid for each insurance, and on which base.
func (p *page) insuredMonths(families []familyMonths, w records.Window) {
	columns := []column{{head: p.say("paper.head.month"), at: 0, width: 7}, {head: p.say("paper.head.base"), at: 8, width: 11, right: true, amount: true}}
	at, step := 21, 6
	narrow := p.sheet.Columns < 48
	if narrow { // no room for the base: it is on the query slip
		columns, at = columns[:1], 9
	}
	for i, f := range families {
		columns = append(columns, column{head: p.say("paper.short." + string(f.family)), at: at + i*step, width: 4})
	}
	p.heads(columns)
	months := 0
	for m := w.Last; m >= w.First; m = m.Add(-1) {
		texts := []string{month(m)}
		if !narrow {
			texts = append(texts, families[0].of[m].Base.String())
		}
		any := false
		for _, f := range families {
			x, there := f.of[m]
			any = any || there
			mark := "--"
			if there {
				mark = p.say("paper.mark." + string(x.Mark))
			}
			texts = append(texts, mark)
		}
		if any {
			months++
			p.row(columns, texts)
		}
	}
	if months == 0 {
		p.centre(p.say("paper.none"), Normal, false)
	}
}
