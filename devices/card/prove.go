package card

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
)

// The commands of facts/card.md §4.1.
const (
	stepInternal  = "INTERNAL AUTHENTICATE"
	stepChallenge = "GET CHALLENGE"
	stepExternal  = "EXTERNAL AUTHENTICATE"

	// keyRKSSSE opens the holder of a third-generation card.
	keyRKSSSE = 0x0A
)

const (
	swNoChallenge  = 0x6984
	swNotSatisfied = 0x6985
)

var (
	errHistory  = errors.New("no thirteen historical bytes")
	errShortMAC = errors.New("not eight bytes")
)

// proof is what became of an authentication.
type proof struct {
	found  Authenticity
	opened bool  // the card has accepted the terminal and gives its holder
	why    error // why it is Unverified, or not opened; for the operator
}

// prove has the card answer numbers of our own and compares with what one with the key must answer. A card that is closed
// is opened then, and only then: a card that has not proved itself, or a maker with wrong keys, costs none of its tries.
//
// The error is one of the transport. Everything else is a proof.
func (s *Session) prove(ctx context.Context, id Identity, closed bool) (proof, error) {
	history, ok := historyOf(s.transport.ATR())
	if !ok {
		return proof{why: &Error{Kind: Malformed, Step: "ATR", Err: errHistory}}, nil
	}
	q := Question{Area: id.Identifier[:6], History: history, Algorithm: id.Algorithm, Identifier: id.Identifier}
	for _, number := range [][]byte{q.Internal.Factor[:], q.Internal.Original[:]} {
		if _, err := io.ReadFull(s.random, number); err != nil {
			return proof{why: &KeyError{Kind: KeysSilent, Detail: "random numbers", Err: err}}, nil
		}
	}
	given, refusal, err := s.internal(ctx, &q.Internal)
	if err != nil {
		return proof{}, err
	}
	if refusal != nil {
		return proof{why: refusal}, nil
	}
	if closed {
		if q.External, err = s.challenges(ctx); err != nil {
			return proof{}, err
		}
	}
	answer, err := s.keys.Authenticate(ctx, q)
	if err != nil {
		return proof{why: err}, nil
	}
	if subtle.ConstantTimeCompare(given[:], answer.Internal[:]) == 0 {
		return proof{found: Counterfeit}, nil
	}
	p := proof{found: answer.By}
	if q.External != nil {
		p.opened, p.why, err = s.external(ctx, answer.External, q.External.Original)
	}
	return p, err
}

// ProveAgain has the card that Identify read prove itself once more, with new numbers. It is for the moment after a right PIN:
// a card that was exchanged unseen between its proof and its PIN, for one that takes every PIN, is found out by it.
// doubt says why it is Unverified; the error is one of the card.
func (s *Session) ProveAgain(ctx context.Context) (found Authenticity, doubt, err error) {
	if s.keys == nil || s.id == "" {
		return Unverified, &KeyError{Kind: NoModule, Detail: "no maker"}, nil
	}
	if err := s.selectSSSE(ctx); err != nil {
		return Unverified, nil, err
	}
	p, err := s.prove(ctx, Identity{Identifier: s.id, Algorithm: s.algorithmOf(s.id)}, false)
	return p.found, p.why, err
}

// internal asks the card for its proof. A card that insists on a factor of its own gets that with our original, never both
// from the card: one that replays a recording cannot know the original (facts/card.md §4.2).
func (s *Session) internal(ctx context.Context, c *Challenge) (given [8]byte, refusal, err error) {
	data, status, err := s.exchange(ctx, stepInternal, command{ins: 0x88, data: c.both(), le: 8})
	if err == nil && (status == swNoChallenge || status == swNotSatisfied) {
		var factor [8]byte
		var ok bool
		if factor, ok, err = s.challenge(ctx); err == nil && ok {
			c.Factor = factor
			data, status, err = s.exchange(ctx, stepInternal, command{ins: 0x88, data: c.both(), le: 8})
		}
	}
	switch {
	case err != nil:
		return given, nil, err
	case status != swOK:
		return given, &Error{Kind: NeedsKey, SW: uint16(status), Step: stepInternal}, nil
	case len(data) != len(given):
		return given, &Error{Kind: Malformed, SW: uint16(status), Step: stepInternal, Err: errShortMAC}, nil
	}
	copy(given[:], data)
	return given, nil, nil
}

// both is factor and original, as the commands have them.
func (c Challenge) both() []byte {
	return append(append([]byte(nil), c.Factor[:]...), c.Original[:]...)
}

// challenges fetches the two numbers of EXTERNAL AUTHENTICATE. The card checks with the last one it gave, so none may come
// between this and the command (facts/card.md §4.2). nil when the card gives none.
func (s *Session) challenges(ctx context.Context) (*Challenge, error) {
	original, ok, err := s.challenge(ctx)
	if err != nil || !ok {
		return nil, err
	}
	factor, ok, err := s.challenge(ctx)
	if err != nil || !ok {
		return nil, err
	}
	return &Challenge{Factor: factor, Original: original}, nil
}

func (s *Session) challenge(ctx context.Context) (number [8]byte, ok bool, err error) {
	data, status, err := s.exchange(ctx, stepChallenge, command{ins: 0x84, le: 8})
	if err != nil || status != swOK || len(data) != len(number) {
		return number, false, err
	}
	copy(number[:], data)
	return number, true, nil
}

// external proves the terminal to the card. It is sent once, whatever happens: a wrong one costs a try of a key that locks.
func (s *Session) external(ctx context.Context, answer, original [8]byte) (opened bool, why, err error) {
	c := command{ins: 0x82, p2: keyRKSSSE, data: Challenge{Factor: answer, Original: original}.both()}
	_, status, err := s.once(ctx, stepExternal, c.bytes(s.transport.Protocol()))
	switch {
	case err != nil:
		return false, nil, err
	case status != swOK:
		return false, &Error{Kind: NeedsKey, SW: uint16(status), Step: stepExternal}, nil
	}
	return true, nil, nil
}
