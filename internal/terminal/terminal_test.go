package terminal

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

const (
	number = "379901199003070011"
	name   = "测试甲"
	pin    = "246813"
)

// watches are the waits of a terminal at rest: the tick, the printer's watch, the source's and the keys'.
const watches = 4

// waitLimit only bounds a test that hangs; nothing is measured against it.
const waitLimit = 30 * time.Second

// hall is a terminal with a simulated card slot, a spool and a source that a test scripts, and a screen that remembers.
type hall struct {
	t    *testing.T
	slot *simcard.Slot
	keys *keys
	term *Terminal
	fake *clock.Fake

	mu      sync.Mutex
	changed *sync.Cond
	views   []visit.View
	notes   []string
	log     bytes.Buffer

	state      visit.PrinterState
	read       func(ctx context.Context) (records.Record, error)
	registered func() (records.Registration, error) // what the register says
	trail      func(a Access) error
	asked      []string // of trail, register and records, in order
	print      func(sent func()) (visit.PrintOutcome, visit.PrinterState)
	done       chan struct{}
	ended      error         // what Run may end with
	err        error         // what it ended with
	spec       *simcard.Spec // another card than the usual one
}

// keys are the keys of the test cards, or none.
type keys struct {
	scheme cardkeys.Scheme
	silent atomic.Bool // the back end does not answer
	closed atomic.Bool // the module was changed
}

func (k *keys) Ready() bool { return !k.closed.Load() }

func (k *keys) Authenticate(_ context.Context, q card.Question) (card.Answer, error) {
	if k.silent.Load() {
		return card.Answer{}, &card.KeyError{Kind: card.KeysSilent}
	}
	a, ok := k.scheme.Answer(q, card.GenuineByHSM)
	if !ok {
		return card.Answer{}, &card.KeyError{Kind: card.NoAlgorithm}
	}
	return a, nil
}

// watched is a slot that says when its reader has been looked at for the first time: a card that is put in before would be
// one that lay there at the start.
type watched struct {
	card.Slot
	first chan struct{}
}

func (w *watched) Watch(ctx context.Context, emit func(card.Event)) error {
	var once sync.Once
	return w.Slot.Watch(ctx, func(e card.Event) {
		emit(e)
		once.Do(func() { close(w.first) })
	})
}

func open(t *testing.T) *hall {
	t.Helper()
	h := &hall{t: t, slot: simcard.NewSlot(), fake: clock.NewFake(time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())), done: make(chan struct{}), state: visit.PrinterReady}
	h.changed = sync.NewCond(&h.mu)
	h.keys = &keys{scheme: cardkeys.Test()}
	h.read = func(context.Context) (records.Record, error) {
		return records.Record{Person: records.Person{Name: name, Number: number, Kind: records.Employee}}, nil
	}
	h.registered = func() (records.Registration, error) {
		return records.Registration{Holder: number, Status: records.CardNormal}, nil
	}
	h.trail = func(Access) error { return nil }
	h.print = func(sent func()) (visit.PrintOutcome, visit.PrinterState) {
		sent()
		return visit.SlipConfirmed, visit.PrinterReady
	}
	slot := &watched{Slot: h.slot, first: make(chan struct{})}
	h.term = New(Config{
		Facts: visit.Facts{Terminal: "SD-0101-0001", Columns: 48, Specimen: true, Limits: visit.DefaultLimits()},
		Clock: h.fake, Slot: slot, Keys: h.keys, Spool: h, Source: h, Trail: h, Journal: h,
		Screen: Screen{Show: h.show, Forget: func() {}},
		Fault: func(what string, err error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			fmt.Fprintln(&h.log, what, err)
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer close(h.done)
		if h.err = h.term.Run(ctx); h.err != nil && h.err != h.ended {
			t.Error(h.err)
		}
	}()
	t.Cleanup(func() {
		stop()
		<-h.done
	})
	<-slot.first
	h.wait("printer ready", func(v visit.View) bool { return v.Parts.Printer == visit.PrinterReady })
	return h
}

func (h *hall) show(v visit.View) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.views = append(h.views, v)
	h.changed.Broadcast()
}

