package psam

import (
	"context"
	"errors"
	"sync"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

// Module is the module in its slot. Watch runs beside Authenticate; both may be called from any goroutine.
type Module struct {
	slot  card.Slot
	bound Binding
	clock clock.Clock
	tell  func(what string, err error)

	mu    sync.Mutex
	told  bool      // the slot has told anything
	lost  bool      // the card service has not been heard of yet, or is away
	fresh time.Time // until then, what the reader tells for the first time was there before; zero: it has told
	there bool      // the module was there then
	shut  string    // why it is not trusted any more; "" while it is
	link  *link     // open while it works
}

// coming is how long after the card service's first sign its readers may take to be there.
const coming = 10 * time.Second

// New makes a module. tell hears of what closes it, for the operator's log. Nothing is opened before Watch.
func New(slot card.Slot, bound Binding, c clock.Clock, tell func(what string, err error)) *Module {
	return &Module{slot: slot, bound: bound, clock: c, tell: tell, lost: true}
}

var errShut = errors.New("start the terminal again once the module is the one that was installed")

// Watch looks after the slot until ctx is done. A module that was there when the terminal, or the card service, came up is
// compared with its binding; whatever happens to it later closes it for good.
func (m *Module) Watch(ctx context.Context) error {
	defer m.drop()
	return m.slot.Watch(ctx, func(e card.Event) { m.event(ctx, e) })
}

func (m *Module) event(ctx context.Context, e card.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.told = true
	if e.Kind == card.NoService {
		// The service's end says nothing of the module. When it is back, what lies there is compared again.
		m.lost, m.there = true, false
		m.close()
		return
	}
	now := m.clock.Now()
	if m.lost {
		m.lost, m.fresh = false, now.Add(coming)
	}
	first := now.Before(m.fresh)
	if e.Kind != card.NoReader {
		m.fresh = time.Time{}
	}
	switch {
	case e.Kind == card.Inserted && e.AtStart && first:
		m.there = true
		m.check(ctx)
	case e.Kind == card.Inserted || e.Kind == card.Mute:
		m.refuse("a module was put in while the terminal ran, or does not answer")
	case m.there:
		m.refuse("the module, or its reader, was taken out while the terminal ran: " + string(e.Kind))
	}
}

// check opens the module and compares it with its binding.
func (m *Module) check(ctx context.Context) {
	if m.shut != "" {
		return
	}
	if _, err := m.open(ctx); err != nil && card.KeyErrorOf(err) != card.KeysClosed {
		m.tell("the security module cannot be used", err)
	}
}

// refuse closes the module for as long as the program runs.
func (m *Module) refuse(why string) {
	m.close()
	if m.shut != "" {
		return
	}
	m.shut = why
	m.tell("the security module is not trusted any more: "+why, errShut)
}

// open gives the module, connected and compared with its binding. Its number is read each time: a reader that is asked now
// and then only does not see every exchange (facts/devices.md A3).
func (m *Module) open(ctx context.Context) (*link, error) {
	if m.shut != "" {
		return nil, &card.KeyError{Kind: card.KeysClosed, Detail: "PSAM: " + m.shut}
	}
	if !m.there {
		return nil, &card.KeyError{Kind: card.NoModule, Detail: "PSAM: none in its reader"}
	}
	if m.link == nil {
		t, err := m.slot.Connect(ctx)
		if err != nil {
			return nil, &card.KeyError{Kind: card.KeysSilent, Detail: "PSAM: connect", Err: err}
		}
		m.link = &link{transport: t, area: m.bound.Area, levels: map[[2]byte]int{}}
	}
	now, err := found(ctx, m.link)
	if err != nil {
		m.close()
		return nil, err
	}
	if why := m.bound.differs(now); why != "" {
		m.refuse(why)
		return nil, &card.KeyError{Kind: card.KeysClosed, Detail: "PSAM: " + why}
	}
	return m.link, nil
}

// close powers the module off; the next use connects again.
func (m *Module) close() {
	if m.link != nil {
		_ = m.link.transport.Close() // it is given up, whatever it says
		m.link = nil
	}
}

func (m *Module) drop() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.close()
}

// State is what is known of the module; a closed set.
type State string

// The states. Awaited is before the reader has told anything.
const (
	Awaited State = "awaited"
	Absent  State = "absent"  // it was not there when the terminal came up, or the card service is away
	Trusted State = "trusted" // it is the one that was installed, as far as is known
	Shut    State = "shut"    // it appeared, went or changed: nothing personal may be shown until the next start
)

// State tells how the module is. It may wait for a question that is being answered.
func (m *Module) State() State {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.shut != "":
		return Shut
	case m.there:
		return Trusted
	case !m.told:
		return Awaited
	}
	return Absent
}

// Authenticate implements card.Authenticator. After a failure of the line the module is connected anew the next time.
func (m *Module) Authenticate(ctx context.Context, q card.Question) (card.Answer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, err := m.answer(ctx, q)
	if card.KeyErrorOf(err) == card.KeysSilent {
		m.close()
	}
	if err != nil {
		return card.Answer{}, err
	}
	return a, nil
}

func (m *Module) answer(ctx context.Context, q card.Question) (card.Answer, error) {
	a := card.Answer{By: card.GenuineByPSAM}
	l, err := m.open(ctx)
	if err != nil {
		return a, err
	}
	if err := l.enter(ctx, q.Algorithm); err != nil {
		return a, err
	}
	if a.Internal, err = l.prove(ctx, keyIRK, q, q.Internal); err != nil || q.External == nil {
		return a, err
	}
	a.External, err = l.prove(ctx, keyRKSSSE, q, *q.External)
	return a, err
}
