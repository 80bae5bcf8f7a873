package ui

import (
	"slices"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// channels is 服务渠道: all of them, or those of one entry.
func (s *screen) channels(r stage.Rect) {
	v, l := s.v.FAQ, s.cfg.Library
	all, title := l.Channels, s.say("channels.title")
	about := s.say("channels.choose")
	if e, ok := l.Entry(v.Entry); ok {
		all, title, about = s.channelsOf(e), s.say("channels.via"), e.Question
	}
	y := s.title(r, title)
	y = s.paragraph(stage.Rect{X: r.X, Y: y - 12, W: r.W}, about, s.grey(theme.Text)) + 20
	y = s.inChinese(stage.Rect{X: r.X, Y: y - 14, W: r.W}, y)
	s.list(below(r, y), len(all), v.Page, func(i int, w float32) float32 { return s.channelHeight(all[i], w) },
		func(i int, at stage.Rect) { s.channelCard(at, all[i]) })
	s.bar.right = append(s.bar.right, barButton{s.do("phones", s.say("phones.title"), visit.DoPhones), next})
}

// channelsOf are the channels of an entry: those that it names, and those that name it.
func (s *screen) channelsOf(e faq.Entry) []faq.Channel {
	var out []faq.Channel
	for _, c := range s.cfg.Library.Channels {
		if slices.Contains(e.Via, c.ID) || slices.Contains(c.Covers, e.ID) {
			out = append(out, c)
		}
	}
	return out
}

func channelIcon(id string) stage.Icon {
	switch id {
	case "aishandong", "ywtb":
		return stage.IconScreen
	case "ccb", "self-service":
		return stage.IconPlug
	case "national", "province-site":
		return stage.IconMap
	case "hotline":
		return stage.IconPhone
	case "agency":
		return stage.IconHall
	case "card-outlet":
		return stage.IconCard
	}
	return stage.IconRoute
}

// channelNote is a channel's other names, or how many things can be done there.
func (s *screen) channelNote(c faq.Channel) string {
	if len(c.Aliases) > 0 {
		return s.say("channels.aliases", strings.Join(c.Aliases, "、"))
	}
	return s.say("channels.covers", len(c.Covers))
}

const channelIconSide = 64

func (s *screen) channelHeight(c faq.Channel, w float32) float32 {
	in := w - 56 - channelIconSide - 24
	return max(110, s.height(c.Name, s.ink(theme.Text).strong(), in)+s.height(s.channelNote(c), s.grey(theme.Note), in)+entryPad+4)
}

func (s *screen) channelCard(r stage.Rect, c faq.Channel) {
	s.target(r, s.tap("channel."+c.ID, c.Name, visit.Action{Do: visit.DoChannel, Text: c.ID}), s.p.Card, s.p.KeyLine, s.p.CardDown, 2)
	s.icon(stage.Rect{X: r.X + 28, Y: r.Y + (r.H-channelIconSide)/2, W: channelIconSide, H: channelIconSide}, channelIcon(c.ID), s.p.Blue)
	in := stage.Rect{X: r.X + 28 + channelIconSide + 24, W: r.W - 56 - channelIconSide - 24}
	name, note := s.ink(theme.Text).strong(), s.grey(theme.Note)
	h := s.height(c.Name, name, in.W) + s.height(s.channelNote(c), note, in.W)
	y := s.paragraph(stage.Rect{X: in.X, Y: r.Y + (r.H-h)/2, W: in.W}, c.Name, name)
	s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.channelNote(c), note)
}

// addressFor is what the code of a channel opens: what the operator has said, else the document's own address; "" for none.
func (s *screen) addressFor(c faq.Channel) string {
	if s.cfg.Address != nil {
		if a := s.cfg.Address(c.ID, s.v.Clock); a != "" {
			return a
		}
	}
	return c.Address
}

// channel is one channel: how to go on there step by step, what can be done there, and a code where it has an address.
func (s *screen) channel(r stage.Rect) {
	v, l := s.v.FAQ, s.cfg.Library
	c, ok := l.Channel(v.Of)
	if !ok { // the content was replaced while somebody read it
		s.paragraph(r, s.say("faq.none"), s.ink(theme.Heading))
		return
	}
	a := aside{title: s.say("channels.can")}
	if a.address = s.addressFor(c); a.address != "" {
		a.code, a.caption = a.address, s.say("channels.open")
	}
	const most = 4 // of what can be done there; the rest stands in the text
	for _, id := range c.Covers {
		if e, there := l.Entry(id); there && e.Listed() && len(a.links) < most {
			a.links = append(a.links, s.tap("covers."+id, e.Question, visit.Action{Do: visit.DoAnswer, Text: id}))
		}
	}
	s.channelText(s.beside(r, a), c)
	s.bar.right = append(s.bar.right, barButton{s.do("phones", s.say("phones.title"), visit.DoPhones), outlined})
}

