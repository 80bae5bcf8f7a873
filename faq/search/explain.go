package search

import (
	"fmt"
	"slices"
	"strings"
)

// Explain says why a question found what it found: how it was read, what each reading is worth, and for the best hits which terms
// they share with it and how much each counts. It is for the operator who adds similar questions.
func (e *Engine) Explain(query string) string {
	f := e.find(query)
	var b strings.Builder
	fmt.Fprintf(&b, "asked     %s\n", text(f.units))
	for i, r := range f.readings {
		fmt.Fprintf(&b, "reading %d %s   cost %.1f, counts %.2f\n", i+1, text(r.units), r.cost, factor(r.cost))
	}
	fmt.Fprintf(&b, "outcome   %s", f.outcome)
	if f.referral != "" {
		fmt.Fprintf(&b, ", speaks of %s", f.referral)
	}
	fmt.Fprintf(&b, "\n          an answer from %.2f, a guess from %.2f\n", answers, guesses)
	const shown = 3
	for i, m := range f.hits[:min(shown, len(f.hits))] {
		entry := e.library.Entries[m.entry]
		fmt.Fprintf(&b, "\n%d. %s (%s) %s\n   score %.3f by reading %d, fit %.2f: covered %.2f, evidence %.2f\n", i+1, e.index.roots[m.root], entry.ID,
			entry.Question, m.score, m.reading+1, m.fit(), m.covered, m.evidence)
		for _, t := range e.lexicon.terms(f.readings[m.reading].units) {
			fmt.Fprintf(&b, "   %-24s %s\n", e.name(t.key), e.share(t, m.root))
		}
	}
	return b.String()
}

// share says what a term adds to a root.
func (e *Engine) share(t counted, root int32) string {
	id := e.index.term(t.key)
	if id == none {
		return fmt.Sprintf("%.2f nowhere in the content", t.weight*e.index.unknown)
	}
	w := t.weight * e.index.idf[id]
	asked, answered := false, false
	for _, p := range e.index.postings(id) {
		if q := e.index.questions[p.question]; q.root == root {
			asked, answered = asked || !q.answer, answered || q.answer
		}
	}
	switch {
	case asked:
		return fmt.Sprintf("%.2f in its questions", w)
	case answered:
		return fmt.Sprintf("%.2f in its answer", w)
	}
	return fmt.Sprintf("%.2f elsewhere", w)
}

// name is a term as people write it.
func (e *Engine) name(key uint64) string {
	switch {
	case key&conceptBit != 0:
		return "= " + e.library.Terms[key&^conceptBit].Canonical
	case key&wordBit != 0:
		return "(word)"
	}
	var runes []rune
	for ; key > 0; key >>= 21 {
		runes = append(runes, rune(key&(1<<21-1)))
	}
	slices.Reverse(runes)
	return string(runes)
}
