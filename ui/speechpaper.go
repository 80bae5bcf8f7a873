package ui

import (
	"regexp"
	"strings"

	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

// paper says the screens of a slip: what it will say, that it is being printed, and what became of it.
func (s *speaker) paper() {
	switch s.v.Screen {
	case visit.Preview:
		s.previewed()
	case visit.Printing:
		v := s.v.Print
		s.tell(s.say("printing.title"), s.say("slip."+string(v.Kind)))
		if v.Sent {
			s.tell(s.say("printing.waiting"))
		}
		if s.v.Card {
			s.tell(s.say("printing.stay"))
		}
	case visit.Printed:
		s.outcome()
	}
}

func (s *speaker) previewed() {
	v := s.v.Slip
	s.tell(s.say("preview.title"), s.say("slip."+string(v.Kind)))
	if !v.Ready || v.Printer != visit.PrinterReady {
		s.tell(s.say("printer." + string(v.Printer)))
	}
	if v.Clock {
		s.tell(s.say("preview.clock"))
	}
	switch v.Kind {
	case slip.ContributionSlip, slip.ContributionCertificate:
		s.tell(s.say("preview.months", v.Months))
	case slip.RightsRecord, slip.AnnuityStatement:
		s.mine(s.say("year", v.Year))
	}
	s.tell(s.say("preview.paper", paperLength(v.Sheet)))
	if s.hidden() {
		s.tell(s.say("preview.masked"))
	}
	if v.Ready {
		s.tell(s.say("help.preview"))
	}
	s.page()
	say := s.mine
	if v.Guest {
		say = s.tell
	}
	s.tell(s.say("said.slip"))
	for _, l := range s.told.lines {
		say(s.line(l))
	}
}

// paperMonth is a month as papers write it; they are Chinese whatever the screen speaks.
var paperMonth = regexp.MustCompile(`\b(20\d\d)\.0?(\d\d?)\b`)

// line is what a line of a slip says, without amounts when they are hidden.
func (s *speaker) line(l slip.Line) string {
	var said []string
	for _, c := range l.Cells {
		text := paperMonth.ReplaceAllString(c.Text, "${1}年${2}月") // months on paper are short, and would be heard as money
		switch {
		case c.Amount && s.hidden():
			text = strings.Repeat("*", 4)
		case c.Amount:
			text = c.Text
		}
		said = append(said, text)
	}
	return strings.Join(said, " ")
}

// outcome says what became of a slip. What is to be taken is called out.
func (s *speaker) outcome() {
	v := s.v.Print
	key := "printed." + string(v.Outcome)
	switch v.Outcome {
	case visit.SlipConfirmed, visit.SlipPartial, visit.SlipUnknown:
		s.call(s.say(key + ".title"))
	default:
		s.tell(s.say(key + ".title"))
	}
	s.tell(s.say("slip."+string(v.Kind)), s.say(key+".text"))
	switch v.Outcome {
	case visit.SlipConfirmed, visit.SlipTaken, visit.SlipWhole:
	default:
		if v.Reason != "" && v.Reason != visit.PrinterReady && v.Reason != visit.PrinterNearEnd {
			s.tell(s.say("printer." + string(v.Reason)))
		}
	}
	if v.Ask {
		s.tell(s.say("button.slip_whole"), s.say("button.slip_missing"))
	}
}
