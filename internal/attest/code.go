package attest

import (
	"crypto/rand"
	"errors"
	"strings"
)

// Code names one paper: 20 characters of Crockford's alphabet, 19 of them random and the last a check, in upper case and without
// separators. It is computed from nothing, so that nobody can tell anything from it or guess another one.
type Code string

const (
	// codeLength makes five groups of four; 19 characters of five bits are 95 random bits, of which 80 are asked for. Among a
	// thousand million papers two have the same one with odds under one in 10^10.
	codeLength = 20
	// alphabet is Crockford's: no I, L and O, which are read as digits, and no U.
	alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	// codeInput is the longest input that is looked at: a code with a separator after each character, and a little.
	codeInput = 64
)

// The faults of an input that is no code. They do not repeat the input.
var (
	ErrCodeLength    = errors.New("a code has 20 characters")
	ErrCodeCharacter = errors.New("a code has digits and letters without U only")
	ErrCodeCheck     = errors.New("a character of the code is wrong, or two are exchanged")
)

// NewCode makes a code. It does not fail: a machine without random numbers ends the program.
func NewCode() Code {
	var digits [codeLength]byte
	rand.Read(digits[:])
	for i := range digits {
		digits[i] &= 31
	}
	digits[codeLength-1] = times(remainder(digits[:codeLength-1]))
	for i, d := range digits {
		digits[i] = alphabet[d]
	}
	return Code(digits[:])
}

// ParseCode reads what a person types: in lower or upper case, with spaces or hyphens anywhere, O for 0, I and L for 1, and the
// wide characters that a Chinese keyboard gives. A single wrong character, and two neighbours exchanged, are always found; of other
// inputs one in 32 passes. What it returns without an error is in the one normal form.
func ParseCode(s string) (Code, error) {
	if len(s) > 3*codeInput { // a wide character has three bytes
		return "", ErrCodeLength
	}
	digits := make([]byte, 0, codeLength)
	for _, r := range strings.TrimSpace(s) {
		if r >= '！' && r <= '～' { // the wide forms of ASCII
			r -= '！' - '!'
		}
		switch {
		case r >= 'a' && r <= 'z':
			r -= 'a' - 'A'
		case r == ' ' || r == '-' || r == '　' || r == '\t':
			continue
		}
		switch r {
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		d := strings.IndexRune(alphabet, r)
		if d < 0 {
			return "", ErrCodeCharacter
		}
		digits = append(digits, byte(d))
	}
	if len(digits) != codeLength {
		return "", ErrCodeLength
	}
	if remainder(digits) != 0 {
		return "", ErrCodeCheck
	}
	for i, d := range digits {
		digits[i] = alphabet[d]
	}
	return Code(digits), nil
}

// String is the code in groups of four, as it stands on paper and is read aloud. What is no code stays as it is.
func (c Code) String() string {
	if len(c) != codeLength {
		return string(c)
	}
	var groups []string
	for i := 0; i < codeLength; i += 4 {
		groups = append(groups, string(c[i:i+4]))
	}
	return strings.Join(groups, " ")
}

// Valid reports whether c is a code in its normal form.
func (c Code) Valid() bool {
	normal, err := ParseCode(string(c))
	return err == nil && normal == c
}

// remainder is the value at α of the polynomial over GF(32) whose coefficients are the digits. A code's is 0. Each position has a
// weight of its own, α^0 to α^19, and none is 0: so a changed digit changes it, and so do two different digits that are exchanged.
func remainder(digits []byte) byte {
	var s byte
	for _, d := range digits {
		s = times(s) ^ d
	}
	return s
}

// times multiplies by α, a root of x^5+x^2+1, whose powers are all of the field but 0.
func times(a byte) byte {
	a <<= 1
	if a&32 != 0 {
		a ^= 0b100101
	}
	return a
}
