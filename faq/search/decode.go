package search

import (
	"math"
	"slices"
)

// What a way of reading a question costs. A reading that costs c counts exp(-worth·c) of its score, so that what was typed as it
// stands comes before what it may have been meant for. Found on faq-dev.jsonl and on questions of two other authors; the
// order of the costs matters, their size little.
const (
	costBlurred  = 0.7  // zh for z, n for l, ang for an …
	costInitial  = 0.55 // one letter for a syllable
	costPartial  = 0.5  // the last syllable is not whole yet
	costBreak    = 1.1  // two characters that nowhere stand beside each other
	costGap      = 0.3  // the same, where the person made a space, or between what was typed in characters and in letters
	costGuess    = 0.6  // an initial, where it does not go on with a word that people use for something
	costQuestion = 0.15 // they stand beside each other in a question, but in none of the words that are known as such
	costAnswer   = 0.4  // … in an answer only
	costFiller   = 0.2  // … in a turn of speech
	costTwo      = 0.3  // three characters whose pairs stand somewhere, and all three nowhere
	costSame     = 1.4  // another character of the same sound
	costNearly   = 2.0  // another character of nearly the same sound
	costSkipped  = 2.2  // a letter that is read as nothing
	costStranger = 1.5  // a character, a digit or a word in letters that the content does not have

	worth = 0.15
)

const (
	// beam is how many readings of a beginning are followed.
	beam = 32
	// readingsKept are scored in the end; with six of them the right one is hardly ever lost (facts/faq.md §6).
	readingsKept = 6
	// hopeless: a beginning that costs so much more than the best one is not followed.
	hopeless = 3.5
	// tooFar: a reading that costs so much more than the best is not scored.
	tooFar = 4
	// starters are the readings after which a character may follow that nowhere stands beside their last one.
	starters = 3
)

const none = -1 // no character, or no node

// node is the end of a reading of a question's beginning.
type node struct {
	before     int32 // node
	r          rune
	gap        bool
	prev, last int32 // characters, or none
	exchanged  int32 // which characters were guessed, as a hash: every guess is kept to the end
	cost       float32
}

// reading is a question in the content's characters.
type reading struct {
	units []unit
	cost  float32
}

// option is how the letters at some place may be read as a syllable.
type option struct {
	letters int
	cost    float32
	hint    bool // it is an initial only
}

// decoder reads one question.
type decoder struct {
	v     *vocabulary
	words map[string]bool // words of the content that are written in letters or digits
	units []unit
	nodes []node
	ends  []*frontier // at each place, nil where no reading has come to
	loose []bool      // characters that may be meant for others of the same sound
	opts  [][]option  // by syllable, at the present place
	which []uint16    // syllables that have options
}

// decode gives the ways to read a question, the likeliest first, at least one for a question that has units.
func decode(v *vocabulary, words map[string]bool, units []unit) []reading {
	d := &decoder{v: v, words: words, units: units, ends: make([]*frontier, len(units)+1), loose: loose(v, units)}
	if !slices.ContainsFunc(units, func(u unit) bool { return u.kind == letter }) && !slices.Contains(d.loose, true) {
		return []reading{{units: units}}
	}
	d.opts = make([][]option, len(v.sounds.names))
	d.nodes = make([]node, 0, beam*len(units))
	d.reach(0, none, node{before: none, prev: none, last: none})
	for i := range units {
		from := d.best(i, beam)
		if len(from) == 0 {
			continue
		}
		switch units[i].kind {
		case letter:
			d.letters(i, from)
		default:
			d.literal(i, from)
		}
	}
	return d.readings()
}

