package card

import (
	"context"
	"errors"
	"fmt"
)

// ErrorKind says what to tell the citizen; a closed set.
type ErrorKind string

// The kinds. An expired card is no error: see Identity.ExpiredOn.
const (
	NotSocialSecurity ErrorKind = "not_social_security" // no social security application: an identity card, another card
	BankOnly          ErrorKind = "bank_only"           // a bank card without social security application
	Locked            ErrorKind = "locked"              // the application is locked for good
	NeedsKey          ErrorKind = "needs_key"           // the card gives the holder only to an authenticated terminal
	Unreadable        ErrorKind = "unreadable"          // no answer, or an answer that is a communication fault
	Gone              ErrorKind = "removed"             // the card is out
	Stuck             ErrorKind = "stuck"               // no answer in time; the card must come out
	Malformed         ErrorKind = "malformed"           // the card answered with what no social security card answers
)

// ErrorKinds lists the set.
func ErrorKinds() []ErrorKind {
	return []ErrorKind{NotSocialSecurity, BankOnly, Locked, NeedsKey, Unreadable, Gone, Stuck, Malformed}
}

// Error is a failure with the card. Its text is for the operator and holds no personal data and no APDU data.
type Error struct {
	Kind ErrorKind
	SW   uint16 // the card's status word; 0 when the card did not answer
	Step string // what was being done: "SELECT SSSE", "EF05/07"
	Err  error  // the cause, of a driver or a context; may be nil
}

// Error implements error.
func (e *Error) Error() string {
	s := "card: " + string(e.Kind)
	if e.Step != "" {
		s += " at " + e.Step
	}
	if e.SW != 0 {
		s += fmt.Sprintf(" (SW %04X)", e.SW)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of an error of this package; "" for nil and for errors of others.
func KindOf(err error) ErrorKind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// failed gives a transport's error the step within which it happened.
func failed(step string, err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		named := *e
		if named.Step == "" {
			named.Step = step
		}
		return &named
	}
	kind := Unreadable
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		kind = Stuck
	}
	return &Error{Kind: kind, Step: step, Err: err}
}
