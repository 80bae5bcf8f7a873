package ui

import (
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// entry is a value with what it is.
type entry struct {
	label, value string
	sum          bool // what the others come to: larger, on a ground of its own
	state        bool // good or bad, with its sign in value
	bad          bool
	loose        bool // data of any length, and may be cut
}

// entries is a panel of values under each other, each with its label before it. A title stands over them where there is one.
func (s *screen) entries(r stage.Rect, title string, all []entry) {
	const most = 120 // of a row; a panel is no higher than its rows
	in := stage.Rect{X: r.X + 36, Y: r.Y + 4, W: r.W - 72, H: r.H - 8}
	h := float32(0)
	if title != "" {
		h = s.Leading(theme.Note) + 16
	}
	r.H = min(r.H, h+float32(len(all))*most+8)
	s.Card(r)
	if title != "" {
		s.Round(stage.Rect{X: r.X + 2, Y: r.Y + 2, W: r.W - 4, H: h}, theme.Corner-2, s.Palette.Head)
		s.Text(stage.Rect{X: in.X, Y: r.Y + 2, W: in.W, H: h}, title, s.Grey(theme.Note))
	}
	in = stage.Rect{X: in.X, Y: in.Y + h, W: in.W, H: r.H - 8 - h}
	rowH := in.H / float32(len(all))
	dress := s.entryStyle
	if rowH < s.Leading(theme.Text) { // smaller type rather than words that touch the lines
		dress = func(e entry) widgets.Style {
			st := s.entryStyle(e)
			if st.Type = theme.Note; e.sum {
				st.Type = theme.Text
			}
			return st
		}
	}
	valueW := float32(0)
	for _, e := range all {
		valueW = max(valueW, s.Width(e.value, dress(e).Type, true)+2)
	}
	valueW = min(valueW, in.W*0.6)
	y := in.Y
	for i, e := range all {
		st := dress(e)
		if e.sum {
			s.Round(stage.Rect{X: r.X + 2, Y: y, W: r.W - 4, H: rowH}, theme.Corner-2, s.Palette.Head)
		}
		if i > 0 || title != "" {
			s.Line(r.X+2, y, r.Right()-2, y, 2, s.Palette.Line)
		}
		label := st
		if label.Color = s.Palette.Ink; !e.sum {
			label.Bold = false
		}
		s.Text(stage.Rect{X: in.X, Y: y, W: in.W - valueW - 16, H: rowH}, e.label, label)
		s.Text(stage.Rect{X: in.Right() - valueW, Y: y, W: valueW, H: rowH}, e.value, st.Right())
		y += rowH
	}
}

func (s *screen) entryStyle(e entry) widgets.Style {
	switch {
	case e.sum:
		return s.Ink(theme.Heading).Strong()
	case e.state && e.bad:
		return s.Ink(theme.Text).Strong().In(s.Palette.AmberText)
	case e.state:
		return s.Ink(theme.Text).Strong().In(s.Palette.Green)
	}
	return s.Ink(theme.Text)
}

// entriesHeight is how high a panel of values is when its rows are those of a table.
func (s *screen) entriesHeight(n int, title bool) float32 {
	h := float32(n)*s.rowHeight() + 8
	if title {
		h += s.Leading(theme.Note) + 16
	}
	return h
}

// entriesLeast is how high such a panel is at least, if its type is not to become smaller.
func (s *screen) entriesLeast(n int, title bool) float32 {
	return s.entriesHeight(n, title) - float32(n)*(s.rowHeight()-s.Leading(theme.Text))
}

// strip is a panel of values beside each other, each under its label, in as many rows as their words need. It gives the y below
// itself.
func (s *screen) strip(r stage.Rect, all []entry) float32 {
	const pad, space, most = 28, 36, 420 // most: of data of any length
	in := stage.Rect{X: r.X + pad, W: r.W - 2*pad}
	wide := make([]float32, len(all))
	for i, e := range all {
		st := s.stripStyle(e)
		wide[i] = max(s.Width(e.label, theme.Note, false), s.Width(e.value, st.Type, st.Bold)) + 2
		if e.loose {
			wide[i] = min(wide[i], max(most, s.Width(e.label, theme.Note, false)))
		}
		wide[i] = min(wide[i], in.W)
	}
	columns := len(all) // as many as stand under each other in every row
	for ; columns > 1; columns-- {
		sum := float32(columns-1) * space
		for _, w := range columnWidths(wide, columns) {
			sum += w
		}
		if sum <= in.W {
			break
		}
	}
	widths := columnWidths(wide, columns)
	spare := in.W
	for _, w := range widths {
		spare -= w
	}
	spare /= float32(columns)
	rows := (len(all) + columns - 1) / columns
	label, value := s.Leading(theme.Note), s.Leading(theme.Text)
	h := float32(rows)*(label+value+16) + 12
	s.Card(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h})
	x := in.X
	for i, e := range all {
		k := i % columns
		if k == 0 {
			x = in.X
		}
		y := r.Y + 14 + float32(i/columns)*(label+value+16)
		w := widths[k]
		if k == columns-1 && e.loose { // the last one of a row may take what is left
			w = in.Right() - x
		}
		s.Text(stage.Rect{X: x, Y: y, W: w, H: label}, e.label, s.Grey(theme.Note))
		s.Text(stage.Rect{X: x, Y: y + label, W: w, H: value}, e.value, s.stripStyle(e))
		x += widths[k] + spare
	}
	return r.Y + h
}

func (s *screen) stripStyle(e entry) widgets.Style {
	if st := s.entryStyle(e); e.state {
		return st
	}
	return s.Ink(theme.Text).Strong()
}

// columnWidths are the widths of columns that hold values row by row.
func columnWidths(wide []float32, columns int) []float32 {
	out := make([]float32, columns)
	for i, w := range wide {
		out[i%columns] = max(out[i%columns], w)
	}
	return out
}

// empty says in a panel why a query shows nothing, and what can be done.
func (s *screen) empty(r stage.Rect, query string, why visit.Empty) {
	next := s.say("empty.no_record_next")
	if why == visit.NotYourKindThis {
		next = s.say("empty.not_kind_next", s.say("kind."+string(s.v.Person.Kind)))
	}
	s.nothing(r, s.say("empty."+query+"."+string(why)), next)
}
