package fakepcscd_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/simulate/simcard"
)

// transcript is what a service answered.
type transcript struct{ strings.Builder }

// note writes down what a step gave: the error's number, and what came with it.
func (n *transcript) note(step string, err error, more ...any) {
	code := "ok"
	var e scard.Error
	if errors.As(err, &e) {
		code = fmt.Sprintf("%#x", uint32(e))
	} else if err != nil {
		code = err.Error()
	}
	fmt.Fprintf(n, "%s: %s %v\n", step, code, more)
}

func answered(b []byte) string { return fmt.Sprintf("%X", b) }

// flags are those of a state that no driver's poll may change at any moment, without the counter.
func flags(s scard.StateFlag) string {
	return fmt.Sprintf("%#x", s&(scard.StateEmpty|scard.StatePresent|scard.StateMute|scard.StateExclusive|scard.StateInuse))
}

// pcsc goes through everything that a client can do with a reader, step by step.
type pcsc struct {
	*transcript
	t      *testing.T
	world  world
	events *scard.Context
	a, b   *scard.Context
}

func (p *pcsc) context() *scard.Context {
	p.t.Helper()
	c, err := scard.EstablishContext()
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

func (p *pcsc) empty() { settled(p.t, p.events, p.world.reader(), scard.StateEmpty) }

// in puts a card in, and waits until the service knows.
func (p *pcsc) in(spec simcard.Spec, want scard.StateFlag) *simcard.Card {
	p.t.Helper()
	c := simcard.New(spec)
	p.world.insert(c)
	settled(p.t, p.events, p.world.reader(), want)
	return c
}

func (p *pcsc) out() { p.world.pull(); p.empty() }

const (
	anyProtocol = scard.ProtocolT0 | scard.ProtocolT1
	shared      = scard.ShareShared
	exclusive   = scard.ShareExclusive
)

func (p *pcsc) connect(step string, c *scard.Context, mode scard.ShareMode, protocol scard.Protocol) *scard.Card {
	h, err := c.Connect(p.world.reader(), mode, protocol)
	if err != nil {
		p.note(step, err)
		return nil
	}
	p.note(step, nil, h.ActiveProtocol())
	return h
}

// try connects in a context of its own, and lets go again.
func (p *pcsc) try(step string, mode scard.ShareMode, protocol scard.Protocol) {
	c := p.context()
	if h := p.connect(step, c, mode, protocol); h != nil {
		p.note("disconnect", h.Disconnect(scard.LeaveCard))
	}
	p.note("release", c.Release())
}

func (p *pcsc) status(step string, h *scard.Card) {
	s, err := h.Status()
	if err != nil {
		p.note(step, err)
		return
	}
	p.note(step, nil, s.Reader, answered(s.Atr), s.ActiveProtocol)
}

func (p *pcsc) transmit(step string, h *scard.Card) {
	answer, err := h.Transmit(append([]byte{0x00, 0xA4, 0x04, 0x00, 0x0F}, "sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF"...))
	p.note(step, err, answered(answer))
}

func run(t *testing.T, w world) string {
	p := &pcsc{transcript: &transcript{}, t: t, world: w}
	p.events, p.a, p.b = p.context(), p.context(), p.context()
	spec := simcard.SpecFor("379901199003070011", "测试甲", 1)
	p.emptyReader()
	p.oneCard(spec)
	p.sharing(spec)
	p.transactions(spec)
	p.strangeCards(spec)
	p.pulledWithin(spec)
	p.death(spec)
	return p.String()
}

func (p *pcsc) emptyReader() {
	p.empty()
	names, err := p.a.ListReaders()
	p.note("list", err, names)
	p.connect("connect to an empty reader", p.a, exclusive, anyProtocol)
	if h := p.connect("connect directly", p.a, scard.ShareDirect, anyProtocol); h != nil {
		_, err := h.GetAttrib(scard.AttrVendorIfdSerialNo)
		p.note("an attribute that it has not", err)
		p.note("disconnect", h.Disconnect(scard.LeaveCard))
	}
	_, err = p.a.Connect("No Such Reader", shared, anyProtocol)
	p.note("connect to no reader", err)
	err = p.a.GetStatusChange([]scard.ReaderState{{Reader: "No Such Reader"}}, 0)
	p.note("state of no reader", err)
	state := []scard.ReaderState{{Reader: p.world.reader()}}
	p.note("state", p.a.GetStatusChange(state, 0), flags(state[0].EventState))
	state[0].CurrentState = state[0].EventState &^ scard.StateChanged
	p.note("no news", p.a.GetStatusChange(state, 20*time.Millisecond))
	p.note("cancel of nothing", p.a.Cancel())
	ended := make(chan error)
	go func() { ended <- p.a.GetStatusChange(state, patience) }()
	for cancelled := false; !cancelled; { // one that comes before the wait is lost
		if err := p.b.Cancel(); err != nil { // of another context: it does nothing here
			p.note("cancel", err)
		}
		_ = p.a.Cancel()
		select {
		case err := <-ended:
			p.note("a cancelled wait", err)
			cancelled = true
		case <-time.After(time.Millisecond):
		}
	}
}

func (p *pcsc) oneCard(spec simcard.Spec) {
	p.in(spec, scard.StatePresent)
	h := p.connect("connect", p.a, exclusive, anyProtocol)
	p.note("state of a held card", nil, flags(settled(p.t, p.events, p.world.reader(), scard.StateExclusive)))
	p.status("status", h)
	p.transmit("transmit", h)
	p.connect("connect to a held card", p.b, exclusive, anyProtocol)
	p.connect("share a held card", p.b, shared, anyProtocol)
	p.note("end without begin", h.EndTransaction(scard.LeaveCard)) // an exclusive connection is a transaction
	p.out()
	p.transmit("transmit without a card", h)
	p.note("begin without a card", h.BeginTransaction())
	p.note("end without a card", h.EndTransaction(scard.LeaveCard))
	p.status("status without a card", h)
	p.note("reconnect without a card", h.Reconnect(exclusive, anyProtocol, scard.ResetCard))
	p.connect("connect to a reader that is held without a card", p.b, shared, anyProtocol)
	p.in(spec, scard.StatePresent)
	p.transmit("transmit to another card", h)
	p.note("reconnect to another card", h.Reconnect(exclusive, anyProtocol, scard.ResetCard))
	p.transmit("transmit after the reconnect", h)
	p.note("disconnect", h.Disconnect(scard.UnpowerCard))
	p.note("disconnect again", h.Disconnect(scard.UnpowerCard))
	p.transmit("transmit after the disconnect", h)
	p.out()
}

func (p *pcsc) sharing(spec simcard.Spec) {
	p.in(spec, scard.StatePresent)
	h, other := p.connect("share", p.a, shared, anyProtocol), p.connect("share too", p.b, shared, anyProtocol)
	p.note("state of a shared card", nil, flags(settled(p.t, p.events, p.world.reader(), scard.StateInuse)))
	p.try("hold what is shared", exclusive, anyProtocol)
	p.try("the other protocol", shared, scard.ProtocolT1)
	p.note("reset", h.Reconnect(shared, anyProtocol, scard.ResetCard))
	p.transmit("transmit after one's own reset", h)
	p.transmit("transmit after the other's reset", other)
	p.note("begin after the other's reset", other.BeginTransaction())
	p.status("status after the other's reset", other)
	p.note("reconnect after the other's reset", other.Reconnect(shared, anyProtocol, scard.LeaveCard))
	p.transmit("transmit after the reconnect", other)
	p.note("power off", h.Disconnect(scard.UnpowerCard))
	p.transmit("transmit after the other's power-off", other)
	p.note("reconnect after the power-off", other.Reconnect(shared, anyProtocol, scard.LeaveCard))
	p.transmit("transmit after the power-off", other)
	p.note("disconnect", other.Disconnect(scard.LeaveCard))
	p.out()
}

func (p *pcsc) transactions(spec simcard.Spec) {
	p.in(spec, scard.StatePresent)
	h, other := p.connect("share", p.a, shared, anyProtocol), p.connect("share too", p.b, shared, anyProtocol)
	p.note("end without begin", h.EndTransaction(scard.LeaveCard))
	p.note("begin", h.BeginTransaction())
	p.note("begin again", h.BeginTransaction())
	p.transmit("transmit in a transaction", h)
	p.note("end", h.EndTransaction(scard.LeaveCard))
	p.note("end", h.EndTransaction(scard.ResetCard))
	p.note("end once more", h.EndTransaction(scard.LeaveCard))
	p.transmit("transmit after one's own reset at the end", h)
	p.note("reconnect", h.Reconnect(shared, anyProtocol, scard.LeaveCard))
	p.note("begin", h.BeginTransaction())
	p.note("release with a transaction", p.a.Release())
	p.transmit("after the other has gone", other)
	p.note("release", p.b.Release())
	p.note("release again", p.b.Release())
	p.out()
	p.a, p.b = p.context(), p.context()
}

func (p *pcsc) strangeCards(spec simcard.Spec) {
	spec.Contactless = true
	p.in(spec, scard.StatePresent)
	if h := p.connect("connect to a contactless card", p.a, exclusive, anyProtocol); h != nil {
		p.transmit("transmit", h)
		p.note("disconnect", h.Disconnect(scard.ResetCard))
	}
	p.try("connect with the other protocol", exclusive, scard.ProtocolT0)
	p.out()
	spec.Contactless = false
	spec.ATR = append([]byte{0x3B}, bytes.Repeat([]byte{0}, 39)...)
	p.in(spec, scard.StateMute)
	p.note("state of a mute card", nil, flags(settled(p.t, p.events, p.world.reader(), scard.StateMute)))
	p.try("connect to a mute card", exclusive, anyProtocol)
	p.out()
	for _, atr := range [][]byte{{0x3B}, {0xFF, 0xFF, 0xFF}} {
		spec.ATR = atr
		p.in(spec, scard.StatePresent)
		p.try("connect to a card with a wrong answer to reset", exclusive, anyProtocol)
		p.out()
	}
}

func (p *pcsc) pulledWithin(spec simcard.Spec) {
	c := p.in(spec, scard.StatePresent)
	c.Break(simcard.Pulled, 0)
	h := p.connect("connect", p.a, exclusive, anyProtocol)
	p.transmit("transmit while the card leaves", h)
	p.empty()
	p.transmit("transmit after it", h)
	p.note("disconnect", h.Disconnect(scard.UnpowerCard))
	p.world.pull()
}

func (p *pcsc) death(spec simcard.Spec) {
	p.in(spec, scard.StatePresent)
	h := p.connect("connect", p.a, exclusive, anyProtocol)
	state := []scard.ReaderState{{Reader: p.world.reader()}}
	if err := p.b.GetStatusChange(state, 0); err != nil {
		p.t.Fatal(err)
	}
	state[0].CurrentState = state[0].EventState &^ scard.StateChanged
	p.world.kill()
	p.note("wait when the service is dead", p.b.GetStatusChange(state, patience))
	p.transmit("transmit when the service is dead", h)
	_, err := scard.EstablishContext()
	p.note("a context of a dead service", err)
	p.world.pull()
	p.world.start()
	p.transmit("transmit when another service runs", h)
	p.note("the old context", p.b.GetStatusChange(state, 0))
	p.note("disconnect", h.Disconnect(scard.UnpowerCard))
	p.note("release", p.a.Release())
	p.note("release", p.b.Release())
	again, err := scard.EstablishContext()
	p.note("a context", err)
	if err == nil {
		p.note("release", again.Release())
	}
}
