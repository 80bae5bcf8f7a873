package ui

import (
	"strings"

	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
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
	y = s.Paragraph(stage.Rect{X: r.X, Y: y - 8, W: r.W}, about, s.Grey(theme.Note)) + 16
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
	if s.Glass.Portrait() || s.Large {
		n = 1
	}
	w := (area.W - float32(n-1)*gap) / float32(n)
	columns := s.parameterColumns(groups, w-64, area.H-24)
	pages := (len(columns) + n - 1) / n
	page := min(s.v.Parameters.Page, pages-1)
	for i, c := range columns[page*n : min(len(columns), page*n+n)] {
		at := stage.Rect{X: area.X + float32(i)*(w+gap), Y: area.Y, W: w, H: area.H}
		s.Card(at)
		y := at.Y + 12
		for k, row := range c {
			if k > 0 && !row.heading {
				s.Line(at.X+32, y, at.Right()-32, y, 2, s.Palette.Line)
			}
			s.told.said = append(s.told.said, strings.Join(append(append([]string{}, row.label...), row.value...), " "))
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
		head := shownParameter{heading: true, label: s.Wrap(g.Title, s.headingStyle(), width)}
		head.height = float32(len(head.label))*s.Leading(theme.Heading) + 20
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

func (s *screen) headingStyle() widgets.Style {
	return s.Ink(theme.Heading).Strong().In(s.Palette.Blue)
}

func (s *screen) shown(row ParameterRow, width float32) shownParameter {
	label, value, note := s.Ink(theme.Text), s.Ink(theme.Text).Strong(), s.Grey(theme.Note)
	p := shownParameter{}
	valueW := s.Width(row.Value, value.Type, true) + 24
	if p.beside = valueW < width*0.6 && s.Height(row.Label, label, width-valueW) <= 2*s.Leading(theme.Text)+1; p.beside {
		p.label, p.value = s.Wrap(row.Label, label, width-valueW), []string{row.Value}
		p.height = float32(len(p.label)) * s.Leading(theme.Text)
	} else {
		p.label, p.value = s.Wrap(row.Label, label, width), s.Wrap(row.Value, value, width)
		p.height = float32(len(p.label)+len(p.value)) * s.Leading(theme.Text)
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
			p.note = append(p.note, s.Wrap(l, note, width)...)
		}
	}
	p.height += float32(len(p.note))*s.Leading(theme.Note) + 20
	return p
}

// parameter draws one line.
func (s *screen) parameter(r stage.Rect, p shownParameter) {
	y := r.Y + 10
	lines := func(all []string, st widgets.Style) {
		for _, l := range all {
			s.Text(stage.Rect{X: r.X, Y: y, W: r.W, H: s.Leading(st.Type)}, l, st)
			y += s.Leading(st.Type)
		}
	}
	if p.heading {
		lines(p.label, s.headingStyle())
		return
	}
	value := s.Ink(theme.Text).Strong()
	if p.beside {
		s.Text(stage.Rect{X: r.X, Y: y, W: r.W, H: s.Leading(theme.Text)}, p.value[0], value.Right())
		lines(p.label, s.Ink(theme.Text))
	} else {
		lines(p.label, s.Ink(theme.Text))
		lines(p.value, value)
	}
	lines(p.note, s.Grey(theme.Note))
}
