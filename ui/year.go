package ui

import (
	"fmt"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// yearRecord is 年度个人账户.
func (s *screen) yearRecord(r stage.Rect) {
	v := s.v.Year
	covers := ""
	if v.Account != nil {
		covers = s.say("year.account", s.say("insurance."+string(v.Account.Insurance)))
	}
	y := s.recordTitle(r, s.say("year.title"), covers)
	r = below(r, y)
	if len(v.Years) > 0 {
		r = s.choose(r, 24, func(r stage.Rect) float32 { return s.years(r, v.Years, v.Year) })
	}
	y = r.Y
	footH := s.recordFoot(r)
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	if v.Account == nil {
		s.nothing(area, s.say("year.none"), s.say("year.none_next"))
	} else {
		s.account(area, v)
	}
	s.recordBar(true)
	if !s.v.Person.Local { // a copy on this terminal is for looking at only
		s.printBar(slip.RightsRecord, s.v.Prints == "")
	}
}

// years are the chips of years; where they would need several rows they are set closer and without their unit.
func (s *screen) years(r stage.Rect, all []int, chosen int) float32 {
	chips := make([]widgets.Touch, len(all))
	room := -s.Glass.Gap()
	for i, n := range all {
		chips[i] = s.tap(fmt.Sprintf("year.%d", n), s.say("year", n), visit.Action{Do: visit.DoYear, N: n})
		room += s.ChipWidth(chips[i].Label) + s.Glass.Gap()
	}
	is := func(i int) bool { return all[i] == chosen }
	if room <= r.W {
		return s.Chips(r, chips, is)
	}
	for i, n := range all {
		chips[i].Label, chips[i].Plain = fmt.Sprint(n), true
	}
	return s.ChipGrid(r, chips, is)
}

// account is the table of one year with the growth of the account beside it.
func (s *screen) account(r stage.Rect, v *visit.YearView) {
	a := v.Account
	gap := float32(28)
	entries := accountEntries(s, *a)
	crowded := false
	if !a.InterestPublished() {
		h := s.Height(s.say("year.pending"), s.Ink(theme.Text).Strong(), r.W-108) + 36 // as notice takes
		if crowded = (r.H-h-gap)/float32(len(entries)) < s.Leading(theme.Heading); !crowded {
			s.Notice(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W}, s.say("year.pending"), false)
			r.H -= h + gap
		}
	}
	table, growth := r, stage.Rect{}
	if s.Glass.Portrait() {
		table.H = r.H * 0.6
		growth = stage.Rect{X: r.X, Y: table.Bottom() + gap, W: r.W, H: r.Bottom() - table.Bottom() - gap}
	} else {
		table.W = r.W * 0.6
		growth = stage.Rect{X: table.Right() + gap, Y: r.Y, W: r.Right() - table.Right() - gap, H: r.H}
	}
	s.entries(table, "", entries)
	if crowded { // many years and large type: the sentence is worth more than the picture
		s.Notice(growth, s.say("year.pending"), false)
		return
	}
	s.Card(growth)
	s.growth(stage.Rect{X: growth.X + 32, Y: growth.Y + 16, W: growth.W - 64, H: growth.H - 32}, v)
}

// accountEntries are the lines of one year of a personal account.
func accountEntries(s *screen, a records.AccountYear) []entry {
	return []entry{
		{label: s.say("year.opening"), value: s.amount(a.Opening)},
		{label: s.say("year.principal"), value: s.amount(a.Principal)},
		{label: s.say("year.interest_opening"), value: s.amount(a.InterestOpening)},
		{label: s.say("year.interest_current"), value: s.amount(a.InterestCurrent)},
		{label: s.say("year.closing"), value: s.amount(a.Closing), sum: true},
		{label: s.say("year.months"), value: fmt.Sprint(a.Months)},
		{label: s.say("year.cumulative"), value: fmt.Sprint(a.CumulativeMonths)},
	}
}

// growth draws the closing balance of each year as a bar with its amount in words above it.
func (s *screen) growth(r stage.Rect, v *visit.YearView) {
	h := s.Size(theme.Note) * 1.4
	s.Text(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, s.say("year.growth"), s.Grey(theme.Note))
	var high records.Fen
	var years []records.AccountYear
	for i := len(v.All) - 1; i >= 0; i-- {
		if v.All[i].Insurance == v.Account.Insurance && v.All[i].Closing.Known {
			years = append(years, v.All[i])
			high = max(high, v.All[i].Closing.Fen)
		}
	}
	most := 5
	if w := s.Width(s.brief(high), theme.Note, false); w > 0 { // no more bars than have room for their amounts
		most = max(1, min(most, int(r.W/(w+6))))
	}
	if end := len(years); end > most { // the newest, or so many that the chosen one is among them
		for end > most && years[end-most].Year > v.Year {
			end--
		}
		years = years[end-most : end]
	}
	if len(years) == 0 || high <= 0 {
		return
	}
	axis, top := r.Bottom()-h, r.Y+2*h+12
	s.Line(r.X, axis, r.Right(), axis, 2, s.Palette.Line)
	slot := r.W / float32(len(years))
	for i, y := range years {
		bar := (axis - top) * float32(y.Closing.Fen) / float32(high)
		x := r.X + float32(i)*slot
		fill := s.Palette.KeyLine
		if y.Year == v.Year {
			fill = s.Palette.Blue
		}
		if s.v.Person.Hidden {
			bar = (axis - top) / 2
		} else {
			s.Text(stage.Rect{X: x, Y: axis - bar - h, W: slot, H: h}, s.brief(y.Closing.Fen), s.Ink(theme.Note).Centre())
		}
		s.Box(stage.Rect{X: x + slot*0.2, Y: axis - bar, W: slot * 0.6, H: bar}, fill)
		s.Text(stage.Rect{X: x, Y: axis, W: slot, H: h}, fmt.Sprint(y.Year), s.Grey(theme.Note).Centre())
	}
}

// brief is an amount as short as a bar needs it; the table has the exact one. Chinese counts in 万.
func (s *screen) brief(f records.Fen) string {
	if s.language == words.English {
		return yuan(f - f%100)
	}
	return fmt.Sprintf("%.2f万", float64(f)/1_000_000)
}
