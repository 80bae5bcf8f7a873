package slip

import (
	"slices"
	"strings"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// benefits lays out 待遇领取证明: each benefit with its state, its amount, its latest payments and the last certification. Of an
// account it has the last four digits. Fields: facts/domain.md §2.4.
func benefits(t Terms, h Holder, r records.Record) Sheet {
	p := newPage(BenefitCertificate, t)
	p.head(p.say("slip."+string(BenefitCertificate)), 0)
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field(p.say("paper.kind"), p.named("kind.", string(r.Person.Kind)), false)
	var totals []Total
	last := records.Month(0)
	for _, b := range r.Benefits {
		p.rule()
		p.benefit(b, r.Qualifications)
		p.payments(b.Payments)
		if len(totals) < 3 {
			totals = append(totals, Total{orNone(b.Kind), yuan(p, b.Monthly)})
		}
		if len(b.Payments) > 0 {
			last = max(last, b.Payments[0].Month)
		}
	}
	if len(r.Benefits) == 0 {
		p.rule()
		p.note(p.say("paper.no_benefit"))
	}
	p.note(p.say("paper.yuan"))
	if r.Person.State == records.PersonSuspended {
		p.note(p.say("personal.suspended"))
	}
	about := monthOrNone(last)
	p.foot(r, p.claim(h, "", about, about, totals...))
	return p.sheet
}

// benefit is what a benefit is, without its payments.
func (p *page) benefit(b records.Benefit, certified []records.Qualification) {
	p.field(p.say("benefits.kind"), orNone(b.Kind), false)
	p.field(p.say("paper.insurance"), p.named("insurance.", string(b.Insurance)), false)
	p.field(p.say("paper.place"), p.place(b.Region), false)
	p.field(p.say("paper.benefit_start"), monthOrNone(b.Start), false)
	p.field(p.say("paper.benefit_state"), p.paying(b.State), false)
	p.figure(p.say("paper.monthly"), b.Monthly.String(), true)
	if b.State == records.BenefitSuspended {
		p.note(p.say("benefits.suspended"))
	}
	bank, tail := "", ""
	if i := slices.IndexFunc(b.Payments, func(x records.Payment) bool { return x.Bank != "" || x.BankTail != "" }); i >= 0 {
		bank, tail = b.Payments[i].Bank, b.Payments[i].BankTail
	}
	p.field(p.say("paper.channel"), orNone(bank), false)
	p.field(p.say("paper.head.account"), orNone(tail), false)
	if q := slices.IndexFunc(certified, func(q records.Qualification) bool { return q.Insurance == b.Insurance }); q >= 0 {
		p.field(p.say("paper.certified_on"), strings.TrimSpace(date(certified[q].DoneOn)+" "+certified[q].Result), false)
		if certified[q].DueOn != 0 {
			p.field(p.say("paper.certify_by"), date(certified[q].DueOn), false)
		}
	}
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

// payments is the table of a benefit's latest payments, and what the newest is made of. The account stands in the table only where
// it was not always the same.
func (p *page) payments(all []records.Payment) {
	if len(all) == 0 {
		p.note(p.say("benefits.no_payments"))
		return
	}
	changed := slices.ContainsFunc(all, func(x records.Payment) bool { return x.BankTail != all[0].BankTail })
	columns := []column{texts(p.say("paper.head.paid_for"), 0, 8), sums(p.say("benefits.amount"), 10, 12),
		texts(p.say("paper.head.status"), 24, 8)}
	if changed && p.sheet.Columns >= 48 {
		columns = append(columns, texts(p.say("paper.head.account"), 35, 8))
	}
	p.blank()
	p.heads(columns)
	for i, x := range all {
		tail := orNone(x.BankTail)
		p.row(columns, []string{monthOrNone(x.Month), x.Amount.String(), p.paying(x.State), tail}[:len(columns)])
		if changed && p.sheet.Columns < 48 && (i == 0 || x.BankTail != all[i-1].BankTail) {
			p.field("  "+p.say("paper.head.account"), tail, false)
		}
	}
	if len(all[0].Items) > 0 {
		p.note(p.say("paper.items", monthOrNone(all[0].Month)))
		for _, x := range all[0].Items {
			p.entry("  "+x.Name, x.Amount.String(), true)
		}
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
