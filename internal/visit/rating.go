package visit

import "time"

// Rating is where 好差评 stands; a closed set.
type Rating uint8

// The states of 好差评.
const (
	NoRating    Rating = iota
	RatingAsked        // five grades are offered
	Rated              // one was given, and she is thanked
)

const (
	// ratingShown is how long the grades stay after there is nothing to be taken any more: long enough for one glance and one touch,
	// and nobody who waits in the queue waits for it.
	ratingShown = 8 * time.Second
	// thanksShown is how long she is thanked.
	thanksShown = 3 * time.Second

	worstGrade, bestGrade = 1, 5
)

// askRating offers the grades to somebody who was served and has left by herself. Whoever was sent away by a fault, by the clock or by
// another's card is not asked how she liked it.
func (m *machine) askRating(why EndReason) {
	m.Rating = NoRating
	if m.Facts.Rating && m.Holder != nil && m.Record != nil && (why == EndedByExit || why == EndedByCard) {
		m.Rating, m.ScreenFrom = RatingAsked, m.Now
	}
}

// rate takes a grade, once.
func (m *machine) rate(grade int) {
	if m.Rating != RatingAsked || grade < worstGrade || grade > bestGrade {
		return
	}
	m.Rating = Rated
	m.ScreenFrom = m.Now
	m.effect(CountRating{Grade: grade})
}

// rated reports whether nothing is asked any more.
func (s State) rated() bool {
	switch s.Rating {
	case RatingAsked:
		return s.Now.Sub(s.ScreenFrom) >= ratingShown
	case Rated:
		return s.Now.Sub(s.ScreenFrom) >= thanksShown
	}
	return true
}

// Grades are the grades that can be given, the best first.
func Grades() []int { return []int{5, 4, 3, 2, 1} }
