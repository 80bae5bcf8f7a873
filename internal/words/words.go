// Package words holds every sentence that the program says, in Chinese and in English, by key.
//
// The sentences stand in catalogue/*.tsv: key, zh, en, separated by tabs; {0}, {1} … stand for what the caller fills in.
// Field words are those of the policy document (docs/terms.md). It is a leaf room: it imports nothing of ours and formats
// neither money nor dates.
package words

import (
	"embed"
	"fmt"
	"io/fs"
	"sort"
	"strconv"
	"strings"
)

//go:embed catalogue/*.tsv
var files embed.FS

// Language is a language of the screens.
type Language uint8

// The languages.
const (
	Chinese Language = iota
	English
)

// Catalogue is the set of sentences. It never changes after New and may be shared by goroutines.
type Catalogue struct{ text map[string][2]string }

// New reads the catalogue. A fault in it is a bug of the build, found by the package's test, so New panics.
func New() *Catalogue {
	c, err := load(files)
	if err != nil {
		panic(err)
	}
	return c
}

func load(dir fs.FS) (*Catalogue, error) {
	c := &Catalogue{text: map[string][2]string{}}
	names, err := fs.Glob(dir, "catalogue/*.tsv")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		raw, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		for i, line := range strings.Split(string(raw), "\n") {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			part := strings.Split(line, "\t")
			if len(part) != 3 || part[0] == "" || part[1] == "" || part[2] == "" {
				return nil, fmt.Errorf("%s:%d: want key, zh and en separated by tabs", name, i+1)
			}
			if _, twice := c.text[part[0]]; twice {
				return nil, fmt.Errorf("%s:%d: %s stands in the catalogue twice", name, i+1, part[0])
			}
			if a, b := holes(part[1]), holes(part[2]); a != b {
				return nil, fmt.Errorf("%s:%d: %s fills in %s in zh and %s in en", name, i+1, part[0], a, b)
			}
			c.text[part[0]] = [2]string{part[1], part[2]}
		}
	}
	return c, nil
}

// holes names the placeholders of a sentence in order of their numbers.
func holes(s string) string {
	var out []string
	for i := range 10 {
		if h := "{" + strconv.Itoa(i) + "}"; strings.Contains(s, h) {
			out = append(out, h)
		}
	}
	return strings.Join(out, " ")
}

// Has reports whether the catalogue knows a key.
func (c *Catalogue) Has(key string) bool {
	_, ok := c.text[key]
	return ok
}

// Keys are all keys, sorted.
func (c *Catalogue) Keys() []string {
	out := make([]string, 0, len(c.text))
	for k := range c.text {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Say is the sentence of a key with its placeholders filled. An unknown key is a bug and panics: a screen without its words
// must not reach a hall.
func (c *Catalogue) Say(l Language, key string, fill ...any) string {
	t, ok := c.text[key]
	if !ok {
		panic("words: no sentence for " + key)
	}
	s := t[l]
	for i, f := range fill {
		s = strings.ReplaceAll(s, "{"+strconv.Itoa(i)+"}", fmt.Sprint(f))
	}
	return s
}
