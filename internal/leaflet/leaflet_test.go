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
		var all []string
		for _, s := range g.Sections {
			all = append(append(all, s.Heading), s.Lines...)
		}
		text := strings.Join(all, "\n")
		for _, b := range e.Blocks {
			if !strings.Contains(text, b.Text) {
				t.Errorf("%s: %q is left out", e.ID, b.Text)
			}
		}
		if strings.Contains(text, "http") != (g.Link != "") {
			t.Errorf("%s: link %q", e.ID, g.Link)
		}
	}
	if kinds[slip.LossGuide] != 1 || kinds[slip.MaterialList] == 0 || kinds[slip.Guide] == 0 {
		t.Errorf("kinds %v", kinds)
	}
	if _, _, ok := shelf.Guidance("none"); ok {
		t.Error("an entry that is not there is on the shelf")
	}
}
