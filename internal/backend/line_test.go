package backend

import (
	"regexp"
	"testing"
)

// Two questions never have one name.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := newID()
		if seen[id] || !regexp.MustCompile(`^[0-9A-F]{32}$`).MatchString(id) {
			t.Fatal(id)
		}
		seen[id] = true
	}
}

func TestDecode(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true, `{"a":[{"b":1}],"c":null}`: true, `{"a":1} `: true,
		``: false, `[]`: false, `1`: false, `{"a":1}{}`: false, `{"a":1,"a":2}`: false, `{"a":{"b":1,"b":2}}`: false, `{"a":1`: false,
		"{\"a\":\"\xff\"}": false, `{"a":[[[[1]]]]}`: false,
	} {
		if _, ok := Decode([]byte(text), 4); ok != want {
			t.Errorf("%s: %v", text, ok)
		}
	}
}

// What is read is one object that nothing else can be read as.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"a":[{"b":"c"}]}`))
	f.Add([]byte(`{"a":1,"A":2}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o, ok := Decode(b, 6); ok == (o == nil) {
			t.Errorf("%v, %v", o, ok)
		}
	})
}
