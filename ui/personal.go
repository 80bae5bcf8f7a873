package ui

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
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
	switch n := len(p.Places); {
	case n > fewPlaces:
		facts = append(facts, s.say("personal.places_many", s.regions(p.Places[:fewPlaces]), n))
	case n > 0:
		facts = append(facts, s.say("personal.places", s.regions(p.Places)))
	}
	if !p.NameClean {
		facts = append(facts, s.say("personal.name_unclean"))
	}
	y = s.paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, strings.Join(facts, "   ·   "), s.grey(theme.Note)) + 24
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

// fewPlaces is how many insured places are named in the line under the greeting.
const fewPlaces = 4

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

// recordTitle is the title of a record's page with what it covers and whose it is, and the eye beside it.
func (s *screen) recordTitle(r stage.Rect, title, covers string) float32 {
	const up = 18 // the body begins below the bar; the eye's button is higher than the words beside it
	eye := s.eye()
	h, w := s.glass.Touch(), s.barWidth(eye.label)
	s.button(stage.Rect{X: r.Right() - w, Y: r.Y - up, W: w, H: h}, eye.look, eye.touch)
	room := r.W - w - 32
	head := s.ink(theme.Tile).strong()
	about := s.who()
	if covers != "" {
		about = covers + "   ·   " + about
	}
	titleW, aboutW, noteH := min(room, s.width(title, theme.Tile, true)+2), s.width(about, theme.Note, false)+2, s.leading(theme.Note)
	if titleW+36+aboutW <= room {
		s.text(stage.Rect{X: r.X, Y: r.Y - up, W: titleW, H: h}, title, head)
		s.text(stage.Rect{X: r.X + titleW + 36, Y: r.Y - up + 6, W: aboutW, H: h}, about, s.grey(theme.Note))
		return r.Y - up + h + s.glass.Gap()
	}
	if aboutW > room { // under both, in as many lines as it takes
		s.text(stage.Rect{X: r.X, Y: r.Y - up, W: room, H: h}, title, head)
		return s.paragraph(stage.Rect{X: r.X, Y: r.Y - up + h + 4, W: r.W}, about, s.grey(theme.Note)) + 12
	}
	titleH := s.size(theme.Tile) * 1.25
	s.text(stage.Rect{X: r.X, Y: r.Y - up - 4, W: room, H: titleH}, title, head)
	s.text(stage.Rect{X: r.X, Y: r.Y - up - 4 + titleH, W: room, H: noteH}, about, s.grey(theme.Note))
	return r.Y - up + max(h, titleH+noteH) + s.glass.Gap()
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
		if s.large {
			side.H = min(430, table.H*0.4)
		}
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
		s.nothing(table, s.say("query.empty", s.say("family."+string(v.Family))), s.say("query.empty_next"))
	} else {
		s.monthTable(table, rows[page*per:min(len(rows), page*per+per)], per)
	}
	s.totals(side, v)
	s.pager(page, pages)
	print := s.tap("print", s.say("button.print_this"), visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)})
	if s.glass.Portrait() || s.large || s.language == words.English {
		print.label = s.say("button.print")
	}
	s.recordBar(print)
}

// nothing says that there is no record to show, and what can be done.
func (s *screen) nothing(r stage.Rect, title, text string) {
	s.card(r)
	m := message{icon: stage.IconSearch, ground: s.p.Blue, ink: s.p.OnBlue, title: title, said: []string{text}}
	s.middle(stage.Rect{X: r.X + 56, Y: r.Y + 40, W: r.W - 112, H: r.H - 80}, func(in stage.Rect) float32 {
		return s.fitting(in, func(in stage.Rect) float32 { return s.messageIn(in, m, true, theme.Tile, theme.Heading, theme.Text) },
			func(in stage.Rect) float32 { return s.messageIn(in, m, false, theme.Heading, theme.Text, theme.Text) })
	})
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
	return 60
}

// monthTable draws months with their place, employer, amounts and state. The state has a sign and a word beside its colour.
func (s *screen) monthTable(r stage.Rect, rows []records.Row, per int) {
	rowH := min(r.H/float32(per+1), 96)
	r.H = rowH * float32(per+1)
	s.card(r)
	t := s.fitTable(s.monthColumns(rows), r.W-2*tablePad)
	s.round(stage.Rect{X: r.X + 2, Y: r.Y + 2, W: r.W - 4, H: rowH - 2}, corner-2, s.p.Head)
	s.tableRow(t, stage.Rect{X: r.X + tablePad, Y: r.Y, W: r.W, H: rowH}, func(c column) (string, style) { return c.head, s.grey(theme.Note) })
	for i, row := range rows {
		y := r.Y + rowH*float32(i+1)
		s.line(r.X+2, y, r.Right()-2, y, 2, s.p.Line)
		plain := style{t: t.text, color: s.p.Ink}
		if row.Mark == records.MarkGap {
			plain.color = s.p.Grey
		}
		_, ink := s.mark(row.Mark)
		s.tableRow(t, stage.Rect{X: r.X + tablePad, Y: y, W: r.W, H: rowH}, func(c column) (string, style) {
			if c.state {
				return c.cells[i], plain.strong().in(ink)
			}
			return c.cells[i], plain
		})
	}
}

