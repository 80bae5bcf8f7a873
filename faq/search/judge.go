package search

import (
	"slices"
	"strings"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/pinyin"
)

// Bounds between an answer, a guess and nothing.
const (
	answers = 0.46
	guesses = 0.265
	// elsewhere is where a guess begins for a question that speaks of a neighbouring service and of social insurance; one that speaks
	// of the neighbour only finds nothing here.
	elsewhere = 0.50
	// enough evidence counts half: a pair of characters and what it means.
	enough = 0.6
)

// own are words of social insurance: a question that has one of them and speaks of a neighbouring service is meant for either.
func own() []string {
	return []string{"社保", "社会保障", "社会保险", "保障卡", "养老", "退休", "年金", "失业", "工伤", "参保", "权益", "待遇", "缴费证明", "12333"}
}

// referral is a neighbouring service, with the words that speak of it.
type referral struct {
	id       string
	patterns []string // in characters, and in letters as they are read
}

// shortestSpelled is how many letters a pattern must have to be looked for in letters: shorter ones stand in others by chance.
const shortestSpelled = 6

func newReferrals(all []faq.Referral, table *pinyin.Table) []referral {
	var out []referral
	for _, r := range all {
		folded := referral{id: r.ID}
		for _, p := range r.Patterns {
			p = text(fold(p, table))
			folded.patterns = append(folded.patterns, p)
			if s := spell(p, table); len(s) >= shortestSpelled {
				folded.patterns = append(folded.patterns, s)
			}
		}
		out = append(out, folded)
	}
	return out
}

// spell is a text in letters, by its commonest readings.
func spell(text string, table *pinyin.Table) string {
	var b strings.Builder
	for _, r := range text {
		if reads := table.Readings(r); len(reads) > 0 {
			b.WriteString(reads[0])
		}
	}
	return b.String()
}

// refer is the neighbouring service that a question speaks of, or "", and whether it speaks of social insurance too.
func (e *Engine) refer(units []unit) (id string, both bool) {
	said := text(units)
	names := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool { return strings.Contains(said, p) })
	}
	for _, r := range e.referrals {
		if names(r.patterns) {
			return r.id, names(own())
		}
	}
	return "", false
}

// judge decides what a question has found.
func (e *Engine) judge(f finding) (Outcome, string) {
	asked, both := e.refer(f.units)
	if len(f.hits) == 0 || asked != "" && !both {
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
