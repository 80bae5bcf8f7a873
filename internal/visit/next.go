package visit

import (
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Next is the state after an event, and what must be done because of it. It has no effect of its own.
// An event that means nothing in the present state changes nothing but the time.
func Next(s State, e Event) (State, []Effect) {
	m := machine{State: s}
	before := m.face()
	if t := e.when(); t.After(m.Now) {
		m.Now = t
	}
	m.handle(e)
	if !m.asks() {
		m.turnAway()
	}
	if m.face() != before {
		m.Step++
	}
	return m.State, m.effects
}

// machine is one transition under way.
type machine struct {
	State
	effects []Effect
}

// face is what a person would call another view. Two views with one face differ only in a countdown, the clock, or the
// number of dots, or in what is typed, so a touch made on the first is still meant on the second.
type face struct {
	here    Place
	overlay Overlay
	modes   Modes
	problem Problem
	choice  Choice
	slip    slip.Kind
	pin     PINEntry // but for the number of dots
	loaded  bool
	failure records.Failure
	hidden  bool
	eye     bool
	outcome PrintOutcome
	usable  bool
	active  bool
	card    CardState
	rating  Rating
	aloud   bool
}

func (s State) face() face {
	var kind slip.Kind
	if s.Slip != nil {
		kind = s.Slip.Kind
	}
	pin := s.PIN
	pin.Length = 0
	return face{
		slip: kind,
		here: s.Here, overlay: s.Overlay, modes: s.Modes, problem: s.Problem, choice: s.Choice, pin: pin,
		loaded: s.Record != nil, failure: s.Failure, hidden: s.Hidden, eye: s.eyeOpen(),
		outcome: s.Outcome, usable: s.printable(), active: s.Active, card: s.Card, rating: s.Rating, aloud: s.Sound.Aloud,
	}
}

func (s State) eyeOpen() bool { return s.Now.Before(s.EyeUntil) }

// printable reports whether a slip may be started now: nothing of anybody is still in the printer.
func (s State) printable() bool { return s.Paper.Usable() && !s.Spooling }

func (m *machine) handle(e Event) {
	switch e := e.(type) {
	case Tick:
		m.tick()
	case CardIn:
		m.cardIn(e.AtStart)
	case CardMuteIn:
		m.cardMute()
	case CardOut:
		m.cardOut()
	case ReaderChanged:
		m.readerChanged(e.Ready)
	case SourceChanged:
		m.Source = e.Ready
		if e.Ready && m.Here.Screen == OutOfService {
			m.end(EndedByExit)
		}
	case KeysChanged:
		m.keysChanged(e.Ready)
	case CardStep:
		if m.mine(e.Visit) && m.Here.Screen == Reading && e.N > m.Reached && e.N <= ReadingSteps {
			m.Reached = e.N
		}
	case CardRead:
		if m.mine(e.Visit) && m.Here.Screen == Reading {
			m.cardRead(e)
		}
	case CardChanged:
		if m.mine(e.Visit) && m.Holder != nil {
			m.cardChanged(e.Problem)
		}
	case PINLength:
		if m.keying() && !m.PIN.Checking && e.N >= 0 {
			m.PIN.Length = e.N
			m.touched()
		}
	case PINChecked:
		if m.mine(e.Visit) && m.Here.Screen == PIN && m.PIN.Checking {
			m.pinChecked(e)
		}
	case PINJudged:
		m.pinJudged(e)
	case PINChanged:
		m.pinChanged(e)
	case RecordsRead:
		if m.mine(e.Visit) && m.reading() {
			m.recordsRead(e.Record)
		}
	case RecordsFailed:
		if m.mine(e.Visit) && m.reading() {
			m.Loading, m.Failure = time.Time{}, e.Failure
			m.note(NoteRecords, string(e.Failure))
		}
	case CardRefused:
		if m.mine(e.Visit) && m.reading() {
			m.problem(e.Problem)
		}
	case PrinterChanged:
		m.Paper = e.Printer
	case PrintSent:
		if m.mine(e.Visit) && m.Here.Screen == Printing {
			m.SlipSent = true
		}
	case PrintDone:
		m.printDone(e)
	case SlipCollected:
		m.collected(e)
	case Tap:
		m.tap(e)
	case Crashed:
		m.crashed()
	}
}

// mine reports whether an answer belongs to the visit that is under way.
func (m *machine) mine(visit int64) bool { return m.Active && visit == m.Visit }

// reading reports whether records were asked for and have not come.
func (m *machine) reading() bool {
	return m.Holder != nil && m.Record == nil && m.Failure == "" && !m.Loading.IsZero()
}

func (m *machine) effect(e Effect) { m.effects = append(m.effects, e) }

func (m *machine) note(what Noted, code string) {
	m.effect(Note{Visit: m.Visit, What: what, Code: code})
}

func (m *machine) touched() {
	m.Touched = m.Now
	if m.Overlay == IdleWarning {
		m.Overlay = NoOverlay
	}
}

// begin starts a visit, or takes the card into the one that began without it: its modes hold.
func (m *machine) begin() {
	if !m.Active {
		m.Visit++
		m.Active, m.Rating = true, NoRating
		m.Began = m.Now
		m.note(NoteVisitBegan, "")
	}
	m.Announced = false
	m.touched()
}

// show makes p the screen; 返回 leads nowhere from it.
func (m *machine) show(p Place) {
	m.Here, m.Trail, m.Overlay, m.ScreenFrom = p, nil, NoOverlay, m.Now
}

// trailDepth bounds 返回: question to related question to question is a circle that need not be remembered for ever.
const trailDepth = 16

// open makes p the screen and remembers the present one for 返回.
func (m *machine) open(p Place) {
	trail := make([]Place, 0, len(m.Trail)+1)
	trail = append(append(trail, m.Trail...), m.Here)
	if len(trail) > trailDepth {
		trail = trail[len(trail)-trailDepth:]
	}
	m.show(p)
	m.Trail = trail
}

func (m *machine) back() {
	if m.keying() {
		m.closePIN()
	}
	last := len(m.Trail) - 1
	trail := m.Trail[:last:last]
	m.show(m.Trail[last])
	m.Trail = trail
	if m.keying() { // the keypad was closed when the person went to read
		m.askPIN(CurrentPIN, NoRemark)
	}
}

// end finishes the visit: nothing personal is left in the state when it returns, and the effect wipes the rest.
// The screen that follows is the one of a terminal at rest.
func (m *machine) end(why EndReason) {
	m.turnAway()
	m.askRating(why)
	if m.Active {
		m.note(NoteVisitEnded, string(why))
		m.effect(EndVisit{Visit: m.Visit, Why: why})
	}
	m.Active = false
	m.Modes, m.Sound = Modes{}, Sound{Volume: UsualVolume}
	m.Began, m.Warned, m.Waiting, m.Loading, m.Announced = time.Time{}, time.Time{}, time.Time{}, time.Time{}, false
	m.Reached, m.Problem, m.Authenticity, m.Tries, m.PIN = 0, NoProblem, Unverified, 0, PINEntry{}
	m.Holder, m.Record, m.Failure, m.Choice = nil, nil, "", Choice{}
	m.EyeUntil, m.Hidden, m.Slip, m.SlipSent = time.Time{}, false, nil, false
	if m.Card == CardInUse {
		m.Card = CardLeft
	}
	m.rest()
}

// rest is the screen when nobody is being served: 结束 while a card or a slip is to be taken, 待机 otherwise.
func (m *machine) rest() {
	if m.Card == CardLeft || m.Spooling || m.HasSlip || !m.rated() {
		m.show(Place{Screen: End})
		return
	}
	m.Outcome, m.Reason, m.Rating = "", "", NoRating
	m.Modes, m.Sound = Modes{}, Sound{Volume: UsualVolume} // also those that were chosen while a card was still to be taken
	m.show(Place{Screen: Attract})
}

func (m *machine) tick() {
	if !m.Waiting.IsZero() && !m.Now.Before(m.Waiting) {
		m.overdue()
	}
	if m.reading() && !m.Now.Before(m.Loading) {
		m.Loading, m.Failure = time.Time{}, records.Busy
		m.note(NoteRecords, string(records.Busy))
	}
	switch {
	case m.Here.Screen == End:
		m.tickEnd()
	case m.Here.Screen == Recovery:
		if m.Now.Sub(m.ScreenFrom) >= slipShown {
			m.rest()
		}
	case m.Active:
		m.tickVisit()
	}
}

func (m *machine) tickEnd() {
	if m.Card == CardLeft {
		if m.Now.Sub(m.Warned) >= cardReminder {
			m.Warned = m.Now
			m.Sound.Repeats++ // it is called out again
			m.note(NoteCardLeft, "")
		}
		return
	}
	if m.Spooling || m.HasSlip && m.Now.Sub(m.ScreenFrom) < slipShown {
		return
	}
	if m.HasSlip = false; m.rated() {
		m.rest()
	}
}

func (m *machine) tickVisit() {
	f := m.Facts.Limits.factor(m.Modes)
	lasted, limit := m.Now.Sub(m.Began), m.Facts.Limits.Visit*f
	// What has been begun is not left without a word: a slip under way, a PIN that the card may have changed already.
	begun := m.Here.Screen == Printing || m.asked(NewPINAgain)
	if lasted >= limit && !begun {
		m.end(EndedByLimit)
		return
	}
	if lasted >= limit-announceVisitEnd && !m.Announced {
		m.Announced = true
		m.Overlay = LimitWarning
	}
	if !m.Waiting.IsZero() || !m.Loading.IsZero() {
		m.Touched = m.Now // a call or a print has its own bound; the idle clock starts again after it
		return
	}
	if m.Overlay == IdleWarning {
		if m.Now.Sub(m.Warned) >= m.Facts.Limits.Answer*f {
			m.end(EndedByIdle)
		}
		return
	}
	if m.Now.Sub(m.Touched) >= m.Facts.Limits.Idle*f {
		m.Overlay, m.Warned = IdleWarning, m.Now
	}
}

// overdue is reached when an answer did not come within its bound. The terminal's own deadlines are shorter, so this is
// the last resort against a screen that waits for ever.
func (m *machine) overdue() {
	m.Waiting = time.Time{}
	switch {
	case m.Here.Screen == Reading:
		m.problem(CardStuck)
	case m.Here.Screen == PIN && m.PIN.Checking:
		m.problem(PINUnknown)
	case m.asked(NewPIN):
		m.askPIN(NewPIN, NoRemark)
	case m.asked(NewPINAgain):
		m.changeUnknown(TriesUnknown)
	case m.Here.Screen == Printing:
		m.Outcome, m.Reason = SlipUnknown, PrinterSilent
		m.HasSlip = true
		m.show(Place{Screen: Printed})
	}
}

func (m *machine) crashed() {
	m.end(EndedByFault)
	m.show(Place{Screen: Recovery})
}
