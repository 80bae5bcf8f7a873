package simcard

import "bytes"

// verify checks a PIN, or tells the tries without one (facts/card.md §3.2).
func (c *Card) verify(apdu []byte) []byte {
	data, ok := body(apdu)
	switch {
	case !ok || len(data) > 8:
		return sw(0x6700)
	case !c.selected && !c.forged(): // a forgery that comes in the middle does not ask to be selected
		return sw(0x6985)
	case len(data) == 0 && c.spec.ShortVerify && len(apdu) == 5:
		return sw(0x6700)
	case len(data) > 0 && c.spec.Counterfeit:
		c.opened = true
		return sw(0x9000)
	case len(c.pin) == 0 && len(data) == 0:
		return sw(0x9000)
	case c.left == 0 && len(data) > 0:
		return sw(0x6983)
	case len(data) == 0:
		return sw(0x63C0 | uint16(c.left))
	case len(c.pin) > 0 && bytes.Equal(data, c.pin):
		c.left, c.opened = c.spec.tries(), true
		return sw(0x9000)
	}
	return c.wrongPIN()
}

// wrongPIN counts a try.
func (c *Card) wrongPIN() []byte {
	c.left--
	c.opened = false
	return sw(0x63C0 | uint16(c.left))
}

// changePIN puts a new PIN in the place of the old one: old, FF, new. Either may be absent (facts/card.md §3.2).
func (c *Card) changePIN(apdu []byte) []byte {
	data, ok := body(apdu)
	switch {
	case c.spec.NoChange:
		return sw(0x6D00)
	case !ok || len(apdu) != 5+len(data) || len(data) < 3 || len(data) > 17:
		return sw(0x6700)
	case apdu[2] != 0x01 || apdu[3] != 0x00:
		return sw(0x6A86)
	case c.spec.Locked:
		return sw(0x9303)
	case !c.selected:
		return sw(0x6985)
	}
	// No byte of a PIN is FF: the F of an odd one stands beside a digit.
	before, after, separated := bytes.Cut(data, []byte{0xFF})
	switch {
	case !separated || !pinForm(before) || !pinForm(after):
		return sw(0x6A80)
	case c.left == 0:
		return sw(0x6983)
	case !bytes.Equal(before, c.pin) && !c.spec.Counterfeit:
		return c.wrongPIN()
	}
	c.pin, c.left = bytes.Clone(after), c.spec.tries()
	return sw(0x9000)
}

// pinForm: nothing, or 4 to 16 digits, an odd last one filled with F (facts/card.md §3.1).
func pinForm(pin []byte) bool {
	for i, b := range pin {
		if b>>4 > 9 || b&0x0F > 9 && (b&0x0F != 0x0F || i != len(pin)-1) {
			return false
		}
	}
	switch n := len(pin); n {
	case 0:
		return true
	case 1:
		return false
	case 2:
		return pin[1]&0x0F != 0x0F // three digits
	default:
		return n <= 8
	}
}

// packed is a PIN in BCD.
func packed(pin string) []byte {
	if len(pin)%2 == 1 {
		pin += "F"
	}
	return mustHex(pin)
}
