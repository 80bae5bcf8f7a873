package ui

import (
	"fmt"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// listName is what a list of materials is called among several: what stands in brackets in its title, else the whole of it.
func (s *screen) listName(l faq.MaterialList, i int) string {
	_, rest, ok := strings.Cut(l.Title, "（")
	name, _, closed := strings.Cut(rest, "）")
	if ok && closed && name != "" {
		return name
	}
	return fmt.Sprintf("%s %d", s.say("materials.title"), i+1)
}

// materials is 要带什么: the papers for an errand, and of several lists the one that is chosen.
func (s *screen) materials(r stage.Rect) {
	v, l := s.v.FAQ, s.cfg.Library
	e, ok := l.Entry(v.Entry)
	var lists []faq.MaterialList
	chosen := 0
	for _, id := range e.Bring {
		if list, there := l.MaterialList(id); there {
			if id == v.Of {
				chosen = len(lists)
			}
			lists = append(lists, list)
		}
	}
	if !ok || len(lists) == 0 { // the content was replaced while somebody read it
		s.Paragraph(r, s.say("faq.none"), s.Ink(theme.Heading))
		return
	}
	y := s.title(r, s.say("materials.title"))
	beside := s.Width(s.say("materials.title"), theme.Title, true) + 36
	if s.Width(e.Question, theme.Text, false) < r.W-beside {
		s.Text(stage.Rect{X: r.X + beside, Y: r.Y - 4, W: r.W - beside, H: s.Size(theme.Title) * 1.3}, e.Question, s.Grey(theme.Text))
	} else {
		y = s.Paragraph(stage.Rect{X: r.X, Y: y - 12, W: r.W}, e.Question, s.Grey(theme.Text)) + 16
	}
	y = s.inChinese(stage.Rect{X: r.X, Y: y - 10, W: r.W}, y)
	if len(lists) > 1 {
		chips := make([]widgets.Touch, len(lists))
		for i, list := range lists {
			chips[i] = s.tap("list."+list.ID, s.listName(list, i), visit.Action{Do: visit.DoBring, Text: list.ID})
		}
		r = s.choose(below(r, y), 24, func(r stage.Rect) float32 { return s.Chips(r, chips, func(i int) bool { return i == chosen }) })
		y = r.Y
	}
	s.materialList(below(r, y), e, lists[chosen])
	s.bar.right = append(s.bar.right, barButton{s.do("phones", s.say("phones.title"), visit.DoPhones), widgets.Outlined})
	if v.Print {
		s.bar.right = append(s.bar.right, barButton{s.do("print", s.say("button.print"), visit.DoPrintGuide), widgets.Next})
	}
}

// materialList is the papers under each other, each with what is said of it, then where to take them.
func (s *screen) materialList(r stage.Rect, e faq.Entry, list faq.MaterialList) {
	var all []widgets.Fact
	for _, m := range list.Items {
		icon := stage.IconCard
		if strings.Contains(m.Name, "材料") {
			icon = stage.IconRecord
		}
		all = append(all, widgets.Fact{Icon: icon, Ink: s.Palette.Blue, Label: m.Name, Text: s.paperSaid(m)})
	}
	if where := s.placesOf(e); where != "" {
		all = append(all, widgets.Fact{Icon: stage.IconCounter, Ink: s.Palette.Amber, Label: s.say("materials.where"), Text: where})
	}
	s.Card(r)
	in := stage.Rect{X: r.X + 56, Y: r.Y + 16, W: r.W - 112, H: r.H - 32}
	source := s.origin(e, in.W)
	h := s.Height(source, s.Grey(theme.Note), in.W)
	s.Line(in.X, in.Bottom()-h-12, in.Right(), in.Bottom()-h-12, 2, s.Palette.Line)
	s.Paragraph(stage.Rect{X: in.X, Y: in.Bottom() - h, W: in.W}, source, s.Grey(theme.Note))
	in.H -= h + 16
	s.factsFit(in, all)
}

// paperSaid is what the document says of a paper; what it does not say is not said.
func (s *screen) paperSaid(m faq.Material) string {
	var said []string
	if m.Form != "" {
		said = append(said, s.say("materials.form", m.Form))
	}
	if m.Copies > 0 {
		said = append(said, s.say("materials.copies", m.Copies))
	}
	if m.Issuer != "" {
		said = append(said, s.say("materials.issuer", m.Issuer))
	}
	if s.language == words.English {
		return strings.Join(said, ", ")
	}
	return strings.Join(said, "，")
}
