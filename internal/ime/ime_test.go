package ime

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"shebao/kiosk/internal/pinyin"
)

// content has a few words, spelled whole, by initials, or by the digits of nine keys.
type content map[string][]string

func (c content) Words(letters string, n int) []string {
	out := c[letters]
	return out[:min(n, len(out))]
}

func board() *Board {
	return New(pinyin.New(), content{
		"guashi": {"挂失"}, "482744": {"挂失"}, "gs": {"挂失", "工伤"}, "yanglao": {"养老"}, "yanglaojin": {"养老金"}, "ylj": {"养老金"},
	})
}

func typed(keys string) Composition {
	var c Composition
	for _, k := range keys {
		c = c.Key(string(k))
	}
	return c
}

func texts(all []Candidate) []string {
	out := make([]string, len(all))
	for i, c := range all {
		out[i] = c.Text
	}
	return out
}

func TestKeysAndRubout(t *testing.T) {
	c := typed("yang9")
	if c != (Composition{Letters: "yang9"}) {
		t.Fatalf("%+v", c)
	}
	for _, no := range []string{"", "A", "1", "0", "é", "ab", " ", "养", "\x00"} {
		if got := c.Key(no); got != c {
			t.Errorf("%q is a key: %+v", no, got)
		}
	}
	c = Composition{Taken: "养老", Letters: "ji"}
	var seen []Composition
	for !c.Empty() {
		c = c.Rubout()
		seen = append(seen, c)
	}
	want := []Composition{{"养老", "j"}, {"养老", ""}, {"养", ""}, {"", ""}}
	if !slices.Equal(seen, want) {
		t.Errorf("taken back: %+v", seen)
	}
	if c.Rubout() != c {
		t.Error("there is something before the first character")
	}
}

func TestFigures(t *testing.T) {
	b := board()
	if c := typed("psb").Figure("3", "psb"); c != (Composition{Taken: "psb3"}) {
		t.Errorf("%+v", c)
	}
	if c := typed("94664"); c.Figure("1", b.Shown(c.Letters)) != (Composition{Taken: "xiong1"}) {
		t.Errorf("%+v", c.Figure("1", b.Shown(c.Letters)))
	}
	if c := typed("a"); c.Figure("12", "a") != c || c.Figure("x", "a") != c {
		t.Error("what is no figure was taken for one")
	}
}

// The content's own words come first, then its words for the first syllables, then characters by their reading, commonest first.
func TestCandidates(t *testing.T) {
	b := board()
	for letters, want := range map[string][]Candidate{
		"guashi":                                 {{"挂失", 6}, {"挂", 3}},
		"gs":                                     {{"挂失", 2}, {"工伤", 2}},
		"yanglaojinling":                         {{"养老金", 10}, {"养老", 7}, {"样", 4}},
		"482744":                                 {{"挂失", 6}},
		"yanglaojinlingqudaiyuzenmebanlizenmeba": {{"养老金", 10}}, // however much follows
		"xian":                                   {{"先", 4}},
		"nanin":                                  {{"那", 2}}, // na nin, as no syllable begins with in
		"lv":                                     {{"率", 2}},
		"zh":                                     {{"炸", 2}},
		"v":                                      nil,
		"":                                       nil,
	} {
		got := b.Candidates(letters)
		if len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("%s: %v", letters, got[:min(6, len(got))])
		}
		if all := texts(got); len(slices.Compact(slices.Sorted(slices.Values(all)))) != len(all) {
			t.Errorf("%s: something is offered twice", letters)
		}
	}
	if !slices.Contains(texts(b.Candidates("xian")), "西") {
		t.Error("xian cannot be xi an")
	}
	if b.Candidates(strings.Repeat("a", Longest+1)) != nil {
		t.Error("letters are offered something for that nobody can type")
	}
}

// A character uses the letters of its syllable, and what is left is offered for anew.
func TestTake(t *testing.T) {
	b := board()
	c := typed("yangke")
	for _, want := range []string{"养", "可"} {
		all := b.Candidates(c.Letters)
		i := slices.IndexFunc(all, func(a Candidate) bool { return a.Text == want })
		if i < 0 {
			t.Fatalf("%s is not offered for %s", want, c.Letters)
		}
		c = c.Take(all[i])
	}
	if c != (Composition{Taken: "养可"}) {
		t.Errorf("%+v", c)
	}
	c = typed("ab")
	for _, no := range []Candidate{{"", 1}, {"啊", 0}, {"啊", 3}, {"啊", -1}, {strings.Repeat("啊", Longest), 1}} {
		if got := c.Take(no); got != c {
			t.Errorf("%+v was taken: %+v", no, got)
		}
	}
}

// Nine keys: the readings that the first digits may be, a reading that is chosen, and how all of it is shown.
func TestNineKeys(t *testing.T) {
	b := board()
	if got := b.Choices("94664"); !slices.Equal(got, []string{"xiong", "zhong", "xin", "yin", "xi", "yi", "zi"}) {
		t.Errorf("choices %v", got)
	}
	for _, none := range []string{"", "zhong", "a9"} {
		if got := b.Choices(none); len(got) > 0 {
			t.Errorf("%q: choices %v", none, got)
		}
	}
	c := typed("9466494").Read("zhong")
	if c.Letters != "zhong94" || b.Candidates(c.Letters)[0].Text != "中" {
		t.Errorf("%+v, %v", c, texts(b.Candidates(c.Letters))[:3])
	}
	if c.Read("xiong") != c || c.Read("zhongguoguoguo") != c {
		t.Error("a reading was taken that these keys are not")
	}
	for keys, want := range map[string]string{"94664": "xiong", "zhong": "zhong", "8": "t", "43": "ge", "2342": "beia"} {
		if got := b.Shown(keys); got != want {
			t.Errorf("%s is shown as %s, not %s", keys, got, want)
		}
	}
	if got := b.Query(typed("482744")); got != "挂失" {
		t.Errorf("searched for %s", got)
	}
	if got := b.Query(typed("94664")); got != "xiong" {
		t.Errorf("searched for %s", got)
	}
	if got := b.Query(typed("guashi")); got != "guashi" {
		t.Errorf("searched for %s, though search reads letters better", got)
	}
}

// Whatever is touched in whatever order, a question is never too long, never broken, and what is offered can be taken.
func TestAnyKeys(t *testing.T) {
	b := board()
	r := rand.New(rand.NewPCG(7, 7))
	const keys = "abcdefghijklmnopqrstuvwxyz23456789"
	taken := 0
	for range 300 {
		var c Composition
		for range 120 {
			all := b.Candidates(c.Letters)
			switch n := r.IntN(12); {
			case n < 7:
				i := r.IntN(len(keys))
				c = c.Key(keys[i : i+1])
			case n == 7:
				c = c.Rubout()
			case n == 8:
				c = c.Figure("5", b.Shown(c.Letters))
			case n == 9 && len(b.Choices(c.Letters)) > 0:
				c = c.Read(b.Choices(c.Letters)[0])
			case len(all) > 0:
				a := all[r.IntN(len(all))]
				if next := c.Take(a); next == c && !c.Full() && c.Len()-a.Uses+utf8.RuneCountInString(a.Text) <= Longest {
					t.Fatalf("%+v takes no %+v", c, a)
				} else if next != c {
					taken++
					c = next
				}
			}
			if c.Len() > Longest || !utf8.ValidString(c.Taken) || len(b.Shown(c.Letters)) != len(c.Letters) {
				t.Fatalf("%+v is shown as %s", c, b.Shown(c.Letters))
			}
		}
	}
	if taken < 1000 {
		t.Errorf("only %d candidates were taken", taken)
	}
}
