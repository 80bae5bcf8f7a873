package visit

import "time"

const (
	// minPIN is the shortest PIN a card takes (facts/card.md §3.1); shorter input is not worth one of three tries.
	minPIN = 4

	// NewPINLength is the length of every new one: cards in use have six digits, and so have other terminals' keypads.
	NewPINLength = 6
)

// PINField is what the keypad fills; a closed set. The terminal has a buffer for each.
type PINField uint8

// The fields, in the order in which they are asked for.
const (
	CurrentPIN PINField = iota
	NewPIN
	NewPINAgain
)

// PINFields lists every field, for tests and galleries.
func PINFields() []PINField { return []PINField{CurrentPIN, NewPIN, NewPINAgain} }

// PINRemark is what was the matter with the digits before; a closed set.
type PINRemark string

// The remarks.
const (
	NoRemark      PINRemark = ""
	PINWrong      PINRemark = "wrong"    // not the card's PIN: a try is used up
	PINWeak       PINRemark = "weak"     // too easy to guess
	PINSame       PINRemark = "same"     // the new one is the present one
	PINMismatched PINRemark = "mismatch" // the two new ones differ
)

// PINRemarks lists every remark, for tests and galleries.
func PINRemarks() []PINRemark {
	return []PINRemark{NoRemark, PINWrong, PINWeak, PINSame, PINMismatched}
}

// PINEntry is the keypad's state without its digits.
type PINEntry struct {
	Field     PINField
	Length    int
	Remark    PINRemark
	Checking  bool // the digits were submitted and the answer has not come
	LastAgree bool // the warning before the last try was accepted
}

// Enough reports whether the digits may be submitted.
func (p PINEntry) Enough() bool {
	switch {
	case p.Checking:
		return false
	case p.Field == CurrentPIN:
		return p.Length >= minPIN
	}
	return p.Length == NewPINLength
}

// askPIN opens the keypad for a field, empty.
func (m *machine) askPIN(f PINField, r PINRemark) {
	m.PIN = PINEntry{Field: f, Remark: r}
	m.effect(OpenPIN{Visit: m.Visit, Field: f})
}

// closePIN shuts the keypad out; no digit is left.
func (m *machine) closePIN() {
	m.PIN = PINEntry{}
	m.effect(ClosePIN{})
}

// keying reports whether the keypad is open on the screen.
func (s State) keying() bool { return s.Here.Screen == PIN || s.Here.Screen == PINChange }

// lastTry reports whether submitting the digits now would use the card's last try without its owner having been warned.
func (s State) lastTry() bool {
	sends := s.Here.Screen == PIN || s.PIN.Field == NewPINAgain
	return sends && s.Tries == 1 && !s.PIN.LastAgree
}

// tapPIN are the touches beside the keypad.
func (m *machine) tapPIN(d Do) {
	switch d {
	case DoForgotPIN:
		m.closePIN()
		m.open(Place{Screen: Answer, Entry: EntryPINReset})
	case DoUseLastTry:
		m.Overlay = NoOverlay
		m.PIN.LastAgree = true
		m.submitPIN()
	case DoSubmitPIN:
		if m.lastTry() {
			m.Overlay = LastTry
			return
		}
		m.submitPIN()
	}
}

// reconsider is the answer to the warning that does not use the last try. What is at risk is the present PIN: whoever is
// changing it enters that one again.
func (m *machine) reconsider() {
	if m.Here.Screen == PINChange {
		m.askPIN(CurrentPIN, NoRemark)
	}
}

func (m *machine) submitPIN() {
	if m.Here.Screen == PINChange {
		m.submitChange()
		return
	}
	m.wait(verifyBound)
	m.effect(VerifyPIN{Visit: m.Visit})
}

// wait shuts the keypad while the digits are being looked at.
func (m *machine) wait(bound time.Duration) {
	m.PIN.Checking, m.PIN.Remark = true, NoRemark
	m.Waiting = m.Now.Add(bound)
}

func (m *machine) pinChecked(e PINChecked) {
	m.Waiting = time.Time{}
	m.PIN.Checking = false
	m.touched()
	switch {
	case e.Problem != NoProblem:
		m.problem(e.Problem)
	case e.Right:
		m.pinRight(e)
	case e.Left <= 0:
		m.note(NotePINWrong, "")
		m.problem(PINBlocked)
	default:
		m.note(NotePINWrong, "")
		m.Tries = e.Left
		m.askPIN(CurrentPIN, PINWrong)
	}
}

func (m *machine) pinRight(e PINChecked) {
	m.note(NotePINRight, "")
	switch {
	case !m.Authenticity.Genuine(): // nothing leads here; a right PIN on a card that proved nothing proves nothing
		m.problem(m.unproved())
	case e.Holder.Number == "":
		m.problem(NoHolder)
	default:
		m.closePIN()
		m.Tries = e.Left // the card counts anew
		holder := e.Holder
		m.Holder = &holder
		m.show(Place{Screen: Consent})
	}
}
