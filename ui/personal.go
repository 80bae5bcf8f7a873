package ui

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// personalHome is 个人主页: a greeting, and the errands in the order of the person's kind.
func (s *screen) personalHome(r stage.Rect) {
	p, v := s.v.Person, s.v.Personal
	greeting := s.say("personal.hello", p.Name)
	y := s.title(r, greeting) - 12
	facts := []string{s.say("personal.verified")}
	if p.Kind != records.UnknownPerson {
		facts = append(facts, s.say("kind."+string(p.Kind)))
	}
	if len(p.Places) > 0 {
		facts = append(facts, s.say("personal.places", s.regions(p.Places)))
	}
	if !p.NameClean {
		facts = append(facts, s.say("personal.name_unclean"))
	}
	line := s.leading(theme.Note)
	s.text(stage.Rect{X: r.X, Y: y, W: r.W, H: line}, strings.Join(facts, "   ·   "), s.grey(theme.Note))
	y += line + 20
	switch {
	case v.Failure != "":
		y = s.notice(stage.Rect{X: r.X, Y: y, W: r.W}, s.say("failure."+string(v.Failure)), v.Failure == records.Damaged) + 20
		s.bar.left = append(s.bar.left, barButton{s.do("retry", s.say("button.retry"), visit.DoRetry), filled})
	case v.Loading:
		y = s.notice(stage.Rect{X: r.X, Y: y, W: r.W}, s.say("personal.loading"), false) + 20
	}
	var tiles []tile
	for i, a := range v.Tiles {
		t := s.errand(a)
		needs := a.Do == visit.DoQuery || a.Do == visit.DoYearRecord || a.Do == visit.DoPreview
		t.off = needs && (v.Loading || v.Failure != "")
		t.lead = i == 0 && !t.off
		tiles = append(tiles, t)
	}
	s.grid(below(r, y), tiles, 3, 2)
	s.bar.left = append(s.bar.left, s.eye(), barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), outlined})
	s.bar.note = s.say("foot.idle", int(s.cfg.Facts.Limits.Idle.Seconds()))
}

// errand is the tile of an action of 个人主页.
func (s *screen) errand(a visit.Action) tile {
	name, icon := "questions", stage.IconQuestion
	switch a.Do {
	case visit.DoQuery:
		name, icon = "query", stage.IconMap
	case visit.DoYearRecord:
		name, icon = "year", stage.IconAccount
	case visit.DoPreview:
		name, icon = "print", stage.IconPrinter
	case visit.DoQuestions:
		switch a.Text {
		case visit.CategoryCard:
			name, icon = "card", stage.IconCard
		case visit.CategoryCrossProvince:
			name, icon = "cross", stage.IconRoute
		}
	}
	return tile{touch: s.tap("tile."+name, s.say("personal."+name), a), icon: icon, note: s.say("personal." + name + "_note")}
}

// eye shows name and number for ten seconds, or hides them.
func (s *screen) eye() barButton {
	key := "button.show_identity"
	if s.v.Person.Shown {
		key = "button.hide_identity"
	}
	return barButton{s.do("eye", s.say(key), visit.DoIdentity), outlined}
}

// who is the person on a record's page, beside its title.
func (s *screen) who() string {
	p := s.v.Person
	if p.Shown {
		return s.say("query.person_full", p.Name, p.Number)
	}
	return s.say("query.person", p.Name, p.Number)
}

// recordTitle is the title of a record's page with what it covers and whose it is.
func (s *screen) recordTitle(r stage.Rect, title, covers string) float32 {
	h := s.size(theme.Tile) * 1.3
	head := s.ink(theme.Tile).strong()
	w := min(r.W, s.width(title, theme.Tile, true)+2)
	s.text(stage.Rect{X: r.X, Y: r.Y - 12, W: w, H: h}, title, head)
	about := covers
	if about != "" {
		about += "   ·   "
	}
	about += s.who()
	rest := stage.Rect{X: r.X + w + 36, Y: r.Y - 8, W: r.W - w - 36, H: h}
	y := r.Y - 12 + h + 8
	if s.glass.Portrait() || s.width(about, theme.Note, false) > rest.W {
		rest = stage.Rect{X: r.X, Y: y - 6, W: r.W, H: s.leading(theme.Note)}
		y = rest.Bottom() + 8
	}
	s.text(rest, about, s.grey(theme.Note))
	return y
}

