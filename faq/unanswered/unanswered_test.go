package unanswered

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shebao/kiosk/internal/clock"
)

func TestClean(t *testing.T) {
	for query, want := range map[string]string{
		"公积金怎么提取":                "公积金怎么提取",
		"　ＡＢＣ社保卡　？！":             "abc社保卡",
		"2021年养老金调整":             "年养老金调整",
		"打１２３３３有人接吗":             "打 有人接吗",
		"第三代社保卡":                 "第三代社保卡",
		"交满15年没有":                "交满15年没有",
		"45岁 60岁 退休":             "45岁 60岁 退休",
		"一千万":                    "一千万",
		"社\u200b保\x00卡\x1b 丢\n了": "社保 卡 丢 了",
		"医保😀报销":                  "医保 报销",
		"yanglaojin":             "yanglaojin",
		"3xxl":                   "3xxl",
	} {
		if got, ok := Clean(query); got != want || !ok {
			t.Errorf("%q: %q %v, want %q", query, got, ok, want)
		}
	}
	for _, query := range []string{
		"", " ", "？？", "12345", "2021", "😀😀",
		"379901199003070011", "测试甲379901199003070011", "３７９９０１１９９００３０７００１１", "37990119900307001X", "37990119900307001ｘ社保",
		"3799 0119 9003 0700 11", "3 7 9 9 0 1", "379-901-199", "37\u200b99\u200b01", "③⑦⑨⑨⓪①", "三七九九〇一", "三 七 九 九 零 一", "三7九9〇1",
		"叁柒玖玖零壹", "幺三八零零零", "电话13800000000", "卡号A12345678", "٣٧٩٩٠١", "我是3799的0119", "1234x5", "12a34b56c78",
		strings.Repeat("长", Longest+1), strings.Repeat("\u200b", 10000), "我叫测试甲住在示例路示例小区想问一下我的养老金为什么这个月没有发到卡上",
	} {
		if got, ok := Clean(query); ok {
			t.Errorf("%q is kept as %q", query, got)
		}
	}
}

// Whatever is asked, what is kept is short, can be seen, and has no number of four digits.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"社保卡", "379901199003070011", "ａ１２３x", "\xff\xfe", "一二三四五六", "1 2 3 4"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		text, ok := Clean(query)
		if !ok {
			if text != "" {
				t.Errorf("%q is refused as %q", query, text)
			}
			return
		}
		if n := utf8.RuneCountInString(text); n == 0 || n > Longest || !utf8.ValidString(text) {
			t.Errorf("%q: %d characters", query, n)
		}
		if again, ok := Clean(text); !ok || again != text {
			t.Errorf("%q is kept as %q, and that as %q %v", query, text, again, ok)
		}
		digits := 0
		for _, r := range text {
			switch {
			case r >= '0' && r <= '9':
				digits++
			case r != ' ':
				digits = 0
			}
			if digits >= removed {
				t.Errorf("%q is kept as %q", query, text)
			}
		}
	})
}

func keyed(text string) string {
	sum := sha256.Sum256([]byte("a key of this test " + text))
	return hex.EncodeToString(sum[:16])
}

func store(t *testing.T) (*Store, *clock.Fake, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "asked.db")
	c := clock.NewFake(time.Date(2026, 11, 28, 10, 0, 0, 0, clock.Zone()))
	s, err := Open(path, keyed, c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, c, path
}

func ask(t *testing.T, s *Store, visit int64, queries ...string) {
	t.Helper()
	for _, q := range queries {
		if err := s.Count(t.Context(), visit, q); err != nil {
			t.Fatal(err)
		}
	}
}

func list(t *testing.T, s *Store) []Question {
	t.Helper()
	all, err := s.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// found reports whether a text is anywhere in the file or beside it, in UTF-8 or UTF-16.
func found(t *testing.T, path, text string) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var wide bytes.Buffer
	for _, r := range text {
		wide.Write([]byte{byte(r), byte(r >> 8)})
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) || bytes.Contains(b, wide.Bytes()) {
			return true
		}
	}
	return false
}

