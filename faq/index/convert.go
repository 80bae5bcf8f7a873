package index

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"shebao/kiosk/faq"
)

// rowsOf are the rows of a library.
func rowsOf(l *faq.Library) content {
	c := content{}
	for _, x := range l.Categories {
		c.add(categories, x.ID, x.Title)
	}
	for _, e := range l.Entries {
		c.add(entries, e.ID, e.Root, e.Category, e.Parent, e.Question, e.Short, e.Issuer, e.Issue, e.Date, e.Region, e.Valid, e.Superseded,
			e.Supplement, int(e.Item), bodyOf(e.Blocks))
		c.list(similars, e.ID, e.Similar)
		c.list(entryWords, e.ID, e.Words)
		c.list(relations, e.ID, e.Related)
		c.list(bringing, e.ID, e.Bring)
		c.list(ways, e.ID, e.Via)
	}
	for _, x := range l.Cities {
		c.add(cities, x.Code, x.Name, x.Phone)
	}
	for _, x := range l.Channels {
		c.add(channels, x.ID, x.Name, x.Address)
		c.list(aliases, x.ID, x.Aliases)
		c.list(channelWays, x.ID, x.Steps)
		c.list(covered, x.ID, x.Covers)
	}
	for _, x := range l.Groups {
		c.add(groups, x.ID, x.Name)
		c.list(groupItems, x.ID, x.Entries)
	}
	for _, x := range l.Functions {
		c.add(functions, x.Number, x.Name, x.Text, x.Supplement)
		c.list(examples, strconv.Itoa(x.Number), x.Examples)
	}
	for _, x := range l.Materials {
		c.add(materials, x.ID, x.Title)
		for _, m := range x.Items {
			c.add(papers, x.ID, m.Name, m.Form, m.Copies, m.Issuer)
		}
	}
	for _, x := range l.Terms {
		c.add(terms, x.Canonical)
		c.list(surfaces, x.Canonical, x.Surfaces)
	}
	for _, x := range l.Referrals {
		c.add(referrals, x.ID, x.Name, x.Text)
		c.list(patterns, x.ID, x.Patterns)
	}
	return c
}

// library makes the library of rows, or says which row is wrong.
func (c content) library() (*faq.Library, error) {
	l := &faq.Library{}
	known := map[string]bool{}
	for i, r := range c[categories] {
		if r[0].text == "" || known[r[0].text] {
			return nil, wrong(categories, i, "its id is empty or stands twice")
		}
		known[r[0].text] = true
		l.Categories = append(l.Categories, faq.Category{ID: r[0].text, Title: r[1].text})
	}
	lists := map[string]lists{}
	for _, t := range []string{similars, entryWords, relations, bringing, ways, aliases, channelWays, covered, groupItems, examples, surfaces, patterns} {
		lists[t] = listsOf(c[t])
	}
	own := map[string]bool{}
	for i, r := range c[entries] {
		id := r[0].text
		switch {
		case id == "" || own[id]:
			return nil, wrong(entries, i, "its id is empty or stands twice")
		case !known[r[2].text]:
			return nil, wrong(entries, i, "there is no category "+strconv.Quote(r[2].text))
		case r[4].text == "" || r[5].text == "":
			return nil, wrong(entries, i, "it has no question")
		case r[12].number&^1 != 0 || r[13].number < 0 || r[13].number > int64(faq.Joint):
			return nil, wrong(entries, i, "supplement or kind is out of bounds")
		}
		own[id] = true
		blocks := blocksOf(r[14].text)
		if len(blocks) == 0 {
			return nil, wrong(entries, i, "its answer is empty")
		}
		l.Entries = append(l.Entries, faq.Entry{
			ID: id, Root: r[1].text, Category: r[2].text, Parent: r[3].text, Question: r[4].text, Short: r[5].text, Issuer: r[6].text,
			Issue: r[7].text, Date: r[8].text, Region: r[9].text, Valid: r[10].text, Superseded: r[11].text, Supplement: r[12].number == 1,
			Item: faq.ItemKind(r[13].number), Blocks: blocks, Similar: lists[similars].of(id), Words: lists[entryWords].of(id),
			Related: lists[relations].of(id), Bring: lists[bringing].of(id), Via: lists[ways].of(id),
		})
	}
	if len(l.Entries) == 0 {
		return nil, fmt.Errorf("table %s is empty", entries)
	}
	for i, r := range c[relations] {
		if !own[r[1].text] {
			return nil, wrong(relations, i, "there is no entry "+strconv.Quote(r[1].text))
		}
	}
	for _, r := range c[cities] {
		l.Cities = append(l.Cities, faq.City{Code: r[0].text, Name: r[1].text, Phone: r[2].text})
	}
	for _, r := range c[channels] {
		id := r[0].text
		l.Channels = append(l.Channels, faq.Channel{ID: id, Name: r[1].text, Address: r[2].text, Aliases: lists[aliases].of(id),
			Steps: lists[channelWays].of(id), Covers: lists[covered].of(id)})
	}
	for _, r := range c[groups] {
		l.Groups = append(l.Groups, faq.Group{ID: r[0].text, Name: r[1].text, Entries: lists[groupItems].of(r[0].text)})
	}
	for _, r := range c[functions] {
		l.Functions = append(l.Functions, faq.Function{Number: int(r[0].number), Name: r[1].text, Text: r[2].text,
			Supplement: r[3].number == 1, Examples: lists[examples].of(strconv.FormatInt(r[0].number, 10))})
	}
	place := map[string]int{}
	for i, r := range c[materials] {
		place[r[0].text] = i
		l.Materials = append(l.Materials, faq.MaterialList{ID: r[0].text, Title: r[1].text})
	}
	for i, r := range c[papers] {
		at, ok := place[r[0].text]
		if !ok {
			return nil, wrong(papers, i, "there is no list "+strconv.Quote(r[0].text))
		}
		l.Materials[at].Items = append(l.Materials[at].Items, faq.Material{Name: r[1].text, Form: r[2].text, Copies: int(r[3].number),
			Issuer: r[4].text})
	}
	for _, r := range c[terms] {
		l.Terms = append(l.Terms, faq.Term{Canonical: r[0].text, Surfaces: lists[surfaces].of(r[0].text)})
	}
	for _, r := range c[referrals] {
		l.Referrals = append(l.Referrals, faq.Referral{ID: r[0].text, Name: r[1].text, Text: r[2].text, Patterns: lists[patterns].of(r[0].text)})
	}
	for _, t := range []string{similars, entryWords, relations, bringing, ways, aliases, channelWays, covered, groupItems, examples, surfaces, patterns} {
		if owner, left := lists[t].left(); left {
			return nil, fmt.Errorf("table %s: nothing is called %q that a row belongs to", t, owner)
		}
	}
	return l, nil
}