// recordFoot says the unit, up to when the data are complete, and where they are from, at the foot of a rectangle. It gives
// its height.
func (s *screen) recordFoot(r stage.Rect, asOf time.Time, source string) float32 {
	text := strings.Join([]string{s.say("unit.yuan"), s.say("as_of", s.day(asOf)), s.say("source", source)}, "   ·   ")
	h := s.height(text, s.grey(theme.Note), r.W)
	s.paragraph(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W, H: h}, text, s.grey(theme.Note))
	return h
}

// recordBar puts what every record's page has into the bottom bar.
func (s *screen) recordBar(print touch) {
	hide := "button.hide_amounts"
	if s.v.Person.Hidden {
		hide = "button.show_amounts"
	}
	s.bar.right = append(s.bar.right,
		barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), outlined},
		barButton{s.do("hide", s.say(hide), visit.DoHideAmounts), outlined},
		barButton{print, next})
}

// rowsAPage is the most months that a page of 全省社保通查 holds.
const rowsAPage = 8

// query is 全省社保通查.
func (s *screen) query(r stage.Rect) {
	v := s.v.Query
	y := s.recordTitle(r, s.say("query.title"), s.say("query.window", s.month(v.Window.First), s.month(v.Window.Last)))
	y = s.places(stage.Rect{X: r.X, Y: y, W: r.W}, v) + 20
	footH := s.recordFoot(r, v.AsOf, v.Source)
	table := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 10}
	side := stage.Rect{}
	gap := float32(32)
	if s.glass.Portrait() {
		side = stage.Rect{X: r.X, W: r.W, H: min(330, table.H*0.28)}
		table.H -= side.H + gap
		side.Y = table.Bottom() + gap
	} else {
		side = stage.Rect{W: r.W * 0.26, Y: y, H: table.H}
		table.W = r.W - side.W - gap
		side.X = table.Right() + gap
	}
	rows := v.Statement.Rows
	per := max(1, min(rowsAPage, int((table.H-s.rowHeight())/s.rowHeight())))
	pages := max(1, (len(rows)+per-1)/per)
	page := min(v.Page, pages-1)
	if len(rows) == 0 {
		s.card(table)
		in := table.Inset(48)
		b := s.paragraph(in, s.say("query.empty", s.say("family."+string(v.Family))), s.ink(theme.Heading).strong())
		s.paragraph(below(in, b+12), s.say("query.empty_next"), s.ink(theme.Text))
	} else {
		s.monthTable(table, rows[page*per:min(len(rows), page*per+per)], per)
	}
	s.totals(side, v)
	s.pager(page, pages)
	s.recordBar(s.tap("print", s.say("button.print"), visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)}))
}

