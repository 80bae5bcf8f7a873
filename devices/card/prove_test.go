package card

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// The synthetic answer to reset of facts/card.md §2.2.
const sampleATR = "3B6D000000814A44468660370100000001"

func TestHistoryOf(t *testing.T) {
	const history = "00814A44468660370100000001"
	for atr, want := range map[string]bool{
		sampleATR:                              true,
		"3B8D8001" + history + "14":            true,  // contactless
		"3B7D940000" + history:                 true,  // TA1 as well
		"3B9D96801FC7" + history + "AA":        true,  // T=0 and T=15
		"3BDD9600801FC7" + history + "AA":      true,  // TC1 as well
		"3B6D0000" + history[:24]:              false, // cut off
		"3B6E0000" + history + "00":            false, // fourteen
		"3BFD":                                 false,
		"3B":                                   false,
		"":                                     false,
		"3B" + strings.Repeat("FD", 40):        false,
		"3B0D" + history:                       true,
		"3B8D" + strings.Repeat("80", 40) + "": false, // groups without end
	} {
		got, ok := historyOf(unhex(t, atr))
		if ok != want || ok && !bytes.Equal(got[:], unhex(t, history)) {
			t.Errorf("%s: %x, %v", atr, got, ok)
		}
	}
}

// maker answers every question alike, or not at all.
type maker struct {
	by       Authenticity
	internal string
	err      error
	asked    *[]Question
}

func (m maker) Authenticate(_ context.Context, q Question) (Answer, error) {
	if m.asked != nil {
		*m.asked = append(*m.asked, q)
	}
	a := Answer{By: m.by}
	copy(a.Internal[:], m.internal)
	copy(a.External[:], "external")
	return a, m.err
}

// zeros is a generator whose numbers are known: 0 to 7 as factor, 8 to 15 as original.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }

type counting struct{ next byte }

func (c *counting) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = c.next
		c.next++
	}
	return len(b), nil
}

const (
	ok       = "\x90\x00"
	mac      = "answered"
	ownOne   = "\x00\x01\x02\x03\x04\x05\x06\x07"
	ownTwo   = "\x08\x09\x0A\x0B\x0C\x0D\x0E\x0F"
	cardOne  = "cardone!"
	cardTwo  = "cardtwo!"
	internal = "\x00\x88\x00\x00\x10"
	external = "\x00\x82\x00\x0A\x10"
	ask      = "\x00\x84\x00\x00\x08"
)

// proving runs prove over a script, as a card that is closed or not.
func proving(t *testing.T, m Authenticator, closed bool, answers ...string) (proof, *script, error) {
	t.Helper()
	s, wire := scripted(T1, answers...)
	wire.atr, s.keys, s.random = unhex(t, sampleATR), m, &counting{}
	p, err := s.prove(t.Context(), Identity{Identifier: "370100D15600000500000001FFFFFFFF", Algorithm: AlgorithmSM4}, closed)
	return p, wire, err
}

func wantSent(t *testing.T, wire *script, want ...string) {
	t.Helper()
	if len(wire.sent) != len(want) {
		t.Errorf("%d commands were sent, want %d: %x", len(wire.sent), len(want), wire.sent)
	}
	for i := range min(len(want), len(wire.sent)) {
		if string(wire.sent[i]) != want[i] {
			t.Errorf("command %d is %x, want %x", i, wire.sent[i], want[i])
		}
	}
}

func TestOpenCardIsProvedByOwnNumbers(t *testing.T) {
	var asked []Question
	p, wire, err := proving(t, maker{by: GenuineByPSAM, internal: mac, asked: &asked}, false, mac+ok)
	if err != nil || p.found != GenuineByPSAM || p.opened || p.why != nil {
		t.Errorf("%+v, %v", p, err)
	}
	wantSent(t, wire, internal+ownOne+ownTwo+"\x08")
	q := asked[0]
	if string(q.Internal.Factor[:])+string(q.Internal.Original[:]) != ownOne+ownTwo || q.External != nil || q.Area != "370100" ||
		q.Algorithm != AlgorithmSM4 || !bytes.Equal(q.History[:], unhex(t, "00814A44468660370100000001")) {
		t.Errorf("asked %+v", q)
	}
}

func TestClosedCardIsOpened(t *testing.T) {
	var asked []Question
	p, wire, err := proving(t, maker{by: GenuineByHSM, internal: mac, asked: &asked}, true, mac+ok, cardOne+ok, cardTwo+ok, ok)
	if err != nil || p.found != GenuineByHSM || !p.opened || p.why != nil {
		t.Errorf("%+v, %v", p, err)
	}
	wantSent(t, wire, internal+ownOne+ownTwo+"\x08", ask, ask, external+"external"+cardOne)
	if e := asked[0].External; e == nil || string(e.Original[:]) != cardOne || string(e.Factor[:]) != cardTwo {
		t.Errorf("asked %+v", asked[0])
	}
}

