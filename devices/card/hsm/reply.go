package hsm

import (
	"encoding/hex"
	"errors"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/backend"
)

// What is wrong with a reply. None of them repeats it.
var (
	errJSON      = errors.New("it is not one JSON object without repeated names")
	errForm      = errors.New("its fields have not the form of the contract")
	errRequest   = errors.New("it is to another request")
	errOriginal  = errors.New("it answers another number than was asked")
	errExternal  = errors.New("it answers an external challenge that was not asked, or none that was")
	errErrorWord = errors.New("it names an error that the contract does not have")
)

func nonsense(why error) error {
	return &card.KeyError{Kind: card.KeysNonsense, Detail: "HSM: reply", Err: why}
}

// refusal is the error of a word of the contract's closed set.
func refusal(word string) error {
	kind, known := map[string]card.KeyErrorKind{
		"no_key":       card.NoKey,
		"no_algorithm": card.NoAlgorithm,
		"key_level":    card.KeyLevel,
		"refused":      card.KeysRefused,
		"busy":         card.KeysSilent,
	}[word]
	if !known {
		return nonsense(errErrorWord)
	}
	return &card.KeyError{Kind: kind, Detail: "HSM: error " + word}
}

// parse reads a reply. What it accepts is bound to the question: it names this request and repeats this question's originals.
// A recorded reply therefore opens nothing.
func parse(body []byte, id string, q card.Question) (card.Answer, error) {
	reply, ok := backend.Decode(body, maxDepth)
	if !ok {
		return card.Answer{}, nonsense(errJSON)
	}
	if named, _ := reply["request"].(string); named != id {
		return card.Answer{}, nonsense(errRequest)
	}
	// A null is a field that is not there: encoders that write every field of a record write it so.
	if failure := reply["error"]; failure != nil {
		word, ok := failure.(string)
		if !ok || reply["internal"] != nil || reply["external"] != nil {
			return card.Answer{}, nonsense(errForm)
		}
		return card.Answer{}, refusal(word)
	}
	if (reply["external"] != nil) != (q.External != nil) {
		return card.Answer{}, nonsense(errExternal)
	}
	answer := card.Answer{By: card.GenuineByHSM}
	if err := part(reply["internal"], q.Internal, &answer.Internal); err != nil {
		return card.Answer{}, nonsense(err)
	}
	if q.External != nil {
		if err := part(reply["external"], *q.External, &answer.External); err != nil {
			return card.Answer{}, nonsense(err)
		}
	}
	return answer, nil
}

// part takes the answer to one challenge.
func part(of any, asked card.Challenge, answer *[8]byte) error {
	fields, _ := of.(backend.Object)
	given, ok1 := eight(fields["answer"])
	original, ok2 := eight(fields["original"])
	switch {
	case !ok1 || !ok2:
		return errForm
	case original != asked.Original:
		return errOriginal
	}
	*answer = given
	return nil
}

// eight reads 8 bytes in hexadecimal digits of either case.
func eight(of any) (out [8]byte, ok bool) {
	s, _ := of.(string)
	if len(s) != hex.EncodedLen(len(out)) {
		return out, false
	}
	_, err := hex.Decode(out[:], []byte(s))
	return out, err == nil
}
