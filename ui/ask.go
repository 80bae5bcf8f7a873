package ui

import (
	"fmt"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/keyboard"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// ask is 问一问: the question at the top, what it finds under it, and what to type it with at the foot, where hands reach it.
func (s *screen) ask(r stage.Rect) {
	v := s.v.Ask
	l := s.stacked(r, v)
	if s.low() {
		l = s.lowAsk(r, v)
	} else if l.chosen.Y-l.hits.Y < s.Glass.Touch()*leastHits { // whether anything was typed yet or not: keys stay where they are
		l = s.keysBeside(r)
	}
	s.Box(l.tray, s.Palette.Tray)
	s.Line(l.tray.X, l.tray.Y, l.tray.Right(), l.tray.Y, 2, s.Palette.Line)
	s.questionLine(l.question, v)
	s.hits(l.hits, v)
	if !v.Empty {
		s.candidates(l.chosen, v, l.rows)
	}
	s.keys(l.kind, l.keys, v)
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("ask.all"), visit.DoQuestions), widgets.Outlined})
}

const (
	// keyShare of the room's height is a row of keys; on upright glass that would be more than fingers need.
	keyShare = 0.12

	// leastHits is how many times the height of a target what is found needs, with the words over it.
	leastHits = 1.6
)

// askLayout is where the parts of 问一问 stand.
type askLayout struct {
	question, hits, chosen, keys, tray stage.Rect
	rows                               int // of candidates
	kind                               keyboard.Kind
}

// stacked has all parts under each other.
func (s *screen) stacked(r stage.Rect, v *visit.AskView) askLayout {
	gap := s.keyGap()
	l := askLayout{question: r, hits: r, chosen: r, keys: r, rows: 1, kind: keyboard.Chosen(board(v.Keyboard), s.Glass, r.W)}
	l.question.H = s.questionHeight()
	if r.H > r.W*1.2 {
		l.rows = 2
	}
	side := keyboard.Side(s.Glass)
	l.keys.H = keyboard.Rows*min(side*1.5, max(side, r.H*keyShare)) + (keyboard.Rows-1)*keyboard.Gap(s.Glass)
	l.keys.Y = r.Bottom() - l.keys.H
	l.chosen.H = float32(l.rows)*s.Glass.Touch() + float32(l.rows-1)*gap
	l.chosen.Y = l.keys.Y - gap - l.chosen.H
	foot := l.chosen.Y
	if v.Empty { // there are no candidates before the first letter, and the usual questions are many
		foot = l.keys.Y
	}
	l.hits = below(r, l.question.Bottom()+gap)
	l.hits.H = foot - gap*1.3 - l.hits.Y
	l.tray = stage.Rect{Y: foot - gap/2, W: s.Scene.Width, H: s.Scene.Height - s.bottomHeight() - foot + gap/2}
	return l
}

// keysBeside has the keys at the right of what is found: on lying glass that is too low for all parts under each other. Nine keys have room
// there.
func (s *screen) keysBeside(r stage.Rect) askLayout {
	gap := s.keyGap()
	l := askLayout{question: r, keys: r, rows: 2, kind: keyboard.Nine}
	if s.v.Ask.Keyboard == visit.FigureKeys {
		l.kind = keyboard.Figures
	}
	l.keys.W = max(keyboard.Width(keyboard.Nine, s.Glass), r.W*0.42)
	l.keys.X = r.Right() - l.keys.W
	l.chosen = l.keys
	l.chosen.H = float32(l.rows)*s.Glass.Touch() + float32(l.rows-1)*gap
	l.keys.H = min(r.H-l.chosen.H-gap, keyboard.Height(s.Glass)*1.5)
	l.keys.Y = r.Bottom() - l.keys.H
	l.chosen.Y = l.keys.Y - gap - l.chosen.H
	l.tray = stage.Rect{X: l.keys.X - gap, Y: s.topHeight(), W: s.Scene.Width - l.keys.X + gap, H: s.Scene.Height - s.bottomHeight() - s.topHeight()}
	l.question.W, l.question.H = l.keys.X-2*gap-r.X, s.questionHeight()
	l.hits = below(l.question, l.question.Bottom()+gap)
	l.hits.H = r.Bottom() - l.hits.Y
	return l
}

