package slip

import (
	"slices"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// benefits lays out 待遇领取证明: each benefit with its state, its amount and its latest payments. Fields: facts/domain.md §2.4.
func benefits(t Terms, h Holder, r records.Record) Sheet {
	p := newPage(BenefitCertificate, t)
	p.head(p.say("slip." + string(BenefitCertificate)))
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)
	var totals []Total
	last := records.Month(0)
	for _, b := range r.Benefits {
		p.rule()
		p.field(p.say("benefits.kind"), orNone(b.Kind), false)
		p.field(p.say("paper.insurance"), p.named("insurance.", string(b.Insurance)), false)
		p.field(p.say("paper.place"), p.place(b.Region), false)
		p.field(p.say("benefits.start"), monthOrNone(b.Start), false)
		p.field(p.say("paper.benefit_state"), p.paying(b.State), false)
		p.figure(p.say("paper.monthly"), b.Monthly.String(), true)
		if q := slices.IndexFunc(r.Qualifications, func(q records.Qualification) bool { return q.Insurance == b.Insurance }); q >= 0 {
			p.field(p.say("paper.certified_on"), date(r.Qualifications[q].DoneOn), false)
		}
		p.payments(b.Payments)
		if len(totals) < 3 {
			totals = append(totals, Total{orNone(b.Kind), yuan(p, b.Monthly)})
		}
		if len(b.Payments) > 0 {
			last = max(last, b.Payments[0].Month)
		}
	}
	p.note(p.say("paper.yuan"))
	p.foot(r, p.claim(h, "", monthOrNone(last), monthOrNone(last), totals...))
	return p.sheet
}

func (p *page) paying(s records.BenefitState) string {
	switch s {
	case records.BenefitPaid:
		return p.say("benefits.paid")
	case records.BenefitSuspended:
		return p.say("benefits.stopped")
	case records.BenefitEnded:
		return p.say("benefits.ended")
	}
	return "--"
}

// payments is the table of a benefit's latest payments.
func (p *page) payments(all []records.Payment) {
	if len(all) == 0 {
		p.note(p.say("benefits.no_payments"))
		return
	}
	columns := []column{{head: p.say("paper.head.month"), at: 0, width: 7}, {head: p.say("benefits.amount"), at: 8, width: 12, right: true, amount: true},
		{head: p.say("paper.head.account"), at: 23, width: 6}, {head: p.say("paper.head.status"), at: 32, width: 8}}
	bank := ""
	if narrow := p.sheet.Columns < 48; narrow {
		columns = []column{columns[0], columns[1], {head: columns[3].head, at: 23, width: 8}}
	}
	p.heads(columns)
	for _, x := range all {
		tail := "--"
		if x.BankTail != "" {
			tail = "*" + x.BankTail
		}
		texts := []string{monthOrNone(x.Month), x.Amount.String(), tail, p.paying(x.State)}
		if len(columns) == 3 {
			texts = []string{texts[0], texts[1], texts[3]}
		}
		p.row(columns, texts)
		if bank == "" && x.Bank != "" {
			bank = x.Bank + " " + tail
		}
	}
	if bank != "" {
		p.field(p.say("paper.bank"), bank, false)
	}
}

func orNone(s string) string {
	if s == "" {
		return "--"
	}
	return s
}

func monthOrNone(m records.Month) string {
	if !m.Valid() {
		return "--"
	}
	return month(m)
}