// loose are the characters that stand beside none of their neighbours anywhere in the content, in a question of more than one.
func loose(v *vocabulary, units []unit) []bool {
	out := make([]bool, len(units))
	beside := func(i, j int) (there, known bool) {
		if i < 0 || j >= len(units) || units[i].kind != han || units[j].kind != han || units[j].gap {
			return false, false
		}
		a, b := v.of(units[i].r), v.of(units[j].r)
		return true, a >= 0 && b >= 0 && v.pair(charID(a), charID(b)) != absent
	}
	for i, u := range units {
		if u.kind != han {
			continue
		}
		left, known := beside(i-1, i)
		right, follows := beside(i, i+1)
		out[i] = (left || right) && !known && !follows
	}
	return out
}

// literal reads a character or digit as it stands, and a loose character as others that sound alike.
func (d *decoder) literal(i int, from []int32) {
	u := d.units[i]
	id := none
	if u.kind == han {
		id = d.v.of(u.r)
	}
	for _, f := range from {
		n := d.nodes[f]
		cost := n.cost
		if id == none && u.kind == han {
			cost += costStranger / 4 // it may be a name or a word of another field: the score says that already
		}
		d.reach(i+1, f, node{r: u.r, gap: u.gap, prev: n.last, last: int32(id), cost: cost, exchanged: n.exchanged})
		if d.loose[i] {
			d.alike(i, f)
		}
	}
}

// alike reads a character as another one that sounds so and stands beside its neighbour.
func (d *decoder) alike(i int, f int32) {
	u, n := d.units[i], d.nodes[f]
	following := none
	if i+1 < len(d.units) && d.units[i+1].kind == han && !d.units[i+1].gap {
		following = d.v.of(d.units[i+1].r)
	}
	for _, name := range d.soundsOf(u.r) {
		for _, c := range d.v.class[d.v.sounds.class[name]] {
			fits := n.last != none && !u.gap && d.v.pair(charID(n.last), c) != absent
			if !fits && (following == none || d.v.pair(c, charID(following)) == absent) {
				continue
			}
			cost := float32(costNearly)
			if slices.Contains(d.v.reads[c], name) {
				cost = costSame
			}
			d.reach(i+1, f, node{r: d.v.runes[c], gap: u.gap, prev: n.last, last: int32(c), cost: n.cost + cost,
				exchanged: n.exchanged*31 + int32(i)<<16 + int32(c) + 1})
		}
	}
}

// soundsOf are the syllables of a character, also of one that the content does not have.
func (d *decoder) soundsOf(r rune) []uint16 {
	if id := d.v.of(r); id != none {
		return d.v.reads[id]
	}
	return d.v.foreign(r)
}

// letters reads on from a letter: as a syllable of some character, as a word in letters, or as nothing.
func (d *decoder) letters(i int, from []int32) {
	d.options(i)
	gap := d.units[i].gap || i > 0 && d.units[i-1].kind != letter
	for _, f := range from {
		n := d.nodes[f]
		if n.last == none {
			continue
		}
		for _, e := range d.v.edges(charID(n.last)) {
			cost := n.cost
			switch e.rank {
			case inQuestion:
				cost += costQuestion
			case inAnswer:
				cost += costAnswer
			case inFiller:
				cost += costFiller
			}
			d.sounding(i, f, e.to, cost, e.rank < inWord, true)
		}
	}
	for k, f := range from[:min(starters, len(from))] {
		n := d.nodes[f]
		cost := n.cost
		if n.before != none || n.last != none {
			cost += costBreak
			if gap {
				cost -= costBreak - costGap
			}
		}
		for _, s := range d.which {
			for _, c := range d.v.sound[s] {
				d.sounding(i, f, c, cost+d.v.rarity[c], false, false)
			}
		}
		if k == 0 {
			d.word(i, f)
			d.reach(i+1, f, node{r: 0, gap: n.gap, prev: n.prev, last: n.last, cost: n.cost + costSkipped, exchanged: n.exchanged})
		}
	}
	for _, s := range d.which {
		d.opts[s] = d.opts[s][:0]
	}
	d.which = d.which[:0]
}

