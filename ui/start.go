package ui

import (
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// attract is 待机: how the card goes in, and three ways in.
func (s *screen) attract(r stage.Rect) {
	tiles := []widgets.Tile{
		{Touch: s.do("start", s.say("attract.start"), visit.DoStart), Icon: stage.IconRecord, Note: s.say("attract.start_note")},
		{Touch: s.do("questions", s.say("attract.questions"), visit.DoQuestions), Icon: stage.IconQuestion,
			Note: s.say("attract.questions_note"), Badge: s.say("badge.no_card")},
		{Touch: s.tap("lost", s.say("attract.lost"), visit.Action{Do: visit.DoAnswer, Text: visit.EntryLoss}), Icon: stage.IconLost,
			Note: s.say("attract.lost_note"), Badge: s.say("badge.no_card")},
	}
	if key := s.down(); key != "" {
		r = below(r, s.Notice(r, s.say(key), false)+24)
	} else if s.cfg.Notice != "" {
		r = below(r, s.Notice(r, s.cfg.Notice, false)+24)
	}
	gap := max(32, s.Glass.Gap())
	if s.low() {
		top := s.span(r)
		top.H = s.half() - lowSpace - r.Y
		s.insertPicture(top)
		s.row(s.reach(r), tiles)
	} else if s.Glass.Portrait() {
		h := min(240, (r.H*0.42-2*gap)/3)
		top := stage.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - 3*h - 3*gap}
		s.insertPicture(top)
		for i, t := range tiles {
			s.Tile(stage.Rect{X: r.X, Y: top.Bottom() + gap + float32(i)*(h+gap), W: r.W, H: h}, t)
		}
	} else {
		left := stage.Rect{X: r.X, Y: r.Y, W: r.W*0.61 - gap/2, H: r.H}
		s.insertPicture(left)
		h := (r.H - 2*gap) / 3
		for i, t := range tiles {
			s.Tile(stage.Rect{X: left.Right() + gap, Y: r.Y + float32(i)*(h+gap), W: r.Right() - left.Right() - gap, H: h}, t)
		}
	}
	s.bar.right = append(s.bar.right, append(s.askButton(), s.askForHelp())...)
}

// row sets a few tiles beside each other, on upright glass under each other.
func (s *screen) row(r stage.Rect, tiles []widgets.Tile) {
	gap, n := max(24, s.Glass.Gap()), float32(len(tiles))
	if s.Glass.Portrait() {
		h := min(240, (r.H-(n-1)*gap)/n)
		for i, t := range tiles {
			s.Tile(stage.Rect{X: r.X, Y: r.Y + float32(i)*(h+gap), W: r.W, H: h}, t)
		}
		return
	}
	w := (r.W - (n-1)*gap) / n
	for i, t := range tiles {
		s.Tile(stage.Rect{X: r.X + float32(i)*(w+gap), Y: r.Y, W: w, H: min(320, r.H)}, t)
	}
}

// askForHelp is a second way to the help, where a hand looks for the next step and there is none.
func (s *screen) askForHelp() barButton {
	return barButton{s.do("help_foot", s.say("button.need_help"), visit.DoHelp), widgets.Outlined}
}

