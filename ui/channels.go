package ui

import (
	"slices"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
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
	y = s.Paragraph(stage.Rect{X: r.X, Y: y - 12, W: r.W}, about, s.Grey(theme.Text)) + 20
	y = s.inChinese(stage.Rect{X: r.X, Y: y - 14, W: r.W}, y)
	s.list(s.under(r, y), len(all), v.Page, func(i int, w float32) float32 { return s.channelHeight(all[i], w) },
		func(i int, at stage.Rect) { s.channelCard(at, all[i]) })
	s.bar.right = append(s.bar.right, barButton{s.do("phones", s.say("phones.title"), visit.DoPhones), widgets.Filled})
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
		return stage.IconMobile
	case "ccb", "self-service":
		return stage.IconScreen
	case "national", "province-site":
		return stage.IconGlobe
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
	return max(110, s.Height(c.Name, s.Ink(theme.Text).Strong(), in)+s.Height(s.channelNote(c), s.Grey(theme.Note), in)+entryPad+4)
}

func (s *screen) channelCard(r stage.Rect, c faq.Channel) {
	s.Target(r, s.tap("channel."+c.ID, c.Name, visit.Action{Do: visit.DoChannel, Text: c.ID}), s.Palette.Card, s.Palette.KeyLine, s.Palette.CardDown, 2)
	s.Last().Note = s.channelNote(c)
	s.Icon(stage.Rect{X: r.X + 28, Y: r.Y + (r.H-channelIconSide)/2, W: channelIconSide, H: channelIconSide}, channelIcon(c.ID), s.Palette.Blue)
	in := stage.Rect{X: r.X + 28 + channelIconSide + 24, W: r.W - 56 - channelIconSide - 24}
	name, note := s.Ink(theme.Text).Strong(), s.Grey(theme.Note)
	h := s.Height(c.Name, name, in.W) + s.Height(s.channelNote(c), note, in.W)
	y := s.Paragraph(stage.Rect{X: in.X, Y: r.Y + (r.H-h)/2, W: in.W}, c.Name, name)
	s.Paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.channelNote(c), note)
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
		s.Paragraph(r, s.say("faq.none"), s.Ink(theme.Heading))
		return
	}
	a := aside{title: s.say("channels.can")}
	if a.address = s.addressFor(c); a.address != "" {
		a.code, a.caption = a.address, s.say("channels.open")
	}
	const most = 5 // of what can be done there, where there is room; the rest stands in the text
	var covered []faq.Entry
	for _, id := range c.Covers {
		if e, there := l.Entry(id); there && e.Listed() {
			covered = append(covered, e)
			if len(a.links) < most {
				a.links = append(a.links, s.tap("covers."+id, e.Question, visit.Action{Do: visit.DoAnswer, Text: id}))
			}
		}
	}
	text, linked := s.beside(r, a)
	s.channelText(text, c, covered, linked)
	s.bar.right = append(s.bar.right, barButton{s.do("phones", s.say("phones.title"), visit.DoPhones), widgets.Outlined})
}

// channelText is how to go on at a channel, and what can be done there beyond what is linked beside it.
func (s *screen) channelText(r stage.Rect, c faq.Channel, covered []faq.Entry, linked int) {
	s.Card(r)
	in := stage.Rect{X: r.X + 56, Y: r.Y + 28, W: r.W - 112, H: r.H - 48}
	y := s.Paragraph(in, c.Name, s.Ink(theme.Tile).Strong())
	if len(c.Aliases) > 0 {
		y = s.Paragraph(stage.Rect{X: in.X, Y: y + 4, W: in.W}, s.say("channels.aliases", strings.Join(c.Aliases, "、")), s.Grey(theme.Text))
	}
	y = s.inChinese(stage.Rect{X: in.X, Y: y + 4, W: in.W}, y+12)
	s.Line(in.X, y, in.Right(), y, 2, s.Palette.Line)
	y += 12
	e := faq.Entry{Blocks: s.channelBlocks(c, covered[linked:], linked > 0)}
	foot := s.say("faq.counts")
	if len(covered) > 0 { // what the document says of the channel it says in the first answer that names it
		foot = s.origin(covered[0], in.W)
	}
	h := s.Height(foot, s.Grey(theme.Note), in.W)
	s.Line(in.X, in.Bottom()-h-14, in.Right(), in.Bottom()-h-14, 2, s.Palette.Line)
	s.Paragraph(stage.Rect{X: in.X, Y: in.Bottom() - h, W: in.W}, foot, s.Grey(theme.Note))
	text := stage.Rect{X: in.X, Y: y, W: in.W, H: in.Bottom() - h - 26 - y}
	pages := s.paged(s.pieces(e, text.W), text.H)
	page := min(s.v.FAQ.Page, len(pages)-1)
	s.setPieces(text, pages[page])
	s.pager(page, len(pages))
}

// channelBlocks are the steps of a channel, its address as the document gives it, and what else can be done there.
func (s *screen) channelBlocks(c faq.Channel, covered []faq.Entry, more bool) []faq.Block {
	var out []faq.Block
	for i, step := range c.Steps {
		out = append(out, faq.Block{Style: faq.Step, Number: i + 1, Text: step})
	}
	if c.Address != "" {
		out = append(out, faq.Block{Text: s.say("channels.address", c.Address)})
	}
	if len(covered) > 0 {
		title := s.say("channels.can")
		if more {
			title = s.say("channels.also")
		}
		out = append(out, faq.Block{Style: faq.Heading, Text: title})
	}
	for _, e := range covered {
		out = append(out, faq.Block{Style: faq.Item, Text: e.Question})
	}
	return out
}
