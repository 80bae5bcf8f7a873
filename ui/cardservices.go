package ui

import (
	"fmt"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// cardServices is 社保卡服务: what is done about a card, and what a card does.
func (s *screen) cardServices(r stage.Rect) {
	guide := func(id, key string, icon stage.Icon, entry string) widgets.Tile {
		return widgets.Tile{Touch: s.tap(id, s.say(key), visit.Action{Do: visit.DoAnswer, Text: entry}), Icon: icon, Note: s.say(key + "_note")}
	}
	tiles := []widgets.Tile{
		guide("loss", "services.loss", stage.IconLost, visit.EntryLoss),
		guide("replace", "services.replace", stage.IconCard, visit.EntryReplaceCard),
		guide("reset", "services.reset", stage.IconLock, visit.EntryPINReset),
	}
	change := widgets.Tile{Touch: s.do("change_pin", s.say("change.title"), visit.DoChangePIN), Icon: stage.IconKeys, Note: s.say("change.note")}
	switch {
	case s.v.FAQ.Change:
		change.Lead = true
		tiles = append([]widgets.Tile{change}, tiles...)
	case !s.v.Card:
		change.Touch, change.Badge = s.do("change_insert", s.say("change.title"), visit.DoInsertCard), s.say("badge.card")
		tiles = append(tiles, change)
	}
	tiles = append(tiles,
		widgets.Tile{Touch: s.do("wrong_info", s.say("services.wrong"), visit.DoWrongInfo), Icon: stage.IconPerson, Note: s.say("services.wrong_note")},
		widgets.Tile{Touch: s.do("functions", s.say("services.functions"), visit.DoFunctions), Icon: stage.IconLayers, Note: s.say("services.functions_note")})
	y := s.title(r, s.say("home.card"))
	s.grid(s.under(r, y), tiles, 3, 2)
	s.bar.right = append(s.bar.right,
		barButton{s.tap("more_questions", s.say("services.questions"), visit.Action{Do: visit.DoQuestions, Text: visit.CategoryCard}), widgets.Outlined})
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
	h := s.Height(source, s.Grey(theme.Note), r.W)
	s.Paragraph(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W}, source, s.Grey(theme.Note))
	list := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - h - 16 - y}
	columns := 3
	if s.Glass.Portrait() {
		columns = 2
		if s.Large {
			columns = 1
		}
	}
	gap := max(24, s.Glass.Gap())
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
			s.told.said = append(s.told.said, f.Name, functionText(f))
			s.function(stage.Rect{X: list.X + float32(i)*(w+gap), Y: y, W: w, H: h}, f)
		}
		y += h + gap
	}
	s.pager(page, len(pages))
	if own := s.v.FAQ.Own; s.low() && own.Do != "" && page == 0 {
		s.bar.right = append(s.bar.right, s.ownButton(own))
	}
}

// ownButton is the way to one's own records.
func (s *screen) ownButton(a visit.Action) barButton {
	label := s.say("services.query")
	if a.Do == visit.DoInsertCard {
		label = s.say("services.query_insert")
	}
	return barButton{s.tap("own", label, a), widgets.Filled}
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
	h := functionPad + max(functionDisc, s.Height(f.Name, s.Ink(theme.Heading).Strong(), in-functionDisc-20)) + functionPad
	if t := functionText(f); t != "" {
		h += 12 + s.Height(t, s.Ink(theme.Text), in)
	}
	if f.Supplement {
		h += 12 + s.Height(s.say("faq.supplement"), s.Grey(theme.Note), in)
	}
	if s.ownAt(f).Do != "" && !s.low() {
		h += 20 + s.Glass.Touch()
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
	s.Card(r)
	in := stage.Rect{X: r.X + functionPad, Y: r.Y + functionPad, W: r.W - 2*functionPad}
	disc := stage.Rect{X: in.X, Y: in.Y, W: functionDisc, H: functionDisc}
	s.Disc(disc, s.Palette.Blue)
	s.Text(disc, fmt.Sprint(f.Number), widgets.Style{Type: theme.Heading, Bold: true, Align: stage.Centre, Color: s.Palette.OnBlue})
	name := s.Ink(theme.Heading).Strong()
	head := stage.Rect{X: in.X + functionDisc + 20, W: in.W - functionDisc - 20}
	h := s.Height(f.Name, name, head.W)
	head.Y = in.Y + max(0, (functionDisc-h)/2)
	y := max(in.Y+functionDisc, s.Paragraph(head, f.Name, name)) + 12
	if t := functionText(f); t != "" {
		y = s.Paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, t, s.Ink(theme.Text)) + 12
	}
	if f.Supplement {
		s.Paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("faq.supplement"), s.Grey(theme.Note))
	}
	if a := s.ownAt(f); a.Do != "" && !s.low() {
		h, own := s.Glass.Touch(), s.ownButton(a)
		s.Button(stage.Rect{X: in.X, Y: r.Bottom() - functionPad - h, W: in.W, H: h}, own.look, own.Touch)
	}
}

// wrongInfo is 信息有误: what is wrong.
func (s *screen) wrongInfo(r stage.Rect) {
	guide := func(id, entry string) widgets.Tile {
		return widgets.Tile{Touch: s.tap(id, s.say("wrong."+id), visit.Action{Do: visit.DoAnswer, Text: entry}), Note: s.say("wrong." + id + "_note")}
	}
	number, name := guide("number", visit.EntryWrongNumber), guide("name", visit.EntryWrongName)
	number.Icon, name.Icon = stage.IconCard, stage.IconPerson
	other := widgets.Tile{Touch: s.do("other", s.say("wrong.other"), visit.DoPhones), Icon: stage.IconPhone, Note: s.say("wrong.other_note")}
	y := s.title(r, s.say("wrong.title"))
	y = s.Paragraph(stage.Rect{X: r.X, Y: y - 10, W: r.W}, s.say("wrong.text"), s.Grey(theme.Text)) + 20
	s.grid(s.under(r, y), []widgets.Tile{number, name, other}, 3, 1)
}
