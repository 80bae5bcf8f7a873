package search

import (
	"fmt"
	"testing"

	"shebao/kiosk/faq"
)

// BenchmarkNew is the time from the content to the first question: all that ships, and the ten entries of the document alone.
func BenchmarkNew(b *testing.B) {
	shipped := builtin(b)
	ten := *shipped
	ten.Entries = nil
	for _, e := range shipped.Entries {
		if e.Root == "" {
			ten.Entries = append(ten.Entries, e)
		}
	}
	for name, l := range map[string]*faq.Library{"shipped": shipped, "ten": &ten} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				New(l)
			}
		})
	}
}

// BenchmarkHostile is what the worst that can be typed or sent costs: no key press may take more than 50 ms, drawing included.
func BenchmarkHostile(b *testing.B) {
	e := New(builtin(b))
	for i, q := range hostile() {
		b.Run(fmt.Sprint(i), func(b *testing.B) {
			for b.Loop() {
				e.Search(q)
				e.Words(q, 8)
			}
		})
	}
}