// places are the chips of the insured places and the insurances.
func (s *screen) places(r stage.Rect, v *visit.QueryView) float32 {
	places := []touch{s.tap("place.all", s.say("query.all"), visit.Action{Do: visit.DoPlace})}
	all := append([]records.Region{records.AllRegions}, v.Places...)
	for _, p := range v.Places {
		places = append(places, s.tap("place."+string(p), s.region(p), visit.Action{Do: visit.DoPlace, Text: string(p)}))
	}
	families := make([]touch, 0, 3)
	for _, f := range records.Families() {
		families = append(families, s.tap("family."+string(f), s.say("family."+string(f)), visit.Action{Do: visit.DoFamily, Text: string(f)}))
	}
	isPlace := func(i int) bool { return all[i] == v.Region }
	isFamily := func(i int) bool { return records.Families()[i] == v.Family }
	var need float32
	for _, t := range append(append([]touch{}, places...), families...) {
		need += max(s.glass.Touch()*1.2, s.width(t.label, theme.Text, true)+48) + s.glass.Gap()
	}
	if need+60 <= r.W { // one row, with a space between the two questions
		y := s.chips(stage.Rect{X: r.X, Y: r.Y, W: r.W}, places, isPlace)
		var w float32
		for _, t := range families {
			w += max(s.glass.Touch()*1.2, s.width(t.label, theme.Text, true)+48) + s.glass.Gap()
		}
		s.chips(stage.Rect{X: r.Right() - w + s.glass.Gap() - 1, Y: r.Y, W: w}, families, isFamily)
		return y
	}
	y := s.chips(r, places, isPlace)
	return s.chips(stage.Rect{X: r.X, Y: y + s.glass.Gap(), W: r.W}, families, isFamily)
}

func (s *screen) rowHeight() float32 {
	if s.large {
		return 64
	}
	return 66
}

// column is a column of a table on the screen.
type column struct {
	head  string
	width float32 // share of the table
	align stage.Align
}

// monthTable draws months with their place, employer, amounts and state. The state has a sign and a word beside its colour.
func (s *screen) monthTable(r stage.Rect, rows []records.Row, per int) {
	rowH := min((r.H)/float32(per+1), 78)
	r.H = rowH * float32(per+1)
	s.card(r)
	columns := []column{{s.say("query.month"), .15, stage.Left}, {s.say("query.place"), .09, stage.Left}, {s.say("query.employer"), .25, stage.Left},
		{s.say("query.base"), .14, stage.Right}, {s.say("query.personal"), .115, stage.Right}, {s.say("query.unit"), .125, stage.Right},
		{s.say("query.status"), .13, stage.Left}}
	employer := true
	if s.glass.Portrait() || s.large { // no room for the employer's name beside the amounts
		employer = false
		columns = []column{{s.say("query.month"), .21, stage.Left}, {s.say("query.place"), .11, stage.Left}, {s.say("query.base"), .185, stage.Right},
			{s.say("query.personal"), .165, stage.Right}, {s.say("query.unit"), .165, stage.Right}, {s.say("query.status"), .165, stage.Left}}
	}
	cells := func(y float32, texts []string, styles []style) {
		x := r.X
		for i, c := range columns {
			w := c.width * r.W
			st := styles[i]
			st.align = c.align
			s.text(stage.Rect{X: x + 14, Y: y, W: w - 20, H: rowH}, texts[i], st)
			x += w
		}
	}
	heads, grey := make([]string, len(columns)), make([]style, len(columns))
	for i, c := range columns {
		heads[i], grey[i] = c.head, s.grey(theme.Note)
	}
	cells(r.Y, heads, grey)
	for i, row := range rows {
		y := r.Y + rowH*float32(i+1)
		s.line(r.X+1, y, r.Right()-1, y, 1, s.p.Line)
		sign, ink := s.mark(row.Mark)
		plain := s.ink(theme.Text)
		if s.large {
			plain = s.ink(theme.Note)
		}
		name := row.Employer
		place := s.region(row.Region)
		if row.Mark == records.MarkGap {
			name, place = s.say("query.no_record"), "—"
			plain = s.grey(theme.Text)
			if s.large {
				plain = s.grey(theme.Note)
			}
		}
		texts := []string{s.month(row.Month), place, name, s.amount(row.Base), s.amount(row.Personal), s.amount(row.Unit),
			sign + " " + s.say("mark."+string(row.Mark))}
		styles := []style{plain, plain, plain, plain, plain, plain, plain.strong().in(ink)}
		if !employer {
			texts, styles = append(texts[:2:2], texts[3:]...), styles[1:]
		}
		cells(y, texts, styles)
	}
}

