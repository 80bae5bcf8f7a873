// Package search finds the entries of the policy content that a person means, by the words and sounds people use: Chinese words,
// pinyin whole or by initials, with the slips of tongue and key that are usual. It works in memory, knows no screen and no file, and
// keeps nothing of what was asked.
//
// A question is folded (fold.go), read in the content's own characters in up to six ways (decode.go; a few
// letters also as words of the content, words.go), each of which is scored by the
// characters, pairs, triples and concepts that it shares with the ways to ask an entry and with its answer (score.go); how well the
// best one fits decides between an answer, a guess and nothing (judge.go).
package search

import (
	"shebao/kiosk/faq"
	"shebao/kiosk/internal/pinyin"
)

// Outcome is what became of a question.
type Outcome uint8

// The outcomes: nothing was found; something may be meant (您是不是想问); something is answered.
const (
	None Outcome = iota
	Maybe
	Answer
)

// String is the outcome's word in reports.
func (o Outcome) String() string { return [...]string{"none", "maybe", "answer"}[o] }

// Hit is an entry that was found.
type Hit struct {
	Entry string // the id of the entry to open
	Root  string // the id of the policy entry that it is a part of, or Entry itself
	// Score is from 0 to 1, and orders the hits of one question; those of two questions do not compare.
	Score float64
}

// Result is what was found, best first. Hits are the ranking whatever the outcome, at most Limit, one for each root; a screen
// shows none of them after None and three at most after Maybe.
type Result struct {
	Outcome  Outcome
	Hits     []Hit
	Referral string // id of the neighbouring service that is asked about, or ""
}

// Limit is how many hits are given: what a page of results and the usual measures of search (MRR@10) look at.
const Limit = 10

// Engine finds entries. It never changes after New and may be shared by goroutines.
type Engine struct {
	library    *faq.Library
	table      *pinyin.Table
	lexicon    *lexicon
	vocabulary *vocabulary
	words      map[string]bool // in letters or digits
	index      index
	dictionary []entryWord
	referrals  []referral
}

// usualTerms is about how many terms the shipped content has; more make the tables grow.
const usualTerms = 8000

// New makes an engine of the content. Superseded entries are not found.
func New(l *faq.Library) *Engine {
	e := &Engine{library: l, table: pinyin.New(), words: map[string]bool{}, index: index{terms: make(map[uint64]termID, usualTerms)}}
	e.lexicon = newLexicon(l.Terms, e.table)
	b := newBuilder()
	for _, f := range fillers() {
		b.add(fold(f, e.table), inFiller)
	}
	for _, t := range l.Terms {
		for _, s := range append([]string{t.Canonical}, t.Surfaces...) {
			b.add(fold(s, e.table), inWord)
		}
	}
	all := make([]pending, 0, 4*usualTerms)
	for root, entries := range families(l.Entries) {
		e.index.roots = append(e.index.roots, rootOf(l.Entries[entries[0]]))
		e.index.firsts = append(e.index.firsts, int32(entries[0]))
		for _, i := range entries {
			all = e.take(l.Entries[i], question{entry: int32(i), root: int32(root)}, b, all)
		}
	}
	e.index.finish(all)
	e.vocabulary = b.vocabulary(e.table, newSounds(e.table))
	e.dictionary = newDictionary(l, e)
	e.referrals = newReferrals(l.Referrals, e.table)
	return e
}

// Table is how the engine reads characters, for whoever composes a question.
func (e *Engine) Table() *pinyin.Table { return e.table }

// rootOf is the policy entry that an entry is a part of, or the entry itself.
func rootOf(entry faq.Entry) string {
	if entry.Root != "" {
		return entry.Root
	}
	return entry.ID
}

// families are the entries of each root, by number, in the order in which the roots first come: the postings of one root stand
// beside each other.
func families(entries []faq.Entry) [][]int {
	number := map[string]int{}
	var out [][]int
	for i, entry := range entries {
		if entry.Superseded != "" {
			continue
		}
		root := rootOf(entry)
		n, known := number[root]
		if !known {
			n = len(out)
			number[root] = n
			out = append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

// take takes up an entry: the ways to ask it and what it answers.
func (e *Engine) take(entry faq.Entry, q question, b *builder, all []pending) []pending {
	var scratch []counted
	add := func(said string, where rank) {
		units := fold(said, e.table)
		b.add(units, where)
		e.learn(units)
		q.answer = where == inAnswer
		scratch = e.lexicon.gather(scratch[:0], units, q.answer)
		all = e.index.add(all, q, scratch)
	}
	add(entry.Question, inQuestion)
	if entry.Parent != "" {
		add(entry.Parent, inAnswer) // it is the head of others too
	}
	for _, s := range entry.Similar {
		add(s, inQuestion)
	}
	for _, w := range entry.Words {
		add(w, inWord)
	}
	for _, block := range entry.Blocks {
		for piece := range pieces(block.Text) {
			add(piece, inAnswer)
		}
	}
	return all
}

// pieces cuts a text into pieces that fold takes whole.
func pieces(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		runes := []rune(text)
		for len(runes) > 0 {
			n := min(longest, len(runes))
			if !yield(string(runes[:n])) {
				return
			}
			if n < len(runes) {
				n -= 2 // so that the triples across the cut are seen
			}
			runes = runes[n:]
		}
	}
}

// learn remembers the words in letters and digits.
func (e *Engine) learn(units []unit) {
	for i := 0; i < len(units); i++ {
		if units[i].kind == han {
			continue
		}
		from := i
		for i+1 < len(units) && units[i+1].kind != han && !units[i+1].gap {
			i++
		}
		e.words[text(units[from:i+1])] = true
	}
}

// Search finds what a question means. Any string may be given; none is an error.
func (e *Engine) Search(query string) Result {
	found := e.find(query)
	r := Result{Outcome: found.outcome, Referral: found.referral}
	for _, f := range found.hits {
		r.Hits = append(r.Hits, Hit{Entry: e.library.Entries[f.entry].ID, Root: e.index.roots[f.root], Score: float64(f.score)})
	}
	return r
}
