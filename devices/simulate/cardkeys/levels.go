package cardkeys

import "shebao/kiosk/devices/card"

// ProvinceFactor leads from the national key to a province's: the first two digits of the area (level 1).
func ProvinceFactor(area string) (f [8]byte) {
	copy(f[:], area[:min(2, len(area))]+"0000sh")
	return f
}

// CityFactor leads from a province's key to a city's (level 2). In Zhejiang, 33, the last two digits of the area do not count.
func CityFactor(area string) (f [8]byte) {
	if len(area) >= 4 && area[:2] == "33" {
		area = area[:4] + "00"
	}
	copy(f[:], area[:min(6, len(area))]+"sx")
	return f
}

// CardFactor leads from a city's key to a card's: the last 8 of the historical bytes of its answer to reset (level 3).
func CardFactor(history [13]byte) [8]byte { return [8]byte(history[5:]) }

// CardKey is the key in a card of the area, three levels below the national root. False for SSF33, and for an area that is
// not six digits.
func CardKey(alg card.Algorithm, root [16]byte, area string, history [13]byte) ([16]byte, bool) {
	return Descend(alg, root, area, history, 3)
}

// Descend goes down the last of the three levels, as many as are said: 3 from the national root, 2 from a province's key, 1
// from a city's. False as for CardKey, and for another number.
func Descend(alg card.Algorithm, key [16]byte, area string, history [13]byte, levels int) ([16]byte, bool) {
	if !sixDigits(area) || levels < 1 || levels > 3 {
		return [16]byte{}, false
	}
	factors := [][8]byte{ProvinceFactor(area), CityFactor(area), CardFactor(history)}
	ok := true
	for _, f := range factors[3-levels:] {
		if key, ok = Diversify(alg, key, f); !ok {
			return [16]byte{}, false
		}
	}
	return key, true
}

func sixDigits(area string) bool {
	for i := range len(area) {
		if area[i] < '0' || area[i] > '9' {
			return false
		}
	}
	return len(area) == 6
}
