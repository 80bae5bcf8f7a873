package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/pinyin"
)

const (
	// longestWord and shortestWord bound what is offered as a word, in characters: a key of the keyboard shows no more, and a
	// single character is found by its reading anyway.
	longestWord, shortestWord = 8, 2

	// What it costs when letters say a word less than whole. A word that is typed out comes before one that is begun, and that
	// before one that is hinted at by its initials.
	wordInitial = 0.5
	wordBegun   = 0.2
	wordMissing = 0.35 // each character that is not typed at all
	wordBlurred = 0.7
	// often is what each question that has the word takes off, up to oftenest of them.
	often, oftenest = 0.08, 8
)

// entryWord is a word of the content that the keyboard may offer.
type entryWord struct {
	text   string
	reads  [][]string // of each character
	first  uint32     // the letters that it may begin with, a bit each, blurred ones included
	weight float32    // how much of the content it stands in
}

// newDictionary collects the content's own words: those that people use for its services, and the names in its tables.
func newDictionary(l *faq.Library, e *Engine) []entryWord {
	var out []entryWord
	seen := map[string]bool{}
	add := func(word string) {
		runes := []rune(word)
		if len(runes) < shortestWord || len(runes) > longestWord || seen[word] {
			return
		}
		seen[word] = true
		w := entryWord{text: word}
		for _, r := range runes {
			reads := e.table.Readings(r)
			if len(reads) == 0 {
				return
			}
			w.reads = append(w.reads, reads)
		}
		for _, s := range w.reads[0] {
			w.first |= 1<<(s[0]-'a') | 1<<(blur(s)[0]-'a')
			if s[0] == 'l' {
				w.first |= 1 << ('n' - 'a')
			}
		}
		w.weight = e.index.asked(fold(word, e.table))
		out = append(out, w)
	}
	for _, t := range l.Terms {
		add(t.Canonical)
		for _, s := range t.Surfaces {
			add(s)
		}
	}
	for _, entry := range l.Entries {
		for _, w := range entry.Words {
			add(w)
		}
	}
	for _, c := range l.Channels {
		add(c.Name)
	}
	for _, c := range l.Cities {
		add(c.Name)
	}
	for _, g := range l.Groups {
		add(g.Name)
	}
	return out
}

// asked is how many ways to ask have all of a text's pairs, or nearly so: the number that has the rarest of them.
func (x *index) asked(units []unit) float32 {
	least := float32(math.MaxFloat32)
	for i := 1; i < len(units); i++ {
		id := x.term(key2(units[i-1].r, units[i].r))
		if id == none {
			return 0
		}
		least = min(least, float32(len(x.postings(id))))
	}
	return least
}

// Words are the content's own words that the letters may stand for (full pinyin, initials, or the digits 2 to 9 of nine keys), the
// likeliest first, at most n. They are the first candidates of the keyboard.
func (e *Engine) Words(letters string, n int) []string {
	out := make([]string, 0, n)
	for _, o := range e.spelled(strings.ToLower(letters), n, false) {
		out = append(out, o.text)
	}
	return out
}

// offered is a word for some letters.
type offered struct {
	text string
	cost float32
	rank float32 // cost, less for a word that is asked for often
}

// spelled are the n words that letters most likely stand for; whole: only those that they say to the last character.
func (e *Engine) spelled(letters string, n int, whole bool) []offered {
	if letters == "" || len(letters) > longest {
		return nil
	}
	var out []offered
	for _, w := range e.dictionary {
		if !w.begins(letters[0]) || whole && len(w.reads) > len(letters) { // each character has a letter
			continue
		}
		if cost, ok := w.cost(0, letters, whole); ok {
			out = append(out, offered{w.text, cost, cost - often*min(w.weight, oftenest)})
		}
	}
	slices.SortStableFunc(out, func(a, b offered) int { return cmp.Compare(a.rank, b.rank) })
	return out[:min(n, len(out))]
}

// begins reports whether a word may begin with a key: a letter, or a digit of nine keys.
func (w entryWord) begins(key byte) bool {
	if key >= 'a' && key <= 'z' {
		return w.first>>(key-'a')&1 != 0
	}
	for c := byte('a'); c <= 'z'; c++ {
		if pinyin.NineKey(c) == key && w.first>>(c-'a')&1 != 0 {
			return true
		}
	}
	return false
}

// cost is what it costs to read letters as the word from its i-th character on; false when they cannot be. Characters at its end may
// have no letters, unless the whole word is asked for.
func (w entryWord) cost(i int, letters string, whole bool) (float32, bool) {
	if letters == "" {
		if whole && i < len(w.reads) {
			return 0, false
		}
		return wordMissing * float32(len(w.reads)-i), true
	}
	if i == len(w.reads) {
		return 0, false
	}
	best, found := float32(0), false
	take := func(n int, cost float32) {
		if rest, ok := w.cost(i+1, letters[n:], whole); ok && (!found || cost+rest < best) {
			best, found = cost+rest, true
		}
	}
	for _, s := range w.reads[i] {
		switch {
		case types(letters, s):
			take(len(s), 0)
		case len(letters) < len(s) && types(s, letters) && len(letters) > 1: // the last one is being typed
			take(len(letters), wordBegun)
		}
		if types(letters, s[:1]) {
			take(1, wordInitial)
		}
		if len(s) > 1 && s[1] == 'h' && types(letters, s[:2]) {
			take(2, wordInitial)
		}
		for n := len(s) - 1; n <= len(s)+1; n++ { // a letter more or less, as in zh for z or in for ing
			if n > 1 && n <= len(letters) && letters[:n] != s && blur(letters[:n]) == blur(s) {
				take(n, wordBlurred)
			}
		}
	}
	return best, found
}

// types reports whether the keys begin with those of a text: letter by letter, or by the digits of nine keys, on either side.
func types(keys, text string) bool {
	if len(keys) < len(text) {
		return false
	}
	for i := range len(text) {
		a, b := keys[i], text[i]
		if a != b && pinyin.NineKey(a) != b && a != pinyin.NineKey(b) {
			return false
		}
	}
	return true
}
