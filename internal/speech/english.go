package speech

import (
	"strconv"
	"strings"
)

// EnglishNumber is a whole number in English words: one thousand two hundred thirty-four, minus three.
func EnglishNumber(n int64) string {
	switch {
	case n < 0:
		return "minus " + EnglishNumber(-n)
	case n < 20:
		return strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
			"seventeen eighteen nineteen")[n]
	case n < 100:
		s := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")[n/10-2]
		if n%10 > 0 {
			s += "-" + EnglishNumber(n%10)
		}
		return s
	}
	for _, u := range []struct {
		size int64
		name string
	}{{1e18, "quintillion"}, {1e15, "quadrillion"}, {1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}, {1000, "thousand"}, {100, "hundred"}} {
		if n < u.size {
			continue
		}
		s := EnglishNumber(n/u.size) + " " + u.name
		if rest := n % u.size; rest > 0 {
			s += " " + EnglishNumber(rest)
		}
		return s
	}
	return ""
}

// EnglishAmount is money in English, to the fen: twelve yuan and five fen, minus three yuan.
func EnglishAmount(fen int64) string {
	if fen < 0 {
		return "minus " + EnglishAmount(-fen)
	}
	yuan, rest := EnglishNumber(fen/100)+" yuan", EnglishNumber(fen%100)+" fen"
	switch {
	case fen%100 == 0:
		return yuan
	case fen < 100:
		return rest
	}
	return yuan + " and " + rest
}

// EnglishDigits are the digits of a number one by one, with a pause where there is a hyphen or a space.
func EnglishDigits(s string) string {
	var out []string
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			out = append(out, EnglishNumber(int64(c-'0')))
		case (c == '-' || c == ' ') && len(out) > 0:
			out[len(out)-1] += ","
		}
	}
	return strings.Join(out, " ")
}

// EnglishYear is a year in words: twenty twenty-six, two thousand five, nineteen oh five.
func EnglishYear(year int) string {
	century, rest := int64(year/100), int64(year%100)
	switch {
	case year >= 2000 && year < 2010 || year < 1000 || year > 9999:
		return EnglishNumber(int64(year))
	case rest == 0:
		return EnglishNumber(century) + " hundred"
	case rest < 10:
		return EnglishNumber(century) + " oh " + EnglishNumber(rest)
	}
	return EnglishNumber(century) + " " + EnglishNumber(rest)
}

// EnglishMonth is a month of a year: November twenty twenty-six.
func EnglishMonth(year, month int) string { return monthName(month) + " " + EnglishYear(year) }

// EnglishDay is a day: November twenty-third, twenty twenty-six.
func EnglishDay(year, month, day int) string {
	return monthName(month) + " " + ordinal(day) + ", " + EnglishYear(year)
}

func monthName(month int) string {
	return strings.Fields("January February March April May June July August September October November December")[month-1]
}

// ordinal is the number of a day of a month.
func ordinal(n int) string {
	s := EnglishNumber(int64(n))
	for _, e := range [][2]string{{"one", "first"}, {"two", "second"}, {"three", "third"}, {"five", "fifth"}, {"eight", "eighth"},
		{"nine", "ninth"}, {"twelve", "twelfth"}, {"ty", "tieth"}} {
		if rest, ok := strings.CutSuffix(s, e[0]); ok {
			return rest + e[1]
		}
	}
	return s + "th"
}

// englishDecimal is digits with perhaps a fraction, "12.50": twelve point five zero.
func englishDecimal(s string) string {
	before, after, _ := strings.Cut(strings.ReplaceAll(s, ",", ""), ".")
	n, err := strconv.ParseInt(before, 10, 64)
	if err != nil {
		return EnglishDigits(before)
	}
	out := EnglishNumber(n)
	if after != "" {
		out += " point " + EnglishDigits(after)
	}
	return out
}
