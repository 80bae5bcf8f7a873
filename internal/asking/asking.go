// Package asking joins what a question is composed with and what it finds to the one thing that a visit asks. It is pure: it keeps
// nothing of what was asked.
package asking

import (
	"shebao/kiosk/faq"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/ime"
	"shebao/kiosk/internal/visit"
)

// Asker answers from one state of the policy content. It never changes after New and may be shared by goroutines.
type Asker struct {
	*ime.Board
	engine *search.Engine
	usual  []string
}

// New makes an asker of the content and of the engine that was made of it.
func New(l *faq.Library, e *search.Engine) *Asker {
	a := &Asker{Board: ime.New(e.Table(), e), engine: e}
	for _, id := range []string{visit.EntryLoss, visit.EntryReplaceCard, visit.EntryPINReset, visit.EntryProvince, visit.EntryCross} {
		if e, ok := l.Entry(id); ok && e.Listed() {
			a.usual = append(a.usual, id)
		}
	}
	return a
}

// Usual are the errands that bring people here without a record to look at: a card that is lost, worn or locked, several places, another
// province. What is really asked most is in nobody's facts; the entries are those that screens lead to by themselves.
func (a *Asker) Usual() []string { return a.usual }

// beside is what part of the best one's score an answer must have to stand beside it: with less it shares a few characters with the
// question and nothing more.
const beside = 0.3

// Find implements visit.Asker.
func (a *Asker) Find(query string) visit.Found {
	r := a.engine.Search(query)
	f := visit.Found{Referral: r.Referral}
	switch r.Outcome {
	case search.Answer:
		f.How = visit.AnswerFound
	case search.Maybe:
		f.How = visit.MaybeFound
	}
	for _, h := range r.Hits {
		if h.Score >= beside*r.Hits[0].Score {
			f.Entries = append(f.Entries, h.Entry)
		}
	}
	return f
}
