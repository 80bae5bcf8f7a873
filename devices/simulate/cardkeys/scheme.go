package cardkeys

import "shebao/kiosk/devices/card"

// Scheme is the root keys of a whole scheme, from which those of every card are made.
type Scheme struct {
	IRK    [16]byte // a card proves itself with it: INTERNAL AUTHENTICATE
	RKSSSE [16]byte // who has it may read: EXTERNAL AUTHENTICATE, key 0A
	STK    [16]byte // for the MAC and the secret data of commands that change a card
	PUK    [16]byte // who has it may give a blocked PIN back: EXTERNAL AUTHENTICATE, key 06
}

// The keys' numbers in a card and in the terminal's module (facts/card.md §4.1 and §4.3).
const (
	IDPUK    = 0x06 // in a card
	IDIRK    = 0x08 // in a module; a card needs no number for its own
	IDRKSSSE = 0x0A // in both
)

// Test is the keys of tests and of the demonstration. Nobody who reads them can take them for real ones.
func Test() Scheme {
	return Scheme{
		IRK:    [16]byte([]byte("test key IRK 001")),
		RKSSSE: [16]byte([]byte("test key RK  002")),
		STK:    [16]byte([]byte("test key STK 003")),
		PUK:    [16]byte([]byte("test key PUK 004")),
	}
}

// Other is keys that differ from the scheme's in every one: what a forger has.
func (s Scheme) Other() Scheme {
	for _, key := range []*[16]byte{&s.IRK, &s.RKSSSE, &s.STK, &s.PUK} {
		for i := range key {
			key[i] ^= 0x5A
		}
	}
	return s
}

// Internal is what the card of the area and with these historical bytes answers to INTERNAL AUTHENTICATE. False for SSF33,
// and for an area that is not six digits.
func (s Scheme) Internal(alg card.Algorithm, area string, history [13]byte, c card.Challenge) ([8]byte, bool) {
	return proof(alg, s.IRK, area, history, c)
}

// External is what opens the card to who reads: EXTERNAL AUTHENTICATE with RKSSSE. False as for Internal.
func (s Scheme) External(alg card.Algorithm, area string, history [13]byte, c card.Challenge) ([8]byte, bool) {
	return proof(alg, s.RKSSSE, area, history, c)
}

// Unlock is what opens the card to who gives a PIN back: EXTERNAL AUTHENTICATE with PUK. False as for Internal.
func (s Scheme) Unlock(alg card.Algorithm, area string, history [13]byte, c card.Challenge) ([8]byte, bool) {
	return proof(alg, s.PUK, area, history, c)
}

// Answer is the whole answer of a module that has the scheme's root keys. False as for Internal.
func (s Scheme) Answer(q card.Question, by card.Authenticity) (card.Answer, bool) {
	a := card.Answer{By: by}
	var ok bool
	if a.Internal, ok = s.Internal(q.Algorithm, q.Area, q.History, q.Internal); !ok {
		return card.Answer{}, false
	}
	if q.External != nil {
		a.External, _ = s.External(q.Algorithm, q.Area, q.History, *q.External) // fails where the first one failed
	}
	return a, true
}

func proof(alg card.Algorithm, root [16]byte, area string, history [13]byte, c card.Challenge) ([8]byte, bool) {
	key, ok := CardKey(alg, root, area, history)
	if !ok {
		return [8]byte{}, false
	}
	return Prove(alg, key, c)
}

// Prove is the authentication data of a challenge with a card's own key. False for SSF33.
func Prove(alg card.Algorithm, key [16]byte, c card.Challenge) ([8]byte, bool) {
	session, ok := Session(alg, key, c.Factor)
	if !ok {
		return [8]byte{}, false
	}
	return AuthData(alg, session, c.Original)
}
