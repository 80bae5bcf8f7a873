package card

import "context"

// ChangeOutcome is what became of a change of PIN; a closed set.
type ChangeOutcome int

// The outcomes. ChangeUnknown is the zero value: the card may have either PIN; read Tries again, and never send it twice.
const (
	ChangeUnknown ChangeOutcome = iota
	ChangeDone                  // the card said that it has the new PIN
	ChangeWrong                 // the old PIN was wrong, and a try is used up
	ChangeBlocked               // no try is left; the PIN is as it was
	ChangeRefused               // the card takes no such change; the PIN is as it was
	ChangeNoPIN                 // the card has no PIN; one is set at a counter
)

// Change answers ChangePIN.
type Change struct {
	Outcome ChangeOutcome
	Left    int // tries left, with ChangeWrong
}

const (
	swWrongData    = 0x6A80
	swInsInvalid   = 0x6D00
	swClassInvalid = 0x6E00
)

// ChangePIN has the card take a new PIN for the old one, 4 to 12 ASCII digits each (facts/card.md §3.2). A wrong old one
// costs a try. It first asks for the tries, as Verify does.
//
// It is sent once at most: after an error the outcome is ChangeUnknown unless it was not sent, and the caller asks Tries
// before anything else. The packed digits are wiped before the call returns; both slices stay the caller's to wipe.
func (s *Session) ChangePIN(ctx context.Context, old, new []byte) (Change, error) {
	const step = "CHANGE PIN"
	if !pinForm(old) || !pinForm(new) {
		return Change{Outcome: ChangeRefused}, &Error{Kind: Malformed, Step: step, Err: errPINForm}
	}
	switch t, err := s.Tries(ctx); {
	case err != nil:
		return Change{Outcome: ChangeRefused}, err // nothing was sent
	case !t.Set && !s.verified: // some cards answer 9000 to the question after a right PIN, as ISO 7816-4 has it
		return Change{Outcome: ChangeNoPIN}, nil
	case t.Blocked:
		return Change{Outcome: ChangeBlocked}, nil
	}
	const longest = maxPIN / 2
	var buffer [5 + longest + 1 + longest]byte
	defer clear(buffer[:])
	apdu := append(buffer[:0], 0x80, 0x5E, 0x01, 0x00, byte((len(old)+1)/2+1+(len(new)+1)/2))
	apdu = packPIN(append(packPIN(apdu, old), 0xFF), new)
	_, status, err := s.once(ctx, step, apdu)
	if err != nil {
		return Change{}, err
	}
	left, counted := triesIn(status)
	switch {
	case status == swOK:
		return Change{Outcome: ChangeDone}, nil
	case status == swBlocked || counted && left == 0:
		return Change{Outcome: ChangeBlocked}, nil
	case counted:
		return Change{Outcome: ChangeWrong, Left: left}, nil
	}
	switch status {
	case swWrongData, swNotSupported, swWrongP1P2, swWrongLength, swNotSatisfied, swInsInvalid, swClassInvalid:
		return Change{Outcome: ChangeRefused}, nil
	}
	// A memory fault, and whatever the scheme does not name, may have come half-way.
	return Change{}, refused(status, step)
}
