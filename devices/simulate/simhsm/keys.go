package simhsm

import (
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
)

// Keys is Options.Answer of a module that has a scheme's root keys. It does not have SSF33, as no program outside such a
// module does.
func Keys(s cardkeys.Scheme) func(card.Question) (card.Answer, error) {
	return func(q card.Question) (card.Answer, error) {
		answer, ok := s.Answer(q, card.GenuineByHSM)
		if !ok {
			return card.Answer{}, &card.KeyError{Kind: card.NoAlgorithm, Detail: "simulated HSM"}
		}
		return answer, nil
	}
}
