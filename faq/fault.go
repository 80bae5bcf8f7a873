package faq

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fault is something wrong with the content, and where.
type Fault struct {
	File   string // its path in the folder
	Line   int    // from 1
	Reason string
}

func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Reason) }

// Faults are all that is wrong with a folder of content, in the order of its files and lines. It is the error of Load.
type Faults []Fault

func (f Faults) Error() string {
	lines := make([]string, len(f))
	for i, one := range f {
		lines[i] = one.String()
	}
	return strings.Join(lines, "\n")
}

// text is a file that is being read, with what was found wrong with it.
type text struct {
	file   string
	lines  []string // without their ends
	faults Faults
}

// Bounds of the content. A folder that exceeds them is a mistake (a picture, an export of something else), and without them one
// wrong file would make every terminal slow.
const (
	maxFile    = 256 << 10 // bytes of one file; the longest answer of the document is 3 KiB, a full table 200
	maxLine    = 1000      // characters of one line
	maxEntries = 50_000    // ten times the largest collection that was measured
	maxRows    = 2_000     // rows of a table
)

// open splits a file into lines; false when it is no text that can be read on.
func open(file string, raw []byte) (*text, bool) {
	t := &text{file: file}
	switch {
	case len(raw) > maxFile:
		t.fault(0, "the file has %d bytes; at most %d", len(raw), maxFile)
		return t, false
	case !utf8.Valid(raw):
		good := 0
		for r, n := utf8.DecodeRune(raw); r != utf8.RuneError || n != 1; r, n = utf8.DecodeRune(raw[good:]) {
			good += n
		}
		t.fault(strings.Count(string(raw[:good]), "\n"), "the text is not UTF-8")
		return t, false
	}
	whole := strings.TrimPrefix(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\uFEFF")
	t.lines = strings.Split(whole, "\n")
	for i, line := range t.lines {
		if n := utf8.RuneCountInString(line); n > maxLine {
			t.fault(i, "the line has %d characters; at most %d", n, maxLine)
		}
		// A control character is invisible and would travel on to the printer.
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.IsControl(r) && r != '\t' || r == unicode.ReplacementChar }) {
			t.fault(i, "the line holds a control character or one that was lost when the text was converted")
		}
	}
	return t, len(t.faults) == 0
}

// fault notes what is wrong with a line, counted from 0.
func (t *text) fault(line int, format string, args ...any) {
	t.faults = append(t.faults, Fault{t.file, line + 1, fmt.Sprintf(format, args...)})
}
