package slip

import (
	"fmt"
	"slices"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// annuity lays out 职业年金对账单 of one year: what came into the account and went out, and what each part held before and after; for
// who draws it, what she is paid. Fields: facts/domain.md §2.2.
func annuity(t Terms, h Holder, r records.Record, year int) Sheet {
	p := newPage(AnnuityStatement, t)
	p.head(p.say("slip."+string(AnnuityStatement)), year)
	p.person(h.Name, h, idcard.Tail(h.Number))
	a := r.Annuity
	p.field(p.say("paper.employer"), orNone(a.Unit), false)
	p.field(p.say("paper.nature"), p.nature(a.Nature), false)
	p.field(p.say("annuity.start"), monthOrNone(a.Start), false)
	p.rule()
	p.bold(p.say("paper.annuity_flows"))
	closing := p.annuityYear(a, year)
	for _, b := range r.Benefits {
		if b.Insurance == records.OccupationalAnnuity {
			p.rule()
			p.bold(p.say("paper.annuity_drawn"))
			p.entry(p.say("paper.benefit_start"), monthOrNone(b.Start), false)
			p.entry(p.say("paper.monthly"), b.Monthly.String(), true)
			p.entry(p.say("paper.benefit_state"), p.paying(b.State), false)
		}
	}
	p.rule()
	p.note(p.say("paper.yuan"))
	if a.Nature == records.OtherUnit {
		p.note(p.say("annuity.meaning_real"))
	} else {
		p.note(p.say("annuity.meaning"))
	}
	p.foot(r, p.claim(h, "", fmt.Sprint(year), p.say("paper.year", year), Total{p.say("paper.annuity_total"), yuan(p, closing)}))
	return p.sheet
}

// annuityYear writes a year of an annuity account, and gives what all parts hold at its end.
func (p *page) annuityYear(a records.Annuity, year int) records.Money {
	of := func(year int) (records.AnnuityYear, bool) {
		i := slices.IndexFunc(a.Years, func(y records.AnnuityYear) bool { return y.Year == year })
		if i < 0 {
			return records.AnnuityYear{}, false
		}
		return a.Years[i], true
	}
	y, there := of(year)
	if !there {
		p.note(p.say("paper.annuity_none"))
		return records.Money{}
	}
	before, _ := of(year - 1)
	for _, e := range []struct {
		label string
		m     records.Money
	}{{"annuity.base", y.Base}, {"annuity.unit_real", y.UnitReal}, {"annuity.unit_book", y.UnitBook}, {"annuity.personal", y.Personal},
		{"annuity.interest_book", y.InterestBook}, {"annuity.yield", y.YieldReal}, {"annuity.transferred", y.TransferredIn},
		{"annuity.paid", y.PaidOut}} {
		p.entry(p.say(e.label), e.m.String(), true)
	}
	p.annuityParts(before, y)
	p.figure(p.say("paper.annuity_total"), y.Closing.String(), true)
	if !partsAddUp(y) || !flowsAddUp(before, y) {
		p.note(p.say("paper.not_adding"))
	}
	return y.Closing
}

// annuityParts is the table of what each part held at the end of the year before and of this one, as the source says.
func (p *page) annuityParts(before, y records.AnnuityYear) {
	columns := []column{texts(p.say("paper.head.balances"), 0, 17), sums(p.say("paper.head.before"), 18, 14),
		sums(p.say("paper.head.after"), 34, 14)}
	labels := []string{p.say("annuity.closing_unit_real"), p.say("annuity.closing_unit_book"), p.say("annuity.closing_personal"),
		p.say("annuity.closing")}
	if p.sheet.Columns < 48 {
		columns = []column{texts(columns[0].head, 0, 8), sums(columns[1].head, 9, 11),
			sums(columns[2].head, 21, 11)}
		labels = []string{p.say("paper.unit_real"), p.say("paper.unit_book"), p.say("paper.personal_real"), labels[3]}
	}
	p.heads(columns)
	for i, x := range [][2]records.Money{{before.ClosingUnitReal, y.ClosingUnitReal}, {before.ClosingUnitBook, y.ClosingUnitBook},
		{before.ClosingPersonal, y.ClosingPersonal}, {before.Closing, y.Closing}} {
		p.row(columns, []string{labels[i], x[0].String(), x[1].String()})
	}
}

// partsAddUp reports whether the parts make the whole; too little known is no contradiction.
func partsAddUp(y records.AnnuityYear) bool {
	sum, known := total(y.ClosingUnitReal, y.ClosingUnitBook, y.ClosingPersonal)
	return !known || !y.Closing.Known || y.Closing.Fen == sum
}

// flowsAddUp reports whether what the account held, what came in and what it earned, less what was paid out, make what it holds.
// A year that does not say all of these is not judged: what is absent is not zero.
func flowsAddUp(before, y records.AnnuityYear) bool {
	sum, known := total(before.Closing, y.UnitReal, y.UnitBook, y.Personal, y.InterestBook, y.YieldReal, y.TransferredIn)
	return !known || !y.PaidOut.Known || !y.Closing.Known || y.Closing.Fen == sum-y.PaidOut.Fen
}

// total is the sum of amounts, and whether each is known.
func total(all ...records.Money) (sum records.Fen, known bool) {
	for _, m := range all {
		if !m.Known {
			return 0, false
		}
		sum += m.Fen
	}
	return sum, true
}

func (p *page) nature(n records.UnitNature) string {
	switch n {
	case records.FullyFunded:
		return p.say("annuity.full")
	case records.OtherUnit:
		return p.say("annuity.partial")
	}
	return "--"
}