// What only one visit asked is in no file; what a second one asks is counted for both.
func TestASecondVisitMakesItAQuestion(t *testing.T) {
	s, c, path := store(t)
	ask(t, s, 1, "测试甲的退休金", "测试甲的退休金", "测试甲的退休金？", "公积金怎么提取")
	if all := list(t, s); len(all) != 0 || found(t, path, "测试甲") || found(t, path, "公积金") {
		t.Fatalf("kept after one visit: %v", all)
	}
	if !found(t, path, keyed("公积金怎么提取")) {
		t.Error("nothing waits for the second visit")
	}
	c.Advance(5 * 24 * time.Hour) // into December
	ask(t, s, 2, "公积金怎么提取！", "公积金怎么提取")
	want := []Question{{"公积金怎么提取", 2, []Month{{"2026-12", 1}, {"2026-11", 1}}}}
	if all := list(t, s); !reflect.DeepEqual(all, want) {
		t.Errorf("%+v", all)
	}
	ask(t, s, 3, "公积金怎么提取", "落户")
	ask(t, s, 4, "落户")
	want = []Question{{"公积金怎么提取", 3, []Month{{"2026-12", 2}, {"2026-11", 1}}}, {"落户", 2, []Month{{"2026-12", 2}}}}
	if all := list(t, s); !reflect.DeepEqual(all, want) {
		t.Errorf("%+v", all)
	}
	if found(t, path, "测试甲") {
		t.Error("what one visit asked is in a file")
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

// Numbers are never in a file, however often they are typed.
func TestNumbersAreNeverStored(t *testing.T) {
	s, _, path := store(t)
	for visit := range int64(5) {
		ask(t, s, visit, "379901199003070011", "测试乙 379901199003070011", "3799 0119 9003 0700 11 社保", "三七九九〇一一九九〇", "社保卡 2468")
	}
	if all := list(t, s); len(all) != 1 || all[0].Text != "社保卡" {
		t.Errorf("%+v", all)
	}
	for _, never := range []string{"379901", "3799", "2468", "测试乙", "三七九", keyed("379901199003070011")} {
		if found(t, path, never) {
			t.Errorf("%s is in a file", never)
		}
	}
}

// A hash waits ninety days, and counts are kept for thirteen months.
func TestWhatIsOldIsDropped(t *testing.T) {
	s, c, path := store(t)
	ask(t, s, 1, "落户")
	c.Advance((onceDays + 1) * 24 * time.Hour)
	ask(t, s, 2, "别的")
	if found(t, path, keyed("落户")) && func() bool { s.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); return found(t, path, keyed("落户")) }() {
		t.Error("a hash is kept for longer than it waits")
	}
	ask(t, s, 3, "落户")
	if all := list(t, s); len(all) != 0 {
		t.Errorf("%v", all)
	}
	ask(t, s, 4, "落户")
	if all := list(t, s); len(all) != 1 {
		t.Errorf("%v", all)
	}
	c.Advance(keptMonths * 31 * 24 * time.Hour)
	ask(t, s, 5, "别的")
	if all := list(t, s); len(all) != 0 {
		t.Errorf("%v", all)
	}
}

// Random visits are counted as a table on paper would.
func TestCountsAreRight(t *testing.T) {
	s, _, _ := store(t)
	random := rand.New(rand.NewPCG(1, 2))
	want := map[string]int{}
	for visit := range int64(40) {
		seen := map[string]bool{}
		for range random.IntN(6) {
			q := "问题" + string(rune('甲'+random.IntN(8)))
			ask(t, s, visit, q)
			if !seen[q] {
				want[q]++
			}
			seen[q] = true
		}
	}
	got := map[string]int{}
	for _, q := range list(t, s) {
		got[q.Text] = q.Visits
	}
	for q, n := range want {
		if n > 1 && got[q] != n || n == 1 && got[q] != 0 {
			t.Errorf("%s: %d, want %d", q, got[q], n)
		}
	}
}

func TestFilesThatAreNotItsOwn(t *testing.T) {
	s, c, path := store(t)
	if _, err := OpenOnly(path, c); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	ask(t, s, 1, "落户")
	ask(t, s, 2, "落户")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	only, err := OpenOnly(path, c)
	if err != nil {
		t.Fatal(err)
	}
	if all := list(t, only); len(all) != 1 {
		t.Errorf("after another start: %v", all)
	}
	only.Close()
	if _, err := OpenOnly(path+"x", c); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	if err := os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(path, keyed, c)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
	if aside, _ := filepath.Glob(path + ".damaged-*"); len(aside) != 1 {
		t.Errorf("set aside: %v", aside)
	}
}
