package simcard

// Chip is what can be in a reader: a citizen's card, or the terminal's security module. Safe for concurrent use.
type Chip interface {
	// ATR is the answer to reset. One longer than 33 bytes is none.
	ATR() []byte
	// Reset is power-on, power-off or a reset line.
	Reset()
	// Answer is the reply to a command. With a fault there is none: after Silent not before resume is closed, after one
	// that Leaves never. apdu is the caller's again when it returns.
	Answer(apdu []byte) (reply []byte, fault Fault, resume <-chan struct{})
	// Contactless chips speak T=1.
	Contactless() bool
}

// maxATR is the longest answer to reset (ISO 7816-3); pcscd takes a longer one for no answer.
const maxATR = 33
