package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// attract is 待机: how the card goes in, and three ways in.
func (s *screen) attract(r stage.Rect) {
	tiles := []tile{
		{touch: s.do("start", s.say("attract.start"), visit.DoStart), icon: stage.IconRecord, note: s.say("attract.start_note")},
		{touch: s.do("questions", s.say("attract.questions"), visit.DoQuestions), icon: stage.IconQuestion,
			note: s.say("attract.questions_note"), badge: s.say("badge.no_card")},
		{touch: s.tap("lost", s.say("attract.lost"), visit.Action{Do: visit.DoAnswer, Text: visit.EntryLoss}), icon: stage.IconLost,
			note: s.say("attract.lost_note"), badge: s.say("badge.no_card")},
	}
	if key := s.down(); key != "" {
		r = below(r, s.notice(r, s.say(key), false)+24)
	} else if s.cfg.Notice != "" {
		r = below(r, s.notice(r, s.cfg.Notice, false)+24)
	}
	gap := max(32, s.glass.Gap())
	if s.glass.Portrait() {
		h := min(240, (r.H*0.42-2*gap)/3)
		top := stage.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - 3*h - 3*gap}
		s.insertPicture(top)
		for i, t := range tiles {
			s.tile(stage.Rect{X: r.X, Y: top.Bottom() + gap + float32(i)*(h+gap), W: r.W, H: h}, t)
		}
	} else {
		left := stage.Rect{X: r.X, Y: r.Y, W: r.W*0.61 - gap/2, H: r.H}
		s.insertPicture(left)
		h := (r.H - 2*gap) / 3
		for i, t := range tiles {
			s.tile(stage.Rect{X: left.Right() + gap, Y: r.Y + float32(i)*(h+gap), W: r.Right() - left.Right() - gap, H: h}, t)
		}
	}
	s.bar.note = fmt.Sprintf("%s   ·   %s   ·   %s", s.say("foot.phone", s.cfg.Facts.Phone), s.say("foot.free"), s.say("foot.kept"))
}

// down is the sentence about a part that does not work, "" when all do.
func (s *screen) down() string {
	switch {
	case !s.v.Parts.Reader:
		return "attract.reader_down"
	case !s.v.Parts.Records:
		return "attract.records_down"
	case s.v.Parts.Printer != visit.PrinterUnknown && !s.v.Parts.Printer.Usable():
		return "attract.printer_down"
	}
	return ""
}

func below(r stage.Rect, y float32) stage.Rect {
	return stage.Rect{X: r.X, Y: y, W: r.W, H: r.Bottom() - y}
}

// insertPicture is the card before its slot, with the words over it.
func (s *screen) insertPicture(r stage.Rect) {
	s.card(r)
	title := s.ink(theme.Attract).strong().centre()
	h := s.size(theme.Attract) * 1.35
	y := r.Y + 28
	s.text(stage.Rect{X: r.X + 24, Y: y, W: r.W - 48, H: h}, s.say("attract.title"), title)
	y += h
	sub := s.ink(theme.Heading).centre()
	s.text(stage.Rect{X: r.X + 24, Y: y, W: r.W - 48, H: s.size(theme.Heading) * 1.4}, s.say("attract.how"), sub)
	y += s.size(theme.Heading)*1.4 + 20
	s.cardBeforeSlot(stage.Rect{X: r.X + 40, Y: y, W: r.W - 80, H: r.Bottom() - y - 32}, false)
}

// cardBeforeSlot draws the slot, the card with its chip, and the arrows; turned draws the card the wrong way round.
func (s *screen) cardBeforeSlot(r stage.Rect, turned bool) {
	const w, h = 1000, 590 // the drawing's own measures
	k := min(r.W/w, r.H/h)
	ox, oy := r.X+(r.W-w*k)/2, r.Y+(r.H-h*k)/2
	at := func(x, y, w, h float32) stage.Rect { return stage.Rect{X: ox + x*k, Y: oy + y*k, W: w * k, H: h * k} }
	s.box(at(110, 0, 780, 250), s.p.Slot)
	s.fitted(at(110, 30, 780, 90), s.say("attract.slot"), theme.Tile, s.p.Ink, k)
	s.box(at(220, 140, 560, 14), s.p.Green)
	s.box(at(220, 156, 560, 34), s.p.Ink)
	s.box(at(300, 215, 400, 250), s.p.Blue)
	s.box(at(330, 240, 340, 8), s.p.OnBlue)
	if turned {
		s.box(at(330, 300, 340, 46), s.p.Ink) // the back: a magnetic stripe and no chip
		s.box(at(330, 380, 200, 12), s.p.OnBlue)
		s.box(at(330, 410, 140, 12), s.p.OnBlue)
	} else {
		s.fitted(at(320, 262, 360, 60), s.say("attract.card"), theme.Heading, s.p.OnBlue, k)
		s.box(at(334, 340, 76, 60), s.p.Gold)
		s.line(at(334, 370, 0, 0).X, at(0, 370, 0, 0).Y, at(410, 370, 0, 0).X, at(0, 370, 0, 0).Y, 2, s.p.Blue)
		s.line(at(372, 340, 0, 0).X, at(0, 340, 0, 0).Y, at(372, 400, 0, 0).X, at(0, 400, 0, 0).Y, 2, s.p.Blue)
		face := at(580, 330, 90, 108)
		s.box(face, s.p.OnBlue)
		s.disc(at(604, 346, 42, 42), s.p.KeyLine)
		s.box(at(594, 396, 62, 42), s.p.KeyLine)
	}
	for _, x := range []float32{150, 770} {
		if turned {
			s.icon(at(x, 300, 90, 120), stage.IconTurn, s.p.Amber)
		} else {
			s.icon(at(x, 280, 90, 180), stage.IconArrowUp, s.p.Amber)
		}
	}
	if turned {
		return
	}
	s.icon(at(440, 490, 120, 90), stage.IconHand, s.p.Grey)
}

