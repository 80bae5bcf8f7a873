// Package faq holds the policy content: questions and answers, guides and channels, as Markdown files with a head.
//
// It knows how to read and check them; it draws nothing, searches nothing and stores nothing about who reads them.
// The text is that of the policy document, with its errata handled as facts/policy-points.md says.
package faq

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strconv"
	"strings"
)

//go:embed content
var content embed.FS

// Library is the whole content. It never changes after it was loaded and may be shared by goroutines.
type Library struct {
	Categories []Category
	Entries    []Entry // in the order of the categories, then of the files

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
	Valid          string   // since when it holds, or ""
	Superseded     string   // since when it does not hold any more, or ""
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

// Load reads a folder of content: categories.txt (id, tab, title) and one folder of .md files for each. Every fault names its
// file and line; all are reported.
func Load(dir fs.FS) (*Library, error) {
	raw, err := fs.ReadFile(dir, "categories.txt")
	if err != nil {
		return nil, fmt.Errorf("faq: %w", err)
	}
	l := &Library{}
	var faults []error
	for i, line := range strings.Split(strings.TrimSpace(string(raw)), "\n") {
		id, title, ok := strings.Cut(line, "\t")
		if !ok || id == "" || title == "" {
			faults = append(faults, fmt.Errorf("categories.txt:%d: want id, tab and title", i+1))
			continue
		}
		l.Categories = append(l.Categories, Category{ID: id, Title: title})
	}
	seen := map[string]string{}
	for _, c := range l.Categories {
		names, err := fs.Glob(dir, c.ID+"/*.md")
		if err != nil {
			return nil, err
		}
		sort.Strings(names)
		if len(names) == 0 {
			faults = append(faults, fmt.Errorf("%s: the category has no entries", c.ID))
		}
		for _, name := range names {
			raw, err := fs.ReadFile(dir, name)
			if err != nil {
				return nil, err
			}
			e, err := parse(name, string(raw))
			if err != nil {
				faults = append(faults, err)
				continue
			}
			if other, twice := seen[e.ID]; twice {
				faults = append(faults, fmt.Errorf("%s: id %s stands in %s too", name, e.ID, other))
			}
			seen[e.ID] = name
			e.Category = c.ID
			l.Entries = append(l.Entries, e)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return l, nil
}

// parse reads one file: a head between lines of ---, then the answer.
func parse(name, text string) (Entry, error) {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "\r\n", "\n"), "\uFEFF")
	lines := strings.Split(text, "\n")
	bad := func(i int, why string) (Entry, error) {
		return Entry{}, fmt.Errorf("%s:%d: %s", path.Clean(name), i+1, why)
	}
	if lines[0] != "---" {
		return bad(0, "the file must begin with a line of ---")
	}
	e := Entry{}
	i := 1
	for ; i < len(lines) && lines[i] != "---"; i++ {
		key, value, ok := strings.Cut(lines[i], ": ")
		value = strings.TrimSpace(value)
		if !ok || value == "" {
			return bad(i, "want “key: value”")
		}
		switch key {
		case "id":
			e.ID = value
		case "parent":
			e.Parent = value
		case "question":
			e.Question = value
		case "short":
			e.Short = value
		case "issuer":
			e.Issuer = value
		case "issue":
			e.Issue = value
		case "date":
			e.Date = value
		case "source":
			switch value {
			case "policy":
			case "supplement":
				e.Supplement = true
			default:
				return bad(i, "source is policy or supplement")
			}
		default:
			return bad(i, "unknown key "+strconv.Quote(key))
		}
	}
	if i == len(lines) {
		return bad(i-1, "the head does not end with a line of ---")
	}
	switch {
	case e.ID == "" || e.Question == "" || e.Short == "":
		return bad(0, "id, question and short are required")
	case !e.Supplement && (e.Issuer == "" || e.Issue == "" || e.Date == ""):
		return bad(0, "an entry of the policy document names issuer, issue and date")
	}
	blocks, at, why := body(lines[i+1:])
	if why != "" {
		return bad(i+1+at, why)
	}
	e.Blocks = blocks
	return e, nil
}

// body reads an answer: "1. " steps, "- " items, "## " headings, "> " remarks, and paragraphs.
func body(lines []string) (blocks []Block, at int, why string) {
	for i, line := range lines {
		line = strings.TrimSpace(line)
		number, rest, dotted := strings.Cut(line, ". ")
		n, err := strconv.Atoi(number)
		switch {
		case line == "":
		case strings.HasPrefix(line, "## "):
			blocks = append(blocks, Block{Style: Heading, Text: line[3:]})
		case strings.HasPrefix(line, "- "):
			blocks = append(blocks, Block{Style: Item, Text: line[2:]})
		case strings.HasPrefix(line, "> "):
			blocks = append(blocks, Block{Style: Remark, Text: line[2:]})
		case dotted && err == nil:
			if want := following(blocks); n != 1 && n != want {
				return nil, i, fmt.Sprintf("step %d follows step %d", n, want-1)
			}
			blocks = append(blocks, Block{Style: Step, Number: n, Text: rest})
		default:
			blocks = append(blocks, Block{Style: Paragraph, Text: line})
		}
	}
	if len(blocks) == 0 {
		return nil, 0, "the answer is empty"
	}
	return blocks, 0, ""
}

func following(blocks []Block) int {
	for i := len(blocks) - 1; i >= 0; i-- {
		if blocks[i].Style == Step {
			return blocks[i].Number + 1
		}
	}
	return 1
}

// Entry finds an entry by id.
func (l *Library) Entry(id string) (Entry, bool) {
	for _, e := range l.Entries {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// In are the entries of a category, or all of them for "".
func (l *Library) In(category string) []Entry {
	if category == "" {
		return l.Entries
	}
	var out []Entry
	for _, e := range l.Entries {
		if e.Category == category {
			out = append(out, e)
		}
	}
	return out
}
