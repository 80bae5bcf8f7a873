package faq

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Load reads a folder of content: categories.txt (id, tab, title), one folder of .md files for each, and the tables, of which
// terms.tsv and referrals.tsv may be absent. What is wrong with the content is a Faults that names every file and line; any other
// error is of reading.
func Load(dir fs.FS) (*Library, error) {
	l := &Library{}
	var faults Faults
	known, err := categories(dir, l, &faults)
	if err != nil {
		return nil, err
	}
	heads, err := entries(dir, l.Categories, known, &faults)
	if err != nil {
		return nil, err
	}
	tables, err := loadTables(dir, l, &faults)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		l.Entries = append(l.Entries, h.entry)
	}
	c := checker{l: l, entries: map[string]*Entry{}}
	c.check(heads, tables)
	for _, h := range heads {
		faults = append(faults, h.faults...)
	}
	for _, t := range tables {
		faults = append(faults, t.faults...)
	}
	if len(faults) > 0 {
		slices.SortStableFunc(faults, func(a, b Fault) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
		})
		return nil, faults
	}
	return l, nil
}

// categories reads categories.txt and gives the names of its folders.
func categories(dir fs.FS, l *Library, faults *Faults) (map[string]bool, error) {
	const file = "categories.txt"
	raw, err := fs.ReadFile(dir, file)
	if err != nil {
		return nil, fmt.Errorf("faq: %w", err)
	}
	known := map[string]bool{}
	t, ok := open(file, raw)
	for i, line := range t.lines {
		id, title, tab := strings.Cut(line, "\t")
		switch {
		case !ok || line == "" && i == len(t.lines)-1:
		case !tab || !idForm.MatchString(id) || strings.TrimSpace(title) == "":
			t.fault(i, "want id, tab and title")
		case known[id]:
			t.fault(i, "category %s is there already", id)
		default:
			known[id] = true
			l.Categories = append(l.Categories, Category{ID: id, Title: title})
		}
	}
	if ok && len(l.Categories) == 0 {
		t.fault(0, "there is no category")
	}
	*faults = append(*faults, t.faults...)
	return known, nil
}

// entries reads the files of the categories. A folder or a table that nobody reads is a fault: its answers would be missing in
// silence.
func entries(dir fs.FS, order []Category, known map[string]bool, faults *Faults) ([]head, error) {
	top, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, fmt.Errorf("faq: %w", err)
	}
	for _, f := range top {
		stray := f.IsDir() && !known[f.Name()] || strings.HasSuffix(f.Name(), ".md") ||
			strings.HasSuffix(f.Name(), ".tsv") && !slices.Contains(tableFiles(), f.Name())
		if stray {
			*faults = append(*faults, Fault{f.Name(), 1, "this is no category of categories.txt and no table of the content"})
		}
	}
	var heads []head
	for _, c := range order {
		names, err := fs.Glob(dir, c.ID+"/*.md")
		if err != nil {
			return nil, fmt.Errorf("faq: %w", err)
		}
		if len(names) == 0 {
			*faults = append(*faults, Fault{c.ID, 1, "the category has no entries"})
		}
		if len(heads)+len(names) > maxEntries {
			return nil, append(*faults, Fault{c.ID, 1, fmt.Sprintf("there are more than %d entries", maxEntries)})
		}
		for _, name := range names { // Glob gives them in order
			raw, err := fs.ReadFile(dir, name)
			if err != nil {
				return nil, fmt.Errorf("faq: %w", err)
			}
			h := parse(path.Clean(name), raw)
			h.entry.Category = c.ID
			heads = append(heads, h)
		}
	}
	return heads, nil
}

// loadTables reads the tables, in the order of tableFiles.
func loadTables(dir fs.FS, l *Library, faults *Faults) ([]*table, error) {
	var out []*table
	for _, spec := range tableSpecs() {
		raw, err := fs.ReadFile(dir, spec.file)
		if errors.Is(err, fs.ErrNotExist) {
			if !spec.optional {
				*faults = append(*faults, Fault{spec.file, 1, "the table is missing"})
			}
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("faq: %w", err)
		}
		t := openTable(spec, raw)
		for _, r := range t.rows {
			spec.read(l, t, r)
		}
		out = append(out, t)
	}
	return out, nil
}
