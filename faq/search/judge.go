package search

import (
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/pinyin"
)

// Bounds between an answer, a guess and nothing.
const (
	answers = 0.55
	guesses = 0.30
	// elsewhere is where a guess begins for a question that speaks of a neighbouring service.
	elsewhere = 0.50
	// enough evidence counts half: a pair of characters and what it means.
	enough = 0.6
)

// referral is a neighbouring service, with the words that speak of it.
type referral struct {
	id       string
	patterns []string
}

func newReferrals(all []faq.Referral, table *pinyin.Table) []referral {
	var out []referral
	for _, r := range all {
		folded := referral{id: r.ID}
		for _, p := range r.Patterns {
			folded.patterns = append(folded.patterns, text(fold(p, table)))
		}
		out = append(out, folded)
	}
	return out
}

// judge decides what a question has found.
func (e *Engine) judge(f finding) (Outcome, string) {
	asked := ""
	said := text(f.units)
	for _, r := range e.referrals {
		for _, p := range r.patterns {
			if strings.Contains(said, p) {
				asked = r.id
			}
		}
	}
	if len(f.hits) == 0 {
		return None, asked
	}
	least := float32(guesses)
	if asked != "" {
		least = elsewhere
	}
	switch fit := f.hits[0].fit(); {
	case fit >= answers:
		return Answer, asked
	case fit >= least:
		return Maybe, asked
	}
	return None, asked
}

// fit is how well a match fits a question, 0 to 1.
func (m match) fit() float32 { return m.covered * m.evidence / (m.evidence + enough) }
