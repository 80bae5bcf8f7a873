package slip

import (
	"fmt"
	"slices"
	"strings"

	"shebao/kiosk/internal/records"
)

// months writes a statement month by month, newest first, a line for each place: where, on which base, what was paid, by whom.
// The year stands once above its months, so that both papers have room for the base.
func (p *page) months(st records.Statement) {
	if len(st.Rows) == 0 {
		p.note(p.say("paper.none"))
		return
	}
	columns := []column{texts(p.say("paper.head.month"), 0, 2), texts(p.say("paper.head.place"), 3, 4),
		sums(p.say("paper.head.base"), 8, 9),
		sums(p.say("paper.head.personal"), 18, 9),
		sums(p.say("paper.head.unit"), 28, 9), texts(p.say("paper.head.status"), 38, 4)}
	narrow := p.sheet.Columns < 48
	if narrow { // what the employer paid stands in the totals
		columns[3].width, columns[5].at = 8, 27
		columns = slices.Delete(columns, 4, 5)
	}
	empty := !slices.ContainsFunc(st.Rows, func(r records.Row) bool { return r.Mark != records.MarkGap })
	if empty { // no amount stands anywhere
		columns = []column{columns[0], texts(p.say("paper.head.status"), 3, 4)}
	}
	p.heads(columns)
	year := 0
	for _, row := range st.Rows {
		year = p.year(year, row.Month)
		cells := []string{fmt.Sprintf("%02d", row.Month.Of()), p.place(row.Region), row.Base.String(), row.Personal.String(),
			row.Unit.String(), p.say("paper.mark." + string(row.Mark))}
		if row.Mark == records.MarkGap { // there is nothing that could be absent
			clear(cells[1:5])
		}
		switch {
		case empty:
			cells = slices.Delete(cells, 1, 5)
		case narrow:
			cells = slices.Delete(cells, 4, 5)
		}
		p.row(columns, cells)
	}
}

// year writes the year of a month where it is another than that of the line before and of the slip, and gives it.
func (p *page) year(before int, m records.Month) int {
	if m.Year() != before && m.Year() != p.of {
		p.bold(p.say("paper.year_of", m.Year()))
	}
	return m.Year()
}

// familyMonths are the months of one insurance family.
type familyMonths struct {
	family    records.Family
	statement records.Statement
	of        map[records.Month]records.Point
}

// families are the months of each insurance family in which somebody is or was insured in a place.
func families(r records.Record, region records.Region, w records.Window) []familyMonths {
	var out []familyMonths
	for _, f := range records.Families() {
		m := familyMonths{family: f, statement: records.StatementOf(r, region, f, w), of: map[records.Month]records.Point{}}
		enrolled := slices.ContainsFunc(r.Enrolments, func(e records.Enrolment) bool {
			return e.Insurance.Family() == f && (region == records.AllRegions || e.Region.Current() == region.Current())
		})
		if !enrolled && len(m.statement.Rows) == 0 {
			continue
		}
		for _, x := range m.statement.Series {
			m.of[x.Month] = x
		}
		out = append(out, m)
	}
	return out
}

// familyTotals is the table of what was paid for each insurance, and what of the months is not as it should be.
func (p *page) familyTotals(all []familyMonths) {
	columns := []column{texts(p.say("paper.insurance"), 0, 8), {head: p.say("paper.head.months"), at: 10, width: 4, right: true},
		sums(p.say("paper.personal_total"), 17, 14),
		sums(p.say("paper.unit_total"), 34, 14)}
	name := "family."
	if p.sheet.Columns < 48 {
		name = "paper.short."
		columns = []column{texts(columns[0].head, 0, 4), {head: columns[1].head, at: 5, width: 4, right: true},
			sums(p.say("paper.head.personal"), 10, 10),
			sums(p.say("paper.head.unit"), 21, 11)}
	}
	p.heads(columns)
	partial, overlaps := false, false
	for _, f := range all {
		t := f.statement.Totals
		p.row(columns, []string{p.say(name + string(f.family)), fmt.Sprint(t.Months), t.Personal.String(), t.Unit.String()})
		partial, overlaps = partial || t.Partial, overlaps || t.Overlaps > 0
	}
	for _, x := range []struct {
		label string
		of    func(records.Totals) int
	}{{"paper.gaps", func(t records.Totals) int { return t.Gaps }}, {"paper.owed", func(t records.Totals) int { return t.Owed }},
		{"paper.overlaps", func(t records.Totals) int { return t.Overlaps }}} {
		if text := p.countEach(all, x.of); text != "" {
			p.field(p.say(x.label), text, false)
		}
	}
	unit := p.say("paper.yuan")
	if partial {
		unit += p.say("paper.partly")
	}
	p.note(unit)
	if overlaps {
		p.note(p.say("paper.once"))
	}
}

