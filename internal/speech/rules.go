package speech

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shebao/kiosk/internal/words"
)

// rule says how what matches at a place is read. match begins with ^. before and after are the text around it; a rule that does not
// want the match refuses it, and the next one is asked.
type rule struct {
	match *regexp.Regexp
	say   func(m []string, before, after string) (string, bool)
}

// apply reads a text from left to right: at every place the first rule that matches, else the character itself.
func (r *Reader) apply(rules []rule, text string) string {
	var b strings.Builder
next:
	for at := 0; at < len(text); {
		before, rest := text[:at], text[at:]
		for _, l := range rules {
			m := l.match.FindStringSubmatch(rest)
			if m == nil {
				continue
			}
			if said, ok := l.say(m, before, rest[len(m[0]):]); ok {
				b.WriteString(said)
				at += len(m[0])
				continue next
			}
		}
		_, n := utf8.DecodeRuneInString(rest)
		b.WriteString(rest[:n])
		at += n
	}
	return b.String()
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // of digits that a pattern bounded
	return n
}

// exists reports whether there is such a day.
func exists(year, month, day int) bool {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t.Year() == year && int(t.Month()) == month && t.Day() == day
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func endsIn(s string, is func(rune) bool) bool {
	c, n := utf8.DecodeLastRuneInString(s)
	return n > 0 && is(c)
}

func startsIn(s string, is func(rune) bool) bool {
	c, n := utf8.DecodeRuneInString(s)
	return n > 0 && is(c)
}

// The patterns that both languages have. A year is one of a life that is insured.
const (
	aYear    = `((?:19|20)\d\d)`
	anAmount = `(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?`
	address  = `^(?:https?://|www\.)[0-9A-Za-z./_?=&%#:-]+|^(?:[0-9A-Za-z-]+\.)+(?:cn|com|net|org)\b[0-9A-Za-z/_?=&%#-]*`
	// A telephone number with its parts, or one that begins with 1 or 0 and is long.
	aPhone = `^(0\d{2,3}[- ]\d{7,8}|\d{3,4}-\d{3,4}-\d{3,4}|1\d{10})`
)

// minus reports whether a sign before a number makes it negative: it stands at the beginning, behind a space or a bracket.
func minus(before string) bool {
	return before == "" || endsIn(before, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsPunct(c) && c != '-' })
}

// hidden are the rules of stars and of what is absent, with the sentences of a language.
func (r *Reader) hidden(l words.Language, tail func(string) string, somebody string) []rule {
	stars := func(m []string, before, after string) (string, bool) {
		n := len(m[1])
		letter := func(c rune) bool { return unicode.IsLetter(c) || c == '·' }
		switch {
		case m[2] != "":
			return r.words.Say(l, "speech.tail", tail(m[2])), true
		case endsIn(before, letter) && (n <= 2 || startsIn(after, letter)): // 测*甲, 张*
			return strings.Repeat(somebody, min(n, 2)), true
		case n >= 2:
			return r.words.Say(l, "speech.hidden"), true
		case before == "" && after == "": // a name of one character
			return somebody, true
		}
		return "", true
	}
	return []rule{
		{regexp.MustCompile(address), func([]string, string, string) (string, bool) { return r.words.Say(l, "speech.address"), true }},
		{regexp.MustCompile(`^(\*+)[ ]?(\d{2,6}\b)?`), stars},
		{regexp.MustCompile(`^--+`), func(_ []string, before, after string) (string, bool) {
			return r.words.Say(l, "speech.none"), !startsWithDigit(after)
		}},
		{regexp.MustCompile(`^[\x{20000}-\x{3FFFF}]`), func([]string, string, string) (string, bool) {
			return r.words.Say(l, "speech.rare"), true // no engine of Debian 12 reads one: espeak-ng says the number of its code
		}},
	}
}
