package ui

import (
	"slices"
	"strings"
	"unicode"

	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
)

// told is what of a screen stands on the page that is shown, for whoever hears it: what a page holds is known when it has been drawn.
type told struct {
	tables [][]column
	text   []piece     // of an answer
	lines  []slip.Line // of a slip
	said   []string    // other rows
}

// Speech is what a sighted person sees in the first second of a view, in order: where she is, what it is, what to do next. What is of the
// person is Private; so is every figure and date on a screen of hers. It is laid out for the glass that the screens are shown on, as
// what stands on a page is known only then. It may be called from any goroutine.
func (u *UI) Speech(v visit.View) []speech.Phrase {
	u.mu.Lock()
	size := u.size
	u.mu.Unlock()
	if size.Width < 1 {
		size.Width, size.Height = 1920, 1080
	}
	s := &speaker{screen: u.drawn(v, size.Width, size.Height)}
	if v.Overlay != visit.NoOverlay {
		s.overlaid()
	} else {
		s.view()
	}
	return s.out
}

// since tells what has changed in one view that is drawn again. Another view is said by whoever has Speech.
func (u *UI) since(before, v visit.View) {
	if v.Step != before.Step {
		return
	}
	s := &speaker{screen: u.keys(v).screen}
	s.changes(before)
	u.tell(v, s.out)
}

// tell hands over what is to be said of a view: without 语音 only what everybody is called out.
func (u *UI) tell(v visit.View, all []speech.Phrase) {
	if !v.Modes.Voice {
		all = slices.DeleteFunc(all, func(p speech.Phrase) bool { return !p.Always })
	}
	if u.told != nil && len(all) > 0 {
		u.told(all)
	}
}

// speaker says a view.
type speaker struct {
	*screen
	out []speech.Phrase
}

// phrase is a text in its language: policy content stays Chinese in an English screen.
func (s *screen) phrase(text string) speech.Phrase {
	return speech.Phrase{Text: text, English: s.language == words.English && !chinese(text)}
}

// own is a text of the person.
func (s *screen) own(text string) speech.Phrase {
	p := s.phrase(text)
	p.Private = true
	return p
}

// chinese reports whether a text is Chinese with perhaps some Latin in it, and not the other way round.
func chinese(text string) bool {
	han, latin := 0, 0
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Han, c):
			han++
		case unicode.Is(unicode.Latin, c):
			latin++
		}
	}
	return 2*han > latin // a Chinese character says as much as some letters
}

// tell says texts that are nobody's, mine those of the person, call those that are heard without 语音, too. An empty one is not said.
func (s *speaker) tell(all ...string) { s.add(s.phrase, all) }
func (s *speaker) mine(all ...string) { s.add(s.own, all) }
func (s *speaker) call(all ...string) {
	s.add(func(text string) speech.Phrase {
		p := s.phrase(text)
		p.Always = true
		return p
	}, all)
}

func (s *speaker) add(make func(string) speech.Phrase, all []string) {
	for _, text := range all {
		if text = strings.TrimSpace(text); text != "" {
			s.out = append(s.out, make(text))
		}
	}
}

// overlaid says the question that lies over a screen. The end of a visit is called out to everybody: who does not see it loses it.
func (s *speaker) overlaid() {
	q := s.asked()
	switch s.v.Overlay {
	case visit.IdleWarning, visit.LimitWarning:
		s.call(q.title, q.text)
		s.tell(s.say("said.any_key"))
		return
	}
	s.tell(q.title, q.text)
	for _, f := range q.facts {
		s.tell(f.Text)
	}
	if s.v.Overlay == visit.HelpOverlay {
		s.tell(s.say("said.keys"))
	}
	for _, a := range q.answers {
		s.tell(a.Label)
	}
}

// changes are what has changed in one view: how many digits were typed, never which; how loud it is, how long there is left, and
// what is typed into 问一问.
func (s *speaker) changes(before visit.View) {
	v := s.v
	if v.Sound.Volume != before.Sound.Volume {
		s.tell(s.say("said.volume", v.Sound.Volume))
	}
	const late = 10 // seconds: to find a key and press it
	if v.Seconds > 0 && v.Seconds <= late && before.Seconds > late {
		s.call(s.say("said.seconds", v.Seconds))
		s.tell(s.say("said.any_key"))
	}
	switch {
	case v.PIN != nil && before.PIN != nil:
		s.typed(before.PIN.Length, v.PIN.Length)
	case v.Change != nil && before.Change != nil:
		s.typed(before.Change.Length, v.Change.Length)
	case v.Ask != nil && before.Ask != nil && (v.Ask.Taken != before.Ask.Taken || v.Ask.Letters != before.Ask.Letters):
		s.question()
	}
}

func (s *speaker) typed(before, now int) {
	switch {
	case now == 0 && before > 0:
		s.tell(s.say("said.cleared"))
	case now != before:
		s.tell(s.say("said.typed", now))
	}
}

// view says a screen over which nothing lies.
func (s *speaker) view() {
	switch s.v.Screen {
	case visit.Attract, visit.Home, visit.InsertCard, visit.OutOfService, visit.Recovery, visit.End:
		s.start()
	case visit.Reading, visit.CardProblem, visit.PIN, visit.PINChange, visit.PINChangeDone, visit.Consent:
		s.card()
	case visit.Preview, visit.Printing, visit.Printed:
		s.paper()
	case visit.PersonalHome, visit.Query, visit.YearRecord, visit.MoreQueries, visit.Places, visit.CivilRights, visit.AnnuityRights,
		visit.ResidentRight, visit.Benefits, visit.Certification:
		s.personal()
	default:
		s.guide()
	}
}

// rows says the tables that are shown row by row, each value after the head of its column; what a sum is comes last.
func (s *speaker) rows(say func(...string)) {
	for _, t := range s.told.tables {
		n := 0
		for _, c := range t {
			n = max(n, len(c.cells))
		}
		for i := range n {
			var said []string
			for k, c := range t {
				cell := ""
				if i < len(c.cells) {
					cell = unsigned(c.cells[i])
				}
				switch {
				case cell == "" || cell == "--": // of a month that is missing there is nothing else to say
				case k == 0: // its head says nothing that it does not say itself
					said = append(said, cell)
				default:
					said = append(said, c.head+" "+cell)
				}
			}
			say(s.sentence(said...))
		}
		var sums []string
		for k, c := range t {
			switch {
			case c.sum == "":
			case k == 0:
				sums = append(sums, c.sum)
			default:
				sums = append(sums, c.head+" "+c.sum)
			}
		}
		say(s.sentence(sums...))
	}
}

// entriesOf says values, each after its label.
func (s *speaker) entriesOf(all []entry) {
	for _, e := range all {
		s.mine(e.label + " " + unsigned(e.value))
	}
}

// unsigned is a state in words without the sign before it, which is for eyes.
func unsigned(text string) string { return strings.TrimLeft(text, "✓✕!→○— ") }

// sentence puts parts of one thing into one sentence.
func (s *screen) sentence(all ...string) string {
	var said []string
	for _, text := range all {
		if text != "" {
			said = append(said, text)
		}
	}
	if s.language == words.English {
		return strings.Join(said, ", ")
	}
	return strings.Join(said, "，")
}

// page says which page of how many is shown.
func (s *speaker) page() { s.tell(s.bar.page) }
