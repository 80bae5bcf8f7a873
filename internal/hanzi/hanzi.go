// Package hanzi knows the bytes and the widths of Chinese text: GB18030 for cards and printers, columns for slips.
//
// It is a leaf room: it imports nothing of ours and draws nothing (hanzi/raster does).
package hanzi

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// missing are the 25 two-byte codes that golang.org/x/text lacks, as it knows the edition of 2000 only; the pairs are those
// of GB 18030-2022 (facts/devices.md E).
func missing() [25]struct {
	code uint16
	r    rune
} {
	return [25]struct {
		code uint16
		r    rune
	}{
		{0xA6D9, 0xFE10}, {0xA6DA, 0xFE12}, {0xA6DB, 0xFE11}, {0xA6DC, 0xFE13}, {0xA6DD, 0xFE14}, {0xA6DE, 0xFE15},
		{0xA6DF, 0xFE16}, {0xA6EC, 0xFE17}, {0xA6ED, 0xFE18}, {0xA6F3, 0xFE19}, {0xA8BC, 0x1E3F}, {0xFE51, 0x20087},
		{0xFE52, 0x20089}, {0xFE53, 0x200CC}, {0xFE59, 0x9FB4}, {0xFE61, 0x9FB5}, {0xFE66, 0x9FB6}, {0xFE67, 0x9FB7},
		{0xFE6C, 0x215D7}, {0xFE6D, 0x9FB8}, {0xFE76, 0x2298F}, {0xFE7E, 0x9FB9}, {0xFE90, 0x9FBA}, {0xFE91, 0x241FE},
		{0xFEA0, 0x9FBB},
	}
}

// Encode is the GB 18030-2022 code of a character: 1, 2 or 4 bytes. False when it has none (a lone surrogate, a number
// beyond Unicode).
func Encode(r rune) ([]byte, bool) {
	if r >= 0 && r < 0x80 {
		return []byte{byte(r)}, true
	}
	for _, m := range missing() {
		if m.r == r {
			return []byte{byte(m.code >> 8), byte(m.code)}, true
		}
	}
	if !utf8.ValidRune(r) {
		return nil, false
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(string(r)))
	if err != nil || len(b) == 0 || (len(b) == 1 && b[0] >= 0x80) {
		return nil, false
	}
	return b, true
}

// Bad stands in for bytes that are no character.
const Bad = '□'

// Decode turns GB18030 bytes into text. Padding at the end (00, spaces, FF) is removed, bytes that are no character become
// Bad, and clean says whether there were none. It never fails: a name that cannot be read must not stop a card.
func Decode(b []byte) (s string, clean bool) {
	end := len(b)
	for end > 0 && (b[end-1] == 0x00 || b[end-1] == ' ' || b[end-1] == 0xFF) {
		end--
	}
	b = b[:end]
	var out strings.Builder
	clean = true
	for len(b) > 0 {
		r, n := decodeOne(b)
		if r == Bad || r == utf8.RuneError || unicode.IsControl(r) {
			r, clean = Bad, false
		}
		out.WriteRune(r)
		b = b[n:]
	}
	return out.String(), clean
}

// decodeOne takes one character, or one byte that is none.
func decodeOne(b []byte) (rune, int) {
	switch {
	case b[0] < 0x80:
		return rune(b[0]), 1
	case b[0] == 0x80 || b[0] == 0xFF || len(b) < 2:
		return Bad, 1
	case b[1] >= 0x30 && b[1] <= 0x39:
		if len(b) < 4 {
			return Bad, len(b)
		}
		return decoded(b[:4]), 4
	case b[1] < 0x40 || b[1] == 0x7F || b[1] == 0xFF:
		return Bad, 1
	}
	code := uint16(b[0])<<8 | uint16(b[1])
	for _, m := range missing() {
		if m.code == code {
			return m.r, 2
		}
	}
	return decoded(b[:2]), 2
}

func decoded(b []byte) rune {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil {
		return Bad
	}
	r, n := utf8.DecodeRune(out)
	if n != len(out) || r == utf8.RuneError {
		return Bad
	}
	return r
}

// RuneColumns is the width of a character on paper in half-width columns: 1 when its code is one byte, else 2
// (facts/print.md §4).
func RuneColumns(r rune) int {
	if r < 0x80 {
		return 1
	}
	return 2
}

// Columns is the width of a text in half-width columns.
func Columns(s string) int {
	n := 0
	for _, r := range s {
		n += RuneColumns(r)
	}
	return n
}

// Printable is s without control characters, which in a printer's data would be commands (facts/print.md §9), and without
// marks that draw nothing and would still be given a place: invisible formats and variation selectors.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, s)
}

// closing punctuation never begins a line.
const closing = "，。、；：？！）》」』”’】〕…—,.;:?!)]}%"

// opening punctuation never ends one.
const opening = "（《「『“‘【〔"

// Wrap breaks a text into lines of at most columns half-width columns: between characters, not before closing punctuation,
// not after an opening one, and not inside a Latin word or a number that fits on a line of its own. It gives at least one line.
func Wrap(s string, columns int) []string {
	if columns < 2 {
		columns = 2
	}
	var lines []string
	line, width := "", 0
	for _, piece := range pieces(s, columns) {
		w := Columns(piece)
		if width+w > columns {
			lines = append(lines, strings.TrimRight(line, " "))
			line, width = "", 0
			piece = strings.TrimLeft(piece, " ")
			w = Columns(piece)
		}
		line += piece
		width += w
	}
	return append(lines, strings.TrimRight(line, " "))
}

// pieces are the parts of a text that stay together.
func pieces(s string, columns int) []string {
	var out []string
	runes := []rune(s)
	for i := 0; i < len(runes); {
		first := i
		for first < len(runes)-1 && strings.ContainsRune(opening, runes[first]) {
			first++
		}
		j := first + 1
		if latin(runes[first]) {
			for j < len(runes) && latin(runes[j]) {
				j++
			}
		}
		for j < len(runes) && strings.ContainsRune(closing, runes[j]) {
			j++
		}
		piece := string(runes[i:j])
		if Columns(piece) > columns { // too long to be kept together
			for _, r := range piece {
				out = append(out, string(r))
			}
		} else {
			out = append(out, piece)
		}
		i = j
	}
	return out
}

func latin(r rune) bool { return r < 0x80 && r != ' ' }
