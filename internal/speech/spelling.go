package speech

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode/utf8"
)

//go:embed spelling.tsv
var spellings string

// Spelling knows how words are read that an engine without a dictionary of words reads wrong.
type Spelling struct {
	as      map[string]string // word: its syllables with tones
	longest int               // word, in characters
}

// NewSpelling reads the table. A fault in it is a bug of the build, found by the package's test, so it panics.
func NewSpelling() *Spelling {
	s := &Spelling{as: map[string]string{}}
	for i, line := range strings.Split(spellings, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, as, ok := strings.Cut(line, "\t")
		n := utf8.RuneCountInString(word)
		if !ok || n == 0 || len(strings.Fields(as)) != n {
			panic(fmt.Sprintf("spelling.tsv:%d: want a word and a syllable for each of its characters, separated by a tab", i+1))
		}
		if _, twice := s.as[word]; twice {
			panic(fmt.Sprintf("spelling.tsv:%d: %s stands there twice", i+1, word))
		}
		s.as[word] = as
		s.longest = max(s.longest, n)
	}
	return s
}

// Words are the words of the table, in no order.
func (s *Spelling) Words() map[string]string { return s.as }

// Spell puts syllables (chong2 zhi4) in the place of the words of the table, the longest first, and leaves everything else as it is.
func (s *Spelling) Spell(text string) string {
	var b strings.Builder
	chars := []rune(text)
next:
	for i := 0; i < len(chars); {
		for n := min(s.longest, len(chars)-i); n > 0; n-- {
			as, ok := s.as[string(chars[i:i+n])]
			// 一 changes its tone before what is counted, but not as the end of a number or of 第一.
			if !ok || chars[i] == '一' && i > 0 && strings.ContainsRune("零一二三四五六七八九十百千万亿第点", chars[i-1]) {
				continue
			}
			b.WriteString(" " + as + " ")
			i += n
			continue next
		}
		b.WriteRune(chars[i])
		i++
	}
	return b.String()
}
