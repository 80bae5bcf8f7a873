package index

import (
	"fmt"
	"strings"
)

// format is what a file of this kind says of itself. Another number is another set of tables.
const (
	applicationID = 0x66617131 // "faq1"
	format        = 1
)

// table is one table of the file. Each has besides its columns the column order, the row's place from 1, which keeps what was in the
// order of the content.
type table struct {
	name    string
	columns []column
}

// column is one column of a table; number says that it holds a whole number and not a text. None is ever NULL.
type column struct {
	name   string
	number bool
}

// The tables by name.
const (
	categories  = "category"
	entries     = "entry"
	similars    = "similar"
	entryWords  = "word"
	relations   = "related"
	bringing    = "bring"
	ways        = "via"
	cities      = "city"
	channels    = "channel"
	aliases     = "channel_alias"
	channelWays = "channel_step"
	covered     = "channel_cover"
	groups      = "grp"
	groupItems  = "grp_entry"
	functions   = "function"
	examples    = "function_example"
	materials   = "material"
	papers      = "material_item"
	terms       = "term"
	surfaces    = "term_surface"
	referrals   = "referral"
	patterns    = "referral_pattern"
	releases    = "release"
)

// tables are all of them in the order in which they are written and digested, but for release, which holds the digest. A # marks a
// number.
func tables() []table {
	all := []table{}
	for _, t := range [][2]string{
		{categories, "id title"},
		{entries, "id root category head question short issuer issue date region valid superseded supplement# kind# body"},
		{similars, "entry text"},
		{entryWords, "entry text"},
		{relations, "entry other"},
		{bringing, "entry material"},
		{ways, "entry channel"},
		{cities, "code name phone"},
		{channels, "id name address"},
		{aliases, "channel text"},
		{channelWays, "channel text"},
		{covered, "channel entry"},
		{groups, "id name"},
		{groupItems, "grp entry"},
		{functions, "number# name text supplement#"},
		{examples, "function text"},
		{materials, "id title"},
		{papers, "material name form copies# issuer"},
		{terms, "canonical"},
		{surfaces, "term text"},
		{referrals, "id name text"},
		{patterns, "referral text"},
	} {
		all = append(all, described(t[0], t[1]))
	}
	return all
}

// releaseTable has one row.
func releaseTable() table { return described(releases, "version made digest key signature") }

func described(name, columns string) table {
	t := table{name: name}
	for _, c := range strings.Fields(columns) {
		text, number := strings.CutSuffix(c, "#")
		t.columns = append(t.columns, column{text, number})
	}
	return t
}

func (t table) create() string {
	var b strings.Builder
	fmt.Fprintf(&b, `CREATE TABLE "%s" ("order" INTEGER PRIMARY KEY`, t.name)
	for _, c := range t.columns {
		kind := "TEXT"
		if c.number {
			kind = "INTEGER"
		}
		fmt.Fprintf(&b, `, "%s" %s NOT NULL`, c.name, kind)
	}
	return b.String() + `) STRICT`
}

func (t table) names() string {
	names := make([]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = `"` + c.name + `"`
	}
	return strings.Join(names, ", ")
}

func (t table) insert() string {
	return fmt.Sprintf(`INSERT INTO "%s" ("order", %s) VALUES (?%s)`, t.name, t.names(), strings.Repeat(", ?", len(t.columns)))
}

// The marks between cells and between rows when a table is read: control characters, which no text of the content holds.
const betweenCells, betweenRows = "\x1f", "\x1e"

// query gives how many rows there are, and all of them as one text.
func (t table) query() string {
	names := strings.ReplaceAll(t.names(), ", ", " || char(31) || ")
	return fmt.Sprintf(`SELECT count(*), group_concat(v, char(30)) FROM (SELECT %s AS v FROM "%s" ORDER BY "order")`, names, t.name)
}

// cell is a value: a text, or a number where its column holds one.
type cell struct {
	text   string
	number int64
}

// content are the rows of all tables by their name, in their order. It is what is written, what is read, and what the digest is of.
type content map[string][][]cell

// add adds a row: texts, ints and bools.
func (c content) add(table string, values ...any) {
	row := make([]cell, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case string:
			row[i].text = v
		case int:
			row[i].number = int64(v)
		case bool:
			if v {
				row[i].number = 1
			}
		}
	}
	c[table] = append(c[table], row)
}

// list adds the texts of a list, each in a row behind whose it is.
func (c content) list(table, owner string, texts []string) {
	for _, t := range texts {
		c.add(table, owner, t)
	}
}
