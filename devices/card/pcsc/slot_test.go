package pcsc

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

const reader = "Reader 00"

// look is what one wait of the watch finds.
type look struct {
	flags scard.StateFlag
	count int
	err   error
	lists [][]string // readers from now on, the last for ever; nil: as before
	soon  bool       // comes while a card is still settling
}

// daemon is a PC/SC service that answers waits from a list, then waits for ever.
type daemon struct {
	mu     sync.Mutex
	looks  []look
	now    scard.StateFlag // of the last look
	lists  [][]string
	opens  []error // of EstablishContext, in turn; then none
	opened int
	ended  int
	cancel chan struct{}

	connects []error // in turn; then none
	hang     chan struct{}
	answer   func(apdu []byte) ([]byte, error)
	off      chan struct{} // closed at power-off
}

// newDaemon has one reader and answers waits with looks.
func newDaemon(looks ...look) *daemon {
	return &daemon{looks: looks, lists: [][]string{{reader}}, cancel: make(chan struct{}), off: make(chan struct{})}
}

func (d *daemon) establish() (service, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.opened++; len(d.opens) > 0 {
		err := d.opens[0]
		d.opens = d.opens[1:]
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *daemon) ListReaders() ([]string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.lists[0]
	if len(d.lists) > 1 {
		d.lists = d.lists[1:]
	}
	return list, nil
}

func (d *daemon) GetStatusChange(states []scard.ReaderState, wait time.Duration) error {
	d.mu.Lock()
	if wait == 0 { // a glance: what there was
		defer d.mu.Unlock()
		states[0].EventState = d.now
		return nil
	}
	if len(d.looks) == 0 {
		d.mu.Unlock()
		if wait == DefaultSettle {
			return scard.ErrTimeout
		}
		<-d.cancel
		return scard.ErrCancelled
	}
	defer d.mu.Unlock()
	next := d.looks[0]
	if wait == DefaultSettle && !next.soon {
		return scard.ErrTimeout
	}
	d.looks = d.looks[1:]
	if next.lists != nil {
		d.lists = next.lists
	}
	if next.err != nil {
		return next.err
	}
	d.now = next.flags | scard.StateChanged | scard.StateFlag(next.count)<<16
	for i := range states {
		if states[i].Reader == reader {
			states[i].EventState = d.now
		}
	}
	return nil
}

func (d *daemon) Cancel() error { close(d.cancel); return nil }

func (d *daemon) Release() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended++
	return nil
}

func (d *daemon) Connect(string) (handle, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.connects) > 0 {
		err := d.connects[0]
		d.connects = d.connects[1:]
		if err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *daemon) Begin() error                  { return nil }
func (d *daemon) Attribute(scard.Attrib) []byte { return nil }
func (d *daemon) ATR() ([]byte, error)          { return []byte{0x3B}, nil }
func (d *daemon) Protocol() scard.Protocol      { return scard.ProtocolT0 }
func (d *daemon) PowerOff() error               { close(d.off); return nil }
func (d *daemon) Transmit(apdu []byte) ([]byte, error) {
	if d.hang != nil {
		<-d.hang
	}
	return d.answer(apdu)
}

func slot(d *daemon, o Options) (*Slot, *clock.Fake) {
	c := clock.NewFake(time.Date(2026, 11, 23, 9, 0, 0, 0, clock.Zone()))
	s := New(c, o)
	s.establish = d.establish
	return s, c
}

