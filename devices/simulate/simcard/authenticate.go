package simcard

import (
	"io"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
)

// keyTries is how often a key may be presented wrongly, one after the other.
const keyTries = 5

// keys is the keys in the card. They are its own, made of the scheme's; the counters stay when the card is pulled.
type keys struct {
	algorithm card.Algorithm // AlgorithmUnknown when nobody here can count with it: SSF33
	inside    [16]byte       // of INTERNAL AUTHENTICATE
	outside   map[byte]*outsideKey
}

// outsideKey is one that the terminal presents with EXTERNAL AUTHENTICATE.
type outsideKey struct {
	key  [16]byte
	left int
}

// keys makes the card's keys for its area and its historical bytes.
func (s Spec) keys() keys {
	scheme := cardkeys.Test()
	if s.Keys != nil {
		scheme = *s.Keys
	}
	if s.Counterfeit {
		scheme = scheme.Other()
	}
	k := keys{algorithm: s.algorithm(), outside: map[byte]*outsideKey{}}
	area, history := s.area(), s.History()
	var ok bool
	if k.inside, ok = cardkeys.CardKey(k.algorithm, scheme.IRK, area, history); !ok {
		k.algorithm = card.AlgorithmUnknown
	}
	for id, root := range map[byte][16]byte{cardkeys.IDRKSSSE: scheme.RKSSSE, cardkeys.IDPUK: scheme.PUK} {
		key, _ := cardkeys.CardKey(k.algorithm, root, area, history) // fails where the first one failed
		k.outside[id] = &outsideKey{key: key, left: keyTries}
	}
	return k
}

// algorithm is what the card counts with: what its FCI says, and without that SSF33 in Beijing and 3DES elsewhere
// (facts/card.md §1.3).
func (s Spec) algorithm() card.Algorithm {
	switch {
	case s.Algorithm != 0:
		return card.Algorithm(s.Algorithm)
	case s.area()[:2] == "11":
		return card.AlgorithmSSF33
	}
	return card.AlgorithmDES
}

// Recording is what a forger has overheard: one authentication of a genuine card.
type Recording struct {
	Challenge card.Challenge
	Answer    [8]byte
}

// Record has a card answer a challenge, for a forger to replay. The card is not used up by it. An SSF33 card has no answer
// to record: zeros.
func (c *Card) Record(asked card.Challenge) *Recording {
	answer, _ := cardkeys.Prove(c.keys.algorithm, c.keys.inside, asked) // the zeros that are promised
	return &Recording{Challenge: asked, Answer: answer}
}

// sealed reports whether the card keeps its holder to itself: from 3.0 on until the terminal has shown the key.
func (c *Card) sealed() bool {
	return c.spec.Version != "" && c.spec.Version[0] >= '3' && !c.spec.Free && !c.presented[cardkeys.IDRKSSSE]
}

// getChallenge gives a random number and remembers it. Of 16 bytes the first 8 are a process factor, 4 are filled up with 00.
func (c *Card) getChallenge(apdu []byte) []byte {
	switch {
	case len(apdu) != 5 || apdu[4] != 4 && apdu[4] != 8 && apdu[4] != 16:
		return sw(0x6700)
	case apdu[2] != 0 || apdu[3] != 0:
		return sw(0x6A86)
	case !c.selected:
		return sw(0x6985)
	}
	number := make([]byte, apdu[4])
	if c.spec.Replay != nil && c.spec.OwnFactor {
		copy(number, c.spec.Replay.Challenge.Factor[:])
	} else if _, err := io.ReadFull(c.random, number); err != nil {
		return sw(0x6F00)
	}
	c.challenge = new([8]byte)
	copy(c.challenge[:], number)
	return append(number, 0x90, 0x00)
}

// spend gives the last challenge, which is good for one command.
func (c *Card) spend() (factor [8]byte, ok bool) {
	if c.challenge == nil {
		return factor, false
	}
	factor, c.challenge = *c.challenge, nil
	return factor, true
}

// authData is the 16 bytes of both authentications; a seventeenth may name the version of the key.
func authData(apdu []byte) (first, second [8]byte, ok bool) {
	data, ok := body(apdu)
	if !ok || len(data) != 16 && len(data) != 17 {
		return first, second, false
	}
	return [8]byte(data[:8]), [8]byte(data[8:16]), true
}

// internal proves the card: 8 bytes that only its key can make of the terminal's two numbers (facts/card.md §4.1).
func (c *Card) internal(apdu []byte) []byte {
	factor, original, ok := authData(apdu)
	switch {
	case !ok || !c.spec.Contactless && len(apdu) != 5+int(apdu[4]):
		return sw(0x6700) // T=0 has no case 4
	case apdu[2] != 0 || apdu[3] != 0:
		return sw(0x6A86)
	case !c.selected && !c.forged():
		return sw(0x6985)
	case c.spec.NoInternalKey:
		return sw(0x6A88)
	}
	if c.spec.OwnFactor {
		if own, given := c.spend(); !given || own != factor {
			return sw(0x6985)
		}
	}
	if c.spec.Replay != nil {
		return c.give(c.spec.Replay.Answer[:])
	}
	answer, ok := cardkeys.Prove(c.keys.algorithm, c.keys.inside, card.Challenge{Factor: factor, Original: original})
	if !ok { // SSF33: eight bytes that nobody here can check
		if _, err := io.ReadFull(c.random, answer[:]); err != nil {
			return sw(0x6F00)
		}
	}
	return c.give(answer[:])
}

// external lets the terminal prove itself, with the last challenge as process factor (facts/card.md §4.1).
func (c *Card) external(apdu []byte) []byte {
	proof, original, ok := authData(apdu)
	switch {
	case !ok || len(apdu) != 5+int(apdu[4]):
		return sw(0x6700)
	case apdu[2] != 0:
		return sw(0x6A86)
	case !c.selected:
		return sw(0x6985)
	}
	id := apdu[3]
	key := c.keys.outside[id]
	switch {
	case key == nil:
		return sw(0x6A88)
	case c.forged():
		return c.present(id)
	case key.left == 0:
		return sw(0x6983)
	}
	factor, given := c.spend()
	if !given {
		return sw(0x6984)
	}
	want, ok := cardkeys.Prove(c.keys.algorithm, key.key, card.Challenge{Factor: factor, Original: original})
	if !ok || proof != want {
		key.left--
		return sw(0x63C0 | uint16(key.left))
	}
	key.left = keyTries
	return c.present(id)
}

// forged cards do not know the keys, so they take every proof for a right one.
func (c *Card) forged() bool { return c.spec.Counterfeit || c.spec.Replay != nil }

func (c *Card) present(id byte) []byte {
	if c.presented == nil {
		c.presented = map[byte]bool{}
	}
	c.presented[id] = true
	return sw(0x9000)
}

// Presented reports whether the terminal has shown the key, 06 or 0A, since power-on.
func (c *Card) Presented(id byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.presented[id]
}
