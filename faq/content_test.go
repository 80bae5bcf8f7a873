package faq

import (
	"slices"
	"strings"
	"testing"
)

// policyEntries are the entries that the document's own questions became; every other entry is a part of one of them.
func policyEntries() []string {
	return []string{"service-1-1", "service-1-2", "service-2", "service-3", "service-4-1", "service-4-2", "service-5", "service-6",
		"service-7", "service-8"}
}

// The document has eight questions; the first has two parts of its own, the fourth too.
func TestEightQuestions(t *testing.T) {
	l := library(t)
	parts := map[string]int{}
	for _, e := range l.Entries {
		switch own := slices.Contains(policyEntries(), e.ID); {
		case own != (e.Root == ""):
			t.Errorf("%s is a part of %q", e.ID, e.Root)
		case own && e.Parent != "":
			parts[e.Parent]++
		case own:
			parts[e.Question]++
		}
		if root, ok := l.Entry(e.Root); ok && e.Parent != "" && e.Parent != root.Question {
			t.Errorf("%s: its head question is not that of %s", e.ID, root.ID)
		}
	}
	if len(parts) != 8 || parts["社会保险权益记录如何方便查询、渠道有哪些？"] != 2 || parts["个人账户信息有误时如何变更？"] != 2 {
		t.Errorf("%d questions: %v", len(parts), parts)
	}
}

// Everybody finds an entry by the words that people use: each has 8 to 15 of them, and none is another entry's.
func TestSimilarQuestions(t *testing.T) {
	of := map[string]string{}
	for _, e := range library(t).Entries {
		if n := len(e.Similar); n < 8 || n > 15 {
			t.Errorf("%s has %d similar questions", e.ID, n)
		}
		if len(e.Words) == 0 {
			t.Errorf("%s has no words beside its question", e.ID)
		}
		for _, s := range append([]string{e.Question}, e.Similar...) {
			if other, ok := of[plain(s)]; ok {
				t.Errorf("%q asks for %s and for %s", s, other, e.ID)
			}
			of[plain(s)] = e.ID
		}
	}
}

func TestWhereAndSinceWhen(t *testing.T) {
	for _, e := range library(t).Entries {
		if !e.Supplement && (e.Region != "370000" || e.Valid != "2021-04" || e.Superseded != "") {
			t.Errorf("%s: %s, since %q, until %q", e.ID, e.Region, e.Valid, e.Superseded)
		}
		if len(e.Related) == 0 {
			t.Errorf("%s leads on to nothing", e.ID)
		}
	}
}

// What the document names is an entry of its own, found by its name and made a part of the answer that names it: four functions of
// the application, three papers. The window and the insurances are those of the document.
func TestNamedFunctionsAndPapers(t *testing.T) {
	l := library(t)
	whole, _ := l.Entry("service-2")
	named := map[string]string{"全省社保通查": "province-query", "退休待遇查询": "pension-query", "职业年金账户查询": "annuity-account-query",
		"职业年金待遇查询": "annuity-benefit-query", "个人权益记录单": "print-rights", "参保缴费证明": "print-contributions", "待遇领取证明": "print-benefits"}
	for name, id := range named {
		e, ok := l.Entry(id)
		if !ok || e.Root != whole.ID || !strings.Contains(said(e), name) || !strings.Contains(said(whole), name) {
			t.Errorf("%s: %+v", name, e)
		}
	}
	steps, _ := l.Entry("province-query")
	for _, e := range []Entry{whole, steps} {
		if s := said(e); !strings.Contains(s, "60个月以内的养老工伤失业保险") || strings.Contains(s, "医疗保险") || strings.Contains(s, "生育") {
			t.Errorf("%s: another window or other insurances", e.ID)
		}
	}
}

// Where the document's word is a slip of the pen or differs from the usual one, either is found (errata 2 and 3).
func TestBothWordsAreFound(t *testing.T) {
	l := library(t)
	asked := func(e Entry) string { return strings.Join(append(append([]string{}, e.Similar...), e.Words...), " ") }
	all, _ := l.Entry("service-3")
	for _, word := range []string{"多地联办", "转移继续"} {
		if !strings.Contains(asked(all), word) || strings.Contains(said(all), word) {
			t.Errorf("%s must be found and not be shown", word)
		}
	}
	for _, e := range l.Entries {
		if strings.Contains(e.Question, "转移接续") && !strings.Contains(asked(e), "继续") {
			t.Errorf("%s is not found by 继续", e.ID)
		}
	}
}
