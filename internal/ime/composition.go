// Package ime composes a question out of key presses: letters of pinyin, or the digits of nine keys, become words of the content and
// characters by their reading. It is pure and a leaf: it draws nothing, waits for nothing, and keeps nothing between two calls.
package ime

import (
	"strings"
	"unicode/utf8"

	"shebao/kiosk/internal/pinyin"
)

// Longest is how many characters and letters a question may have together. The longest similar question of the content has fewer, and a
// line of this length is still seen whole on upright glass.
const Longest = 40

// Composition is a question while it is typed. It is a value: every change gives a new one. The zero value is empty.
type Composition struct {
	Taken   string // characters, Latin letters and figures that are settled
	Letters string // after them: a to z, and 2 to 9 where nine keys were used; what candidates are offered for
}

// Empty reports whether nothing was typed.
func (c Composition) Empty() bool { return c.Taken == "" && c.Letters == "" }

// Len is how long the question is, 0 to Longest.
func (c Composition) Len() int { return utf8.RuneCountInString(c.Taken) + len(c.Letters) }

// Full reports whether no key is taken any more.
func (c Composition) Full() bool { return c.Len() >= Longest }

// Key adds a letter a to z, or a digit 2 to 9 of nine keys. Anything else, and what would be too long, changes nothing.
func (c Composition) Key(k string) Composition {
	if !IsKey(k) || c.Full() {
		return c
	}
	c.Letters += k
	return c
}

// IsKey reports whether k is a letter or a digit of nine keys.
func IsKey(k string) bool {
	return len(k) == 1 && (k[0] >= 'a' && k[0] <= 'z' || k[0] >= '2' && k[0] <= '9')
}

// Figure adds a figure 0 to 9 that means itself. The letters before it are settled as they are shown.
func (c Composition) Figure(f, shown string) Composition {
	if !IsFigure(f) || c.Full() {
		return c
	}
	return Composition{Taken: c.Taken + shown + f}
}

// IsFigure reports whether f is one figure.
func IsFigure(f string) bool { return len(f) == 1 && f[0] >= '0' && f[0] <= '9' }

// Rubout takes back the last letter, else the last character.
func (c Composition) Rubout() Composition {
	if c.Letters != "" {
		c.Letters = c.Letters[:len(c.Letters)-1]
		return c
	}
	_, n := utf8.DecodeLastRuneInString(c.Taken)
	c.Taken = c.Taken[:len(c.Taken)-n]
	return c
}

// Take puts a candidate in the place of the letters that it stands for. One that would be too long changes nothing.
func (c Composition) Take(a Candidate) Composition {
	if a.Text == "" || a.Uses < 1 || a.Uses > len(c.Letters) {
		return c
	}
	next := Composition{Taken: c.Taken + a.Text, Letters: c.Letters[a.Uses:]}
	if next.Len() > Longest {
		return c
	}
	return next
}

// Read puts a reading in the place of the digits that it begins with, so that only its characters are offered.
func (c Composition) Read(syllable string) Composition {
	if len(syllable) > len(c.Letters) || !stands(c.Letters[:len(syllable)], syllable) {
		return c
	}
	c.Letters = syllable + c.Letters[len(syllable):]
	return c
}

// Candidate is what may be meant by the first letters.
type Candidate struct {
	Text string
	Uses int // how many letters it stands for, from the first
}

// stands reports whether typed keys are those of a text of the same length, letter by letter or by the digits of nine keys.
func stands(typed, text string) bool {
	if len(typed) != len(text) {
		return false
	}
	for i := range len(text) {
		if typed[i] != text[i] && typed[i] != pinyin.NineKey(text[i]) {
			return false
		}
	}
	return true
}

// digits are the keys of a text on nine keys.
func digits(text string) string {
	out := []byte(text)
	for i, c := range out {
		out[i] = pinyin.NineKey(c)
	}
	return string(out)
}

// digital reports whether letters have a digit of nine keys among them.
func digital(letters string) bool { return strings.ContainsAny(letters, "23456789") }
