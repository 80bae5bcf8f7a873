package ui

import (
	"image/color"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

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
