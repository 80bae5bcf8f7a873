package hsm

import "time"

const (
	// connectLimit bounds name, TCP and TLS together. A first packet that was lost is sent again after one second; three
	// leave room for that, and tell early that the back end is not there.
	connectLimit = 3 * time.Second
	// wholeLimit bounds one question with everything. The terminal gives a card 14 s in all, within which it is read as
	// well, and may ask a module in the terminal first.
	wholeLimit = 6 * time.Second
	// maxReply is the longest body that is read; the longest that the contract knows has some 190 bytes.
	maxReply = 4 << 10
	// maxDepth is how deep a reply may nest; the contract's own have two levels, the rest is for additions.
	maxDepth = 8
)
