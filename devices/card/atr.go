package card

// historySize is how many historical bytes a social security card has (facts/card.md §1.4).
const historySize = 13

// historyOf takes the historical bytes out of an answer to reset (ISO 7816-3 §8): TS, T0, interface bytes as T0 and each TDi
// announce them, historical bytes, and a check byte that is not looked at. false when there are not thirteen: then it is not
// the answer of a social security card, and no key can be made for it.
func historyOf(atr []byte) (history [historySize]byte, ok bool) {
	if len(atr) < 2 || atr[1]&0x0F != historySize {
		return history, false
	}
	at := 2
	for announced := atr[1] >> 4; announced != 0; {
		next := byte(0)
		for bit := byte(1); bit <= 8; bit <<= 1 {
			if announced&bit == 0 {
				continue
			}
			if at >= len(atr) {
				return history, false
			}
			if bit == 8 { // TDi announces the next group
				next = atr[at] >> 4
			}
			at++
		}
		announced = next
	}
	if len(atr)-at < historySize {
		return history, false
	}
	copy(history[:], atr[at:])
	return history, true
}
