package search

import (
	"math"
	"slices"
)

// What a match counts, after facts/faq.md §6: characters more than words, because people's words are not the document's.
const (
	weightOne     = 1.0
	weightTwo     = 0.4
	weightThree   = 0.2
	weightConcept = 1.5
	weightWord    = 1.5 // a word in letters or digits: APP, 12333
	weightFiller  = 0.25

	// inAnswerCounts is what a character counts that stands in the answer only.
	inAnswerCounts = 0.3

	// saturation and length of BM25. Entries differ in length by what they hold as much as by chatter, so length counts in part.
	saturation = 2.0
	lengthy    = 0.6
)

// Terms are named by keys: one to three characters in a row (key1 to key3), a concept, a word in letters.
const (
	conceptBit uint64 = 1 << 63
	wordBit    uint64 = 1 << 62
)

// termID numbers the terms as they come.
type termID int32

// posting says how much of a term a question has; those of answers are questions of their own.
type posting struct {
	question uint32
	count    float32
}

// question is a way to ask an entry, or its answer.
type question struct {
	entry  int32 // of library.Entries
	root   int32
	answer bool
	norm   float32 // length of its vector
}

// index has the postings of all questions.
type index struct {
	terms     map[uint64]termID
	from      []uint32 // postings of term t are posts[from[t]:from[t+1]], in the order of the questions
	posts     []posting
	idf       []float32
	questions []question
	roots     []string
	firsts    []int32   // the entry that each root is opened at when nothing tells of a better one
	long      []float32 // length of each root over the average
	unknown   float32   // idf of a term that no root has
	last      []uint32  // the question that each term was added for last, + 1; while the index is made
}

// counted is what a term counts in a text.
type counted struct {
	key    uint64
	weight float32
}

// pending is a posting that has not found its place yet.
type pending struct {
	term termID
	posting
}

// add takes a question up. Questions of one root must come one after another.
func (x *index) add(all []pending, q question, terms []counted) []pending {
	id := uint32(len(x.questions))
	x.questions = append(x.questions, q)
	count := float32(1)
	if q.answer {
		count = inAnswerCounts
	}
	for _, t := range terms {
		term, known := x.terms[t.key]
		if !known {
			term = termID(len(x.terms))
			x.terms[t.key] = term
			x.last = append(x.last, 0)
		}
		if x.last[term] == id+1 { // it stands there twice
			continue
		}
		x.last[term] = id + 1
		all = append(all, pending{term, posting{id, count}})
	}
	return all
}

// finish puts the postings in their places and reckons how telling each term is.
func (x *index) finish(all []pending) {
	x.last = nil
	x.from = make([]uint32, len(x.terms)+1)
	for _, p := range all {
		x.from[p.term+1]++
	}
	for t := range len(x.terms) {
		x.from[t+1] += x.from[t]
	}
	x.posts = make([]posting, len(all))
	free := slices.Clone(x.from)
	for _, p := range all { // they came in the order of the questions, and so they stand
		x.posts[free[p.term]] = p.posting
		free[p.term]++
	}

	n := float64(len(x.roots))
	x.unknown = float32(math.Log1p((n + 0.5) / 0.5))
	x.idf = make([]float32, len(x.terms))
	x.long = make([]float32, len(x.roots))
	for t := range x.idf {
		have := x.having(termID(t))
		x.idf[t] = float32(math.Log1p((n - have + 0.5) / (have + 0.5)))
	}
	for key, t := range x.terms {
		w := weight(key) * x.idf[t]
		for _, p := range x.postings(t) {
			x.questions[p.question].norm += w * w
			x.long[x.questions[p.question].root] += p.count / float32(len(all))
		}
	}
	for i := range x.questions {
		x.questions[i].norm = float32(math.Sqrt(float64(x.questions[i].norm)))
	}
	for i := range x.long {
		x.long[i] *= float32(len(x.roots))
	}
}

// having is how many roots have a term; one that has it in its answer only counts in part.
func (x *index) having(t termID) float64 {
	roots, best, last := float32(0), float32(0), int32(none)
	for _, p := range x.postings(t) {
		if root := x.questions[p.question].root; root != last {
			roots += best
			last, best = root, 0
		}
		best = max(best, p.count)
	}
	return float64(roots + best)
}

// term finds a term, or none.
func (x *index) term(key uint64) termID {
	if t, ok := x.terms[key]; ok {
		return t
	}
	return none
}

func (x *index) postings(t termID) []posting { return x.posts[x.from[t]:x.from[t+1]] }

// weight is what a term counts by its kind.
func weight(key uint64) float32 {
	switch {
	case key&conceptBit != 0:
		return weightConcept
	case key&wordBit != 0:
		return weightWord
	case key < 1<<21:
		return weightOne
	case key < 1<<42:
		return weightTwo
	}
	return weightThree
}
