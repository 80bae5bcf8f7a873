package cardkeys

import "shebao/kiosk/devices/card"

// Unblock is the ready command that gives a blocked PIN its tries back (facts/card.md §3.2). False as for AuthData.
func Unblock(alg card.Algorithm, session []byte) ([]byte, bool) {
	return sealed(alg, session, []byte{0x84, 0x24, 0x00, 0x00, 0x04})
}

// ResetPIN is the ready command that sets a new PIN, enciphered. False as for AuthData, and for a PIN that is not 4 to 12
// digits.
func ResetPIN(alg card.Algorithm, session []byte, pin string) ([]byte, bool) {
	digits, ok := bcd(pin)
	if !ok {
		return nil, false
	}
	secret, ok := Encipher(alg, session, digits)
	if !ok {
		return nil, false
	}
	return sealed(alg, session, append([]byte{0x84, 0x24, 0x00, 0x01, byte(len(secret) + 4)}, secret...))
}

// sealed is the command with its MAC.
func sealed(alg card.Algorithm, session, command []byte) ([]byte, bool) {
	mac, ok := MAC(alg, session, command)
	if !ok {
		return nil, false
	}
	return append(command, mac[:]...), true
}

// bcd packs two digits into a byte; an odd last one is filled with F (facts/card.md §3.1).
func bcd(pin string) ([]byte, bool) {
	if len(pin) < 4 || len(pin) > 12 {
		return nil, false
	}
	out := make([]byte, (len(pin)+1)/2)
	for i := range len(pin) {
		d := pin[i] - '0'
		if d > 9 {
			return nil, false
		}
		if i%2 == 0 {
			out[i/2] = d<<4 | 0x0F
		} else {
			out[i/2] = out[i/2]&0xF0 | d
		}
	}
	return out, true
}
