// Package speech turns what stands on a screen into what an engine of speech must be given: amounts, months, telephone numbers and
// masked names in words, so that no engine guesses at digits, and the field's words as they are read.
//
// It makes no sound (devices/voice does) and decides nothing about who hears what. It is a leaf room.
package speech

import (
	"strings"
	"unicode"

	"shebao/kiosk/internal/words"
)

// Phrase is one thing that is said. Text is as it stands on the screen.
type Phrase struct {
	Text    string
	English bool
	Private bool // of the person: the headset only, unless she chose the loudspeaker
	Always  bool // said without 语音 mode too; never of a phrase that is Private
}

// Utterance is what an engine is given: words without digits, in one language.
type Utterance struct {
	Text     string
	Language words.Language
}

// Reader reads screens. It never changes after New and may be shared by goroutines.
type Reader struct {
	words            *words.Catalogue
	chinese, english []rule
}

// New makes a reader that has its few sentences from the catalogue.
func New(c *words.Catalogue) *Reader {
	r := &Reader{words: c}
	r.chinese, r.english = r.chineseRules(), r.englishRules()
	return r
}

// Read is what is to be said of a phrase, in order; nothing when there is nothing to say. Chinese characters in an English phrase
// (a name, a place) are utterances of their own: an English engine cannot read them.
func (r *Reader) Read(p Phrase) []Utterance {
	if !p.English {
		return spoken(nil, r.apply(r.chinese, p.Text), words.Chinese)
	}
	var out []Utterance
	for rest := p.Text; rest != ""; {
		n := run(rest)
		if n > 0 {
			out = spoken(out, r.apply(r.chinese, rest[:n]), words.Chinese)
		} else {
			n = strings.IndexFunc(rest, han)
			if n < 0 {
				n = len(rest)
			}
			out = spoken(out, r.apply(r.english, rest[:n]), words.English)
		}
		rest = rest[n:]
	}
	return out
}

// spoken adds a text that has something to say: a letter at least.
func spoken(to []Utterance, text string, l words.Language) []Utterance {
	if strings.IndexFunc(text, unicode.IsLetter) < 0 {
		return to
	}
	return append(to, Utterance{strings.TrimSpace(text), l})
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// run is the length of the Chinese at the beginning of a text: characters, the stars of a masked name between them, and the
// punctuation that goes with them.
func run(s string) int {
	if s == "" || !han([]rune(s)[0]) {
		return 0
	}
	for i, c := range s {
		if !han(c) && c != '*' && c != '·' && !strings.ContainsRune("，。、；：“”《》（）", c) {
			return i
		}
	}
	return len(s)
}
