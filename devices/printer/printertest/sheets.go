package printertest

import (
	"fmt"
	"strings"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// Sheet is a slip of so many lines that all say whose it is: no line of it can be taken for one of another's.
func Sheet(owner string, lines, columns int) slip.Sheet {
	s := slip.Sheet{Columns: columns, Lines: []slip.Line{
		{Cells: []slip.Cell{{Column: 4, Text: owner}}, Size: slip.Double, Bold: true}, {Rule: true},
		{Cells: []slip.Cell{{Text: owner + "㛃𠮷"}}},
	}}
	for i := len(s.Lines); i < lines-2; i++ {
		s.Lines = append(s.Lines, slip.Line{Cells: []slip.Cell{{Text: owner}, {Column: 12, Text: fmt.Sprintf("已缴%03d", i)},
			{Column: columns - 6, Text: "416.00"}}})
	}
	s.Lines = append(s.Lines, slip.Line{QR: "社保 " + owner}, slip.Line{Cells: []slip.Cell{{Text: owner + "完"}}})
	return s
}

// Text is what stands on paper, line by line: a character that the printer gets as dots is ▦.
func Text(s slip.Sheet) []string {
	var out []string
	for _, l := range s.Lines {
		switch {
		case l.QR != "":
			out = append(out, "") // the feed behind it
			continue
		case l.Rule:
			out = append(out, strings.Repeat("-", s.Columns))
			continue
		}
		var b strings.Builder
		at := 0
		for _, c := range l.Cells {
			for ; at < c.Column; at += l.Size.Factor() {
				b.WriteByte(' ')
			}
			for _, r := range c.Text {
				if r = drawn(r); r == '▦' && l.Size == slip.Double {
					b.WriteString("▦ ") // it stays small, in the room of a large one
				} else {
					b.WriteRune(r)
				}
			}
			at += hanzi.Columns(c.Text) * l.Size.Factor()
		}
		out = append(out, strings.TrimRight(b.String(), " "))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func drawn(r rune) rune {
	if code, ok := hanzi.Encode(r); !ok || len(code) > 2 {
		return '▦'
	}
	return r
}
