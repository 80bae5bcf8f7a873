package ui

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// benefits is 退休待遇, 职业年金待遇, or 失业和工伤待遇: what one benefit is, and its latest payments.
func (s *screen) benefits(r stage.Rect) {
	v := s.v.Benefits
	y := s.recordTitle(r, s.say("benefits."+string(v.Group)), "")
	s.recordBar(true)
	if k := s.v.Prints; k != "" {
		s.printBar(k, false)
	}
	footH := s.recordFoot(r)
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	if v.Empty != "" || len(v.Benefits) == 0 {
		s.empty(area, string(v.Group), v.Empty)
		return
	}
	const gap = 20
	chosen := min(v.Chosen, len(v.Benefits)-1)
	if len(v.Benefits) > 1 {
		chips := make([]widgets.Touch, len(v.Benefits))
		for i, b := range v.Benefits {
			chips[i] = s.tap(fmt.Sprintf("benefit.%d", i), b.Kind+" · "+s.region(b.Region), visit.Action{Do: visit.DoBenefit, N: i})
		}
		area = s.choose(area, gap, func(r stage.Rect) float32 { return s.Chips(r, chips, func(i int) bool { return i == chosen }) })
	}
	b := v.Benefits[chosen]
	sign, _ := s.paying(b.State)
	area = below(area, s.strip(area, []entry{
		{label: s.say("benefits.kind"), value: b.Kind, loose: true},
		{label: s.say("query.place"), value: s.region(b.Region)},
		{label: s.say("benefits.start"), value: s.monthOr(b.Start)},
		{label: s.say("query.status"), value: sign, state: b.State != records.BenefitUnknown, bad: b.State != records.BenefitPaid},
		{label: s.say("benefits.monthly"), value: s.amount(b.Monthly)},
	})+gap)
	if b.State == records.BenefitSuspended {
		area = below(area, s.Notice(area, s.say("benefits.suspended"), false)+gap)
	}
	if len(b.Payments) == 0 {
		s.nothing(area, s.say("benefits.no_payments"), s.say("empty.no_record_next"))
		return
	}
	s.payments(area, b.Payments, v.Page)
}

// paying is a state of payment with its sign, and its colour.
func (s *screen) paying(b records.BenefitState) (string, color.NRGBA) {
	switch b {
	case records.BenefitPaid:
		return "✓ " + s.say("benefits.paid"), s.Palette.Green
	case records.BenefitSuspended:
		return "! " + s.say("benefits.stopped"), s.Palette.AmberText
	case records.BenefitEnded:
		return "× " + s.say("benefits.ended"), s.Palette.Grey
	}
	return "--", s.Palette.Ink
}

// payments is the table of payments. What a payment is made of stands in columns of its own; where there is no room for all of
// them it stands under the payment.
func (s *screen) payments(r stage.Rect, all []records.Payment, page int) {
	names := itemNames(all)
	ink := func(i int, c column, plain widgets.Style) widgets.Style {
		if c.state {
			_, ink := s.paying(all[i].State)
			return plain.Strong().In(ink)
		}
		return plain
	}
	per, pages := s.rowsFor(r.H, len(all), 0)
	if s.fitTable(s.paymentColumns(all, names), r.W-2*tablePad).fits {
		all = s.turn(all, per, pages, page)
		s.table(r, s.paymentColumns(all, names), per, ink)
		return
	}
	s.paymentsOver(r, all, page)
}

// turn is the part of the payments on a page, with the pager in the bottom bar.
func (s *screen) turn(all []records.Payment, per, pages, page int) []records.Payment {
	page = min(page, pages-1)
	s.pager(page, pages)
	return all[page*per : min(len(all), page*per+per)]
}

// itemNames are the parts that any of the payments has, in the order in which they come first.
func itemNames(all []records.Payment) []string {
	var out []string
	for _, p := range all {
		for _, i := range p.Items {
			if !slices.Contains(out, i.Name) {
				out = append(out, i.Name)
			}
		}
	}
	return out
}