// tablePad is the white at the left and right of a table.
const tablePad = 24

// column is a column of a table on the screen.
type column struct {
	head  string
	cells []string
	align stage.Align
	rank  int  // those of the highest rank are left out first where there is no room; 0 never
	loose bool // takes what is left, and may be cut
	state bool // the state of a month: bold, in its colour
	width float32
}

// table is columns with their widths.
type table struct {
	columns []column
	gap     float32
	text    theme.Type
}

// monthColumns are all columns that a month has.
func (s *screen) monthColumns(rows []records.Row) []column {
	all := []column{
		{head: s.say("query.month")}, {head: s.say("query.place"), rank: 1}, {head: s.say("query.employer"), rank: 3, loose: true},
		{head: s.say("query.base"), align: stage.Right}, {head: s.say("query.personal"), align: stage.Right},
		{head: s.say("query.unit"), align: stage.Right, rank: 2}, {head: s.say("query.status"), state: true},
	}
	for _, row := range rows {
		place, employer := s.region(row.Region), row.Employer
		if row.Mark == records.MarkGap {
			place, employer = "—", s.say("query.no_record")
		}
		sign, _ := s.mark(row.Mark)
		for i, cell := range []string{s.month(row.Month), place, employer, s.amount(row.Base), s.amount(row.Personal), s.amount(row.Unit),
			sign + " " + s.say("mark."+string(row.Mark))} {
			all[i].cells = append(all[i].cells, cell)
		}
	}
	return all
}

// fitTable gives each column the room that its words need. Where there is not enough the type becomes smaller, and then
// columns are left out: an amount is never cut. On upright glass and in 大字 mode the employer is left out at once, as there
// would be room for a few characters only.
func (s *screen) fitTable(all []column, width float32) table {
	const leastLoose = 190
	for rank := 4; ; rank-- {
		for _, t := range []theme.Type{theme.Text, theme.Note} {
			fit := table{text: t, gap: 28}
			var sum float32
			loose, natural := -1, float32(0)
			for _, c := range all {
				if c.rank >= rank {
					continue
				}
				c.width = s.width(c.head, theme.Note, false)
				for _, text := range c.cells {
					c.width = max(c.width, s.width(text, t, c.state))
				}
				if c.width++; c.loose {
					natural = c.width
					loose, c.width = len(fit.columns), min(c.width, leastLoose)
				}
				sum += c.width
				fit.columns = append(fit.columns, c)
			}
			n := float32(len(fit.columns) - 1)
			spare := width - sum - n*fit.gap
			if spare < 0 && rank > 1 {
				continue
			}
			if loose >= 0 {
				more := min(max(0, spare), natural-fit.columns[loose].width)
				fit.columns[loose].width += more
				spare -= more
			}
			fit.gap += spare / n
			return fit
		}
	}
}

func (s *screen) tableRow(t table, r stage.Rect, cell func(column) (string, style)) {
	x := r.X
	for _, c := range t.columns {
		text, st := cell(c)
		st.align = c.align
		s.text(stage.Rect{X: x, Y: r.Y, W: c.width, H: r.H}, text, st)
		x += c.width + t.gap
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
		const least = 200 // a lower chart says nothing
		if upper.H = min(r.H*0.56, 420); s.large {
			upper.H = min(r.H*0.7, 460)
		}
		if lower = below(r, upper.Bottom()+gap); lower.H < least {
			upper, lower.H = r, 0
		}
	}
	lines := []total{
		{s.say("query.of", v.Window.Last.Since(v.Window.First)+1), s.grey(theme.Note)},
		{s.say("query.paid", t.Months), s.ink(theme.Title).strong()},
		{s.say("query.personal_sum", s.amount(t.Personal)), s.ink(theme.Text)},
		{s.say("query.unit_sum", s.amount(t.Unit)), s.ink(theme.Text)},
		{s.say("query.gaps", t.Gaps, t.Overlaps), s.ink(theme.Text)},
		{s.say("query.once"), s.grey(theme.Note)},
	}
	s.card(upper)
	way := func(lines []total, most theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return s.totalLines(r, lines, most) }
	}
	s.middle(stage.Rect{X: upper.X + 32, Y: upper.Y + 16, W: upper.W - 56, H: upper.H - 32}, func(in stage.Rect) float32 {
		return s.fitting(in, way(lines, theme.Text), way(lines[:5], theme.Text), way(lines, theme.Note),
			way(lines[1:5], theme.Note), way(lines[1:4], theme.Note), way(lines[1:2], theme.Note))
	})
	if lower.H > 0 {
		s.card(lower)
		s.chart(stage.Rect{X: lower.X + 28, Y: lower.Y + 16, W: lower.W - 56, H: lower.H - 28}, s.say("query.chart"), v.Statement.Series, v.Window)
	}
}

// total is a line of the panel beside the months.
type total struct {
	text string
	st   style
}

