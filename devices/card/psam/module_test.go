package psam

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/devices/simulate/simpsam"
	"shebao/kiosk/internal/clock"
)

const terminal = "370100000001"

// hall is a module in a watched slot.
type hall struct {
	*Module
	t    *testing.T
	slot *simcard.Slot
	time *clock.Fake

	mu   sync.Mutex
	said []string
	seen chan card.Event
}

// echo tells when an event has been dealt with.
type echo struct {
	card.Slot
	after chan card.Event
}

func (e echo) Watch(ctx context.Context, emit func(card.Event)) error {
	return e.Slot.Watch(ctx, func(one card.Event) {
		emit(one)
		e.after <- one
	})
}

// open watches a slot in which what prepare did is so at the start.
func open(t *testing.T, prepare func(*simcard.Slot)) *hall {
	t.Helper()
	h := &hall{t: t, slot: simcard.NewSlot(), time: clock.NewFake(time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())), seen: make(chan card.Event, 16)}
	prepare(h.slot)
	h.Module = New(echo{h.slot, h.seen}, Binding{Terminal: terminal, Area: "370100"}, h.time, func(what string, err error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.said = append(h.said, what+": "+err.Error())
	})
	if s := h.State(); s != Awaited {
		t.Errorf("before the reader has told anything the module is %s", s)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = h.Watch(ctx) // its error is ctx's
	}()
	t.Cleanup(func() { stop(); <-ended })
	h.event()
	return h
}

func (h *hall) event() card.Event {
	h.t.Helper()
	select {
	case e := <-h.seen:
		return e
	case <-time.After(30 * time.Second):
		h.t.Fatal("no event")
		panic("unreachable")
	}
}

func (h *hall) is(want State) {
	h.t.Helper()
	if got := h.State(); got != want {
		h.t.Errorf("the module is %s, want %s; it said %q", got, want, h.said)
	}
}

func module(s simpsam.Spec) *simpsam.Module { return simpsam.New(s) }

func inserted(m *simpsam.Module) func(*simcard.Slot) {
	return func(s *simcard.Slot) { s.Insert(m) }
}

func question(a card.Algorithm, external bool) card.Question {
	q := card.Question{Area: "370100", Algorithm: a, Identifier: "370100D15600000500000001FFFFFFFF",
		History:  [13]byte{0x00, 0x81, 0x4A, 0x44, 0x46, 0x86, 0x60, 0x37, 0x01, 0, 0, 0, 1},
		Internal: card.Challenge{Factor: [8]byte{1, 2, 3, 4, 5, 6, 7, 8}, Original: [8]byte{9, 8, 7, 6, 5, 4, 3, 2}}}
	if external {
		q.External = &card.Challenge{Factor: [8]byte{1, 1}, Original: [8]byte{2, 2}}
	}
	return q
}

// What the module computes is what the scheme's keys give, whatever level its own keys are of; asked twice, too.
func TestAnswers(t *testing.T) {
	for _, area := range []string{"370100"} {
		for level := 1; level <= 3; level++ {
			h := open(t, inserted(module(simpsam.Spec{Level: level, Area: area})))
			h.is(Trusted)
			for _, a := range []card.Algorithm{card.AlgorithmDES, card.AlgorithmSM4, card.AlgorithmDES} {
				for _, external := range []bool{false, true} {
					q := question(a, external)
					q.Area = area
					want, _ := cardkeys.Test().Answer(q, card.GenuineByPSAM)
					got, err := h.Authenticate(t.Context(), q)
					if err != nil || got != want {
						t.Errorf("area %s, level %d, %v, external %v: %+v, %v; want %+v", area, level, a, external, got, err, want)
					}
				}
			}
		}
	}
}

