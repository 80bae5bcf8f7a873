package ui

import (
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
)

func sceneSays(s *stage.Scene, text string) bool {
	return slices.ContainsFunc(s.Items, func(i stage.Item) bool { return strings.Contains(i.Text, text) })
}

// The help says which content is shown, and the day only where there is one.
func TestTheHelpSaysTheEdition(t *testing.T) {
	u := newUI(t)
	for _, v := range gallery(t) {
		if v.View.Overlay != visit.HelpOverlay || v.Name != "help" {
			continue
		}
		if s := u.Scene(v.View, 1920, 1080); !sceneSays(s, "政策内容版本：2026-11（2026-11-28）") {
			t.Error("the help does not say the edition")
		}
		other := v.View
		other.Edition = &visit.EditionView{Version: "内置 2021-04"}
		if s := u.Scene(other, 1920, 1080); !sceneSays(s, "政策内容版本：内置 2021-04") || sceneSays(s, "（）") {
			t.Error("the help does not say that the content is built in")
		}
		return
	}
	t.Error("no help was drawn")
}

// Another content is drawn from the next scene on.
func TestLibraryIsReplaced(t *testing.T) {
	u := newUI(t)
	l, err := faq.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	other := *l
	other.Entries = slices.Clone(l.Entries)
	for i := range other.Entries {
		other.Entries[i].Question = "新问题"
	}
	u.SetLibrary(&other)
	for _, v := range gallery(t) {
		if v.Name == "questions" {
			if !sceneSays(u.Scene(v.View, 1920, 1080), "新问题") {
				t.Error("the old content is drawn")
			}
			return
		}
	}
	t.Error("no questions were drawn")
}
