package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
)

// start says the screens that need no card, and those that tell of what does not work.
func (s *speaker) start() {
	switch s.v.Screen {
	case visit.Attract:
		s.tell(s.say("product"), s.cfg.Facts.Hall, s.say("attract.title"), s.say("attract.how"))
		if key := s.down(); key != "" {
			s.tell(s.say(key))
		} else {
			s.tell(s.cfg.Notice)
		}
		s.tell(s.say("said.keys"))
	case visit.Home:
		s.tell(s.say("home.title"), s.say("said.read"), s.say("said.keys"))
	case visit.InsertCard:
		s.tell(s.say("attract.title"), s.say("attract.how"), s.say("insert.step2"), s.say("insert.step3"))
	case visit.OutOfService:
		s.outOfServiceSaid()
	case visit.Recovery:
		s.tell(s.say("recovery.title"), s.say("recovery.kept"))
		s.call(s.say("recovery.again"))
		s.tell(s.say("out.where", s.cfg.Facts.Phone))
	case visit.End:
		s.ended()
	}
}

func (s *speaker) outOfServiceSaid() {
	s.tell(s.say("out.title"))
	if !s.v.Parts.Reader {
		s.tell(s.say("out.reader"))
	}
	if !s.v.Parts.Records {
		s.tell(s.say("out.records"))
	}
	if !s.v.Parts.Keys {
		s.tell(s.say("out.keys"))
	}
	if s.v.Card {
		s.call(s.say("out.card"))
	}
	s.tell(s.say("out.works"), s.say("out.where", s.cfg.Facts.Phone))
}

// ended calls out what is to be taken: whoever has turned away does not see it.
func (s *speaker) ended() {
	v := s.v.End
	switch {
	case v.TakeCard && v.TakeSlip:
		s.call(s.say("end.card_slip"))
		s.tell(s.say("end.card_note"))
	case v.TakeCard:
		s.call(s.say("end.card"))
		s.tell(s.say("end.card_note"))
	case v.Clearing:
		s.tell(s.say("end.clearing"), s.say("end.clearing_note"))
	case v.TakeSlip && v.Outcome != visit.SlipConfirmed:
		s.call(s.say("printed.unknown.title"))
		s.tell(s.say("end.unknown"))
	case v.TakeSlip:
		s.call(s.say("end.slip"))
		s.tell(s.say("end.slip_where"))
	default:
		s.tell(s.say("end.thanks"))
	}
	if v.TakeCard {
		s.tell(s.say("end.not_yours"))
	}
	switch v.Rating {
	case visit.RatingAsked:
		s.tell(s.say("rating.ask"), s.say("rating.free"))
	case visit.Rated:
		s.tell(s.say("rating.thanks"))
	}
}

// card says the screens from the card to 告知, and 修改密码.
func (s *speaker) card() {
	switch v := s.v; v.Screen {
	case visit.Reading:
		s.tell(s.say("reading.title"), s.readingStep())
	case visit.CardProblem:
		p := "problem." + string(v.Problem.Problem)
		s.tell(s.say(p+".title"), s.say(p+".text"))
		if v.Problem.Left != visit.TriesUnknown {
			s.tell(s.say("problem.left", v.Problem.Left))
		}
		s.tell(s.say("out.where", s.cfg.Facts.Phone))
	case visit.PIN:
		s.pin()
	case visit.PINChange:
		s.change()
	case visit.PINChangeDone:
		s.tell(s.say("changed.title"), s.say("changed.text"), s.say("changed.bank"))
	case visit.Consent:
		s.tell(s.say("consent.title"), s.say("consent.what"), s.say("consent.why"), s.say("consent.kept"), s.say("consent.look"), s.say("button.agree"))
		s.whoHears()
	}
}

func (s *speaker) readingStep() string {
	v := s.v.Reading
	return s.say("reading.of", v.Step, v.Steps) + " " + s.say(fmt.Sprintf("reading.step%d", v.Step))
}

func (s *speaker) pin() {
	v := s.v.PIN
	if v.Checking {
		s.tell(s.say("pin.checking"))
		return
	}
	switch {
	case v.Left == 1:
		s.tell(s.say("pin.last"))
	case v.Wrong:
		s.tell(s.say("pin.wrong", v.Left))
	}
	s.tell(s.say("pin.title"), s.say("pin.which"))
	if v.Left > 1 && !v.Wrong {
		s.tell(s.say("pin.left", v.Left))
	}
	s.tell(s.say("said.pin_typed"), s.say("pin.cover"))
	s.typed(0, v.Length)
}

func (s *speaker) change() {
	v := s.v.Change
	said, _ := s.changeRemark(v)
	s.tell(said)
	if !v.Checking {
		s.tell(s.say("change.title"), s.say(fmt.Sprintf("change.ask%d", v.Field+1)))
	}
	for _, a := range s.changeAdvice(v) {
		s.tell(a.Text)
	}
	if !v.Checking {
		s.tell(s.say("said.pin_typed"))
		s.typed(0, v.Length)
	}
}

// whoHears says on the way to what is personal where it can be heard.
func (s *speaker) whoHears() {
	if s.v.Sound.Aloud {
		s.tell(s.say("said.aloud_on"))
		return
	}
	s.tell(s.say("said.headset"))
}
