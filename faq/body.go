package faq

import (
	"strconv"
	"strings"
)

// body reads an answer, from a line on: "1. " steps, "- " items, "## " headings, "> " remarks, and paragraphs.
func body(t *text, from int) []Block {
	var blocks []Block
	for i := from; i < len(t.lines); i++ {
		line := strings.TrimSpace(t.lines[i])
		number, rest, dotted := strings.Cut(line, ". ")
		n, err := strconv.Atoi(number)
		b := Block{Text: line}
		switch {
		case line == "":
			continue
		case strings.HasPrefix(line, "## "):
			b = Block{Style: Heading, Text: line[3:]}
		case strings.HasPrefix(line, "- "):
			b = Block{Style: Item, Text: line[2:]}
		case strings.HasPrefix(line, "> "):
			b = Block{Style: Remark, Text: line[2:]}
		case foreign(line):
			t.fault(i, "this is shown as it stands; the marks of an answer are “1. ”, “- ”, “## ” and “> ”, with a text behind")
		case dotted && err == nil:
			if want := following(blocks); n != 1 && n != want {
				t.fault(i, "step %d follows step %d", n, want-1)
			}
			b = Block{Style: Step, Number: n, Text: rest}
		}
		b.Text = strings.TrimSpace(b.Text)
		blocks = append(blocks, b)
	}
	if len(blocks) == 0 {
		t.fault(len(t.lines)-1, "the answer is empty")
	}
	return blocks
}

func following(blocks []Block) int {
	for i := len(blocks) - 1; i >= 0; i-- {
		if blocks[i].Style == Step {
			return blocks[i].Number + 1
		}
	}
	return 1
}

// foreign reports a line that was meant as Markdown that an answer does not have; it would be shown with its marks.
func foreign(line string) bool {
	if n, err := strconv.Atoi(strings.TrimSuffix(line, ".")); err == nil && line == strconv.Itoa(n)+"." {
		return true
	}
	for _, mark := range []string{"#", "* ", "+ ", "```", "![", "|", "**", "<!--"} {
		if strings.HasPrefix(line, mark) {
			return true
		}
	}
	return line == "-" || line == ">"
}
