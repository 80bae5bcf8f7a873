package ui

import (
	"slices"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// annuityRights is 职业年金账户: what came into each part of the account in a year, and what each part then held.
func (s *screen) annuityRights(r stage.Rect) {
	v := s.v.Annuity
	covers := ""
	if v := s.v.Annuity; v.Empty == "" {
		covers = s.say("annuity.nature", s.nature(v.Annuity.Nature))
	}
	y := s.recordTitle(r, s.say("annuity.title"), covers)
	s.recordBar(true)
	// On upright glass a third long button would take a row of the bar, and the room is the table's; 打印 is on 个人主页, too.
	crowded := s.Glass.Portrait() && s.Large && s.language == words.English
	if k := s.v.Prints; k != "" && !crowded {
		s.printBar(k, false)
	}
	if r = below(r, y); v.Empty == "" {
		r = s.choose(r, 20, func(r stage.Rect) float32 { return s.years(r, v.Years, v.Year) })
	}
	y = r.Y
	footH := s.recordFoot(r)
	if v.Empty != "" {
		s.empty(stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}, "annuity", v.Empty)
		return
	}
	year := v.Annuity.Years[max(0, slices.IndexFunc(v.Annuity.Years, func(a records.AnnuityYear) bool { return a.Year == v.Year }))]
	flows, closings := s.annuityEntries(year)
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	unit := []entry{{label: s.say("annuity.start"), value: s.monthOr(v.Annuity.Start)}}
	if v.Annuity.Unit != "" {
		unit = append(unit, entry{label: s.say("annuity.unit"), value: v.Annuity.Unit, loose: true})
	}
	meaning := s.say("annuity.meaning")
	if v.Annuity.Nature == records.OtherUnit {
		meaning = s.say("annuity.meaning_real")
	}
	heads := [2]string{s.say("annuity.flows", s.say("year", year.Year)), s.say("annuity.closings", s.say("year", year.Year))}
	if s.low() && s.Large { // large type over what is touched: what came in, then what it comes to
		page := min(v.Page, 1)
		s.entries(area, heads[page], [2][]entry{flows, closings}[page])
		s.pager(page, 2)
		return
	}
	const gap = 20
	closed := s.entriesHeight(len(closings), true)
	least := s.entriesLeast(len(flows), true)
	if s.Glass.Portrait() { // what the words mean stands under both tables, on lying glass under the lower one
		h := s.meaningHeight(meaning, area.W)
		s.meaning(stage.Rect{X: area.X, Y: area.Bottom() - h, W: area.W, H: h}, meaning)
		area.H -= h + gap
		least += closed + gap
	}
	if stripH := s.Leading(theme.Note) + s.Leading(theme.Text) + 28; area.H-stripH-gap > least {
		area = below(area, s.strip(area, unit)+gap)
	}
	left, right := s.besides(area, 0.44, closed)
	if h := s.meaningHeight(meaning, right.W); !s.Glass.Portrait() && right.H-h-gap >= s.entriesLeast(len(closings), true) {
		right.H = min(right.H-h-gap, closed*1.4)
		s.meaning(stage.Rect{X: right.X, Y: right.Bottom() + gap, W: right.W, H: h}, meaning)
	}
	s.entries(left, heads[0], flows)
	s.entries(right, heads[1], closings)
}

func (s *screen) meaningHeight(text string, width float32) float32 {
	return s.Height(text, s.Ink(theme.Note), width-56) + 20
}

// meaning is a remark about the words of an account.
func (s *screen) meaning(r stage.Rect, text string) {
	s.Box(stage.Rect{X: r.X, Y: r.Y, W: 8, H: r.H}, s.Palette.Blue)
	s.Paragraph(stage.Rect{X: r.X + 28, Y: r.Y + 10, W: r.W - 56, H: r.H - 20}, text, s.Ink(theme.Note))
}

// nature is how the unit's share is kept.
func (s *screen) nature(n records.UnitNature) string {
	switch n {
	case records.FullyFunded:
		return s.say("annuity.full")
	case records.OtherUnit:
		return s.say("annuity.partial")
	}
	return "--"
}

// annuityEntries are what came into the parts of the account in a year, and what they then held.
func (s *screen) annuityEntries(year records.AnnuityYear) (flows, closings []entry) {
	flows = []entry{
		{label: s.say("annuity.base"), value: s.amount(year.Base)},
		{label: s.say("annuity.unit_real"), value: s.amount(year.UnitReal)},
		{label: s.say("annuity.unit_book"), value: s.amount(year.UnitBook)},
		{label: s.say("annuity.personal"), value: s.amount(year.Personal)},
		{label: s.say("annuity.interest_book"), value: s.amount(year.InterestBook)},
		{label: s.say("annuity.yield"), value: s.amount(year.YieldReal)},
		{label: s.say("annuity.transferred"), value: s.amount(year.TransferredIn)},
		{label: s.say("annuity.paid"), value: s.amount(year.PaidOut)},
	}
	closings = []entry{
		{label: s.say("annuity.closing_unit_real"), value: s.amount(year.ClosingUnitReal)},
		{label: s.say("annuity.closing_unit_book"), value: s.amount(year.ClosingUnitBook)},
		{label: s.say("annuity.closing_personal"), value: s.amount(year.ClosingPersonal)},
		{label: s.say("annuity.closing"), value: s.amount(year.Closing), sum: true},
	}
	return flows, closings
}
