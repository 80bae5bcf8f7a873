package tables

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Word is a sentence of internal/words: its key and what it fills in.
type Word struct {
	Key  string
	Args []string
}

// Row is one line of the public screen 缴费基数与费率.
type Row struct {
	Labels   []Word // to be set side by side: "企业职工基本养老保险", "单位"
	Name     string // Chinese, from the table, behind the labels; of an agency or an outlet
	Value    string // "4,504.00", "16%", "0.2% – 1.9%", "12345"; "" when Absent
	Note     string // Chinese, from the table; may be ""
	Absent   bool   // nobody has said it: the screen says so, and shows no number
	Weak     bool   // the screen must say that it is still to be confirmed
	Source   string // Chinese, from the table
	Since    string // date of the source, YYYY-MM-DD
	Validity string // "2025-01-01 – 2025-12-31"; "" when the table does not say
	Shipped  bool
}

// Group is a part of the screen with its heading.
type Group struct {
	Title Word
	Rows  []Row
}

// interestYears is how many years of interest a screen holds without turning pages; facts/domain.md §3.3 has ten.
const interestYears = 10

// Shown is what the public screen says at an instant: the contribution bases of the year and the latest year that has some, the
// rates in force, the interest of accounts, the least pension of residents, the hotline of each city, and the operator's agencies
// and outlets, city by city. A group of which nobody has given a row has none.
func (t *Tables) Shown(at time.Time) []Group {
	year := int(DayOf(at)) / 10000
	return []Group{
		{Word{Key: "tables.base_bound"}, t.shownBounds(year)},
		{Word{Key: "tables.rate"}, t.shownRates(at)},
		{Word{Key: "tables.interest"}, t.shownInterest(year)},
		{Word{Key: "tables.resident_minimum"}, t.shownMinimum(year)},
		{Word{Key: "tables.hotline"}, t.shownHotlines(at)},
		{Word{Key: "tables.agency"}, t.shownAgencies(at)},
		{Word{Key: "tables.outlet"}, t.shownOutlets(at)},
	}
}

func shownRow(s Source, value string, labels ...Word) Row {
	return Row{Labels: labels, Value: value, Weak: s.Confidence.Weak(), Source: s.Text, Since: s.Date.String(),
		Validity: s.Validity.String(), Shipped: s.Shipped}
}

func yearWord(year int) Word { return Word{Key: "tables.year", Args: []string{strconv.Itoa(year)}} }

func absent(labels ...Word) Row { return Row{Labels: labels, Absent: true} }

// shownBounds never gives the bounds of one year for another: a year without any says so, and the latest one has its own label.
func (t *Tables) shownBounds(year int) (rows []Row) {
	for y := year; y > 0; y-- {
		b, ok := t.Bound(y)
		if !ok {
			if y == year {
				rows = append(rows, absent(yearWord(y)))
			}
			continue
		}
		rows = append(rows, shownRow(b.Source, yuan(b.Low), yearWord(y), Word{Key: "tables.low"}),
			shownRow(b.Source, yuan(b.High), yearWord(y), Word{Key: "tables.high"}))
		if b.Average.Known {
			rows = append(rows, shownRow(b.Source, yuan(b.Average.Fen), yearWord(y), Word{Key: "tables.average"}))
		}
		break
	}
	return rows
}

func (t *Tables) shownRates(at time.Time) (rows []Row) {
	for _, insurance := range []string{"110", "120", "170", "180", "210", "410"} { // those that the terminal shows
		label := Word{Key: "insurance." + insurance}
		rates := t.Rate(insurance, at)
		if len(rates) == 0 {
			rows = append(rows, absent(label))
		}
		for _, r := range rates {
			labels := []Word{label}
			if r.Who != "all" {
				labels = append(labels, Word{Key: "tables.who." + r.Who})
			}
			value := r.Low.String()
			if r.High != r.Low {
				value += " – " + r.High.String()
			}
			row := shownRow(r.Source, value, append(labels, Word{Key: "tables.payer." + string(r.Payer)})...)
			row.Note = r.Note
			rows = append(rows, row)
		}
	}
	return rows
}

func (t *Tables) shownInterest(year int) (rows []Row) {
	for y := year; y > year-interestYears; y-- {
		i, ok := t.Interest(y)
		switch {
		case ok:
			rows = append(rows, shownRow(i.Source, i.Rate.String(), yearWord(y)))
		default:
			rows = append(rows, absent(yearWord(y)))
		}
	}
	return rows
}

func (t *Tables) shownMinimum(year int) (rows []Row) {
	for y := year; y > 0; y-- {
		if m, ok := t.ResidentMinimum(y); ok {
			return append(rows, shownRow(m.Source, yuan(m.Monthly), yearWord(y)))
		}
		if y == year {
			rows = append(rows, absent(yearWord(y)))
		}
	}
	return rows
}

func (t *Tables) shownHotlines(at time.Time) (rows []Row) {
	for _, c := range t.Cities() {
		label := Word{Key: "region." + c.Code}
		if h, ok := t.Hotline(c.Code); ok && h.Source.InForce(at) {
			rows = append(rows, shownRow(h.Source, h.Phone, label))
		} else {
			rows = append(rows, absent(label))
		}
	}
	return rows
}

// province is the region of what serves all cities.
const province = "370000"

// regions are the province, and its cities by code.
func (t *Tables) regions() []string {
	all := []string{province}
	for _, c := range t.Cities() {
		all = append(all, c.Code)
	}
	return all
}

func (t *Tables) shownAgencies(at time.Time) (rows []Row) {
	for _, region := range t.regions() {
		for _, a := range t.Agencies(region, at) {
			rows = append(rows, shownOffice(a.Source, region, a.Name, a.Phone, a.County, a.Address, a.Hours))
		}
	}
	return rows
}

func (t *Tables) shownOutlets(at time.Time) (rows []Row) {
	for _, region := range t.regions() {
		for _, o := range t.Outlets(region, at) {
			rows = append(rows, shownOffice(o.Source, region, o.Name, o.Phone, o.Bank, o.County, o.Address, o.Hours))
		}
	}
	return rows
}

// shownOffice is a place that one can go to: what the operator has given of it, and the phone as its value.
func shownOffice(s Source, region, name, phone string, more ...string) Row {
	r := shownRow(s, phone, Word{Key: "region." + region})
	r.Name = name
	r.Note = strings.Join(slices.DeleteFunc(more, func(text string) bool { return text == "" }), "，")
	return r
}

// yuan is an amount with two decimals and thousands separators, as the records print it.
func yuan(fen int64) string {
	whole := strconv.FormatInt(fen/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s.%02d", whole, fen%100)
}
