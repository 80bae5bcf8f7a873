package simcard

import (
	"bytes"
	"crypto/rand"
	"io"
	"sync"
	"time"
)

var (
	ssse = []byte("sx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF")
	ppse = []byte("2PAY.SYS.DDF01")
	pboc = []byte{0xA0, 0x00, 0x00, 0x03, 0x33, 0x01, 0x01, 0x01}
)

type record struct {
	tag   byte
	value []byte
}

func (r record) bytes() []byte { return append([]byte{r.tag, byte(len(r.value))}, r.value...) }

// Card is one card. It keeps its PIN, and the counters of its PIN and its keys, when it is pulled and put in again. Safe for
// concurrent use.
type Card struct {
	spec   Spec
	files  map[byte][]record
	keys   keys
	broken Breakage

	mu       sync.Mutex
	pin      []byte // packed; empty is a card without PIN
	left     int    // PIN tries
	random   io.Reader
	commands [][4]byte // CLA INS P1 P2 of every command since New, PINs excluded by construction
	pins     int       // VERIFY commands that carried a PIN
	changes  int       // CHANGE PIN commands
	busy     time.Duration

	// state that a reset clears
	selected  bool
	current   byte
	pending   []byte // answer to be fetched by GET RESPONSE
	opened    bool   // the PIN was right
	challenge *[8]byte
	presented map[byte]bool // keys that the terminal has shown
}

// New makes a card.
func New(spec Spec) *Card {
	return &Card{spec: spec, files: spec.files(), keys: spec.keys(), pin: packed(spec.PIN), left: spec.tries(), random: rand.Reader}
}

// Spec is what was on the card when it was made; its PIN may have been changed since.
func (c *Card) Spec() Spec { return c.spec }

// ATR implements Chip.
func (c *Card) ATR() []byte { return bytes.Clone(c.spec.atr()) }

// Contactless implements Chip.
func (c *Card) Contactless() bool { return c.spec.Contactless }

// Break makes command number at go wrong, as Breakage.Break.
func (c *Card) Break(f Fault, at int) { c.broken.Break(f, at) }

// BreakAt makes the first command with the instruction go wrong, as Breakage.BreakAt.
func (c *Card) BreakAt(f Fault, ins byte) { c.broken.BreakAt(f, ins) }

// SetRandom gives the card another source of challenges than the machine's. One that runs dry is a card with a fault: 6F00.
func (c *Card) SetRandom(r io.Reader) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.random = r
}

// Left is the PIN tries left.
func (c *Card) Left() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.left
}

// HasPIN reports whether this is the card's PIN now; "" asks whether it has none.
func (c *Card) HasPIN(pin string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return bytes.Equal(c.pin, packed(pin))
}

// Opened reports whether the PIN was right since the last power-on.
func (c *Card) Opened() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.opened
}

// Commands are the headers of all commands that reached the card, CLA INS P1 P2.
func (c *Card) Commands() [][4]byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([][4]byte(nil), c.commands...)
}

// PINs is how many VERIFY commands with a PIN in them have reached the card since New.
func (c *Card) PINs() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pins
}

// Changes is how many CHANGE PIN commands have reached the card since New.
func (c *Card) Changes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changes
}

// Busy is how long the card has been answering since New, so that a measurement can leave it out. Silence does not count.
func (c *Card) Busy() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.busy
}

// Reset implements Chip: everything but the PIN and the counters is as new.
func (c *Card) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken.PowerOn()
	c.leave()
	c.pending = nil
}

// leave forgets what holds while the application is selected.
func (c *Card) leave() {
	c.selected, c.current, c.opened, c.challenge, c.presented = false, 0, false, nil, nil
}

// Answer implements Chip.
func (c *Card) Answer(apdu []byte) (reply []byte, fault Fault, resume <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from := time.Now()
	defer func() { c.busy += time.Since(from) }()
	var head [4]byte
	copy(head[:], apdu)
	switch {
	case head[1] == 0x20 && len(apdu) > 5:
		c.pins++
	case head[0] == 0x80 && head[1] == 0x5E:
		c.changes++
	}
	c.commands = append(c.commands, head)
	return c.broken.Pass(apdu, func() []byte { return c.obey(apdu) })
}

func sw(status uint16) []byte { return []byte{byte(status >> 8), byte(status)} }

