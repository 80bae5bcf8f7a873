package ui

import (
	"testing"

	"fyne.io/fyne/v2/test"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
)

// mostObjects is how many objects of the toolkit a screen may be drawn with: each is a call of the painter in every frame.
const mostObjects = 290

// A screen has few objects.
func TestFewObjects(t *testing.T) {
	u := newUI(t)
	seen := map[visit.Screen]int{}
	for _, view := range gallery(t) {
		for _, size := range glasses() {
			st := stage.New(true, func(float32, float32) {})
			st.Present(*u.Scene(view.v, size.Width, size.Height))
			n := len(test.WidgetRenderer(st).Objects())
			if n > mostObjects {
				t.Errorf("%s is drawn with %d objects", view.name, n)
			}
			seen[view.v.Screen] = max(seen[view.v.Screen], n)
		}
	}
	for _, s := range visit.Screens() {
		t.Logf("%-16s %d objects", s, seen[s])
	}
}

// firsts are the views that come first for every screen.
func firsts(b *testing.B) []view {
	var out []view
	seen := map[visit.Screen]bool{}
	for _, v := range gallery(b) {
		if !seen[v.v.Screen] {
			seen[v.v.Screen] = true
			out = append(out, v)
		}
	}
	return out
}

// BenchmarkScene is the time to lay a screen out.
func BenchmarkScene(b *testing.B) {
	u := newUI(b)
	for _, v := range firsts(b) {
		b.Run(string(v.v.Screen), func(b *testing.B) {
			for b.Loop() {
				u.Scene(v.v, 1920, 1080)
			}
		})
	}
}

// BenchmarkPresent is the time to show a screen after 待机, until the toolkit has its objects.
func BenchmarkPresent(b *testing.B) {
	u := newUI(b)
	all := firsts(b)
	attract := u.Scene(all[0].v, 1920, 1080)
	for _, v := range all {
		scene := u.Scene(v.v, 1920, 1080)
		st := stage.New(true, func(float32, float32) {})
		b.Run(string(v.v.Screen), func(b *testing.B) {
			for b.Loop() {
				st.Present(*attract)
				st.Present(*scene)
			}
		})
	}
}
