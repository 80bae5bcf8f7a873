package terminaltest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "terminaltest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Setenv(fakepcscd.SocketEnv, filepath.Join(dir, "pcscd.comm"))
	code := m.Run()
	_ = os.RemoveAll(dir) // it lies in the machine's folder for such things
	os.Exit(code)
}

const (
	reader = "Kiosk CCID 00 00"
	number = "379901199003070011"
	name   = "测试甲"
	pin    = "246813"
	fresh  = "802751"

	// patience ends a script that never comes to its end; it decides nothing else.
	patience = 60 * time.Second
	// haste is how much faster than the house's the times pass.
	haste = 10
	// commandLimit is far above what an answer takes.
	commandLimit = 150 * time.Millisecond
)

// hasty is the machine's clock with short timers.
type hasty struct{ clock.System }

func (c hasty) NewTimer(d time.Duration) clock.Timer { return c.System.NewTimer(d / haste) }

// hall is a terminal behind a scripted card service, with everything else in order.
type hall struct {
	t      *testing.T
	daemon *fakepcscd.Daemon
	reader *fakepcscd.Reader
	term   *terminal.Terminal
	stop   func()
	ended  chan error

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced with each view
	view     visit.View
	personal bool // a view has named somebody
	printed  int
	log      strings.Builder
}

func open(t *testing.T) *hall {
	t.Helper()
	h := &hall{t: t, daemon: fakepcscd.New(os.Getenv(fakepcscd.SocketEnv)), changed: make(chan struct{}), ended: make(chan error, 1)}
	if err := h.daemon.Start(); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.reader, err = h.daemon.Plug(reader); err != nil {
		t.Fatal(err)
	}
	o := pcsc.Options{Reader: "CCID", TransmitLimit: commandLimit * haste, Settle: 2 * haste * time.Millisecond}
	h.term = terminal.New(terminal.Config{
		Facts: visit.Facts{Terminal: "SD-0101-0001", Columns: 48, Specimen: true, Limits: visit.DefaultLimits()},
		Clock: hasty{}, Slot: pcsc.New(hasty{}, o), Keys: keys{}, Spool: h, Source: source{}, Trail: source{}, Journal: h,
		Screen: terminal.Screen{Show: h.show, Forget: func() {}},
		Fault: func(what string, err error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			fmt.Fprintln(&h.log, what, err)
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	h.stop = stop
	go func() { h.ended <- h.term.Run(ctx) }()
	return h
}

func (h *hall) close() {
	h.t.Helper()
	h.stop()
	select {
	case err := <-h.ended:
		if err != nil {
			h.t.Errorf("the terminal ended with %v", err)
		}
	case <-time.After(patience):
		h.t.Fatal("the terminal does not end")
	}
	h.until("everything in the card service to be closed", func() bool { return h.daemon.Open() == fakepcscd.Counts{} })
	h.daemon.Kill()
}

func (h *hall) show(v visit.View) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.view = v
	h.personal = h.personal || v.Person != nil
	close(h.changed)
	h.changed = make(chan struct{})
}

// now is what is shown, and a channel that closes when something else is.
func (h *hall) now() (visit.View, <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.view, h.changed
}

// soon waits for another view, or for a moment: a script goes on whether something happens or not.
func (h *hall) soon() visit.View {
	_, changed := h.now()
	select {
	case <-changed:
	case <-time.After(4 * time.Millisecond):
	}
	v, _ := h.now()
	return v
}

// until waits for a condition.
func (h *hall) until(what string, holds func() bool) {
	h.t.Helper()
	for limit := time.Now().Add(patience); !holds(); time.Sleep(200 * time.Microsecond) {
		if time.Now().After(limit) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.t.Fatalf("waited in vain for %s; the screen is %s (%+v, overlay %q), reader %v; the log: %s",
				what, h.view.Screen, h.view.PIN, h.view.Overlay, h.view.Parts.Reader, h.log.String())
		}
	}
}

func (h *hall) at(what string, holds func(visit.View) bool) {
	h.t.Helper()
	h.until(what, func() bool { v, _ := h.now(); return holds(v) })
}

// Note implements terminal.Journal.
func (h *hall) Note(context.Context, int64, visit.Noted, string) error { return nil }

// Print implements terminal.Spool.
func (h *hall) Print(ctx context.Context, s terminal.Slip) (visit.PrintOutcome, visit.PrinterState) {
	if s.May(ctx) != nil {
		return visit.SlipNotPrinted, ""
	}
	h.mu.Lock()
	h.printed++
	h.mu.Unlock()
	s.Sent()
	return visit.SlipConfirmed, visit.PrinterReady
}

// Resolve implements terminal.Spool.
func (h *hall) Resolve(context.Context, int64, bool) error { return nil }

// State implements terminal.Spool.
func (h *hall) State(context.Context) visit.PrinterState { return visit.PrinterReady }

// source has one person's record.
type source struct{}

func (source) Read(context.Context, string, records.Window) (records.Record, error) {
	return records.Record{Person: records.Person{Name: name, Number: number, Kind: records.Employee}, Source: records.About{Generated: true}}, nil
}
func (source) Register(context.Context, records.Card) (records.Registration, error) {
	return records.Registration{Holder: number, Status: records.CardNormal}, nil
}
func (source) Access(context.Context, terminal.Access) error { return nil }
func (source) Reload() error                                 { return nil }
func (source) Ready() bool                                   { return true }

// keys are those of the test cards.
type keys struct{}

func (keys) Ready() bool { return true }
func (keys) Authenticate(_ context.Context, q card.Question) (card.Answer, error) {
	a, ok := cardkeys.Test().Answer(q, card.GenuineByHSM)
	if !ok {
		return card.Answer{}, &card.KeyError{Kind: card.NoAlgorithm}
	}
	return a, nil
}

func genuine(version string) *simcard.Card {
	spec := simcard.SpecFor(number, name, 1)
	spec.PIN, spec.Version = pin, version
	return simcard.New(spec)
}
