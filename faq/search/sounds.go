package search

import (
	"sort"
	"strings"

	"shebao/kiosk/internal/pinyin"
)

// sounds are the syllables and what is taken for what: zh for z, n for l, ang for an and so on.
type sounds struct {
	names   []string
	id      map[string]uint16
	class   []uint16            // of each syllable: those that many people do not tell apart share one
	byKey   map[string]uint16   // class of a blurred spelling
	members [][]uint16          // syllables of each class
	begin   map[string][]uint16 // syllables that people abbreviate so: zh, or the first letter
}

func newSounds(table *pinyin.Table) *sounds {
	s := &sounds{names: table.Syllables(), id: map[string]uint16{}, byKey: map[string]uint16{}, begin: map[string][]uint16{}}
	for i, name := range s.names {
		s.id[name] = uint16(i)
		key := blur(name)
		c, ok := s.byKey[key]
		if !ok {
			c = uint16(len(s.byKey))
			s.byKey[key] = c
			s.members = append(s.members, nil)
		}
		s.class = append(s.class, c)
		s.members[c] = append(s.members[c], uint16(i))
		s.begin[name[:1]] = append(s.begin[name[:1]], uint16(i))
		if len(name) > 1 && name[1] == 'h' && strings.Contains("zcs", name[:1]) {
			s.begin[name[:2]] = append(s.begin[name[:2]], uint16(i))
		}
	}
	return s
}

// longestSyllable is zhuang's and chuang's.
const longestSyllable = 6

// blur writes a syllable as those who do not hear zh from z, ch from c, sh from s, n from l, ang from an, eng from en, ing from in
// would, so that what they type is found (模糊音).
func blur(s string) string {
	switch {
	case len(s) > 1 && s[1] == 'h' && (s[0] == 'z' || s[0] == 'c' || s[0] == 's'):
		s = s[:1] + s[2:]
	case len(s) > 1 && s[0] == 'n':
		s = "l" + s[1:]
	}
	for _, final := range []string{"ang", "eng", "ing"} {
		if strings.HasSuffix(s, final) {
			return s[:len(s)-1]
		}
	}
	return s
}

// prefix are the syllables that begin with what was typed and go on.
func (s *sounds) prefix(typed string) []uint16 {
	var out []uint16
	for i := sort.SearchStrings(s.names, typed); i < len(s.names) && strings.HasPrefix(s.names[i], typed); i++ {
		if s.names[i] != typed {
			out = append(out, uint16(i))
		}
	}
	return out
}
