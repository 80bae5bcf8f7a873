package terminal

import "time"

const (
	// recordsDeadline is the whole time a source has (facts/domain.md §1.4: 10 to 15 s, then apologise).
	recordsDeadline = 10 * time.Second

	// cardDeadline covers power-on of a slow reader, some twenty commands, and a back end that takes its 6 s to compute what
	// the card must answer; each command has its own, shorter one.
	cardDeadline = 14 * time.Second

	// sameCardDeadline is for the five commands with which a card is read again before something is printed.
	sameCardDeadline = 6 * time.Second

	// changeDeadline is for the same five, one that is sent once, and reading the tries again.
	changeDeadline = 17 * time.Second

	// verifyDeadline is the PIN, the card's second proof with what a back end takes for it, and reading the tries.
	verifyDeadline = 16 * time.Second
)
