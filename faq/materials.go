package faq

import (
	"strconv"
	"strings"
)

// String is the paper as a list says it: its name, and what the document says of form, number and who gives it out.
func (m Material) String() string {
	form := m.Form
	if m.Copies > 0 {
		form += strconv.Itoa(m.Copies) + "份"
	}
	var more []string
	if form != "" {
		more = append(more, form)
	}
	if m.Issuer != "" {
		more = append(more, m.Issuer+"出具")
	}
	if len(more) == 0 {
		return m.Name
	}
	return m.Name + "（" + strings.Join(more, "，") + "）"
}

// Answer is all that an entry says: its blocks, and after them each list of what to bring under its title. It is what a screen or
// a paper shows; Blocks alone are what the file holds.
func (l *Library) Answer(e Entry) []Block {
	out := e.Blocks[:len(e.Blocks):len(e.Blocks)]
	for _, id := range e.Bring {
		list, ok := l.MaterialList(id)
		if !ok {
			continue // Load does not let that happen
		}
		out = append(out, Block{Style: Heading, Text: list.Title})
		for _, m := range list.Items {
			out = append(out, Block{Style: Item, Text: m.String()})
		}
	}
	return out
}