// A module of a province or a city is not asked about cards of another: it would compute nonsense.
func TestCardsOfOtherAreas(t *testing.T) {
	for level, answers := range map[int]map[string]bool{
		3: {"370100": true, "370200": true, "110000": true},
		2: {"370100": true, "370200": true, "110000": false},
		1: {"370100": true, "370200": false, "110000": false},
	} {
		for area, want := range answers {
			h := open(t, inserted(module(simpsam.Spec{Level: level})))
			q := question(card.AlgorithmSM4, true)
			q.Area = area
			right, _ := cardkeys.Test().Answer(q, card.GenuineByPSAM)
			got, err := h.Authenticate(t.Context(), q)
			if want && (err != nil || got != right) || !want && card.KeyErrorOf(err) != card.KeyLevel {
				t.Errorf("level %d, card of %s: %+v, %v", level, area, got, err)
			}
		}
	}
	for _, c := range []struct {
		module, card string
		levels       int
		want         bool
	}{{"", "370100", 3, true}, {"", "370100", 2, false}, {"330100", "330102", 1, true}, {"330100", "330200", 1, false}, {"370100", "370102", 1, false}} {
		if covers(c.module, c.card, c.levels) != c.want {
			t.Errorf("%+v", c)
		}
	}
}

// The codes on which the back end is asked (facts/card.md §4.3).
func TestWhatTheModuleDoesNotHave(t *testing.T) {
	for name, c := range map[string]struct {
		spec simpsam.Spec
		q    card.Question
		want card.KeyErrorKind
	}{
		"SSF33":     {simpsam.Spec{}, question(card.AlgorithmSSF33, false), card.NoAlgorithm},
		"SM4":       {simpsam.Spec{Algorithms: []card.Algorithm{card.AlgorithmDES}}, question(card.AlgorithmSM4, false), card.NoAlgorithm},
		"none":      {simpsam.Spec{}, question(card.AlgorithmUnknown, false), card.NoAlgorithm},
		"no IRK":    {simpsam.Spec{NoKey: []byte{0x08}}, question(card.AlgorithmSM4, false), card.NoKey},
		"no RKSSSE": {simpsam.Spec{NoKey: []byte{0x0A}}, question(card.AlgorithmSM4, true), card.NoKey},
	} {
		h := open(t, inserted(module(c.spec)))
		if a, err := h.Authenticate(t.Context(), c.q); card.KeyErrorOf(err) != c.want || a != (card.Answer{}) {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
		h.is(Trusted)
	}
	h := open(t, func(*simcard.Slot) {})
	h.is(Absent)
	if _, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, false)); card.KeyErrorOf(err) != card.NoModule {
		t.Errorf("no module: %v", err)
	}
}

// A module that is not the one that was installed, or no module at all, is not used.
func TestBinding(t *testing.T) {
	h := open(t, inserted(module(simpsam.Spec{Terminal: "370100000002"})))
	h.is(Shut)
	if _, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, false)); card.KeyErrorOf(err) != card.KeysClosed {
		t.Errorf("another terminal's module: %v", err)
	}
	h = open(t, func(s *simcard.Slot) { s.Insert(simcard.New(simcard.SpecFor("379901199003070011", "测试甲", 1))) })
	if _, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, false)); card.KeyErrorOf(err) != card.NoModule {
		t.Errorf("a citizen's card for a module: %v", err)
	}
	bound := Binding{Reader: "A 00 01", USBPath: "1-1", Terminal: terminal}
	for now, differs := range map[Binding]bool{
		bound: false,
		{Reader: "B 00 01", USBPath: "1-1", Terminal: terminal}:                true,
		{Reader: "A 00 01", USBPath: "1-2", Terminal: terminal}:                true,
		{Reader: "A 00 01", Terminal: terminal}:                                true,
		{Reader: "A 00 01", USBPath: "1-1", Terminal: "370100000002"}:          true,
		{Reader: "A 00 01", USBPath: "1-1", Terminal: strings.Repeat("0", 12)}: true,
	} {
		if (bound.differs(now) != "") != differs {
			t.Errorf("%+v: %q", now, bound.differs(now))
		}
	}
}

// Whatever happens to the module while the terminal runs closes it until the next start, even when all is as before.
func TestAChangeClosesIt(t *testing.T) {
	same := module(simpsam.Spec{})
	for name, happens := range map[string]func(*simcard.Slot){
		"taken out":   func(s *simcard.Slot) { s.Remove() },
		"reader gone": func(s *simcard.Slot) { s.NoReader() },
		"exchanged":   func(s *simcard.Slot) { s.Insert(same) },
		"hung":        func(s *simcard.Slot) { s.Hang() },
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t, inserted(same))
			h.is(Trusted)
			happens(h.slot)
			h.event()
			h.is(Shut)
			h.slot.Insert(same)
			for h.event().Kind != card.Inserted {
			}
			h.is(Shut)
			if _, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, false)); card.KeyErrorOf(err) != card.KeysClosed {
				t.Errorf("it still answers: %v", err)
			}
			if len(h.said) != 1 {
				t.Errorf("the operator was told %q", h.said)
			}
		})
	}
	h := open(t, func(*simcard.Slot) {})
	h.slot.Insert(same) // it was not there when the terminal came up
	h.event()
	h.is(Shut)
}

