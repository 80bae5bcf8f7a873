package doctor

import (
	"context"
	"time"

	"shebao/kiosk/cmd/internal/makers"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/card/psam"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
)

// firstState bounds the wait until the module was looked at, power-on and reading its number included.
const firstState = 15 * time.Second

// provers are those whom the configuration names, in the terminal's order. Each notes in asked what came of it. close ends them.
func provers(ctx context.Context, c config.Config, t clock.Clock, asked *[]Maker) (all card.InTurn, close func()) {
	close = func() {}
	if c.PSAM.Reader != "" {
		m, end := module(ctx, c.PSAM, t)
		all, close = append(all, noted{"psam", m, t, asked}), end
	}
	client, err := makers.HSM(c, t)
	switch {
	case err != nil:
		return append(all, noted{"hsm", unusable{err}, t, asked}), close
	case client == nil:
		return all, close
	}
	end := close
	return append(all, noted{"hsm", client, t, asked}), func() { client.Close(); end() }
}

// module watches the PSAM, as the terminal does, until end, and waits until it was looked at.
func module(ctx context.Context, c config.PSAM, t clock.Clock) (m *psam.Module, end func()) {
	slot := told{pcsc.New(t, pcsc.Options{Reader: c.Reader, Settle: lying}), make(chan struct{}, 1)}
	m = makers.Module(c, slot, t, func(string, error) {}) // what closes it is also the answer to the next question
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = m.Watch(ctx) // its error is ctx's
	}()
	limit := t.NewTimer(firstState)
	defer limit.Stop()
	select {
	case <-slot.once:
	case <-limit.C(): // it answers that there is none
	case <-ctx.Done():
	}
	return m, func() { stop(); <-ended }
}

// told is a slot that says when something that happened in it has been dealt with.
type told struct {
	card.Slot
	once chan struct{} // holds one
}

// Watch implements card.Slot.
func (s told) Watch(ctx context.Context, emit func(card.Event)) error {
	return s.Slot.Watch(ctx, func(e card.Event) {
		emit(e)
		select {
		case s.once <- struct{}{}:
		default:
		}
	})
}

// noted is a maker whose answers are noted.
type noted struct {
	name  string
	maker card.Authenticator
	clock clock.Clock
	asked *[]Maker
}

// Authenticate implements card.Authenticator.
func (n noted) Authenticate(ctx context.Context, q card.Question) (card.Answer, error) {
	from := n.clock.Now()
	a, err := n.maker.Authenticate(ctx, q)
	one := Maker{Name: n.name, MS: ms(n.clock.Now().Sub(from))}
	if err != nil {
		one.Error = reason(err)
	}
	*n.asked = append(*n.asked, one)
	return a, err
}

// unusable is a maker that could not be made. The terminal would not start with it; the doctor reads what is free to read.
type unusable struct{ err error }

// Authenticate implements card.Authenticator.
func (u unusable) Authenticate(context.Context, card.Question) (card.Answer, error) {
	return card.Answer{}, &card.KeyError{Kind: card.KeysRefused, Detail: "the configuration", Err: u.err}
}

// reason is an error's text, with a word for what the library says in its own way.
func reason(err error) string {
	if pcsc.HeldByAnother(err) {
		return err.Error() + " (another program has it for itself, as the running terminal does)"
	}
	return err.Error()
}