// fitted is a word inside a drawing: it is a label of the picture and scales with it, but never under a note.
func (s *screen) fitted(r stage.Rect, text string, t theme.Type, ink interface{ RGBA() (r, g, b, a uint32) }, k float32) {
	size := max(s.least(), float32(t)*k)
	w, h := s.measure(text, size, true)
	for w > r.W && size > s.least() {
		size--
		w, h = s.measure(text, size, true)
	}
	cr, cg, cb, _ := ink.RGBA()
	s.add(stage.Item{Kind: stage.Text, Rect: stage.Rect{X: r.X, Y: r.Y + (r.H-h)/2, W: r.W, H: h}, Text: text, Size: size, Bold: true,
		Align: stage.Centre, Fill: colour(cr, cg, cb)})
}

// home is 首页: everything that can be done, with and without a card.
func (s *screen) home(r stage.Rect) {
	card, free := s.say("badge.card"), s.say("badge.no_card")
	insert := visit.DoInsertCard
	tiles := []tile{
		{touch: s.do("query", s.say("home.query"), insert), icon: stage.IconRecord, note: s.say("home.query_note"), badge: card, lead: true},
		{touch: s.do("print", s.say("home.print"), insert), icon: stage.IconPrinter, note: s.say("home.print_note"), badge: card},
		{touch: s.do("province", s.say("home.province"), insert), icon: stage.IconMap, note: s.say("home.province_note"), badge: card},
		{touch: s.tap("card", s.say("home.card"), visit.Action{Do: visit.DoQuestions, Text: visit.CategoryCard}), icon: stage.IconCard,
			note: s.say("home.card_note"), badge: free},
		{touch: s.tap("cross", s.say("home.cross"), visit.Action{Do: visit.DoQuestions, Text: visit.CategoryCrossProvince}),
			icon: stage.IconRoute, note: s.say("home.cross_note"), badge: free},
		{touch: s.do("questions", s.say("home.questions"), visit.DoQuestions), icon: stage.IconQuestion, note: s.say("home.questions_note"), badge: free},
		{touch: s.tap("lost", s.say("home.lost"), visit.Action{Do: visit.DoAnswer, Text: visit.EntryLoss}), icon: stage.IconLost,
			note: s.say("home.lost_note"), badge: free},
		{touch: s.tap("channels", s.say("home.channels"), visit.Action{Do: visit.DoQuestions, Text: visit.CategoryChannels}),
			icon: stage.IconPhone, note: s.say("home.channels_note"), badge: free},
	}
	y := s.title(r, s.say("home.title"))
	s.grid(below(r, y), tiles, 4, 2)
}

// title is the name of a screen at its top; it gives the y where the rest begins.
func (s *screen) title(r stage.Rect, text string) float32 {
	h := s.size(theme.Title) * 1.3
	s.text(stage.Rect{X: r.X, Y: r.Y - 8, W: r.W, H: h}, text, s.ink(theme.Title).strong())
	return r.Y + h + 12
}

// grid puts tiles in rows: wide across on lying glass, tall across on upright glass.
func (s *screen) grid(r stage.Rect, tiles []tile, wide, tall int) {
	columns := wide
	if s.glass.Portrait() {
		columns = tall
	}
	rows := (len(tiles) + columns - 1) / columns
	gap := max(24, s.glass.Gap())
	w := (r.W - float32(columns-1)*gap) / float32(columns)
	h := min(340, (r.H-float32(rows-1)*gap)/float32(rows))
	for i, t := range tiles {
		s.tile(stage.Rect{X: r.X + float32(i%columns)*(w+gap), Y: r.Y + float32(i/columns)*(h+gap), W: w, H: h}, t)
	}
}

// insertCard is shown to somebody who wants something personal and has no card in.
func (s *screen) insertCard(r stage.Rect) {
	note := s.ink(theme.Text)
	h := s.height(s.say("insert.no_card"), note, r.W-48) + 40
	s.insertPicture(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - h - 24})
	s.paragraph(stage.Rect{X: r.X + 24, Y: r.Bottom() - h + 20, W: r.W - 48}, s.say("insert.no_card"), note)
	s.bar.right = []barButton{{s.do("questions", s.say("button.questions"), visit.DoQuestions), outlined}}
}
