package card

import (
	"bytes"
	"testing"
)

func TestChangeIsSentOnceAndWiped(t *testing.T) {
	change := []byte{0x80, 0x5E, 0x01, 0x00, 0x07, 0x12, 0x34, 0x5F, 0xFF, 0x65, 0x43, 0x21}
	for answer, want := range map[string]Change{
		"\x90\x00": {Outcome: ChangeDone}, "\x63\xC2": {Outcome: ChangeWrong, Left: 2}, "\x63\xC0": {Outcome: ChangeBlocked},
		"\x69\x83": {Outcome: ChangeBlocked}, "\x6A\x80": {Outcome: ChangeRefused}, "\x6D\x00": {Outcome: ChangeRefused},
		"\x65\x81": {}, "\x6F\x00": {}, "": {}, "!": {}, "\x90": {}, "\x6C\x05": {}, "\x61\x05": {},
	} {
		s, wire := scripted(T0, "\x63\xC3", answer, ok, ok)
		got, err := s.ChangePIN(t.Context(), []byte("12345"), []byte("654321"))
		if len(wire.sent) != 2 || !bytes.Equal(wire.sent[1], change) {
			t.Errorf("after %x: %d commands", answer, len(wire.sent))
		}
		if !bytes.Equal(wire.aliases[1], make([]byte, len(change))) {
			t.Errorf("after %x the PINs are still in memory", answer)
		}
		if got != want || (err != nil) != (want.Outcome == ChangeUnknown) {
			t.Errorf("after %x: %+v, %v; want %+v", answer, got, err, want)
		}
	}
}

func TestTheLongestChangeFitsItsBuffer(t *testing.T) {
	s, wire := scripted(T0, "\x63\xC3", ok)
	if got, err := s.ChangePIN(t.Context(), []byte("123456789012"), []byte("210987654321")); err != nil || got.Outcome != ChangeDone {
		t.Errorf("%+v, %v", got, err)
	}
	if len(wire.sent[1]) != 18 || !bytes.Equal(wire.aliases[1], make([]byte, 18)) {
		t.Errorf("%d bytes were sent", len(wire.sent[1]))
	}
}

func TestChangeAsksFirst(t *testing.T) {
	for answer, want := range map[string]ChangeOutcome{ok: ChangeNoPIN, "\x69\x83": ChangeBlocked, "\x63\xC0": ChangeBlocked} {
		s, wire := scripted(T0, answer)
		if got, err := s.ChangePIN(t.Context(), []byte("123456"), []byte("654321")); err != nil || got.Outcome != want || len(wire.sent) != 1 {
			t.Errorf("%x: %+v, %v, %d commands", answer, got, err, len(wire.sent))
		}
	}
	for _, bad := range [][2]string{{"", "123456"}, {"123456", "123"}, {"123456", "12345a"}, {"1234567890123", "123456"}} {
		s, wire := scripted(T0)
		if got, err := s.ChangePIN(t.Context(), []byte(bad[0]), []byte(bad[1])); KindOf(err) != Malformed || got.Outcome != ChangeRefused || len(wire.sent) != 0 {
			t.Errorf("%d and %d characters: %+v, %v", len(bad[0]), len(bad[1]), got, err)
		}
	}
	// A line that fails before anything was sent has changed nothing.
	s, _ := scripted(T0, "!")
	if got, err := s.ChangePIN(t.Context(), []byte("123456"), []byte("654321")); err == nil || got.Outcome != ChangeRefused {
		t.Errorf("%+v, %v", got, err)
	}
}

// A card that has just taken a PIN for right has one, whatever it answers to the question for tries.
func TestChangeAfterARightPIN(t *testing.T) {
	s, wire := scripted(T0, "\x63\xC3", ok, ok, ok)
	if v, err := s.Verify(t.Context(), []byte("123456")); err != nil || v.Outcome != PINRight {
		t.Fatalf("%+v, %v", v, err)
	}
	if got, err := s.ChangePIN(t.Context(), []byte("123456"), []byte("802751")); err != nil || got.Outcome != ChangeDone || count(wire.sent, 0x5E) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWeakPIN(t *testing.T) {
	const number, cardNumber = "379901199003070011", "X00000019"
	for pin, weak := range map[string]bool{
		"111111": true, "000000": true, "121212": true, "123123": true, // over and over
		"123456": true, "654321": true, "890123": true, "321098": true, // in a row
		"900307": true, "070390": true, "030790": true, "199003": true, // born on
		"070011": true, "379901": true, "000001": true, // of the numbers
		"246813": false, "135790": false, "112233": false, "900308": false, "802751": false,
	} {
		if WeakPIN([]byte(pin), number, cardNumber) != weak {
			t.Errorf("PIN %s: want weak %v", pin, weak)
		}
	}
}
