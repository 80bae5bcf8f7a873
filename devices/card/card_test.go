package card

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// script is a transport that answers from a list and keeps what it was sent.
type script struct {
	proto   Protocol
	answers []string // bytes; "!" is an error
	sent    [][]byte
	aliases [][]byte // the very slices that were given
	closes  int
	atr     []byte
}

var errWire = errors.New("wire")

func (s *script) Transmit(_ context.Context, apdu []byte) ([]byte, error) {
	s.sent = append(s.sent, bytes.Clone(apdu))
	s.aliases = append(s.aliases, apdu)
	if len(s.answers) == 0 {
		return nil, &Error{Kind: Gone}
	}
	answer := s.answers[0]
	s.answers = s.answers[1:]
	if answer == "!" {
		return nil, errWire
	}
	return []byte(answer), nil
}
func (s *script) ATR() []byte        { return s.atr }
func (s *script) Protocol() Protocol { return s.proto }
func (s *script) Close() error       { s.closes++; return nil }

func scripted(p Protocol, answers ...string) (*Session, *script) {
	s := &script{proto: p, answers: answers}
	return &Session{transport: s, selected: true}, s
}

func TestExchangeWire(t *testing.T) {
	selectEnv := "\x00\xA4\x04\x00\x0F" + string(ssse)
	for _, c := range []struct {
		name    string
		proto   Protocol
		command command
		answers []string
		sent    []string
		data    string
		status  sw
		kind    ErrorKind
	}{
		{"T=0 leaves Le out", T0, selectName(ssse), []string{"\x61\x02", "ab\x90\x00"},
			[]string{selectEnv, "\x00\xC0\x00\x00\x02"}, "ab", 0x9000, ""},
		{"T=1 has Le", T1, selectName(ssse), []string{"ab\x90\x00"}, []string{selectEnv + "\x00"}, "ab", 0x9000, ""},
		{"6C once, at once", T0, command{ins: 0xB2, p1: 7, le: 11}, []string{"\x6C\x02", "ab\x90\x00"},
			[]string{"\x00\xB2\x07\x00\x0B", "\x00\xB2\x07\x00\x02"}, "ab", 0x9000, ""},
		{"6C00 is 256", T0, command{ins: 0xB2, p1: 7, le: 11}, []string{"\x6C\x00", "\x90\x00"},
			[]string{"\x00\xB2\x07\x00\x0B", "\x00\xB2\x07\x00\x00"}, "", 0x9000, ""},
		{"6C twice is an answer", T0, command{ins: 0xB2, p1: 7, le: 11}, []string{"\x6C\x02", "\x6C\x03"},
			[]string{"\x00\xB2\x07\x00\x0B", "\x00\xB2\x07\x00\x02"}, "", 0x6C03, ""},
		{"6C within GET RESPONSE", T0, selectName(ssse), []string{"\x61\x00", "\x6C\x02", "ab\x90\x00"},
			[]string{selectEnv, "\x00\xC0\x00\x00\x00", "\x00\xC0\x00\x00\x02"}, "ab", 0x9000, ""},
		{"61 in parts", T0, selectName(ssse), []string{"\x61\x02", "ab\x61\x01", "c\x90\x00"},
			[]string{selectEnv, "\x00\xC0\x00\x00\x02", "\x00\xC0\x00\x00\x01"}, "abc", 0x9000, ""},
		{"6C to a command with data is an answer", T0, selectName(ssse), []string{"\x6C\x02"}, []string{selectEnv}, "", 0x6C02, ""},
		{"one byte", T0, command{ins: 0xB2}, []string{"\x90"}, []string{"\x00\xB2\x00\x00"}, "", 0, Unreadable},
		{"nothing", T0, command{ins: 0xB2}, []string{""}, []string{"\x00\xB2\x00\x00"}, "", 0, Unreadable},
		{"too long", T1, command{ins: 0xB2}, []string{strings.Repeat("a", 257) + "\x90\x00"}, []string{"\x00\xB2\x00\x00"}, "", 0, Unreadable},
		{"wire", T0, command{ins: 0xB2}, []string{"!"}, []string{"\x00\xB2\x00\x00"}, "", 0, Unreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, wire := scripted(c.proto, c.answers...)
			data, status, err := s.exchange(t.Context(), "step", c.command)
			if string(data) != c.data || status != c.status || KindOf(err) != c.kind {
				t.Errorf("%x %04X %v", data, status, err)
			}
			var sent []string
			for _, b := range wire.sent {
				sent = append(sent, string(b))
			}
			if strings.Join(sent, "|") != strings.Join(c.sent, "|") {
				t.Errorf("sent %x, want %x", sent, c.sent)
			}
		})
	}
}

func TestEndlessMoreEnds(t *testing.T) {
	s, wire := scripted(T0, strings.Split(strings.Repeat("\x61\x00,", 100), ",")...)
	if _, _, err := s.exchange(t.Context(), "step", selectName(ssse)); KindOf(err) != Unreadable {
		t.Error(err)
	}
	if len(wire.sent) != 1+maxGetResponse {
		t.Errorf("%d commands", len(wire.sent))
	}
}

