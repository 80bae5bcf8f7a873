package card

import "bytes"

// WeakPIN reports whether a new PIN is one that others would try: one digit or one group over and over, digits in a row, or
// digits that stand in a row in one of the numbers (the identity number, which holds the date of birth, and the card's own).
// It keeps and changes nothing.
func WeakPIN(digits []byte, numbers ...string) bool {
	if repeated(digits) || inRow(digits, 1) || inRow(digits, 9) {
		return true
	}
	for _, n := range numbers {
		if bytes.Contains([]byte(n), digits) {
			return true
		}
		// The date of birth as people write it in six digits: year, month, day from its short year on, and the other way round.
		if len(n) == 18 && (short(digits, n[12:14], n[10:12], n[8:10]) || short(digits, n[10:12], n[12:14], n[8:10])) {
			return true
		}
	}
	return false
}

// repeated: 111111, 121212, 123123.
func repeated(digits []byte) bool {
	for _, size := range []int{1, 2, 3} {
		same := len(digits) > size
		for i := size; i < len(digits); i++ {
			same = same && digits[i] == digits[i-size]
		}
		if same {
			return true
		}
	}
	return false
}

// inRow: each digit is the one before it plus step; 9 is one down. Rows go on over the end, as on a keypad: 890123.
func inRow(digits []byte, step byte) bool {
	for i := 1; i < len(digits); i++ {
		if (digits[i-1]-'0'+step)%10 != digits[i]-'0' {
			return false
		}
	}
	return true
}

// short reports whether digits are the three parts one after the other.
func short(digits []byte, parts ...string) bool {
	for _, p := range parts {
		if !bytes.HasPrefix(digits, []byte(p)) {
			return false
		}
		digits = digits[len(p):]
	}
	return len(digits) == 0
}
