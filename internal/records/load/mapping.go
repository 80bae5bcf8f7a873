package load

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"shebao/kiosk/internal/records"
)

//go:embed mappings/*.toml
var shipped embed.FS

// Mapping says where the fields of our tables stand in the files of one layout. It is data: docs/records-import.md tells its keys.
type Mapping struct {
	Name    string
	Version int
	Title   string

	encoding   Encoding
	headerRows int
	split      bool // a row over several months is divided among them; otherwise it is refused
	tables     []tableMapping
}

// at gives the mapping with the place that the person who imports names; false when it needs one and there is not exactly one.
func (m Mapping) at(places []records.Region) (Mapping, bool) {
	m.tables = slices.Clone(m.tables)
	for i := range m.tables {
		t := &m.tables[i]
		t.fields = slices.Clone(t.fields)
		for j := range t.fields {
			if t.fields[j].value != thePlace {
				continue
			}
			switch {
			case len(places) == 1:
				t.fields[j].value = string(places[0])
			case len(t.fields[j].from) > 0: // the input may have a column for it
				t.fields[j].value = ""
			default:
				return m, false
			}
		}
	}
	return m, true
}

// Takes reports whether some table of the mapping is for inputs of a name.
func (m Mapping) Takes(input string) bool {
	return slices.ContainsFunc(m.tables, func(t tableMapping) bool { return t.isFor(input) })
}

// tableMapping is how rows of one table come out of a row of the input.
type tableMapping struct {
	table       byte
	files       []string // base names of the inputs that it is for; empty is any
	optional    bool     // applies only where its columns are in the header
	needs       []string // columns without which an optional table does not apply
	unlessEmpty []string // no row of this table where all these columns are empty
	number      column
	fields      []column // as table.fields
	until       column   // the end of the period whose begin is the month
	amount      column   // of the payer that part names
	part        column
}

// column is where a field comes from: the first of the named columns that the header has, or a constant.
type column struct {
	from  []string
	value string
	codes map[string]string
	fen   bool // the amounts are in fen, not in yuan
	given bool
}

// skipCode is what a code becomes whose rows are not for a terminal, such as those of the medical insurances: they are counted and
// left out.
const skipCode = "skip"

// thePlace is the value of a region that the person who imports names, for layouts without one.
const thePlace = "@place"

type mappingFile struct {
	Name       string                       `toml:"name"`
	Version    int                          `toml:"version"`
	Title      string                       `toml:"title"`
	Encoding   string                       `toml:"encoding"`
	HeaderRows int                          `toml:"header_rows"`
	Periods    string                       `toml:"periods"`
	Codes      map[string]map[string]string `toml:"codes"`
	Tables     []mappingTable               `toml:"table"`
}

type mappingTable struct {
	To          string         `toml:"to"`
	Files       []string       `toml:"files"`
	Optional    bool           `toml:"optional"`
	Needs       []string       `toml:"needs"`
	UnlessEmpty []string       `toml:"unless_empty"`
	Columns     map[string]any `toml:"columns"`
}

