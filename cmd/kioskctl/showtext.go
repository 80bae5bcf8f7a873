package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"shebao/kiosk/internal/records/report"
)

// text is what records show prints for a person who reads it, without -json: every part of the report, one row a line. What a query
// has nothing of is left out, but for the sums of the province-wide query.
type text struct{ *tabwriter.Writer }

func writeText(out io.Writer, r report.Report) error {
	t := text{tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)}
	state := ""
	if r.State != "" {
		state = ", " + r.State
	}
	t.line("%s %s, %s%s", r.Number, r.Name, r.Kind, state)
	t.line("source %s, complete to %s; months %d to %d", r.Source.Name, r.Source.AsOf, r.Window.First, r.Window.Last)
	for _, p := range r.Province {
		t.part(p)
	}
	if len(r.Civil.Rows) > 0 {
		t.part(r.Civil)
	}
	if len(r.Enrolments) > 0 {
		t.head("enrolments")
		t.row("insurance", "place", "status", "since", "employer")
		for _, e := range r.Enrolments {
			t.row(e.Insurance, e.Place, e.Status, some(e.Start), e.Employer)
		}
	}
	if len(r.AccountYears) > 0 {
		t.head("account years")
		t.row("year", "insurance", "opening", "principal", "interest on opening", "of the year", "closing", "months", "in all", "adds up")
		for _, y := range r.AccountYears {
			t.row(y.Year, y.Insurance, y.Opening, y.Principal, y.InterestOpening, y.InterestCurrent, y.Closing, y.Months, y.CumulativeMonths, y.AddsUp)
		}
	}
	if len(r.Annuity.Years) > 0 {
		t.head("annuity of %s, %s, since %s", r.Annuity.Unit, r.Annuity.Nature, some(r.Annuity.Start))
		t.row("year", "base", "unit real", "unit book", "personal", "interest book", "yield", "transferred", "paid out", "= unit real", "= unit book",
			"= personal", "= all")
		for _, y := range r.Annuity.Years {
			t.row(y.Year, y.Base, y.UnitReal, y.UnitBook, y.Personal, y.InterestBook, y.YieldReal, y.TransferredIn, y.PaidOut, y.ClosingUnitReal,
				y.ClosingUnitBook, y.ClosingPersonal, y.Closing)
		}
	}
	if len(r.Resident.Years) > 0 {
		t.head("resident account")
		t.row("year", "personal", "province", "city", "county", "collective", "landless", "government", "interest", "balance", "credited", "agency")
		for _, y := range append(r.Resident.Years, r.Resident.Sum) {
			year := "sum"
			if y.Year != 0 {
				year = fmt.Sprint(y.Year)
			}
			t.row(year, y.Personal, y.Province, y.City, y.County, y.Collective, y.Landless, y.Government, y.Interest, y.Balance, some(y.CreditedOn), y.Agency)
		}
	}
	for _, g := range r.Benefits {
		for _, b := range g.Benefits {
			t.head("%s: %s, %s in %s since %s, state %s, %s a month", g.Group, b.Kind, b.Insurance, b.Place, some(b.Start), b.State, amount(b.Monthly))
			for _, p := range b.Payments {
				var items []string
				for _, i := range p.Items {
					items = append(items, i.Name+" "+amount(i.Amount))
				}
				t.row(p.Month, p.Amount, p.State, p.Account, p.Bank, strings.Join(items, ", "))
			}
		}
	}
	if len(r.Qualifications) > 0 {
		t.head("certifications")
		t.row("insurance", "done on", "due on", "result", "way")
		for _, q := range r.Qualifications {
			t.row(q.Insurance, some(q.DoneOn), some(q.DueOn), q.Result, q.Way)
		}
	}
	t.line("")
	return t.Flush()
}

// part is one statement.
func (t text) part(p report.Part) {
	place, partial := "all places", ""
	if p.Place != "" {
		place = p.Place
	}
	if p.Totals.Partial {
		partial = ", of the known ones"
	}
	x := p.Totals
	t.head("%s, %s: %d months, %d owed, %d gaps, %d overlaps; personal %s, unit %s%s", p.Family, place, x.Months, x.Owed, x.Gaps, x.Overlaps,
		amount(x.Personal), amount(x.Unit), partial)
	for _, r := range p.Rows {
		t.row(r.Month, r.Mark, r.Insurance, r.Place, r.Base, r.Personal, r.Unit, r.Employer)
	}
}

// line is a line by itself; tabwriter keeps columns within runs of rows.
func (t text) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

func (t text) head(format string, args ...any) {
	t.line("")
	t.line(format, args...)
}

func (t text) row(cells ...any) {
	for _, c := range cells {
		if m, ok := c.(report.Money); ok {
			c = amount(m)
		}
		fmt.Fprintf(t, "  %v\t", c)
	}
	t.line("")
}

// amount is an amount as on the screens: "--" when it is absent.
func amount(m report.Money) string {
	if m == nil {
		return "--"
	}
	return *m
}

// some is a month or a day, "--" when it is unknown.
func some(n int) string {
	if n == 0 {
		return "--"
	}
	return fmt.Sprint(n)
}
