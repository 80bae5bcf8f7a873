package ui

import (
	"image/color"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/widgets"
)

// monthTable draws months with their place, employer, amounts and state. The state has a sign and a word beside its colour.
func (s *screen) monthTable(r stage.Rect, rows []records.Row, per int) {
	s.table(r, s.monthColumns(rows), per, func(i int, c column, plain widgets.Style) widgets.Style {
		sign := rows[i].Mark
		if sign == records.MarkGap {
			plain.Color = s.Palette.Grey
		}
		if c.state {
			_, ink := s.mark(sign)
			return plain.Strong().In(ink)
		}
		return plain
	})
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

// mark is the sign and the colour of a month's state.
func (s *screen) mark(m records.Mark) (string, color.NRGBA) {
	switch m {
	case records.MarkPaid:
		return "✓", s.Palette.Green
	case records.MarkOwed:
		return "×", s.Palette.Red
	case records.MarkOverlap:
		return "!", s.Palette.AmberText
	case records.MarkTransferredIn:
		return "→", s.Palette.Green
	}
	return "○", s.Palette.Grey
}
