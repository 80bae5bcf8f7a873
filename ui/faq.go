package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// questions is 政策问答: the categories, and the questions of the chosen one.
func (s *screen) questions(r stage.Rect) {
	v, l := s.v.FAQ, s.cfg.Library
	y := s.titleWithAsk(r, s.say("faq.title"))
	if w := s.Width(s.say("faq.title"), theme.Title, true) + 36; s.cfg.Facts.Asker == nil && s.Width(s.say("faq.choose"), theme.Note, false) < r.W-w {
		s.Text(stage.Rect{X: r.X + w, Y: r.Y - 2, W: r.W - w, H: s.Size(theme.Title) * 1.3}, s.say("faq.choose"), s.Grey(theme.Note))
	}
	if s.language == words.English {
		y = s.Paragraph(stage.Rect{X: r.X, Y: y - 8, W: r.W}, s.say("chinese_only"), s.Grey(theme.Text)) + 12
	}
	chips := []widgets.Touch{s.do("category.all", s.say("faq.all"), visit.DoQuestions)}
	ids := []string{""}
	for _, c := range l.Categories {
		chips = append(chips, s.tap("category."+c.ID, c.Title, visit.Action{Do: visit.DoQuestions, Text: c.ID}))
		ids = append(ids, c.ID)
	}
	hand := s.under(r, y)
	if is := slices.Index(ids, v.Category); s.low() && hand.H-s.ChipsHeight(chips, hand.W)-28 < s.Glass.Touch()*1.2 {
		// Small glass and large type: the category and those beside it.
		from, to := max(0, is-1), min(len(ids), is+2)
		chips, ids = chips[from:to], ids[from:to]
	}
	list := s.choose(hand, 28, func(r stage.Rect) float32 { return s.Chips(r, chips, func(i int) bool { return ids[i] == v.Category }) })
	switch {
	case v.Change && s.low():
		s.bar.right = append(s.bar.right, barButton{s.do("change_pin", s.say("change.title"), visit.DoChangePIN), widgets.Outlined})
	case v.Change:
		list = below(list, s.changeTile(list)+28)
	}
	entries := l.In(v.Category)
	s.list(list, len(entries), v.Page, func(i int, w float32) float32 { return s.entryHeight(entries[i], w) },
		func(i int, at stage.Rect) { s.entry(at, entries[i]) })
	s.bar.right = append(s.bar.right, s.toParameters())
}

// list sets rows of equal height page by page, in two columns on lying glass and in one where room or eyes are narrow. height is
// what a row needs at a width.
func (s *screen) list(r stage.Rect, n, page int, height func(i int, w float32) float32, draw func(i int, at stage.Rect)) {
	columns := 2
	if s.Glass.Portrait() || s.Large {
		columns = 1
	}
	gap := max(20, s.Glass.Gap())
	w := (r.W - float32(columns-1)*gap) / float32(columns)
	rowH := s.Glass.Touch()
	for i := range n {
		rowH = max(rowH, height(i, w))
	}
	rows := max(1, int((r.H+gap)/(rowH+gap)))
	per := rows * columns
	pages := max(1, (n+per-1)/per)
	page = min(page, pages-1)
	if used := (min(n, per) + columns - 1) / columns; used > 0 { // few rows need not be low ones
		const roomy = 1.5
		rowH = min(rowH*roomy, (r.H-float32(used-1)*gap)/float32(used))
	}
	for i := page * per; i < min(n, page*per+per); i++ {
		k := i - page*per
		draw(i, stage.Rect{X: r.X + float32(k%columns)*(w+gap), Y: r.Y + float32(k/columns)*(rowH+gap), W: w, H: rowH})
	}
	s.pager(page, pages)
}

// entry is a question in the list, with what it is about under it.
func (s *screen) entry(r stage.Rect, e faq.Entry) {
	t := s.tap("entry."+e.ID, e.Question, visit.Action{Do: visit.DoAnswer, Text: e.ID})
	s.Target(r, t, s.Palette.Card, s.Palette.KeyLine, s.Palette.CardDown, 2)
	s.Last().Note = e.Short
	y := r.Y + (r.H-s.entryHeight(e, r.W))/2 + entryPad/2
	in := stage.Rect{X: r.X + 28, W: r.W - 56}
	y = s.Paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, e.Question, s.Ink(theme.Text).Strong())
	s.Text(stage.Rect{X: in.X, Y: y, W: in.W, H: s.Leading(theme.Note)}, e.Short, s.Grey(theme.Note))
}

