package tables

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

//go:embed shipped/*.csv
var shipped embed.FS

// Insurance is an insurance type, AAE140 (facts/domain.md §3.1). Family is pension, unemployment, work_injury or annuity, and ""
// for one that the terminal does not show.
type Insurance struct {
	Code, Name, Family string
	Source             Source
}

// Mapping says what a code of another system is here. System "region" maps divisions that are no more.
type Mapping struct {
	System, SourceCode, Code string
	Source                   Source
}

// City is an insured place. Its hotline has a source of its own.
type City struct {
	Code, Name, AreaCode string
	Source               Source
}

// Hotline is the number to dial within a city.
type Hotline struct {
	Region, Phone string
	Source        Source
}

// Agency is an office that keeps records. County, Phone and Hours may be "".
type Agency struct {
	Code, Name, Region, County, Address, Phone, Hours string
	Source                                            Source
}

// Outlet makes cards and resets PINs. Instant is yes, no, or "" when nobody said whether a card is made at once.
type Outlet struct {
	Code, Name, Bank, Region, County, Address, Phone, Hours, Cards, Instant string
	Source                                                                  Source
}

// Channel is where one of the policy content's channels is reached: what is drawn as a code. ID is the content's.
type Channel struct {
	ID, Address string
	Source      Source
}

// Bound holds the contribution bases of a year, fen a month. Average is the wage they come from, where it was said.
type Bound struct {
	Year      int
	Low, High int64
	Average   Amount
	Source    Source
}

// Payer is who pays a contribution.
type Payer string

// The payers.
const (
	ByUnit   Payer = "unit"
	ByPerson Payer = "person"
)

// Share is a percentage that may be absent.
type Share struct {
	Percent Percent
	Known   bool
}

// Rate is what one payer pays of the base. High differs from Low where the rate depends on something the note names, such as
// the industry. Account is the part that goes into the personal account. Who is all, employee, flexible, resident or civil.
type Rate struct {
	Insurance string
	Who       string
	Payer     Payer
	Low, High Percent
	Account   Share
	Note      string
	Source    Source
}

// Interest is the rate of personal accounts of insurance 110 for a year.
type Interest struct {
	Year   int
	Rate   Percent
	Source Source
}

// Minimum is the least basic pension of residents in a year, fen a month.
type Minimum struct {
	Year    int
	Monthly int64
	Source  Source
}

// values are the rows of all tables as what they are.
type values struct {
	insurances []Insurance
	mappings   []Mapping
	cities     []City
	hotlines   []Hotline
	agencies   []Agency
	outlets    []Outlet
	channels   []Channel
	bounds     []Bound
	rates      []Rate
	interests  []Interest
	minimums   []Minimum
}

// Tables is what Load read. It never changes and may be shared by goroutines.
type Tables struct {
	values
	rows map[string][]row // by table, the operator's first
}

// Load reads what ships and the operator's files NAME.csv in a folder; "" or a folder that is not there means none. It always
// gives tables: for a file with a problem it uses the generation before, NAME.csv.1, when that is whole, else what ships, and
// says so in the problem. It may be repeated at any time.
func Load(folder string) (*Tables, []Problem) { return load(folder, nil) }

// Reload reads the folder anew for tables that are in use: a file that has become bad leaves the table as it is in t.
func (t *Tables) Reload(folder string) (*Tables, []Problem) { return load(folder, t) }

func load(folder string, before *Tables) (*Tables, []Problem) {
	t := &Tables{rows: map[string][]row{}}
	problems := strangers(folder)
	for _, l := range layouts() {
		raw, err := shipped.ReadFile("shipped/" + l.name + ".csv")
		if err != nil { // like a problem of what ships a bug of the build, found by the package's test
			problems = append(problems, Problem{File: l.name + ".csv", Reason: err.Error()})
		}
		ours, faults := parse(l, raw, true)
		problems = append(problems, faults...)
		own, faults := readOwn(l, folder, l.name+".csv")
		if faults != nil {
			var kept string
			own, kept = fallback(l, folder, before)
			for _, p := range faults {
				p.Kept = kept
				problems = append(problems, p)
			}
		}
		t.rows[l.name] = merge(own, ours)
		for _, r := range t.rows[l.name] {
			l.read(&cells{layout: l, values: r.cells, shipped: r.shipped}, &t.values)
		}
	}
	return t, problems
}

// fallback is what stands in for a bad file of the operator's.
func fallback(l layout, folder string, before *Tables) (own []row, kept string) {
	if before != nil {
		for _, r := range before.rows[l.name] {
			if !r.shipped {
				own = append(own, r)
			}
		}
		return own, "the values before are still used"
	}
	if own, faults := readOwn(l, folder, l.name+".csv.1"); faults == nil && own != nil {
		return own, "the generation before is used"
	}
	return nil, "the shipped values are used"
}

// readOwn reads a file of the operator's; one that is not there has no rows and no problem.
func readOwn(l layout, folder, name string) ([]row, []Problem) {
	raw, err := read(folder, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, []Problem{{File: name, Reason: err.Error()}}
	}
	rows, problems := parse(l, raw, false)
	for i := range problems {
		problems[i].File = name
	}
	return rows, problems
}

