package main

import (
	"context"
	"fmt"
	"time"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/cardtest"
	"shebao/kiosk/devices/card/hsm"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/card/psam"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/devices/simulate/simhsm"
	"shebao/kiosk/devices/simulate/simpsam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records/generate"
)

// cards counts and times the reading of cards, proof included, through the real card service without the terminal: up to the
// holder's name, and what that takes above the time that the card itself is busy.
func cards(ctx context.Context, o options, dir string, row func(what, figure, note string)) error {
	service, err := cardservice.Acquire(ctx)
	if err != nil {
		return err
	}
	defer service.Close()
	makers, closeMakers, err := makers(ctx, dir)
	if err != nil {
		return err
	}
	defer closeMakers()
	slot := pcsc.New(clock.System{}, pcsc.Options{Reader: cardservice.Reader})
	for _, kind := range []struct {
		name, version string
		tags          bool
		budget        int
	}{
		{"2.0, whole files", "2.00", false, cardtest.BudgetWhole},
		{"2.0, by tags", "2.00", true, cardtest.BudgetTags},
		{"3.0, whole files", "3.00", false, cardtest.BudgetClosed},
		{"3.0, by tags", "3.00", true, cardtest.BudgetClosed},
	} {
		for _, m := range makers {
			spec := simcard.SpecFor(who.Number, who.Name, generate.SequenceOf(who.Number, 1))
			spec.Version, spec.NoWholeFile = kind.version, kind.tags
			c := simcard.New(spec)
			above, err := readings(ctx, slot, c, m.keys, o.cards)
			if err != nil {
				return fmt.Errorf("%s, %s: %w", kind.name, m.name, err)
			}
			row(fmt.Sprintf("card %s, proved by %s", kind.name, m.name),
				fmt.Sprintf("%d commands to the name (bound %d); %s above the card's own", cardtest.ToName(c.Commands()), kind.budget, above),
				"power-on to the whole identity; GET RESPONSE and 6Cxx not counted; bound 20 ms")
		}
	}
	return nil
}

// readings puts a card in and reads it over and over; the times are those above what the card itself took.
func readings(ctx context.Context, slot *pcsc.Slot, c *simcard.Card, keys card.Authenticator, n int) (times, error) {
	plug, err := simcard.DialVPCD(ctx, simcard.VPCDAddr, c)
	if err != nil {
		return nil, err
	}
	defer gone(ctx, slot)
	defer plug.Pull()
	<-plug.Powered()
	for end := time.Now().Add(halltest.Patience); ; { // the service powers a card before it says that there is one
		s, err := card.Open(ctx, slot, card.Options{Keys: keys})
		if err == nil {
			if err := s.Close(); err != nil {
				return nil, err
			}
			break
		}
		if time.Now().After(end) {
			return nil, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	var above times
	for range n {
		busy, from := c.Busy(), time.Now()
		s, err := card.Open(ctx, slot, card.Options{Keys: keys})
		if err != nil {
			return nil, err
		}
		id, err := s.Identify(ctx)
		took := time.Since(from) - (c.Busy() - busy)
		if closed := s.Close(); err == nil {
			err = closed
		}
		if err == nil && !id.Authenticity.Genuine() {
			err = fmt.Errorf("the card is %v: %v", id.Authenticity, id.Doubt)
		}
		if err != nil {
			return nil, err
		}
		above = append(above, took)
	}
	return above, nil
}

// gone waits until the reader has seen that the card is out, so that the next one is not a ghost of it.
func gone(ctx context.Context, slot *pcsc.Slot) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	_ = slot.Watch(ctx, func(e card.Event) { // it ends with the context
		if e.Kind == card.ReaderEmpty || e.Kind == card.Removed {
			stop()
		}
	})
}

type maker struct {
	name string
	keys card.Authenticator
}

// makers are a module in the second slot and a back end over TLS on the loopback.
func makers(ctx context.Context, dir string) (all []maker, closeAll func(), err error) {
	m := simpsam.New(simpsam.Spec{})
	plug, err := simcard.DialVPCD(ctx, simcard.VPCDSecond, m)
	if err != nil {
		return nil, nil, err
	}
	<-plug.Powered()
	ctx, stop := context.WithCancel(ctx)
	module := psam.New(pcsc.New(clock.System{}, pcsc.Options{Reader: cardservice.Second}),
		psam.Binding{Reader: cardservice.Second, Terminal: m.Terminal()}, clock.System{}, func(string, error) {})
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		_ = module.Watch(ctx) // it ends with the context
	}()
	server, err := simhsm.Start(simhsm.Options{Dir: dir, Answer: simhsm.Keys(cardkeys.Test())})
	if err != nil {
		stop()
		<-watched
		plug.Pull()
		return nil, nil, err
	}
	client, err := hsm.New(hsm.Options{URL: server.URL, CAFile: server.CAFile, CertFile: server.CertFile, KeyFile: server.KeyFile, Terminal: halltest.Terminal},
		clock.System{})
	closeAll = func() {
		stop()
		<-watched
		plug.Pull()
		if client != nil {
			client.Close()
		}
		server.Close()
	}
	if err != nil {
		closeAll()
		return nil, nil, err
	}
	for module.State() == psam.Awaited { // a few milliseconds: the reader tells what is in it
		time.Sleep(time.Millisecond)
	}
	return []maker{{"the PSAM", module}, {"the HSM", client}}, closeAll, nil
}
