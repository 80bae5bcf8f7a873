package speech

import (
	"bytes"
	"context"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/pinyin"
)

func TestSpellingTakesTheLongestWord(t *testing.T) {
	s := NewSpelling()
	for text, want := range map[string]string{
		"请重置密码":  "请 chong2 zhi4 密码",
		"参保地济南":  "参保 di4  ji3 nan2 ",
		"为您办理业务": " wei4 nin2 办理业 wu4 ",
		"不要":     " bu2 yao4 ",
		"一年":     " yi4 nian2 ",
		"二零二一年":  "二零二一年", // 一 of a number keeps its tone
		"第一次":    "第一次",
		"社保卡":    "社保卡",
		"":       "",
	} {
		if got := s.Spell(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// Each syllable is a reading of its character: a slip of the pen in the table would be heard by everybody.
func TestSpellingsAreReadings(t *testing.T) {
	table := pinyin.New()
	known := table.Syllables()
	// Readings that the table of a keyboard leaves out as too rare to type.
	others := map[string]bool{}
	for _, o := range strings.Split("翟zhai 繁po 尉yu 覃qin 区ou 盖ge 隗wei 单shan 了liao 给ji 解xie 乐lao 阿e 查zha 差chai", " ") {
		others[o] = true
	}
	for word, as := range NewSpelling().Words() {
		chars := []rune(word)
		for i, syllable := range strings.Fields(as) {
			name, tone := syllable[:len(syllable)-1], syllable[len(syllable)-1]
			if tone < '1' || tone > '5' || !slices.Contains(known, name) {
				t.Errorf("%s: %s is no syllable with its tone", word, syllable)
			}
			if !slices.Contains(table.Readings(chars[i]), name) && !others[string(chars[i])+name] {
				t.Errorf("%s: %c is not read %s but %v", word, chars[i], name, table.Readings(chars[i]))
			}
		}
	}
}

// Debian's espeak-ng reads each word otherwise when it is not spelled, or when a shorter row is: no row is for nothing.
func TestNoSpellingIsForNothing(t *testing.T) {
	espeak, err := exec.LookPath("espeak-ng")
	if err != nil {
		t.Skip("espeak-ng is not installed")
	}
	s := NewSpelling()
	var list []string
	for w := range s.Words() {
		list = append(list, w)
	}
	slices.Sort(list)
	less := make([]string, len(list))
	for i, w := range list {
		as := s.as[w]
		delete(s.as, w)
		less[i] = s.Spell(w)
		s.as[w] = as
	}
	full := make([]string, len(list))
	for i, w := range list {
		full[i] = s.as[w]
	}
	a, b := sounds(t, espeak, less), sounds(t, espeak, full)
	if len(a) != len(list) || len(b) != len(list) {
		t.Fatalf("%d and %d readings of %d words", len(a), len(b), len(list))
	}
	for i, w := range list {
		if a[i] == b[i] {
			t.Errorf("%s is read %s without its row too", w, a[i])
		}
	}
}

func sounds(t *testing.T, espeak string, list []string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, espeak, "--stdin", "-q", "-x", "-v", "cmn-latn-pinyin")
	c.Stdin = strings.NewReader(strings.Join(list, "。\n"))
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	clean := strings.NewReplacer("'", "", ",", "", "_|", "", " ", "")
	var all []string
	for l := range bytes.Lines(bytes.TrimSpace(out)) {
		all = append(all, clean.Replace(strings.TrimSpace(string(l))))
	}
	return all
}