// entryPad is the white above and below a question in the list, together.
const entryPad = 24

func (s *screen) entryHeight(e faq.Entry, width float32) float32 {
	return s.Height(e.Question, s.Ink(theme.Text).Strong(), width-56) + s.Leading(theme.Note) + entryPad
}

// piece is a line of an answer that is ready to be drawn.
type piece struct {
	text   string
	mark   string // before the first line of a step or item
	indent float32
	style  widgets.Style
	before float32 // white space above
	remark bool
}

// answer is one answer in large print, page by page, with where it comes from on every page. Beside it stands what one can take
// along and where one can go on.
func (s *screen) answer(r stage.Rect) {
	v := s.v.FAQ
	l := s.cfg.Library
	e, ok := l.Entry(v.Entry)
	if !ok { // the content was replaced while somebody read it
		s.Paragraph(r, s.say("faq.none"), s.Ink(theme.Heading))
		return
	}
	newer, superseded := newerThan(l, e)
	if superseded {
		r = below(r, s.Notice(r, s.say("faq.superseded", s.since(e.Superseded)), true)+20)
	}
	a := s.besideAnswer(e)
	text, _ := s.beside(r, a)
	s.article(text, e)
	if superseded && newer != "" {
		s.bar.right = append(s.bar.right, barButton{s.tap("newer", s.say("faq.newer"), visit.Action{Do: visit.DoAnswer, Text: newer}), widgets.Next})
	}
	if v.Print {
		s.bar.right = append(s.bar.right, barButton{s.do("print", s.say("button.print"), visit.DoPrintGuide), widgets.Outlined})
	}
}

// newerThan reports whether an answer does not hold any more, and which one holds now: the first related one that is said to hold
// since then, else the first related one, "" when there is none.
func newerThan(l *faq.Library, e faq.Entry) (newer string, superseded bool) {
	if e.Listed() {
		return "", false
	}
	related := l.Related(e)
	for _, r := range related {
		if r.Valid != "" && r.Valid >= e.Superseded {
			return r.ID, true
		}
	}
	if len(related) > 0 {
		return related[0].ID, true
	}
	return "", true
}

// since is a date of the content's, 2021-04 or 2021-04-30, in words.
func (s *screen) since(date string) string {
	if day, err := time.Parse("2006-01-02", date); err == nil {
		return s.say("day", fmt.Sprint(day.Year()), two(int(day.Month()), s.language), two(day.Day(), s.language))
	}
	if month, err := time.Parse("2006-01", date); err == nil {
		return s.say("month", fmt.Sprint(month.Year()), two(int(month.Month()), s.language))
	}
	return date
}

// article is the answer itself: its question, its text page by page, an exception that holds for all of it, and its source.
func (s *screen) article(r stage.Rect, e faq.Entry) {
	s.Card(r)
	pad := float32(56)
	if s.Glass.Portrait() || s.Large {
		pad = 40
	}
	in := stage.Rect{X: r.X + pad, Y: r.Y + 28, W: r.W - 2*pad, H: r.H - 48}
	y := in.Y
	if e.Item != faq.NoItem {
		y = s.kindBadge(in.X, y, e.Item) + 10
	}
	head := s.Ink(theme.Tile).Strong()
	if s.Large || s.Height(e.Question, head, in.W) > 2*s.Leading(theme.Tile) {
		head = s.Ink(theme.Heading).Strong()
	}
	y = s.Paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, e.Question, head)
	if s.language == words.English {
		y = s.Paragraph(stage.Rect{X: in.X, Y: y + 4, W: in.W}, s.say("chinese_only"), s.Grey(theme.Note))
	}
	y += 12
	s.Line(in.X, y, in.Right(), y, 2, s.Palette.Line)
	y += 12
	source := s.origin(e, in.W)
	foot := in.Bottom() - s.Height(source, s.Grey(theme.Note), in.W)
	s.Paragraph(stage.Rect{X: in.X, Y: foot, W: in.W}, source, s.Grey(theme.Note))
	foot -= 14
	s.Line(in.X, foot, in.Right(), foot, 2, s.Palette.Line)
	foot -= 12
	if x := exception(e); x != "" {
		h := s.NoticeHeight(x, in.W)
		s.Notice(stage.Rect{X: in.X, Y: foot - h, W: in.W}, x, false)
		foot -= h + 12
	}
	text := stage.Rect{X: in.X, Y: y, W: in.W, H: foot - y}
	pages := s.paged(s.pieces(e, text.W), text.H)
	page := min(s.v.FAQ.Page, len(pages)-1)
	s.setPieces(text, pages[page])
	s.pager(page, len(pages))
}

