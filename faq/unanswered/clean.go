package unanswered

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// Longest is the longest question that is counted, in characters. What somebody looks up is short; what is longer tells a story,
	// and a story is somebody's.
	Longest = 30
	// removed is from how many digits on a number is taken out of a question: a year or a service number is no part of what is asked.
	removed = 4
	// refused is from how many digits on the whole question is: that is an identity number, a card, an account or a telephone, and
	// whose it is may stand beside it. Numbers in Chinese count too.
	refused = 6
)

// Clean makes of what was asked the text that may be counted: folded in width and case, without what cannot be seen, without marks,
// without numbers of four or five digits. false: it must not be kept, as it may name somebody or is too long, or nothing is left.
func Clean(query string) (text string, ok bool) {
	if len(query) > 64*Longest { // longer than any question, however it is written; the rest is not worth folding
		return "", false
	}
	units := fold(query)
	total := 0
	var out []rune
	for i := 0; i < len(units); {
		n, end := number(units, i)
		total += n
		switch {
		case n >= refused || total >= 2*removed: // also one that was cut up by words
			return "", false
		case n >= removed:
			out = append(out, ' ')
			i = end
		case n > 0:
			out = append(out, units[i:end]...)
			i = end
		default:
			out = append(out, units[i])
			i++
		}
	}
	text = strings.Join(strings.Fields(string(out)), " ")
	if utf8.RuneCountInString(text) > Longest || !strings.ContainsFunc(text, unicode.IsLetter) {
		return "", false
	}
	return text, true
}

// fold gives what can be seen of a question, in one width and case, with a space for whatever is no letter and no digit.
func fold(query string) []rune {
	var out []rune
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(query, "")) {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r): // 〇 is a number and no letter
			out = append(out, unicode.ToLower(r))
		case unicode.IsMark(r), unicode.In(r, unicode.Cf): // nothing that could stand between two digits unseen
		default:
			out = append(out, ' ')
		}
	}
	return out
}

// number counts the digits of the number at a place, and says where it ends. Digits may stand apart by spaces, be written in Chinese,
// and have an x at their end, as an identity number may. Numbers in Chinese alone, which words of the field have, count from refused
// on only.
func number(units []rune, at int) (digits, end int) {
	n, chinese := 0, 0
	end = at
	for i := at; i < len(units); i++ {
		r := units[i]
		switch {
		case strings.ContainsRune(numerals, r):
			chinese++
		case unicode.IsNumber(r):
			n++
		case r == 'x' && n+chinese > 0 && (i+1 == len(units) || !unicode.IsLetter(units[i+1])):
			n++
		case r == ' ' && n+chinese > 0:
			continue
		default:
			i = len(units) // the number is over
			continue
		}
		end = i + 1
	}
	if n == 0 && chinese < refused {
		return 0, at + 1
	}
	return n + chinese, end
}

// numerals are the digits in Chinese, those of accounts and those that are said on the telephone.
const numerals = "〇零一二三四五六七八九十百千万两幺壹贰叁肆伍陆柒捌玖拾佰仟"