// lowQuestion is where the question stands in the upper half in 低位: so high that what is said of it has room under it.
const lowQuestion = 0.3

// saidUnder is what is said of a question that finds nothing, under it.
func (s *screen) saidUnder(said, next string, head, text theme.Type) func(stage.Rect) float32 {
	return func(r stage.Rect) float32 {
		y := s.Paragraph(r, said, s.Ink(head).Strong()) + 8
		return s.Paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, next, s.Ink(text))
	}
}

// askCategories are the ways to the questions of each category.
func (s *screen) askCategories() []widgets.Touch {
	var chips []widgets.Touch
	for _, c := range s.cfg.Library.Categories {
		chips = append(chips, s.tap("category."+c.ID, c.Title, visit.Action{Do: visit.DoQuestions, Text: c.ID}))
	}
	return chips
}

// lowAsk has the question in the upper half, and all that is touched in the lower one: on lying glass nine keys with what they may mean
// over them, beside what is found.
func (s *screen) lowAsk(r stage.Rect, v *visit.AskView) askLayout {
	gap, hand := s.keyGap(), s.reach(r)
	var l askLayout
	if s.Glass.Portrait() {
		l = s.stacked(hand, v)
		l.rows = 1
		l.chosen.H = s.Glass.Touch()
		l.chosen.Y = l.keys.Y - gap - l.chosen.H
		foot := l.chosen.Y
		if v.Empty {
			foot = l.keys.Y
		}
		l.hits = hand
		l.hits.H = foot - gap*1.3 - l.hits.Y
		l.tray = stage.Rect{Y: foot - gap/2, W: s.Scene.Width, H: hand.Bottom() + lowSpace - foot + gap/2}
	} else {
		l = askLayout{keys: hand, rows: 1, kind: keyboard.Nine}
		if s.v.Ask.Keyboard == visit.FigureKeys {
			l.kind = keyboard.Figures
		}
		share := float32(0.48)
		if s.Large {
			share = 0.58
		}
		l.keys.W = max(keyboard.Width(keyboard.Nine, s.Glass), hand.W*share)
		l.keys.X = hand.Right() - l.keys.W
		l.chosen = l.keys
		l.chosen.H = s.Glass.Touch()
		l.keys = below(l.keys, l.chosen.Bottom()+gap)
		l.hits = hand
		l.hits.W = l.keys.X - 2*gap - hand.X
		l.tray = stage.Rect{X: l.keys.X - gap, Y: s.half(), W: l.keys.W + 2*gap, H: s.Scene.Height - s.bottomHeight() - s.half()}
	}
	up := s.span(r)
	up.H = s.half() - lowSpace - up.Y
	l.question = up
	l.question.H = s.questionHeight()
	l.question.Y += (up.H - l.question.H) * lowQuestion
	return l
}

// keyGap is the distance between the parts, which are all touched.
func (s *screen) keyGap() float32 { return max(s.Glass.Gap(), keyboard.Gap(s.Glass)) }

// board is the keyboard that a visit names.
func board(k visit.Keyboard) keyboard.Kind {
	switch k {
	case visit.NineKeys:
		return keyboard.Nine
	case visit.FigureKeys:
		return keyboard.Figures
	}
	return keyboard.All // where they fit
}

// fieldHeight has room for two lines of the smallest type.
func (s *screen) fieldHeight() float32 { return max(s.Glass.Touch(), 2*s.Leading(theme.Note)+16) }

// questionHeight is that of the question, on upright glass with the name of the screen over it.
func (s *screen) questionHeight() float32 {
	if s.Glass.Portrait() {
		return s.Size(theme.Title)*1.3 + 4 + s.fieldHeight()
	}
	return s.fieldHeight()
}

