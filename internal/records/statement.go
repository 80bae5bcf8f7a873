package records

import (
	"cmp"
	"slices"
)

// Mark is what a row of a statement says of its month; a closed set. Colour is never its only sign on a screen.
type Mark string

// The marks of a row.
const (
	MarkPaid          Mark = "paid"           // 已缴
	MarkOwed          Mark = "owed"           // 欠费
	MarkTransferredIn Mark = "transferred_in" // 外地转入
	MarkOverlap       Mark = "overlap"        // 重复缴费月: paid more than once, as a rule in two places
	MarkGap           Mark = "gap"            // 空缺: no record at all in the chosen places
)

// Marks lists every mark.
func Marks() []Mark { return []Mark{MarkPaid, MarkOwed, MarkTransferredIn, MarkOverlap, MarkGap} }

// Row is one line of 全省社保通查: a contribution, or a month without one (MarkGap: no place, no amounts).
type Row struct {
	Month     Month
	Insurance Insurance
	Region    Region // as it is called today: Laiwu is Jinan
	Employer  string
	Base      Money
	Personal  Money
	Unit      Money
	Mark      Mark
}

// Totals are the sums of a statement (rules: facts/domain.md §3.6). A month counts once, however often it was paid, and is
// then summed by its row with the larger base; owed months are neither counted nor summed.
type Totals struct {
	Months   int   // distinct months paid or transferred in
	Owed     int   // distinct months owed and paid nowhere
	Gaps     int   // months without a record
	Overlaps int   // distinct months paid more than once
	Personal Money // absent when no counted month has a personal amount, as in work injury insurance
	Unit     Money // likewise
	Partial  bool  // a counted month lacks an amount that others have: the sums are of the known ones only
}

// Point is one month of the contribution chart.
type Point struct {
	Month Month
	Base  Money // of the row that counts; absent in a gap
	Mark  Mark
}

// Statement is what 全省社保通查 shows for one family in one insured place or in all of them.
type Statement struct {
	Rows   []Row // newest month first; within a month by place
	Totals Totals
	Series []Point // oldest first, every month from the first shown to the last shown
}

// StatementOf makes the statement of a record for one insured place, or for AllRegions, within a window.
//
// A month without a record is a gap from the first enrolment or contribution in the chosen places on, to the last whole
// month of which the source has data. Months before the first enrolment are no gaps; nor are those after the last
// contribution once every enrolment there was terminated, as with a pensioner.
func StatementOf(r Record, region Region, family Family, w Window) Statement {
	return statement(r, region, func(i Insurance) bool { return i.Family() == family }, w)
}

// StatementOfInsurance is the statement of one insurance instead of a family, by the same rules.
func StatementOfInsurance(r Record, region Region, insurance Insurance, w Window) Statement {
	return statement(r, region, func(i Insurance) bool { return i == insurance }, w)
}

func statement(r Record, region Region, of func(Insurance) bool, w Window) Statement {
	rows := contributed(r, region, of, w)
	markOverlaps(rows)
	rows = append(rows, gaps(r, rows, region, of, w)...)
	slices.SortStableFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), cmp.Compare(a.Region, b.Region),
			cmp.Compare(a.Insurance, b.Insurance), cmp.Compare(a.Employer, b.Employer))
	})
	totals, series := total(rows)
	return Statement{Rows: rows, Totals: totals, Series: series}
}

func contributed(r Record, region Region, of func(Insurance) bool, w Window) []Row {
	var rows []Row
	for _, c := range r.Contributions {
		if !chosen(c.Region, region) || !of(c.Insurance) || !c.Month.Valid() ||
			c.Month < w.First || c.Month > w.Last {
			continue
		}
		row := Row{Month: c.Month, Insurance: c.Insurance, Region: c.Region.Current(), Employer: c.Employer,
			Base: c.Base, Personal: c.Personal, Unit: c.Unit, Mark: MarkPaid}
		switch c.Status {
		case Owed:
			row.Mark = MarkOwed
		case TransferredIn:
			row.Mark = MarkTransferredIn
		}
		rows = append(rows, row)
	}
	return rows
}

func chosen(at, region Region) bool { return region == AllRegions || at.Current() == region.Current() }

