package card

import (
	"context"
	"sync"
)

// Session is one card for one visit. One goroutine uses it; whoever wants to interrupt it cancels the context of the call.
type Session struct {
	transport Transport
	selected  bool
	algorithm Algorithm // of the FCI; AlgorithmUnknown when hasAlgorithm is false or the code is none of the scheme
	named     bool      // the FCI names an algorithm
	id, no    string    // 卡识别码 and 卡号 of the card that was identified; empty before, and no card has an empty 卡识别码

	closing sync.Once
	closed  error
}

// Open takes the card in the slot. Errors are those of Slot.Connect.
func Open(ctx context.Context, slot Slot) (*Session, error) {
	t, err := slot.Connect(ctx)
	if err != nil {
		return nil, failed("connect", err)
	}
	return &Session{transport: t}, nil
}

// Close powers the card off, whatever happened before, and forgets what was read. It may be called again.
func (s *Session) Close() error {
	s.closing.Do(func() {
		s.id, s.no = "", ""
		if err := s.transport.Close(); err != nil {
			s.closed = failed("power off", err)
		}
	})
	return s.closed
}

// ssse is the name of 社会保障系统环境: "sx1.sh." and 社会保障 in GBK (facts/card.md §1.1).
var ssse = []byte("sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF")

// bankNames are what a bank card answers to: its environments and the debit application (facts/card.md §1.1).
func bankNames() [][]byte {
	return [][]byte{
		[]byte("2PAY.SYS.DDF01"),
		[]byte("1PAY.SYS.DDF01"),
		{0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x01},
	}
}

func selectName(name []byte) command { return command{ins: 0xA4, p1: 0x04, data: name, le: 256} }

// selectSSSE enters the social security application once a session.
func (s *Session) selectSSSE(ctx context.Context) error {
	if s.selected {
		return nil
	}
	const step = "SELECT SSSE"
	fci, status, err := s.exchange(ctx, step, selectName(ssse))
	if err != nil {
		return err
	}
	switch {
	case status == swOK:
		code, named := algorithmTag(fci)
		if named && code >= 1 && code <= 3 {
			s.algorithm = Algorithm(code)
		}
		s.named, s.selected = named, true
		return nil
	case status == swLockedForGood || status == swNotSupported:
		return &Error{Kind: Locked, SW: uint16(status), Step: step}
	case status == swNotFound:
		return s.otherCard(ctx, &Error{Kind: NotSocialSecurity, SW: uint16(status), Step: step})
	case status.sw1() == sw1Instruction || status.sw1() == sw1Class || status == swWrongLength:
		// Identity cards and the like do not know the command, or its form (facts/card.md §1.5).
		return &Error{Kind: NotSocialSecurity, SW: uint16(status), Step: step}
	}
	return &Error{Kind: Unreadable, SW: uint16(status), Step: step}
}

// otherCard tells a bank card from the rest.
func (s *Session) otherCard(ctx context.Context, not *Error) error {
	for _, name := range bankNames() {
		_, status, err := s.exchange(ctx, "SELECT bank", selectName(name))
		if err != nil {
			return err
		}
		if status == swOK {
			return &Error{Kind: BankOnly, SW: not.SW, Step: not.Step}
		}
	}
	return not
}

// selectEF makes a file current. Fielded cards know P1=02 of the specification or P1=00 of common use
// (facts/card.md §1.2).
func (s *Session) selectEF(ctx context.Context, file byte, step string) (sw, error) {
	var status sw
	for _, p1 := range []byte{0x02, 0x00} {
		var err error
		_, status, err = s.exchange(ctx, step, command{ins: 0xA4, p1: p1, data: []byte{0xEF, file}})
		if err != nil {
			return 0, err
		}
		if status != swWrongP1P2 && status != swNotFound && status != swNotSupported {
			break
		}
	}
	return status, nil
}

// field is one record of a file: its tag and the length of its value (facts/card.md §2.2).
type field struct {
	tag  byte
	size int
	step string
}

// readField reads one record of the current file; nil when the card does not have it.
func (s *Session) readField(ctx context.Context, f field) ([]byte, error) {
	answer, status, err := s.exchange(ctx, f.step, command{ins: 0xB2, p1: f.tag, le: f.size + 2})
	switch {
	case err != nil:
		return nil, err
	case status == swRecordMissing:
		return nil, nil
	case status != swOK:
		return nil, refused(status, f.step)
	}
	value, ok := record(answer, f.tag)
	if !ok {
		return nil, &Error{Kind: Malformed, SW: uint16(status), Step: f.step, Err: errTLV}
	}
	return value, nil
}

// refused is the error of a status word that no file should answer with, or only to an authenticated terminal.
func refused(status sw, step string) *Error {
	switch {
	case status == swSecurity:
		return &Error{Kind: NeedsKey, SW: uint16(status), Step: step}
	case status == swLockedForGood:
		return &Error{Kind: Locked, SW: uint16(status), Step: step}
	case status == swNotFound || status.sw1() == sw1Instruction || status.sw1() == sw1Class:
		return &Error{Kind: Malformed, SW: uint16(status), Step: step}
	}
	return &Error{Kind: Unreadable, SW: uint16(status), Step: step}
}
