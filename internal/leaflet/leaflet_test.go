package leaflet_test

import (
	"strings"
	"testing"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/leaflet"
	"shebao/kiosk/internal/slip"
)

// Every entry can be taken home, whole: each of its blocks stands on the slip, with where it comes from.
func TestEveryEntryIsWhole(t *testing.T) {
	l, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	shelf := leaflet.New(l, "service-8")
	kinds := map[slip.Kind]int{}
	for _, e := range l.Entries {
		kind, g, ok := shelf.Guidance(e.ID)
		if !ok || g.Title != e.Question || g.Source == "" {
			t.Fatalf("%s: %v %+v", e.ID, ok, g)
		}
		kinds[kind]++
		text := whole(g)
		for _, b := range e.Blocks {
			if !strings.Contains(text, b.Text) {
				t.Errorf("%s: %q is left out", e.ID, b.Text)
			}
		}
		if strings.Contains(text, "http") != (g.Link != "") {
			t.Errorf("%s: link %q", e.ID, g.Link)
		}
	}
	// and who has to bring something reads what, how many and from whom
	for id, want := range map[string]string{
		"service-4-1": "信息变更要带的材料\n· 公安户籍部门的相关证明材料（原件1份，公安户籍部门出具）",
		"service-6":   "线下补换卡要带的材料\n· 有效身份证件（原件）",
		"service-7": "密码重置（本人办理）要带的材料\n· 身份证\n· 社保卡\n密码重置（代办）要带的材料\n· 参保人的身份证\n· 参保人的社保卡\n" +
			"· 代办人身份证（原件）",
	} {
		kind, g, _ := shelf.Guidance(id)
		if text := whole(g); kind != slip.MaterialList || !strings.HasSuffix(text, want) {
			t.Errorf("%s is a %s that ends\n%s\nwant\n%s", id, kind, text, want)
		}
	}
	if kind, _, _ := shelf.Guidance("print-rights"); kind != slip.Guide {
		t.Errorf("who prints a record brings nothing, but it is a %s", kind)
	}
	if kinds[slip.LossGuide] != 1 || kinds[slip.MaterialList] == 0 || kinds[slip.Guide] == 0 {
		t.Errorf("kinds %v", kinds)
	}
	if _, _, ok := shelf.Guidance("none"); ok {
		t.Error("an entry that is not there is on the shelf")
	}
}

// What does not hold any more is not taken home.
func TestASupersededEntryIsNotOnTheShelf(t *testing.T) {
	l := faq.Library{Entries: []faq.Entry{{ID: "old", Question: "问", Superseded: "2026-01"}, {ID: "new", Question: "问"}}}
	shelf := leaflet.New(&l, "")
	if _, _, ok := shelf.Guidance("old"); ok {
		t.Error("the old answer can be printed")
	}
	if _, _, ok := shelf.Guidance("new"); !ok {
		t.Error("the new answer cannot")
	}
}

func whole(g slip.Guidance) string {
	var all []string
	for _, s := range g.Sections {
		all = append(append(all, s.Heading), s.Lines...)
	}
	return strings.Join(all, "\n")
}
