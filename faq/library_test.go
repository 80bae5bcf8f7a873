package faq

import (
	"os"
	"strings"
	"testing"
	"unicode"
)

func library(t *testing.T) *Library {
	t.Helper()
	l, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// text is everything an entry says, without spaces and marks, so that a sentence is found however it was broken.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func said(e Entry) string {
	out := e.Question + e.Parent
	for _, b := range e.Blocks {
		out += b.Text
	}
	return plain(out)
}

// The document's sentences, as they must be found; its errata are mended as facts/policy-points.md says (转移继续 is 转移接续,
// 职业的年金账户 is 职业年金账户, 还可通 is 还可通过).
func TestThePolicyDocumentIsWhole(t *testing.T) {
	l := library(t)
	all := ""
	for _, e := range l.Entries {
		all += said(e)
	}
	raw, err := os.ReadFile("testdata/policy-qa-2021-04.txt")
	if err != nil {
		t.Fatal(err)
	}
	document := strings.NewReplacer("转移继续", "转移接续", "职业的年金账户", "职业年金账户", "还可通 “", "还可通过“").Replace(string(raw))
	checked := 0
	for _, line := range strings.Split(document, "\n") {
		for _, sentence := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("，。；：、“”（）《》？?:1234567890 ", r) }) {
			s := plain(sentence)
			if len([]rune(s)) < 2 {
				continue
			}
			checked++
			if !strings.Contains(all, s) && !frame(s) {
				t.Errorf("the content does not say %q", sentence)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d parts of the document were looked for", checked)
	}
}

// frame are words of the document that are shown as head or structure: its title, its issuer, and the joints of a sentence
// that became a list.
func frame(s string) bool {
	for _, f := range []string{"社保政策你我他", "宣传解读活动素材政策问答", "第一期", "山东省人力资源和社会保障厅", "年4月", "经办服务方面", "答",
		"分别是", "同时", "线上补换卡渠道可咨询各市", "省内参保人员可下载", "就可以看到", "为", "事项", "和", "选项", "个月以内的养老", "服务电话", "年", "项", "等方式", "提供"} {
		if s == f {
			return true
		}
	}
	return false
}

func TestCounts(t *testing.T) {
	l := library(t)
	policy := map[string]bool{}
	for _, id := range []string{"service-1-1", "service-1-2", "service-2", "service-3", "service-4-1", "service-4-2", "service-5",
		"service-6", "service-7", "service-8"} {
		if _, ok := l.Entry(id); !ok {
			t.Errorf("%s is missing", id)
		}
		policy[id] = true
	}
	online, together, exception := 0, 0, 0
	for _, e := range l.In("cross-province") {
		if policy[e.ID] {
			continue
		}
		switch e.Item {
		case Online:
			online++
		case Joint:
			together++
			for _, b := range e.Blocks {
				if b.Style == Remark && strings.Contains(b.Text, "不符合转出条件的除外") {
					exception++
				}
			}
		}
		if strings.Contains(said(e), "转移继续") {
			t.Errorf("%s carries the document's slip of the pen", e.ID)
		}
	}
	if online != 5 || together != 5 || exception != 5 {
		t.Errorf("跨省通办: %d online, %d together, %d with the exception", online, together, exception)
	}
	functions, added := 0, 0
	card, _ := l.Entry("service-5")
	for _, b := range card.Blocks {
		if b.Style == Step {
			functions++
			if strings.Contains(b.Text, "补充自公开资料") {
				added++
			}
		}
	}
	if functions != 6 || added != 3 {
		t.Errorf("%d functions of the card, %d added", functions, added)
	}
	phones, _ := l.Entry("phones")
	at12345, cities := "", 0
	for _, b := range phones.Blocks {
		if b.Style == Item {
			cities++
			if city, ok := strings.CutSuffix(b.Text, " 12345"); ok {
				at12345 += city
			}
		}
	}
	if cities != 16 || at12345 != "济南枣庄潍坊" {
		t.Errorf("%d cities, 12345 in %s", cities, at12345)
	}
}

func TestEveryPolicyAnswerNamesItsSource(t *testing.T) {
	for _, e := range library(t).Entries {
		if !e.Supplement && (e.Issuer != "山东省人力资源和社会保障厅" || e.Date != "2021年4月") {
			t.Errorf("%s: %s %s", e.ID, e.Issuer, e.Date)
		}
	}
}
