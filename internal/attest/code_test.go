package attest

import (
	"errors"
	"strings"
	"testing"
)

// Every digit at every place changed into every other one, and every pair of different neighbours exchanged, is found. What the
// rest of the code is does not matter, as the check is linear; a few hundred codes are tried all the same.
func TestCheckFindsTypingFaults(t *testing.T) {
	for range 300 {
		c := NewCode()
		if !c.Valid() {
			t.Fatalf("%q is no code", string(c))
		}
		for i := range c {
			for _, other := range []byte(alphabet) {
				if other == c[i] {
					continue
				}
				if _, err := ParseCode(string(c[:i]) + string(other) + string(c[i+1:])); !errors.Is(err, ErrCodeCheck) {
					t.Fatalf("%s with %c at %d: %v", c, other, i, err)
				}
			}
			if i > 0 && c[i] != c[i-1] {
				b := []byte(c)
				b[i], b[i-1] = b[i-1], b[i]
				if _, err := ParseCode(string(b)); !errors.Is(err, ErrCodeCheck) {
					t.Fatalf("%s with %d and %d exchanged: %v", c, i-1, i, err)
				}
			}
		}
	}
}

// All pairs of digits at all neighbouring places, not only those that random codes have.
func TestCheckFindsEveryTransposition(t *testing.T) {
	for at := range codeLength - 1 {
		for a := range byte(32) {
			for b := range byte(32) {
				var one, two [codeLength]byte
				one[at], one[at+1] = a, b
				two[at], two[at+1] = b, a
				if a != b && remainder(one[:]) == remainder(two[:]) {
					t.Fatalf("%d and %d at %d", a, b, at)
				}
			}
		}
	}
}

func TestParseCodeTakesWhatPeopleType(t *testing.T) {
	c := NewCode()
	for !strings.ContainsAny(string(c), "01") {
		c = NewCode()
	}
	wide := strings.Map(func(r rune) rune { return r + '！' - '!' }, string(c))
	for _, s := range []string{
		string(c), c.String(), strings.ToLower(string(c)), strings.ReplaceAll(c.String(), " ", "-"), "  " + c.String() + "\n", wide,
		strings.ReplaceAll(string(c), "0", "O"), strings.ReplaceAll(string(c), "0", "o"), strings.ReplaceAll(string(c), "1", "I"),
		strings.ReplaceAll(string(c), "1", "l"), strings.ReplaceAll(c.String(), " ", "　"),
	} {
		if got, err := ParseCode(s); err != nil || got != c {
			t.Errorf("%q: %q, %v; want %q", s, string(got), err, string(c))
		}
	}
	for s, want := range map[string]error{
		"": ErrCodeLength, string(c[1:]): ErrCodeLength, string(c) + "0": ErrCodeLength,
		strings.Repeat(" ", 500) + string(c): ErrCodeLength,
		"U" + string(c[1:]):                  ErrCodeCharacter, string(c[1:]) + "|": ErrCodeCharacter,
		"测" + string(c): ErrCodeCharacter,
	} {
		if got, err := ParseCode(s); !errors.Is(err, want) || got != "" {
			t.Errorf("%q: %q, %v; want %v", s, string(got), err, want)
		}
	}
	if s := c.String(); len(s) != 24 || strings.Count(s, " ") != 4 {
		t.Errorf("%q is not in groups of four", s)
	}
}

func TestCodesAreRandom(t *testing.T) {
	seen := map[Code]bool{}
	var at [codeLength]map[byte]bool
	for i := range at {
		at[i] = map[byte]bool{}
	}
	for range 5000 {
		c := NewCode()
		if seen[c] {
			t.Fatalf("%s came twice", c)
		}
		seen[c] = true
		for i := range at {
			at[i][c[i]] = true
		}
	}
	for i, digits := range at {
		if len(digits) != len(alphabet) {
			t.Errorf("at %d only %d different characters", i, len(digits))
		}
	}
}

func FuzzParseCode(f *testing.F) {
	c := NewCode()
	for _, s := range []string{"", string(c), c.String(), strings.ToLower(c.String()), "00000000000000000000", "oil-" + string(c),
		"０１", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCode(s)
		if err != nil {
			if c != "" {
				t.Fatalf("%q came with %v", string(c), err)
			}
			return
		}
		if !c.Valid() {
			t.Fatalf("%q is not in normal form", string(c))
		}
		if again, err := ParseCode(c.String()); err != nil || again != c {
			t.Fatalf("%q read again: %q, %v", string(c), string(again), err)
		}
	})
}
