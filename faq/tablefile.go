package faq

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// tableSpec is what a table's file must look like: a line of column names, then a row a line, with tabs between.
type tableSpec struct {
	file, columns string // columns as they stand in the first line, with spaces for tabs
	optional      bool
	read          func(*Library, *table, row)
}

// tableSpecs are the tables of the content. In a cell, ids and names stand with commas between, texts with |.
func tableSpecs() []tableSpec {
	return []tableSpec{
		{"cities.tsv", "code name phone", false, readCity},
		{"channels.tsv", "id name aliases steps covers address", false, readChannel},
		{"groups.tsv", "id name entries", false, readGroup},
		{"functions.tsv", "number name text examples source", false, readFunction},
		{"materials.tsv", "list title name form copies issuer", false, readMaterial},
		{"terms.tsv", "canonical surfaces", true, readTerm},
		{"referrals.tsv", "id name patterns text", true, readReferral},
	}
}

func tableFiles() []string {
	var out []string
	for _, s := range tableSpecs() {
		out = append(out, s.file)
	}
	return out
}

// table is a table's file while it is read.
type table struct {
	*text
	rows []row
	seen map[string]int // line of each key
}

type row struct {
	line  int // from 0
	cells []string
}

func openTable(spec tableSpec, raw []byte) *table {
	t, ok := open(spec.file, raw)
	out := &table{text: t, seen: map[string]int{}}
	if !ok {
		return out
	}
	columns := strings.Fields(spec.columns)
	if want := strings.Join(columns, "\t"); t.lines[0] != want {
		t.fault(0, "the first line must name the columns: %s", strings.ReplaceAll(want, "\t", ", "))
		return out
	}
	for i, line := range t.lines[1:] {
		cells := strings.Split(line, "\t")
		switch {
		case line == "" && i == len(t.lines)-2: // the end of the last line
		case len(cells) != len(columns):
			t.fault(i+1, "the row has %d cells; want %d", len(cells), len(columns))
		default:
			for k, c := range cells {
				if c != strings.TrimSpace(c) {
					t.fault(i+1, "%s begins or ends with a space", columns[k])
				}
			}
			out.rows = append(out.rows, row{i + 1, cells})
		}
	}
	switch {
	case len(out.rows) == 0:
		t.fault(0, "the table is empty")
	case len(out.rows) > maxRows:
		t.fault(maxRows, "the table has %d rows; at most %d", len(out.rows), maxRows)
	}
	return out
}

var (
	phoneForm   = regexp.MustCompile(`^[0-9-]{3,20}$`)
	addressForm = regexp.MustCompile(`^https?://[A-Za-z0-9./_-]+$`)
)

// once notes a row's key and that it is the first with it.
func (t *table) once(r row, key string) {
	if first, twice := t.seen[key]; twice {
		t.fault(r.line, "%s stands in line %d already", key, first+1)
	}
	t.seen[key] = r.line
}

// named notes a row's id and that it has a name.
func (t *table) named(r row, id, name string) {
	if !idForm.MatchString(id) {
		t.fault(r.line, "an id has 1 to 64 small letters, digits, - and _; this is %q", id)
	}
	t.filled(r, "name", name)
}

func (t *table) filled(r row, column, value string) {
	if value == "" {
		t.fault(r.line, "%s is empty", column)
	}
}

// list takes a cell apart; an empty cell is an empty list.
func (t *table) list(r row, cell, between string) []string {
	if cell == "" {
		return nil
	}
	if between == "," {
		cell = strings.ReplaceAll(cell, "，", ",")
	}
	list := strings.Split(cell, between)
	seen := map[string]bool{}
	for i, s := range list {
		list[i] = strings.TrimSpace(s)
		if list[i] == "" || seen[list[i]] {
			t.fault(r.line, "a list has an empty place or the same thing twice: %q", cell)
		}
		seen[list[i]] = true
	}
	return list
}