func markOverlaps(rows []Row) {
	paid := map[Month]int{}
	for _, row := range rows {
		if row.Mark != MarkOwed {
			paid[row.Month]++
		}
	}
	for i := range rows {
		if rows[i].Mark != MarkOwed && paid[rows[i].Month] > 1 {
			rows[i].Mark = MarkOverlap
		}
	}
}

func gaps(r Record, rows []Row, region Region, of func(Insurance) bool, w Window) []Row {
	var first, last Month
	has := map[Month]bool{}
	for _, row := range rows {
		has[row.Month] = true
		last = max(last, row.Month)
		if first == 0 || row.Month < first {
			first = row.Month
		}
	}
	enrolled, open := false, false
	for _, e := range r.Enrolments {
		if !of(e.Insurance) || !chosen(e.Region, region) {
			continue
		}
		enrolled = true
		open = open || e.Status != Terminated
		if e.Start.Valid() && (first == 0 || e.Start < first) {
			first = e.Start
		}
	}
	if first == 0 {
		return nil
	}
	if (open || !enrolled) && lastWhole(r) != 0 {
		last = lastWhole(r)
	}
	var out []Row
	for m := max(first, w.First); m <= min(last, w.Last); m = m.Add(1) {
		if !has[m] {
			out = append(out, Row{Month: m, Mark: MarkGap})
		}
	}
	return out
}

// lastWhole is the last month of which every day is within the source's data, 0 when the source does not say: a month
// that is not over is not yet missing.
func lastWhole(r Record) Month {
	asOf := r.AsOf()
	if asOf.IsZero() {
		return 0
	}
	return MonthOf(asOf.AddDate(0, 0, 1)).Add(-1)
}

// total sums rows that are sorted by month, newest first.
func total(rows []Row) (Totals, []Point) {
	var t Totals
	var series []Point
	var lackPersonal, lackUnit bool
	for len(rows) > 0 {
		n := 1
		for n < len(rows) && rows[n].Month == rows[0].Month {
			n++
		}
		row := counted(rows[:n])
		rows = rows[n:]
		series = append(series, Point{Month: row.Month, Base: row.Base, Mark: row.Mark})
		switch row.Mark {
		case MarkGap:
			t.Gaps++
			continue
		case MarkOwed:
			t.Owed++
			continue
		case MarkOverlap:
			t.Overlaps++
		}
		t.Months++
		lackPersonal = add(&t.Personal, row.Personal) || lackPersonal
		lackUnit = add(&t.Unit, row.Unit) || lackUnit
	}
	t.Partial = t.Personal.Known && lackPersonal || t.Unit.Known && lackUnit
	slices.Reverse(series)
	return t, series
}

// add adds m to sum and reports whether m was absent.
func add(sum *Money, m Money) (absent bool) {
	if m.Known {
		*sum = Known(sum.Fen + m.Fen)
	}
	return !m.Known
}

// counted is the row that stands for its month: a paid one before an owed one, then the one with the larger base.
func counted(rows []Row) Row {
	best := rows[0]
	for _, row := range rows[1:] {
		if best.Mark == MarkOwed && row.Mark != MarkOwed {
			best = row
			continue
		}
		if (best.Mark == MarkOwed) == (row.Mark == MarkOwed) && larger(row.Base, best.Base) {
			best = row
		}
	}
	return best
}

func larger(a, b Money) bool { return a.Known && (!b.Known || a.Fen > b.Fen) }

// Regions are the person's insured places, as they are called today: those with records first, the one with the newest
// record before the others, then those with an enrolment only.
func Regions(r Record) []Region {
	newest := map[Region]Month{}
	see := func(region Region, m Month) {
		if region != AllRegions {
			newest[region.Current()] = max(newest[region.Current()], m)
		}
	}
	for _, e := range r.Enrolments {
		see(e.Region, 0)
	}
	for _, c := range r.Contributions {
		if c.Insurance.Family() != "" {
			see(c.Region, c.Month)
		}
	}
	for _, b := range r.Benefits {
		see(b.Region, b.Start)
		for _, p := range b.Payments {
			see(b.Region, p.Month)
		}
	}
	out := make([]Region, 0, len(newest))
	for region := range newest {
		out = append(out, region)
	}
	slices.SortFunc(out, func(a, b Region) int {
		return cmp.Or(cmp.Compare(newest[b], newest[a]), cmp.Compare(a, b))
	})
	return out
}