func wrong(table string, i int, why string) error {
	return fmt.Errorf("table %s, row %d: %s", table, i+1, why)
}

// lists are the texts of a table of lists, by whose they are, until they were taken.
type lists map[string][]string

func listsOf(rows [][]cell) lists {
	l := lists{}
	for _, r := range rows {
		l[r[0].text] = append(l[r[0].text], r[1].text)
	}
	return l
}

func (l lists) of(owner string) []string {
	texts := l[owner]
	delete(l, owner)
	return texts
}

// left names an owner that was not there.
func (l lists) left() (string, bool) {
	for owner := range l {
		return owner, true
	}
	return "", false
}

// bodyOf writes an answer as the content's files have it, a block a line.
func bodyOf(blocks []faq.Block) string {
	lines := make([]string, len(blocks))
	for i, b := range blocks {
		switch b.Style {
		case faq.Heading:
			lines[i] = "## " + b.Text
		case faq.Item:
			lines[i] = "- " + b.Text
		case faq.Remark:
			lines[i] = "> " + b.Text
		case faq.Step:
			lines[i] = strconv.Itoa(b.Number) + ". " + b.Text
		default:
			lines[i] = b.Text
		}
	}
	return strings.Join(lines, "\n")
}

// blocksOf reads what bodyOf wrote.
func blocksOf(body string) []faq.Block {
	if body == "" {
		return nil
	}
	var out []faq.Block
	for _, line := range strings.Split(body, "\n") {
		n, rest, numbered := 0, "", false
		if line != "" && line[0] >= '0' && line[0] <= '9' {
			var number string
			var err error
			number, rest, numbered = strings.Cut(line, ". ")
			n, err = strconv.Atoi(number)
			numbered = numbered && err == nil
		}
		switch {
		case strings.HasPrefix(line, "## "):
			out = append(out, faq.Block{Style: faq.Heading, Text: line[3:]})
		case strings.HasPrefix(line, "- "):
			out = append(out, faq.Block{Style: faq.Item, Text: line[2:]})
		case strings.HasPrefix(line, "> "):
			out = append(out, faq.Block{Style: faq.Remark, Text: line[2:]})
		case numbered:
			out = append(out, faq.Block{Style: faq.Step, Number: n, Text: rest})
		default:
			out = append(out, faq.Block{Text: line})
		}
	}
	return out
}

// sound reports what no file may hold: text that is not UTF-8, or with characters that nobody can see.
func (c content) sound() error {
	for _, t := range tables() {
		for i, r := range c[t.name] {
			for k := range r {
				if !utf8.ValidString(r[k].text) {
					return wrong(t.name, i, t.columns[k].name+" is not UTF-8")
				}
				for _, b := range []byte(r[k].text) {
					if b < ' ' && b != '\n' {
						return wrong(t.name, i, t.columns[k].name+" holds a control character")
					}
				}
			}
		}
	}
	return nil
}
