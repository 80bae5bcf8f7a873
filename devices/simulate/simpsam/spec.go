package simpsam

import (
	"encoding/hex"
	"slices"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
)

// Spec says what is in a module. The zero value is one with the national test keys for both algorithms.
type Spec struct {
	Terminal   string           // number of the terminal, 12 digits; "" is 370100000001
	Keys       *cardkeys.Scheme // the scheme's root keys; nil is those of tests
	Level      int              // levels between its keys and a card's: 3 national, 2 a province's, 1 a city's; 0 means 3
	Area       string           // whose keys they are below level 3, six digits; "" is 370100
	Algorithms []card.Algorithm // whose key files it has, of 3DES and SM4; nil is both. Nobody can count with SSF33
	NoKey      []byte           // numbers of keys, of 08 and 0A, that it does not have
	ATR        []byte           // instead of the usual one
}

func (s Spec) terminal() string {
	if s.Terminal == "" {
		return "370100000001"
	}
	return s.Terminal
}

func (s Spec) level() int {
	if s.Level == 0 {
		return 3
	}
	return s.Level
}

func (s Spec) area() string {
	if s.Area == "" {
		return "370100"
	}
	return s.Area
}

func (s Spec) has(alg card.Algorithm) bool {
	if alg != card.AlgorithmDES && alg != card.AlgorithmSM4 {
		return false
	}
	return s.Algorithms == nil || slices.Contains(s.Algorithms, alg)
}

// atr is the answer to reset: T=0 and 13 historical bytes, as a card's, the last of them the terminal's number.
func (s Spec) atr() []byte {
	if s.ATR != nil {
		return s.ATR
	}
	return append([]byte{0x3B, 0x6D, 0x00, 0x00, 0x00, 0x81, 0x4A, 0x44, 0x46, 0x86, 0x60}, mustHex(s.terminal())...)
}

// key is the module's key of a number for an algorithm: the root, led down to the module's level.
func (s Spec) key(alg card.Algorithm, id byte) (key [16]byte, ok bool) {
	scheme := cardkeys.Test()
	if s.Keys != nil {
		scheme = *s.Keys
	}
	switch {
	case slices.Contains(s.NoKey, id):
		return key, false
	case id == cardkeys.IDIRK:
		key = scheme.IRK
	case id == cardkeys.IDRKSSSE:
		key = scheme.RKSSSE
	default:
		return key, false
	}
	above := [][8]byte{cardkeys.ProvinceFactor(s.area()), cardkeys.CityFactor(s.area())}
	for _, f := range above[:3-s.level()] {
		if key, ok = cardkeys.Diversify(alg, key, f); !ok {
			return key, false
		}
	}
	return key, true
}

// mustHave panics on a module that cannot be.
func (s Spec) mustHave() {
	if len(s.terminal()) != 12 || len(s.area()) != 6 || s.level() < 1 || s.level() > 3 {
		panic("simpsam: a terminal has 12 digits, an area 6, and a key 1 to 3 levels below it")
	}
}

func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("simpsam: not hexadecimal")
	}
	return b
}
