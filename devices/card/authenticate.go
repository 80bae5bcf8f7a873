package card

import (
	"context"
	"errors"
)

// Authenticity is what is known of a card after its authentication; a closed set. Unverified is the zero value: nothing
// was proved, which is no accusation.
type Authenticity string

// The values. Only a genuine card may lead to anything personal.
const (
	Unverified    Authenticity = ""
	GenuineByPSAM Authenticity = "genuine_psam" // a security module in the terminal has proved it
	GenuineByHSM  Authenticity = "genuine_hsm"  // a security module of the back end has proved it
	Counterfeit   Authenticity = "counterfeit"  // it answered, and not as a card with the key answers
)

// Authenticities lists the set.
func Authenticities() []Authenticity {
	return []Authenticity{Unverified, GenuineByPSAM, GenuineByHSM, Counterfeit}
}

// Genuine reports whether a key has proved the card.
func (a Authenticity) Genuine() bool { return a == GenuineByPSAM || a == GenuineByHSM }

// String is the word for logs and tools: "unverified" for Unverified.
func (a Authenticity) String() string {
	if a == Unverified {
		return "unverified"
	}
	return string(a)
}

// Challenge is the two numbers of an authentication, 8 bytes each (facts/card.md §4.1): the factor makes the session key,
// the original is what is enciphered with it.
type Challenge struct{ Factor, Original [8]byte }

// Question is what an Authenticator is asked.
type Question struct {
	Area       string   // 应用城市代码, the first 6 digits of the 卡识别码
	History    [13]byte // historical bytes of the ATR; bytes 6 to 13 are the card's own diversification factor
	Algorithm  Algorithm
	Identifier string // 卡识别码, 32 hexadecimal digits, upper case
	Internal   Challenge
	External   *Challenge // for a card that gives its holder only to an authenticated terminal; nil for others
}

// Answer is what a card with the right keys answers to Internal, and what opens one that asked External. It is computed
// with keys that are never in this program.
type Answer struct {
	By       Authenticity // GenuineByPSAM or GenuineByHSM: what a card that answers Internal is
	Internal [8]byte
	External [8]byte // only when it was asked for
}

// Authenticator computes with the scheme's keys. Authenticate may be repeated: it changes nothing at the card. Errors are
// *KeyError. One goroutine calls it.
type Authenticator interface {
	Authenticate(ctx context.Context, q Question) (Answer, error)
}

// KeyErrorKind says why no answer was made; a closed set.
type KeyErrorKind string

// The kinds. The first four are those on which the next maker is asked (facts/card.md §4.3: −2201, −2202, −2203 and
// −27272, −24).
const (
	NoModule     KeyErrorKind = "no_module"    // there is no maker, or its module is not there
	NoAlgorithm  KeyErrorKind = "no_algorithm" // the module does not have the card's algorithm
	NoKey        KeyErrorKind = "no_key"       // the module does not have the key
	KeyLevel     KeyErrorKind = "key_level"    // the module's key is of too low a level for this card
	KeysClosed   KeyErrorKind = "closed"       // the module appeared, went or changed since the start: nobody trusts it
	KeysSilent   KeyErrorKind = "silent"       // no answer in time, or the line failed
	KeysRefused  KeyErrorKind = "refused"      // the maker answered that it will not
	KeysNonsense KeyErrorKind = "nonsense"     // the answer is none, or not to this question
)

// KeyErrorKinds lists the set.
func KeyErrorKinds() []KeyErrorKind {
	return []KeyErrorKind{NoModule, NoAlgorithm, NoKey, KeyLevel, KeysClosed, KeysSilent, KeysRefused, KeysNonsense}
}

// KeyError is a failure of an Authenticator. Its text is for the operator and holds no number of a card and no key data.
type KeyError struct {
	Kind   KeyErrorKind
	Detail string // what was being done: "PSAM: DELIVERY SESSION KEY", "HSM: status 503"
	Err    error  // may be nil; must not hold data of the question or the answer
}

// Error implements error.
func (e *KeyError) Error() string {
	s := "authentication: " + string(e.Kind)
	if e.Detail != "" {
		s += " at " + e.Detail
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *KeyError) Unwrap() error { return e.Err }

// KeyErrorOf is the kind of a KeyError; "" for nil and for other errors.
func KeyErrorOf(err error) KeyErrorKind {
	var e *KeyError
	if errors.As(err, &e) {
		return e.Kind
	}
	return ""
}

// InTurn asks each maker until one has the keys: a PSAM first, then the back end's HSM (facts/card.md §4.3). Without any it
// is the maker "none". A maker that fails in another way than by not having the keys ends the round: a module that was
// changed must not be passed over.
type InTurn []Authenticator

// Authenticate implements Authenticator.
func (t InTurn) Authenticate(ctx context.Context, q Question) (Answer, error) {
	err := error(&KeyError{Kind: NoModule, Detail: "no maker"})
	for _, a := range t {
		var answer Answer
		if answer, err = a.Authenticate(ctx, q); err == nil {
			return answer, nil
		}
		switch KeyErrorOf(err) {
		case NoModule, NoAlgorithm, NoKey, KeyLevel:
		default:
			return Answer{}, err
		}
	}
	return Answer{}, err
}
