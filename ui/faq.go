package ui

import (
	"fmt"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// questions is 政策问答: the categories, and the questions of the chosen one.
func (s *screen) questions(r stage.Rect) {
	v, l := s.v.FAQ, s.cfg.Library
	y := s.title(r, s.say("faq.title"))
	if w := s.width(s.say("faq.title"), theme.Title, true) + 36; s.width(s.say("faq.choose"), theme.Note, false) < r.W-w {
		s.text(stage.Rect{X: r.X + w, Y: r.Y - 2, W: r.W - w, H: s.size(theme.Title) * 1.3}, s.say("faq.choose"), s.grey(theme.Note))
	}
	if s.language == words.English {
		y = s.paragraph(stage.Rect{X: r.X, Y: y - 8, W: r.W}, s.say("chinese_only"), s.grey(theme.Text)) + 12
	}
	chips := []touch{s.do("category.all", s.say("faq.all"), visit.DoQuestions)}
	ids := []string{""}
	for _, c := range l.Categories {
		chips = append(chips, s.tap("category."+c.ID, c.Title, visit.Action{Do: visit.DoQuestions, Text: c.ID}))
		ids = append(ids, c.ID)
	}
	y = s.chips(stage.Rect{X: r.X, Y: y, W: r.W}, chips, func(i int) bool { return ids[i] == v.Category }) + 28
	if v.Change {
		y = s.changeTile(stage.Rect{X: r.X, Y: y, W: r.W}) + 28
	}
	list := below(r, y)
	entries := l.In(v.Category)
	columns := 2
	if s.glass.Portrait() || s.large {
		columns = 1
	}
	gap := max(20, s.glass.Gap())
	w := (list.W - float32(columns-1)*gap) / float32(columns)
	rowH := s.glass.Touch()
	for _, e := range entries {
		rowH = max(rowH, s.entryHeight(e, w))
	}
	rows := max(1, int((list.H+gap)/(rowH+gap)))
	per := rows * columns
	pages := max(1, (len(entries)+per-1)/per)
	page := min(v.Page, pages-1)
	for i, e := range entries[page*per : min(len(entries), page*per+per)] {
		at := stage.Rect{X: list.X + float32(i%columns)*(w+gap), Y: list.Y + float32(i/columns)*(rowH+gap), W: w, H: rowH}
		s.entry(at, e)
	}
	s.pager(page, pages)
	s.bar.right = append(s.bar.right, s.toParameters())
}

// entry is a question in the list, with what it is about under it.
func (s *screen) entry(r stage.Rect, e faq.Entry) {
	t := s.tap("entry."+e.ID, e.Question, visit.Action{Do: visit.DoAnswer, Text: e.ID})
	s.target(r, t, s.p.Card, s.p.KeyLine, s.p.CardDown, 2)
	y := r.Y + (r.H-s.entryHeight(e, r.W))/2 + entryPad/2
	in := stage.Rect{X: r.X + 28, W: r.W - 56}
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, e.Question, s.ink(theme.Text).strong())
	s.text(stage.Rect{X: in.X, Y: y, W: in.W, H: s.leading(theme.Note)}, e.Short, s.grey(theme.Note))
}

// entryPad is the white above and below a question in the list, together.
const entryPad = 24

func (s *screen) entryHeight(e faq.Entry, width float32) float32 {
	return s.height(e.Question, s.ink(theme.Text).strong(), width-56) + s.leading(theme.Note) + entryPad
}

// piece is a line of an answer that is ready to be drawn.
type piece struct {
	text   string
	mark   string // before the first line of a step or item
	indent float32
	style  style
	before float32 // white space above
	remark bool
}