// The card service's end says nothing of the module: when it is back, the module is compared again.
func TestTheServiceMayRestart(t *testing.T) {
	same := module(simpsam.Spec{})
	h := open(t, func(s *simcard.Slot) { s.NoService() })
	h.is(Absent)
	h.Module.event(t.Context(), card.Event{Kind: card.NoReader}) // its readers are not there at once
	h.slot.Insert(same)
	for h.event().Kind != card.Inserted {
	}
	h.is(Shut) // this simulated slot tells of an insertion; the real one says AtStart, as below

	h = open(t, inserted(same))
	h.Module.event(t.Context(), card.Event{Kind: card.NoService})
	h.is(Absent)
	h.Module.event(t.Context(), card.Event{Kind: card.NoReader})
	h.Module.event(t.Context(), card.Event{Kind: card.Inserted, AtStart: true})
	h.is(Trusted)
	h.Module.event(t.Context(), card.Event{Kind: card.NoService})
	h.Module.event(t.Context(), card.Event{Kind: card.NoReader})
	h.time.Advance(coming) // a reader that comes so late was plugged in
	h.Module.event(t.Context(), card.Event{Kind: card.Inserted, AtStart: true})
	h.is(Shut)
}

// An exchange that the reader does not see is seen when the module is asked.
func TestAnUnseenExchangeClosesIt(t *testing.T) {
	h := open(t, inserted(module(simpsam.Spec{})))
	h.slot.Swap(module(simpsam.Spec{Terminal: "370100000002"}))
	if _, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, false)); card.KeyErrorOf(err) != card.KeysClosed {
		t.Errorf("the exchanged module answers: %v", err)
	}
	h.is(Shut)
}

// A broken line is an error of its own, and the module is connected anew the next time.
func TestABrokenLine(t *testing.T) {
	for _, f := range simcard.Faults() {
		if f.Leaves() || f == simcard.Silent {
			continue
		}
		m := module(simpsam.Spec{})
		h := open(t, inserted(m))
		m.Break(f, 0)
		_, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, true))
		if kind := card.KeyErrorOf(err); kind == "" || kind == card.KeysClosed {
			t.Errorf("fault %v: %v", f, err)
		}
		m.Break(simcard.NoFault, 0)
		if _, err := h.Authenticate(t.Context(), question(card.AlgorithmSM4, true)); err != nil {
			t.Errorf("after fault %v: %v", f, err)
		}
	}
}

// Whatever a module answers, the question ends, nothing panics, and no answer is made of nonsense.
func FuzzModule(f *testing.F) {
	f.Add([]byte("\x02\x61\x00\x02\x6C\x00"))
	f.Add([]byte("\x02\x90\x00\x02\x90\x00\x08\x37\x01\x00\x00\x00\x01\x90\x00\x02\x90\x00\x02\x90\x00\x02\x90\x00\x12aaaaaaaaaaaaaaaa\x90\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		l := &link{transport: &script{rest: b}, levels: map[[2]byte]int{}}
		_, err := l.terminal(t.Context())
		if err == nil {
			err = l.enter(t.Context(), card.AlgorithmSM4)
		}
		if err == nil {
			_, err = l.prove(t.Context(), keyIRK, question(card.AlgorithmSM4, false), card.Challenge{})
		}
		if err != nil && card.KeyErrorOf(err) == "" {
			t.Fatal(err)
		}
	})
}

// script answers from bytes: a length, and so many of them.
type script struct{ rest []byte }

func (s *script) Transmit(context.Context, []byte) ([]byte, error) {
	if len(s.rest) == 0 {
		return nil, &card.Error{Kind: card.Gone}
	}
	n := min(int(s.rest[0]), len(s.rest)-1)
	answer := s.rest[1 : 1+n]
	s.rest = s.rest[1+n:]
	return answer, nil
}
func (s *script) ATR() []byte             { return nil }
func (s *script) Protocol() card.Protocol { return card.T0 }
func (s *script) Close() error            { return nil }
