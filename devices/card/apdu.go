package card

import (
	"context"
	"errors"
)

var (
	errShort   = errors.New("answer shorter than a status word")
	errLong    = errors.New("answer longer than a card can give")
	errEndless = errors.New("the card announces more data without end")
)

// status words of facts/card.md §6.1
const (
	swOK              = 0x9000
	swWrongLength     = 0x6700
	swSecurity        = 0x6982
	swBlocked         = 0x6983
	swNotSupported    = 0x6A81
	swNotFound        = 0x6A82
	swRecordMissing   = 0x6A83
	swWrongP1P2       = 0x6A86
	swLockedForGood   = 0x9303
	sw1MoreData       = 0x61
	sw1RightLength    = 0x6C
	sw1Instruction    = 0x6D
	sw1Class          = 0x6E
	sw1Verification   = 0x63
	counterHighNibble = 0xC0
)

// sw is a status word.
type sw uint16

func (s sw) sw1() byte { return byte(s >> 8) }
func (s sw) sw2() byte { return byte(s) }

// command is one APDU before the protocol decides its last byte. It never carries a PIN: those bytes go by pin.go alone,
// where nothing is resent.
type command struct {
	ins, p1, p2 byte
	data        []byte // nil: none
	le          int    // 1 to 256 expected; 0: none
}

// bytes builds the APDU. A command with data and Le goes without Le over T=0, which has no such case
// (facts/card.md §6.2); the card then announces its answer with 61xx.
func (c command) bytes(p Protocol) []byte {
	apdu := []byte{0x00, c.ins, c.p1, c.p2}
	if c.data != nil {
		apdu = append(apdu, byte(len(c.data)))
		apdu = append(apdu, c.data...)
		if p == T0 {
			return apdu
		}
	}
	if c.le > 0 {
		apdu = append(apdu, byte(c.le))
	}
	return apdu
}

// once sends an APDU and splits the answer. Only for commands that may not be repeated is it called directly.
func (s *Session) once(ctx context.Context, step string, apdu []byte) ([]byte, sw, error) {
	answer, err := s.transport.Transmit(ctx, apdu)
	if err != nil {
		return nil, 0, failed(step, err)
	}
	switch n := len(answer); {
	case n < 2:
		return nil, 0, &Error{Kind: Unreadable, Step: step, Err: errShort}
	case n > maxAnswer:
		return nil, 0, &Error{Kind: Unreadable, Step: step, Err: errLong}
	default:
		return answer[:n-2], sw(answer[n-2])<<8 | sw(answer[n-1]), nil
	}
}

// exchange sends a command and brings home its whole answer: after 6Cxx the command goes again, at once and once, with
// the length that the card named; after 61xx the rest is fetched.
func (s *Session) exchange(ctx context.Context, step string, c command) ([]byte, sw, error) {
	data, status, err := s.resized(ctx, step, c)
	for n := 0; err == nil && status.sw1() == sw1MoreData; n++ {
		if n == maxGetResponse {
			return nil, 0, &Error{Kind: Unreadable, SW: uint16(status), Step: step, Err: errEndless}
		}
		var more []byte
		more, status, err = s.resized(ctx, step, command{ins: 0xC0, le: length(status.sw2())})
		data = append(data, more...)
	}
	if err != nil {
		return nil, 0, err
	}
	return data, status, nil
}

// resized sends a command and, when the card says that another length is right, once more with that one.
func (s *Session) resized(ctx context.Context, step string, c command) ([]byte, sw, error) {
	data, status, err := s.once(ctx, step, c.bytes(s.transport.Protocol()))
	if err == nil && status.sw1() == sw1RightLength && c.data == nil {
		c.le = length(status.sw2())
		data, status, err = s.once(ctx, step, c.bytes(s.transport.Protocol()))
	}
	return data, status, err
}

// length reads the length byte of 61xx and 6Cxx: 00 is 256.
func length(b byte) int {
	if b == 0 {
		return 256
	}
	return int(b)
}
