package search

import (
	"math"
	"slices"
)

// What a match counts, after facts/faq.md §6: characters more than words, because people's words are not the document's.
const (
	weightOne     = 1.0
	weightTwo     = 0.5
	weightThree   = 0.3
	weightConcept = 2.0
	weightWord    = 1.5 // a word in letters or digits: APP, 12333
	weightFiller  = 0.25

	// inAnswerCounts is what a character counts that stands in the answer only.
	inAnswerCounts = 0.4

	// saturation and length of BM25. Entries differ in length by what they hold as much as by chatter, so length counts in part.
	saturation = 1.2
	lengthy    = 0.6
)

// Terms are named by keys: one to three characters in a row (key1 to key3), a concept, a word in letters.
const (
	conceptBit uint64 = 1 << 63
	wordBit    uint64 = 1 << 62
)

// termID is where a term's postings begin.
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
	keys      []uint64 // sorted
	from      []uint32
	posts     []posting
	idf       []float32
	questions []question
	roots     []string
	long      []float32 // length of each root over the average
	unknown   float32   // idf of a term that no root has
}

// counted is what a term counts in a text.
type counted struct {
	key    uint64
	weight float32
}

// pending is a posting whose term has no number yet.
type pending struct {
	key uint64
	posting
}

// add takes a question up.
func (x *index) add(all []pending, q question, terms []counted) []pending {
	id := uint32(len(x.questions))
	x.questions = append(x.questions, q)
	for _, t := range terms {
		count := float32(1)
		if q.answer {
			count = inAnswerCounts
		}
		all = append(all, pending{t.key, posting{id, count}})
	}
	return all
}

// finish sorts the postings and reckons how telling each term is.
func (x *index) finish(all []pending) {
	slices.SortFunc(all, func(a, b pending) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return int(a.question) - int(b.question)
	})
	n := float64(len(x.roots))
	x.unknown = float32(math.Log1p((n + 0.5) / 0.5))
	total := make([]float32, len(x.roots))
	x.posts = make([]posting, 0, len(all))
	for i := 0; i < len(all); {
		x.keys = append(x.keys, all[i].key)
		x.from = append(x.from, uint32(len(x.posts)))
		roots, last := 0.0, int32(none)
		best := float32(0) // within one root: in a question it counts more than in an answer
		j := i
		for ; j < len(all) && all[j].key == all[i].key; j++ {
			if k := len(x.posts); k > int(x.from[len(x.from)-1]) && x.posts[k-1].question == all[j].question {
				x.posts[k-1].count += all[j].count
			} else {
				x.posts = append(x.posts, all[j].posting)
			}
			root := x.questions[all[j].question].root
			if root != last {
				roots += float64(best)
				last, best = root, 0
			}
			best = max(best, all[j].count)
			total[root] += all[j].count
		}
		roots += float64(best)
		x.idf = append(x.idf, float32(math.Log1p((n-roots+0.5)/(roots+0.5))))
		i = j
	}
	x.from = append(x.from, uint32(len(x.posts)))
	x.posts = slices.Clip(x.posts)
	average := float32(0)
	for _, t := range total {
		average += t / float32(max(1, len(total)))
	}
	x.long = make([]float32, len(total))
	for i, t := range total {
		x.long[i] = t / max(average, 1)
	}
	for i, key := range x.keys {
		w := weight(key) * x.idf[i]
		for _, p := range x.posts[x.from[i]:x.from[i+1]] {
			x.questions[p.question].norm += w * w
		}
	}
	for i := range x.questions {
		x.questions[i].norm = float32(math.Sqrt(float64(x.questions[i].norm)))
	}
}

// term finds a term, or none.
func (x *index) term(key uint64) termID {
	i, found := slices.BinarySearch(x.keys, key)
	if !found {
		return none
	}
	return termID(i)
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
