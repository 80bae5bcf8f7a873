package pcsc

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/card"
)

// transport is one connected card. service and card belong to the worker's goroutine once it runs.
type transport struct {
	slot   *Slot
	worker *worker

	service service
	card    handle
	reader  string
	usb     string
	atr     []byte
	proto   card.Protocol

	mu     sync.Mutex
	dead   error // no call is possible any more
	closed bool
}

// open connects; it runs on the worker.
func (t *transport) open(ctx context.Context) error {
	var err error
	if t.service, err = t.slot.establish(); err != nil {
		return err
	}
	names, err := t.service.ListReaders()
	if err != nil {
		return err
	}
	reader := t.slot.choose(names)
	if reader == "" {
		return errNoReader
	}
	for try := 1; ; try++ {
		err = t.connect(reader)
		if err == nil || kindOf(err) != card.Unreadable || lost(err) || try == connectTries {
			return err
		}
		if !pause(ctx, t.slot.clock, connectPause) {
			return ctx.Err()
		}
	}
}

// connect takes the card exclusively and begins the transaction of the visit.
func (t *transport) connect(reader string) error {
	c, err := t.service.Connect(reader)
	if err != nil {
		return err
	}
	if err = c.Begin(); err == nil {
		t.atr, err = c.ATR()
	}
	if err != nil {
		_ = c.PowerOff() // the first error says what is wrong
		return err
	}
	t.card, t.reader = c, reader
	t.usb = usbPath(c.Attribute(attrChannel), busDevices)
	t.proto = card.T0
	if c.Protocol() == scard.ProtocolT1 {
		t.proto = card.T1
	}
	return nil
}

// release lets go of the card and the context; it runs on the worker, also after an open that failed half-way.
func (t *transport) release() error {
	var err error
	if t.card != nil {
		err = t.card.PowerOff()
	}
	if t.service != nil {
		_ = t.service.Release() // with a dead service it fails and frees its socket all the same (facts/devices.md A3)
	}
	// A card that is out is off, and so is one whose reader is out, of which the service knows nothing but the handle's number.
	if errors.Is(err, scard.ErrRemovedCard) || errors.Is(err, scard.ErrNoSmartcard) || errors.Is(err, scard.ErrInvalidValue) ||
		readerLost(err) {
		return nil
	}
	return err
}

// finish releases what the transport has, within closeLimit.
func (t *transport) finish() error {
	came := make(chan error, 1)
	if err := t.worker.do(context.Background(), closeLimit, func() { came <- t.release() }); err != nil {
		call := t.slot.calls.giveUp()
		t.worker.end(call.end)
		return &card.Error{Kind: card.Stuck, Err: err}
	}
	t.worker.end(func() {})
	<-t.worker.ended
	if err := <-came; err != nil {
		return &card.Error{Kind: kindOf(err), Err: err}
	}
	return nil
}

// abandon gives up a call that hangs: the worker cleans up when it comes back.
func (t *transport) abandon() {
	call := t.slot.calls.giveUp()
	t.worker.end(func() {
		defer call.end()
		_ = t.release() // nobody is left to be told
	})
}

type reply struct {
	answer []byte
	err    error
}

// Transmit implements card.Transport.
func (t *transport) Transmit(ctx context.Context, apdu []byte) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dead != nil {
		return nil, t.dead
	}
	command := bytes.Clone(apdu)
	came := make(chan reply, 1)
	err := t.worker.do(ctx, t.slot.options.TransmitLimit, func() {
		answer, err := t.card.Transmit(command)
		clear(command)
		came <- reply{answer, err}
	})
	if err != nil {
		t.dead = &card.Error{Kind: card.Stuck, Err: err}
		t.abandon()
		return nil, t.dead
	}
	r := <-came
	if r.err != nil {
		return nil, &card.Error{Kind: kindOf(r.err), Err: r.err}
	}
	// The library gives a slice of its 64 KB buffer.
	return bytes.Clone(r.answer), nil
}

// ATR implements card.Transport.
func (t *transport) ATR() []byte { return bytes.Clone(t.atr) }

// Reader is the whole name of the reader.
func (t *transport) Reader() string { return t.reader }

// USBPath is where on the bus the reader is, as "1-1.4"; "" when it is not on USB.
func (t *transport) USBPath() string { return t.usb }

// Protocol implements card.Transport.
func (t *transport) Protocol() card.Protocol { return t.proto }

var errClosed = errors.New("closed")

// Close implements card.Transport.
func (t *transport) Close() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return nil
	}
	t.closed = true
	if t.dead != nil {
		return nil
	}
	t.dead = &card.Error{Kind: card.Unreadable, Err: errClosed}
	return t.finish()
}
