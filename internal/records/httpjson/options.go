package httpjson

import (
	"time"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
)

// Options say where the back end is and who the terminal is; "/v1/record", "/v1/card" and "/v1/about" are appended to the URL.
type Options struct {
	backend.Address
	Name  string // what About says before the back end was reached for the first time
	Clock clock.Clock

	// The limits of one question; zero is the usual: 3 s to connect, 10 s in all. Tests shorten them.
	Connect, Whole time.Duration
}
