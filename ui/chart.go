package ui

import (
	"fmt"
	"strings"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// chart draws the contribution base over the window as steps; a month without one is a break in the line.
func (s *screen) chart(r stage.Rect, title string, series []records.Point, w records.Window) {
	h := s.Size(theme.Note) * 1.4
	s.Text(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, title, s.Grey(theme.Note))
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
	s.Line(r.X, axis, r.Right(), axis, 2, s.Palette.Line)
	s.Text(stage.Rect{X: r.X, Y: axis, W: r.W / 2, H: h}, short(w.First), s.Grey(theme.Note))
	s.Text(stage.Rect{X: r.X + r.W/2, Y: axis, W: r.W / 2, H: h}, short(w.Last), s.Grey(theme.Note).Right())
	why := ""
	if first == nil {
		why = "query.no_data"
	} else if s.v.Person != nil && s.v.Person.Hidden {
		why = "query.hidden"
	}
	if why != "" {
		s.Text(stage.Rect{X: r.X, Y: r.Y + h, W: r.W, H: axis - r.Y - h}, s.say(why), s.Grey(theme.Text).Centre())
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
	s.calendar(stage.Rect{X: r.X, Y: top, W: r.W, H: axis - top}, h, w, x)
	s.signs(stage.Rect{X: r.X, Y: top, W: r.W, H: axis - top}, series, x)
	var before *records.Point
	start := float32(0)
	flush := func(end float32, p *records.Point) {
		if p != nil {
			s.Line(start, y(p.Base.Fen), end, y(p.Base.Fen), 5, s.Palette.Blue)
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
				s.Line(x(p.Month), y(before.Base.Fen), x(p.Month), y(p.Base.Fen), 5, s.Palette.Blue)
			}
			start = x(p.Month)
			before = p
		}
	}
	flush(x(series[len(series)-1].Month.Add(1)), before)
	label := func(p *records.Point, right bool) {
		st, text := s.Ink(theme.Note).Strong(), yuan(p.Base.Fen)
		w := s.Width(text, st.Type, true) + 2
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
		s.Text(at, text, st)
	}
	label(first, false)
	if last.Base.Fen != first.Base.Fen {
		label(last, true)
	}
}

// calendar marks where the years begin, and names those that have room between the first and the last month under the axis.
func (s *screen) calendar(r stage.Rect, h float32, w records.Window, x func(records.Month) float32) {
	left, right := r.X+s.Width(short(w.First), theme.Note, false)+12, r.Right()-s.Width(short(w.Last), theme.Note, false)-12
	for year := w.First.Year() + 1; year <= w.Last.Year(); year++ {
		at := x(records.Month(year*100 + 1))
		const beside = 24 // of the edge, where the first value stands
		if at-r.X > beside {
			s.Line(at, r.Y, at, r.Bottom(), 1, s.Palette.Line)
		}
		if name := fmt.Sprint(year); at-s.Width(name, theme.Note, false)/2 > left && at+s.Width(name, theme.Note, false)/2 < right {
			wide := s.Width(name, theme.Note, false) + 2
			s.Text(stage.Rect{X: at - wide/2, Y: r.Bottom(), W: wide, H: h}, name, s.Grey(theme.Note).Centre())
			left = at + wide/2 + 12
		}
	}
}

// signs marks the months without a contribution, and those with one in two places, by the signs that the table has for them: gaps as
// bands, since they are what one looks for.
func (s *screen) signs(r stage.Rect, series []records.Point, x func(records.Month) float32) {
	for i := 0; i < len(series); i++ {
		from := i
		for mark := series[from].Mark; i+1 < len(series) && series[i+1].Mark == mark; {
			i++
		}
		mark := series[from].Mark
		if mark != records.MarkGap && mark != records.MarkOverlap {
			continue
		}
		a, b := x(series[from].Month), x(series[i].Month.Add(1))
		sign, ink := s.mark(mark)
		if mark == records.MarkGap {
			s.Box(stage.Rect{X: a, Y: r.Y, W: b - a, H: r.H}, s.Palette.Disabled)
			ink = s.Palette.Ink // the sign is a thin ring: on the band grey would hardly be seen
		}
		word := sign + " " + s.say("mark."+string(mark))
		wide := s.Width(word, theme.Note, true) + 2
		if wide > b-a { // no room for the word: its sign
			word = sign
			wide = s.Width(word, theme.Note, true) + 2
		}
		at := min(max((a+b-wide)/2, r.X), r.Right()-wide)
		s.Text(stage.Rect{X: at, Y: r.Bottom() - s.Size(theme.Note)*1.3, W: wide, H: s.Size(theme.Note) * 1.3}, word, s.Ink(theme.Note).Strong().In(ink).Centre())
	}
}

func short(m records.Month) string { return fmt.Sprintf("%d.%02d", m.Year(), m.Of()) }

// yuan is an amount without its fen, for a chart.
func yuan(f records.Fen) string { return strings.TrimSuffix(f.String(), ".00") }
