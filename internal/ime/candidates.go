package ime

import (
	"slices"
	"strings"

	"shebao/kiosk/internal/pinyin"
)

// Readings is how characters are read.
type Readings interface {
	// Syllables are all syllables, toneless, sorted; ü is v.
	Syllables() []string
	// Chars are the characters of a syllable, the commonest first.
	Chars(syllable string) []rune
}

// Words are the content's own words.
type Words interface {
	// Words are at most n words that the letters may stand for as a whole: full pinyin, initials, or the digits 2 to 9 of nine keys.
	Words(letters string, n int) []string
}

const (
	// mostWords: beyond a page of the content's words the characters are likelier.
	mostWords = 8

	// mostChars of a row of readings are offered: the tenth page is as far as anybody turns.
	mostChars = 72

	// perInitial characters of each syllable are offered for an initial alone.
	perInitial = 2

	// longestSyllable is zhuang, chuang, shuang.
	longestSyllable = 6

	// longestWord is how many syllables a word of the content has at most.
	longestWord = 8
)

// Board offers candidates. It never changes after New and may be shared by goroutines.
type Board struct {
	readings Readings
	words    Words
	known    map[string]bool // syllables, in letters and in the digits of nine keys
	begun    map[string]bool // what syllables begin with, in both
}

// New makes a board.
func New(r Readings, w Words) *Board {
	b := &Board{readings: r, words: w, known: map[string]bool{}, begun: map[string]bool{}}
	for _, s := range r.Syllables() {
		for _, keys := range []string{s, digits(s)} {
			b.known[keys] = true
			for n := 1; n <= len(keys); n++ {
				b.begun[keys[:n]] = true
			}
		}
	}
	return b
}

// Candidates are what letters may stand for, the likeliest first and none twice: the content's own words, for all of the letters and
// then for as many of the first ones as make syllables, and then the characters of the first syllable.
func (b *Board) Candidates(letters string) []Candidate {
	if letters == "" || len(letters) > Longest {
		return nil
	}
	var out []Candidate
	seen := map[string]bool{}
	add := func(text string, uses int) {
		if !seen[text] {
			seen[text] = true
			out = append(out, Candidate{text, uses})
		}
	}
	for _, w := range b.words.Words(letters, mostWords) {
		add(w, len(letters))
	}
	for _, n := range b.beginnings(letters) {
		for _, w := range b.words.Words(letters[:n], mostWords) {
			if len(out) < mostWords {
				add(w, n)
			}
		}
	}
	chars := len(out)
	for _, group := range b.firsts(letters) {
		b.interleaved(group, func(r rune) bool {
			add(string(r), group.uses)
			return len(out)-chars < mostChars
		})
	}
	return out
}

// beginnings are how many of the first letters make two syllables or more and leave some, the longest first.
func (b *Board) beginnings(letters string) []int {
	var ends []int
	for at, syllables := 0, 0; at < len(letters) && syllables < longestWord; {
		n := b.first(letters[at:])
		if n == 0 {
			break
		}
		at, syllables = at+n, syllables+1
		if syllables > 1 && at < len(letters) {
			ends = append(ends, at)
		}
	}
	slices.Reverse(ends)
	return ends
}

// first is how many letters the first syllable has: the longest that leaves letters which can be the beginning of a syllable, 0 when
// the letters begin with none.
func (b *Board) first(letters string) int {
	longest := 0
	for n := min(longestSyllable, len(letters)); n > 0; n-- {
		if !b.known[letters[:n]] {
			continue
		}
		rest := letters[n:]
		if rest == "" || b.known[rest[:1]] || b.begins(rest) {
			return n
		}
		longest = max(longest, n)
	}
	return longest
}

// begins reports whether letters can go on as syllables do: with a whole one, or with the beginning of one that ends them.
func (b *Board) begins(letters string) bool {
	for n := min(longestSyllable, len(letters)); n > 1; n-- {
		if b.known[letters[:n]] {
			return true
		}
	}
	return len(letters) < longestSyllable && b.begun[letters]
}