// sounding goes on with a character in every way in which it can be heard in the letters. loose: with the one before it is no word that
// people use for something; follows: it stands after that one somewhere.
func (d *decoder) sounding(i int, f int32, c charID, cost float32, loose, follows bool) {
	n := d.nodes[f]
	for _, s := range d.v.reads[c] {
		for _, o := range d.opts[s] {
			cost := cost
			if loose && o.hint {
				cost += costGuess
			}
			if follows && n.prev != none && !d.v.three(n.prev, n.last, c) {
				cost += costTwo
			}
			exchanged := n.exchanged
			if o.hint {
				exchanged = exchanged*31 + int32(i)<<16 + int32(c) + 1
			}
			d.reach(i+o.letters, f, node{r: d.v.runes[c], gap: d.units[i].gap, prev: n.last, last: int32(c),
				cost: cost + o.cost, exchanged: exchanged})
		}
	}
}

// word reads the letters and digits up to the next gap as one word of the content.
func (d *decoder) word(i int, f int32) {
	if i > 0 && d.units[i-1].kind == letter && !d.units[i].gap {
		return
	}
	end := i + 1
	for end < len(d.units) && d.units[end].kind != han && !d.units[end].gap {
		end++
	}
	if !d.words[text(d.units[i:end])] {
		return
	}
	at := f
	for j := i; j < end && at != none; j++ {
		u, before := d.units[j], d.nodes[at]
		at = d.reach(j+1, at, node{r: u.r, gap: u.gap, prev: none, last: none, cost: before.cost, exchanged: before.exchanged})
	}
}

// options finds what the letters at a place may be read as.
func (d *decoder) options(i int) {
	run := make([]byte, 0, longestSyllable)
	end := i
	for ; end < len(d.units) && d.units[end].kind == letter && (end == i || !d.units[end].gap) && len(run) < longestSyllable; end++ {
		run = append(run, byte(d.units[end].r))
	}
	add := func(s uint16, letters int, cost float32, hint bool) {
		if len(d.opts[s]) == 0 {
			d.which = append(d.which, s)
		}
		for k, o := range d.opts[s] {
			if o.letters == letters {
				if cost < o.cost {
					d.opts[s][k] = option{letters, cost, hint}
				}
				return
			}
		}
		d.opts[s] = append(d.opts[s], option{letters, cost, hint})
	}
	s := d.v.sounds
	for n := 1; n <= len(run); n++ {
		typed := string(run[:n])
		if id, ok := s.id[typed]; ok {
			add(id, n, 0, false)
		}
		if c, ok := s.byKey[blur(typed)]; ok {
			for _, id := range s.members[c] {
				add(id, n, costBlurred, false)
			}
		}
		for _, id := range s.begin[typed] {
			add(id, n, costInitial, true)
		}
		if n > 1 && end == len(d.units) && n == len(run) {
			for _, id := range s.prefix(typed) {
				add(id, n, costPartial, false)
			}
		}
	}
}

// readings follows the ends back.
func (d *decoder) readings() []reading {
	var out []reading
	seen := map[string]bool{}
	for _, end := range d.best(len(d.units), 4*readingsKept) {
		r := reading{cost: d.nodes[end].cost}
		if len(out) > 0 && r.cost > out[0].cost+tooFar || len(out) == readingsKept {
			break
		}
		for i := end; d.nodes[i].before != none; i = d.nodes[i].before {
			n := d.nodes[i]
			if n.r == 0 {
				continue
			}
			r.units = append(r.units, unit{r: n.r, kind: kindOf(n.r), gap: n.gap})
		}
		slices.Reverse(r.units)
		if said := text(r.units); !seen[said] {
			seen[said] = true
			out = append(out, r)
		}
	}
	return out
}

func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z':
		return letter
	case r >= '0' && r <= '9':
		return digit
	}
	return han
}

// factor is what a reading of that cost counts.
func factor(cost float32) float64 { return math.Exp(-worth * float64(cost)) }