// mark is the sign and the colour of a month's state.
func (s *screen) mark(m records.Mark) (string, color.NRGBA) {
	switch m {
	case records.MarkPaid:
		return "✓", s.p.Green
	case records.MarkOwed:
		return "✕", s.p.Red
	case records.MarkOverlap:
		return "!", s.p.AmberText
	case records.MarkTransferredIn:
		return "→", s.p.Green
	}
	return "○", s.p.Grey
}

// totals is the panel beside the months: how many, how much, and how the base went.
func (s *screen) totals(r stage.Rect, v *visit.QueryView) {
	t := v.Statement.Totals
	gap := float32(24)
	upper, lower := r, stage.Rect{}
	if s.glass.Portrait() {
		upper.W = r.W*0.52 - gap/2
		lower = stage.Rect{X: upper.Right() + gap, Y: r.Y, W: r.Right() - upper.Right() - gap, H: r.H}
	} else {
		upper.H = min(r.H*0.56, 420)
		lower = stage.Rect{X: r.X, Y: upper.Bottom() + gap, W: r.W, H: r.Bottom() - upper.Bottom() - gap}
	}
	s.card(upper)
	in := stage.Rect{X: upper.X + 32, Y: upper.Y + 20, W: upper.W - 56, H: upper.H - 40}
	lines := []struct {
		text string
		st   style
	}{
		{s.say("query.of", v.Window.Last.Since(v.Window.First)+1), s.grey(theme.Note)},
		{s.say("query.paid", t.Months), s.ink(theme.Title).strong()},
		{s.say("query.personal_sum", s.amount(t.Personal)), s.ink(theme.Text)},
		{s.say("query.unit_sum", s.amount(t.Unit)), s.ink(theme.Text)},
		{s.say("query.gaps", t.Gaps, t.Overlaps), s.ink(theme.Text)},
		{s.say("query.once"), s.grey(theme.Note)},
	}
	y := in.Y
	for _, l := range lines {
		h := s.size(l.st.t) * 1.45
		if y+h > in.Bottom()+4 {
			break
		}
		s.text(stage.Rect{X: in.X, Y: y, W: in.W, H: h}, l.text, l.st)
		y += h
	}
	s.card(lower)
	s.chart(stage.Rect{X: lower.X + 28, Y: lower.Y + 16, W: lower.W - 56, H: lower.H - 28}, s.say("query.chart"), v.Statement.Series, v.Window)
}

// chart draws the contribution base over the window as steps; a month without one is a break in the line.
func (s *screen) chart(r stage.Rect, title string, series []records.Point, w records.Window) {
	h := s.size(theme.Note) * 1.4
	s.text(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, title, s.grey(theme.Note))
	var low, high records.Fen
	var first, last *records.Point
	for i, p := range series {
		if !p.Base.Known {
			continue
		}
		if first == nil {
			first, low, high = &series[i], p.Base.Fen, p.Base.Fen
		}
		last = &series[i]
		low, high = min(low, p.Base.Fen), max(high, p.Base.Fen)
	}
	axis := r.Bottom() - h
	s.line(r.X, axis, r.Right(), axis, 2, s.p.Line)
	s.text(stage.Rect{X: r.X, Y: axis, W: r.W / 2, H: h}, short(w.First), s.grey(theme.Note))
	s.text(stage.Rect{X: r.X + r.W/2, Y: axis, W: r.W / 2, H: h}, short(w.Last), s.grey(theme.Note).right())
	if first == nil || (s.v.Person != nil && s.v.Person.Hidden) {
		return
	}
	top := r.Y + 2*h + 8
	months := float32(w.Last.Since(w.First) + 1)
	x := func(m records.Month) float32 { return r.X + float32(m.Since(w.First))/months*r.W }
	y := func(f records.Fen) float32 {
		if high == low {
			return (top + axis) / 2
		}
		return axis - 16 - float32(f-low)/float32(high-low)*(axis-16-top)
	}
	var before *records.Point
	start := float32(0)
	flush := func(end float32, p *records.Point) {
		if p != nil {
			s.line(start, y(p.Base.Fen), end, y(p.Base.Fen), 5, s.p.Blue)
		}
	}
	for i := range series {
		p := &series[i]
		if !p.Base.Known {
			flush(x(p.Month), before)
			before = nil
			continue
		}
		if before == nil || before.Base.Fen != p.Base.Fen {
			flush(x(p.Month), before)
			if before != nil {
				s.line(x(p.Month), y(before.Base.Fen), x(p.Month), y(p.Base.Fen), 5, s.p.Blue)
			}
			start = x(p.Month)
			before = p
		}
	}
	flush(x(series[len(series)-1].Month.Add(1)), before)
	label := s.ink(theme.Note).strong()
	s.text(stage.Rect{X: r.X, Y: max(r.Y+h, y(first.Base.Fen)-h-4), W: r.W / 2, H: h}, yuan(first.Base.Fen), label)
	if last.Base.Fen != first.Base.Fen {
		s.text(stage.Rect{X: r.X + r.W/2, Y: max(r.Y+h, y(last.Base.Fen)-h-4), W: r.W / 2, H: h}, yuan(last.Base.Fen), label.right())
	}
}