func read(folder, name string) ([]byte, error) {
	if folder == "" {
		return nil, fs.ErrNotExist
	}
	path := filepath.Join(folder, name)
	about, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	// A pipe would never answer.
	if !about.Mode().IsRegular() {
		return nil, errors.New("is no file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, maxBytes+1))
	return raw, errors.Join(err, f.Close())
}

// strangers names files that no table reads: a mistyped name would otherwise be an edit without effect.
func strangers(folder string) (problems []Problem) {
	if folder == "" {
		return nil
	}
	files, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []Problem{{File: filepath.Base(folder), Reason: err.Error(), Kept: "the shipped values are used"}}
	}
	for _, f := range files {
		name, is := strings.CutSuffix(f.Name(), ".csv")
		if _, known := layoutOf(name); is && !known && !strings.HasPrefix(name, ".") {
			problems = append(problems, Problem{File: f.Name(), Reason: "is no table; the tables are " + strings.Join(Names(), ", ")})
		}
	}
	return problems
}

// merge puts the operator's rows before those that ship and leaves out what they replace.
func merge(own, ours []row) []row {
	out := slices.Clone(own)
	for _, r := range ours {
		if !slices.ContainsFunc(own, func(o row) bool { return o.key == r.key }) {
			out = append(out, r)
		}
	}
	return out
}

func find[T any](all []T, is func(T) bool) (T, bool) {
	if i := slices.IndexFunc(all, is); i >= 0 {
		return all[i], true
	}
	var none T
	return none, false
}

// Bound is the contribution bases of a year; false when nobody has said them.
func (t *Tables) Bound(year int) (Bound, bool) {
	return find(t.bounds, func(b Bound) bool { return b.Year == year })
}

// Rate gives the rates of an insurance in force at an instant, one for each kind of person and payer, units first; none when
// nobody has said them. Of several, the operator's goes before the shipped one and the later before the earlier.
func (t *Tables) Rate(insurance string, at time.Time) []Rate {
	best := map[[2]string]Rate{}
	for _, r := range t.rates {
		if r.Insurance != insurance || !r.Source.InForce(at) {
			continue
		}
		k := [2]string{r.Who, string(r.Payer)}
		b, there := best[k]
		// The operator's rows stand first, so a shipped one only comes in where there is none of theirs.
		if !there || b.Source.Shipped == r.Source.Shipped && r.Source.start() > b.Source.start() {
			best[k] = r
		}
	}
	var out []Rate
	for _, r := range best {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Rate) int { return cmp.Or(cmp.Compare(a.Who, b.Who), -cmp.Compare(a.Payer, b.Payer)) })
	return out
}

// Interest is the rate of personal accounts for a year; false while it is not published.
func (t *Tables) Interest(year int) (Interest, bool) {
	return find(t.interests, func(i Interest) bool { return i.Year == year })
}

// ResidentMinimum is the least basic pension of residents in a year.
func (t *Tables) ResidentMinimum(year int) (Minimum, bool) {
	return find(t.minimums, func(m Minimum) bool { return m.Year == year })
}

// Cities are the insured places by code.
func (t *Tables) Cities() []City {
	return slices.SortedFunc(slices.Values(t.cities), func(a, b City) int { return cmp.Compare(a.Code, b.Code) })
}

// Hotline is the number to dial within the city of a region.
func (t *Tables) Hotline(region string) (Hotline, bool) {
	region = t.current(region)
	return find(t.hotlines, func(h Hotline) bool { return h.Region == region })
}

// Address is where a channel is reached at an instant; "" when nobody has said so, and then it must not be guessed.
func (t *Tables) Address(channel string, at time.Time) string {
	c, _ := find(t.channels, func(c Channel) bool { return c.ID == channel && c.Source.InForce(at) })
	return c.Address
}

// Map is what a code of another system is here; false when nobody has said so, and then it must not be guessed.
func (t *Tables) Map(system, sourceCode string) (Mapping, bool) {
	return find(t.mappings, func(m Mapping) bool { return m.System == system && m.SourceCode == sourceCode })
}

// current is the region that a former one became part of, else the region itself.
func (t *Tables) current(region string) string {
	if m, ok := t.Map("region", region); ok {
		return m.Code
	}
	return region
}

// Agencies are the offices of a city and its counties in force at an instant, in the order of the operator's file.
func (t *Tables) Agencies(region string, at time.Time) []Agency {
	var out []Agency
	for _, a := range t.agencies {
		if t.sameCity(a.Region, region) && a.Source.InForce(at) {
			out = append(out, a)
		}
	}
	return out
}

// Outlets are the card outlets of a city and its counties in force at an instant, in the order of the operator's file.
func (t *Tables) Outlets(region string, at time.Time) []Outlet {
	var out []Outlet
	for _, o := range t.outlets {
		if t.sameCity(o.Region, region) && o.Source.InForce(at) {
			out = append(out, o)
		}
	}
	return out
}

// sameCity compares the first four of six digits: province and city of GB/T 2260.
func (t *Tables) sameCity(a, b string) bool {
	a, b = t.current(a), t.current(b)
	return len(a) == 6 && len(b) == 6 && a[:4] == b[:4]
}

// Sheet is a table as text, for the operator: columns, and rows with their cells and whether they ship.
type Sheet struct {
	Columns []string
	Rows    []SheetRow
}

// SheetRow is one row of a Sheet.
type SheetRow struct {
	Cells   []string
	Shipped bool
}

// Sheet is a table by name.
func (t *Tables) Sheet(name string) (Sheet, error) {
	l, ok := layoutOf(name)
	if !ok {
		return Sheet{}, unknown(name)
	}
	s := Sheet{Columns: l.all()}
	for _, r := range t.rows[name] {
		s.Rows = append(s.Rows, SheetRow{slices.Clone(r.cells), r.shipped})
	}
	return s, nil
}

// Export is a table as a file that Import takes; own leaves out the rows that ship.
func (t *Tables) Export(name string, own bool) ([]byte, error) {
	l, ok := layoutOf(name)
	if !ok {
		return nil, unknown(name)
	}
	rows := t.rows[name]
	if own {
		rows = slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.shipped })
	}
	return format(l, rows)
}

func unknown(name string) error {
	return fmt.Errorf("no table %q; the tables are %s", name, strings.Join(Names(), ", "))
}
