package ui

import (
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// ParameterGroup is a group of the province's figures: bases, rates, phones. Its texts are data and shown as they are.
type ParameterGroup struct {
	Title string
	Rows  []ParameterRow
}

// ParameterRow is one figure with where it is from and when it holds; these two may be empty.
type ParameterRow struct{ Label, Value, Source, Validity string }

// parameters is 缴费基数与费率: the figures by group, each with its source, page by page.
func (s *screen) parameters(r stage.Rect) {
	y := s.title(r, s.say("parameters.title"))
	about := s.say("parameters.about")
	if s.language == words.English {
		about += " " + s.say("chinese_only")
	}
	y = s.paragraph(stage.Rect{X: r.X, Y: y - 8, W: r.W}, about, s.grey(theme.Note)) + 16
	var groups []ParameterGroup
	if s.cfg.Parameters != nil {
		groups = s.cfg.Parameters(s.v.Clock, s.say)
	}
	area := below(r, y)
	if len(groups) == 0 {
		s.nothing(area, s.say("parameters.none"), s.say("parameters.none_next", s.cfg.Facts.Phone))
		return
	}
	const gap = 28
	n := 2
	if s.glass.Portrait() || s.large {
		n = 1
	}
	w := (area.W - float32(n-1)*gap) / float32(n)
	columns := s.parameterColumns(groups, w-64, area.H-24)
	pages := (len(columns) + n - 1) / n
	page := min(s.v.Parameters.Page, pages-1)
	for i, c := range columns[page*n : min(len(columns), page*n+n)] {
		at := stage.Rect{X: area.X + float32(i)*(w+gap), Y: area.Y, W: w, H: area.H}
		s.card(at)
		y := at.Y + 12
		for k, row := range c {
			if k > 0 && !row.heading {
				s.line(at.X+32, y, at.Right()-32, y, 2, s.p.Line)
			}
			s.parameter(stage.Rect{X: at.X + 32, Y: y, W: at.W - 64}, row)
			y += row.height
		}
	}
	s.pager(page, pages)
}

// shownParameter is a line of 缴费基数与费率 that is ready to be drawn.
type shownParameter struct {
	heading     bool
	label       []string
	value, note []string
	beside      bool // the value stands beside the label
	height      float32
}

// parameterColumns fills columns of a height with the figures; a heading is not left alone at the foot of one, and stands again
// over what goes on in the next.
func (s *screen) parameterColumns(groups []ParameterGroup, width, height float32) [][]shownParameter {
	var out [][]shownParameter
	var column []shownParameter
	used := float32(0)
	for _, g := range groups {
		head := shownParameter{heading: true, label: s.wrap(g.Title, s.headingStyle(), width)}
		head.height = float32(len(head.label))*s.leading(theme.Heading) + 20
		for i, row := range g.Rows {
			p := s.shown(row, width)
			need := p.height
			if i == 0 {
				need += head.height
			}
			if used+need > height && len(column) > 0 {
				out = append(out, column)
				column, used = nil, 0
			}
			if i == 0 || len(column) == 0 {
				column = append(column, head)
				used += head.height
			}
			column = append(column, p)
			used += p.height
		}
	}
	if len(column) > 0 {
		out = append(out, column)
	}
	return out
}

func (s *screen) headingStyle() style { return s.ink(theme.Heading).strong().in(s.p.Blue) }

func (s *screen) shown(row ParameterRow, width float32) shownParameter {
	label, value, note := s.ink(theme.Text), s.ink(theme.Text).strong(), s.grey(theme.Note)
	p := shownParameter{}
	valueW := s.width(row.Value, value.t, true) + 24
	if p.beside = valueW < width*0.6 && s.height(row.Label, label, width-valueW) <= 2*s.leading(theme.Text)+1; p.beside {
		p.label, p.value = s.wrap(row.Label, label, width-valueW), []string{row.Value}
		p.height = float32(len(p.label)) * s.leading(theme.Text)
	} else {
		p.label, p.value = s.wrap(row.Label, label, width), s.wrap(row.Value, value, width)
		p.height = float32(len(p.label)+len(p.value)) * s.leading(theme.Text)
	}
	var from []string
	if row.Validity != "" {
		from = append(from, s.say("parameters.validity", row.Validity))
	}
	if row.Source != "" {
		from = append(from, s.say("source", row.Source))
	}
	if len(from) > 0 {
		for _, l := range s.flow(from, note, width) {
			p.note = append(p.note, s.wrap(l, note, width)...)
		}
	}
	p.height += float32(len(p.note))*s.leading(theme.Note) + 20
	return p
}

// parameter draws one line.
func (s *screen) parameter(r stage.Rect, p shownParameter) {
	y := r.Y + 10
	lines := func(all []string, st style) {
		for _, l := range all {
			s.text(stage.Rect{X: r.X, Y: y, W: r.W, H: s.leading(st.t)}, l, st)
			y += s.leading(st.t)
		}
	}
	if p.heading {
		lines(p.label, s.headingStyle())
		return
	}
	value := s.ink(theme.Text).strong()
	if p.beside {
		s.text(stage.Rect{X: r.X, Y: y, W: r.W, H: s.leading(theme.Text)}, p.value[0], value.right())
		lines(p.label, s.ink(theme.Text))
	} else {
		lines(p.label, s.ink(theme.Text))
		lines(p.value, value)
	}
	lines(p.note, s.grey(theme.Note))
}
