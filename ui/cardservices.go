package ui

import (
	"fmt"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// cardServices is 社保卡服务: what is done about a card, and what a card does.
func (s *screen) cardServices(r stage.Rect) {
	guide := func(id, key string, icon stage.Icon, entry string) tile {
		return tile{touch: s.tap(id, s.say(key), visit.Action{Do: visit.DoAnswer, Text: entry}), icon: icon, note: s.say(key + "_note")}
	}
	tiles := []tile{
		guide("loss", "services.loss", stage.IconLost, visit.EntryLoss),
		guide("replace", "services.replace", stage.IconCard, visit.EntryReplaceCard),
		guide("reset", "services.reset", stage.IconLock, visit.EntryPINReset),
	}
	change := tile{touch: s.do("change_pin", s.say("change.title"), visit.DoChangePIN), icon: stage.IconKeys, note: s.say("change.note")}
	switch {
	case s.v.FAQ.Change:
		change.lead = true
		tiles = append([]tile{change}, tiles...)
	case !s.v.Card:
		change.touch, change.badge = s.do("change_insert", s.say("change.title"), visit.DoInsertCard), s.say("badge.card")
		tiles = append(tiles, change)
	}
	tiles = append(tiles,
		tile{touch: s.do("wrong_info", s.say("services.wrong"), visit.DoWrongInfo), icon: stage.IconPerson, note: s.say("services.wrong_note")},
		tile{touch: s.do("functions", s.say("services.functions"), visit.DoFunctions), icon: stage.IconLayers, note: s.say("services.functions_note")})
	y := s.title(r, s.say("home.card"))
	s.grid(below(r, y), tiles, 3, 2)
	s.bar.right = append(s.bar.right,
		barButton{s.tap("more_questions", s.say("services.questions"), visit.Action{Do: visit.DoQuestions, Text: visit.CategoryCard}), outlined})
}

// cardFunctions are the six functions of the card. The third one leads to one's own records.
func (s *screen) cardFunctions(r stage.Rect) {
	all := s.cfg.Library.Functions
	y := s.title(r, s.say("services.functions"))
	y = s.inChinese(stage.Rect{X: r.X, Y: y - 10, W: r.W}, y)
	source := s.say("faq.counts")
	if e, ok := s.cfg.Library.Entry("service-5"); ok {
		source = s.origin(e, r.W)
	}
	h := s.height(source, s.grey(theme.Note), r.W)
	s.paragraph(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W}, source, s.grey(theme.Note))
	list := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - h - 16 - y}
	columns := 3
	if s.glass.Portrait() {
		columns = 2
		if s.large {
			columns = 1
		}
	}
	gap := max(24, s.glass.Gap())
	w := (list.W - float32(columns-1)*gap) / float32(columns)
	var rows [][]faq.Function
	var heights []float32
	for i := 0; i < len(all); i += columns {
		row := all[i:min(len(all), i+columns)]
		need := float32(0)
		for _, f := range row {
			need = max(need, s.functionHeight(f, w))
		}
		rows, heights = append(rows, row), append(heights, need)
	}
	pages := pagesOf(heights, gap, list.H)
	page := min(s.v.FAQ.Page, len(pages)-1)
	first, last := pages[page][0], pages[page][1]
	spare := list.H + gap
	for _, h := range heights[first:last] {
		spare -= h + gap
	}
	spare = max(0, min(spare/float32(last-first), 120))
	y = list.Y
	for k, row := range rows[first:last] {
		h := heights[first+k] + spare
		for i, f := range row {
			s.function(stage.Rect{X: list.X + float32(i)*(w+gap), Y: y, W: w, H: h}, f)
		}
		y += h + gap
	}
	s.pager(page, len(pages))
}

// pagesOf fills pages with rows of different heights, each page from its first row to before its last.
func pagesOf(heights []float32, gap, room float32) [][2]int {
	var out [][2]int
	from, used := 0, float32(0)
	for i, h := range heights {
		if i > from && used+h > room {
			out = append(out, [2]int{from, i})
			from, used = i, 0
		}
		used += h + gap
	}
	return append(out, [2]int{from, len(heights)})
}

// queryFunction is the number of the function that this terminal is there for.
const queryFunction = 3

const (
	functionPad  = 28
	functionDisc = 64
)

// functionText is what a function says beyond its name.
func functionText(f faq.Function) string {
	if strings.TrimSuffix(f.Text, "。") == f.Name {
		return ""
	}
	return f.Text
}

func (s *screen) functionHeight(f faq.Function, w float32) float32 {
	in := w - 2*functionPad
	h := functionPad + max(functionDisc, s.height(f.Name, s.ink(theme.Heading).strong(), in-functionDisc-20)) + functionPad
	if t := functionText(f); t != "" {
		h += 12 + s.height(t, s.ink(theme.Text), in)
	}
	if f.Supplement {
		h += 12 + s.height(s.say("faq.supplement"), s.grey(theme.Note), in)
	}
	if s.ownAt(f).Do != "" {
		h += 20 + s.glass.Touch()
	}
	return h
}

// ownAt is the way to one's own records from a function; none from the others.
func (s *screen) ownAt(f faq.Function) visit.Action {
	if f.Number != queryFunction {
		return visit.Action{}
	}
	return s.v.FAQ.Own
}

func (s *screen) function(r stage.Rect, f faq.Function) {
	s.card(r)
	in := stage.Rect{X: r.X + functionPad, Y: r.Y + functionPad, W: r.W - 2*functionPad}
	disc := stage.Rect{X: in.X, Y: in.Y, W: functionDisc, H: functionDisc}
	s.disc(disc, s.p.Blue)
	s.text(disc, fmt.Sprint(f.Number), style{t: theme.Heading, bold: true, align: stage.Centre, color: s.p.OnBlue})
	name := s.ink(theme.Heading).strong()
	head := stage.Rect{X: in.X + functionDisc + 20, W: in.W - functionDisc - 20}
	h := s.height(f.Name, name, head.W)
	head.Y = in.Y + max(0, (functionDisc-h)/2)
	y := max(in.Y+functionDisc, s.paragraph(head, f.Name, name)) + 12
	if t := functionText(f); t != "" {
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, t, s.ink(theme.Text)) + 12
	}
	if f.Supplement {
		s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("faq.supplement"), s.grey(theme.Note))
	}
	if a := s.ownAt(f); a.Do != "" {
		label := s.say("services.query")
		if a.Do == visit.DoInsertCard {
			label = s.say("services.query_insert")
		}
		h := s.glass.Touch()
		s.button(stage.Rect{X: in.X, Y: r.Bottom() - functionPad - h, W: in.W, H: h}, filled, s.tap("own", label, a))
	}
}

// wrongInfo is 信息有误: what is wrong.
func (s *screen) wrongInfo(r stage.Rect) {
	guide := func(id, entry string) tile {
		return tile{touch: s.tap(id, s.say("wrong."+id), visit.Action{Do: visit.DoAnswer, Text: entry}), note: s.say("wrong." + id + "_note")}
	}
	number, name := guide("number", visit.EntryWrongNumber), guide("name", visit.EntryWrongName)
	number.icon, name.icon = stage.IconCard, stage.IconPerson
	other := tile{touch: s.do("other", s.say("wrong.other"), visit.DoPhones), icon: stage.IconPhone, note: s.say("wrong.other_note")}
	y := s.title(r, s.say("wrong.title"))
	y = s.paragraph(stage.Rect{X: r.X, Y: y - 10, W: r.W}, s.say("wrong.text"), s.grey(theme.Text)) + 20
	s.grid(below(r, y), []tile{number, name, other}, 3, 1)
}