func TestWrongAnswerIsCounterfeitAndIsNotOpened(t *testing.T) {
	p, wire, err := proving(t, maker{by: GenuineByHSM, internal: mac}, true, "answere?"+ok, cardOne+ok, cardTwo+ok, ok)
	if err != nil || p.found != Counterfeit || p.opened {
		t.Errorf("%+v, %v", p, err)
	}
	if count(wire.sent, 0x82) > 0 {
		t.Error("a counterfeit was sent the terminal's proof")
	}
}

// A card that wants a factor of its own gets it with our original: a recording is of no use then either.
func TestNeverBothNumbersFromTheCard(t *testing.T) {
	for _, refusal := range []string{"\x69\x84", "\x69\x85"} {
		var asked []Question
		p, wire, err := proving(t, maker{by: GenuineByHSM, internal: mac, asked: &asked}, false, refusal, cardOne+ok, mac+ok)
		if err != nil || p.found != GenuineByHSM {
			t.Errorf("%+v, %v", p, err)
		}
		wantSent(t, wire, internal+ownOne+ownTwo+"\x08", ask, internal+cardOne+ownTwo+"\x08")
		if q := asked[0]; string(q.Internal.Factor[:]) != cardOne || string(q.Internal.Original[:]) != ownTwo {
			t.Errorf("asked %+v", q)
		}
	}
	// It insists still: it is not asked again.
	p, wire, err := proving(t, maker{by: GenuineByHSM, internal: mac}, false, "\x69\x85", cardOne+ok, "\x69\x85", cardTwo+ok)
	if err != nil || p.found != Unverified || p.why == nil || len(wire.sent) != 3 {
		t.Errorf("%+v, %v, %d commands", p, err, len(wire.sent))
	}
}

func TestWithoutAnAnswerACardIsUnverified(t *testing.T) {
	for name, answers := range map[string][]string{
		"refused":   {"\x6A\x88"},
		"too short": {"answere" + ok},
		"too long":  {"answered!" + ok},
		"no data":   {ok},
	} {
		if p, _, err := proving(t, maker{by: GenuineByHSM}, false, answers...); err != nil || p.found != Unverified || p.why == nil {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
	broken := &KeyError{Kind: KeysSilent}
	if p, _, err := proving(t, maker{err: broken}, false, mac+ok); err != nil || p.found != Unverified || !errors.Is(p.why, broken) {
		t.Errorf("a silent maker: %+v, %v", p, err)
	}
	if _, _, err := proving(t, maker{by: GenuineByHSM, internal: mac}, false, "!"); KindOf(err) != Unreadable {
		t.Errorf("a broken line: %v", err)
	}
}

// EXTERNAL AUTHENTICATE costs tries of a key that locks for ever.
func TestExternalIsSentOnce(t *testing.T) {
	for _, answer := range []string{"\x63\xC2", "\x69\x83", "\x69\x84", "\x6C\x08", "\x61\x08", "\x67\x00"} {
		p, wire, err := proving(t, maker{by: GenuineByHSM, internal: mac}, true, mac+ok, cardOne+ok, cardTwo+ok, answer, ok, ok)
		if err != nil || p.opened || p.found != GenuineByHSM || KindOf(p.why) != NeedsKey || count(wire.sent, 0x82) != 1 {
			t.Errorf("after %x: %+v, %v, sent %d times", answer, p, err, count(wire.sent, 0x82))
		}
	}
	for _, answer := range []string{"", "!"} {
		_, wire, err := proving(t, maker{by: GenuineByHSM, internal: mac}, true, mac+ok, cardOne+ok, cardTwo+ok, answer, ok, ok)
		if err == nil || count(wire.sent, 0x82) != 1 {
			t.Errorf("after %q: %v, sent %d times", answer, err, count(wire.sent, 0x82))
		}
	}
}

func TestMakersAreAskedInTurn(t *testing.T) {
	second := maker{by: GenuineByHSM}
	for _, kind := range KeyErrorKinds() {
		a, err := InTurn{maker{err: &KeyError{Kind: kind}}, second}.Authenticate(t.Context(), Question{})
		switch kind {
		case NoModule, NoAlgorithm, NoKey, KeyLevel:
			if err != nil || a.By != GenuineByHSM {
				t.Errorf("%s: the second maker was not asked: %v", kind, err)
			}
		default:
			if KeyErrorOf(err) != kind || a != (Answer{}) {
				t.Errorf("%s: passed over: %+v, %v", kind, a, err)
			}
		}
	}
	if _, err := (InTurn{}).Authenticate(t.Context(), Question{}); KeyErrorOf(err) != NoModule {
		t.Errorf("no maker: %v", err)
	}
	first := maker{by: GenuineByPSAM}
	if a, err := (InTurn{first, second}).Authenticate(t.Context(), Question{}); err != nil || a.By != GenuineByPSAM {
		t.Errorf("%+v, %v", a, err)
	}
}