// questionLine is the name of the screen, what was typed, and the way to type it anew.
func (s *screen) questionLine(r stage.Rect, v *visit.AskView) {
	title := s.Ink(theme.Title).Strong()
	titleH, titleW := s.Size(theme.Title)*1.3, s.Width(s.say("ask.title"), theme.Title, true)
	h := s.fieldHeight()
	clear := s.do("clear", s.say("ask.clear"), visit.DoClearQuery)
	clear.Off = v.Empty
	clearW := s.barWidth(clear.Label)
	if s.low() {
		s.bar.left = append(s.bar.left, barButton{clear, widgets.Outlined})
		clearW = -s.Glass.Gap()
	}
	field := stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W - clearW - s.Glass.Gap(), H: h}
	if s.Glass.Portrait() {
		s.Text(stage.Rect{X: r.X, Y: r.Y - 8, W: r.W, H: titleH}, s.say("ask.title"), title)
	} else {
		s.Text(stage.Rect{X: r.X, Y: r.Y, W: titleW + 2, H: h}, s.say("ask.title"), title)
		field.X, field.W = field.X+titleW+32, field.W-titleW-32
	}
	s.Add(stage.Item{Kind: stage.Box, Rect: field, Fill: s.Palette.Card, Stroke: s.Palette.Blue, Width: 4, Radius: theme.Corner})
	in := stage.Rect{X: field.X + 24, Y: field.Y + 4, W: field.W - 48, H: field.H - 8}
	if v.Empty {
		s.caret(in.X, field.Y+field.H/2, s.Size(theme.Heading))
		hint := stage.Rect{X: in.X + 20, Y: in.Y, W: in.W - 20, H: in.H}
		s.Fitting(hint, s.hint(hint, theme.Text), s.hint(hint, theme.Note))
	} else {
		s.typedText(in, v)
	}
	if s.low() {
		return
	}
	s.Button(stage.Rect{X: r.Right() - clearW, Y: field.Y + (field.H-s.Glass.Touch())/2, W: clearW, H: s.Glass.Touch()}, widgets.Outlined, clear)
}

// hint says how to begin, in the middle of the height.
func (s *screen) hint(r stage.Rect, t theme.Type) func(stage.Rect) float32 {
	return func(stage.Rect) float32 {
		h := s.Height(s.say("ask.hint"), s.Grey(t), r.W)
		return s.Paragraph(stage.Rect{X: r.X, Y: r.Y + max(0, (r.H-h)/2), W: r.W}, s.say("ask.hint"), s.Grey(t))
	}
}

func (s *screen) caret(x, middle, size float32) {
	s.Box(stage.Rect{X: x, Y: middle - size*0.6, W: 5, H: size * 1.2}, s.Palette.Blue)
}

// typedText is the question: in one line as large as it may be, else in two. Letters that stand for characters still are underlined.
func (s *screen) typedText(r stage.Rect, v *visit.AskView) {
	taken, all := []rune(v.Taken), []rune(v.Taken+v.Letters)
	t, lines := theme.Heading, [][]rune(nil)
	for _, t = range []theme.Type{theme.Heading, theme.Text, theme.Note} {
		lines = s.broken(all, t, r.W-12)
		if float32(len(lines))*s.Leading(t) <= r.H || t == theme.Note {
			break
		}
	}
	lead := s.Leading(t)
	y := r.Y + (r.H-float32(len(lines))*lead)/2
	at := 0
	for i, line := range lines {
		settled := line[:max(0, min(len(line), len(taken)-at))]
		open := line[len(settled):]
		x := r.X
		if len(settled) > 0 {
			w := s.Width(string(settled), t, true)
			s.Text(stage.Rect{X: x, Y: y, W: w + 1, H: lead}, string(settled), s.Ink(t).Strong())
			x += w
		}
		if len(open) > 0 {
			w := s.Width(string(open), t, true)
			s.Text(stage.Rect{X: x, Y: y, W: w + 1, H: lead}, string(open), s.Ink(t).Strong().In(s.Palette.Blue))
			s.Line(x, y+lead*0.94, x+w, y+lead*0.94, 3, s.Palette.Blue)
			x += w
		}
		if i == len(lines)-1 {
			s.caret(x+5, y+lead/2, s.Size(t))
		}
		at += len(line)
		y += lead
	}
}

