package fakepcscd

// The protocols, as bits.
const (
	protocolT0 uint32 = 1
	protocolT1 uint32 = 2
)

// choose is the protocol that the service picks: T=1 where the card has it and the client asks for it, else T=0; 0 when
// there is none, or the answer to reset is no such thing.
func choose(atr []byte, wanted uint32) uint32 {
	offered := protocols(atr)
	switch both := offered & wanted; {
	case both&protocolT1 != 0:
		return protocolT1
	case both&protocolT0 != 0:
		return protocolT0
	}
	return 0
}

// protocols reads the interface bytes TDi of an answer to reset (ISO 7816-3).
func protocols(atr []byte) uint32 {
	if len(atr) < 2 || atr[0] != 0x3B && atr[0] != 0x3F {
		return 0
	}
	found, at, indicator := uint32(0), 2, atr[1]
	history := int(atr[1] & 0x0F)
	for {
		for bit := byte(0x10); bit <= 0x40; bit <<= 1 {
			if indicator&bit != 0 {
				at++
			}
		}
		if indicator&0x80 == 0 {
			break
		}
		if at >= len(atr) {
			return 0
		}
		indicator = atr[at]
		at++
		switch indicator & 0x0F {
		case 0:
			found |= protocolT0
		case 1:
			found |= protocolT1
		}
	}
	if at+history > len(atr) {
		return 0
	}
	if found == 0 {
		return protocolT0
	}
	return found
}
