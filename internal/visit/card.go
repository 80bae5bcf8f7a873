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
	m.HasSlip, m.Outcome, m.Reason, m.Slip = false, "", "", nil
	m.begin()
	m.Card = CardInUse
	if !m.Source || !m.Keys {
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
	m.HasSlip, m.Outcome, m.Reason, m.Slip = false, "", "", nil
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

// keysChanged: without keys no card can prove itself, so whoever is being served by hers is served no longer. The card stays
// in the reader and is to be taken.
func (m *machine) keysChanged(ready bool) {
	had := m.Keys
	m.Keys = ready
	switch {
	case ready && m.Here.Screen == OutOfService:
		m.end(EndedByExit)
	case !ready && had && m.Card == CardInUse:
		m.end(EndedByFault)
		m.outOfService()
	}
}

// cardChanged: the card that was read again is not the one whose holder is being served.
func (m *machine) cardChanged(p Problem) {
	if p != NoProblem {
		m.problem(p)
		return
	}
	m.HasSlip, m.Outcome, m.Reason = false, "", "" // whoever stands here now has no slip to take
	m.end(EndedBySwap)
}

// outOfService says which part is not working, to somebody who needs it. It counts as a visit so that it goes away.
func (m *machine) outOfService() {
	m.begin()
	m.show(Place{Screen: OutOfService})
}

func (m *machine) cardRead(e CardRead) {
	m.Waiting = time.Time{}
	m.authenticate(e)
	switch {
	case e.Problem != NoProblem:
		m.problem(e.Problem)
	case !m.Authenticity.Genuine():
		m.problem(m.unproved())
	case e.Left <= 0:
		m.problem(PINBlocked)
	default:
		m.Tries = e.Left
		m.show(Place{Screen: PIN})
		m.touched()
		m.askPIN(CurrentPIN, NoRemark)
	}
}

// problem ends what the card was put in for; the visit goes on for the guide that helps, with nothing personal in it.
func (m *machine) problem(p Problem) {
	m.Waiting, m.Loading = time.Time{}, time.Time{}
	m.Holder, m.Record, m.Failure, m.Slip = nil, nil, "", nil
	m.Sound.Aloud = false // it was hers
	m.Problem = p
	m.show(Place{Screen: CardProblem})
	m.touched()
	m.closePIN()
	m.note(NoteCardProblem, string(p))
}

func (m *machine) readRecords() {
	m.Failure = ""
	m.Loading = m.Now.Add(recordsBound)
	m.effect(ReadRecords{Visit: m.Visit, Window: records.WindowAt(m.Now)})
}

func (m *machine) recordsRead(r records.Record) {
	m.Loading = time.Time{}
	m.Record = &r
	m.Choice = Choice{Region: records.AllRegions, Family: records.FamilyPension, Months: 12}
	if len(r.AccountYears) > 0 {
		m.Choice.Year = r.AccountYears[0].Year
	}
	m.note(NoteRecords, "")
}