// answer is one answer in large print, page by page, with where it comes from on every page.
func (s *screen) answer(r stage.Rect) {
	v := s.v.FAQ
	e, ok := s.cfg.Library.Entry(v.Entry)
	if !ok { // the content was replaced while somebody read it
		s.paragraph(r, s.say("faq.none"), s.ink(theme.Heading))
		return
	}
	s.card(r)
	in := stage.Rect{X: r.X + 64, Y: r.Y + 36, W: r.W - 128, H: r.H - 60}
	y := s.paragraph(stage.Rect{X: in.X, Y: in.Y, W: in.W}, e.Question, s.ink(theme.Tile).strong())
	if s.language == words.English {
		y = s.paragraph(stage.Rect{X: in.X, Y: y + 4, W: in.W}, s.say("chinese_only"), s.grey(theme.Note))
	}
	y += 12
	s.line(in.X, y, in.Right(), y, 2, s.p.Line)
	y += 12
	source := s.origin(e, in.W)
	sourceH := s.height(source, s.grey(theme.Note), in.W) + 20
	text := stage.Rect{X: in.X, Y: y, W: in.W, H: in.Bottom() - y - sourceH}
	pages := s.paged(s.pieces(e, text.W), text.H)
	page := min(v.Page, len(pages)-1)
	for _, p := range pages[page] {
		y += p.before
		h := s.leading(p.style.t)
		if p.remark {
			s.box(stage.Rect{X: in.X, Y: y, W: 8, H: h}, s.p.Amber)
		}
		if p.mark != "" {
			s.text(stage.Rect{X: in.X, Y: y, W: p.indent, H: h}, p.mark, s.ink(p.style.t).strong().in(s.p.Blue))
		}
		s.text(stage.Rect{X: in.X + p.indent, Y: y, W: in.W - p.indent, H: h}, p.text, p.style)
		y += h
	}
	s.line(in.X, in.Bottom()-sourceH+4, in.Right(), in.Bottom()-sourceH+4, 2, s.p.Line)
	s.paragraph(stage.Rect{X: in.X, Y: in.Bottom() - sourceH + 14, W: in.W}, source, s.grey(theme.Note))
	s.pager(page, len(pages))
	if v.Print {
		s.bar.right = append(s.bar.right, barButton{s.do("print", s.say("button.print"), visit.DoPrintGuide), outlined})
	}
}

// origin says who gave the answer and when, and that the agency's word counts.
func (s *screen) origin(e faq.Entry, width float32) string {
	from := s.say("faq.supplement")
	if !e.Supplement {
		from = s.say("faq.issuer", e.Issuer, e.Issue, e.Date)
	}
	line := from + "   ·   " + s.say("faq.counts")
	if s.width(line, theme.Note, false) > width {
		return from + "\n" + s.say("faq.counts")
	}
	return line
}

// pieces are the lines of an answer at a width.
func (s *screen) pieces(e faq.Entry, width float32) []piece {
	body := s.ink(theme.Heading)
	var out []piece
	add := func(text, mark string, indent float32, st style, before float32, remark bool) {
		for i, l := range s.wrap(text, st, width-indent) {
			p := piece{text: l, indent: indent, style: st, remark: remark}
			if i == 0 {
				p.mark, p.before = mark, before
			}
			out = append(out, p)
		}
	}
	for _, b := range s.cfg.Library.Answer(e) {
		switch b.Style {
		case faq.Heading:
			add(b.Text, "", 0, body.strong().in(s.p.Blue), 20, false)
		case faq.Step:
			add(b.Text, fmt.Sprintf("%d.", b.Number), s.size(theme.Heading)*1.6, body, 10, false)
		case faq.Item:
			add(b.Text, "•", s.size(theme.Heading)*1.1, body, 6, false)
		case faq.Remark:
			add(b.Text, "", 32, body.strong().in(s.p.AmberText), 14, true)
		default:
			add(b.Text, "", 0, body, 10, false)
		}
	}
	return out
}

// paged fills pages with lines; a heading is not left alone at the foot of one.
func (s *screen) paged(all []piece, height float32) [][]piece {
	var pages [][]piece
	var page []piece
	used := float32(0)
	for i, p := range all {
		h := p.before + s.leading(p.style.t)
		need := h
		if p.style.bold && !p.remark && i+1 < len(all) {
			need += all[i+1].before + s.leading(all[i+1].style.t)
		}
		if used+need > height && len(page) > 0 {
			pages = append(pages, page)
			page, used = nil, 0
		}
		if len(page) == 0 {
			h -= p.before
			p.before = 0
		}
		page = append(page, p)
		used += h
	}
	return append(pages, page)
}
