package terminal

import "time"

const (
	// recordsDeadline is the whole time a source has (facts/domain.md §1.4: 10 to 15 s, then apologise).
	recordsDeadline = 10 * time.Second

	// cardDeadline covers power-on of a slow reader and some twenty commands; each command has its own, shorter one.
	cardDeadline = 14 * time.Second

	// verifyDeadline is one command and reading the tries again.
	verifyDeadline = 11 * time.Second
)