func (s *screen) paymentColumns(all []records.Payment, items []string) []column {
	cols := []column{{head: s.say("query.month")}, {head: s.say("benefits.amount"), align: stage.Right}}
	for _, name := range items {
		cols = append(cols, column{head: name, align: stage.Right})
	}
	cols = append(cols, column{head: s.say("benefits.bank")}, column{head: s.say("query.status"), state: true})
	for _, p := range all {
		cells := []string{s.month(p.Month), s.amount(p.Amount)}
		for _, name := range items {
			cells = append(cells, s.amount(itemOf(p, name)))
		}
		sign, _ := s.paying(p.State)
		for i, cell := range append(cells, s.bank(p), sign) {
			cols[i].cells = append(cols[i].cells, cell)
		}
	}
	return cols
}

// itemOf is what a payment has of a part: the sum when it names the part twice.
func itemOf(p records.Payment, name string) records.Money {
	var sum records.Money
	for _, i := range p.Items {
		if i.Name == name && i.Amount.Known {
			sum = records.Known(sum.Fen + i.Amount.Fen)
		}
	}
	return sum
}

// bank is where a payment went to: the bank and the last four digits of the account.
func (s *screen) bank(p records.Payment) string {
	if p.BankTail == "" {
		if p.Bank == "" {
			return "--"
		}
		return p.Bank
	}
	return strings.TrimSpace(p.Bank + " ****" + p.BankTail)
}

// paymentsOver draws payments with their parts, and the bank where it has no room beside them, under each.
func (s *screen) paymentsOver(r stage.Rect, all []records.Payment, page int) {
	note, lead := s.Grey(theme.Note), s.Leading(theme.Note)
	in := stage.Rect{X: r.X + tablePad, W: r.W - 2*tablePad}
	lines := make([][]string, len(all))
	most := 0
	for i, p := range all {
		lines[i] = s.flow(s.paymentWords(p), note, in.W)
		most = max(most, len(lines[i]))
	}
	head := s.Leading(theme.Text) * 1.15
	rowH := head + float32(most)*lead + 20
	per := max(1, min(rowsAPage, int(r.H/rowH)))
	first := min(page, max(1, (len(all)+per-1)/per)-1) * per
	shown := s.turn(all, per, max(1, (len(all)+per-1)/per), page)
	s.told.tables = append(s.told.tables, s.paymentColumns(shown, itemNames(all)))
	rowH = min(r.H/float32(per), rowH*1.3)
	r.H = rowH * float32(len(shown))
	s.Card(r)
	for i, p := range shown {
		y := r.Y + rowH*float32(i)
		if i > 0 {
			s.Line(r.X+2, y, r.Right()-2, y, 2, s.Palette.Line)
		}
		y += (rowH - head - float32(len(lines[first+i]))*lead) / 2
		sign, ink := s.paying(p.State)
		third := in.W / 3
		bold := s.Ink(theme.Text).Strong()
		s.Text(stage.Rect{X: in.X, Y: y, W: third, H: head}, s.month(p.Month), s.Ink(theme.Text))
		s.Text(stage.Rect{X: in.X + third, Y: y, W: third, H: head}, sign, bold.In(ink))
		s.Text(stage.Rect{X: in.X + 2*third, Y: y, W: third, H: head}, s.amount(p.Amount), bold.Right())
		y += head
		for _, l := range lines[first+i] {
			s.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: lead}, l, note)
			y += lead
		}
	}
}

// paymentWords are the parts and the bank of a payment, each to stay together.
func (s *screen) paymentWords(p records.Payment) []string {
	var out []string
	for _, i := range p.Items {
		out = append(out, i.Name+" "+s.amount(i.Amount))
	}
	return append(out, s.bank(p))
}

// flow sets words into lines with a dot between them.
func (s *screen) flow(words []string, st widgets.Style, width float32) []string {
	const dot = "   ·   "
	var lines []string
	line := ""
	for _, w := range words {
		if line != "" && s.Width(line+dot+w, st.Type, st.Bold) > width {
			lines = append(lines, line)
			line = w
			continue
		}
		if line != "" {
			line += dot
		}
		line += w
	}
	return append(lines, line)
}
