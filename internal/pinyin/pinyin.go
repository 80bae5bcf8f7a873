// Package pinyin knows how Chinese characters are read, without tones, and which simplified character a traditional one is written
// for. It is a leaf: a keyboard takes characters from it, the search sounds.
//
// The readings are those of rime-pinyin-simp, which come from the Android pinyin input method, and the traditional characters those of
// OpenCC; both are under the Apache License 2.0 (LICENSE.data). gen writes the tables.
package pinyin

import (
	_ "embed"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

//go:embed readings.txt
var readings string

//go:embed traditional.txt
var traditional string

// maxReadings of a character are kept; gen leaves the others out.
const maxReadings = 3

// Table has the readings of the characters of GB 2312. It never changes after New and may be shared.
type Table struct {
	syllables  []string // sorted
	chars      []string // of each syllable, the commonest first
	entries    []entry  // sorted by rune
	simplified []pair   // sorted by the traditional form
	blocks     []uint16 // where in simplified each block of code points begins
}

// blockBits: so many code points, as a power of two, are looked through for a traditional character; on average five of them are one.
const blockBits = 5

type entry struct {
	r  rune
	as [maxReadings]uint16 // syllables, the commonest first, each by its index + 1
}

type pair struct{ from, to rune }

// New reads the embedded tables; it takes some milliseconds.
func New() *Table {
	t := &Table{}
	var all []uint64 // rune, place among its readings, syllable: sorted as numbers they are sorted by these
	for line := range strings.Lines(readings) {
		name, chars, _ := strings.Cut(strings.TrimSpace(line), "\t")
		t.syllables = append(t.syllables, name)
		var only strings.Builder
		for _, r := range chars {
			if r >= '2' && r <= '9' {
				all[len(all)-1] |= uint64(r-'1') << 16
				continue
			}
			only.WriteRune(r)
			all = append(all, uint64(r)<<32|uint64(len(t.syllables)))
		}
		t.chars = append(t.chars, only.String())
	}
	slices.Sort(all)
	for _, x := range all {
		r, place := rune(x>>32), x>>16&0xFFFF
		if n := len(t.entries); n == 0 || t.entries[n-1].r != r {
			t.entries = append(t.entries, entry{r: r})
		}
		t.entries[len(t.entries)-1].as[place] = uint16(x)
	}
	t.entries = slices.Clip(t.entries)
	from := rune(-1)
	for _, r := range traditional {
		switch {
		case r == '\n':
		case from < 0:
			from = r
		default:
			t.simplified = append(t.simplified, pair{from, r})
			from = -1
		}
	}
	slices.SortFunc(t.simplified, func(a, b pair) int { return int(a.from) - int(b.from) })
	last := t.simplified[len(t.simplified)-1].from >> blockBits
	for b, i := rune(0), 0; b <= last+1; b++ {
		for i < len(t.simplified) && t.simplified[i].from>>blockBits < b {
			i++
		}
		t.blocks = append(t.blocks, uint16(i))
	}
	return t
}

// Syllables are all syllables, sorted; ü is v, as on keyboards.
func (t *Table) Syllables() []string { return t.syllables }

// Readings are the syllables that a character is read as, the commonest first, at most three; none for anything else.
func (t *Table) Readings(r rune) []string {
	i, found := slices.BinarySearchFunc(t.entries, r, func(e entry, r rune) int { return int(e.r) - int(r) })
	if !found {
		return nil
	}
	var out []string
	for _, s := range t.entries[i].as {
		if s != 0 {
			out = append(out, t.syllables[s-1])
		}
	}
	return out
}

// Chars are the characters that are read as a syllable, the commonest first; none for anything else.
func (t *Table) Chars(syllable string) []rune {
	i := sort.SearchStrings(t.syllables, syllable)
	if i == len(t.syllables) || t.syllables[i] != syllable {
		return nil
	}
	out := make([]rune, 0, utf8.RuneCountInString(t.chars[i]))
	for _, r := range t.chars[i] {
		out = append(out, r)
	}
	return out
}

// Simplified is the simplified character for a traditional one, and any other character itself.
func (t *Table) Simplified(r rune) rune {
	if r < t.simplified[0].from || r > t.simplified[len(t.simplified)-1].from {
		return r
	}
	block := t.simplified[t.blocks[r>>blockBits]:t.blocks[r>>blockBits+1]]
	for _, p := range block {
		if p.from == r {
			return p.to
		}
	}
	return r
}
