package printertest

import (
	"fmt"
	"strings"

	"shebao/kiosk/devices/printer"
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

// Text is what stands on paper of a printer whose font is GBK, line by line: a character that it gets as dots is ▦.
func Text(s slip.Sheet) []string { return textIn(s, hanzi.FontGBK) }

// text is what stands on the paper of the printer under test.
func (s Setup) text(sheet slip.Sheet) []string {
	switch {
	case s.Profile.FourByte == printer.Yes:
		return textIn(sheet, hanzi.FontExtA)
	case s.Profile.GBKFont == printer.Yes:
		return textIn(sheet, hanzi.FontGBK)
	}
	return textIn(sheet, hanzi.FontGB2312)
}

func textIn(s slip.Sheet, font hanzi.Font) []string {
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
				if r = drawn(r, font); r == '▦' && l.Size == slip.Double {
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

func drawn(r rune, font hanzi.Font) rune {
	if _, ok := hanzi.PrinterCode(r, font); !ok {
		return '▦'
	}
	return r
}
