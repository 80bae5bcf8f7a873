package ui

import (
	"strings"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// personalHome is 个人主页: a greeting, and the errands in the order of the person's kind.
func (s *screen) personalHome(r stage.Rect) {
	p, v := s.v.Person, s.v.Personal
	greeting := s.say("personal.hello", p.Name)
	y := s.title(r, greeting) - 12
	facts := []string{s.say("personal.verified")}
	if p.Kind != records.UnknownPerson {
		facts = append(facts, s.say("kind."+string(p.Kind)))
	}
	switch n := len(p.Places); {
	case n > fewPlaces:
		facts = append(facts, s.say("personal.places_many", s.regions(p.Places[:fewPlaces]), n))
	case n > 0:
		facts = append(facts, s.say("personal.places", s.regions(p.Places)))
	}
	if !p.NameClean {
		facts = append(facts, s.say("personal.name_unclean"))
	}
	if p.Local {
		facts = append(facts, s.asOf())
	}
	y = s.Paragraph(stage.Rect{X: r.X, Y: y, W: r.W}, strings.Join(facts, "   ·   "), s.Grey(theme.Note)) + 24
	switch {
	case v.Failure != "":
		broken := v.Failure == records.Damaged || v.Failure == records.Device // of the terminal itself
		y = s.Notice(stage.Rect{X: r.X, Y: y, W: r.W}, s.say("failure."+string(v.Failure)), broken) + 20
		if v.Retry {
			s.bar.left = append(s.bar.left, barButton{s.do("retry", s.say("button.retry"), visit.DoRetry), widgets.Filled})
		}
	case v.Loading:
		y = s.Notice(stage.Rect{X: r.X, Y: y, W: r.W}, s.say("personal.loading"), false) + 20
	case p.State == records.PersonSuspended:
		y = s.Notice(stage.Rect{X: r.X, Y: y, W: r.W}, s.say("personal.suspended"), false) + 20
	}
	var tiles []widgets.Tile
	for i, a := range v.Tiles {
		t := s.errand(a)
		t.Off = a.Do != visit.DoQuestions && a.Do != visit.DoCardServices && a.Do != visit.DoCross && (v.Loading || v.Failure != "")
		t.Lead = i == 0 && !t.Off
		tiles = append(tiles, t)
	}
	s.grid(s.under(r, y), tiles, 3, 2)
	s.bar.left = append(s.bar.left, s.eye(), barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), widgets.Outlined})
	s.bar.right = append(s.bar.right, s.askButton()...)
	s.bar.note = s.say("foot.idle", int(s.cfg.Facts.Limits.Idle.Seconds()))
}

// fewPlaces is how many insured places are named in the line under the greeting.
const fewPlaces = 4

// errand is the tile of an action of 个人主页 and 更多查询.
func (s *screen) errand(a visit.Action) widgets.Tile {
	name, icon := "questions", stage.IconQuestion
	switch a.Do {
	case visit.DoQuery:
		name, icon = "query", stage.IconMap
	case visit.DoYearRecord:
		name, icon = "year", stage.IconAccount
	case visit.DoMore:
		name, icon = "more", stage.IconSearch
	case visit.DoCivil:
		name, icon = "civil", stage.IconHall
	case visit.DoAnnuity:
		name, icon = "annuity", stage.IconLayers
	case visit.DoResident:
		name, icon = "resident", stage.IconHouse
	case visit.DoCertified:
		name, icon = "certified", stage.IconShield
	case visit.DoBenefits:
		switch name = a.Text; records.BenefitGroup(a.Text) {
		case records.GroupAnnuity:
			name, icon = "annuity_paid", stage.IconWallet
		case records.GroupShortTerm:
			icon = stage.IconUmbrella
		default:
			icon = stage.IconCoins
		}
	case visit.DoPreview:
		name, icon = "print", stage.IconPrinter
	case visit.DoCardServices:
		name, icon = "card", stage.IconCard
	case visit.DoCross:
		name, icon = "cross", stage.IconRoute
	}
	return widgets.Tile{Touch: s.tap("tile."+name, s.say("personal."+name), a), Icon: icon, Note: s.say("personal." + name + "_note")}
}

// eye shows name and number for ten seconds, or hides them.
func (s *screen) eye() barButton {
	key := "button.show_identity"
	if s.v.Person.Shown {
		key = "button.hide_identity"
	}
	return barButton{s.do("eye", s.say(key), visit.DoIdentity), widgets.Outlined}
}