func TestVerifyIsSentOnceAndWiped(t *testing.T) {
	pin := []byte{0x00, 0x20, 0x00, 0x00, 0x03, 0x12, 0x34, 0x5F}
	for _, answer := range []string{"\x90\x00", "\x63\xC2", "\x6C\x05", "\x61\x05", "\x67\x00", "", "!"} {
		s, wire := scripted(T0, "\x63\xC3", answer)
		got, err := s.Verify(t.Context(), []byte("12345"))
		if len(wire.sent) != 2 || !bytes.Equal(wire.sent[1], pin) {
			t.Errorf("after %x: sent %d commands, the last %x", answer, len(wire.sent), wire.sent[len(wire.sent)-1])
		}
		if !bytes.Equal(wire.aliases[1], make([]byte, len(pin))) {
			t.Errorf("after %x the PIN is still in memory", answer)
		}
		known := answer == "\x90\x00" || answer == "\x63\xC2"
		if (err == nil) != known || (got.Outcome != PINUnknown) != known {
			t.Errorf("after %x: %+v, %v", answer, got, err)
		}
	}
}

func TestVerifyAsksFirst(t *testing.T) {
	for answer, want := range map[string]Outcome{"\x90\x00": NoPIN, "\x69\x83": PINBlocked, "\x63\xC0": PINBlocked} {
		s, wire := scripted(T0, answer)
		if got, err := s.Verify(t.Context(), []byte("123456")); err != nil || got.Outcome != want || len(wire.sent) != 1 {
			t.Errorf("%x: %+v, %v, %d commands", answer, got, err, len(wire.sent))
		}
	}
	for _, bad := range []string{"", "123", "1234567890123", "12a4", "12 4"} {
		s, wire := scripted(T0)
		if _, err := s.Verify(t.Context(), []byte(bad)); KindOf(err) != Malformed || len(wire.sent) != 0 {
			t.Errorf("%d characters: %v", len(bad), err)
		}
	}
}

func TestSelectAnswers(t *testing.T) {
	for answer, want := range map[string]ErrorKind{
		"\x93\x03": Locked, "\x6A\x81": Locked, "\x6D\x00": NotSocialSecurity, "\x6E\x00": NotSocialSecurity,
		"\x67\x00": NotSocialSecurity, "\x6F\x00": Unreadable, "": Unreadable,
	} {
		s, _ := scripted(T0, answer)
		s.selected = false
		if _, err := s.Identify(t.Context()); KindOf(err) != want {
			t.Errorf("%x: %v, want %v", answer, err, want)
		}
	}
	s, _ := scripted(T0, "\x6A\x82", "\x6A\x82", "\x6A\x82", "\x6A\x82")
	s.selected = false
	if _, err := s.Identify(t.Context()); KindOf(err) != NotSocialSecurity {
		t.Error(err)
	}
}

func TestContextErrorsAreStuck(t *testing.T) {
	if e := failed("step", context.DeadlineExceeded); e.Kind != Stuck || e.Step != "step" {
		t.Error(e)
	}
	if !errors.Is(failed("step", errWire), errWire) {
		t.Error("the cause is lost")
	}
}

func TestCloseOnce(t *testing.T) {
	s, wire := scripted(T0)
	s.id, s.no = "id", "no"
	if s.Close() != nil || s.Close() != nil || wire.closes != 1 || s.id != "" || s.no != "" {
		t.Errorf("%d closes, %+v", wire.closes, s)
	}
}

func TestSameCard(t *testing.T) {
	id := "\x01\x10\x37\x01\x00\xD1\x56\x00\x00\x05\x00\x00\x00\x01\xFF\xFF\xFF\xFF"
	read := func(serial, number string) []string {
		return []string{"\x90\x00", "\x90\x00", "\x6A\x86", strings.Replace(id, "\x00\x00\x00\x01", serial, 1) + "\x90\x00",
			"\x07\x09" + number + "\x90\x00"}
	}
	for _, c := range []struct {
		serial, number string
		want           bool
	}{
		{"\x00\x00\x00\x01", "X00000019", true},
		{"\x00\x00\x00\x02", "X00000019", false},
		{"\x00\x00\x00\x01", "X00000027", false},
	} {
		s, _ := scripted(T1, read(c.serial, c.number)...)
		s.id, s.no = "370100D15600000500000001FFFFFFFF", "X00000019"
		if same, err := s.SameCard(t.Context()); err != nil || same != c.want {
			t.Errorf("%x %s: %v, %v", c.serial, c.number, same, err)
		}
	}
	s, _ := scripted(T1, read("\x00\x00\x00\x01", "X00000019")...)
	if same, _ := s.SameCard(t.Context()); same {
		t.Error("a card that was never identified is the same")
	}
}

func TestExpiry(t *testing.T) {
	id := Identity{Expires: Date{2030, 1, 2, true}}
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	// The last day ends at midnight in China, 16:00 UTC.
	if id.ExpiredOn(at("2030-01-02T15:59:59Z")) || !id.ExpiredOn(at("2030-01-02T16:00:00Z")) {
		t.Error("the last day is wrong")
	}
	if (Identity{}).ExpiredOn(at("2999-01-01T00:00:00Z")) {
		t.Error("a card without an end expired")
	}
}

func TestErrorText(t *testing.T) {
	e := &Error{Kind: NeedsKey, SW: 0x6982, Step: "EF06/08"}
	if e.Error() != "card: needs_key at EF06/08 (SW 6982)" {
		t.Error(e)
	}
}
