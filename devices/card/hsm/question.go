package hsm

import (
	"encoding/json"
	"errors"
	"fmt"

	"shebao/kiosk/devices/card"
)

// The request of docs/hsm.md. Hexadecimal digits are upper case, as in the strings of the national driver.
type request struct {
	Request    string     `json:"request"`
	Terminal   string     `json:"terminal"`
	Area       string     `json:"area"`
	History    string     `json:"atr_history"`
	Algorithm  string     `json:"algorithm"`
	Identifier string     `json:"card_identifier"`
	Internal   challenge  `json:"internal"`
	External   *challenge `json:"external,omitempty"`
}

type challenge struct {
	Factor   string `json:"factor"`
	Original string `json:"original"`
}

func wire(c card.Challenge) challenge {
	return challenge{Factor: fmt.Sprintf("%X", c.Factor), Original: fmt.Sprintf("%X", c.Original)}
}

var errQuestion = errors.New("the card's area or identifier has not the form of the scheme")

// encode gives the body of a request. What no module could answer is not sent.
func encode(id, terminal string, q card.Question) ([]byte, error) {
	if q.Algorithm < card.AlgorithmDES || q.Algorithm > card.AlgorithmSM4 {
		return nil, &card.KeyError{Kind: card.NoAlgorithm, Detail: "HSM: the card names none of the scheme"}
	}
	if !digits(q.Area, 6, "0123456789") || !digits(q.Identifier, 32, "0123456789ABCDEF") {
		return nil, &card.KeyError{Kind: card.KeysRefused, Detail: "HSM: request", Err: errQuestion}
	}
	r := request{
		Request:    id,
		Terminal:   terminal,
		Area:       q.Area,
		History:    fmt.Sprintf("%X", q.History),
		Algorithm:  fmt.Sprintf("%02d", int(q.Algorithm)),
		Identifier: q.Identifier,
		Internal:   wire(q.Internal),
	}
	if q.External != nil {
		e := wire(*q.External)
		r.External = &e
	}
	body, err := json.Marshal(r)
	if err != nil {
		return nil, &card.KeyError{Kind: card.KeysRefused, Detail: "HSM: request"} // cannot be: it is made of strings
	}
	return body, nil
}

// digits reports whether s is n characters of a set.
func digits(s string, n int, set string) bool {
	for i := range len(s) {
		found := false
		for j := range len(set) {
			found = found || s[i] == set[j]
		}
		if !found {
			return false
		}
	}
	return len(s) == n
}