// countEach is a number of months of each insurance, said once where it is the same for all, "" where there is none.
func (p *page) countEach(all []familyMonths, of func(records.Totals) int) string {
	var parts []string
	same := true
	for _, f := range all {
		n := of(f.statement.Totals)
		same = same && n == of(all[0].statement.Totals)
		if n > 0 {
			parts = append(parts, p.say("paper.short."+string(f.family))+" "+p.count(n))
		}
	}
	if same && len(parts) > 0 {
		return p.count(of(all[0].statement.Totals))
	}
	return strings.Join(parts, "、")
}

// familyTable is the table of months of insurances, newest first: for each its base, and whether it was paid. Where the
// paper has room for one base only, that of the first insurance stands in the line of the month, and another one under it. There
// must be a month.
func (p *page) familyTable(all []familyMonths, w records.Window) {
	if len(all) == 1 {
		p.months(all[0].statement)
		return
	}
	narrow := p.sheet.Columns < 48
	columns := []column{texts(p.say("paper.head.month"), 0, 2)}
	if narrow {
		columns = append(columns, sums(p.say("paper.head.base"), 3, 9))
	}
	for i, f := range all {
		if narrow {
			columns = append(columns, texts(p.say("paper.short."+string(f.family)), 14+6*i, 4))
			continue
		}
		columns = append(columns, sums(p.base(f.family), 3+15*i, 9),
			texts(p.say("paper.head.status"), 13+15*i, 4))
	}
	year, others := 0, false
	for m := w.Last; m >= w.First; m = m.Add(-1) {
		if !slices.ContainsFunc(all, func(f familyMonths) bool { _, there := f.of[m]; return there }) {
			continue
		}
		if year == 0 {
			p.heads(columns)
		}
		year = p.year(year, m)
		cells := []string{fmt.Sprintf("%02d", m.Of())}
		if narrow {
			cells = append(cells, p.baseOf(all[0].of[m]))
		}
		for _, f := range all {
			mark := "--"
			if x, there := f.of[m]; there {
				mark = p.say("paper.mark." + string(x.Mark))
			}
			if !narrow {
				cells = append(cells, p.baseOf(f.of[m]))
			}
			cells = append(cells, mark)
		}
		p.row(columns, cells)
		if narrow {
			others = p.otherBases(all, m) || others
		}
	}
	if others {
		p.note(p.say("paper.cert.base", p.say("paper.short."+string(all[0].family))))
	}
}

// otherBases writes the bases of a month that differ from the one that stands in its line, and reports whether there are any.
func (p *page) otherBases(all []familyMonths, m records.Month) (any bool) {
	for _, f := range all[1:] {
		x, there := f.of[m]
		if !there || x.Mark == records.MarkGap || x.Base == all[0].of[m].Base {
			continue
		}
		p.add(Line{Cells: []Cell{{Column: 3, Text: p.base(f.family)}, {Column: 14, Text: x.Base.String(), Amount: true}}})
		any = true
	}
	return any
}

// baseOf is the base of a month; a gap has none that could be absent.
func (p *page) baseOf(x records.Point) string {
	if x.Mark == records.MarkGap {
		return ""
	}
	return x.Base.String()
}

// base is what the base of an insurance is called.
func (p *page) base(f records.Family) string {
	switch f {
	case records.FamilyUnemployment:
		return p.say("paper.base.unemployment")
	case records.FamilyWorkInjury:
		return p.say("paper.base.work_injury")
	}
	return p.say("paper.base.pension")
}
