package search

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// nearest is how much the one way to ask counts that is most like the question, beside all that an entry says: long entries have
// much of everything, and a question that somebody wrote down as it is asked says more.
const nearest = 0.3

// common is what a word that every entry has says about whether the question belongs here at all, beside one that a single entry
// has: 社保 does not tell one entry from another, but the weather from social insurance.
const common = 0.4

// strange is what a character or pair says against a question that the content has nowhere, beside one that only another entry has.
const strange = 1.5

// implied is what a concept says beside the weight that it has for the order: a single word that many things are called by, as a
// telephone is, does not make a question one of social insurance.
const implied = 0.65

// match is an entry that was found.
type match struct {
	root, entry int32
	score       float32 // 0 to 1
	covered     float32 // how much of what the question says the entry has, 0 to 1
	evidence    float32 // how telling that is
	reading     int
}

// finding is all that is known of a question, for the answer and for its explanation.
type finding struct {
	units    []unit
	readings []reading
	hits     []match
	outcome  Outcome
	referral string
}

func (e *Engine) find(query string) finding {
	// Cut before anything else: the rest of a text of any length is never looked at.
	const bytes = 8 * longest * utf8.UTFMax
	query = query[:min(len(query), bytes)]
	f := finding{units: fold(query, e.table)}
	if len(f.units) == 0 {
		return f
	}
	f.readings = append(decode(e.vocabulary, e.words, f.units), e.abbreviated(f.units)...)
	best := make([]match, len(e.index.roots))
	for i, r := range f.readings {
		e.score(i, r, best)
	}
	for _, m := range best {
		f.keep(m)
	}
	f.outcome, f.referral = e.judge(f)
	return f
}

// keep takes a match among the best, which are Limit at most. Of equal ones the one that comes first in the content stands first.
func (f *finding) keep(m match) {
	if m.score == 0 || len(f.hits) == Limit && m.score <= f.hits[Limit-1].score {
		return
	}
	i := len(f.hits)
	for i > 0 && f.hits[i-1].score < m.score {
		i--
	}
	f.hits = slices.Insert(f.hits[:min(len(f.hits), Limit-1)], min(i, Limit-1), m)
}

// abbreviated are the content's words, one or two after another, that a question of a few letters may stand for. Along its
// characters alone, the letters of a word would be taken for any characters that stand beside each other.
func (e *Engine) abbreviated(units []unit) []reading {
	const few, kept, joint = 8, 3, 0.3
	if len(units) > few || slices.ContainsFunc(units, func(u unit) bool { return u.kind != letter }) {
		return nil
	}
	letters := text(units)
	var out []reading
	for _, w := range e.spelled(letters, kept, false) {
		out = append(out, reading{fold(w.text, e.table), w.cost})
	}
	for i := 2; i+2 <= len(letters); i++ { // a word has two letters at least
		for _, a := range e.spelled(letters[:i], kept, true) {
			for _, b := range e.spelled(letters[i:], kept, true) {
				out = append(out, reading{fold(a.text+b.text, e.table), a.cost + b.cost + joint})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b reading) int { return cmp.Compare(a.cost, b.cost) })
	return out[:min(2*kept, len(out))]
}

// score scores every root for one reading, and keeps what is better than before.
func (e *Engine) score(number int, r reading, best []match) {
	x := &e.index
	terms := e.lexicon.terms(r.units)
	roots := make([]struct{ sum, covered, evidence float32 }, len(x.roots))
	like := make([]float32, len(x.questions))
	var perfect, said, norm float32
	for _, t := range terms {
		id := x.term(t.key)
		if id == none {
			w := t.weight * x.unknown
			norm += w * w
			if t.key < 1<<42 || t.key&wordBit != 0 {
				perfect += w
				said += strange * t.weight
			}
			continue
		}
		w := t.weight * x.idf[id]
		norm += w * w
		perfect += w
		says := t.weight * (common + (1-common)*x.idf[id]/x.unknown)
		if t.key&conceptBit != 0 {
			says *= implied
		}
		said += says
		speaks := says
		if t.key < 1<<21 && len(r.units) > 1 { // single characters stand anywhere by chance
			speaks = 0
		}
		posts := x.postings(id)
		for i := 0; i < len(posts); {
			root := x.questions[posts[i].question].root
			count, asked := float32(0), float32(inAnswerCounts)
			for ; i < len(posts) && x.questions[posts[i].question].root == root; i++ {
				q := &x.questions[posts[i].question]
				count += posts[i].count
				if !q.answer {
					asked = 1
					like[posts[i].question] += w * w
				}
			}
			stretch := saturation * (1 - lengthy + lengthy*x.long[root])
			roots[root].sum += w * count * (1 + saturation) / (count + stretch) / (1 + saturation)
			roots[root].covered += says * asked
			roots[root].evidence += speaks * asked
		}
	}
	norm = float32(math.Sqrt(float64(norm)))
	if perfect == 0 || norm == 0 {
		return
	}
	similar := make([]float32, len(x.roots))
	entry := make([]int32, len(x.roots))
	for i := range entry {
		entry[i] = none
	}
	for i, dot := range like {
		if dot == 0 {
			continue
		}
		q := &x.questions[i]
		if s := dot / (norm * q.norm); s > similar[q.root] {
			similar[q.root], entry[q.root] = s, q.entry
		}
	}
	counts := float32(factor(r.cost))
	for root := range roots {
		if roots[root].sum == 0 {
			continue
		}
		score := counts * ((1-nearest)*roots[root].sum/perfect + nearest*similar[root])
		if score > best[root].score {
			at := entry[root]
			if at == none {
				at = x.firsts[root]
			}
			best[root] = match{root: int32(root), entry: at, score: score, covered: counts * roots[root].covered / said,
				evidence: roots[root].evidence, reading: number}
		}
	}
}
