package tables

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a file. A province has some 1,800 towns and streets and a few thousand bank outlets (facts/domain.md §6): ten times
// that fits. A cell of more than 300 characters is no line of a screen.
const (
	maxBytes = 8 << 20
	maxRows  = 50_000
	maxCell  = 300
)

// layout is what one table consists of.
type layout struct {
	name    string
	columns []string // without the common ones
	keys    []string // those that make a row the same row
	read    func(c *cells, to *values)
}

// common are the columns of every table.
var common = [...]string{"valid_from", "valid_to", "source", "source_date", "confidence"}

func (l layout) all() []string { return slices.Concat(l.columns, common[:]) }

func (l layout) key(cells []string) string {
	var key []string
	for _, k := range l.keys {
		key = append(key, cells[slices.Index(l.all(), k)])
	}
	return strings.Join(key, " ")
}

// layouts are the tables in the order in which they are listed.
func layouts() []layout {
	return []layout{
		{"insurance", []string{"code", "name", "family"}, []string{"code"}, func(c *cells, to *values) {
			to.insurances = append(to.insurances, Insurance{Code: c.number("code", 3, 3), Name: c.must("name"),
				Family: c.oneOf("family", "", "pension", "unemployment", "work_injury", "annuity"), Source: c.source()})
		}},
		{"code_map", []string{"system", "source_code", "code"}, []string{"system", "source_code"}, func(c *cells, to *values) {
			to.mappings = append(to.mappings, Mapping{System: c.must("system"), SourceCode: c.must("source_code"), Code: c.must("code"),
				Source: c.source()})
		}},
		{"city", []string{"code", "name", "area_code"}, []string{"code"}, func(c *cells, to *values) {
			to.cities = append(to.cities, City{Code: c.number("code", 6, 6), Name: c.must("name"), AreaCode: c.areaCode("area_code"),
				Source: c.source()})
		}},
		{"hotline", []string{"region", "phone"}, []string{"region"}, func(c *cells, to *values) {
			to.hotlines = append(to.hotlines, Hotline{Region: c.number("region", 6, 6), Phone: c.phone("phone", true), Source: c.source()})
		}},
		{"agency", []string{"code", "name", "region", "county", "address", "phone", "hours"}, []string{"code"},
			func(c *cells, to *values) {
				to.agencies = append(to.agencies, Agency{Code: c.must("code"), Name: c.must("name"), Region: c.number("region", 6, 6),
					County: c.text("county"), Address: c.must("address"), Phone: c.phone("phone", false), Hours: c.text("hours"),
					Source: c.source()})
			}},
		{"outlet", []string{"code", "name", "bank", "region", "county", "address", "phone", "hours", "cards", "instant"},
			[]string{"code"}, func(c *cells, to *values) {
				to.outlets = append(to.outlets, Outlet{Code: c.must("code"), Name: c.must("name"), Bank: c.text("bank"),
					Region: c.number("region", 6, 6), County: c.text("county"), Address: c.must("address"),
					Phone: c.phone("phone", false), Hours: c.text("hours"), Cards: c.text("cards"),
					Instant: c.oneOf("instant", "", "yes", "no"), Source: c.source()})
			}},
		{"base_bound", []string{"year", "low", "high", "average"}, []string{"year"}, func(c *cells, to *values) {
			b := Bound{Year: c.year("year"), Low: c.yuan("low", true).Fen, High: c.yuan("high", true).Fen,
				Average: c.yuan("average", false), Source: c.source()}
			if b.Low > b.High {
				c.fault("high", "is lower than low")
			}
			to.bounds = append(to.bounds, b)
		}},
		{"rate", []string{"insurance", "who", "payer", "rate", "rate_high", "account", "note"},
			[]string{"insurance", "who", "payer", "valid_from"}, func(c *cells, to *values) {
				r := Rate{Insurance: c.number("insurance", 3, 3),
					Who:   c.oneOf("who", "all", "employee", "flexible", "resident", "civil"),
					Payer: Payer(c.oneOf("payer", string(ByUnit), string(ByPerson))), Low: c.percent("rate", true).Percent,
					Account: c.percent("account", false), Note: c.text("note"), Source: c.source()}
				r.High = r.Low
				if high := c.percent("rate_high", false); high.Known {
					r.High = high.Percent
				}
				if r.High < r.Low {
					c.fault("rate_high", "is lower than rate")
				}
				if r.Account.Percent > r.High {
					c.fault("account", "is more than the rate")
				}
				to.rates = append(to.rates, r)
			}},
		{"interest", []string{"year", "rate"}, []string{"year"}, func(c *cells, to *values) {
			to.interests = append(to.interests, Interest{Year: c.year("year"), Rate: c.percent("rate", true).Percent, Source: c.source()})
		}},
		{"resident_minimum", []string{"year", "monthly"}, []string{"year"}, func(c *cells, to *values) {
			to.minimums = append(to.minimums, Minimum{Year: c.year("year"), Monthly: c.yuan("monthly", true).Fen, Source: c.source()})
		}},
		{"channel", []string{"id", "address"}, []string{"id"}, func(c *cells, to *values) {
			to.channels = append(to.channels, Channel{ID: c.must("id"), Address: c.address("address"), Source: c.source()})
		}},
	}
}

