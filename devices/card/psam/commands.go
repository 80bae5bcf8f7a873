package psam

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"shebao/kiosk/devices/card"
)

// The keys of facts/card.md §4.3: usage "encipher" of the card's own proof and of the terminal's to it.
const (
	keyIRK    = 0x08
	keyRKSSSE = 0x0A
)

// deepest are the usages of DELIVERY SESSION KEY in the order in which they are tried: a root key of the country needs three
// diversification factors, one of the province two, of the city one (facts/card.md §4.3).
const deepest = 3

func usage(levels int) byte { return byte(levels<<5 | 0x07) }

// application is the ADF of a PSAM (facts/card.md §1.1).
var application = []byte{0xD1, 0x56, 0x00, 0x00, 0x05, 0x90}

const (
	swOK          = 0x9000
	swNotFound    = 0x6A82
	swKeyNotFound = 0x6A88
	swLength      = 0x6700

	// maxParts ends a module that announces more data for ever.
	maxParts = 4
)

var (
	errStatus = errors.New("status word")
	errForm   = errors.New("not the bytes that belong there")
)

// link is the module behind a transport.
type link struct {
	transport card.Transport
	area      string // whose keys the module has, unless they are the country's
	// levels is how deep the key is that worked last, by algorithm and key: the next card is of the same scheme.
	levels map[[2]byte]int
}

// send sends a command with data or an expected length, and brings home its answer with 61xx and 6Cxx (facts/card.md §6.2).
func (l *link) send(ctx context.Context, step string, head [4]byte, data []byte, le byte) ([]byte, uint16, error) {
	apdu := append([]byte(nil), head[:]...)
	if data != nil {
		apdu = append(append(apdu, byte(len(data))), data...)
	} else {
		apdu = append(apdu, le)
	}
	if data != nil && l.transport.Protocol() == card.T1 {
		apdu = append(apdu, 0)
	}
	var whole []byte
	for range maxParts {
		answer, err := l.transport.Transmit(ctx, apdu)
		if err != nil {
			return nil, 0, silent(step, err)
		}
		if len(answer) < 2 {
			return nil, 0, silent(step, errForm)
		}
		body, status := answer[:len(answer)-2], uint16(answer[len(answer)-2])<<8|uint16(answer[len(answer)-1])
		whole = append(whole, body...)
		switch {
		case status>>8 == 0x61:
			apdu = []byte{0x00, 0xC0, 0x00, 0x00, byte(status)}
		case status>>8 == 0x6C && data == nil:
			apdu = []byte{head[0], head[1], head[2], head[3], byte(status)}
		default:
			return whole, status, nil
		}
	}
	return nil, 0, silent(step, errForm)
}

func silent(step string, err error) error {
	return &card.KeyError{Kind: card.KeysSilent, Detail: "PSAM: " + step, Err: err}
}

func refused(kind card.KeyErrorKind, step string, status uint16) error {
	return &card.KeyError{Kind: kind, Detail: fmt.Sprintf("PSAM: %s (SW %04X)", step, status)}
}

// terminal reads the module's terminal number: 6 bytes of digits in the file 0016.
func (l *link) terminal(ctx context.Context) (string, error) {
	for _, file := range [][]byte{{0x3F, 0x00}, {0x00, 0x16}} { // the main directory, where an earlier question has left it
		step := fmt.Sprintf("SELECT %X", file)
		_, status, err := l.send(ctx, step, [4]byte{0x00, 0xA4, 0x00, 0x00}, file, 0)
		if err != nil {
			return "", err
		}
		if status != swOK {
			return "", refused(card.NoModule, step, status) // whatever is in the slot is no PSAM
		}
	}
	number, status, err := l.send(ctx, "READ BINARY 0016", [4]byte{0x00, 0xB0, 0x00, 0x00}, nil, 6)
	switch {
	case err != nil:
		return "", err
	case status != swOK:
		return "", refused(card.NoModule, "READ BINARY 0016", status)
	case len(number) != 6:
		return "", &card.KeyError{Kind: card.NoModule, Detail: "PSAM: READ BINARY 0016", Err: errForm}
	}
	return hex.EncodeToString(number), nil
}

