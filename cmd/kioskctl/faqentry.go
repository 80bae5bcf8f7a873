package main

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// draft is a question and its answer on the way into a file of content.
type draft struct {
	id, question, answer, short, issuer, issue, date string
	similar, words                                   []string
}

// The columns of an agency's table, and what a fault in a draft is said to be of.
const (
	questionColumn = "问题"
	answerColumn   = "答案"
	similarColumn  = "相似问法"
	categoryColumn = "分类"
	issuerColumn   = "发文机关"
	dateColumn     = "日期"
	shortColumn    = "简述"
)

// file is the draft as a file of content. from says of each of its lines of which column it was made.
func (d draft) file() (content []byte, from []string) {
	var lines []string
	add := func(column string, text ...string) {
		for _, t := range text {
			lines, from = append(lines, t), append(from, column)
		}
	}
	value := func(column, key, text string) {
		if text != "" {
			add(column, key+": "+text)
		}
	}
	add(questionColumn, "---")
	value(questionColumn, "id", d.id)
	value(questionColumn, "question", d.question)
	value(shortColumn, "short", d.short)
	if len(d.similar) > 0 {
		add(similarColumn, "similar:")
		for _, s := range d.similar {
			add(similarColumn, "- "+s)
		}
	}
	value(similarColumn, "words", strings.Join(d.words, ","))
	value(issuerColumn, "issuer", d.issuer)
	value(issuerColumn, "issue", d.issue)
	value(dateColumn, "date", d.date)
	add(questionColumn, "source: supplement", "---")
	add(answerColumn, answerLines(d.answer)...)
	return []byte(strings.Join(lines, "\n") + "\n"), append(from, answerColumn)
}

// oneLine is a text without breaks and without spaces around.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// numbered is a step as people write it.
var numbered = regexp.MustCompile(`^([0-9０-９]{1,2})(?:、|．|\.\s*|\)|）)\s*(.+)$`)

// answerLines are the lines of an answer as the content's files have them. Lines that are numbered from 1 on are its steps.
func answerLines(answer string) []string {
	var lines []string
	for _, line := range strings.Split(strings.ReplaceAll(answer, "\r", "\n"), "\n") {
		if line = oneLine(line); line != "" {
			lines = append(lines, line)
		}
	}
	step := 0
	for i, line := range lines {
		m := numbered.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		number := width.Narrow.String(m[1])
		if n, err := strconv.Atoi(number); err == nil && (n == step+1 || n == 1) {
			step = n
			lines[i] = number + ". " + m[2]
		}
	}
	return lines
}

// longestShort is what the content takes for what an answer is about.
const longestShort = 24

// shortOf is what an answer is about, for a list: its first clause, or as much of it as fits.
func shortOf(answer string) string {
	lines := answerLines(answer)
	if len(lines) == 0 {
		return ""
	}
	first := lines[0]
	if m := numbered.FindStringSubmatch(first); m != nil {
		first = m[2]
	}
	first = strings.TrimLeft(first, "->#* ")
	if i := strings.IndexAny(first, "。；！？"); i > 0 && utf8.RuneCountInString(first[:i]) <= longestShort {
		return first[:i]
	}
	r := []rune(first)
	if len(r) <= longestShort {
		return first
	}
	return string(r[:longestShort-1]) + "…"
}

// idOf names a question that has no id: the same question has the same one whenever it comes again.
func idOf(question string) string {
	digest := sha256.Sum256([]byte(width.Fold.String(oneLine(question))))
	return "qa-" + hex.EncodeToString(digest[:6])
}

// several takes a cell of texts apart.
func several(text, marks string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if s = oneLine(s); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