func short(m records.Month) string { return fmt.Sprintf("%d.%02d", m.Year(), m.Of()) }

// yuan is an amount without its fen, for a chart.
func yuan(f records.Fen) string { return strings.TrimSuffix(f.String(), ".00") }

// yearRecord is 年度权益记录.
func (s *screen) yearRecord(r stage.Rect) {
	v := s.v.Year
	y := s.recordTitle(r, s.say("year.title"), "")
	years := make([]touch, len(v.Years))
	for i, n := range v.Years {
		years[i] = s.tap(fmt.Sprintf("year.%d", n), s.say("year", n), visit.Action{Do: visit.DoYear, N: n})
	}
	if len(years) > 0 {
		y = s.chips(stage.Rect{X: r.X, Y: y, W: r.W}, years, func(i int) bool { return v.Years[i] == v.Year }) + 24
	}
	footH := s.recordFoot(r, v.AsOf, v.Source)
	area := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y - footH - 12}
	print := s.tap("print", s.say("button.print_this"), visit.Action{Do: visit.DoPreview, Text: string(slip.RightsRecord)})
	if s.glass.Portrait() || s.large {
		print.label = s.say("button.print")
	}
	if v.Account == nil {
		s.card(area)
		in := area.Inset(48)
		b := s.paragraph(in, s.say("year.none"), s.ink(theme.Heading).strong())
		s.paragraph(below(in, b+12), s.say("year.none_next"), s.ink(theme.Text))
		print.off = true
	} else {
		s.account(area, v)
	}
	s.recordBar(print)
}

