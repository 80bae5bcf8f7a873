package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"shebao/kiosk/internal/hanzi"
)

// Problem is a fault of a table's file. It holds no cell of the file.
type Problem struct {
	File   string // base name
	Line   int    // 0: the whole file
	Column int    // its place in the file's lines, from 1; 0: the whole line
	Name   string // the column's name
	Reason string
	Kept   string // what is used instead of the file; "" when it was only looked at
}

func (p Problem) Error() string {
	s := p.File
	if p.Line > 0 {
		s += fmt.Sprintf(":%d", p.Line)
	}
	if p.Column > 0 {
		s += fmt.Sprintf(": column %d (%s)", p.Column, p.Name)
	}
	s += ": " + p.Reason
	if p.Kept != "" {
		s += "; " + p.Kept
	}
	return s
}

// maxProblems is how many faults of one file are told: enough to mend a column, few enough to read.
const maxProblems = 20

// row is one line of a table with its cells in the order of the layout.
type row struct {
	key     string
	cells   []string
	shipped bool
}

// parse reads a file of a layout. It gives rows only when there was no problem: a file is taken whole or not at all.
func parse(l layout, raw []byte, shipped bool) ([]row, []Problem) {
	file := l.name + ".csv"
	whole := func(line int, reason string) []Problem { return []Problem{{File: file, Line: line, Reason: reason}} }
	if len(raw) > maxBytes {
		return nil, whole(0, fmt.Sprintf("has more than %d bytes", maxBytes))
	}
	text, line := decode(raw)
	if line > 0 {
		return nil, whole(line, "is neither UTF-8 nor GB18030 text")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1 // counted here, so that the reason can name both counts
	head, err := r.Read()
	if err != nil {
		return nil, whole(1, "has no header; want "+strings.Join(l.all(), ","))
	}
	order, problems := header(l, head)
	if problems != nil {
		return nil, problems
	}
	var rows []row
	seen := map[string]int{}
	var scratch values
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		if fault := new(csv.ParseError); errors.As(err, &fault) {
			return nil, append(problems, Problem{File: file, Line: fault.Line, Reason: fault.Err.Error()})
		}
		if err != nil {
			return nil, append(problems, whole(0, err.Error())...)
		}
		line, _ := r.FieldPos(0)
		if len(rows) == maxRows {
			return nil, append(problems, whole(line, fmt.Sprintf("has more than %d rows", maxRows))...)
		}
		if len(record) != len(order) {
			problems = append(problems, whole(line, fmt.Sprintf("has %d cells, the header has %d", len(record), len(order)))...)
		} else {
			c := &cells{layout: l, line: line, values: make([]string, len(order)), places: order, shipped: shipped}
			for i, cell := range record {
				c.values[order[i]] = strings.TrimSpace(cell)
			}
			l.read(c, &scratch)
			key := l.key(c.values)
			if first, twice := seen[key]; twice {
				c.fault(l.keys[0], fmt.Sprintf("has the same %s as line %d", strings.Join(l.keys, ", "), first))
			}
			seen[key] = line
			problems = append(problems, c.problems...)
			rows = append(rows, row{key, c.values, shipped})
		}
		if len(problems) >= maxProblems {
			break
		}
	}
	if problems != nil {
		return nil, problems
	}
	return rows, nil
}

// header gives for each cell of the first line its place in the layout; columns may stand in any order, and each once.
func header(l layout, head []string) (order []int, problems []Problem) {
	all := l.all()
	fault := func(column int, name, reason string) {
		problems = append(problems, Problem{File: l.name + ".csv", Line: 1, Column: column, Name: name, Reason: reason})
	}
	for i, name := range head {
		at := slices.Index(all, strings.TrimSpace(name))
		switch {
		case at < 0:
			// The name itself is not repeated: a file put in the wrong place may hold persons.
			fault(i+1, "header", "is no column of this table; its columns are "+strings.Join(all, ","))
		case slices.Contains(order, at):
			fault(i+1, all[at], "stands in the header twice")
		}
		if len(problems) > 0 {
			return nil, problems
		}
		order = append(order, at)
	}
	for i, name := range all {
		if !slices.Contains(order, i) {
			fault(0, "", "the header lacks "+name)
		}
	}
	return order, problems
}

// decode gives the file as UTF-8 without a byte order mark; line is that of the first bytes that are no text, 0 when all are.
// Excel in China saves CSV as GBK without saying so; what is valid UTF-8 is taken for UTF-8.
func decode(raw []byte) (text string, line int) {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF"))
	if utf8.Valid(raw) {
		return string(raw), 0
	}
	var out strings.Builder
	// No second byte of a GB18030 character is a line feed, so lines may be parted before they are read.
	for n, l := range bytes.Split(raw, []byte("\n")) {
		l = bytes.TrimSuffix(l, []byte("\r"))
		s, clean := hanzi.Decode(l)
		// Decode takes padding away from the end; in a file it is a fault like any other byte that is no text.
		if !clean || bytes.ContainsAny(l, "\x00") || bytes.IndexByte(l, 0xFF) >= 0 {
			return "", n + 1
		}
		out.WriteString(s)
		out.WriteByte('\n')
	}
	return out.String(), 0
}

// format writes rows as a file of the layout.
func format(l layout, rows []row) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(l.all()); err != nil {
		return nil, err
	}
	for _, r := range rows {
		if err := w.Write(r.cells); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}