// setPieces draws the lines of a page.
func (s *screen) setPieces(r stage.Rect, page []piece) {
	s.told.text = page
	y := r.Y
	for _, p := range page {
		y += p.before
		h := s.Leading(p.style.Type)
		if p.remark {
			s.Box(stage.Rect{X: r.X, Y: y, W: 8, H: h}, s.Palette.Amber)
		}
		if p.mark != "" {
			s.Text(stage.Rect{X: r.X, Y: y, W: p.indent, H: h}, p.mark, s.Ink(p.style.Type).Strong().In(s.Palette.Blue))
		}
		s.Text(stage.Rect{X: r.X + p.indent, Y: y, W: r.W - p.indent, H: h}, p.text, p.style)
		y += h
	}
}

// exception is what an item that two places handle together does not hold for. It stands on every page, whatever else does not.
func exception(e faq.Entry) string {
	if e.Item != faq.Joint {
		return ""
	}
	for _, b := range e.Blocks {
		if b.Style == faq.Remark {
			return b.Text
		}
	}
	return ""
}

// origin says who gave the answer and when, and that the agency's word counts.
func (s *screen) origin(e faq.Entry, width float32) string {
	from := s.say("faq.supplement")
	if !e.Supplement {
		from = s.say("faq.issuer", e.Issuer, e.Issue, e.Date)
	}
	line := from + "   ·   " + s.say("faq.counts")
	if s.Width(line, theme.Note, false) > width {
		return from + "\n" + s.say("faq.counts")
	}
	return line
}

// blocks are what an answer's page says. Of several lists of what to bring each has a page of its own, one touch away. An item of
// 跨省通办 says in the wizard where it is done and what to bring, as far as the document does.
func (s *screen) blocks(e faq.Entry) []faq.Block {
	out := s.cfg.Library.Answer(e)
	if len(e.Bring) > 1 {
		out = e.Blocks
	}
	if s.v.Screen != visit.CrossItem {
		return out
	}
	out = out[:len(out):len(out)]
	if where := s.placesOf(e); where != "" {
		out = append(out, faq.Block{Style: faq.Heading, Text: s.say("cross.where")}, faq.Block{Text: where})
	}
	if len(e.Bring) == 0 {
		out = append(out, faq.Block{Style: faq.Heading, Text: s.say("materials.title")}, faq.Block{Text: s.say("cross.bring")})
	}
	return out
}

// placesOf are the channels of an entry by their names.
func (s *screen) placesOf(e faq.Entry) string {
	var names []string
	for _, id := range e.Via {
		if c, ok := s.cfg.Library.Channel(id); ok {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, "、")
}

// pieces are the lines of an answer at a width.
func (s *screen) pieces(e faq.Entry, width float32) []piece {
	body := s.Ink(theme.Heading)
	var out []piece
	add := func(text, mark string, indent float32, st widgets.Style, before float32, remark bool) {
		for i, l := range s.Wrap(text, st, width-indent) {
			p := piece{text: l, indent: indent, style: st, remark: remark}
			if i == 0 {
				p.mark, p.before = mark, before
			}
			out = append(out, p)
		}
	}
	for _, b := range s.blocks(e) {
		if b.Style == faq.Remark && b.Text == exception(e) {
			continue // stands on every page already
		}
		switch b.Style {
		case faq.Heading:
			add(b.Text, "", 0, body.Strong().In(s.Palette.Blue), 20, false)
		case faq.Step:
			add(b.Text, fmt.Sprintf("%d.", b.Number), s.Size(theme.Heading)*1.6, body, 10, false)
		case faq.Item:
			add(b.Text, "•", s.Size(theme.Heading)*1.1, body, 6, false)
		case faq.Remark:
			add(b.Text, "", 32, body.Strong().In(s.Palette.AmberText), 14, true)
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
		h := p.before + s.Leading(p.style.Type)
		need := h
		if p.style.Bold && !p.remark && i+1 < len(all) {
			need += all[i+1].before + s.Leading(all[i+1].style.Type)
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
