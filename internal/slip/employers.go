package slip

import (
	"cmp"
	"slices"
	"strings"

	"shebao/kiosk/internal/records"
)

// spell is somebody's time with one employer in one place, as far as it was asked for.
type spell struct {
	region      records.Region
	employer    string // "" for who pays for herself
	first, last records.Month
	months      int // distinct months paid or transferred in; one that was also paid elsewhere counts here too
}

// spells are the employers behind statements, the one with the newest month first.
func spells(all []familyMonths) []spell {
	type key struct {
		region   records.Region
		employer string
	}
	months := map[key]map[records.Month]bool{} // whether it was paid
	for _, f := range all {
		for _, row := range f.statement.Rows {
			if row.Mark == records.MarkGap {
				continue
			}
			k := key{row.Region, row.Employer}
			if months[k] == nil {
				months[k] = map[records.Month]bool{}
			}
			months[k][row.Month] = months[k][row.Month] || row.Mark != records.MarkOwed
		}
	}
	var out []spell
	for k, of := range months {
		s := spell{region: k.region, employer: k.employer}
		for m, paid := range of {
			if s.first == 0 || m < s.first {
				s.first = m
			}
			s.last = max(s.last, m)
			if paid {
				s.months++
			}
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b spell) int {
		return cmp.Or(cmp.Compare(b.last, a.last), cmp.Compare(b.first, a.first), cmp.Compare(a.region, b.region),
			cmp.Compare(a.employer, b.employer))
	})
	return out
}

// employers writes where and with whom something was paid from when to when, and for how many months. Of one place without a name
// the totals say all.
func (p *page) employers(all []familyMonths) {
	of := spells(all)
	if len(of) == 0 || len(of) == 1 && of[0].employer == "" {
		return
	}
	p.bold(p.say("paper.employers"))
	for _, s := range of {
		p.note(p.with(s.region, s.employer))
		p.entry("  "+period(records.Window{First: s.first, Last: s.last}), p.count(s.months), false)
	}
}

// with is a place and an employer there.
func (p *page) with(region records.Region, employer string) string {
	return strings.TrimSpace(p.place(region) + " " + employer)
}

// enrolments is the table of the present states of a person's insurances, employer by employer.
func (p *page) enrolments(r records.Record, region records.Region) {
	type with struct {
		region   records.Region
		employer string
	}
	var order []with
	of := map[with][]records.Enrolment{}
	for _, e := range r.Enrolments {
		if region != records.AllRegions && e.Region.Current() != region.Current() {
			continue
		}
		k := with{e.Region.Current(), e.Employer}
		if of[k] == nil {
			order = append(order, k)
		}
		of[k] = append(of[k], e)
	}
	if len(order) == 0 {
		p.note(p.say("paper.cert.no_enrolment"))
		return
	}
	columns := []column{texts(p.say("paper.head.insured"), 0, 24), texts(p.say("paper.head.since"), 27, 8),
		texts(p.say("paper.head.status"), 40, 8)}
	if p.sheet.Columns < 48 {
		columns = []column{texts(columns[0].head, 0, 12), texts(columns[1].head, 14, 8), texts(columns[2].head, 24, 8)}
	}
	p.heads(columns)
	for _, k := range order {
		p.note(p.with(k.region, k.employer))
		for _, e := range of[k] {
			p.row(columns, []string{p.insuranceName(e.Insurance), monthOrNone(e.Start), p.enrolled(e.Status)})
		}
	}
}

// insuranceName is an insurance as it is called where there is room for its full name, else as people call it.
func (p *page) insuranceName(i records.Insurance) string {
	if p.sheet.Columns < 48 {
		switch i {
		case records.EmployeePension:
			return p.say("paper.insurance.110")
		case records.CivilPension:
			return p.say("paper.insurance.120")
		case records.ResidentPension:
			return p.say("paper.insurance.170")
		}
	}
	return p.named("insurance.", string(i))
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
