package fakepcscd_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/fakepcscd"
	"shebao/kiosk/devices/simulate/simcard"
)

// world is a card service with a reader in it, real or fake.
type world interface {
	reader() string
	insert(c *simcard.Card)
	pull()
	kill()
	start()
	end()
}

// patience ends a test whose event never comes; it decides nothing else.
const patience = 30 * time.Second

type fake struct {
	t      *testing.T
	daemon *fakepcscd.Daemon
	place  *fakepcscd.Reader
}

func newFake(t *testing.T) world {
	f := &fake{t: t, daemon: fakepcscd.New(os.Getenv(fakepcscd.SocketEnv))}
	var err error
	if f.place, err = f.daemon.Plug(cardservice.Reader); err != nil {
		t.Fatal(err)
	}
	if _, err = f.daemon.Plug("Virtual PCD 00 01"); err != nil {
		t.Fatal(err)
	}
	f.start()
	return f
}

func (f *fake) reader() string         { return f.place.Name() }
func (f *fake) insert(c *simcard.Card) { f.place.Insert(c) }
func (f *fake) pull()                  { f.place.Pull() }
func (f *fake) kill()                  { f.daemon.Kill() }
func (f *fake) end()                   { f.daemon.Kill() }
func (f *fake) start() {
	if err := f.daemon.Start(); err != nil {
		f.t.Fatal(err)
	}
}

type real struct {
	t       *testing.T
	service *cardservice.Service
	plug    *simcard.Plug
}

func newReal(t *testing.T) world {
	s, err := cardservice.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &real{t: t, service: s}
}

func (r *real) reader() string { return cardservice.Reader }

func (r *real) insert(c *simcard.Card) {
	p, err := simcard.DialVPCD(context.Background(), simcard.VPCDAddr, c)
	if err != nil {
		r.t.Fatal(err)
	}
	r.plug = p
}

func (r *real) pull() { r.plug.Pull() }
func (r *real) end()  { r.service.Close() }

func (r *real) kill() {
	if err := r.service.Kill(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *real) start() {
	if err := r.service.Start(); err != nil {
		r.t.Fatal(err)
	}
}

// settled waits until the reader shows what it shall, and is its state.
func settled(t *testing.T, c *scard.Context, reader string, want scard.StateFlag) scard.StateFlag {
	t.Helper()
	for limit := time.Now().Add(patience); ; {
		states := []scard.ReaderState{{Reader: reader}}
		if err := c.GetStatusChange(states, 0); err != nil {
			t.Fatal(err)
		}
		if states[0].EventState&want == want {
			return states[0].EventState
		}
		states[0].CurrentState = states[0].EventState &^ scard.StateChanged
		if err := c.GetStatusChange(states, time.Second); err != nil && !errors.Is(err, scard.ErrTimeout) {
			t.Fatal(err)
		}
		if time.Now().After(limit) {
			t.Fatalf("the reader shows %#x, never %#x", states[0].EventState, want)
		}
	}
}