// Mappings are the names of the shipped mappings with their titles, by name.
func Mappings() ([]Mapping, error) {
	entries, err := fs.ReadDir(shipped, "mappings")
	if err != nil {
		return nil, err
	}
	var out []Mapping
	for _, e := range entries {
		m, err := FindMapping(strings.TrimSuffix(e.Name(), ".toml"))
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// mostMapping is how long a mapping may be: a hundred times the longest that is shipped.
const mostMapping = 1 << 20

// FindMapping gives the shipped mapping of a name, or reads the file of that name. Its errors name all faults, each on a line as
// FILE:LINE:COLUMN: what is wrong.
func FindMapping(nameOrFile string) (Mapping, error) {
	if !strings.ContainsAny(nameOrFile, "/\\.") {
		raw, err := shipped.ReadFile(path.Join("mappings", nameOrFile+".toml"))
		if err != nil {
			return Mapping{}, fmt.Errorf("there is no mapping %q; kioskctl records mappings lists those that are shipped", nameOrFile)
		}
		return ParseMapping(nameOrFile+".toml", raw)
	}
	f, err := os.Open(nameOrFile)
	if err != nil {
		return Mapping{}, err
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, mostMapping+1))
	if err != nil {
		return Mapping{}, err
	}
	if len(raw) > mostMapping {
		return Mapping{}, fmt.Errorf("%s:1:1: it is longer than a mapping can be", nameOrFile)
	}
	return ParseMapping(nameOrFile, raw)
}

// ParseMapping reads the text of a mapping called file. A key, table or field that does not exist is an error with its line.
func ParseMapping(file string, raw []byte) (Mapping, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	var m mappingFile
	if err := toml.NewDecoder(bytes.NewReader(raw)).DisallowUnknownFields().Decode(&m); err != nil {
		return Mapping{}, explain(file, err)
	}
	c := compiler{file: m}
	out := c.compile()
	if len(c.faults) == 0 {
		return out, nil
	}
	at := placesOf(raw)
	sort.SliceStable(c.faults, func(i, j int) bool { return at[c.faults[i].key].line < at[c.faults[j].key].line })
	var errs []error
	for _, f := range c.faults {
		p := at[f.key]
		if p.line == 0 {
			p = place{1, 1}
		}
		errs = append(errs, fmt.Errorf("%s:%d:%d: %s: %s", file, p.line, p.column, f.key, f.why))
	}
	return Mapping{}, errors.Join(errs...)
}

func explain(file string, err error) error {
	var missing *toml.StrictMissingError
	if errors.As(err, &missing) {
		var errs []error
		for _, e := range missing.Errors {
			row, col := e.Position()
			errs = append(errs, fmt.Errorf("%s:%d:%d: %s: there is no such key", file, row, col, strings.Join(e.Key(), ".")))
		}
		return errors.Join(errs...)
	}
	var wrong *toml.DecodeError
	if errors.As(err, &wrong) {
		row, col := wrong.Position()
		return fmt.Errorf("%s:%d:%d: %s", file, row, col, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return fmt.Errorf("%s:1:1: %w", file, err)
}

type compiler struct {
	file   mappingFile
	faults []fault
}

type fault struct{ key, why string }

func (c *compiler) bad(key, why string, args ...any) {
	c.faults = append(c.faults, fault{key, fmt.Sprintf(why, args...)})
}

func (c *compiler) compile() Mapping {
	m := Mapping{Name: c.file.Name, Version: c.file.Version, Title: c.file.Title, headerRows: c.file.HeaderRows}
	if m.Name == "" {
		c.bad("name", "a mapping has a name, which stands in the batch")
	}
	if m.Version < 1 {
		c.bad("version", "1 or more")
	}
	if m.headerRows == 0 {
		m.headerRows = 1
	}
	if m.headerRows < 1 || m.headerRows > 2 {
		c.bad("header_rows", "1 or 2")
	}
	switch e := Encoding(c.file.Encoding); e {
	case "", Auto, UTF8, GB18030:
		m.encoding = e
	default:
		c.bad("encoding", "auto, utf-8 or gb18030")
	}
	switch c.file.Periods {
	case "", "refuse":
	case "split":
		m.split = true
	default:
		c.bad("periods", "refuse or split")
	}
	if len(c.file.Tables) == 0 {
		c.bad("table", "a mapping has at least one [[table]]")
	}
	all := tables()
	for i, t := range c.file.Tables {
		at := fmt.Sprintf("table.%d", i)
		n := slices.IndexFunc(all, func(k table) bool { return k.name == t.To })
		if n < 0 {
			c.bad(at+".to", "there is no table %q", t.To)
			continue
		}
		m.tables = append(m.tables, c.table(at, byte(n), all[n], t))
	}
	return m
}

func (c *compiler) table(at string, n byte, t table, from mappingTable) tableMapping {
	out := tableMapping{table: n, files: from.Files, optional: from.Optional, fields: make([]column, len(t.fields))}
	for _, name := range from.UnlessEmpty {
		out.unlessEmpty = append(out.unlessEmpty, headerName([]byte(name)))
	}
	for _, name := range from.Needs {
		out.needs = append(out.needs, headerName([]byte(name)))
	}
	extra := map[string]*column{}
	if w := whose(n); w != "" {
		extra[w] = &out.number
	}
	if n == contributions {
		extra["until"], extra["amount"], extra["part"] = &out.until, &out.amount, &out.part
	}
	for _, name := range sorted(from.Columns) {
		key := at + ".columns." + name
		to := extra[name]
		if to == nil {
			if i := slices.IndexFunc(t.fields, func(f field) bool { return f.name == name }); i >= 0 {
				to = &out.fields[i]
			}
		}
		if to == nil {
			c.bad(key, "the table %s has no field %q", t.name, name)
			continue
		}
		*to = c.column(key, from.Columns[name])
	}
	if w := whose(n); w != "" && !out.number.given {
		c.bad(at+".to", "the field %s of %s has no column", w, t.name)
	}
	for i, f := range t.fields {
		if f.required && !out.fields[i].given {
			c.bad(at+".to", "the field %s of %s has no column", f.name, t.name)
		}
		if v := out.fields[i].value; f.kind == word && v != "" && !slices.Contains(f.words, v) {
			c.bad(at+".columns."+f.name, "%q is none of %s", v, strings.Join(f.words, ", "))
		}
		if f.kind == word {
			for from, v := range out.fields[i].codes {
				if v != skipCode && !slices.Contains(f.words, v) {
					c.bad(at+".columns."+f.name, "its code %q becomes %q, which is none of %s", from, v, strings.Join(f.words, ", "))
				}
			}
		}
	}
	if out.amount.given != out.part.given {
		c.bad(at+".to", "amount and part go together")
	}
	for from, v := range out.part.codes {
		if v != "personal" && v != "unit" && v != skipCode {
			c.bad(at+".columns.part", "its code %q becomes %q, which is neither personal nor unit", from, v)
		}
	}
	return out
}

// column reads what a field is set to: the name of a column, several of which the first that is there is taken, or a table with
// from, value, codes and unit.
func (c *compiler) column(key string, v any) column {
	out := column{given: true}
	names := func(v any) {
		switch v := v.(type) {
		case string:
			out.from = append(out.from, headerName([]byte(v)))
		case []any:
			for _, one := range v {
				s, ok := one.(string)
				if !ok {
					c.bad(key, "the name of a column, or several")
					return
				}
				out.from = append(out.from, headerName([]byte(s)))
			}
		default:
			c.bad(key, "the name of a column, or several")
		}
	}
	spec, ok := v.(map[string]any)
	if !ok {
		names(v)
		spec = nil
	}
	for _, k := range sorted(spec) {
		s, isText := spec[k].(string)
		switch {
		case k == "from":
			names(spec[k])
		case k == "value" && isText:
			out.value = s
		case k == "codes" && isText:
			codes, ok := c.file.Codes[s]
			if !ok {
				c.bad(key, "there is no [codes.%s]", s)
			}
			out.codes = codes
		case k == "unit" && isText && (s == "yuan" || s == "fen"):
			out.fen = s == "fen"
		case k == "unit":
			c.bad(key, "unit is yuan or fen")
		default:
			c.bad(key, "%s: from, value, codes and unit are known", k)
		}
	}
	if len(out.from) == 0 && out.value == "" {
		c.bad(key, "it names neither a column nor a value")
	}
	for _, name := range out.from {
		if name == "" {
			c.bad(key, "the name of a column is empty")
		}
	}
	return out
}

func sorted[T any](m map[string]T) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

type place struct{ line, column int }

// placesOf finds where each key stands, so that a fault can name its line. The tables of an array are numbered.
func placesOf(raw []byte) map[string]place {
	out := map[string]place{}
	p := unstable.Parser{}
	p.Reset(raw)
	prefix, arrays := "", map[string]int{}
	for p.NextExpression() {
		e := p.Expression()
		var parts []string
		at := place{}
		for it := e.Key(); it.Next(); {
			n := it.Node()
			parts = append(parts, string(n.Data))
			if at.line == 0 && n.Raw.Length > 0 {
				s := p.Shape(n.Raw)
				at = place{s.Start.Line, s.Start.Column}
			}
		}
		key := strings.Join(parts, ".")
		switch e.Kind {
		case unstable.ArrayTable:
			prefix = fmt.Sprintf("%s.%d.", key, arrays[key])
			arrays[key]++
			out[strings.TrimSuffix(prefix, ".")] = at
		case unstable.Table:
			if rest, ok := strings.CutPrefix(key, "table."); ok {
				key = fmt.Sprintf("table.%d.%s", arrays["table"]-1, rest)
			}
			prefix = key + "."
		case unstable.KeyValue:
			out[prefix+key] = at
		}
	}
	return out
}
