package httpjson

import "time"

const (
	// connectLimit bounds name, TCP and TLS together. A first packet that was lost is sent again after one second; three
	// leave room for that, and tell early that the back end is not there.
	connectLimit = 3 * time.Second
	// wholeLimit bounds one question with everything: nobody stands longer before a screen that says nothing.
	wholeLimit = 10 * time.Second
	// maxReply is the longest body that is read. 60 months of three insurances in two places, with everything else, are
	// some 80 KB; more than twenty times that is no person.
	maxReply = 2 << 20
	// maxDepth is how deep a reply may nest; the contract's own have seven levels, the rest is for additions.
	maxDepth = 12
	// maxText is the longest text of a field, in bytes: 200 characters of up to 4 bytes.
	maxText = 800
	// maxNumber is the longest social security number or card number.
	maxNumber = 32
)
