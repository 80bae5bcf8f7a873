package simcard

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"shebao/kiosk/devices/card"
)

// ReaderName is the reader that Slot reports.
const ReaderName = "Simulated reader 00"

var (
	errNoCard    = errors.New("no card")
	errNoReader  = errors.New("no reader")
	errNoService = errors.New("no card service")
	errMute      = errors.New("no answer to reset")
	errHeld      = errors.New("the card is held by another")
)

// Slot is a reader within the process. Every change is told to the watcher, in order, however fast they follow each
// other. Safe for concurrent use. The zero value is not ready; use NewSlot.
type Slot struct {
	mu      sync.Mutex
	changed chan struct{} // closed and replaced at each change
	state   card.EventKind
	chip    Chip
	out     chan struct{} // closed when the present chip leaves
	held    *transport
	events  []card.Event // for the watcher that is running
	watched bool
}

// NewSlot is a reader with no card in it.
func NewSlot() *Slot {
	return &Slot{changed: make(chan struct{}), state: card.ReaderEmpty}
}

// Insert puts a card in, upright. What was in the reader is taken out first.
func (s *Slot) Insert(c Chip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.empty()
	c.Reset()
	if len(c.ATR()) > maxATR {
		s.become(card.Mute)
		return
	}
	s.chip, s.out = c, make(chan struct{})
	s.become(card.Inserted)
}

// Swap exchanges the card for another so fast that the reader does not see it (facts/devices.md A3): no event, and who holds
// the old card talks to the new one, which nobody has powered on. It does nothing when there is no card.
func (s *Slot) Swap(c Chip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chip == nil {
		return
	}
	s.chip.Reset()
	c.Reset()
	close(s.out)
	s.chip, s.out = c, make(chan struct{})
}

// InsertMute puts something in that does not answer: a card upside down.
func (s *Slot) InsertMute() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.empty()
	s.become(card.Mute)
}

// Remove takes out what is in the reader, and does nothing when it is empty.
func (s *Slot) Remove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.empty()
}

// NoReader unplugs the reader, with what is in it.
func (s *Slot) NoReader() { s.absent(card.NoReader) }

// NoService stops the card service.
func (s *Slot) NoService() { s.absent(card.NoService) }

// Hang has a command hang in the reader until the program is started again, with what is in it.
func (s *Slot) Hang() { s.absent(card.Hung) }

// Restore brings the reader and the service back, empty.
func (s *Slot) Restore() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == card.NoReader || s.state == card.NoService {
		s.become(card.ReaderEmpty)
	}
}

func (s *Slot) absent(kind card.EventKind) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave()
	s.become(kind)
}

// empty makes the reader present and empty.
func (s *Slot) empty() {
	switch s.state {
	case card.Inserted, card.Mute:
		s.leave()
		s.become(card.Removed)
	case card.NoReader, card.NoService:
		s.become(card.ReaderEmpty)
	}
}

// leave takes the card's contacts away.
func (s *Slot) leave() {
	if s.chip != nil {
		s.chip.Reset()
		close(s.out)
		s.chip = nil
	}
	s.held = nil
}

func (s *Slot) become(kind card.EventKind) {
	s.state = kind
	if s.watched {
		s.events = append(s.events, event(kind, false))
	}
	close(s.changed)
	s.changed = make(chan struct{})
}

func event(kind card.EventKind, first bool) card.Event {
	e := card.Event{Kind: kind}
	if kind != card.NoReader && kind != card.NoService {
		e.Reader = ReaderName
	}
	e.AtStart = first && (kind == card.Inserted || kind == card.Mute)
	return e
}

// Watch implements card.Slot.
func (s *Slot) Watch(ctx context.Context, emit func(card.Event)) error {
	s.mu.Lock()
	if s.watched {
		s.mu.Unlock()
		panic("simcard: a slot has one watcher")
	}
	s.watched = true
	first := s.state
	if first == card.Removed {
		first = card.ReaderEmpty
	}
	s.events = []card.Event{event(first, true)}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.watched, s.events = false, nil
		s.mu.Unlock()
	}()
	for {
		s.mu.Lock()
		events, changed := s.events, s.changed
		s.events = nil
		s.mu.Unlock()
		for _, e := range events {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			emit(e)
		}
		if len(events) > 0 {
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// Connect implements card.Slot.
func (s *Slot) Connect(ctx context.Context) (card.Transport, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return nil, &card.Error{Kind: card.Stuck, Err: ctx.Err()}
	case s.state == card.NoService:
		return nil, &card.Error{Kind: card.Unreadable, Err: errNoService}
	case s.state == card.NoReader:
		return nil, &card.Error{Kind: card.Unreadable, Err: errNoReader}
	case s.state == card.Mute:
		return nil, &card.Error{Kind: card.Unreadable, Err: errMute}
	case s.chip == nil:
		return nil, &card.Error{Kind: card.Gone, Err: errNoCard}
	case s.held != nil:
		return nil, &card.Error{Kind: card.Unreadable, Err: errHeld}
	}
	s.held = &transport{slot: s, atr: s.chip.ATR(), contactless: s.chip.Contactless()}
	return s.held, nil
}

// transport is the in-process card.Transport. It ends when its card is taken out, and does not notice when the card is
// swapped: answer to reset and protocol stay those of the card that was connected.
type transport struct {
	slot        *Slot
	atr         []byte
	contactless bool

	mu   sync.Mutex
	dead error
}

// present is the chip under the reader's contacts, and a channel that closes when it leaves; false when the transport's
// card was taken out.
func (t *transport) present() (Chip, <-chan struct{}, bool) {
	t.slot.mu.Lock()
	defer t.slot.mu.Unlock()
	return t.slot.chip, t.slot.out, t.slot.held == t
}

// Transmit implements card.Transport.
func (t *transport) Transmit(ctx context.Context, apdu []byte) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dead != nil {
		return nil, t.dead
	}
	if ctx.Err() != nil {
		t.dead = &card.Error{Kind: card.Stuck, Err: ctx.Err()}
		return nil, t.dead
	}
	chip, out, ok := t.present()
	if !ok {
		t.dead = &card.Error{Kind: card.Gone, Err: errNoCard}
		return nil, t.dead
	}
	reply, fault, resume := chip.Answer(apdu)
	switch {
	case fault.Leaves():
		t.slot.Remove()
		return nil, nil // as a real driver does, facts/devices.md A3
	case fault == Silent:
		select {
		case <-ctx.Done():
			t.dead = &card.Error{Kind: card.Stuck, Err: ctx.Err()}
			return nil, t.dead
		case <-out:
			return nil, nil
		case <-resume:
			return sw(0x6F00), nil
		}
	}
	return bytes.Clone(reply), nil
}

// ATR implements card.Transport.
func (t *transport) ATR() []byte { return bytes.Clone(t.atr) }

// Reader is the reader's name, as the transport of a real one tells it.
func (t *transport) Reader() string { return ReaderName }

// USBPath is none: the reader is on no bus.
func (t *transport) USBPath() string { return "" }

// Protocol implements card.Transport.
func (t *transport) Protocol() card.Protocol {
	if t.contactless {
		return card.T1
	}
	return card.T0
}

// Close implements card.Transport.
func (t *transport) Close() error {
	t.slot.mu.Lock()
	defer t.slot.mu.Unlock()
	if t.slot.held == t {
		t.slot.held = nil
		t.slot.chip.Reset()
	}
	return nil
}
