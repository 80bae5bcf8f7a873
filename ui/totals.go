package ui

import (
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// totals is the panel beside the months: how many, how much, and how the base went.
func (s *screen) totals(r stage.Rect, v *visit.QueryView) {
	t := v.Statement.Totals
	gap := float32(24)
	upper, lower := r, stage.Rect{}
	if s.Glass.Portrait() {
		upper.W = r.W*0.52 - gap/2
		lower = stage.Rect{X: upper.Right() + gap, Y: r.Y, W: r.Right() - upper.Right() - gap, H: r.H}
	} else {
		const least = 200 // a lower chart says nothing
		if upper.H = min(r.H*0.56, 420); s.Large {
			upper.H = min(r.H*0.7, 460)
		}
		if lower = below(r, upper.Bottom()+gap); lower.H < least {
			upper, lower.H = r, 0
		}
	}
	lines := []total{
		{s.say("query.of", v.Window.Last.Since(v.Window.First)+1), s.Grey(theme.Note)},
		{s.say("query.paid", t.Months), s.Ink(theme.Title).Strong()},
		{s.say("query.personal_sum", s.amount(t.Personal)), s.Ink(theme.Text)},
		{s.say("query.unit_sum", s.amount(t.Unit)), s.Ink(theme.Text)},
		{s.say("query.gaps", t.Gaps, t.Overlaps), s.Ink(theme.Text)},
		{s.say("query.once"), s.Grey(theme.Note)},
	}
	s.Card(upper)
	way := func(lines []total, most theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return s.totalLines(r, lines, most) }
	}
	s.Middle(stage.Rect{X: upper.X + 32, Y: upper.Y + 16, W: upper.W - 56, H: upper.H - 32}, func(in stage.Rect) float32 {
		return s.Fitting(in, way(lines, theme.Text), way(lines[:5], theme.Text), way(lines, theme.Note),
			way(lines[1:5], theme.Note), way(lines[1:4], theme.Note), way(lines[1:2], theme.Note))
	})
	if lower.H > 0 {
		s.Card(lower)
		s.chart(stage.Rect{X: lower.X + 28, Y: lower.Y + 16, W: lower.W - 56, H: lower.H - 28}, s.say("query.chart"), v.Statement.Series, v.Window)
	}
}

// total is a line of the panel beside the months.
type total struct {
	text string
	st   widgets.Style
}

// totalLines sets the lines under each other; those of running text in type no larger than most.
func (s *screen) totalLines(r stage.Rect, lines []total, most theme.Type) float32 {
	y := r.Y
	for _, l := range lines {
		if l.st.Type == theme.Text {
			l.st.Type = most
		}
		if l.st.Bold {
			h := s.Size(l.st.Type) * 1.4
			s.Text(stage.Rect{X: r.X, Y: y, W: r.W, H: h}, l.text, l.st)
			y += h
			continue
		}
		y = s.Paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, l.text, l.st) + 2
	}
	return y
}
