package card

import (
	"context"
	"crypto/rand"
	"io"
	"sync"
)

// Session is one card for one visit. One goroutine uses it; whoever wants to interrupt it cancels the context of the call.
type Session struct {
	transport Transport
	selected  bool
	algorithm Algorithm // of the FCI; AlgorithmUnknown when hasAlgorithm is false or the code is none of the scheme
	named     bool      // the FCI names an algorithm
	current   byte      // the file that is selected; 0: none
	byTag     bool      // the card does not give a whole file in one answer
	id, no    string    // 卡识别码 and 卡号 of the card that was identified; empty before, and no card has an empty 卡识别码
	verified  bool      // the card took a PIN for right in this session, so it has one
	keys      Authenticator
	random    io.Reader

	closing sync.Once
	closed  error
}

// Options are what a session is opened with.
type Options struct {
	// Keys prove the card. nil is the maker "none": every card is Unverified, and nothing is asked of it.
	Keys Authenticator
	// Random makes the terminal's numbers; nil is the system's generator. Only a test that replays a recording sets it.
	Random io.Reader
}

// Open takes the card in the slot. Errors are those of Slot.Connect.
func Open(ctx context.Context, slot Slot, o Options) (*Session, error) {
	t, err := slot.Connect(ctx)
	if err != nil {
		return nil, failed("connect", err)
	}
	s := &Session{transport: t, keys: o.Keys, random: o.Random}
	if s.random == nil {
		s.random = rand.Reader
	}
	return s, nil
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
		s.named, s.selected, s.current = named, true, 0
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
