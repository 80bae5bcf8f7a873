package speech

import (
	"regexp"
	"strings"

	"shebao/kiosk/internal/words"
)

// chineseRules are how a Chinese text is read, the first that matches counts.
func (r *Reader) chineseRules() []rule {
	compile := regexp.MustCompile
	oneByOne := compile(`(?:尾号|[后末]四位|卡号|证号|账号|号码|编号|流水号|验证码|代码)[ 　：:为是]*$`)
	dialled := compile(`(?:拨|拨打|电话|热线|专线)[ 　：:为是]*$`)
	// What is counted, also in fives of digits; two of most of it are 两.
	counted := compile(`^ ?(?:个|天|次|张|页|年|月|日|号|岁|项|条|份|种|类|位|步|家|行|字|人|元|万|亿|分|秒|小时|毫米|厘米|倍|级|档|周|%)`)
	pair := compile(`^ ?(?:个|天|次|张|页|年|岁|项|条|份|种|类|位|家|行|人|分钟|小时|周)`)
	until := compile(`^[ ]*(?:--?|[–—~～]+)[ ]*\d`)
	// through reads a stroke between two numbers as 至.
	through := func(said, after string) string {
		if until.MatchString(after) {
			return said + "至"
		}
		return said
	}
	day := func(m []string, before, after string) (string, bool) {
		y, mo, d := number(m[1]), number(m[2]), number(m[3])
		if startsWithDigit(after) || !exists(y, mo, d) {
			return "", false
		}
		return through(Day(y, mo, d), after), true
	}
	month := func(m []string, before, after string) (string, bool) {
		y, mo := number(m[1]), number(m[2])
		if startsWithDigit(after) || endsInDigit(before) || !exists(y, mo, 1) {
			return "", false
		}
		return through(Month(y, mo), after), true
	}
	amount := func(m []string, before, after string) (string, bool) {
		n, ok := fen(m[2] + m[3])
		if !ok || m[1] != "" && !minus(before) {
			return "", false
		}
		if m[1] != "" {
			n = -n
		}
		return Amount(n), true
	}
	rules := []rule{
		{compile(`^` + aYear + `[-/.](\d{1,2})[-/.](\d{1,2})`), day},
		{compile(`^` + aYear + `年(\d{1,2})月(\d{1,2})日`), day},
		{compile(`^` + aYear + `(\d\d)(\d\d)`), day},
		{compile(`^` + aYear + `年(\d{1,2})月`), month},
		{compile(`^` + aYear + `[-/](\d{1,2})`), month},
		{compile(`^` + aYear + `(\d\d)`), func(m []string, before, after string) (string, bool) {
			if strings.HasPrefix(after, ".") || strings.HasPrefix(after, "元") {
				return "", false
			}
			return month(m, before, after)
		}},
		{compile(`^` + aYear + `年`), func(m []string, before, after string) (string, bool) { return Year(number(m[1])), !endsInDigit(before) }},
		{compile(`^` + aYear + ` ?[-–—~～]+ ?` + aYear + `年?`), func(m []string, _, after string) (string, bool) {
			return Digits(m[1]) + "至" + Year(number(m[2])), !startsWithDigit(after)
		}},
		{compile(`^(\d{1,2})[:：]([0-5]\d)`), func(m []string, before, after string) (string, bool) {
			h, min := number(m[1]), number(m[2])
			said := Number(int64(h)) + "点"
			switch {
			case h > 24 || startsWithDigit(after) || endsInDigit(before):
				return "", false
			case min > 0 && min < 10:
				said += "零" + Number(int64(min)) + "分"
			case min > 0:
				said += Number(int64(min)) + "分"
			}
			return through(said, after), true
		}},
		{compile(`^第 ?(\d{1,4}) ?/ ?(\d{1,4}) ?页`), func(m []string, _, _ string) (string, bool) {
			return "第" + Number(int64(number(m[1]))) + "页，共" + Number(int64(number(m[2]))) + "页", true
		}},
		{compile(`^(-?)` + anAmount + `[%％]`), func(m []string, before, after string) (string, bool) {
			said := "百分之" + decimal(m[2]+m[3])
			if m[1] != "" {
				said = "负" + said
			}
			return through(said, after), m[1] == "" || minus(before)
		}},
		{compile(`^([-−]?)` + anAmount + `[ ]?元`), amount},
		{compile(`^([-−]?)` + anAmount), func(m []string, before, after string) (string, bool) {
			if len(m[3]) != 3 || startsIn(after, notClosing) || counted.MatchString(after) {
				return "", false
			}
			return amount(m, before, after)
		}},
		{compile(aPhone), func(m []string, _, after string) (string, bool) { return Telephone(m[1]), !startsWithDigit(after) }},
		{compile(`^([-−]?)` + anAmount), func(m []string, before, after string) (string, bool) {
			negative, whole, fraction := m[1] != "", m[2], m[3]
			if negative && !minus(before) {
				return "", false
			}
			said := decimal(whole + fraction)
			switch {
			case fraction != "" || strings.Contains(whole, ","):
			case oneByOne.MatchString(before):
				return Digits(whole), true
			case dialled.MatchString(before):
				return Telephone(whole), true
			case counted.MatchString(after) && (whole == "0" || whole[0] != '0'):
				if whole == "2" && pair.MatchString(after) && !strings.HasSuffix(strings.TrimRight(before, " "), "第") {
					said = "两"
				}
			case len(whole) >= 5 || len(whole) > 1 && whole[0] == '0':
				return Telephone(whole), true
			}
			if negative {
				said = "负" + said
			}
			return through(said, after), true
		}},
		{compile(`^[ ]*(?:--?|[–—~～]+)[ ]*`), func(_ []string, before, after string) (string, bool) {
			return "", strings.HasSuffix(before, "日") || endsInDigit(before) && startsWithDigit(after)
		}},
		{compile(`^/月`), func([]string, string, string) (string, bool) { return "每月", true }},
		{compile(`^[→｜|/…　]+|^ {2,}`), func(_ []string, before, after string) (string, bool) { return "，", before != "" && after != "" }},
		{compile(`^·`), func(_ []string, before, after string) (string, bool) {
			return "", endsIn(before, han) && (startsIn(after, han) || strings.HasPrefix(after, "*"))
		}},
		{compile(`^[A-Z]{2,6}\b`), func(m []string, _, _ string) (string, bool) {
			return " " + strings.Join(strings.Split(m[0], ""), " ") + " ", true
		}},
	}
	return append(r.hidden(words.Chinese, Digits, "某"), rules...)
}

func endsInDigit(s string) bool { return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9' }

// notClosing is what shows that two decimals before it are no money: a unit, a letter, more digits.
func notClosing(c rune) bool {
	return han(c) || c >= '0' && c <= '9' || c == '%' || c == '.' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