func (h *hall) Note(_ context.Context, n int64, what visit.Noted, code string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes = append(h.notes, fmt.Sprint(n, " ", what, " ", code))
	h.changed.Broadcast()
	return nil
}

func (h *hall) Read(ctx context.Context, who string, _ records.Window) (records.Record, error) {
	h.ask("records")
	if who != number {
		h.t.Errorf("records of somebody else were read")
	}
	return h.read(ctx)
}

func (h *hall) Register(_ context.Context, c records.Card) (records.Registration, error) {
	h.ask("register")
	if c.Identifier == "" || c.Number == "" {
		h.t.Error("the register is asked for a card without its number")
	}
	return h.registered()
}

func (h *hall) Access(_ context.Context, a Access) error {
	h.ask("trail")
	return h.trail(a)
}

func (h *hall) ask(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, what)
}

func (h *hall) Reload() error { return nil }
func (h *hall) Ready() bool   { return true }

func (h *hall) Print(ctx context.Context, s Slip) (visit.PrintOutcome, visit.PrinterState) {
	if s.May(ctx) != nil {
		return visit.SlipNotPrinted, ""
	}
	return h.print(s.Sent)
}

func (h *hall) Resolve(context.Context, int64, bool) error { return nil }

func (h *hall) State(context.Context) visit.PrinterState {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.state
}

func (h *hall) printerIs(s visit.PrinterState) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.state = s
}

// until waits for a condition over what has happened, without sleeping.
func (h *hall) until(what string, ok func() bool) {
	h.t.Helper()
	late := time.AfterFunc(waitLimit, h.changed.Broadcast)
	defer late.Stop()
	end := time.Now().Add(waitLimit)
	h.mu.Lock()
	defer h.mu.Unlock()
	for !ok() {
		if time.Now().After(end) {
			h.t.Fatalf("%s: never happened; the screen is %s", what, h.views[len(h.views)-1].Screen)
		}
		h.changed.Wait()
	}
}

func (h *hall) wait(what string, ok func(visit.View) bool) visit.View {
	h.t.Helper()
	h.until(what, func() bool { return len(h.views) > 0 && ok(h.views[len(h.views)-1]) })
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.views[len(h.views)-1]
}

// pass lets time pass once so many waits for it are under way.
func (h *hall) pass(d time.Duration, waits int) {
	for h.fake.Waiting() < waits {
		runtime.Gosched()
	}
	h.fake.Advance(d)
}

func (h *hall) at(s visit.Screen) visit.View {
	h.t.Helper()
	return h.wait(string(s), func(v visit.View) bool { return v.Screen == s })
}

func (h *hall) tap(from visit.Screen, a visit.Action) {
	h.t.Helper()
	h.term.Tap(h.at(from).Step, a)
}

func (h *hall) do(from visit.Screen, d visit.Do) {
	h.t.Helper()
	h.tap(from, visit.Action{Do: d})
}

func (h *hall) card() *simcard.Card {
	if h.spec != nil {
		return simcard.New(*h.spec)
	}
	spec := simcard.SpecFor(number, name, 1)
	spec.PIN = pin
	return simcard.New(spec)
}

func (h *hall) enter(digits string) {
	h.t.Helper()
	h.at(visit.PIN)
	for _, d := range digits {
		h.term.Digit(byte(d - '0'))
	}
	v := h.wait("digits", func(v visit.View) bool { return v.PIN != nil && v.PIN.Length == len(digits) && v.PIN.Ready })
	h.term.Tap(v.Step, visit.Action{Do: visit.DoSubmitPIN})
}

// errand leads to each screen of the main errand in turn.
func (h *hall) errand(to visit.Screen) {
	h.t.Helper()
	h.slot.Insert(h.card())
	steps := []struct {
		at visit.Screen
		do func()
	}{
		{visit.PIN, func() { h.enter(pin) }},
		{visit.Consent, func() { h.do(visit.Consent, visit.DoAgree) }},
		{visit.PersonalHome, func() {
			v := h.wait("records", func(v visit.View) bool { return v.Personal != nil && !v.Personal.Loading })
			h.term.Tap(v.Step, visit.Action{Do: visit.DoQuery})
		}},
		{visit.Query, func() { h.tap(visit.Query, visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)}) }},
		{visit.Preview, func() { h.do(visit.Preview, visit.DoPrint) }},
		{visit.Printed, nil},
	}
	for _, s := range steps {
		h.at(s.at)
		if s.at == to {
			return
		}
		s.do()
	}
}