func (s *screen) channelText(r stage.Rect, c faq.Channel) {
	s.card(r)
	in := stage.Rect{X: r.X + 56, Y: r.Y + 28, W: r.W - 112, H: r.H - 48}
	y := s.paragraph(in, c.Name, s.ink(theme.Tile).strong())
	if len(c.Aliases) > 0 {
		y = s.paragraph(stage.Rect{X: in.X, Y: y + 4, W: in.W}, s.say("channels.aliases", strings.Join(c.Aliases, "、")), s.grey(theme.Text))
	}
	y = s.inChinese(stage.Rect{X: in.X, Y: y + 4, W: in.W}, y+12)
	s.line(in.X, y, in.Right(), y, 2, s.p.Line)
	y += 12
	e := faq.Entry{Blocks: s.channelBlocks(c)}
	foot := s.say("faq.counts")
	if first, ok := s.covered(c); ok {
		foot = s.origin(first, in.W)
	}
	h := s.height(foot, s.grey(theme.Note), in.W)
	s.line(in.X, in.Bottom()-h-14, in.Right(), in.Bottom()-h-14, 2, s.p.Line)
	s.paragraph(stage.Rect{X: in.X, Y: in.Bottom() - h, W: in.W}, foot, s.grey(theme.Note))
	text := stage.Rect{X: in.X, Y: y, W: in.W, H: in.Bottom() - h - 26 - y}
	pages := s.paged(s.pieces(e, text.W), text.H)
	page := min(s.v.FAQ.Page, len(pages)-1)
	s.setPieces(text, pages[page])
	s.pager(page, len(pages))
}

// covered is the first entry that names a channel as its own: its source is the channel's.
func (s *screen) covered(c faq.Channel) (faq.Entry, bool) {
	for _, id := range c.Covers {
		if e, ok := s.cfg.Library.Entry(id); ok {
			return e, true
		}
	}
	return faq.Entry{}, false
}

// channelBlocks are the steps of a channel, its address as the document gives it, and what can be done there.
func (s *screen) channelBlocks(c faq.Channel) []faq.Block {
	var out []faq.Block
	for i, step := range c.Steps {
		out = append(out, faq.Block{Style: faq.Step, Number: i + 1, Text: step})
	}
	if c.Address != "" {
		out = append(out, faq.Block{Text: s.say("channels.address", c.Address)})
	}
	if len(c.Covers) > 0 {
		out = append(out, faq.Block{Style: faq.Heading, Text: s.say("channels.can")})
	}
	for _, id := range c.Covers {
		if e, ok := s.cfg.Library.Entry(id); ok && e.Listed() {
			out = append(out, faq.Block{Style: faq.Item, Text: e.Question})
		}
	}
	return out
}

// phones is 城市电话: the number to dial within each city, the terminal's own first.
func (s *screen) phones(r stage.Rect) {
	cities := slices.Clone(s.cfg.Library.Cities)
	own := s.cfg.Facts.City
	if i := slices.IndexFunc(cities, func(c faq.City) bool { return c.Code == own }); i > 0 {
		mine := cities[i]
		cities = slices.Insert(slices.Delete(cities, i, i+1), 0, mine)
	}
	y := s.title(r, s.say("phones.title"))
	y = s.paragraph(stage.Rect{X: r.X, Y: y - 12, W: r.W}, s.say("phones.dial"), s.grey(theme.Text)) + 20
	source := s.say("faq.counts")
	if e, ok := s.cfg.Library.Entry("phones"); ok {
		source = s.origin(e, r.W)
	}
	h := s.height(source, s.grey(theme.Note), r.W)
	s.paragraph(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W}, source, s.grey(theme.Note))
	list := stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - h - 16 - y}
	columns := 4
	if s.glass.Portrait() {
		columns = 2
	}
	const gap = 16
	least := s.leading(theme.Title) + 24
	w := (list.W - float32(columns-1)*gap) / float32(columns)
	rows := min((len(cities)+columns-1)/columns, max(1, int((list.H+gap)/(least+gap))))
	per := rows * columns
	pages := max(1, (len(cities)+per-1)/per)
	page := min(s.v.FAQ.Page, pages-1)
	rowH := min(160, (list.H-float32(rows-1)*gap)/float32(rows))
	for i := page * per; i < min(len(cities), page*per+per); i++ {
		k := i - page*per
		at := stage.Rect{X: list.X + float32(k%columns)*(w+gap), Y: list.Y + float32(k/columns)*(rowH+gap), W: w, H: rowH}
		s.city(at, cities[i], cities[i].Code == own)
	}
	s.pager(page, pages)
}

// city is a city with its number; the terminal's own one stands out, and says so.
func (s *screen) city(r stage.Rect, c faq.City, own bool) {
	name, number := s.ink(theme.Heading).strong(), s.ink(theme.Title).strong().in(s.p.Blue)
	s.card(r)
	if own {
		s.add(stage.Item{Kind: stage.Box, Rect: r, Fill: s.p.Blue, Stroke: s.p.Blue, Width: 2, Radius: corner})
		name, number = name.in(s.p.OnBlue), number.in(s.p.OnBlue)
	}
	phone := c.Phone
	if s.cfg.Hotline != nil {
		if p := s.cfg.Hotline(c.Code, s.v.Clock); p != "" {
			phone = p
		}
	}
	label := s.region(records.Region(c.Code))
	if own {
		label = s.say("phones.here", label)
	}
	w := s.width(label, theme.Heading, true) + 8
	s.text(stage.Rect{X: r.X + 28, Y: r.Y, W: w, H: r.H}, label, name)
	s.text(stage.Rect{X: r.X + 28 + w, Y: r.Y, W: r.W - 56 - w, H: r.H}, phone, number.right())
}