// broken is a text in lines, broken anywhere: what is being typed has no words yet.
func (s *screen) broken(all []rune, t theme.Type, width float32) [][]rune {
	var lines [][]rune
	from := 0
	for i := 1; i <= len(all); i++ {
		if i == len(all) || s.Width(string(all[from:i+1]), t, true) > width {
			lines = append(lines, all[from:i])
			from = i
		}
	}
	return lines
}

// hits are what the question finds, or what is asked for most as long as there is none.
func (s *screen) hits(r stage.Rect, v *visit.AskView) {
	var entries []faq.Entry
	for _, id := range v.Hits {
		if e, ok := s.cfg.Library.Entry(id); ok { // the content may have been replaced
			entries = append(entries, e)
		}
	}
	if len(entries) == 0 {
		s.notFound(r, v)
		return
	}
	said := s.say("ask.found")
	switch {
	case v.Empty:
		said = s.say("ask.usual")
	case v.How == visit.MaybeFound:
		said = s.say("ask.maybe")
	}
	if text := s.referral(v); text != "" {
		said = text + " " + said
	}
	if s.language == words.English {
		said += "   ·   " + s.say("chinese_only")
	}
	y := s.Paragraph(stage.Rect{X: r.X, Y: r.Y - 6, W: r.W}, said, s.Grey(theme.Note).Strong())
	list := below(r, y+8)
	gap := s.Glass.Gap()
	columns := 3
	if list.H > list.W*0.4 { // a column is read from above
		columns = 1
	}
	if s.low() && s.Large && !s.Glass.Portrait() { // large type beside the keys: the likeliest ones
		columns, entries = 1, entries[:min(len(entries), max(1, int((list.H+gap)/(s.Glass.Touch()+gap))))]
	}
	rows := (len(entries) + columns - 1) / columns
	for ; columns < 3 && (list.H-float32(rows-1)*gap)/float32(rows) < s.Glass.Touch(); rows = (len(entries) + columns - 1) / columns {
		columns++
	}
	w := (list.W - float32(columns-1)*gap) / float32(columns)
	h := min(hitHighest, (list.H-float32(rows-1)*gap)/float32(rows))
	for i, e := range entries {
		s.hit(i, stage.Rect{X: list.X + float32(i%columns)*(w+gap), Y: list.Y + float32(i/columns)*(h+gap), W: w, H: h}, e)
	}
}

// hitHighest is as high as an answer that was found needs to be in the largest type.
const hitHighest = 200

// hit is an answer that was found: the question, and what it is about where there is room.
func (s *screen) hit(n int, r stage.Rect, e faq.Entry) {
	t := s.tap(fmt.Sprintf("hit.%d", n), e.Question, visit.Action{Do: visit.DoAnswer, Text: e.ID})
	t.Plain = true
	s.Target(r, t, s.Palette.Card, s.Palette.KeyLine, s.Palette.CardDown, 2)
	s.Last().Note = e.Short
	s.Box(stage.Rect{X: r.X, Y: r.Y, W: 10, H: r.H}, s.Palette.Blue)
	in := stage.Rect{X: r.X + 32, Y: r.Y + 8, W: r.W - 52, H: r.H - 16}
	way := func(question theme.Type, short bool) func(stage.Rect) float32 {
		return func(in stage.Rect) float32 {
			st := s.Ink(question).Strong()
			h := s.Height(e.Question, st, in.W)
			about := s.Height(e.Short, s.Grey(theme.Note), in.W) + 4
			if !short {
				about = 0
			}
			y := s.Paragraph(stage.Rect{X: in.X, Y: in.Y + max(0, (in.H-h-about)/2), W: in.W}, e.Question, st)
			if short {
				y = s.Paragraph(stage.Rect{X: in.X, Y: y + 4, W: in.W}, e.Short, s.Grey(theme.Note))
			}
			return y
		}
	}
	s.Fitting(in, way(theme.Heading, true), way(theme.Text, true), way(theme.Text, false), way(theme.Note, false))
}

