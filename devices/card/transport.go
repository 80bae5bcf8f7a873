package card

import "context"

// Protocol is how the reader talks to the card that is in it.
type Protocol int

// The protocols of facts/card.md §1.4 and §1.5.
const (
	T0 Protocol = iota + 1 // contact side: 61xx and 6Cxx are the terminal's to answer
	T1                     // contactless side
)

// Transport is one powered card, held exclusively. It has one owner, who calls from one goroutine.
type Transport interface {
	// Transmit sends one command and returns the answer with its status word. It returns when the card has answered, the
	// card is gone, the driver's own time limit is over or ctx is done, and never later. The transport does not send a
	// command twice. apdu belongs to the caller again when the call returns: a copy that a hung driver still holds is
	// wiped as soon as the driver lets go of it.
	//
	// Errors are *Error: Gone, Stuck (no answer in time; the transport is dead from then on) or Unreadable.
	// Fewer than two bytes without an error happen when the card is pulled within the command (facts/devices.md A3): the
	// caller takes them as a communication error.
	Transmit(ctx context.Context, apdu []byte) ([]byte, error)
	// ATR is the answer to reset of the card that was connected.
	ATR() []byte
	// Protocol is the active protocol.
	Protocol() Protocol
	// Close powers the card off, so that a checked PIN does not outlive the visit, and lets the reader go. It may be
	// called again, and after a removal; it returns within the driver's time limit even when the card hangs.
	Close() error
}

// Slot is one place for a card, under supervision.
type Slot interface {
	// Watch looks after the reader until ctx is done and calls emit, from one goroutine and in the order of events, for
	// each change. The first call tells what is there now. emit must return soon. One Watch at a time.
	// The error is ctx's.
	Watch(ctx context.Context, emit func(Event)) error
	// Connect takes the card for one visit: exclusive, within a transaction. On error nothing is held.
	// Errors are *Error: Gone (no card), Unreadable (no answer to power-on, held by another program, no reader, no
	// service) or Stuck (an earlier command still hangs in the reader, or the reader did not come to an end in time).
	Connect(ctx context.Context) (Transport, error)
}

// Event is something that happened in a slot.
type Event struct {
	Kind   EventKind
	Reader string // the reader's name; empty with NoService and NoReader
	// AtStart, with Inserted and Mute: the card was there when the program, the reader or the card service came up, so
	// nobody has just put it in.
	AtStart bool
}

// EventKind is a closed set.
type EventKind string

// The kinds. NoService and NoReader also mean that no card is in reach any more; no Removed is sent before them.
const (
	NoService   EventKind = "no_service"   // the card service does not answer
	NoReader    EventKind = "no_reader"    // the service is there, the reader is not
	ReaderEmpty EventKind = "reader_empty" // the reader came up with no card in it
	Inserted    EventKind = "inserted"     // a card answered
	Mute        EventKind = "mute"         // something is in the reader that does not answer: upside down, dirty
	Removed     EventKind = "removed"      // the card, or the mute thing, is out; also sent before a swapped card's Inserted
	// Hung: a command has hung in the reader for so long that nothing but a new start of the program helps for sure. A reader
	// that comes back after all is reported anew.
	Hung EventKind = "hung"
)

// EventKinds lists the set.
func EventKinds() []EventKind {
	return []EventKind{NoService, NoReader, ReaderEmpty, Inserted, Mute, Removed, Hung}
}