// group are the syllables that the first letters may be, all of one length.
type group struct {
	syllables []string
	uses      int
	most      int // characters of each, 0 for all
}

// firsts are the syllables that letters may begin with: the likeliest length first, then the shorter ones; for an initial alone those
// that begin with it.
func (b *Board) firsts(letters string) []group {
	var out []group
	take := func(n int) {
		if g := b.alike(letters[:n]); len(g) > 0 {
			out = append(out, group{syllables: g, uses: n})
		}
	}
	likeliest := b.first(letters)
	if likeliest > 0 {
		take(likeliest)
	}
	for n := min(longestSyllable, len(letters)); n > 0; n-- {
		if n != likeliest {
			take(n)
		}
	}
	if likeliest > 1 {
		return out
	}
	n := 1
	if len(letters) > 1 && letters[1] == 'h' && strings.ContainsAny(letters[:1], "zcs") {
		n = 2
	}
	begun := group{uses: n, most: perInitial}
	for _, s := range b.readings.Syllables() {
		if len(s) > n && stands(letters[:n], s[:n]) {
			begun.syllables = append(begun.syllables, s)
		}
	}
	return append(out, begun)
}

// alike are the syllables with these keys.
func (b *Board) alike(keys string) []string {
	var out []string
	for _, s := range b.readings.Syllables() {
		if stands(keys, s) {
			out = append(out, s)
		}
	}
	return out
}

// interleaved hands out the characters of a group, the commonest of each syllable before the next ones, until it is told to stop.
func (b *Board) interleaved(g group, hand func(r rune) bool) {
	all := make([][]rune, len(g.syllables))
	longest := 0
	for i, s := range g.syllables {
		all[i] = b.readings.Chars(s)
		if g.most > 0 {
			all[i] = all[i][:min(g.most, len(all[i]))]
		}
		longest = max(longest, len(all[i]))
	}
	for k := range longest {
		for _, chars := range all {
			if k < len(chars) && !hand(chars[k]) {
				return
			}
		}
	}
}

// Choices are the readings that the first digits of nine keys may stand for, the longest first; none when the letters begin with no
// digit.
func (b *Board) Choices(letters string) []string {
	if letters == "" || !digital(letters[:1]) {
		return nil
	}
	var out []string
	for n := min(longestSyllable, len(letters)); n > 0; n-- {
		out = append(out, b.alike(letters[:n])...)
	}
	return out
}

// Shown is how letters are shown while they are typed: those of nine keys as the readings that they most likely stand for. It has as many
// letters.
func (b *Board) Shown(letters string) string {
	if !digital(letters) {
		return letters
	}
	out := ""
	for letters != "" {
		n := max(1, b.first(letters))
		out += b.shown(letters[:n])
		letters = letters[n:]
	}
	return out
}

// shown is the first syllable with these keys, else what the first one that begins with them begins with.
func (b *Board) shown(keys string) string {
	for _, whole := range []bool{true, false} {
		for _, s := range b.readings.Syllables() {
			if len(s) >= len(keys) && (len(s) == len(keys) || !whole) && stands(keys, s[:len(keys)]) {
				return s[:len(keys)]
			}
		}
	}
	return strings.Map(func(r rune) rune { // 8 and others that begin no syllable: the key's first letter
		for c := byte('a'); c <= 'z'; c++ {
			if rune(pinyin.NineKey(c)) == r {
				return rune(c)
			}
		}
		return r
	}, keys)
}

// Query is what is searched for: the question as it is shown, but that the digits of nine keys are read as the content's likeliest word
// where they are one.
func (b *Board) Query(c Composition) string {
	if digital(c.Letters) {
		if w := b.words.Words(c.Letters, 1); len(w) > 0 {
			return c.Taken + w[0]
		}
	}
	return c.Taken + b.Shown(c.Letters)
}
