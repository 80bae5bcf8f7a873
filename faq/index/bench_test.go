package index

import (
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// BenchmarkOpen reads what ships with the program, and 5,500 answers with ten similar questions each.
func BenchmarkOpen(b *testing.B) {
	for name, n := range map[string]int{"shipped": 0, "5500": 5500} {
		l := *builtin(b)
		shipped := l.Entries
		l.Entries = slices.Clone(shipped)
		for i := range n {
			e := shipped[i%len(shipped)]
			e.ID, e.Root = "x"+strconv.Itoa(i), ""
			e.Question += strconv.Itoa(i)
			for len(e.Similar) < 10 {
				e.Similar = append(e.Similar[:len(e.Similar):len(e.Similar)], "怎么办理第"+strconv.Itoa(len(e.Similar))+"种")
			}
			l.Entries = append(l.Entries, e)
		}
		path := filepath.Join(b.TempDir(), "faq.db")
		if _, err := Build(&l, path, edition, nil); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := Open(path, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
