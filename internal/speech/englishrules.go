package speech

import (
	"regexp"
	"strings"

	"shebao/kiosk/internal/words"
)

// englishRules are how an English text is read, the first that matches counts.
func (r *Reader) englishRules() []rule {
	compile := regexp.MustCompile
	const names = "JanFebMarAprMayJunJulAugSepOctNovDec"
	oneByOne := compile(`(?:ending|ending in|number|No\.|code|call|dial)[ :]*$`)
	until := compile(`^[ ]*(?:--?|[–—~]+)[ ]*\d`)
	through := func(said, after string) string {
		if until.MatchString(after) {
			return said + " to "
		}
		return said
	}
	amount := func(m []string, before, after string) (string, bool) {
		n, ok := fen(m[2] + m[3])
		if !ok || m[1] != "" && !minus(before) {
			return "", false
		}
		if m[1] != "" {
			n = -n
		}
		return EnglishAmount(n), true
	}
	rules := []rule{
		{compile(`^` + aYear + `[-/.](\d{1,2})[-/.](\d{1,2})`), func(m []string, _, after string) (string, bool) {
			y, mo, d := number(m[1]), number(m[2]), number(m[3])
			if startsWithDigit(after) || !exists(y, mo, d) {
				return "", false
			}
			return through(EnglishDay(y, mo, d), after), true
		}},
		{compile(`^` + aYear + `-?(\d{1,2})`), func(m []string, before, after string) (string, bool) {
			y, mo := number(m[1]), number(m[2])
			if startsWithDigit(after) || strings.HasPrefix(after, ".") || endsInDigit(before) || !exists(y, mo, 1) {
				return "", false
			}
			return through(EnglishMonth(y, mo), after), true
		}},
		{compile(`^(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b`), func(m []string, before, _ string) (string, bool) {
			d := number(m[1])
			if d < 1 || d > 31 || endsInDigit(before) {
				return "", false
			}
			return monthName(strings.Index(names, m[2])/3+1) + " " + ordinal(d), true
		}},
		{compile(`^(\d{1,2}):([0-5]\d)`), func(m []string, before, after string) (string, bool) {
			h, min := number(m[1]), number(m[2])
			said := EnglishNumber(int64(h))
			switch {
			case h > 24 || startsWithDigit(after) || endsInDigit(before):
				return "", false
			case min == 0:
				said += " o'clock"
			case min < 10:
				said += " oh " + EnglishNumber(int64(min))
			default:
				said += " " + EnglishNumber(int64(min))
			}
			return through(said, after), true
		}},
		{compile(`^([-−]?)` + anAmount + `[ ]?yuan\b`), amount},
		{compile(`^([-−]?)` + anAmount), func(m []string, before, after string) (string, bool) {
			if len(m[3]) != 3 || startsIn(after, notClosing) {
				return "", false
			}
			return amount(m, before, after)
		}},
		{compile(aPhone), func(m []string, _, after string) (string, bool) { return EnglishDigits(m[1]), !startsWithDigit(after) }},
		{compile(`^([-−]?)` + anAmount + `(%?)`), func(m []string, before, after string) (string, bool) {
			negative, whole, fraction := m[1] != "", m[2], m[3]
			if negative && !minus(before) {
				return "", false
			}
			said := englishDecimal(whole + fraction)
			switch {
			case m[4] != "":
				said += " percent"
			case fraction != "" || strings.Contains(whole, ","):
			case oneByOne.MatchString(before), len(whole) >= 5, len(whole) > 1 && whole[0] == '0':
				return EnglishDigits(whole), true
			case len(whole) == 4 && (whole[:2] == "19" || whole[:2] == "20"):
				said = EnglishYear(number(whole))
			}
			if negative {
				said = "minus " + said
			}
			return through(said, after), true
		}},
		{compile(`^[ ]*(?:--?|[–—~]+)[ ]*`), func(_ []string, before, after string) (string, bool) {
			return "", endsInDigit(before) && startsWithDigit(after)
		}},
		{compile(`^[→｜|　]+|^ {2,}`), func(_ []string, before, after string) (string, bool) { return ", ", before != "" && after != "" }},
	}
	return append(r.hidden(words.English, EnglishDigits, "somebody"), rules...)
}
