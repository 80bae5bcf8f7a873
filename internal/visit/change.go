package visit

import "time"

// Changing the card's PIN: the present one, a new one, the new one again. The digits stay in the terminal, which judges and
// compares them and sends them to the card once; the visit learns only what came of it.

// NewPINVerdict is what was found of a new PIN; a closed set.
type NewPINVerdict string

// The verdicts.
const (
	NewPINFine NewPINVerdict = ""
	NewPINWeak NewPINVerdict = "weak" // one digit, a run, the birth date, part of the numbers on card and identity card
	NewPINSame NewPINVerdict = "same" // the present one
)

// NewPINVerdicts lists every verdict, for tests.
func NewPINVerdicts() []NewPINVerdict { return []NewPINVerdict{NewPINFine, NewPINWeak, NewPINSame} }

// ChangeOutcome is what became of the change of a PIN; a closed set.
type ChangeOutcome string

// The outcomes. "" comes with a Problem that kept the change from being tried.
const (
	ChangeDone     ChangeOutcome = "done"
	ChangeMismatch ChangeOutcome = "mismatch" // the two new ones differ; nothing was sent
	ChangeWrong    ChangeOutcome = "wrong"    // the present one was wrong
	ChangeBlocked  ChangeOutcome = "blocked"  // it was wrong, and no tries are left
	ChangeRefused  ChangeOutcome = "refused"  // the card took no new PIN; the present one stays
	ChangeUnknown  ChangeOutcome = "unknown"  // the answer was lost; either may be the PIN now
)

// ChangeOutcomes lists every outcome, for tests.
func ChangeOutcomes() []ChangeOutcome {
	return []ChangeOutcome{ChangeDone, ChangeMismatch, ChangeWrong, ChangeBlocked, ChangeRefused, ChangeUnknown}
}

// TriesUnknown is the number of tries that nobody could read.
const TriesUnknown = -1

func (m *machine) beginChange() {
	m.open(Place{Screen: PINChange})
	m.askPIN(CurrentPIN, NoRemark)
}

// submitChange takes the digits of a field; only the last of the three goes to the card.
func (m *machine) submitChange() {
	switch m.PIN.Field {
	case CurrentPIN:
		m.askPIN(NewPIN, NoRemark)
	case NewPIN:
		m.wait(judgeBound)
		m.effect(JudgePIN{Visit: m.Visit})
	case NewPINAgain:
		m.wait(changeBound)
		m.effect(ChangePIN{Visit: m.Visit})
	}
}

// asked reports whether the digits of a field were submitted and the answer is awaited.
func (s State) asked(f PINField) bool {
	return s.Here.Screen == PINChange && s.PIN.Checking && s.PIN.Field == f
}

func (m *machine) pinJudged(e PINJudged) {
	if !m.mine(e.Visit) || !m.asked(NewPIN) {
		return
	}
	m.Waiting = time.Time{}
	m.touched()
	switch e.Verdict {
	case NewPINFine:
		m.askPIN(NewPINAgain, NoRemark)
	case NewPINSame:
		m.askPIN(NewPIN, PINSame)
	default:
		m.askPIN(NewPIN, PINWeak)
	}
}

// pinChanged takes the card's word. What became of a PIN is noted even when whoever changed it has gone.
func (m *machine) pinChanged(e PINChanged) {
	if e.Outcome != "" {
		m.effect(Note{Visit: e.Visit, What: NotePINChange, Code: string(e.Outcome)})
	}
	if !m.mine(e.Visit) || !m.asked(NewPINAgain) {
		return
	}
	m.Waiting = time.Time{}
	m.PIN.Checking = false
	m.touched()
	switch e.Outcome {
	case ChangeDone:
		m.closePIN()
		m.Tries = e.Left
		m.show(Place{Screen: PINChangeDone})
	case ChangeMismatch:
		m.askPIN(NewPIN, PINMismatched)
	case ChangeWrong:
		m.wrongCurrent(e.Left)
	case ChangeBlocked:
		m.problem(PINBlocked)
	case ChangeRefused:
		m.problem(PINChangeRefused)
	case ChangeUnknown:
		m.changeUnknown(e.Left)
	default:
		m.problem(e.Problem)
	}
}

func (m *machine) wrongCurrent(left int) {
	if left <= 0 {
		m.problem(PINBlocked)
		return
	}
	m.Tries = left
	m.askPIN(CurrentPIN, PINWrong)
}

// changeUnknown never tries again: the card may have taken the new PIN, and then the present one costs a try.
func (m *machine) changeUnknown(left int) {
	if left == 0 {
		m.problem(PINBlocked)
		return
	}
	m.Tries = max(left, TriesUnknown)
	m.problem(PINChangeUnknown)
}
