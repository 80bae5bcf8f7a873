package search

import (
	"strings"
	"unicode"

	"shebao/kiosk/internal/pinyin"
)

// longest is how much of a question is looked at, in characters. The keyboard takes 40; whatever else comes is cut, so that no
// input makes a touch slow.
const longest = 64

// kind is what a unit of a question is.
type kind uint8

const (
	han kind = iota
	letter
	digit
)

// unit is a character of a question that may say something.
type unit struct {
	r    rune
	kind kind
	gap  bool // something that is no unit stands before it: a space, a mark
}

// fold reads a question as its units: full-width forms become the usual ones, capitals small letters, traditional characters
// simplified ones. Marks, spaces, control characters and pictures only part units. ü is v.
func fold(text string, table *pinyin.Table) []unit {
	units := make([]unit, 0, 32)
	gap := true
	for _, r := range text {
		if len(units) == longest {
			break
		}
		u, ok := read(r, table)
		if !ok {
			gap = gap || !joint(r)
			continue
		}
		u.gap = gap
		gap = false
		units = append(units, u)
	}
	return units
}

// joint are characters that are skipped without parting what stands beside them: they are invisible.
func joint(r rune) bool { return unicode.In(r, unicode.Cf, unicode.Mn) }

func read(r rune, table *pinyin.Table) (unit, bool) {
	switch {
	case r >= '！' && r <= '～': // the full-width forms of ! to ~
		r -= '！' - '!'
	case r == 'ü' || r == 'Ü' || r >= 'ǖ' && r <= 'ǜ':
		r = 'v'
	}
	r = toneless(r)
	switch {
	case r >= 'A' && r <= 'Z':
		return unit{r: r + 'a' - 'A', kind: letter}, true
	case r >= 'a' && r <= 'z':
		return unit{r: r, kind: letter}, true
	case r >= '0' && r <= '9':
		return unit{r: r, kind: digit}, true
	case unicode.Is(unicode.Han, r):
		return unit{r: table.Simplified(r), kind: han}, true
	}
	return unit{}, false
}

// toneless is the letter under a mark of tone.
func toneless(r rune) rune {
	if r < 'à' || r > 'ǔ' {
		return r
	}
	for i, marked := range [...]string{"āáǎà", "ēéěè", "īíǐì", "ōóǒò", "ūúǔù"} {
		if strings.ContainsRune(marked, r) {
			return rune("aeiou"[i])
		}
	}
	return r
}

// text is the units' characters, for a report.
func text(units []unit) string {
	out := make([]rune, 0, len(units))
	for _, u := range units {
		out = append(out, u.r)
	}
	return string(out)
}
