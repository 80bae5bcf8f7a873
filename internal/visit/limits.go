package visit

import "time"

// Limits are the times of a visit. kiosk.toml sets those an operator would tune; the others are fixed below.
type Limits struct {
	Idle       time.Duration // without a touch until the warning is shown
	Answer     time.Duration // to answer the warning before the visit ends
	Visit      time.Duration // from the card to the end, whatever happens
	LargeTimes int           // factor for all three in 大字 and 语音: whoever reads slowly or listens gets more time
}

// DefaultLimits are the times of experience.md rule 4.
func DefaultLimits() Limits {
	return Limits{
		Idle:       60 * time.Second, // measured in comparable kiosks: 45 to 120 s (facts/domain.md §1.4)
		Answer:     30 * time.Second, // WCAG 2.2.1 asks for 20 s at least, card networks for 30 s
		Visit:      10 * time.Minute, // a visit that lasts longer was left behind
		LargeTimes: 2,
	}
}

const (
	// announceVisitEnd is how long before the end of the longest visit the person is told.
	announceVisitEnd = 60 * time.Second

	// readCardBound covers five connection tries of a slow reader (6 s of power-on on cheap ones, facts/card.md §6.2) and
	// about twenty commands.
	readCardBound = 15 * time.Second

	// verifyBound: one command of 5 s at most, the card's second proof, and reading the tries.
	verifyBound = 17 * time.Second

	// judgeBound: a new PIN is judged in the terminal's memory, so this only keeps a lost answer from holding the keypad.
	judgeBound = 3 * time.Second

	// changeBound: the card is read again to see that it is the same, then one command, and the tries when its outcome is
	// unknown.
	changeBound = readCardBound + verifyBound

	// recordsBound is the whole deadline of a source (connect 3 s, whole 10 s) and a margin to report it.
	recordsBound = 12 * time.Second

	// printBound: a 60-month slip at 9,600 baud takes 4.3 s of line and 2.7 s of paper; the driver gives up long before
	// this. It only keeps a lost answer from holding the screen for ever.
	printBound = 90 * time.Second

	// showIdentity is how long the eye button shows name and number in full (experience.md rule 6).
	showIdentity = 10 * time.Second

	// cardReminder: how often a card left in the reader is called out again and counted as left.
	cardReminder = 20 * time.Second

	// slipShown keeps 请取走凭条 on the screen after the visit ended, long enough to be read from a step away.
	slipShown = 15 * time.Second
)

// factor is the stretch of all waiting times in the modes of whoever needs longer.
func (l Limits) factor(m Modes) time.Duration {
	if (m.Large || m.Voice) && l.LargeTimes > 1 {
		return time.Duration(l.LargeTimes)
	}
	return 1
}