// notFound says that there is no answer here, where there may be one, and the ways that are left.
func (s *screen) notFound(r stage.Rect, v *visit.AskView) {
	said := s.say("ask.none")
	if v.Letters != "" && len(v.Candidates) > 0 && v.Referral == "" && !v.Full {
		said = s.say("ask.going_on") // it is half a word
	}
	next := s.say("ask.none_next")
	if text := s.referral(v); text != "" {
		next = text + "\n" + next
	}
	if s.low() { // under the question, where it is only read
		up := s.span(stage.Rect{X: r.X, W: r.W})
		up.Y = s.topHeight() + lowSpace
		up.H = s.half() - lowSpace - up.Y
		at := below(up, up.Y+(up.H-s.questionHeight())*lowQuestion+s.questionHeight()+20)
		s.Fitting(at, s.saidUnder(said, next, theme.Heading, theme.Text), s.saidUnder(said, next, theme.Text, theme.Note))
		s.ChipGrid(r, s.askCategories(), func(int) bool { return false })
		return
	}
	chips := s.askCategories()
	way := func(head, text theme.Type, space float32) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 {
			y := s.Paragraph(r, said, s.Ink(head).Strong()) + space/2
			y = s.Paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, next, s.Ink(text)) + space
			return s.ChipGrid(stage.Rect{X: r.X, Y: y, W: r.W}, chips, func(int) bool { return false })
		}
	}
	s.Fitting(r, way(theme.Tile, theme.Text, 28), way(theme.Heading, theme.Text, 20), way(theme.Heading, theme.Note, 16), way(theme.Text, theme.Note, 6))
}

// referral says where a neighbouring service is asked about, "" when none was.
func (s *screen) referral(v *visit.AskView) string {
	for _, r := range s.cfg.Library.Referrals {
		if r.ID == v.Referral {
			return r.Text
		}
	}
	return ""
}

// askButton is the way to 问一问 in the bottom bar; none where nothing can be asked.
func (s *screen) askButton() []barButton {
	if s.cfg.Facts.Asker == nil {
		return nil
	}
	return []barButton{{s.do("ask", s.say("ask.title"), visit.DoAsk), widgets.Outlined}}
}

// titleWithAsk is the name of a screen with the way to 问一问 beside it, as a field to write into; it gives the y where the rest begins.
func (s *screen) titleWithAsk(r stage.Rect, text string) float32 {
	if s.cfg.Facts.Asker == nil {
		return s.title(r, text)
	}
	if s.low() { // the field is a button where hands reach it
		s.bar.right = append(s.askButton(), s.bar.right...)
		return s.title(r, text)
	}
	h := s.Glass.Touch()
	t := s.do("ask", s.say("ask.title"), visit.DoAsk)
	name := s.Ink(theme.Text).Strong().In(s.Palette.Blue)
	nameW := s.Width(t.Label, theme.Text, true)
	titleW := s.Width(text, theme.Title, true)
	at := stage.Rect{X: r.X, Y: r.Y - 8, W: min(r.W-titleW-48, 760), H: h}
	if least := nameW + h + 66; at.W < least { // under a long title
		at.Y, at.W = s.title(r, text), r.W
	} else {
		s.Text(stage.Rect{X: r.X, Y: r.Y - 8, W: titleW + 2, H: h}, text, s.Ink(theme.Title).Strong())
		at.X = r.Right() - at.W
	}
	s.Target(at, t, s.Palette.Card, s.Palette.Blue, s.Palette.CardDown, 4)
	side := h * 0.46
	s.Icon(stage.Rect{X: at.X + 24, Y: at.Y + (h-side)/2, W: side, H: side}, stage.IconSearch, s.Palette.Blue)
	in := stage.Rect{X: at.X + 24 + side + 18, Y: at.Y, W: at.W - side - 66, H: h}
	s.Text(stage.Rect{X: in.X, Y: in.Y, W: nameW + 2, H: h}, t.Label, name)
	if note := s.say("ask.field"); s.Width(note, theme.Note, false) < in.W-nameW-24 {
		s.Text(stage.Rect{X: in.X + nameW + 22, Y: in.Y, W: in.W - nameW - 22, H: h}, note, s.Grey(theme.Note))
	}
	return at.Bottom() + max(20, s.Glass.Gap())
}
