// Package voicetest has a player for tests that keeps what would have been heard.
package voicetest

import (
	"context"
	"sync"

	"shebao/kiosk/devices/voice"
)

// Heard is one sound that was handed to the player.
type Heard struct {
	Output voice.Output
	Sound  voice.Sound // a copy
	Given  voice.Sound // what was handed over, which is the voice's: overwritten when it has been played
}

// Sink keeps sound. The zero value has a loudspeaker only and plays in no time.
type Sink struct {
	Headset bool
	Silent  bool // there is no output at all
	// Hold, when set, makes every sound last until a value comes from it or it is interrupted.
	Hold chan struct{}
	// Fail, when set, is what playing ends with.
	Fail error

	mu    sync.Mutex
	heard []Heard
	more  chan struct{}
}

// Has implements voice.Player.
func (s *Sink) Has(o voice.Output) bool { return !s.Silent && (s.Headset || o == voice.Loudspeaker) }

// Play implements voice.Player.
func (s *Sink) Play(ctx context.Context, sound voice.Sound, o voice.Output) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	s.mu.Lock()
	s.heard = append(s.heard, Heard{o, voice.Sound{Rate: sound.Rate, Samples: append([]int16(nil), sound.Samples...)}, sound})
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
	s.mu.Unlock()
	if s.Hold == nil {
		return s.Fail
	}
	select {
	case <-s.Hold:
		return s.Fail
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Heard is all that was handed to the player, in order.
func (s *Sink) Heard() []Heard {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Heard(nil), s.heard...)
}

// Wait returns what was heard when it is n sounds at least, or when ctx is done.
func (s *Sink) Wait(ctx context.Context, n int) []Heard {
	for {
		s.mu.Lock()
		have := append([]Heard(nil), s.heard...)
		if s.more == nil {
			s.more = make(chan struct{})
		}
		more := s.more
		s.mu.Unlock()
		if len(have) >= n {
			return have
		}
		select {
		case <-more:
		case <-ctx.Done():
			return have
		}
	}
}