func TestMainErrand(t *testing.T) {
	h := open(t)
	h.errand(visit.Printed)
	if v := h.at(visit.Printed); v.Print.Outcome != visit.SlipConfirmed {
		t.Errorf("outcome %s", v.Print.Outcome)
	}
	h.do(visit.Printed, visit.DoExit)
	h.at(visit.End)
	h.slot.Remove()
	h.wait("rest", func(v visit.View) bool { return v.Screen == visit.End && !v.End.TakeCard })
	h.until("notes", func() bool { return strings.Contains(strings.Join(h.notes, "\n"), "print_done confirmed") })
}

// The first view after the removal was seen shows nothing personal, from every screen.
func TestCardPulledOnEveryScreen(t *testing.T) {
	for _, s := range []visit.Screen{visit.PIN, visit.Consent, visit.PersonalHome, visit.Query, visit.Preview, visit.Printed} {
		t.Run(string(s), func(t *testing.T) {
			h := open(t)
			h.errand(s)
			h.mu.Lock()
			before := len(h.views)
			h.mu.Unlock()
			h.slot.Remove()
			h.until("a view after the removal", func() bool { return len(h.views) > before && !h.views[len(h.views)-1].Card })
			h.mu.Lock()
			defer h.mu.Unlock()
			for _, v := range h.views[before:] {
				if v.Card {
					continue // drawn before the removal was seen
				}
				if v.Person != nil || v.Query != nil || v.Slip != nil || v.Screen.Personal() {
					t.Errorf("after the removal %s was shown", v.Screen)
				}
			}
		})
	}
}

func TestWrongPIN(t *testing.T) {
	h := open(t)
	h.slot.Insert(h.card())
	h.enter("111222")
	v := h.wait("wrong", func(v visit.View) bool { return v.PIN != nil && v.PIN.Wrong })
	if v.PIN.Left != 2 || v.PIN.Length != 0 {
		t.Errorf("after one wrong try: %+v", *v.PIN)
	}
	h.enter("111222")
	h.wait("one left", func(v visit.View) bool { return v.PIN != nil && v.PIN.Wrong && v.PIN.Left == 1 })
	h.enter("111222")
	h.wait("warning", func(v visit.View) bool { return v.Overlay == visit.LastTry })
	h.do(visit.PIN, visit.DoUseLastTry)
	if v := h.at(visit.CardProblem); v.Problem.Problem != visit.PINBlocked || v.Problem.Guide.Text == "" {
		t.Errorf("a blocked PIN: %+v", *v.Problem)
	}
}

func TestCardsThatCannotBeUsed(t *testing.T) {
	spec := simcard.SpecFor(number, name, 1)
	change := func(f func(*simcard.Spec)) simcard.Spec {
		s := spec
		f(&s)
		return s
	}
	for want, s := range map[visit.Problem]simcard.Spec{
		visit.NotSocialSecurity: change(func(s *simcard.Spec) { s.Kind = simcard.IDCard }),
		visit.BankCard:          change(func(s *simcard.Spec) { s.Kind = simcard.BankCard }),
		visit.CardLocked:        change(func(s *simcard.Spec) { s.Locked = true }),
		visit.CardExpired:       change(func(s *simcard.Spec) { s.Expires = "20200101" }),
		visit.CardCounterfeit:   change(func(s *simcard.Spec) { s.Counterfeit = true }),
		visit.CardUnverified:    change(func(s *simcard.Spec) { s.NoInternalKey = true }),
		visit.NoPINSet:          change(func(s *simcard.Spec) { s.PIN = "" }),
		visit.NoHolder:          change(func(s *simcard.Spec) { s.Blank = true }),
		visit.CardMute:          change(func(s *simcard.Spec) { s.ATR = make([]byte, 40) }),
	} {
		t.Run(string(want), func(t *testing.T) {
			h := open(t)
			h.slot.Insert(simcard.New(s))
			if v := h.at(visit.CardProblem); v.Problem.Problem != want {
				t.Errorf("got %s", v.Problem.Problem)
			}
			h.slot.Remove()
			h.at(visit.Attract)
		})
	}
}

