package ui

import (
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
)

// guide says the screens of the policy content, which is anybody's, and 问一问.
func (s *speaker) guide() {
	v, l := s.v.FAQ, s.cfg.Library
	switch s.v.Screen {
	case visit.Questions:
		s.tell(s.say("faq.title"))
		s.inTheOriginal()
		name := s.say("faq.all")
		for _, c := range l.Categories {
			if c.ID == v.Category {
				name = c.Title
			}
		}
		s.tell(name, s.say("said.of_entries", len(l.In(v.Category))))
	case visit.Answer, visit.CrossItem:
		s.answerSaid()
	case visit.Ask:
		s.tell(s.say("ask.title"), s.say("ask.hint"))
		s.question()
	case visit.CrossProvince:
		s.tell(s.say("cross.who"))
		s.inTheOriginal()
		s.tell(s.say("said.of_choices", len(l.Groups)+1))
	case visit.CrossItems:
		title := s.say("cross.everything")
		if g, ok := l.Group(v.Of); ok {
			title = s.say("cross.of", g.Name)
		}
		s.tell(title, s.say("said.of_choices", len(s.crossItems(v.Of))))
	case visit.CardServices:
		s.tell(s.say("home.card"))
	case visit.CardFunctions:
		s.tell(s.say("services.functions"))
		s.tell(s.told.said...)
	case visit.Materials:
		s.toBring()
	case visit.Channels:
		s.tell(s.say("channels.title"), s.say("channels.choose"))
	case visit.Channel:
		if c, ok := l.Channel(v.Of); ok {
			s.tell(c.Name)
			s.inTheOriginal()
			s.blocksSaid()
		} else {
			s.tell(s.say("faq.none"))
		}
	case visit.Phones:
		s.tell(s.say("phones.title"), s.say("phones.dial"))
		s.tell(s.told.said...)
	case visit.WrongInfo:
		s.tell(s.say("wrong.title"), s.say("wrong.text"))
	case visit.Parameters:
		s.tell(s.say("parameters.title"), s.say("parameters.about"))
		if len(s.told.said) == 0 {
			s.tell(s.say("parameters.none"), s.say("parameters.none_next", s.cfg.Facts.Phone))
		}
		s.tell(s.told.said...)
	}
	s.page()
}

// inTheOriginal says in English that what follows is Chinese.
func (s *speaker) inTheOriginal() {
	if s.language == words.English {
		s.tell(s.say("chinese_only"))
	}
}

func (s *speaker) answerSaid() {
	l := s.cfg.Library
	e, ok := l.Entry(s.v.FAQ.Entry)
	if !ok {
		s.tell(s.say("faq.none"))
		return
	}
	s.tell(e.Question)
	s.inTheOriginal()
	if _, superseded := newerThan(l, e); superseded {
		s.tell(s.say("faq.superseded", s.since(e.Superseded)))
	}
	if e.Item != faq.NoItem {
		s.tell(e.Item.String())
	}
	s.blocksSaid()
	s.tell(exception(e))
	from := s.say("faq.supplement")
	if !e.Supplement {
		from = s.say("faq.issuer", e.Issuer, e.Issue, e.Date)
	}
	s.tell(from, s.say("faq.counts"))
}

// blocksSaid says the text of the page, its lines put together again.
func (s *speaker) blocksSaid() {
	var all []string
	for i, p := range s.told.text {
		if text := strings.TrimRight(p.mark, "•.") + " " + p.text; i == 0 || p.mark != "" || p.before > 0 {
			all = append(all, text)
			continue
		}
		all[len(all)-1] += p.text
	}
	s.tell(all...)
}

func (s *speaker) toBring() {
	v, l := s.v.FAQ, s.cfg.Library
	e, _ := l.Entry(v.Entry)
	s.tell(s.say("materials.title"), e.Question)
	s.inTheOriginal()
	for i, id := range e.Bring {
		list, ok := l.MaterialList(id)
		if !ok || v.Of != "" && id != v.Of {
			continue
		}
		if len(e.Bring) > 1 {
			s.tell(s.listName(list, i))
		}
		for _, m := range list.Items {
			s.tell(s.sentence(m.Name, s.paperSaid(m)))
		}
		break
	}
	s.tell(s.placesOf(e))
}

// question says what is typed into 问一问, what may be meant by it, and how much it finds. What somebody asks may tell who she is.
func (s *speaker) question() {
	const most = 5 // more candidates are not remembered by anybody who hears them
	v := s.v.Ask
	if v.Empty {
		s.tell(s.say("ask.usual"), s.say("said.hits", len(v.Hits)))
		return
	}
	s.mine(s.say("said.typed_text", v.Taken+v.Letters))
	if n := min(len(v.Candidates), most); n > 0 {
		s.mine(s.say("said.candidates", strings.Join(v.Candidates[:n], "、")))
	}
	s.tell(s.referral(v))
	switch {
	case len(v.Hits) > 0:
		s.tell(s.say("said.hits", len(v.Hits)))
	case v.Letters != "" && len(v.Candidates) > 0 && v.Referral == "" && !v.Full:
		s.tell(s.say("ask.going_on"))
	default:
		s.tell(s.say("ask.none"), s.say("ask.none_next"))
	}
}
