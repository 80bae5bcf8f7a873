package visit

import (
	"time"

	"shebao/kiosk/internal/records"
)

func (m *machine) cardIn(atStart bool) {
	switch m.Card {
	case CardLeft:
		return
	case CardInUse:
		// A second card without a removal between: whoever stands here now is not known to be the same person.
		m.cardOut()
	}
	if atStart {
		m.Card = CardLeft
		m.Warned = m.Now
		if !m.Active {
			m.rest()
		}
		return
	}
	m.HasSlip, m.Outcome, m.Reason = false, "", ""
	m.begin()
	m.Card = CardInUse
	if !m.Source {
		m.show(Place{Screen: OutOfService})
		return
	}
	m.Reached = 1
	m.show(Place{Screen: Reading})
	m.Waiting = m.Now.Add(readCardBound)
	m.effect(ReadCard{Visit: m.Visit})
}

func (m *machine) cardMute() {
	if m.Card == CardLeft {
		return
	}
	if m.Card == CardInUse {
		m.cardOut()
	}
	m.HasSlip, m.Outcome, m.Reason = false, "", ""
	m.begin()
	m.Card = CardInUse
	m.problem(CardMute)
}

// cardOut ends the visit of the card, from every screen.
func (m *machine) cardOut() {
	had := m.Card
	m.Card = NoCard
	switch {
	case had == CardInUse:
		m.end(EndedByCard)
	case had == CardLeft && (m.Here.Screen == End || m.Here.Screen == Recovery):
		m.rest()
	}
}

func (m *machine) readerChanged(ready bool) {
	m.Reader = ready
	if ready {
		if m.Here.Screen == OutOfService {
			m.end(EndedByExit)
		}
		return
	}
	had := m.Card
	m.Card = NoCard
	if had == CardInUse {
		m.end(EndedByFault)
		m.outOfService()
	} else if m.Here.Screen == End {
		m.rest()
	}
}

// outOfService says which part is not working, to somebody who needs it. It counts as a visit so that it goes away.
func (m *machine) outOfService() {
	m.begin()
	m.show(Place{Screen: OutOfService})
}

func (m *machine) cardRead(e CardRead) {
	m.Waiting = time.Time{}
	switch {
	case e.Problem != NoProblem:
		m.problem(e.Problem)
	case e.Left <= 0:
		m.problem(PINBlocked)
	default:
		m.Tries = e.Left
		m.PIN = PINEntry{}
		m.show(Place{Screen: PIN})
		m.touched()
		m.effect(OpenPIN{Visit: m.Visit})
	}
}

func (m *machine) pinChecked(e PINChecked) {
	m.Waiting = time.Time{}
	m.PIN.Checking = false
	m.touched()
	switch {
	case e.Problem != NoProblem:
		m.problem(e.Problem)
	case e.Right:
		m.note(NotePINRight, "")
		if e.Holder.Number == "" {
			m.problem(NoHolder)
			return
		}
		m.effect(ClosePIN{})
		m.PIN = PINEntry{}
		holder := e.Holder
		m.Holder = &holder
		m.show(Place{Screen: Consent})
	case e.Left <= 0:
		m.note(NotePINWrong, "")
		m.problem(PINBlocked)
	default:
		m.note(NotePINWrong, "")
		m.Tries = e.Left
		m.PIN = PINEntry{Wrong: true}
		m.effect(OpenPIN{Visit: m.Visit})
	}
}

// problem ends what the card was put in for; the visit goes on for the guide that helps, with nothing personal in it.
func (m *machine) problem(p Problem) {
	m.Waiting = time.Time{}
	m.PIN = PINEntry{}
	m.Holder, m.Record, m.Failure, m.Slip = nil, nil, "", nil
	m.Problem = p
	m.show(Place{Screen: CardProblem})
	m.touched()
	m.effect(ClosePIN{})
	m.note(NoteCardProblem, string(p))
}

func (m *machine) readRecords() {
	m.Failure = ""
	m.Waiting = m.Now.Add(recordsBound)
	m.effect(ReadRecords{Visit: m.Visit, Window: records.WindowAt(m.Now)})
}

func (m *machine) recordsRead(r records.Record) {
	m.Waiting = time.Time{}
	m.Record = &r
	m.Choice = Choice{Region: records.AllRegions, Family: records.FamilyPension, Months: 12}
	if len(r.AccountYears) > 0 {
		m.Choice.Year = r.AccountYears[0].Year
	}
	m.note(NoteRecords, "")
}
