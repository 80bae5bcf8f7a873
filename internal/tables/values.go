package tables

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
)

// Percent is a rate in hundredths of a percent: 16 % is 1600, 0.7 % is 70.
type Percent int

// String is the rate without needless zeros: 16%, 0.7%, 8.31%.
func (p Percent) String() string {
	whole, part := int(p)/100, int(p)%100
	switch {
	case part == 0:
		return fmt.Sprintf("%d%%", whole)
	case part%10 == 0:
		return fmt.Sprintf("%d.%d%%", whole, part/10)
	}
	return fmt.Sprintf("%d.%02d%%", whole, part)
}

// Day is a date as YYYYMMDD in China; 0 is "not said".
type Day int

// DayOf is the day of an instant in China.
func DayOf(at time.Time) Day {
	y, m, d := at.In(clock.Zone()).Date()
	return Day(y*10000 + int(m)*100 + d)
}

// String is the date as YYYY-MM-DD, "" when it is not said.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", int(d)/10000, int(d)/100%100, int(d)%100)
}

// Validity is the time that a row holds for, both days included; 0 is open.
type Validity struct{ From, To Day }

// String is "2025-01-01 – 2025-12-31" with a side left empty that is open, "" when both are.
func (v Validity) String() string {
	if v.From == 0 && v.To == 0 {
		return ""
	}
	return strings.TrimSpace(v.From.String() + " – " + v.To.String())
}

// Confidence says how well a figure is founded, in the letters of facts/domain.md §0.
type Confidence string

// H, M and L are findings of high, medium and low confidence; those that begin with O are the authors' own knowledge for which
// nothing was found, the second letter says how sure they are. Stated is a figure that the operator answers for.
const (
	Stated       Confidence = ""
	High         Confidence = "H"
	Medium       Confidence = "M"
	Low          Confidence = "L"
	Unproven     Confidence = "O"
	UnprovenHigh Confidence = "OH"
	UnprovenMid  Confidence = "OM"
	UnprovenLow  Confidence = "OL"
)

// Weak reports whether a screen must say that the figure is still to be confirmed.
func (c Confidence) Weak() bool { return c == Low || strings.HasPrefix(string(c), string(Unproven)) }

// Source is where a value comes from. Every value of this room carries one.
type Source struct {
	Text       string // for the screen, in Chinese
	Date       Day    // the first day of what was written: the day, month or year in which the source said so
	Validity   Validity
	Confidence Confidence
	Shipped    bool // it came with the program; false: the operator's own
}

// InForce reports whether a row holds on the day of an instant. A row that does not say since when holds from the date of its
// source: that it held is known only from then on, and an older month may have had another rate.
func (s Source) InForce(at time.Time) bool {
	day := DayOf(at)
	return day >= s.start() && (s.Validity.To == 0 || day <= s.Validity.To)
}

func (s Source) start() Day {
	if s.Validity.From != 0 {
		return s.Validity.From
	}
	return s.Date
}

// Amount is money in fen that may be absent; absent is not zero.
type Amount struct {
	Fen   int64
	Known bool
}

// parsePercent reads 0 to 100 with at most two decimals.
func parsePercent(s string) (Percent, error) {
	n, err := parseHundredths(s)
	if err != nil || n > 100_00 {
		return 0, errors.New("is no percentage from 0 to 100 with at most two decimals, such as 0.7")
	}
	return Percent(n), nil
}

// parseYuan reads an amount in yuan and gives fen.
func parseYuan(s string) (int64, error) {
	n, err := parseHundredths(s)
	// A million yuan a month is beyond every base; more is a slip of the hand.
	if err != nil || n > 1_000_000_00 {
		return 0, errors.New("is no amount in yuan with at most two decimals, such as 4504.00")
	}
	return n, nil
}

// parseHundredths reads a plain decimal number without sign, grouping or exponent.
func parseHundredths(s string) (int64, error) {
	whole, part, point := strings.Cut(s, ".")
	if point && (len(part) < 1 || len(part) > 2) || !digits(whole) || len(whole) > 9 || part != "" && !digits(part) {
		return 0, errors.New("is no number")
	}
	return strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// parseDays reads YYYY, YYYY-MM or YYYY-MM-DD and gives the first and the last day of it.
func parseDays(s string) (first, last Day, err error) {
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		at, err := time.ParseInLocation(form.layout, s, clock.Zone())
		if err == nil && at.Year() >= 1949 && at.Year() < 2200 {
			return DayOf(at), DayOf(at.AddDate(form.years, form.months, form.days).Add(-time.Hour)), nil
		}
	}
	return 0, 0, errors.New("is no date; want YYYY-MM-DD, YYYY-MM or YYYY")
}