// account is the table of one year with the growth of the account beside it.
func (s *screen) account(r stage.Rect, v *visit.YearView) {
	a := v.Account
	gap := float32(32)
	table, growth := r, stage.Rect{}
	if s.glass.Portrait() {
		table.H = r.H * 0.6
		growth = stage.Rect{X: r.X, Y: table.Bottom() + gap, W: r.W, H: r.Bottom() - table.Bottom() - gap}
	} else {
		table.W = r.W * 0.6
		growth = stage.Rect{X: table.Right() + gap, Y: r.Y, W: r.Right() - table.Right() - gap, H: r.H}
	}
	s.card(table)
	in := stage.Rect{X: table.X + 36, Y: table.Y + 16, W: table.W - 72, H: table.H - 32}
	type entry struct {
		key   string
		value string
		sum   bool
	}
	entries := []entry{
		{"year.opening", s.amount(a.Opening), false},
		{"year.principal", s.amount(a.Principal), false},
		{"year.interest_opening", s.amount(a.InterestOpening), false},
		{"year.interest_current", s.amount(a.InterestCurrent), false},
		{"year.closing", s.amount(a.Closing), true},
		{"year.months", fmt.Sprint(a.Months), false},
		{"year.cumulative", fmt.Sprint(a.CumulativeMonths), false},
	}
	noteH := float32(0)
	if !a.InterestPublished() {
		noteH = s.height(s.say("year.pending"), s.ink(theme.Text).strong(), in.W-96) + 36
	}
	headH := s.leading(theme.Text)
	rowH := min(78, (in.H-headH-noteH)/float32(len(entries)))
	s.text(stage.Rect{X: in.X, Y: in.Y, W: in.W, H: headH}, s.say("year.account", s.say("insurance."+string(a.Insurance))), s.grey(theme.Note))
	y := in.Y + headH
	for _, e := range entries {
		st := s.ink(theme.Text)
		if e.sum {
			s.box(stage.Rect{X: table.X + 2, Y: y + 1, W: table.W - 4, H: rowH - 1}, s.p.Ground)
			st = s.ink(theme.Heading).strong()
		}
		s.line(table.X+1, y, table.Right()-1, y, 1, s.p.Line)
		s.text(stage.Rect{X: in.X, Y: y, W: in.W * 0.62, H: rowH}, s.say(e.key), st)
		s.text(stage.Rect{X: in.X + in.W*0.62, Y: y, W: in.W * 0.38, H: rowH}, e.value, st.right())
		y += rowH
	}
	if noteH > 0 {
		s.notice(stage.Rect{X: in.X, Y: in.Bottom() - noteH + 4, W: in.W}, s.say("year.pending"), false)
	}
	s.card(growth)
	s.growth(stage.Rect{X: growth.X + 32, Y: growth.Y + 16, W: growth.W - 64, H: growth.H - 32}, v)
}

// growth draws the closing balance of each year as a bar with its amount in words above it.
func (s *screen) growth(r stage.Rect, v *visit.YearView) {
	h := s.size(theme.Note) * 1.4
	s.text(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, s.say("year.growth"), s.grey(theme.Note))
	var high records.Fen
	var years []records.AccountYear
	for i := len(v.All) - 1; i >= 0; i-- {
		if v.All[i].Insurance == v.Account.Insurance && v.All[i].Closing.Known {
			years = append(years, v.All[i])
			high = max(high, v.All[i].Closing.Fen)
		}
	}
	const most = 5 // more bars than this leave no room for their amounts
	if len(years) > most {
		years = years[len(years)-most:]
	}
	if len(years) == 0 || high <= 0 {
		return
	}
	axis, top := r.Bottom()-h, r.Y+2*h+12
	s.line(r.X, axis, r.Right(), axis, 2, s.p.Line)
	slot := r.W / float32(len(years))
	for i, y := range years {
		bar := (axis - top) * float32(y.Closing.Fen) / float32(high)
		x := r.X + float32(i)*slot
		fill := s.p.KeyLine
		if y.Year == v.Year {
			fill = s.p.Blue
		}
		if s.v.Person.Hidden {
			bar = (axis - top) / 2
		} else {
			s.text(stage.Rect{X: x, Y: axis - bar - h, W: slot, H: h}, wan(y.Closing.Fen), s.ink(theme.Note).centre())
		}
		s.box(stage.Rect{X: x + slot*0.2, Y: axis - bar, W: slot * 0.6, H: bar}, fill)
		s.text(stage.Rect{X: x, Y: axis, W: slot, H: h}, fmt.Sprint(y.Year), s.grey(theme.Note).centre())
	}
}

// wan is an amount in 万元 with two decimals, as a bar has no room for more; the table has the exact one.
func wan(f records.Fen) string { return fmt.Sprintf("%.2f万", float64(f)/1_000_000) }
