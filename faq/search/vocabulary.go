package search

import (
	"math"
	"slices"

	"shebao/kiosk/internal/pinyin"
)

// vocabulary is what the content is written in: its characters, how they are read, and which stand beside which. It is a graph
// and no list of words, so that it stays small: what people type in letters is decoded along its edges.
type vocabulary struct {
	sounds *sounds
	runes  []rune     // sorted; a character is its index from here on
	reads  [][]uint16 // syllables of each character
	rarity []float32  // 0 for the character that stands in questions most often, up to rarest for one that stands in none
	sound  [][]charID // characters of each syllable
	class  [][]charID // characters of each class of syllables
	table  *pinyin.Table
	from   []uint32 // edges of character c are next[from[c]:from[c+1]]
	next   []edge   // sorted by character
	triple map[uint64]struct{}
}

type charID uint16

// rarest is what a character that stands in no question costs where nothing leads to it: people ask with words that others ask with.
const rarest = 0.6

// edge leads to a character that follows another one somewhere in the content.
type edge struct {
	to   charID
	rank rank
}

// rank is where in the content something stands.
type rank uint8

const (
	absent rank = iota
	inFiller
	inAnswer
	inQuestion
	inWord // of the words that people use for something (terms.tsv and an entry's words)
)

// builder collects the characters and their neighbours.
type builder struct {
	count   map[rune]uint32
	pairs   map[[2]rune]rank
	triples map[[3]rune]struct{}
}

func newBuilder() *builder {
	return &builder{make(map[rune]uint32, usualTerms/8), make(map[[2]rune]rank, usualTerms/2), make(map[[3]rune]struct{}, usualTerms/2)}
}

func (b *builder) add(units []unit, where rank) {
	for i, u := range units {
		if u.kind != han {
			continue
		}
		if where >= inQuestion {
			b.count[u.r]++
		} else {
			b.count[u.r] += 0
		}
		if i == 0 || u.gap || units[i-1].kind != han {
			continue
		}
		pair := [2]rune{units[i-1].r, u.r}
		b.pairs[pair] = max(b.pairs[pair], where)
		if i > 1 && !units[i-1].gap && units[i-2].kind == han && where != inAnswer {
			b.triples[[3]rune{units[i-2].r, units[i-1].r, u.r}] = struct{}{}
		}
	}
}

func (b *builder) vocabulary(table *pinyin.Table, s *sounds) *vocabulary {
	v := &vocabulary{sounds: s, table: table, triple: make(map[uint64]struct{}, len(b.triples)),
		sound: make([][]charID, len(s.names)), class: make([][]charID, len(s.byKey))}
	for r := range b.count {
		v.runes = append(v.runes, r)
	}
	slices.Sort(v.runes)
	most := uint32(1)
	for _, n := range b.count {
		most = max(most, n)
	}
	for i, r := range v.runes {
		c := charID(i)
		v.rarity = append(v.rarity, rarest*(1-float32(math.Log1p(float64(b.count[r]))/math.Log1p(float64(most)))))
		var reads []uint16
		for _, name := range table.Readings(r) {
			syllable := s.id[name]
			reads = append(reads, syllable)
			v.sound[syllable] = append(v.sound[syllable], c)
			if l := v.class[s.class[syllable]]; len(l) == 0 || l[len(l)-1] != c {
				v.class[s.class[syllable]] = append(l, c)
			}
		}
		v.reads = append(v.reads, reads)
	}
	next := make([][]edge, len(v.runes))
	for pair, where := range b.pairs {
		from, to := v.of(pair[0]), v.of(pair[1])
		next[from] = append(next[from], edge{charID(to), where})
	}
	for _, edges := range next {
		slices.SortFunc(edges, func(a, b edge) int { return int(a.to) - int(b.to) })
		v.from = append(v.from, uint32(len(v.next)))
		v.next = append(v.next, edges...)
	}
	v.from = append(v.from, uint32(len(v.next)))
	v.next = slices.Clip(v.next)
	for t := range b.triples {
		v.triple[key3(t[0], t[1], t[2])] = struct{}{}
	}
	return v
}

// of is a character's index, or -1.
func (v *vocabulary) of(r rune) int {
	i, found := slices.BinarySearch(v.runes, r)
	if !found {
		return -1
	}
	return i
}

func (v *vocabulary) edges(c charID) []edge { return v.next[v.from[c]:v.from[c+1]] }

// pair is where a character follows another one, or absent.
func (v *vocabulary) pair(a, b charID) rank {
	edges := v.edges(a)
	i, found := slices.BinarySearchFunc(edges, b, func(e edge, b charID) int { return int(e.to) - int(b) })
	if !found {
		return absent
	}
	return edges[i].rank
}

// three reports whether three characters stand in a row in a question or a turn of speech.
func (v *vocabulary) three(a, b int32, c charID) bool {
	_, found := v.triple[key3(v.runes[a], v.runes[b], v.runes[c])]
	return found
}

// key3, key2 and key1 name one, two or three characters in a row; a rune takes 21 bits.
func key3(a, b, c rune) uint64 { return uint64(a)<<42 | uint64(b)<<21 | uint64(c) }
func key2(a, b rune) uint64    { return uint64(a)<<21 | uint64(b) }
func key1(a rune) uint64       { return uint64(a) }

// foreign are the syllables of a character that the content does not have.
func (v *vocabulary) foreign(r rune) []uint16 {
	var out []uint16
	for _, name := range v.table.Readings(r) {
		out = append(out, v.sounds.id[name])
	}
	return out
}
