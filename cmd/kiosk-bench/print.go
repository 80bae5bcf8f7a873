package main

import (
	"bytes"
	"errors"
	"sync"
	"time"

	"shebao/kiosk/internal/visit"
)

// ear is when bytes came to the printer.
type ear struct {
	mu  sync.Mutex
	all []heard
}

type heard struct {
	at     time.Time
	status bool // a question of how it is, and nothing else
	begin  bool // the first bytes of a slip: ESC @
}

func (e *ear) hear(at time.Time, b []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.all = append(e.all, heard{at, len(b) == 3 && bytes.HasPrefix(b, []byte{0x10, 0x04}), bytes.Contains(b, []byte{0x1B, '@'})})
}

// slip is the first byte of all after a time, and the last question before a slip with that slip's first byte.
func (e *ear) slip(from time.Time) (first, asked, began time.Time, ok bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, h := range e.all {
		switch {
		case h.at.Before(from):
		case h.begin:
			return first, asked, h.at, !first.IsZero() && !asked.IsZero()
		case h.status:
			if asked = h.at; first.IsZero() {
				first = h.at
			}
		}
	}
	return first, asked, began, false
}

// prints times the beginning of slips: from the touch to the first question to the printer, and from its last answer to the first
// byte of the slip. The simulated printer answers at once, so an answer is counted from its question's arrival.
func (b *bench) prints() error {
	var asked, began, done times
	if err := errors.Join(b.insert(), b.prove(), b.agree()); err != nil {
		return err
	}
	if err := b.Do("tile.print"); err != nil {
		return err
	}
	for i := range b.o.prints {
		if i > 0 {
			if err := b.Do("another"); err != nil {
				return err
			}
		}
		slips := len(b.Hall.Printer.Slips())
		from := time.Now()
		if err := b.Touch("print"); err != nil {
			return err
		}
		if err := b.Hall.Printer.Await(b.ctx, func() bool { return len(b.Hall.Printer.Slips()) > slips }); err != nil {
			return err
		}
		done = append(done, time.Since(from))
		first, last, slip, ok := b.ear.slip(from)
		if !ok {
			return errors.New("the printer did not hear a slip")
		}
		asked, began = append(asked, first.Sub(from)), append(began, slip.Sub(last))
		b.On(visit.PrintDone{When: visit.When{At: time.Now()}, Visit: b.State.Visit, Outcome: visit.SlipConfirmed, Reason: visit.PrinterReady})
		if err := b.See(); err != nil {
			return err
		}
	}
	b.row("touch → first byte to the printer", asked.String(), "bound 20 ms: from the finger's X event to the first DLE EOT on the line; the card is read again meanwhile")
	b.row("last status answer → first byte of the slip", began.String(), "bound 20 ms: two durable states of the journal stand between")
	b.row("touch → slip cut, 12 months", done.String(), "the simulated paper at 150 mm/s and 0.3 s of cutter included")
	return b.pull()
}
