// Package search finds the entries of the policy content that a person means, by the words and sounds people use: Chinese words,
// pinyin whole or by initials, with the slips of tongue and key that are usual. It works in memory, knows no screen and no file, and
// keeps nothing of what was asked.
package search

import (
	"strings"

	"shebao/kiosk/faq"
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
type Engine struct{ library *faq.Library }

// New makes an engine of the content.
func New(l *faq.Library) *Engine { return &Engine{library: l} }

// Search finds what a question means. Any string may be given; none is an error.
func (e *Engine) Search(query string) Result {
	var r Result
	for _, entry := range e.library.Entries {
		if query != "" && strings.Contains(entry.Question, query) && len(r.Hits) < Limit {
			r.Hits = append(r.Hits, Hit{Entry: entry.ID, Root: entry.ID, Score: 1})
			r.Outcome = Answer
		}
	}
	return r
}

// Words are the content's own words that the letters may stand for (full pinyin, initials, or the digits 2 to 9 of nine keys), the
// likeliest first, at most n. They are the first candidates of the keyboard.
func (e *Engine) Words(letters string, n int) []string { return nil }
