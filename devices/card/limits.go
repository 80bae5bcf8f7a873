package card

const (
	// maxGetResponse ends a card that answers 6100 for ever (OpenSC issue 1731); the longest real answer needs two.
	maxGetResponse = 32
	// maxAnswer is the longest answer of one command: 256 bytes and the status word; extended length is never used
	// (facts/card.md §6.2). With maxGetResponse it bounds a whole answer to 8.5 KB.
	maxAnswer = 258
	// minPIN and maxPIN are the digits a terminal's keypad takes (facts/card.md §3.1).
	minPIN, maxPIN = 4, 12
)
