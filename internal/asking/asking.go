// Package asking joins what a question is composed with and what it finds to the one thing that a visit asks. It is pure: it keeps
// nothing of what was asked.
package asking

import (
	"shebao/kiosk/faq"
	"shebao/kiosk/faq/search"
	"shebao/kiosk/internal/ime"
	"shebao/kiosk/internal/pinyin"
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
	a := &Asker{Board: ime.New(pinyin.New(), e), engine: e}
	for _, c := range l.Categories {
		if entries := l.In(c.ID); len(entries) > 0 {
			a.usual = append(a.usual, entries[0].ID)
		}
	}
	return a
}

// Usual are the first entries of the categories, which is where the content puts what is asked for most.
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
