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
	card    *Card
	out     chan struct{} // closed when the present card leaves
	held    *transport
	events  []card.Event // for the watcher that is running
	watched bool
}

// NewSlot is a reader with no card in it.
func NewSlot() *Slot {
	return &Slot{changed: make(chan struct{}), state: card.ReaderEmpty}
}

// Insert puts a card in, upright. What was in the reader is taken out first.
func (s *Slot) Insert(c *Card) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.empty()
	c.reset()
	if len(c.spec.atr()) > maxATR {
		s.become(card.Mute)
		return
	}
	s.card, s.out = c, make(chan struct{})
	s.become(card.Inserted)
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
	if s.card != nil {
		s.card.reset()
		close(s.out)
		s.card = nil
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
	case s.card == nil:
		return nil, &card.Error{Kind: card.Gone, Err: errNoCard}
	case s.held != nil:
		return nil, &card.Error{Kind: card.Unreadable, Err: errHeld}
	}
	s.held = &transport{slot: s, card: s.card, out: s.out}
	return s.held, nil
}

// maxATR is the longest answer to reset (ISO 7816-3); pcscd takes a longer one for no answer.
const maxATR = 33

// transport is the in-process card.Transport.
type transport struct {
	slot *Slot
	card *Card
	out  <-chan struct{}

	mu   sync.Mutex
	dead error
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
	select {
	case <-t.out:
		t.dead = &card.Error{Kind: card.Gone, Err: errNoCard}
		return nil, t.dead
	default:
	}
	reply, fault, resume := t.card.answer(apdu)
	switch fault {
	case Pulled:
		t.slot.Remove()
		return nil, nil // as a real driver does, facts/devices.md A3
	case Silent:
		select {
		case <-ctx.Done():
			t.dead = &card.Error{Kind: card.Stuck, Err: ctx.Err()}
			return nil, t.dead
		case <-t.out:
			return nil, nil
		case <-resume:
			return sw(0x6F00), nil
		}
	}
	return bytes.Clone(reply), nil
}

// ATR implements card.Transport.
func (t *transport) ATR() []byte { return t.card.ATR() }

// Protocol implements card.Transport.
func (t *transport) Protocol() card.Protocol {
	if t.card.spec.Contactless {
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
		t.card.reset()
	}
	return nil
}
