// Package idcard knows the rules of identity numbers and how a person's name and number are shown to others.
//
// It is a leaf room: it imports nothing of ours, stores nothing and never decides whether somebody may be served: a wrong
// check digit is a hint, not a refusal (facts/card.md §8.1).
package idcard

import (
	"strings"
	"time"
)

// Normal is the number with surrounding spaces removed and x as X, the form in which numbers are compared.
func Normal(number string) string { return strings.ToUpper(strings.TrimSpace(number)) }

// Valid reports whether number is an 18-character citizen number: digits, a birth date that exists and a right check
// character (GB 11643, facts/card.md §8.1). The area code is not looked up: retired codes live on in old numbers.
func Valid(number string) bool {
	number = Normal(number)
	if len(number) != 18 {
		return false
	}
	if strings.Trim(number[:17], "0123456789") != "" || number[17] != Check(number[:17]) {
		return false
	}
	_, ok := Birth(number)
	return ok
}

// Check is the check character, 0 to 9 or X, of the first 17 digits of a citizen number (ISO 7064 MOD 11-2, GB 11643). What is no
// digit gives a character without a meaning.
func Check[T string | []byte](digits T) byte {
	sum := 0
	for i, weight := range [...]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(digits[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

// CardCheck is the ninth character, 0 to 9 or X, of a card number: of a letter or digit and seven digits (facts/card.md §8.2).
func CardCheck(body string) byte {
	sum := 0
	for i, weight := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * weight
	}
	switch c := 11 - sum%11; c {
	case 10:
		return 'X'
	case 11:
		return '0'
	default:
		return byte('0' + c)
	}
}

// Birth is the birth date in a citizen number; false when the number holds none that exists between 1880 and 2099.
func Birth(number string) (time.Time, bool) {
	number = Normal(number)
	if len(number) != 18 {
		return time.Time{}, false
	}
	day, err := time.Parse("20060102", number[6:14])
	// 1880: nobody born earlier can stand at a terminal; it catches dates typed into the wrong columns.
	if err != nil || day.Year() < 1880 || day.Year() > 2099 {
		return time.Time{}, false
	}
	return day, true
}

// Tail is the last four characters of a number, which is all of it that a screen or slip shows unasked; shorter numbers
// give nothing.
func Tail(number string) string {
	number = Normal(number)
	if len(number) < 8 {
		return ""
	}
	return number[len(number)-4:]
}

// MaskName hides the middle of a name: 测试甲 becomes 测*甲, two characters show the first only (facts/domain.md §4).
// It counts characters, not bytes, so a rare character of four bytes is one.
func MaskName(name string) string {
	r := []rune(strings.TrimSpace(name))
	switch {
	case len(r) == 0:
		return ""
	case len(r) == 1:
		return "*"
	case len(r) == 2:
		return string(r[0]) + "*"
	}
	return string(r[0]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1])
}
