package ui

import (
	"slices"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// query is 全省社保通查.
func (s *screen) query(r stage.Rect) {
	v := s.v.Query
	y := s.recordTitle(r, s.say("query.title"), s.say("query.window", s.month(v.Window.First), s.month(v.Window.Last)))
	r = s.choose(below(r, y), 20, func(r stage.Rect) float32 { return s.places(r, v) })
	footH := s.recordFoot(r)
	y = r.Y
	if v.Empty == visit.PlaceNotOpen { // nothing is known of the place, so there is nothing to add up or to print
		s.noMonths(stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 10}, v)
		s.recordBar(true)
		return
	}
	table := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 10}
	side := stage.Rect{}
	gap := float32(32)
	if s.Glass.Portrait() {
		side = stage.Rect{X: r.X, W: r.W, H: min(330, table.H*0.28)}
		if s.Large {
			side.H = min(430, table.H*0.4)
		}
		table.H -= side.H + gap
		side.Y = table.Bottom() + gap
	} else if s.low() { // beside it over the switches
		all := s.span(r)
		side = stage.Rect{W: all.W * 0.26, Y: y, H: s.half() - lowSpace - y}
		side.X = all.Right() - side.W
		table.W = min(r.W, side.X-gap-r.X)
	} else {
		side = stage.Rect{W: r.W * 0.26, Y: y, H: table.H}
		table.W = r.W - side.W - gap
		side.X = table.Right() + gap
	}
	rows := v.Statement.Rows
	per, pages := s.rowsFor(table.H, len(rows), 0)
	page := min(v.Page, pages-1)
	if len(rows) == 0 {
		s.noMonths(table, v)
	} else {
		s.monthTable(table, rows[page*per:min(len(rows), page*per+per)], per)
	}
	s.totals(side, v)
	s.pager(page, pages)
	s.recordBar(true)
	s.printBar(slip.ContributionSlip, false)
}

// noMonths says why a place has no months to show, and what can be done.
func (s *screen) noMonths(r stage.Rect, v *visit.QueryView) {
	if v.Empty == visit.PlaceNotOpen {
		place := s.region(v.Region)
		s.nothing(r, s.say("query.not_connected", place), s.say("query.not_connected_next", place))
		return
	}
	s.nothing(r, s.say("query.empty", s.say("family."+string(v.Family))), s.say("query.empty_next"))
}

// nothing says in a panel that there is no record to show, and what can be done.
func (s *screen) nothing(r stage.Rect, title, text string) {
	s.Card(r)
	m := widgets.Message{Icon: stage.IconSearch, Ground: s.Palette.Blue, Ink: s.Palette.OnBlue, Title: title, Said: []string{text}}
	s.Middle(stage.Rect{X: r.X + 56, Y: r.Y + 40, W: r.W - 112, H: r.H - 80}, func(in stage.Rect) float32 {
		return s.Fitting(in, func(in stage.Rect) float32 { return s.MessageIn(in, m, true, theme.Tile, theme.Heading, theme.Text) },
			func(in stage.Rect) float32 { return s.MessageIn(in, m, false, theme.Heading, theme.Text, theme.Text) })
	})
}

// places are the chips of the insured places and the insurances. Of many places the first ones are shown, and the others are one
// touch away.
func (s *screen) places(r stage.Rect, v *visit.QueryView) float32 {
	places := []widgets.Touch{s.tap("place.all", s.say("query.all"), visit.Action{Do: visit.DoPlace})}
	all := append([]records.Region{records.AllRegions}, v.Places[:min(len(v.Places), fewPlaces)]...)
	for _, p := range all[1:] {
		places = append(places, s.tap("place."+string(p), s.region(p), visit.Action{Do: visit.DoPlace, Text: string(p)}))
	}
	other := s.say("query.other")
	if !slices.Contains(all, v.Region) { // the present place is not among them, and must be seen to be the present one
		all = append(all, v.Region)
		other = s.say("query.other_now", s.region(v.Region))
	}
	places = append(places, s.do("places", other, visit.DoPlaces))
	families := make([]widgets.Touch, 0, 3)
	for _, f := range records.Families() {
		families = append(families, s.tap("family."+string(f), s.say("family."+string(f)), visit.Action{Do: visit.DoFamily, Text: string(f)}))
	}
	isPlace := func(i int) bool { return i < len(all) && all[i] == v.Region }
	isFamily := func(i int) bool { return records.Families()[i] == v.Family }
	var need float32
	for _, t := range append(append([]widgets.Touch{}, places...), families...) {
		need += max(s.Glass.Touch()*1.2, s.Width(t.Label, theme.Text, true)+48) + s.Glass.Gap()
	}
	if need+60 <= r.W { // one row, with a space between the two questions
		y := s.Chips(stage.Rect{X: r.X, Y: r.Y, W: r.W}, places, isPlace)
		var w float32
		for _, t := range families {
			w += max(s.Glass.Touch()*1.2, s.Width(t.Label, theme.Text, true)+48) + s.Glass.Gap()
		}
		s.Chips(stage.Rect{X: r.Right() - w + s.Glass.Gap() - 1, Y: r.Y, W: w}, families, isFamily)
		return y
	}
	y := s.Chips(r, places, isPlace)
	return s.Chips(stage.Rect{X: r.X, Y: y + s.Glass.Gap(), W: r.W}, families, isFamily)
}
