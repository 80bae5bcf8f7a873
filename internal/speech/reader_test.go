package speech

import (
	"strings"
	"testing"
	"unicode"

	"shebao/kiosk/internal/words"
)

func reader() *Reader { return New(words.New()) }

func TestScreensAreRead(t *testing.T) {
	r := reader()
	for text, want := range map[string]string{
		"个人合计 1,234.56 元":     "个人合计 一千二百三十四元五角六分",
		"2,035.00":            "二千零三十五元",
		"-12.30元":             "负十二元三角",
		"本年利息 --":             "本年利息 没有数据",
		"个人缴费 ****":           "个人缴费 已遮住",
		"数据截止 2026年11月23日":    "数据截止 二零二六年十一月二十三日",
		"2026-11-23":          "二零二六年十一月二十三日",
		"2026-11":             "二零二六年十一月",
		"202611":              "二零二六年十一月",
		"2026年2月":             "二零二六年二月",
		"2021-03 — 2026-11":   "二零二一年三月至二零二六年十一月",
		"2021–2026年":          "二零二一至二零二六年",
		"截止到2020年底，共 10 项":    "截止到二零二零年底，共 十 项",
		"近 60 个月":             "近 六十 个月",
		"2 个月":                "两 个月",
		"第 2 / 12 页":          "第二页，共十二页",
		"还可以输 2 次":            "还可以输 两 次",
		"拨打 12333（济南拨 12345）": "拨打 幺二三三三（济南拨 幺二三四五）",
		"大厅电话 0531-86195200":  "大厅电话 零五三幺，八六幺九五二零零",
		"测*甲　尾号 1234":         "测某甲，尾号 一二三四",
		"张*，您好":               "张某，您好",
		"买买提·***木":            "买买提某某木",
		"中国银行 ****0371":       "中国银行 尾号零三七一",
		"8%":                  "百分之八",
		"费率 0.5%":             "费率 百分之零点五",
		"9:05–17:30":          "九点零五分至十七点三十分",
		"6位数字密码":              "六位数字密码",
		"1.25 倍":              "一点二五 倍",
		"缴费基数上下限（元/月）":        "缴费基数上下限（元每月）",
		"登录 si.12333.gov.cn":  "登录 网址见屏幕",
		"请输入PIN":              "请输入 P I N",
		"测𬭎甲":                 "测生僻字甲",
		"30秒后结束":              "三十秒后结束",
		"12000 人次":            "一万二千 人次",
		"社保卡":                 "社保卡",
		"，":                   "",
		"":                    "",
	} {
		got := ""
		for _, u := range r.Read(Phrase{Text: text}) {
			if u.Language != words.Chinese {
				t.Errorf("%s: in the wrong language", text)
			}
			got += u.Text
		}
		if strings.TrimSpace(got) != strings.TrimSpace(want) {
			t.Errorf("%s is read %q, want %q", text, got, want)
		}
	}
}

func TestEnglishScreensAreRead(t *testing.T) {
	r := reader()
	for text, want := range map[string]string{
		"You: 1,234.56 yuan":       "You: one thousand two hundred thirty-four yuan and fifty-six fen",
		"2026-11-23":               "November twenty-third, twenty twenty-six",
		"2026-11":                  "November twenty twenty-six",
		"2021-03 – 2026-11":        "March twenty twenty-one to November twenty twenty-six",
		"23 Nov, 9:30":             "November twenty-third, nine thirty",
		"call 12333":               "call one two three three three",
		"0531-86195200":            "zero five three one, eight six one nine five two zero zero",
		"last 60 months":           "last sixty months",
		"By the end of 2020":       "By the end of twenty twenty",
		"8.5%":                     "eight point five percent",
		"Interest --":              "Interest no data",
		"Paid ****":                "Paid hidden",
		"Page 1 of 12":             "Page one of twelve",
		"Bank ****0371":            "Bank ending in zero three seven one",
		"2,035.00":                 "two thousand thirty-five yuan",
		"Online (si.12333.gov.cn)": "Online (the address on the screen)",
	} {
		got := ""
		for _, u := range r.Read(Phrase{Text: text, English: true}) {
			got += u.Text
		}
		if got != want {
			t.Errorf("%s is read %q, want %q", text, got, want)
		}
	}
}

func TestChineseInEnglishIsSaidInChinese(t *testing.T) {
	got := reader().Read(Phrase{Text: "Hello, 测*甲, ID ending 1234", English: true})
	want := []Utterance{{"Hello,", words.English}, {"测某甲", words.Chinese}, {", ID ending one two three four", words.English}}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

// Whatever stands on a screen, no engine is left to guess at a sign, and what was read reads as itself.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"1,234.56元", "2026-11-23", "****1234", "--", "第 1 / 2 页", "0531-86195200", "2021–2026年", "9:05", "1.2.3", "-", "测*甲"} {
		f.Add(s, false)
		f.Add(s, true)
	}
	r := reader()
	f.Fuzz(func(t *testing.T, s string, english bool) {
		for _, u := range r.Read(Phrase{Text: s, English: english}) {
			if i := strings.IndexFunc(u.Text, func(c rune) bool { return c >= '0' && c <= '9' || c == '*' }); i >= 0 {
				t.Errorf("%q is read %q", s, u.Text)
			}
			if strings.IndexFunc(u.Text, unicode.IsLetter) < 0 {
				t.Errorf("%q: nothing to say in %q", s, u.Text)
			}
		}
	})
}

// Every sentence of the catalogue can be read in both languages.
func TestTheCatalogueIsRead(t *testing.T) {
	c := words.New()
	r := New(c)
	for _, k := range c.Keys() {
		for _, english := range []bool{false, true} {
			l := words.Chinese
			if english {
				l = words.English
			}
			text := c.Say(l, k, "1,234.56", "2", "3", "4")
			for _, u := range r.Read(Phrase{Text: text, English: english}) {
				if strings.ContainsAny(u.Text, "0123456789*{}") {
					t.Errorf("%s: %q is read %q", k, text, u.Text)
				}
			}
		}
	}
}
