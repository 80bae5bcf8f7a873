package simhsm

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"

	"shebao/kiosk/devices/card"
)

// The contract of docs/hsm.md, written from that page and not from the terminal's code, so that each checks the other.

type question struct {
	Request    string     `json:"request"`
	Terminal   string     `json:"terminal"`
	Area       string     `json:"area"`
	History    string     `json:"atr_history"`
	Algorithm  string     `json:"algorithm"`
	Identifier string     `json:"card_identifier"`
	Internal   challenge  `json:"internal"`
	External   *challenge `json:"external"`
}

type challenge struct {
	Factor   string `json:"factor"`
	Original string `json:"original"`
}

type reply struct {
	Request  string  `json:"request"`
	Error    string  `json:"error,omitempty"`
	Internal *answer `json:"internal,omitempty"`
	External *answer `json:"external,omitempty"`
}

type answer struct {
	Answer   string `json:"answer"`
	Original string `json:"original"`
}

var (
	errForm = errors.New("simhsm: the request has not the form of the contract")

	shapes = map[string]*regexp.Regexp{
		"request":         regexp.MustCompile(`^[0-9A-F]{32}$`),
		"terminal":        regexp.MustCompile(`^[0-9A-Za-z-]{1,32}$`),
		"area":            regexp.MustCompile(`^[0-9]{6}$`),
		"atr_history":     regexp.MustCompile(`^[0-9A-F]{26}$`),
		"algorithm":       regexp.MustCompile(`^0[123]$`),
		"card_identifier": regexp.MustCompile(`^[0-9A-F]{32}$`),
		"number":          regexp.MustCompile(`^[0-9A-F]{16}$`),
	}
)

// read takes a request apart; unlike a real back end it suffers nothing that the contract does not say.
func read(r *http.Request) (question, card.Question, error) {
	var in question
	d := json.NewDecoder(io.LimitReader(r.Body, 4<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return in, card.Question{}, errForm
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) { // also lets the server see when the client leaves
		return in, card.Question{}, errForm
	}
	fields := [][2]string{
		{"request", in.Request}, {"terminal", in.Terminal}, {"area", in.Area}, {"atr_history", in.History},
		{"algorithm", in.Algorithm}, {"card_identifier", in.Identifier},
		{"number", in.Internal.Factor}, {"number", in.Internal.Original},
	}
	if in.External != nil {
		fields = append(fields, [2]string{"number", in.External.Factor}, [2]string{"number", in.External.Original})
	}
	for _, f := range fields {
		if !shapes[f[0]].MatchString(f[1]) {
			return in, card.Question{}, errForm
		}
	}
	if r.Header.Get("Content-Type") != "application/json" || r.Header.Get("Idempotency-Key") != in.Request {
		return in, card.Question{}, errForm
	}
	q := card.Question{
		Area:       in.Area,
		Algorithm:  card.Algorithm(in.Algorithm[1] - '0'),
		Identifier: in.Identifier,
		Internal:   in.Internal.challenge(),
	}
	fill(q.History[:], in.History)
	if in.External != nil {
		e := in.External.challenge()
		q.External = &e
	}
	return in, q, nil
}

func (c challenge) challenge() (out card.Challenge) {
	fill(out.Factor[:], c.Factor)
	fill(out.Original[:], c.Original)
	return out
}

// fill takes digits whose shape was checked.
func fill(b []byte, digits string) { _, _ = hex.Decode(b, []byte(digits)) }

// give is the right reply.
func give(in question, a card.Answer, err error) reply {
	out := reply{Request: in.Request}
	if err != nil {
		out.Error = map[card.KeyErrorKind]string{
			card.NoModule:    "no_key",
			card.NoKey:       "no_key",
			card.NoAlgorithm: "no_algorithm",
			card.KeyLevel:    "key_level",
			card.KeysSilent:  "busy",
		}[card.KeyErrorOf(err)]
		if out.Error == "" {
			out.Error = "refused"
		}
		return out
	}
	out.Internal = &answer{hex.EncodeToString(a.Internal[:]), in.Internal.Original}
	if in.External != nil {
		out.External = &answer{hex.EncodeToString(a.External[:]), in.External.Original}
	}
	return out
}