// down is the sentence about a part that does not work, "" when all do.
func (s *screen) down() string {
	switch {
	case !s.v.Parts.Reader:
		return "attract.reader_down"
	case !s.v.Parts.Records:
		return "attract.records_down"
	case !s.v.Parts.Keys:
		return "attract.keys_down"
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
	s.Card(r)
	title, sub := s.Size(theme.Attract)*1.35, s.Size(theme.Heading)*1.4
	y := r.Y + max(20, (r.H-title-sub-464)*0.12)
	s.Text(stage.Rect{X: r.X + 24, Y: y, W: r.W - 48, H: title}, s.say("attract.title"), s.Ink(theme.Attract).Strong().Centre())
	y += title
	s.Text(stage.Rect{X: r.X + 24, Y: y, W: r.W - 48, H: sub}, s.say([...]string{"attract.how", "attract.slip", "attract.modes"}[s.v.Picture]),
		s.Ink(theme.Heading).Centre())
	y += sub + 24
	const least = 90 // of a picture that shows something
	if r.Bottom()-y-40 < least {
		return
	}
	at := stage.Rect{X: r.X + 56, Y: y, W: r.W - 112, H: r.Bottom() - y - 40}
	switch s.v.Picture {
	case visit.PictureSlip:
		s.outletPicture(at, true, stage.IconNone, s.Palette.Green, s.Palette.OnGreen)
	case visit.PictureModes:
		s.modesPicture(at)
	default:
		s.slotPicture(at, goingIn)
	}
}

// modesPicture shows the switches as they stand on the bar, large.
func (s *screen) modesPicture(r stage.Rect) {
	d := drawn(r, 780, 464)
	s.Round(d.at(0, 40, 780, 384), theme.Corner, s.Palette.Navy)
	modes := s.modes()
	for i, m := range modes[:4] {
		at := d.at(40+float32(i%2)*360, 80+float32(i/2)*162, 340, 142)
		s.Add(stage.Item{Kind: stage.Box, Rect: at, Fill: s.Palette.Navy, Stroke: s.Palette.NavyLine, Width: 3, Radius: theme.Corner})
		s.fitted(at, m.Label, theme.Title, s.Palette.OnNavy, d.k*1.3, stage.Centre)
	}
}

// home is 首页: everything that can be done, with and without a card.
func (s *screen) home(r stage.Rect) {
	card, free := s.say("badge.card"), s.say("badge.no_card")
	insert := visit.DoInsertCard
	tiles := []widgets.Tile{
		{Touch: s.do("query", s.say("home.query"), insert), Icon: stage.IconRecord, Note: s.say("home.query_note"), Badge: card, Lead: true},
		{Touch: s.do("print", s.say("home.print"), insert), Icon: stage.IconPrinter, Note: s.say("home.print_note"), Badge: card},
		{Touch: s.do("province", s.say("home.province"), insert), Icon: stage.IconMap, Note: s.say("home.province_note"), Badge: card},
		{Touch: s.do("card", s.say("home.card"), visit.DoCardServices), Icon: stage.IconCard,
			Note: s.say("home.card_note"), Badge: free},
		{Touch: s.do("cross", s.say("home.cross"), visit.DoCross),
			Icon: stage.IconRoute, Note: s.say("home.cross_note"), Badge: free},
		{Touch: s.do("questions", s.say("home.questions"), visit.DoQuestions), Icon: stage.IconQuestion, Note: s.say("home.questions_note"), Badge: free},
		{Touch: s.tap("lost", s.say("home.lost"), visit.Action{Do: visit.DoAnswer, Text: visit.EntryLoss}), Icon: stage.IconLost,
			Note: s.say("home.lost_note"), Badge: free},
		{Touch: s.do("channels", s.say("home.channels"), visit.DoChannels),
			Icon: stage.IconPhone, Note: s.say("home.channels_note"), Badge: free},
	}
	y := s.titleWithAsk(r, s.say("home.title"))
	s.grid(s.under(r, y), tiles, 4, 2)
	s.bar.right = append(s.bar.right, s.toParameters())
}

// toParameters is the way to the province's bases and rates.
func (s *screen) toParameters() barButton {
	return barButton{s.do("parameters", s.say("parameters.title"), visit.DoParameters), widgets.Outlined}
}

// title is the name of a screen at its top; it gives the y where the rest begins.
func (s *screen) title(r stage.Rect, text string) float32 {
	h := s.Size(theme.Title) * 1.3
	s.Text(stage.Rect{X: r.X, Y: r.Y - 8, W: r.W, H: h}, text, s.Ink(theme.Title).Strong())
	return r.Y + h + 12
}

// grid puts tiles in rows: wide across on lying glass, tall across on upright glass. Of an odd number in two columns the first one,
// which is the likeliest, has a row for itself.
func (s *screen) grid(r stage.Rect, tiles []widgets.Tile, wide, tall int) {
	columns := wide
	if s.low() {
		columns = min(columns, 3) // the tiles are low ones, with their words beside the drawing
	}
	first := 0 // of the row, where the first tile has it for itself
	if s.Glass.Portrait() {
		if columns = tall; len(tiles)%2 == 1 && columns == 2 {
			first = 1
		}
	}
	rows := (len(tiles) + first + columns - 1) / columns
	gap := max(24, s.Glass.Gap())
	w := (r.W - float32(columns-1)*gap) / float32(columns)
	h := min(460, (r.H-float32(rows-1)*gap)/float32(rows))
	most := 0
	for _, t := range tiles {
		most = max(most, len(s.Wrap(t.Note, s.Grey(theme.Note), w-64)))
	}
	for i, t := range tiles {
		t.Lines = most
		at := stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}
		if i > 0 || first == 0 {
			k := i + first
			at = stage.Rect{X: r.X + float32(k%columns)*(w+gap), Y: r.Y + float32(k/columns)*(h+gap), W: w, H: h}
		}
		s.Tile(at, t)
	}
}

// insertCard is shown to somebody who wants something personal and has no card in: how the card goes in, what comes then,
// and what there is without one.
func (s *screen) insertCard(r stage.Rect) {
	gap := max(32, s.Glass.Gap())
	none := widgets.Tile{Touch: s.do("questions", s.say("insert.none"), visit.DoQuestions), Icon: stage.IconQuestion, Note: s.say("insert.none_note")}
	steps := []widgets.Fact{
		{Icon: stage.IconCard, Ink: s.Palette.Blue, Label: "", Text: s.say("insert.step1")},
		{Icon: stage.IconKeys, Ink: s.Palette.Blue, Label: "", Text: s.say("insert.step2")},
		{Icon: stage.IconRecord, Ink: s.Palette.Blue, Label: "", Text: s.say("insert.step3")},
	}
	picture, list, other := r, r, r
	if s.low() {
		up := s.span(r)
		up.H = s.half() - lowSpace - r.Y
		other = s.reach(r)
		if s.Glass.Portrait() {
			picture = up
			list = other
			other.Y = other.Bottom() - 180
			other.H, list.H = 180, other.Y-gap-list.Y
		} else {
			picture, list = up, up
			picture.W = up.W*0.5 - gap/2
			list.X, list.W = picture.Right()+gap, picture.W
			other.H = min(240, other.H)
		}
	} else if s.Glass.Portrait() {
		other.H = 200
		other.Y = r.Bottom() - other.H
		list.H = min(520, r.H*0.34)
		list.Y = other.Y - gap - list.H
		picture.H = list.Y - gap - r.Y
	} else {
		picture.W = r.W*0.61 - gap/2
		list.X, list.W = picture.Right()+gap, r.W-picture.W-gap
		other.X, other.W, other.H = list.X, list.W, max(220, r.H*0.3)
		list.H = r.H - other.H - gap
		other.Y = list.Bottom() + gap
	}
	s.insertPicture(picture)
	s.Card(list)
	s.Facts(stage.Rect{X: list.X + 40, Y: list.Y + 16, W: list.W - 72, H: list.H - 32}, steps, theme.Heading)
	s.Tile(other, none)
	s.bar.right = append(s.bar.right, s.askButton()...)
}
