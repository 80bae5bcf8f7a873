package load

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
)

// headerSearch is how many rows at the beginning of a file are looked at for its header: titles and notes stand above it.
const headerSearch = 20

// headerName is the name of a column as it is compared: narrow, without spaces and line breaks, in capitals.
func headerName(b []byte) string {
	b = narrow(b, make([]byte, 0, len(b)))
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\uFEFF' || r == 0 {
			return -1
		}
		return r
	}, string(b)))
}

// bound is a mapping with the columns of one input.
type bound struct {
	columns int      // of the header
	names   []string // of the columns, as the mapping calls them; "" for those that nothing takes
	ignored []string // headers of columns that nothing takes
	tables  []boundTable
}

// boundTable is a tableMapping with column numbers, -1 where the input has no such column.
type boundTable struct {
	*tableMapping
	t                           table
	number, until, amount, part int
	fields                      []int
	unlessEmpty                 []int
}

// errNoHeader is a file in which no row has the columns of the mapping.
type errNoHeader struct {
	missing []string
	row     int64 // the last row that could not be read, 0 for none
	refused Reason
}

func (e *errNoHeader) Error() string {
	if e.row > 0 {
		return fmt.Sprintf("no row among the first %d has the columns of the mapping; row %d: %s", headerSearch, e.row, e.refused)
	}
	return fmt.Sprintf("no row among the first %d has the columns of the mapping; the nearest lacks %s", headerSearch, strings.Join(e.missing, ", "))
}

// bind finds the columns of a mapping in a header, which has one row or two. missing names what a table needs and the header lacks.
func (m *Mapping) bind(input string, header [][]string) (_ *bound, missing []string) {
	names := merged(header)
	b := &bound{columns: len(names), names: make([]string, len(names))}
	all := tables()
	var lacks []string
	for i := range m.tables {
		tm := &m.tables[i]
		if !tm.isFor(input) {
			continue
		}
		bt := boundTable{tableMapping: tm, t: all[tm.table], fields: make([]int, len(tm.fields))}
		var lacking []string
		find := func(c column, required bool) int {
			for _, name := range c.from {
				if at := names.find(name); at >= 0 {
					return at
				}
			}
			if required && c.given && c.value == "" {
				lacking = append(lacking, c.from[0])
			}
			return -1
		}
		for _, name := range tm.needs {
			if names.find(name) < 0 {
				lacking = append(lacking, name)
			}
		}
		bt.number = find(tm.number, tm.number.given)
		bt.until, bt.amount, bt.part = find(tm.until, false), find(tm.amount, true), find(tm.part, true)
		for j, c := range tm.fields {
			bt.fields[j] = find(c, bt.t.fields[j].required)
		}
		for _, name := range tm.unlessEmpty {
			if at := names.find(name); at >= 0 {
				bt.unlessEmpty = append(bt.unlessEmpty, at)
			}
		}
		if len(lacking) > 0 {
			lacks = append(lacks, lacking...)
			if tm.optional {
				continue
			}
			return nil, lacks
		}
		b.tables = append(b.tables, bt)
		for _, at := range append([]int{bt.number, bt.until, bt.amount, bt.part}, bt.fields...) {
			if at >= 0 {
				b.names[at] = names[at].whole
			}
		}
	}
	if len(b.tables) == 0 {
		if len(lacks) == 0 {
			lacks = []string{"a table for a file of this name"}
		}
		return nil, lacks
	}
	for at, n := range names {
		if b.names[at] == "" && n.whole != "" {
			b.ignored = append(b.ignored, n.whole)
		}
	}
	return b, nil
}

// isFor reports whether the table is for inputs of a name.
func (tm *tableMapping) isFor(input string) bool {
	base := strings.ToLower(strings.TrimSuffix(filepath.Base(input), filepath.Ext(input)))
	for _, p := range tm.files {
		if ok, err := filepath.Match(strings.ToLower(p), base); err == nil && ok {
			return true
		}
	}
	return len(tm.files) == 0
}

// heading is a column's header: the whole of it, and the two parts of "120|机关事业单位养老保险" or of two merged rows.
type heading struct {
	whole string
	parts []string
}

type headings []heading

// merged joins two header rows: a cell above counts for the empty cells to its right, as a merged cell does.
func merged(header [][]string) headings {
	width := 0
	for _, row := range header {
		width = max(width, len(row))
	}
	out := make(headings, width)
	above := ""
	for i := range out {
		var h heading
		for level, row := range header {
			cell := ""
			if i < len(row) {
				cell = row[i]
			}
			if level == 0 && len(header) == 2 {
				if cell != "" {
					above = cell
				}
				h.whole = above
				continue
			}
			switch {
			case h.whole == "" || level == 0:
				h.whole = cell
			case cell != "":
				h.parts = append(h.parts, cell)
				h.whole += "/" + cell
			}
		}
		if code, name, ok := strings.Cut(h.whole, "|"); ok && !strings.Contains(name, "|") {
			h.parts = append(h.parts, code, name)
		}
		out[i] = h
	}
	return out
}

// find is the only column of a name, -1 for none: by its whole header before a part of it, and two of the same are none.
func (h headings) find(name string) int {
	for _, same := range []func(heading) bool{
		func(x heading) bool { return x.whole == name },
		func(x heading) bool {
			for _, p := range x.parts {
				if p == name {
					return true
				}
			}
			return false
		},
	} {
		at, n := -1, 0
		for i, x := range h {
			if same(x) {
				at = i
				n++
			}
		}
		if n == 1 {
			return at
		}
		if n > 1 {
			return -1
		}
	}
	return -1
}

// codeOf is the code of a cell that says code and name: 120|机关事业单位养老保险.
func codeOf(b []byte) []byte {
	if i := bytes.IndexByte(b, '|'); i > 0 {
		return bytes.TrimSpace(b[:i])
	}
	return b
}
