package pcsc

import (
	"errors"
	"fmt"
	"time"

	"github.com/ebfe/scard"
)

// service is what the driver needs of a PC/SC context.
type service interface {
	ListReaders() ([]string, error)
	// GetStatusChange waits for a change of states, at most wait. Time-out is scard.ErrTimeout.
	GetStatusChange(states []scard.ReaderState, wait time.Duration) error
	Cancel() error
	// Connect takes the card exclusively, in either protocol.
	Connect(reader string) (handle, error)
	Release() error
}

// handle is what it needs of a connected card.
type handle interface {
	Begin() error
	ATR() ([]byte, error)
	Protocol() scard.Protocol
	// Attribute reads a property of the reader; empty when the reader does not tell it.
	Attribute(id scard.Attrib) []byte
	Transmit(apdu []byte) ([]byte, error)
	// PowerOff ends the transaction and the connection.
	PowerOff() error
}

// establish opens a context with pcscd.
func establish() (s service, err error) {
	defer guard(&err)
	c, err := scard.EstablishContext()
	if err != nil {
		return nil, err
	}
	return real{c}, nil
}

// guard turns a panic of the library into an error: it indexes empty and over-long slices that come from drivers
// (facts/card.md §9.1).
func guard(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("%w: %v", errLibrary, r)
	}
}

var (
	errLibrary  = errors.New("fault in the card library")
	errProtocol = errors.New("card connected without a protocol")
	errEmpty    = errors.New("empty command")
)

type real struct{ c *scard.Context }

func (r real) ListReaders() (names []string, err error) {
	defer guard(&err)
	for range listTries {
		names, err = r.c.ListReaders()
		if !errors.Is(err, scard.ErrInsufficientBuffer) { // it means that a reader came between the library's two calls
			break
		}
	}
	if errors.Is(err, scard.ErrNoReadersAvailable) {
		return nil, nil
	}
	return names, err
}

func (r real) GetStatusChange(states []scard.ReaderState, wait time.Duration) (err error) {
	defer guard(&err)
	return r.c.GetStatusChange(states, wait)
}

func (r real) Cancel() (err error) {
	defer guard(&err)
	return r.c.Cancel()
}

func (r real) Release() (err error) {
	defer guard(&err)
	return r.c.Release()
}

func (r real) Connect(reader string) (h handle, err error) {
	defer guard(&err)
	c, err := r.c.Connect(reader, scard.ShareExclusive, scard.ProtocolT0|scard.ProtocolT1)
	if err != nil {
		return nil, err
	}
	if p := c.ActiveProtocol(); p != scard.ProtocolT0 && p != scard.ProtocolT1 {
		_ = c.Disconnect(scard.UnpowerCard) // Transmit would panic; the missing protocol is the error to report
		return nil, errProtocol
	}
	return realCard{c}, nil
}

type realCard struct{ c *scard.Card }

func (r realCard) Begin() (err error) {
	defer guard(&err)
	return r.c.BeginTransaction()
}

func (r realCard) ATR() (atr []byte, err error) {
	defer guard(&err)
	status, err := r.c.Status()
	if err != nil {
		return nil, err
	}
	return status.Atr, nil
}

func (r realCard) Protocol() scard.Protocol { return r.c.ActiveProtocol() }

func (r realCard) Attribute(id scard.Attrib) (value []byte) {
	var err error
	defer guard(&err)
	if value, err = r.c.GetAttrib(id); err != nil {
		return nil
	}
	return value
}

func (r realCard) Transmit(apdu []byte) (answer []byte, err error) {
	if len(apdu) == 0 {
		return nil, errEmpty
	}
	defer guard(&err)
	return r.c.Transmit(apdu)
}

func (r realCard) PowerOff() (err error) {
	defer guard(&err)
	// The card may be gone, and the transaction with it; the disconnect is what counts.
	_ = r.c.EndTransaction(scard.LeaveCard)
	return r.c.Disconnect(scard.UnpowerCard)
}
