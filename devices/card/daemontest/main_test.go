package daemontest

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "daemontest")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	socket := filepath.Join(dir, "pcscd.comm")
	os.Setenv(fakepcscd.SocketEnv, socket)
	// What the process opens once for all connections is open before the first test counts.
	if l, err := net.Listen("unix", socket); err == nil {
		_ = l.Close()
	}
	code := m.Run()
	_ = os.RemoveAll(dir) // it lies in the machine's folder for such things
	os.Exit(code)
}

const (
	// patience ends a test whose event never comes; it decides nothing else.
	patience = 30 * time.Second
	// commandLimit is for the tests of what hangs, and keeps them short.
	commandLimit = 150 * time.Millisecond
	// haste is how much faster the driver's pauses and limits pass; no limit may become one that a busy machine reaches.
	haste = 4
	// still is short because no hand pushes these cards in.
	still = 2 * time.Millisecond
	// wanted is the reader that is watched.
	wanted = "Kiosk CCID 00 00"
)

// start runs a fake service. At the end of the test nobody may have anything open in it, and the process neither a goroutine
// nor a file more than before.
func start(t *testing.T) *fakepcscd.Daemon {
	t.Helper()
	goroutines, files := runtime.NumGoroutine(), openFiles(t)
	d := fakepcscd.New(os.Getenv(fakepcscd.SocketEnv))
	if err := d.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		until(t, "everything in the service to be closed", func() bool { return d.Open() == fakepcscd.Counts{} })
		d.Kill()
		until(t, "the goroutines to end", func() bool { return runtime.NumGoroutine() <= goroutines })
		if n := openFiles(t); n > files {
			t.Errorf("%d files are open, %d were at first", n, files)
		}
	})
	return d
}

func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

func plug(t *testing.T, d *fakepcscd.Daemon, name string) *fakepcscd.Reader {
	t.Helper()
	r, err := d.Plug(name)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func options() pcsc.Options {
	return pcsc.Options{Reader: "CCID", Settle: still}
}

func slot() *pcsc.Slot { return pcsc.New(hasty{}, options()) }

// impatient gives a command up early.
func impatient() pcsc.Options {
	o := options()
	o.TransmitLimit = commandLimit
	return o
}

// hasty is the machine's clock with short timers. What the library waits for by itself it does not shorten.
type hasty struct{ clock.System }

func (c hasty) NewTimer(d time.Duration) clock.Timer { return c.System.NewTimer(d / haste) }

// until waits for a condition.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for limit := time.Now().Add(patience); !holds(); time.Sleep(200 * time.Microsecond) {
		if time.Now().After(limit) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// watcher is a running watch.
type watcher struct {
	t      *testing.T
	events chan card.Event
	cancel func()
	ended  chan struct{}
}

func watch(t *testing.T, s *pcsc.Slot) *watcher {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watcher{t: t, events: make(chan card.Event, 4096), cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(w.ended)
		if err := s.Watch(ctx, func(e card.Event) { w.events <- e }); err != context.Canceled {
			t.Errorf("the watch ended with %v", err)
		}
	}()
	t.Cleanup(w.stop)
	return w
}

func (w *watcher) stop() {
	w.cancel()
	<-w.ended
}

// await takes events until one of the kinds comes.
func (w *watcher) await(kinds ...card.EventKind) card.Event {
	w.t.Helper()
	var seen []card.EventKind
	for limit := time.After(patience); ; {
		select {
		case e := <-w.events:
			if slices.Contains(kinds, e.Kind) {
				return e
			}
			seen = append(seen, e.Kind)
		case <-limit:
			w.t.Fatalf("no event of %q; seen %q", kinds, seen)
		}
	}
}

// next is the very next event, which must be of the kind.
func (w *watcher) next(kind card.EventKind) card.Event {
	w.t.Helper()
	select {
	case e := <-w.events:
		if e.Kind != kind {
			w.t.Fatalf("event %+v, want %q", e, kind)
		}
		return e
	case <-time.After(patience):
		w.t.Fatalf("no event, want %q", kind)
	}
	return card.Event{}
}

// quiet: nothing more has been told.
func (w *watcher) quiet() {
	w.t.Helper()
	select {
	case e := <-w.events:
		w.t.Errorf("unexpected event %+v", e)
	default:
	}
}

func newCard() *simcard.Card { return simcard.New(cardtest.Spec()) }

// read does with the card what the begin of a visit does.
func read(t *testing.T, s card.Slot) error { return readWithin(t.Context(), s) }

func readWithin(ctx context.Context, s card.Slot) error {
	session, err := card.Open(ctx, s, card.Options{})
	if err != nil {
		return err
	}
	_, err = session.Identify(ctx)
	if bad := session.Close(); err == nil {
		err = bad
	}
	return err
}