// totalLines sets the lines under each other; those of running text in type no larger than most.
func (s *screen) totalLines(r stage.Rect, lines []total, most theme.Type) float32 {
	y := r.Y
	for _, l := range lines {
		if l.st.t == theme.Text {
			l.st.t = most
		}
		if l.st.bold {
			h := s.size(l.st.t) * 1.4
			s.text(stage.Rect{X: r.X, Y: y, W: r.W, H: h}, l.text, l.st)
			y += h
			continue
		}
		y = s.paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, l.text, l.st) + 2
	}
	return y
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
	why := ""
	if first == nil {
		why = "query.no_data"
	} else if s.v.Person != nil && s.v.Person.Hidden {
		why = "query.hidden"
	}
	if why != "" {
		s.text(stage.Rect{X: r.X, Y: r.Y + h, W: r.W, H: axis - r.Y - h}, s.say(why), s.grey(theme.Text).centre())
		return
	}
	top := r.Y + 2*h + 4
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
	label := func(p *records.Point, right bool) {
		st, text := s.ink(theme.Note).strong(), yuan(p.Base.Fen)
		w := s.width(text, st.t, true) + 2
		at := stage.Rect{X: r.X, W: w, H: h}
		if right {
			at.X = r.Right() - w
		}
		over := y(p.Base.Fen)
		for _, q := range series { // the line must not run through the words
			if q.Base.Known && x(q.Month.Add(1)) > at.X && x(q.Month) < at.Right() {
				over = min(over, y(q.Base.Fen))
			}
		}
		at.Y = over - h - 2
		s.text(at, text, st)
	}
	label(first, false)
	if last.Base.Fen != first.Base.Fen {
		label(last, true)
	}
}

func short(m records.Month) string { return fmt.Sprintf("%d.%02d", m.Year(), m.Of()) }

// yuan is an amount without its fen, for a chart.
func yuan(f records.Fen) string { return strings.TrimSuffix(f.String(), ".00") }

// yearRecord is 年度权益记录.
func (s *screen) yearRecord(r stage.Rect) {
	v := s.v.Year
	covers := ""
	if v.Account != nil {
		covers = s.say("year.account", s.say("insurance."+string(v.Account.Insurance)))
	}
	y := s.recordTitle(r, s.say("year.title"), covers)
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
	if s.glass.Portrait() || s.large || s.language == words.English {
		print.label = s.say("button.print")
	}
	if v.Account == nil {
		s.nothing(area, s.say("year.none"), s.say("year.none_next"))
		print.off = true
	} else {
		s.account(area, v)
	}
	s.recordBar(print)
}

// account is the table of one year with the growth of the account beside it.
func (s *screen) account(r stage.Rect, v *visit.YearView) {
	a := v.Account
	gap := float32(28)
	if !a.InterestPublished() {
		h := s.height(s.say("year.pending"), s.ink(theme.Text).strong(), r.W-108) + 36 // as notice takes
		s.notice(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W}, s.say("year.pending"), false)
		r.H -= h + gap
	}
	table, growth := r, stage.Rect{}
	if s.glass.Portrait() {
		table.H = r.H * 0.6
		growth = stage.Rect{X: r.X, Y: table.Bottom() + gap, W: r.W, H: r.Bottom() - table.Bottom() - gap}
	} else {
		table.W = r.W * 0.6
		growth = stage.Rect{X: table.Right() + gap, Y: r.Y, W: r.Right() - table.Right() - gap, H: r.H}
	}
	s.card(table)
	in := stage.Rect{X: table.X + 36, Y: table.Y + 4, W: table.W - 72, H: table.H - 8}
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
	rowH := min(120, in.H/float32(len(entries)))
	y := in.Y
	for i, e := range entries {
		st := s.ink(theme.Text)
		if e.sum {
			s.box(stage.Rect{X: table.X + 2, Y: y, W: table.W - 4, H: rowH}, s.p.Head)
			st = s.ink(theme.Heading).strong()
		}
		if i > 0 {
			s.line(table.X+2, y, table.Right()-2, y, 2, s.p.Line)
		}
		s.text(stage.Rect{X: in.X, Y: y, W: in.W * 0.62, H: rowH}, s.say(e.key), st)
		s.text(stage.Rect{X: in.X + in.W*0.62, Y: y, W: in.W * 0.38, H: rowH}, e.value, st.right())
		y += rowH
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
	most := 5
	if w := s.width(s.brief(high), theme.Note, false); w > 0 { // no more bars than have room for their amounts
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
			s.text(stage.Rect{X: x, Y: axis - bar - h, W: slot, H: h}, s.brief(y.Closing.Fen), s.ink(theme.Note).centre())
		}
		s.box(stage.Rect{X: x + slot*0.2, Y: axis - bar, W: slot * 0.6, H: bar}, fill)
		s.text(stage.Rect{X: x, Y: axis, W: slot, H: h}, fmt.Sprint(y.Year), s.grey(theme.Note).centre())
	}
}

// brief is an amount as short as a bar needs it; the table has the exact one. Chinese counts in 万.
func (s *screen) brief(f records.Fen) string {
	if s.language == words.English {
		return yuan(f - f%100)
	}
	return fmt.Sprintf("%.2f万", float64(f)/1_000_000)
}