// who is the person on a record's page, beside its title.
func (s *screen) who() string {
	p := s.v.Person
	if p.Shown {
		return s.say("query.person_full", p.Name, p.Number)
	}
	return s.say("query.person", p.Name, p.Number)
}

// recordTitle is the title of a record's page with what it covers and whose it is, and the eye beside it.
func (s *screen) recordTitle(r stage.Rect, title, covers string) float32 {
	const up = 18 // the body begins below the bar; the eye's button is higher than the words beside it
	eye := s.eye()
	h, w := s.Glass.Touch(), s.barWidth(eye.Label)
	if s.low() {
		r = s.span(r)
		w = 0
		s.bar.left = append(s.bar.left, eye)
	} else {
		s.Button(stage.Rect{X: r.Right() - w, Y: r.Y - up, W: w, H: h}, eye.look, eye.Touch)
	}
	room := r.W - w - 32
	head := s.Ink(theme.Tile).Strong()
	about := s.who()
	if covers != "" {
		about = covers + "   ·   " + about
	}
	titleW, aboutW, noteH := min(room, s.Width(title, theme.Tile, true)+2), s.Width(about, theme.Note, false)+2, s.Leading(theme.Note)
	if titleW+36+aboutW <= room {
		s.Text(stage.Rect{X: r.X, Y: r.Y - up, W: titleW, H: h}, title, head)
		s.Text(stage.Rect{X: r.X + titleW + 36, Y: r.Y - up + 6, W: aboutW, H: h}, about, s.Grey(theme.Note))
		return r.Y - up + h + s.Glass.Gap()
	}
	if aboutW > room { // under both, in as many lines as it takes
		s.Text(stage.Rect{X: r.X, Y: r.Y - up, W: room, H: h}, title, head)
		return s.Paragraph(stage.Rect{X: r.X, Y: r.Y - up + h + 4, W: r.W}, about, s.Grey(theme.Note)) + 12
	}
	titleH := s.Size(theme.Tile) * 1.25
	s.Text(stage.Rect{X: r.X, Y: r.Y - up - 4, W: room, H: titleH}, title, head)
	s.Text(stage.Rect{X: r.X, Y: r.Y - up - 4 + titleH, W: room, H: noteH}, about, s.Grey(theme.Note))
	return r.Y - up + max(h, titleH+noteH) + s.Glass.Gap()
}

// recordFoot says the unit, up to when the data are complete, and where they are from, at the foot of a rectangle; a copy that
// lies on this terminal is called one. It gives its height.
func (s *screen) recordFoot(r stage.Rect) float32 {
	text := strings.Join([]string{s.say("unit.yuan"), s.asOf(), s.say("source", s.v.Person.Source)}, "   ·   ")
	h := s.Height(text, s.Grey(theme.Note), r.W)
	s.Paragraph(stage.Rect{X: r.X, Y: r.Bottom() - h, W: r.W, H: h}, text, s.Grey(theme.Note))
	return h
}

// asOf is up to when the records are complete.
func (s *screen) asOf() string {
	if s.v.Person.Local {
		return s.say("as_of_local", s.day(s.v.Person.AsOf))
	}
	return s.say("as_of", s.day(s.v.Person.AsOf))
}

// recordBar puts what every record's page has into the bottom bar; one without amounts has none to hide.
func (s *screen) recordBar(amounts bool) {
	s.bar.right = append(s.bar.right, barButton{s.do("wrong", s.say("button.wrong_info"), visit.DoWrongInfo), widgets.Outlined})
	if !amounts {
		return
	}
	hide := "button.hide_amounts"
	if s.v.Person.Hidden {
		hide = "button.show_amounts"
	}
	s.bar.right = append(s.bar.right, barButton{s.do("hide", s.say(hide), visit.DoHideAmounts), widgets.Outlined})
}

// printBar puts the way to a slip of what is shown into the bottom bar.
func (s *screen) printBar(kind slip.Kind, off bool) {
	print := s.tap("print", s.say("button.print_this"), visit.Action{Do: visit.DoPreview, Text: string(kind)})
	if print.Off = off; s.Glass.Portrait() || s.Large || s.language == words.English {
		print.Label = s.say("button.print")
	}
	s.bar.right = append(s.bar.right, barButton{print, widgets.Next})
}
