package search

import (
	"fmt"
	"testing"
)

// BenchmarkNew is the time from the content to the first question.
func BenchmarkNew(b *testing.B) {
	l := builtin(b)
	for b.Loop() {
		New(l)
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