// obey runs a command as the card's operating system does (facts/card.md §1 to §3).
func (c *Card) obey(apdu []byte) []byte {
	if len(apdu) < 4 {
		return sw(0x6700)
	}
	if apdu[1] != 0xC0 {
		c.pending = nil
	}
	if c.spec.Kind == IDCard {
		return sw(0x6D00)
	}
	if apdu[0] == 0x80 && apdu[1] == 0x5E {
		return c.changePIN(apdu)
	}
	if apdu[0] != 0x00 {
		return sw(0x6E00)
	}
	switch apdu[1] {
	case 0xA4:
		return c.selectFile(apdu)
	case 0xB2:
		return c.readRecord(apdu)
	case 0xC0:
		return c.getResponse(apdu)
	case 0x20:
		return c.verify(apdu)
	case 0x84:
		return c.getChallenge(apdu)
	case 0x88:
		return c.internal(apdu)
	case 0x82:
		return c.external(apdu)
	}
	return sw(0x6D00)
}

// body is the data of a command with a length byte, Le cut off; false when the length does not fit.
func body(apdu []byte) ([]byte, bool) {
	if len(apdu) == 4 {
		return nil, true
	}
	n := int(apdu[4])
	if len(apdu) != 5+n && len(apdu) != 6+n {
		return nil, false
	}
	return apdu[5 : 5+n], true
}

func (c *Card) selectFile(apdu []byte) []byte {
	data, ok := body(apdu)
	switch {
	case !ok:
		return sw(0x6700)
	case c.spec.Locked:
		return sw(0x9303)
	case c.spec.BlockedCard:
		return sw(0x6A81)
	case !c.spec.Contactless && len(apdu) == 6+len(data):
		return sw(0x6700) // T=0 has no case 4
	}
	switch apdu[2] {
	case 0x04:
		switch {
		case c.spec.Kind == SocialSecurity && bytes.Equal(data, ssse):
			c.selected, c.current = true, 0 // selected again, nothing is lost (facts/card.md §1.1)
			return c.give(c.spec.fci())
		case c.hasBank() && (bytes.Equal(data, ppse) || bytes.Equal(data, pboc)):
			c.leave() // a wall stands between the two applications
			return c.give(append([]byte{0x6F, byte(len(data) + 2), 0x84, byte(len(data))}, data...))
		}
		return sw(0x6A82)
	case 0x00, 0x02:
		if apdu[2] == 0x02 && c.spec.OldSelect {
			return sw(0x6A86)
		}
		if !c.selected || len(data) != 2 || data[0] != 0xEF || c.files[data[1]] == nil {
			return sw(0x6A82)
		}
		if data[1] == 0x06 && c.spec.EF06Select6982 && c.sealed() {
			return sw(0x6982)
		}
		c.current = data[1]
		return sw(0x9000)
	}
	return sw(0x6A86)
}

// hasBank: a social security card is a bank card as well.
func (c *Card) hasBank() bool { return c.spec.Kind == SocialSecurity || c.spec.Kind == BankCard }

// give answers with data: at once over T=1, to be fetched over T=0.
func (c *Card) give(data []byte) []byte {
	if c.spec.Contactless {
		return append(bytes.Clone(data), 0x90, 0x00)
	}
	c.pending = data
	return []byte{0x61, byte(len(data))}
}

func (c *Card) getResponse(apdu []byte) []byte {
	switch {
	case c.pending == nil:
		return sw(0x6F00)
	case len(apdu) != 5:
		return sw(0x6700)
	case int(apdu[4]) != len(c.pending):
		return []byte{0x6C, byte(len(c.pending))}
	}
	out := append(bytes.Clone(c.pending), 0x90, 0x00)
	c.pending = nil
	return out
}

// readRecord reads by tag, by number, or from a number to the end (facts/card.md §2.3).
func (c *Card) readRecord(apdu []byte) []byte {
	if !c.selected || c.current == 0 {
		return sw(0x6986)
	}
	if c.current == 0x06 && c.sealed() {
		return sw(0x6982)
	}
	if apdu[3] == 0x05 && c.spec.NoWholeFile {
		return sw(0x6A86)
	}
	var out []byte
	for i, r := range c.files[c.current] {
		switch apdu[3] {
		case 0x00:
			if r.tag == apdu[2] && out == nil {
				out = r.bytes()
			}
		case 0x04:
			if i+1 == int(apdu[2]) {
				out = r.bytes()
			}
		case 0x05:
			if i+1 == int(apdu[2]) || i+1 > int(apdu[2]) && !c.spec.WholeFileOdd {
				out = append(out, r.bytes()...)
			}
		default:
			return sw(0x6A86)
		}
	}
	if out == nil {
		return sw(0x6A83)
	}
	if len(apdu) != 5 || int(apdu[4]) != len(out) {
		return []byte{0x6C, byte(len(out))}
	}
	return append(out, 0x90, 0x00)
}
