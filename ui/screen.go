package ui

import (
	"fmt"
	"strings"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/widgets"
)

// screen draws one view.
type screen struct {
	widgets.Pen
	cfg      *Config
	v        visit.View
	language words.Language
	bar      bar
	rows     int  // of the bottom bar
	tight    bool // the bottom bar would need another row if its next step were wide
	told     told
	// head and headTargets are how many items and targets there were before the screen's own things.
	head, headTargets int
}

func (s *screen) say(key string, fill ...any) string {
	return s.cfg.Words.Say(s.language, key, fill...)
}

// tap is a touch that asks for something.
func (s *screen) tap(id, label string, a visit.Action) widgets.Touch {
	step := s.v.Step
	return widgets.Touch{Id: id, Label: label, Press: func() { s.cfg.Tap(step, a) }}
}

func (s *screen) do(id, label string, d visit.Do) widgets.Touch {
	return s.tap(id, label, visit.Action{Do: d})
}

// draw draws the view. How many rows the bottom bar takes is known only when the screen has put its buttons into it, so a
// screen whose bar needs more than one row is drawn again with less room. In less room it may need a pager, and with that
// another row.
func (s *screen) draw() {
	empty := *s.Scene
	s.rows = 1
	s.drawBody()
	rows := s.barRows()
	if s.tight = true; s.barRows() == rows {
		s.tight = false
	}
	for rows = s.barRows(); rows > s.rows; rows = s.barRows() {
		*s.Scene, s.bar, s.told, s.rows = empty, bar{}, told{}, rows
		s.drawBody()
	}
	s.bottomBar()
	s.overlay()
}

func (s *screen) drawBody() {
	full := stage.Rect{W: s.Scene.Width, H: s.Scene.Height}
	s.Box(full, s.Palette.Ground)
	s.topBar()
	s.head, s.headTargets = len(s.Scene.Items), len(s.Scene.Targets)
	body := s.body()
	switch s.v.Screen {
	case visit.Attract:
		s.attract(body)
	case visit.Home:
		s.home(body)
	case visit.InsertCard:
		s.insertCard(body)
	case visit.Reading:
		s.reading(body)
	case visit.CardProblem:
		s.cardProblem(body)
	case visit.PIN:
		s.enterPIN(body)
	case visit.PINChange:
		s.changePIN(body)
	case visit.PINChangeDone:
		s.pinChanged(body)
	case visit.Consent:
		s.consent(body)
	case visit.PersonalHome:
		s.personalHome(body)
	case visit.Query:
		s.query(body)
	case visit.YearRecord:
		s.yearRecord(body)
	case visit.MoreQueries:
		s.moreQueries(body)
	case visit.Places:
		s.choosePlace(body)
	case visit.CivilRights:
		s.civilRights(body)
	case visit.AnnuityRights:
		s.annuityRights(body)
	case visit.ResidentRight:
		s.residentRight(body)
	case visit.Benefits:
		s.benefits(body)
	case visit.Certification:
		s.certification(body)
	case visit.Parameters:
		s.parameters(body)
	case visit.Preview:
		s.preview(body)
	case visit.Printing:
		s.printing(body)
	case visit.Printed:
		s.printed(body)
	case visit.Questions:
		s.questions(body)
	case visit.Ask:
		s.ask(body)
	case visit.Answer, visit.CrossItem:
		s.answer(body)
	case visit.CrossProvince:
		s.crossProvince(body)
	case visit.CrossItems:
		s.crossList(body)
	case visit.CardServices:
		s.cardServices(body)
	case visit.CardFunctions:
		s.cardFunctions(body)
	case visit.Materials:
		s.materials(body)
	case visit.Channels:
		s.channels(body)
	case visit.Channel:
		s.channel(body)
	case visit.Phones:
		s.phones(body)
	case visit.WrongInfo:
		s.wrongInfo(body)
	case visit.End:
		s.end(body)
	case visit.OutOfService:
		s.outOfService(body)
	case visit.Recovery:
		s.recovery(body)
	}
	if lead := s.v.Lead; lead.Do != "" { // nothing of what was asked for can be shown: what helps is one touch away
		s.bar.right = append(s.bar.right, barButton{s.tap("guide", s.say("button.guide"), lead), widgets.Next})
	}
}

func (s *screen) region(r records.Region) string {
	if key := "region." + string(r); s.cfg.Words.Has(key) {
		return s.say(key)
	}
	return string(r)
}

func (s *screen) regions(all []records.Region) string {
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = s.region(r)
	}
	if s.language == words.English {
		return strings.Join(names, ", ")
	}
	return strings.Join(names, "、")
}

func (s *screen) month(m records.Month) string {
	return s.say("month", fmt.Sprint(m.Year()), two(m.Of(), s.language))
}

// two is a month or day: with a leading nought in English dates, without in Chinese ones.
func two(n int, l words.Language) string {
	if l == words.English {
		return fmt.Sprintf("%02d", n)
	}
	return fmt.Sprint(n)
}

func (s *screen) day(t time.Time) string {
	if t.IsZero() {
		return "--"
	}
	t = t.In(time.FixedZone("CST", 8*60*60))
	return s.say("day", fmt.Sprint(t.Year()), two(int(t.Month()), s.language), two(t.Day(), s.language))
}

// amount is money, or stars when the person asked for amounts to be hidden.
func (s *screen) amount(m records.Money) string {
	if s.v.Person != nil && s.v.Person.Hidden && m.Known {
		return "****"
	}
	return m.String()
}