func readCity(l *Library, t *table, r row) {
	c := City{Code: r.cells[0], Name: r.cells[1], Phone: r.cells[2]}
	t.once(r, c.Code)
	t.filled(r, "name", c.Name)
	if !regionForm.MatchString(c.Code) {
		t.fault(r.line, "code is a division of six digits, as 370100")
	}
	if !phoneForm.MatchString(c.Phone) {
		t.fault(r.line, "phone has digits and - only")
	}
	l.Cities = append(l.Cities, c)
}

func readChannel(l *Library, t *table, r row) {
	c := Channel{ID: r.cells[0], Name: r.cells[1], Aliases: t.list(r, r.cells[2], ","), Steps: t.list(r, r.cells[3], "|"),
		Covers: t.list(r, r.cells[4], ","), Address: r.cells[5]}
	t.once(r, c.ID)
	t.named(r, c.ID, c.Name)
	if c.Address != "" && !addressForm.MatchString(c.Address) {
		t.fault(r.line, "address begins with http:// or https:// and holds nothing but letters, digits and . / _ -")
	}
	l.Channels = append(l.Channels, c)
}

func readGroup(l *Library, t *table, r row) {
	g := Group{ID: r.cells[0], Name: r.cells[1], Entries: t.list(r, r.cells[2], ",")}
	t.once(r, g.ID)
	t.named(r, g.ID, g.Name)
	t.filled(r, "entries", r.cells[2])
	l.Groups = append(l.Groups, g)
}

func readFunction(l *Library, t *table, r row) {
	n, err := strconv.Atoi(r.cells[0])
	if err != nil || n != len(l.Functions)+1 {
		t.fault(r.line, "number is %q; want %d", r.cells[0], len(l.Functions)+1)
	}
	t.filled(r, "name", r.cells[1])
	t.filled(r, "text", r.cells[2])
	if s := r.cells[4]; s != "policy" && s != "supplement" {
		t.fault(r.line, "source is policy or supplement")
	}
	l.Functions = append(l.Functions, Function{Number: n, Name: r.cells[1], Text: r.cells[2], Examples: t.list(r, r.cells[3], ","),
		Supplement: r.cells[4] == "supplement"})
}

// readMaterial reads one paper; the rows of a list stand together and repeat its title.
func readMaterial(l *Library, t *table, r row) {
	id, title := r.cells[0], r.cells[1]
	m := Material{Name: r.cells[2], Form: r.cells[3], Issuer: r.cells[5]}
	t.filled(r, "name", m.Name)
	if n, err := strconv.Atoi(r.cells[4]); r.cells[4] != "" {
		if m.Copies = n; err != nil || n < 1 || n > 20 {
			t.fault(r.line, "copies is 1 to 20, or empty where nobody says how many")
		}
	}
	last := len(l.Materials) - 1
	if last < 0 || l.Materials[last].ID != id {
		t.once(r, id)
		t.named(r, id, title)
		l.Materials = append(l.Materials, MaterialList{ID: id, Title: title})
		last++
	}
	if l.Materials[last].Title != title {
		t.fault(r.line, "list %s is called %q before", id, l.Materials[last].Title)
	}
	l.Materials[last].Items = append(l.Materials[last].Items, m)
}

func readTerm(l *Library, t *table, r row) {
	t.once(r, r.cells[0])
	t.filled(r, "canonical", r.cells[0])
	t.filled(r, "surfaces", r.cells[1])
	l.Terms = append(l.Terms, Term{Canonical: r.cells[0], Surfaces: t.list(r, r.cells[1], ",")})
}

func readReferral(l *Library, t *table, r row) {
	f := Referral{ID: r.cells[0], Name: r.cells[1], Patterns: t.list(r, r.cells[2], ","), Text: r.cells[3]}
	t.once(r, f.ID)
	t.named(r, f.ID, f.Name)
	t.filled(r, "patterns", r.cells[2])
	t.filled(r, "text", f.Text)
	if utf8.RuneCountInString(f.Text) > 300 { // it must fit the screen that says nothing was found
		t.fault(r.line, "text has more than 300 characters")
	}
	l.Referrals = append(l.Referrals, f)
}
