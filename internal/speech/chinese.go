package speech

import (
	"strconv"
	"strings"
)

const digits = "零一二三四五六七八九"

func digit(d byte) string { return digits[3*int(d-'0') : 3*int(d-'0')+3] }

// Number is a whole number in Chinese: 一千零五, 负三, 十二. It is for what is counted and paid here, below 10^16 either way.
func Number(n int64) string {
	switch {
	case n < 0:
		return "负" + Number(-n)
	case n == 0:
		return "零"
	}
	s := whole(uint64(n))
	if rest, ok := strings.CutPrefix(s, "一十"); ok { // 十二, not 一十二, where nothing stands before it
		return "十" + rest
	}
	return s
}

// whole is a number above nought, with 一十 for ten.
func whole(n uint64) string {
	for _, u := range []struct {
		size uint64
		name string
	}{{1e8, "亿"}, {1e4, "万"}, {1000, "千"}, {100, "百"}, {10, "十"}} {
		if n < u.size {
			continue
		}
		s := whole(n/u.size) + u.name
		rest := n % u.size
		if rest == 0 {
			return s
		}
		// A place that is empty is said once, whatever is empty behind it: 一千零五, 一万零五百.
		if rest < u.size/10 {
			s += "零"
		}
		return s + whole(rest)
	}
	return digit('0' + byte(n))
}

// Amount is money in Chinese, to the fen: 一千二百三十四元五角六分, 二元零五分, 五角, 零元, 负三元.
func Amount(fen int64) string {
	if fen < 0 {
		return "负" + Amount(-fen)
	}
	yuan, rest := fen/100, fen%100
	var s string
	if yuan > 0 || rest == 0 {
		s = Number(yuan) + "元"
	}
	switch jiao, f := rest/10, rest%10; {
	case jiao > 0:
		s += Number(jiao) + "角"
		if f > 0 {
			s += Number(f) + "分"
		}
	case f > 0 && yuan > 0:
		s += "零" + Number(f) + "分"
	case f > 0:
		s += Number(f) + "分"
	}
	return s
}

// Digits are the digits of a number one by one, as the last four of a card are said. What is no digit is left out.
func Digits(s string) string { return each(s, "一") }

// Telephone are the digits of a telephone number one by one, with 幺 for one, and a pause where it has a hyphen or a space.
func Telephone(s string) string { return each(s, "幺") }

func each(s, one string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '1':
			b.WriteString(one)
		case c >= '0' && c <= '9':
			b.WriteString(digit(c))
		case one == "幺" && (c == '-' || c == ' ') && b.Len() > 0:
			b.WriteString("，")
		}
	}
	return b.String()
}

// Year is a year: 二零二六年.
func Year(year int) string { return Digits(strconv.Itoa(year)) + "年" }

// Month is a month of a year: 二零二六年十一月.
func Month(year, month int) string { return Year(year) + Number(int64(month)) + "月" }

// Day is a day: 二零二六年十一月二十三日.
func Day(year, month, day int) string { return Month(year, month) + Number(int64(day)) + "日" }

// decimal is digits with perhaps a fraction, "12.50": 十二点五零.
func decimal(s string) string {
	before, after, _ := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	n, err := strconv.ParseInt(before, 10, 64)
	if err != nil { // longer than any number that is counted
		return Digits(before)
	}
	out := Number(n)
	if after != "" {
		out += "点" + Digits(after)
	}
	return out
}

// fen is an amount as a screen shows it, "1,234.56", "12" or "0.5".
func fen(s string) (int64, bool) {
	yuan, rest, _ := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	if len(yuan) > 15 || len(rest) > 2 {
		return 0, false
	}
	n, err := strconv.ParseInt(yuan+(rest + "00")[:2], 10, 64)
	return n, err == nil
}
