// Package faq holds the policy content: questions and answers, guides and channels, as Markdown files with a head, and what the
// policy document says as tables.
//
// It knows how to read and check them; it draws nothing, searches nothing and stores nothing about who reads them.
// The text is that of the policy document, with its errata handled as facts/policy-points.md says.
package faq

import (
	"embed"
	"io/fs"
)

//go:embed content
var content embed.FS

// Library is the whole content. It never changes after it was loaded and may be shared by goroutines.
type Library struct {
	Categories []Category
	Entries    []Entry // in the order of the categories, then of the files; the superseded ones too

	Cities    []City
	Channels  []Channel
	Groups    []Group
	Functions []Function
	Materials []MaterialList
	Terms     []Term
	Referrals []Referral
}

// Category is a group of entries; its id is the name of its folder.
type Category struct{ ID, Title string }

// Entry is one question with its answer.
type Entry struct {
	ID       string
	Category string
	Parent   string // the head question that it is a part of, or ""
	Root     string // the id of the policy entry that it is a part of, or ""
	Question string
	Short    string // what it is about, for a list
	Issuer   string
	Issue    string
	Date     string
	// Similar are other ways to ask the same; Words are words of it that the question does not have.
	Similar, Words []string
	Region         string   // the division that it is for, as 370000
	Valid          string   // since when it holds, as 2021-04 or 2021-04-30, or ""
	Superseded     string   // since when it does not hold any more, in the same form, or ""
	Related        []string // ids of entries
	Bring          []string // ids of material lists
	Via            []string // ids of channels
	Item           ItemKind
	// Supplement: not from the policy document; shown as 补充自公开资料.
	Supplement bool
	Blocks     []Block
}

// Style is what a block of an answer is.
type Style uint8

// The blocks of an answer.
const (
	Paragraph Style = iota
	Step            // numbered: Number
	Item            // one of a list
	Heading
	Remark // an exception or a caution; never dropped when a text is shortened
)

// Block is a paragraph, step or item of an answer.
type Block struct {
	Style  Style
	Number int // of a step, from 1
	Text   string
}

// Builtin is the content that ships with the program. A fault in it is a bug of the build, found by the tests.
func Builtin() (*Library, error) {
	dir, err := fs.Sub(content, "content")
	if err != nil {
		return nil, err
	}
	return Load(dir)
}

// Listed reports whether the entry is offered. One that was superseded is kept, with the date, so that it can be shown what was
// answered before; lists and search pass it over, whatever the date is.
func (e Entry) Listed() bool { return e.Superseded == "" }

// Entry finds an entry by id, a superseded one too.
func (l *Library) Entry(id string) (Entry, bool) {
	return find(l.Entries, func(e *Entry) bool { return e.ID == id })
}

// In are the listed entries of a category, or all listed ones for "".
func (l *Library) In(category string) []Entry {
	var out []Entry
	for i := range l.Entries {
		if e := &l.Entries[i]; e.Listed() && (category == "" || e.Category == category) {
			out = append(out, *e)
		}
	}
	return out
}

// Related are the entries that e points to, in its order, but for those that were superseded.
func (l *Library) Related(e Entry) []Entry {
	var out []Entry
	for _, id := range e.Related {
		if r, ok := l.Entry(id); ok && r.Listed() {
			out = append(out, r)
		}
	}
	return out
}

// MaterialList finds a list of what to bring.
func (l *Library) MaterialList(id string) (MaterialList, bool) {
	return find(l.Materials, func(m *MaterialList) bool { return m.ID == id })
}

// Channel finds a channel.
func (l *Library) Channel(id string) (Channel, bool) {
	return find(l.Channels, func(c *Channel) bool { return c.ID == id })
}

// Group finds a group of people.
func (l *Library) Group(id string) (Group, bool) {
	return find(l.Groups, func(g *Group) bool { return g.ID == id })
}

// City finds a city by its division, as 370100.
func (l *Library) City(code string) (City, bool) {
	return find(l.Cities, func(c *City) bool { return c.Code == code })
}

func find[T any](all []T, is func(*T) bool) (T, bool) {
	for i := range all {
		if is(&all[i]) {
			return all[i], true
		}
	}
	var none T
	return none, false
}