// enter selects the application and in it the keys of an algorithm.
func (l *link) enter(ctx context.Context, a card.Algorithm) error {
	_, status, err := l.send(ctx, "SELECT ADF", [4]byte{0x00, 0xA4, 0x04, 0x00}, application, 0)
	if err != nil {
		return err
	}
	if status != swOK {
		return refused(card.NoModule, "SELECT ADF", status)
	}
	if a < card.AlgorithmDES || a > card.AlgorithmSM4 {
		return &card.KeyError{Kind: card.NoAlgorithm, Detail: "PSAM: " + a.String()}
	}
	_, status, err = l.send(ctx, "SELECT key file", [4]byte{0x00, 0xA4, 0x00, 0x00}, []byte{0x00, 0x10 + byte(a)}, 0)
	switch {
	case err != nil:
		return err
	case status == swNotFound:
		return refused(card.NoAlgorithm, "SELECT key file", status)
	case status != swOK:
		return refused(card.KeysRefused, "SELECT key file", status)
	}
	return nil
}

// session makes the session key of a factor, with as many diversification levels as the module's key needs.
func (l *link) session(ctx context.Context, key byte, q card.Question, factor [8]byte) error {
	const step = "DELIVERY SESSION KEY"
	cache := [2]byte{byte(q.Algorithm), key}
	order := []int{deepest, 2, 1}
	if known := l.levels[cache]; known != 0 {
		order = append([]int{known}, order...)
	}
	missing := 0
	var last uint16
	for _, levels := range order {
		if !covers(l.area, q.Area, levels) {
			continue
		}
		for _, size := range randomSizes(q.Algorithm) {
			data := factors(q, levels)
			data = append(data, factor[:]...)
			data = append(data, make([]byte, size-len(factor))...)
			_, status, err := l.send(ctx, step, [4]byte{0xBF, 0xDE, usage(levels), key}, data, 0)
			if err != nil {
				return err
			}
			last = status
			if status == swOK {
				l.levels[cache] = levels
				return nil
			}
			if status != swLength {
				break
			}
		}
		if last == swKeyNotFound {
			missing++
		}
	}
	delete(l.levels, cache)
	if missing > 0 && last == swKeyNotFound {
		return refused(card.NoKey, step, last)
	}
	return refused(card.KeyLevel, step, last)
}

// covers reports whether a module of an area has the key that leads to a card of another, so many levels down. One of a province,
// or of a city, computes something for any card and does not know that it is nonsense: a genuine card from elsewhere would look
// like a counterfeit.
func covers(module, card string, levels int) bool {
	switch {
	case levels == deepest:
		return true
	case len(module) != 6:
		return false
	case levels == 2:
		return module[:2] == card[:2]
	case module[:2] == "33": // there the last two digits do not count
		return module[:4] == card[:4]
	}
	return module == card
}

// randomSizes are the lengths in which a module may want the random number: the block of its algorithm, and as a second try
// the 8 bytes that it is.
func randomSizes(a card.Algorithm) []int {
	if a == card.AlgorithmDES {
		return []int{8}
	}
	return []int{16, 8}
}

// factors are the last so many of the three diversification factors: province, city, card (facts/card.md §4.3).
func factors(q card.Question, levels int) []byte {
	province, city := q.Area[:2]+"0000sh", q.Area+"sx"
	if q.Area[:2] == "33" {
		city = q.Area[:4] + "00sx"
	}
	all := append([]byte(province+city), q.History[5:]...)
	return all[8*(deepest-levels):]
}

// prove computes the authentication data of a challenge.
func (l *link) prove(ctx context.Context, key byte, q card.Question, c card.Challenge) (out [8]byte, err error) {
	const step = "CIPHER DATA"
	if err := l.session(ctx, key, q, c.Factor); err != nil {
		return out, err
	}
	block := append([]byte(nil), c.Original[:]...)
	if q.Algorithm != card.AlgorithmDES {
		block = append(block, make([]byte, 8)...)
	}
	answer, status, err := l.send(ctx, step, [4]byte{0x80, 0xFA, 0x00, 0x00}, block, 0)
	switch {
	case err != nil:
		return out, err
	case status != swOK:
		return out, refused(card.KeysRefused, step, status)
	case len(answer) != len(block):
		return out, &card.KeyError{Kind: card.KeysNonsense, Detail: "PSAM: " + step, Err: errForm}
	}
	copy(out[:], answer)
	if len(answer) == 16 { // both halves count (facts/card.md §4.4)
		for i := range out {
			out[i] ^= answer[8+i]
		}
	}
	return out, nil
}
