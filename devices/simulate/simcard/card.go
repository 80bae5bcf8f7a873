package simcard

import (
	"bytes"
	"sync"
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

// Fault is what goes wrong with a command.
type Fault int

// The faults.
const (
	NoFault     Fault = iota
	EndlessMore       // 6100, and again to every GET RESPONSE
	OneByte           // an answer of one byte
	Silent            // no answer until Resume, or the card is pulled
	Pulled            // the card leaves within the command
	WrongLength       // 6Cxx again and again
	Garbage           // an answer with wrong tags and lengths
	CommFault         // 6F00
)

// Faults lists all but NoFault.
func Faults() []Fault {
	return []Fault{EndlessMore, OneByte, Silent, Pulled, WrongLength, Garbage, CommFault}
}

// Card is one card. It keeps its PIN counter when it is pulled and put in again. Safe for concurrent use.
type Card struct {
	spec  Spec
	files map[byte][]record

	mu       sync.Mutex
	left     int // PIN tries
	fault    Fault
	faultAt  int
	resume   chan struct{}
	commands [][4]byte // CLA INS P1 P2 of every command since New, PINs excluded by construction
	pins     int       // commands that carried a PIN

	// state that a reset clears
	count    int // commands since the last reset
	selected bool
	current  byte
	pending  []byte // answer to be fetched by GET RESPONSE
	opened   bool   // the PIN was right
}

// New makes a card.
func New(spec Spec) *Card {
	return &Card{spec: spec, files: spec.files(), left: spec.tries(), resume: make(chan struct{})}
}

// Spec is what is on the card.
func (c *Card) Spec() Spec { return c.spec }

// ATR is the answer to reset.
func (c *Card) ATR() []byte { return bytes.Clone(c.spec.atr()) }

// Break makes command number at (0 is the first after power-on, GET RESPONSE counts) go wrong, and all that follow it
// until the next Break. A card that was Silent resumes.
func (c *Card) Break(f Fault, at int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fault, c.faultAt = f, at
	close(c.resume)
	c.resume = make(chan struct{})
}

// Left is the PIN tries left.
func (c *Card) Left() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.left
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

// PINs is how many commands with a PIN in them have reached the card since New.
func (c *Card) PINs() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pins
}

// reset is power-on, power-off or a reset line: everything but the PIN counter is as new.
func (c *Card) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count, c.selected, c.current, c.pending, c.opened = 0, false, 0, nil, false
}

// answer is the card's reply to a command. With fault Silent or Pulled there is none; silence lasts until resume closes.
func (c *Card) answer(apdu []byte) (reply []byte, fault Fault, resume <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var head [4]byte
	copy(head[:], apdu)
	if head[1] == 0x20 && len(apdu) > 5 {
		c.pins++
	}
	c.commands = append(c.commands, head)
	broken := c.fault != NoFault && c.count >= c.faultAt
	c.count++
	if !broken {
		return c.obey(apdu), NoFault, nil
	}
	switch c.fault {
	case EndlessMore:
		return []byte{0x61, 0x00}, NoFault, nil
	case OneByte:
		return []byte{0x90}, NoFault, nil
	case WrongLength:
		return []byte{0x6C, 0x10}, NoFault, nil
	case Garbage:
		return []byte{0x6F, 0x7F, 0x01, 0xFF, 0x90, 0x00}, NoFault, nil
	case CommFault:
		return []byte{0x6F, 0x00}, NoFault, nil
	default:
		return nil, c.fault, c.resume
	}
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
			if !c.selected {
				c.opened = false
			}
			c.selected, c.current = true, 0
			return c.give(c.spec.fci())
		case c.spec.Kind == BankCard && (bytes.Equal(data, ppse) || bytes.Equal(data, pboc)):
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
		c.current = data[1]
		return sw(0x9000)
	}
	return sw(0x6A86)
}

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
	if c.current == 0x06 && c.spec.Version != "" && c.spec.Version[0] >= '3' && !c.spec.Free {
		return sw(0x6982)
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
			if i+1 >= int(apdu[2]) {
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

// verify checks a PIN, or tells the tries without one (facts/card.md §3.2).
func (c *Card) verify(apdu []byte) []byte {
	data, ok := body(apdu)
	switch {
	case !ok || len(data) > 8:
		return sw(0x6700)
	case !c.selected:
		return sw(0x6985)
	case len(data) == 0 && c.spec.ShortVerify && len(apdu) == 5:
		return sw(0x6700)
	case c.spec.PIN == "" && len(data) == 0:
		return sw(0x9000)
	case c.left == 0 && len(data) > 0:
		return sw(0x6983)
	case len(data) == 0:
		return sw(0x63C0 | uint16(c.left))
	case c.spec.PIN != "" && bytes.Equal(data, packed(c.spec.PIN)):
		c.left, c.opened = c.spec.tries(), true
		return sw(0x9000)
	}
	c.left--
	c.opened = false
	return sw(0x63C0 | uint16(c.left))
}

// packed is a PIN in BCD.
func packed(pin string) []byte {
	if len(pin)%2 == 1 {
		pin += "F"
	}
	return mustHex(pin)
}
