package ui

import (
	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// crossItems are the items of 跨省通办 that concern a group of people, in the document's order; of everybody all of them.
func (s *screen) crossItems(group string) []faq.Entry {
	l := s.cfg.Library
	if group == visit.GroupEverybody {
		var all []faq.Entry
		for _, e := range l.In("") {
			if e.Item != faq.NoItem {
				all = append(all, e)
			}
		}
		return all
	}
	g, _ := l.Group(group)
	var out []faq.Entry
	for _, id := range g.Entries {
		if e, ok := l.Entry(id); ok && e.Listed() && e.Item != faq.NoItem {
			out = append(out, e)
		}
	}
	return out
}

// groupIcon is the drawing of a group of people.
func groupIcon(group string) stage.Icon {
	switch group {
	case "employee":
		return stage.IconTools
	case "resident":
		return stage.IconHouse
	case "civil":
		return stage.IconHall
	case "veteran":
		return stage.IconShield
	case "pensioner":
		return stage.IconCoins
	case "survivor":
		return stage.IconUmbrella
	case "unemployed":
		return stage.IconSearch
	}
	return stage.IconPerson
}

// crossProvince is 跨省通办: who one is.
func (s *screen) crossProvince(r stage.Rect) {
	all := s.crossItems(visit.GroupEverybody)
	online := 0
	for _, e := range all {
		if e.Item == faq.Online {
			online++
		}
	}
	y := s.title(r, s.say("cross.who"))
	y = s.Paragraph(stage.Rect{X: r.X, Y: y - 10, W: r.W}, s.say("cross.count", len(all), online, len(all)-online), s.Grey(theme.Text)) + 16
	y = s.inChinese(stage.Rect{X: r.X, Y: y - 12, W: r.W}, y)
	var tiles []widgets.Tile
	for _, g := range s.cfg.Library.Groups {
		t := s.tap("group."+g.ID, g.Name, visit.Action{Do: visit.DoCross, Text: g.ID})
		tiles = append(tiles, widgets.Tile{Touch: t, Icon: groupIcon(g.ID), Note: s.say("cross.items", len(s.crossItems(g.ID)))})
	}
	tiles = append(tiles, widgets.Tile{Touch: s.tap("group.all", s.say("cross.everything"), visit.Action{Do: visit.DoCross, Text: visit.GroupEverybody}),
		Icon: stage.IconLayers, Note: s.say("cross.items", len(all))})
	s.grid(s.under(r, y), tiles, 4, 2)
	s.bar.right = append(s.bar.right, barButton{s.tap("about", s.say("cross.about"), visit.Action{Do: visit.DoAnswer, Text: visit.EntryCross}), widgets.Outlined})
}

// inChinese says in English that what follows is Chinese, and gives the y below it.
func (s *screen) inChinese(r stage.Rect, otherwise float32) float32 {
	if s.language != words.English {
		return otherwise
	}
	return s.Paragraph(r, s.say("chinese_only"), s.Grey(theme.Text)) + 12
}

// crossList is the items that concern a group of people, each with how it is handled.
func (s *screen) crossList(r stage.Rect) {
	v := s.v.FAQ
	items := s.crossItems(v.Of)
	title := s.say("cross.everything")
	if g, ok := s.cfg.Library.Group(v.Of); ok {
		title = s.say("cross.of", g.Name)
	}
	y := s.title(r, title)
	kinds := map[faq.ItemKind]bool{}
	for _, e := range items {
		kinds[e.Item] = true
	}
	for _, k := range []faq.ItemKind{faq.Online, faq.Joint} {
		if !kinds[k] {
			continue
		}
		key := "cross.online"
		if k == faq.Joint {
			key = "cross.joint"
		}
		w := s.kindWidth(k) + 20
		st := s.Ink(theme.Text)
		if s.Large {
			st = s.Ink(theme.Note)
		}
		h := max(s.Height(s.say(key), st, r.W-w), s.Size(theme.Note)*1.7)
		s.kindBadge(r.X, y+(s.Leading(st.Type)-s.Size(theme.Note)*1.7)/2, k)
		s.Paragraph(stage.Rect{X: r.X + w, Y: y, W: r.W - w}, s.say(key), st)
		y += h + 8
	}
	y = s.inChinese(stage.Rect{X: r.X, Y: y, W: r.W}, y+10)
	foot := s.say("cross.dated")
	footH := s.Height(foot, s.Grey(theme.Note), r.W)
	list := s.under(r, y)
	s.Paragraph(stage.Rect{X: r.X, Y: r.Bottom() - footH, W: r.W}, foot, s.Grey(theme.Note))
	list.H -= footH + 12
	s.list(list, len(items), v.Page, func(i int, w float32) float32 {
		return s.Height(items[i].Question, s.Ink(theme.Text).Strong(), w-s.kindWidth(items[i].Item)-76) + 18
	}, func(i int, at stage.Rect) { s.item(at, items[i]) })
	s.bar.right = append(s.bar.right, barButton{s.do("phones", s.say("phones.title"), visit.DoPhones), widgets.Outlined})
}

// item is an item of 跨省通办 in the list.
func (s *screen) item(r stage.Rect, e faq.Entry) {
	s.Target(r, s.tap("item."+e.ID, e.Question, visit.Action{Do: visit.DoItem, Text: e.ID}), s.Palette.Card, s.Palette.KeyLine, s.Palette.CardDown, 2)
	s.Last().Note = e.Item.String()
	st := s.Ink(theme.Text).Strong()
	badge := s.kindWidth(e.Item)
	w := r.W - badge - 76
	h := s.Height(e.Question, st, w)
	s.Paragraph(stage.Rect{X: r.X + 28, Y: r.Y + (r.H-h)/2, W: w}, e.Question, st)
	s.kindBadge(r.Right()-badge-24, r.Y+(r.H-s.Size(theme.Note)*1.7)/2, e.Item)
}

func (s *screen) kindWidth(k faq.ItemKind) float32 { return s.Width(k.String(), theme.Note, true) + 32 }

// kindBadge is 全程网办 or 多地连办, each in its colour and its word. It gives the y below itself.
func (s *screen) kindBadge(x, y float32, k faq.ItemKind) float32 {
	ground, ink := s.Palette.Green, s.Palette.OnGreen
	if k == faq.Joint {
		ground, ink = s.Palette.Navy, s.Palette.OnNavy
	}
	r := stage.Rect{X: x, Y: y, W: s.kindWidth(k), H: s.Size(theme.Note) * 1.7}
	s.Round(r, 6, ground)
	if ground == s.Palette.Card { // in high contrast
		s.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: ground, Stroke: ink, Width: 2, Radius: 6})
	}
	s.Text(r, k.String(), widgets.Style{Type: theme.Note, Bold: true, Align: stage.Centre, Color: ink})
	return r.Bottom()
}