func TestFailuresOfRecords(t *testing.T) {
	h := open(t)
	h.read = func(context.Context) (records.Record, error) {
		return records.Record{}, &records.Error{Failure: records.NotConnected}
	}
	h.errand(visit.Consent)
	h.do(visit.Consent, visit.DoAgree)
	v := h.wait("failure", func(v visit.View) bool { return v.Personal != nil && v.Personal.Failure != "" })
	if v.Personal.Failure != records.NotConnected {
		t.Errorf("got %s", v.Personal.Failure)
	}
}

// What a slip found out about the printer holds only until the printer is asked again, also when it is then as it was before.
func TestAMendedPrinterIsSeen(t *testing.T) {
	h := open(t)
	h.print = func(func()) (visit.PrintOutcome, visit.PrinterState) {
		h.printerIs(visit.PrinterPaperOut)
		return visit.SlipNotPrinted, visit.PrinterPaperOut
	}
	h.errand(visit.Printed)
	h.wait("paper out", func(v visit.View) bool { return v.Parts.Printer == visit.PrinterPaperOut })
	h.printerIs(visit.PrinterReady)
	h.pass(watchPrinterEvery, watches)
	h.wait("mended", func(v visit.View) bool { return v.Parts.Printer == visit.PrinterReady })
}

// A fault of the program ends the visit and leaves nothing of the person, and the next person is served.
func TestAPanicShowsTheRecoveryScreen(t *testing.T) {
	h := open(t)
	h.errand(visit.PersonalHome)
	h.term.events <- nil // no event: the state machine cannot know it
	v := h.at(visit.Recovery)
	if v.Person != nil {
		t.Error("the recovery screen names somebody")
	}
	h.slot.Remove()
	h.at(visit.Attract)
	h.slot.Insert(h.card())
	h.at(visit.PIN)
}

// Nothing that is written down holds the PIN, the number or the name.
func TestNothingPersonalIsWritten(t *testing.T) {
	h := open(t)
	h.slot.Insert(h.card())
	h.enter("111222")
	h.wait("wrong", func(v visit.View) bool { return v.PIN != nil && v.PIN.Wrong })
	h.slot.Remove()
	h.at(visit.Attract)
	h.errand(visit.Printed)
	h.until("notes", func() bool { return strings.Contains(strings.Join(h.notes, "\n"), "print_done") })
	h.mu.Lock()
	defer h.mu.Unlock()
	written := strings.Join(h.notes, "\n") + h.log.String()
	for _, secret := range []string{pin, "111222", number, name} {
		if strings.Contains(written, secret) {
			t.Errorf("what was written holds %q", secret)
		}
	}
}

func TestThePINBufferIsWiped(t *testing.T) {
	h := open(t)
	h.slot.Insert(h.card())
	h.at(visit.PIN)
	for _, d := range pin {
		h.term.Digit(byte(d - '0'))
	}
	h.wait("digits", func(v visit.View) bool { return v.PIN != nil && v.PIN.Length == len(pin) })
	h.slot.Remove()
	h.at(visit.Attract)
	h.until("the visit's end", func() bool { return strings.Contains(strings.Join(h.notes, "\n"), "visit_ended card_out") })
	shut := func() bool { // the note is written beside the loop, which shuts the keypad next
		h.term.pin.mu.Lock()
		defer h.term.pin.mu.Unlock()
		return !h.term.pin.open
	}
	for end := time.Now().Add(waitLimit); !shut(); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatal("the keypad is still open")
		}
	}
	h.term.Digit(1)
	h.term.pin.mu.Lock()
	defer h.term.pin.mu.Unlock()
	if h.term.pin.digits != [fields][maxPIN]byte{} || h.term.pin.n != [fields]int{} {
		t.Error("digits are left after the visit")
	}
}