// run watches until n events have come, letting every pause pass.
func run(t *testing.T, s *Slot, c *clock.Fake, n int) []card.Event {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	events := make(chan card.Event, 100)
	ended := make(chan error, 1)
	go func() { ended <- s.Watch(ctx, func(e card.Event) { events <- e }) }()
	var got []card.Event
	limit := time.After(20 * time.Second)
	for len(got) < n {
		select {
		case e := <-events:
			got = append(got, e)
		case <-limit:
			t.Fatalf("only %v", got)
		case <-time.After(time.Millisecond):
			c.Advance(firstRetry) // far below hungLimit, which a slow machine shall not reach
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(events)
	for e := range events {
		got = append(got, e)
	}
	return got
}

func TestWatchEvents(t *testing.T) {
	const empty, in, mute, use = scard.StateEmpty, scard.StatePresent, scard.StatePresent | scard.StateMute, scard.StateInuse
	ev := func(k card.EventKind) card.Event {
		e := card.Event{Kind: k, Reader: reader}
		if k == card.NoService || k == card.NoReader {
			e.Reader = ""
		}
		return e
	}
	first := func(k card.EventKind) card.Event { e := ev(k); e.AtStart = true; return e }
	for _, c := range []struct {
		name  string
		looks []look
		want  []card.Event
	}{
		{"in and out", []look{{flags: empty}, {flags: in, count: 1}, {flags: empty, count: 2}},
			[]card.Event{ev(card.ReaderEmpty), ev(card.Inserted), ev(card.Removed)}},
		{"there at start", []look{{flags: in}, {flags: empty, count: 1}},
			[]card.Event{first(card.Inserted), ev(card.Removed)}},
		{"our own connection is no event", []look{{flags: in}, {flags: in | use}, {flags: in}, {flags: empty, count: 1}},
			[]card.Event{first(card.Inserted), ev(card.Removed)}},
		{"swapped between two looks", []look{{flags: in, count: 1}, {flags: in, count: 3}},
			[]card.Event{first(card.Inserted), ev(card.Removed), ev(card.Inserted)}},
		{"upside down, then turned", []look{{flags: empty}, {flags: mute, count: 1}, {flags: empty, count: 2}, {flags: in, count: 3}},
			[]card.Event{ev(card.ReaderEmpty), ev(card.Mute), ev(card.Removed), ev(card.Inserted)}},
		{"bounces", []look{{flags: empty}, {flags: in, count: 1}, {flags: empty, count: 2, soon: true}, {flags: mute, count: 3}, {flags: in, count: 3, soon: true}},
			[]card.Event{ev(card.ReaderEmpty), ev(card.Inserted)}},
		{"service dies with a card in", []look{{flags: in}, {err: scard.ErrCommError}, {flags: in}},
			[]card.Event{first(card.Inserted), ev(card.NoService), first(card.Inserted)}},
		{"reader unplugged", []look{{flags: in}, {err: scard.ErrUnknownReader, lists: [][]string{{}, {}, {reader}}}, {flags: empty}},
			[]card.Event{first(card.Inserted), ev(card.NoReader), ev(card.ReaderEmpty)}},
		{"reader does not know", []look{{flags: in}, {flags: scard.StateUnknown, lists: [][]string{{}}}},
			[]card.Event{first(card.Inserted), ev(card.NoReader)}},
		{"the library panics", []look{{flags: empty}, {err: errLibrary}, {flags: empty}},
			[]card.Event{ev(card.ReaderEmpty), ev(card.NoService), ev(card.ReaderEmpty)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDaemon(c.looks...)
			s, fake := slot(d, Options{})
			if got := run(t, s, fake, len(c.want)); !slices.Equal(got, c.want) {
				t.Errorf("got  %v\nwant %v", got, c.want)
			}
			if d.opened != d.ended {
				t.Errorf("%d contexts opened, %d released", d.opened, d.ended)
			}
		})
	}
}

// TestWatchBackOff: the pauses double up to the longest one.
func TestWatchBackOff(t *testing.T) {
	d := newDaemon(look{flags: scard.StateEmpty})
	for range 7 {
		d.opens = append(d.opens, scard.ErrNoService)
	}
	s, c := slot(d, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	events, ended := make(chan card.Event, 10), make(chan error, 1)
	go func() { ended <- s.Watch(ctx, func(e card.Event) { events <- e }) }()
	if e := <-events; e.Kind != card.NoService {
		t.Fatal(e)
	}
	want := []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Second, 5 * time.Second}
	for i, w := range want {
		waitFor(t, func() bool { return c.Waiting() == 1 })
		c.Advance(w - 1)
		if c.Waiting() != 1 {
			t.Fatalf("pause %d is shorter than %v", i, w)
		}
		c.Advance(1)
		waitFor(t, func() bool { d.mu.Lock(); defer d.mu.Unlock(); return d.opened == i+2 })
	}
	if e := <-events; e.Kind != card.ReaderEmpty {
		t.Error(e)
	}
	cancel()
	<-ended
	if len(events) != 0 {
		t.Error("a service that stays away was told more than once")
	}
}

func waitFor(t *testing.T, what func() bool) {
	t.Helper()
	for limit := time.Now().Add(20 * time.Second); !what(); {
		if time.Now().After(limit) {
			t.Fatal("it never happened")
		}
		time.Sleep(100 * time.Microsecond)
	}
}

// TestIdleWaitDoesNotSpin: a driver whose wait comes back at once without news is asked again only after a pause.
func TestIdleWaitDoesNotSpin(t *testing.T) {
	looks := make([]look, 1000)
	for i := range looks {
		looks[i].flags = scard.StateEmpty
	}
	d := newDaemon(looks...)
	s, c := slot(d, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Watch(ctx, func(card.Event) {}) }()
	used := func() int { d.mu.Lock(); defer d.mu.Unlock(); return 1000 - len(d.looks) }
	waitFor(t, func() bool { return used() >= 2 })
	waitFor(t, func() bool { return c.Waiting() == 1 }) // the pause
	cancel()
	<-ended
	if used := used(); used != 2 {
		t.Errorf("%d waits without a pause", used)
	}
}

func TestChoose(t *testing.T) {
	names := []string{"X SAM 00", "ACS 00", "Feitian 00"}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{}, "X SAM 00"},
		{Options{Ignore: []string{"SAM", ""}}, "ACS 00"},
		{Options{Reader: "Feitian"}, "Feitian 00"},
		{Options{Reader: "SAM", Ignore: []string{"SAM"}}, ""},
		{Options{Reader: "none"}, ""},
	} {
		if got := New(clock.System{}, c.o).choose(names); got != c.want {
			t.Errorf("%+v: %q", c.o, got)
		}
	}
}

