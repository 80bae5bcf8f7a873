package slip

import (
	"fmt"
	"slices"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// annuity lays out 职业年金对账单 of one year: what each part of the account held, what came in and went out, and what it holds.
// Fields: facts/domain.md §2.2.
func annuity(t Terms, h Holder, r records.Record, year int) Sheet {
	p := newPage(AnnuityStatement, t)
	p.head(p.say("slip." + string(AnnuityStatement)))
	p.centre(p.say("paper.year", year), Normal, false)
	p.person(h.Name, h, idcard.Tail(h.Number))
	a := r.Annuity
	p.field(p.say("paper.nature"), p.nature(a.Nature), false)
	p.field(p.say("paper.employer"), orNone(a.Unit), false)
	p.field(p.say("annuity.start"), monthOrNone(a.Start), false)
	p.rule()
	closing := p.annuityYear(a, year)
	p.note(p.say("paper.yuan"))
	p.note(p.say("annuity.meaning"))
	p.foot(r, p.claim(h, "", fmt.Sprint(year), p.say("paper.year", year), Total{p.say("annuity.closing"), yuan(p, closing)}))
	return p.sheet
}

// annuityYear writes a year of an annuity account, and gives what all parts hold at its end.
func (p *page) annuityYear(a records.Annuity, year int) records.Money {
	i := slices.IndexFunc(a.Years, func(y records.AnnuityYear) bool { return y.Year == year })
	if i < 0 {
		p.note(p.say("paper.annuity_none"))
		return records.Money{}
	}
	y := a.Years[i]
	if j := slices.IndexFunc(a.Years, func(b records.AnnuityYear) bool { return b.Year == year-1 }); j >= 0 {
		p.entry(p.say("paper.annuity_opening"), a.Years[j].Closing.String(), true)
	}
	for _, e := range []struct {
		label string
		m     records.Money
	}{{"annuity.base", y.Base}, {"annuity.unit_real", y.UnitReal}, {"annuity.unit_book", y.UnitBook}, {"annuity.personal", y.Personal},
		{"annuity.interest_book", y.InterestBook}, {"annuity.yield", y.YieldReal}, {"annuity.transferred", y.TransferredIn}, {"annuity.paid", y.PaidOut}} {
		p.entry(p.say(e.label), e.m.String(), true)
	}
	p.bold(p.say("paper.annuity_closings"))
	p.entry(p.say("annuity.closing_unit_real"), y.ClosingUnitReal.String(), true)
	p.entry(p.say("annuity.closing_unit_book"), y.ClosingUnitBook.String(), true)
	p.entry(p.say("annuity.closing_personal"), y.ClosingPersonal.String(), true)
	p.figure(p.say("annuity.closing"), y.Closing.String(), true)
	if !annuityAddsUp(y) {
		p.note(p.say("paper.not_adding"))
	}
	return y.Closing
}

// annuityAddsUp reports whether the parts make the whole; too little known is no contradiction.
func annuityAddsUp(y records.AnnuityYear) bool {
	sum := records.Fen(0)
	for _, m := range []records.Money{y.ClosingUnitReal, y.ClosingUnitBook, y.ClosingPersonal} {
		if !m.Known {
			return true
		}
		sum += m.Fen
	}
	return !y.Closing.Known || y.Closing.Fen == sum
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
