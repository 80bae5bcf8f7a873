package slip

import "shebao/kiosk/internal/hanzi"

// column is a column of a table: what it is called, where it begins, how wide it is, and whether its text stands at its right
// edge. Between columns one stays free.
type column struct {
	head      string
	at, width int
	right     bool
	amount    bool
}

// texts is a column of words, sums one of amounts.
func texts(head string, at, width int) column { return column{head: head, at: at, width: width} }

func sums(head string, at, width int) column {
	return column{head: head, at: at, width: width, right: true, amount: true}
}

// elsewhere stands in a column for what is too wide for it.
const elsewhere = "↓"

// row is one line of a table. What is wider than its column is not cut, as half an amount is a wrong one: it follows on a line
// of its own.
func (p *page) row(columns []column, texts []string) {
	var l Line
	var wide []int
	for i, c := range columns {
		text := hanzi.Printable(texts[i])
		if text == "" {
			continue
		}
		if hanzi.Columns(text) > c.width {
			wide = append(wide, i)
			text = elsewhere
		}
		l.Cells = append(l.Cells, c.cell(text))
	}
	p.add(l)
	for _, i := range wide {
		p.field("  "+columns[i].head, texts[i], columns[i].amount)
	}
}

func (c column) cell(text string) Cell {
	at := c.at
	if c.right {
		at += c.width - hanzi.Columns(text)
	}
	return Cell{Column: at, Text: text, Amount: c.amount}
}

// heads is the first line of a table.
func (p *page) heads(columns []column) {
	l := Line{Bold: true}
	for _, c := range columns {
		c.amount = false
		l.Cells = append(l.Cells, c.cell(c.head))
	}
	p.add(l)
}
