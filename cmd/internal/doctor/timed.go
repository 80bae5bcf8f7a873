package doctor

import (
	"context"
	"fmt"
	"math"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
)

// timed is a slot that notes what is sent to the card in it. One goroutine connects to it and uses the transport.
type timed struct {
	card.Slot
	clock   clock.Clock
	atr     []byte
	powerOn float64
	sent    []APDU
}

// Connect implements card.Slot.
func (s *timed) Connect(ctx context.Context) (card.Transport, error) {
	from := s.clock.Now()
	t, err := s.Slot.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s.powerOn, s.atr = ms(s.clock.Now().Sub(from)), t.ATR()
	return line{t, s}, nil
}

// line is the card's transport.
type line struct {
	card.Transport
	slot *timed
}

// Transmit implements card.Transport. It keeps the four bytes of the header and the status word, nothing else.
func (l line) Transmit(ctx context.Context, apdu []byte) ([]byte, error) {
	one := APDU{}
	if len(apdu) >= 4 {
		one = APDU{Command: fmt.Sprintf("%X", apdu[:4]), Step: stepOf(apdu[1])}
	}
	from := l.slot.clock.Now()
	answer, err := l.Transport.Transmit(ctx, apdu)
	one.MS = ms(l.slot.clock.Now().Sub(from))
	if n := len(answer); err == nil && n >= 2 {
		one.SW = fmt.Sprintf("%X", answer[n-2:])
	}
	l.slot.sent = append(l.slot.sent, one)
	return answer, err
}

// ms is in milliseconds, to the hundredth.
func ms(d time.Duration) float64 { return math.Round(float64(d)/float64(10*time.Microsecond)) / 100 }

// stepOf names the instructions that are sent to a citizen's card (facts/card.md §1 to §4).
func stepOf(ins byte) string {
	switch ins {
	case 0xA4:
		return "SELECT"
	case 0xB2:
		return "READ RECORD"
	case 0xC0:
		return "GET RESPONSE"
	case 0x88:
		return "INTERNAL AUTHENTICATE"
	case 0x84:
		return "GET CHALLENGE"
	case 0x82:
		return "EXTERNAL AUTHENTICATE"
	case 0x20:
		return "VERIFY, tries"
	}
	return ""
}