// Names are the tables there are.
func Names() []string {
	var out []string
	for _, l := range layouts() {
		out = append(out, l.name)
	}
	return out
}

func layoutOf(name string) (layout, bool) {
	for _, l := range layouts() {
		if l.name == name {
			return l, true
		}
	}
	return layout{}, false
}

// cells is one row being read; faults gather in problems.
type cells struct {
	layout   layout
	line     int
	values   []string // in the order of the layout
	places   []int    // for each place in the file the one in the layout
	shipped  bool
	problems []Problem
}

func (c *cells) fault(column, reason string) {
	c.problems = append(c.problems, Problem{File: c.layout.name + ".csv", Line: c.line,
		Column: slices.Index(c.places, slices.Index(c.layout.all(), column)) + 1, Name: column, Reason: reason})
}

func (c *cells) raw(column string) string { return c.values[slices.Index(c.layout.all(), column)] }

// text is a cell that a screen can show: one line, and nothing that a spreadsheet would take for a formula.
func (c *cells) text(column string) string {
	s := c.raw(column)
	switch {
	case utf8.RuneCountInString(s) > maxCell:
		c.fault(column, fmt.Sprintf("has more than %d characters", maxCell))
	case strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) && r != '　' || r == utf8.RuneError }):
		c.fault(column, "holds a character that cannot be shown")
	case s != "" && strings.ContainsRune("=+-@", rune(s[0])):
		c.fault(column, "begins like a formula of a spreadsheet")
	}
	return s
}

func (c *cells) must(column string) string {
	if c.raw(column) == "" {
		c.fault(column, "is empty")
	}
	return c.text(column)
}

func (c *cells) number(column string, least, most int) string {
	s := c.raw(column)
	if !digits(s) || len(s) < least || len(s) > most {
		c.fault(column, fmt.Sprintf("is no code of %d digits", most))
	}
	return s
}

func (c *cells) areaCode(column string) string {
	s := c.raw(column)
	// A spreadsheet takes the zero away.
	if !digits(s) || len(s) < 3 || len(s) > 4 || s[0] != '0' {
		c.fault(column, "is no area code; it begins with 0 and has 3 or 4 digits")
	}
	return s
}

// phone is digits and single hyphens, several numbers parted by 、.
func (c *cells) phone(column string, must bool) string {
	s := c.raw(column)
	if s == "" && !must {
		return ""
	}
	for number := range strings.SplitSeq(s, "、") {
		if len(number) > 20 || len(number) < 3 {
			c.fault(column, "is no telephone number")
			return s
		}
		for part := range strings.SplitSeq(number, "-") {
			if !digits(part) {
				c.fault(column, "is no telephone number")
				return s
			}
		}
	}
	return s
}

// address is what a telephone opens: it stands on the screen as a code and in letters, so it is short and plain.
func (c *cells) address(column string) string {
	const most = 120 // bytes: a code of it can be read from the glass, and the line in letters fits
	s := c.raw(column)
	u, err := url.Parse(s)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Hostname() == "", u.User != nil, len(s) > most,
		strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }):
		c.fault(column, fmt.Sprintf("is no address that begins with http:// or https:// and has at most %d plain characters", most))
	}
	return s
}

func (c *cells) oneOf(column string, allowed ...string) string {
	s := c.raw(column)
	if !slices.Contains(allowed, s) {
		c.fault(column, "is none of: "+strings.TrimPrefix(strings.Join(allowed, ", "), ", "))
	}
	return s
}

func (c *cells) year(column string) int {
	y, err := strconv.Atoi(c.raw(column))
	if err != nil || len(c.raw(column)) != 4 || y < 1949 || y >= 2200 {
		c.fault(column, "is no year")
		return 0
	}
	return y
}

func (c *cells) yuan(column string, must bool) Amount {
	s := c.raw(column)
	if s == "" && !must {
		return Amount{}
	}
	n, err := parseYuan(s)
	if err != nil {
		c.fault(column, err.Error())
	}
	return Amount{Fen: n, Known: true}
}

func (c *cells) percent(column string, must bool) Share {
	s := c.raw(column)
	if s == "" && !must {
		return Share{}
	}
	p, err := parsePercent(s)
	if err != nil {
		c.fault(column, err.Error())
	}
	return Share{Percent: p, Known: true}
}

func (c *cells) source() Source {
	s := Source{Text: c.must("source"), Shipped: c.shipped}
	days := func(column string) (first, last Day) {
		text := c.raw(column)
		if text == "" {
			return 0, 0
		}
		first, last, err := parseDays(text)
		if err != nil {
			c.fault(column, err.Error())
		}
		return first, last
	}
	s.Validity.From, _ = days("valid_from")
	_, s.Validity.To = days("valid_to")
	if s.Validity.To != 0 && s.Validity.To < s.Validity.From {
		c.fault("valid_to", "is before valid_from")
	}
	if c.raw("source_date") == "" {
		c.fault("source_date", "is empty: when did the source say so?")
	}
	s.Date, _ = days("source_date")
	s.Confidence = Confidence(c.oneOf("confidence", string(Stated), string(High), string(Medium), string(Low), string(Unproven),
		string(UnprovenHigh), string(UnprovenMid), string(UnprovenLow)))
	if c.shipped && s.Confidence == Stated {
		c.fault("confidence", "is empty in what ships")
	}
	return s
}
