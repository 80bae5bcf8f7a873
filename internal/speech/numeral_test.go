package speech

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// readBack reads a Chinese amount, by another way than it was made: every unit multiplies what stands before it, and each may stand
// once and only in falling order.
func readBack(t *testing.T, s string) int64 {
	t.Helper()
	whole := s
	sign := int64(1)
	if rest, ok := strings.CutPrefix(s, "负"); ok {
		sign, s = -1, rest
	}
	var fen int64
	yuan, rest, hasYuan := strings.Cut(s, "元")
	if hasYuan {
		fen = 100 * section(t, whole, yuan, []string{"亿", "万"}, []int64{1e8, 1e4})
	} else {
		rest = s
	}
	for _, part := range []struct {
		unit string
		fen  int64
	}{{"角", 10}, {"分", 1}} {
		before, after, ok := strings.Cut(rest, part.unit)
		if !ok {
			continue
		}
		before, nought := strings.CutPrefix(before, "零")
		if nought && (part.unit != "分" || !hasYuan || fen%100 != 0) {
			t.Errorf("%s: 零 does not belong there", whole)
		}
		n := strings.Index("零一二三四五六七八九", before)
		if before == "" || n <= 0 || len(before) != 3 {
			t.Fatalf("%s: %q %s", whole, before, part.unit)
		}
		fen += int64(n/3) * part.fen
		rest = after
	}
	if rest != "" {
		t.Fatalf("%s: %q is left over", whole, rest)
	}
	return sign * fen
}

func section(t *testing.T, whole, s string, units []string, sizes []int64) int64 {
	t.Helper()
	var n int64
	for i, u := range units {
		if before, after, ok := strings.Cut(s, u); ok {
			n += sizes[i] * section(t, whole, before, units[i+1:], sizes[i+1:])
			s = after
		}
	}
	value, empty := int64(0), false
	for s != "" {
		c, after := s[:3], s[3:]
		d := int64(strings.Index("零一二三四五六七八九", c) / 3)
		s = after
		switch {
		case c == "零":
			if empty {
				t.Errorf("%s: 零 twice", whole)
			}
			empty = true
			continue
		case c == "十" && value == 0 && n == 0: // 十二
			value += 10
			continue
		case d <= 0:
			t.Fatalf("%s: %s", whole, c)
		}
		size := int64(1)
		for i, u := range []string{"千", "百", "十"} {
			if rest, ok := strings.CutPrefix(s, u); ok {
				size, s = []int64{1000, 100, 10}[i], rest
			}
		}
		value += d * size
		empty = false
	}
	return n + value
}

func TestAmountsAreReadBackAsTheyWere(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 3))
	screens := reader()
	try := func(fen int64) {
		if got := readBack(t, Amount(fen)); got != fen {
			t.Fatalf("%d is said %s, which is %d", fen, Amount(fen), got)
		}
		if text := "存 " + display(fen) + "元"; fen != 0 {
			r := screens.Read(Phrase{Text: text})
			if want := "存 " + Amount(fen); len(r) != 1 || r[0].Text != want {
				t.Fatalf("%s is read %v, want %s", text, r, want)
			}
		}
	}
	for fen := range int64(5000) {
		try(fen)
	}
	for range 20000 {
		n := rng.Int64N(1e11 + 1)
		// Amounts with many noughts are where a numeral goes wrong.
		for range rng.IntN(6) {
			place := int64(1)
			for range rng.IntN(11) {
				place *= 10
			}
			n -= n / place % 10 * place
		}
		try(n)
		try(-n)
	}
	try(1e11)
}

// display is an amount with separators, as screens have it, made in another way than theirs.
func display(fen int64) string {
	sign := ""
	if fen < 0 {
		sign, fen = "-", -fen
	}
	s := string([]byte{'.', '0' + byte(fen/10%10), '0' + byte(fen%10)})
	for n, i := fen/100, 0; n > 0 || i == 0; n, i = n/10, i+1 {
		if i > 0 && i%3 == 0 {
			s = "," + s
		}
		s = string([]byte{'0' + byte(n%10)}) + s
	}
	return sign + s
}

func TestAmounts(t *testing.T) {
	for fen, want := range map[int64][2]string{
		0:            {"零元", "zero yuan"},
		5:            {"五分", "five fen"},
		50:           {"五角", "fifty fen"},
		123456:       {"一千二百三十四元五角六分", "one thousand two hundred thirty-four yuan and fifty-six fen"},
		-300:         {"负三元", "minus three yuan"},
		100005:       {"一千元零五分", "one thousand yuan and five fen"},
		1200:         {"十二元", "twelve yuan"},
		1000500:      {"一万零五元", "ten thousand five yuan"},
		1050000:      {"一万零五百元", "ten thousand five hundred yuan"},
		11200000:     {"十一万二千元", "one hundred twelve thousand yuan"},
		10005000000:  {"一亿零五万元", "one hundred million fifty thousand yuan"},
		100000000000: {"十亿元", "one billion yuan"},
	} {
		if got := Amount(fen); got != want[0] {
			t.Errorf("%d: %s, want %s", fen, got, want[0])
		}
		if got := EnglishAmount(fen); got != want[1] {
			t.Errorf("%d: %s, want %s", fen, got, want[1])
		}
	}
}

// English words are read back by adding and multiplying them.
func TestEnglishNumbersAreReadBack(t *testing.T) {
	value := map[string]int64{}
	for i, w := range strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen") {
		value[w] = int64(i)
	}
	for i, w := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		value[w] = int64(20 + 10*i)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range int64(50000) {
		n := i
		if i > 20000 {
			n = rng.Int64N(1e11)
		}
		var all, part int64
		for _, w := range strings.FieldsFunc(EnglishNumber(n), func(r rune) bool { return r == ' ' || r == '-' }) {
			switch v, ok := value[w]; {
			case ok:
				part += v
			case w == "hundred":
				part *= 100
			default:
				all, part = all+part*map[string]int64{"thousand": 1000, "million": 1e6, "billion": 1e9}[w], 0
			}
		}
		if all+part != n {
			t.Fatalf("%d is said %s", n, EnglishNumber(n))
		}
	}
}
