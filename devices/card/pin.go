package card

import (
	"context"
	"errors"
)

// Tries is the state of the PIN.
type Tries struct {
	Left    int  // tries left; 0 when Blocked or not Set
	Set     bool // the card has a PIN
	Blocked bool // no try is left; a counter has to unblock it
}

// Outcome is what became of a PIN; a closed set.
type Outcome int

// The outcomes. PINUnknown is the zero value: whether the card counted the try is not known; read Tries again.
const (
	PINUnknown Outcome = iota
	PINRight
	PINWrong
	PINBlocked
	NoPIN
)

// Verification answers Verify.
type Verification struct {
	Outcome Outcome
	Left    int // tries left, with PINWrong
}

var errPINForm = errors.New("a PIN has 4 to 12 digits")

// Tries asks how many tries the PIN has left. It costs none and may be repeated (facts/card.md §3.2).
func (s *Session) Tries(ctx context.Context) (Tries, error) {
	const step = "VERIFY, tries"
	if err := s.selectSSSE(ctx); err != nil {
		return Tries{}, err
	}
	_, status, err := s.once(ctx, step, []byte{0x00, 0x20, 0x00, 0x00, 0x00})
	if err == nil && status == swWrongLength {
		// Cards behind T=1 may want the form without a length byte.
		_, status, err = s.once(ctx, step, []byte{0x00, 0x20, 0x00, 0x00})
	}
	if err != nil {
		return Tries{}, err
	}
	left, counted := triesIn(status)
	switch {
	case status == swOK:
		return Tries{}, nil
	case status == swBlocked || counted && left == 0:
		return Tries{Set: true, Blocked: true}, nil
	case counted:
		return Tries{Set: true, Left: left}, nil
	}
	return Tries{}, refused(status, step)
}

// Verify has the card check a PIN of 4 to 12 ASCII digits. A wrong one costs a try. It first asks for the tries, so that
// a card without PIN, or with a blocked one, is told and costs nothing.
//
// The PIN is sent once at most: after an error the outcome is PINUnknown unless the PIN was not sent, and the caller asks
// Tries before anything else. The packed digits are wiped before the call returns; digits stay the caller's to wipe.
func (s *Session) Verify(ctx context.Context, digits []byte) (Verification, error) {
	const step = "VERIFY"
	if !pinForm(digits) {
		return Verification{}, &Error{Kind: Malformed, Step: step, Err: errPINForm}
	}
	switch t, err := s.Tries(ctx); {
	case err != nil:
		return Verification{}, err
	case !t.Set:
		return Verification{Outcome: NoPIN}, nil
	case t.Blocked:
		return Verification{Outcome: PINBlocked}, nil
	}
	var buffer [5 + maxPIN/2]byte
	defer clear(buffer[:])
	apdu := append(buffer[:0], 0x00, 0x20, 0x00, 0x00, byte((len(digits)+1)/2))
	_, status, err := s.once(ctx, step, packPIN(apdu, digits))
	if err != nil {
		return Verification{}, err
	}
	left, counted := triesIn(status)
	switch {
	case status == swOK:
		s.verified = true
		return Verification{Outcome: PINRight}, nil
	case status == swBlocked || counted && left == 0:
		return Verification{Outcome: PINBlocked}, nil
	case counted:
		return Verification{Outcome: PINWrong, Left: left}, nil
	}
	return Verification{}, refused(status, step)
}

func pinForm(digits []byte) bool {
	if len(digits) < minPIN || len(digits) > maxPIN {
		return false
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return false
		}
	}
	return true
}

// packPIN appends two digits a byte, an odd last one filled with F (facts/card.md §3.1). The caller gives room for them, so
// that no copy is left behind when the slice grows.
func packPIN(to, digits []byte) []byte {
	for i := 0; i < len(digits); i += 2 {
		low := byte(0x0F)
		if i+1 < len(digits) {
			low = digits[i+1] - '0'
		}
		to = append(to, (digits[i]-'0')<<4|low)
	}
	return to
}

// triesIn reads 63Cx.
func triesIn(status sw) (int, bool) {
	if status.sw1() != sw1Verification || status.sw2()&0xF0 != counterHighNibble {
		return 0, false
	}
	return int(status.sw2() & 0x0F), true
}
