package ui

import (
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// rowsAPage is the most rows that a page of a table holds.
const rowsAPage = 8

func (s *screen) rowHeight() float32 {
	if s.Large {
		return 64
	}
	return 60
}

// tablePad is the white at the left and right of a table.
const tablePad = 24

// column is a column of a table on the screen.
type column struct {
	head  string
	cells []string
	sum   string // under the cells; a table in which no column has one has no such row
	align stage.Align
	rank  int  // those of the highest rank are left out first where there is no room; 0 never
	loose bool // takes what is left, and may be cut
	state bool // the state of a month: bold, in its colour
	width float32
}

// columns are the columns of a table with their widths.
type columns struct {
	all  []column
	gap  float32
	text theme.Type
	fits bool // nothing was left out
}

// rowsFor is how many rows of a table have room in a height, beside its head and so many other rows, and how many pages n rows
// then make.
func (s *screen) rowsFor(height float32, n, others int) (per, pages int) {
	per = max(1, min(rowsAPage, int(height/s.rowHeight())-1-others))
	return per, max(1, (n+per-1)/per)
}

// table draws rows of equal height under the heads of their columns, as high as per rows need, and the sums under them. dress
// gives the look of a cell, from how it looks in general.
func (s *screen) table(r stage.Rect, all []column, per int, dress func(i int, c column, plain widgets.Style) widgets.Style) columns {
	s.told.tables = append(s.told.tables, all)
	n, sums := 0, 0
	for _, c := range all {
		n = len(c.cells)
		if c.sum != "" {
			sums = 1
		}
	}
	rowH := min(r.H/float32(per+1+sums), 96)
	r.H = rowH * float32(per+1+sums)
	s.Card(r)
	t := s.fitTable(all, r.W-2*tablePad)
	ground := func(y float32) {
		s.Round(stage.Rect{X: r.X + 2, Y: y + 2, W: r.W - 4, H: rowH - 4}, theme.Corner-2, s.Palette.Head)
	}
	ground(r.Y)
	at := func(row int) stage.Rect {
		return stage.Rect{X: r.X + tablePad, Y: r.Y + rowH*float32(row), W: r.W, H: rowH}
	}
	s.tableRow(t, at(0), func(c column) (string, widgets.Style) { return c.head, s.Grey(theme.Note) })
	for i := range n {
		y := r.Y + rowH*float32(i+1)
		s.Line(r.X+2, y, r.Right()-2, y, 2, s.Palette.Line)
		s.tableRow(t, at(i+1), func(c column) (string, widgets.Style) {
			plain := widgets.Style{Type: t.text, Color: s.Palette.Ink}
			if dress != nil {
				plain = dress(i, c, plain)
			}
			return c.cells[i], plain
		})
	}
	if sums > 0 { // at the foot, so that they stand where they stood on the page before
		ground(r.Bottom() - rowH)
		s.Line(r.X+2, r.Bottom()-rowH, r.Right()-2, r.Bottom()-rowH, 2, s.Palette.Line)
		s.tableRow(t, at(per+1), func(c column) (string, widgets.Style) {
			return c.sum, widgets.Style{Type: t.text, Color: s.Palette.Ink, Bold: true}
		})
	}
	return t
}

// fitTable gives each column the room that its words need. Where there is not enough the type becomes smaller, and then
// columns are left out: an amount is never cut. On upright glass and in 大字 mode the employer is left out at once, as there
// would be room for a few characters only.
func (s *screen) fitTable(all []column, width float32) columns {
	const leastLoose = 190
	for rank := 4; ; rank-- {
		for _, t := range []theme.Type{theme.Text, theme.Note} {
			fit := columns{text: t, gap: 28}
			var sum float32
			loose, natural := -1, float32(0)
			for _, c := range all {
				if c.rank >= rank {
					continue
				}
				c.width = max(s.Width(c.head, theme.Note, false), s.Width(c.sum, t, true))
				for _, text := range c.cells {
					c.width = max(c.width, s.Width(text, t, c.state))
				}
				if c.width++; c.loose {
					natural = c.width
					loose, c.width = len(fit.all), min(c.width, leastLoose)
				}
				sum += c.width
				fit.all = append(fit.all, c)
			}
			n := float32(len(fit.all) - 1)
			spare := width - sum - n*fit.gap
			if spare < 0 && rank > 1 {
				continue
			}
			if loose >= 0 {
				more := min(max(0, spare), natural-fit.all[loose].width)
				fit.all[loose].width += more
				spare -= more
			}
			fit.gap += spare / n
			fit.fits = len(fit.all) == len(all) && spare >= 0
			return fit
		}
	}
}

func (s *screen) tableRow(t columns, r stage.Rect, cell func(column) (string, widgets.Style)) {
	x := r.X
	for _, c := range t.all {
		text, st := cell(c)
		st.Align = c.align
		s.Text(stage.Rect{X: x, Y: r.Y, W: c.width, H: r.H}, text, st)
		x += c.width + t.gap
	}
}
