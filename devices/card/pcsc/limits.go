package pcsc

import "time"

const (
	// watchWait is how long one wait for a change lasts. A cancel that comes just before a wait is lost
	// (facts/devices.md A4), so no wait may be longer than somebody would want to wait for the program to end. Shorter ones keep a
	// terminal busy that nobody uses.
	watchWait = 2 * time.Second
	// listPause is kept between two looks for a reader that is not there: soon enough for whoever has just plugged it in.
	listPause = 500 * time.Millisecond
	// listTries is how often the list is asked for while readers come so fast that it cannot be had.
	listTries = 10
	// cancelPause is kept between two cancels of a wait that shall end.
	cancelPause = 10 * time.Millisecond
	// idlePause is kept when a wait came back at once and nothing had changed, which some driver states do for ever.
	idlePause = 250 * time.Millisecond
	// firstRetry and lastRetry bound the pause before the service is asked for again: it is back within milliseconds after
	// a restart, and a machine without it shall not be kept busy (facts/card.md §9.5).
	firstRetry = 250 * time.Millisecond
	lastRetry  = 5 * time.Second
	// DefaultSettle is how long a card must lie still before it is reported: a card pushed in by hand bounces
	// (facts/card.md §9.5 asks for 150 to 300 ms).
	DefaultSettle = 150 * time.Millisecond
	// connectTries and connectPause: a fresh card may need several power-ons (facts/card.md §9.4).
	connectTries = 5
	connectPause = 200 * time.Millisecond
	// connectLimit bounds one Connect with all its tries; cheap readers take seconds to power a card
	// (facts/card.md §6.2, drivers allow 6 s).
	connectLimit = 10 * time.Second
	// DefaultTransmitLimit is the deadline of one command: the longest real one, a VERIFY, takes well under a second
	// (facts/devices.md A5).
	DefaultTransmitLimit = 5 * time.Second
	// closeLimit bounds power-off, which waits behind a card that hangs.
	closeLimit = 2 * time.Second
	// hungLimit is when a call that does not come back counts as hung: the slowest honest ones, power-on and a driver that
	// gets its reader ready, take some seconds, and the house restarts a program with a device call stuck for 30 s.
	hungLimit = 30 * time.Second
	// settleRounds ends the wait for a card that never lies still; what is seen then is reported.
	settleRounds = 20
	// freeLimit is how long a new card waits for an older call to come back, looked at every freePause. A call in the reader of a
	// card that was pulled came back within 0.3 s (facts/devices.md A3); the card's own deadline is far longer.
	freeLimit = 3 * time.Second
	freePause = 50 * time.Millisecond
)
