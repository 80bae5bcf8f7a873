package asking

import (
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/faq"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/ime"
	"shebao/kiosk/internal/pinyin"
	"shebao/kiosk/internal/visit"
)

func builtin(t *testing.T) (*Asker, *faq.Library) {
	t.Helper()
	l, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	return New(l, search.New(l)), l
}

var _ visit.Asker = (*Asker)(nil)

// Pinyin, initials, nine keys and characters that were taken find the same answer.
func TestTheSameQuestionByAnyKeys(t *testing.T) {
	a, _ := builtin(t)
	type keys = []string
	taken := func(c ime.Composition) ime.Composition {
		for c.Letters != "" {
			c = c.Take(a.Candidates(c.Letters)[0])
		}
		return c
	}
	for name, k := range map[string]keys{"pinyin": {"guashi"}, "nine keys": {"482744"}} {
		var c ime.Composition
		for _, letter := range k[0] {
			c = c.Key(string(letter))
		}
		for when, c := range map[string]ime.Composition{"typed": c, "taken": taken(c)} {
			f := a.Find(a.Query(c))
			if f.How == visit.NothingFound || len(f.Entries) == 0 || f.Entries[0] != visit.EntryLoss {
				t.Errorf("%s, %s %+v (%s): %+v", name, when, c, a.Query(c), f)
			}
		}
	}
	if f := a.Find("公积金怎么提取"); f.How != visit.NothingFound || f.Referral == "" {
		t.Errorf("what the content does not hold: %+v", f)
	}
}

func TestTheUsualQuestions(t *testing.T) {
	a, l := builtin(t)
	if len(a.Usual()) != 5 || a.Usual()[0] != visit.EntryLoss {
		t.Errorf("%v", a.Usual())
	}
	less := *l
	less.Entries = slices.DeleteFunc(slices.Clone(l.Entries), func(e faq.Entry) bool { return e.ID == visit.EntryPINReset })
	for _, id := range New(&less, search.New(&less)).Usual() {
		if _, ok := less.Entry(id); !ok {
			t.Errorf("%s is offered and not there", id)
		}
	}
}

// BenchmarkKey is what a key press asks for, with the longest questions that can be typed.
func BenchmarkKey(b *testing.B) {
	l, err := faq.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	a := New(l, search.New(l))
	for _, letters := range []string{"guashi", strings.Repeat("a", ime.Longest), strings.Repeat("9", ime.Longest), strings.Repeat("94664", 8),
		"yanglaobaoxianzenmebanliyanglaobaoxianze", strings.Repeat("zh", 20), strings.Repeat("qz7y", 10)} {
		c := ime.Composition{Letters: letters}
		b.Run(letters[:4], func(b *testing.B) {
			for b.Loop() {
				a.Find(a.Query(c))
				a.Candidates(c.Letters)
				a.Choices(c.Letters)
			}
		})
	}
}

// Every character that the content has can be typed by each of its usual readings.
func TestTheContentCanBeTyped(t *testing.T) {
	a, l := builtin(t)
	table := pinyin.New()
	for _, e := range l.Entries {
		for _, r := range e.Question {
			if r < 0x4E00 || r > 0x9FFF {
				continue
			}
			for _, reading := range table.Readings(r)[:1] {
				if !slices.ContainsFunc(a.Candidates(reading), func(c ime.Candidate) bool { return c.Text == string(r) && c.Uses == len(reading) }) {
					t.Errorf("%c is not offered for %s", r, reading)
				}
			}
		}
	}
}
