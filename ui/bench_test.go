package ui

import (
	"testing"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
)

// firsts are the views that come first for every screen.
func firsts(b *testing.B) []view {
	var out []view
	seen := map[visit.Screen]bool{}
	for _, v := range gallery(b) {
		if !seen[v.View.Screen] {
			seen[v.View.Screen] = true
			out = append(out, v)
		}
	}
	return out
}

// BenchmarkScene is the time to lay a screen out.
func BenchmarkScene(b *testing.B) {
	u := newUI(b)
	for _, v := range firsts(b) {
		b.Run(string(v.View.Screen), func(b *testing.B) {
			for b.Loop() {
				u.Scene(v.View, 1920, 1080)
			}
		})
	}
}

// BenchmarkPresent is the time to show a screen after 待机, until its pixels are there, and 待机 again.
func BenchmarkPresent(b *testing.B) {
	u := newUI(b)
	all := firsts(b)
	attract := u.Scene(all[0].View, 1920, 1080)
	for _, v := range all {
		scene := u.Scene(v.View, 1920, 1080)
		st := stage.New(stage.Options{Brush: brush(b)})
		b.Run(string(v.View.Screen), func(b *testing.B) {
			for b.Loop() {
				st.Present(*attract)
				st.Present(*scene)
			}
		})
	}
}