func TestConnectTries(t *testing.T) {
	const bad = scard.ErrUnresponsiveCard
	for _, c := range []struct {
		errs []error
		want card.ErrorKind
		left int
	}{
		{[]error{bad, bad, scard.ErrProtoMismatch, bad}, "", 0},
		{[]error{bad, bad, bad, bad, bad, bad}, card.Unreadable, 1},
		{[]error{scard.ErrNoSmartcard, bad}, card.Gone, 1},
		{[]error{errLibrary}, "", 0},
	} {
		d := newDaemon()
		d.connects = c.errs
		s, fake := slot(d, Options{})
		done := make(chan error, 1)
		var transport card.Transport
		go func() { var err error; transport, err = s.Connect(t.Context()); done <- err }()
		var err error
		waitFor(t, func() bool {
			select {
			case err = <-done:
				return true
			default:
				fake.Advance(connectPause)
				return false
			}
		})
		if card.KindOf(err) != c.want || len(d.connects) != c.left {
			t.Errorf("%v: %v, %d left", c.errs, err, len(d.connects))
		}
		if err == nil {
			if err := transport.Close(); err != nil {
				t.Error(err)
			}
		}
		if d.ended != 1 {
			t.Errorf("%v: %d contexts released", c.errs, d.ended)
		}
	}
}

// TestHungTransmit: after the deadline the call is given up, nothing new starts behind it, its bytes are wiped and the
// card is powered off when it comes back.
func TestHungTransmit(t *testing.T) {
	d := newDaemon()
	d.hang = make(chan struct{})
	var seen []byte
	d.answer = func(apdu []byte) ([]byte, error) { seen = apdu; return nil, scard.ErrCommError }
	s, fake := slot(d, Options{TransmitLimit: 3 * time.Second})
	transport, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { _, err := transport.Transmit(t.Context(), []byte{0, 0x20, 0, 0, 1, 0x12}); done <- err }()
	waitFor(t, func() bool { return fake.Waiting() == 1 })
	fake.Advance(3*time.Second - 1)
	if len(done) != 0 {
		t.Fatal("given up too early")
	}
	fake.Advance(1)
	if err := <-done; card.KindOf(err) != card.Stuck {
		t.Fatal(err)
	}
	if _, err := transport.Transmit(t.Context(), []byte{0}); card.KindOf(err) != card.Stuck {
		t.Error(err)
	}
	if err := transport.Close(); err != nil {
		t.Error(err)
	}
	refused := make(chan error, 1)
	go func() { _, err := s.Connect(t.Context()); refused <- err }()
	waitFor(t, func() bool {
		fake.Advance(freePause)
		return len(refused) == 1
	})
	if err := <-refused; card.KindOf(err) != card.Stuck || d.opened != 1 {
		t.Errorf("%v, %d contexts", err, d.opened)
	}
	close(d.hang)
	<-d.off
	waitFor(t, func() bool { return !s.calls.anyGivenUp() })
	if !slices.Equal(seen, make([]byte, 6)) {
		t.Error("the command is still in memory")
	}
	if d.ended != 1 {
		t.Errorf("%d contexts released", d.ended)
	}
	d.off = make(chan struct{})
	again, err := s.Connect(t.Context())
	if err != nil {
		t.Fatal("after the hang:", err)
	}
	again.Close()
}

func TestGuardTurnsPanicsIntoErrors(t *testing.T) {
	call := func() (err error) {
		defer guard(&err)
		var none []byte
		_ = none[0]
		return nil
	}
	if err := call(); !errors.Is(err, errLibrary) {
		t.Error(err)
	}
	if err := (real{&scard.Context{}}).GetStatusChange(nil, 0); !errors.Is(err, errLibrary) {
		t.Errorf("an empty wait: %v", err)
	}
	if _, err := (realCard{&scard.Card{}}).Transmit(nil); !errors.Is(err, errEmpty) {
		t.Error(err)
	}
	if _, err := (realCard{&scard.Card{}}).Transmit([]byte{0}); !errors.Is(err, errLibrary) {
		t.Errorf("a card without a protocol: %v", err)
	}
}
