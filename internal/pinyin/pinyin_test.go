package pinyin

import (
	"slices"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestReadings(t *testing.T) {
	table := New()
	for r, want := range map[rune][]string{
		'社': {"she"}, '重': {"zhong", "chong"}, '长': {"chang", "zhang"}, '会': {"hui"}, '参': {"can", "shen"}, '单': {"dan"},
		'排': {"pai"}, '女': {"nv"}, '略': {"lue"}, 'a': nil, '𠮷': nil, -1: nil,
	} {
		if got := table.Readings(r); !slices.Equal(got, want) {
			t.Errorf("%c: %v, want %v", r, got, want)
		}
	}
	if got := table.Chars("she")[:3]; !slices.Contains(got, '社') {
		t.Errorf("she: %c", got)
	}
	if table.Chars("shx") != nil || table.Chars("") != nil {
		t.Error("characters are read as what is no syllable")
	}
	if got := len(table.Syllables()); got != 408 {
		t.Errorf("%d syllables", got)
	}
}

// Every character that has a two-byte code of GB 2312 is read somehow, but for the parts of characters that are no words; what is
// read as a syllable is found under it, and the other way about.
func TestTheTableIsWhole(t *testing.T) {
	table := New()
	unread := 0
	for hi := 0xB0; hi <= 0xF7; hi++ {
		for lo := 0xA1; lo <= 0xFE; lo++ {
			text, err := simplifiedchinese.GBK.NewDecoder().String(string([]byte{byte(hi), byte(lo)}))
			r := []rune(text)[0]
			if err != nil || r == '\uFFFD' || r >= 0xE000 && r < 0xF900 {
				continue
			}
			readings := table.Readings(r)
			if len(readings) == 0 {
				unread++
			}
			for _, s := range readings {
				if !slices.Contains(table.Chars(s), r) {
					t.Errorf("%c is read %s and not among its characters", r, s)
				}
			}
			if table.Simplified(r) != r {
				t.Errorf("%c is made %c", r, table.Simplified(r))
			}
		}
	}
	if unread > 20 {
		t.Errorf("%d characters are not read", unread)
	}
	for _, s := range table.Syllables() {
		for _, r := range table.Chars(s) {
			if !slices.Contains(table.Readings(r), s) {
				t.Errorf("%c stands under %s and is not read so", r, s)
			}
		}
	}
}

func TestSimplified(t *testing.T) {
	table := New()
	text := []rune("臨時掛失補換卡養老保險")
	for i, r := range text {
		text[i] = table.Simplified(r)
	}
	if string(text) != "临时挂失补换卡养老保险" {
		t.Error(string(text))
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		New()
	}
}
