package pcsc

import (
	"errors"
	"time"

	"github.com/ebfe/scard"

	"shebao/kiosk/devices/card"
)

// view is the state of the one reader that is watched.
//
// The library's pseudo reader that tells of readers coming and going is not waited for: the library shares its name between
// all waits of a process, two of which would then overwrite each other's memory (facts/card.md §9.1), and what it tells
// differs from version to version (§9.3).
type view struct {
	service service
	state   scard.ReaderState // Reader is "" before one is chosen
}

// wait waits for a change. idle: it came back without one before its time, which would spin if it went on.
func (v *view) wait(limit time.Duration) (idle bool, err error) {
	states := []scard.ReaderState{v.state}
	err = v.service.GetStatusChange(states, limit)
	switch {
	case errors.Is(err, scard.ErrTimeout):
		// The library does not compare a counter that is 0, so a wait does not end for a card that was swapped before
		// anything else had happened in the reader.
		if v.unaware() || v.counter() != 0 {
			return false, nil
		}
		return false, v.glance()
	case errors.Is(err, scard.ErrCancelled):
		return true, nil
	case err != nil:
		return false, err
	}
	// The library leaves it to the caller to feed the state back, and keeps the ATR of a card that is gone.
	now := states[0].EventState &^ scard.StateChanged
	idle = now == v.state.CurrentState
	v.state.CurrentState = now
	return idle, v.gone()
}

// gone tells that the reader is no longer one.
func (v *view) gone() error {
	if v.state.CurrentState&(scard.StateUnknown|scard.StateUnavailable|scard.StateIgnore) != 0 {
		return errReaderGone
	}
	return nil
}

// glance looks at the present state without waiting for a change.
func (v *view) glance() error {
	states := []scard.ReaderState{{Reader: v.state.Reader}}
	err := v.service.GetStatusChange(states, 0)
	if errors.Is(err, scard.ErrTimeout) || errors.Is(err, scard.ErrCancelled) {
		return nil
	}
	if err != nil {
		return err
	}
	v.state.CurrentState = states[0].EventState &^ scard.StateChanged
	return v.gone()
}

// settle waits until a card that has just come lies still.
func (v *view) settle(said sight, still time.Duration) error {
	for range settleRounds {
		now := v.sight()
		if now.kind == card.ReaderEmpty || now == said {
			return nil
		}
		if _, err := v.wait(still); err != nil {
			return err
		}
		if v.sight() == now {
			return nil
		}
	}
	return nil
}

// unaware: the reader has not told its state yet.
func (v *view) unaware() bool { return v.state.CurrentState == scard.StateUnaware }

// sight is what there is.
func (v *view) sight() sight {
	return sight{kind: v.kind(), reader: v.state.Reader, counter: v.counter()}
}

// kind reads the flags; in-use and exclusive come and go with our own connection and say nothing.
func (v *view) kind() card.EventKind {
	switch flags := v.state.CurrentState; {
	case flags&scard.StatePresent == 0:
		return card.ReaderEmpty
	case flags&scard.StateMute != 0:
		return card.Mute
	default:
		return card.Inserted
	}
}

// counter counts insertions and removals; it shows a swap that was too quick to be seen.
func (v *view) counter() uint32 { return uint32(v.state.CurrentState) >> 16 }
