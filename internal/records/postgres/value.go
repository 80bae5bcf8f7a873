package postgres

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

// What is wrong with a value. None of them repeats it.
var (
	errColumns = errors.New("another number of columns than was asked for")
	errText    = errors.New("a text that is too long or not UTF-8")
	errNumber  = errors.New("a number that is none")
	errMoney   = errors.New("an amount that is not yuan with at most two decimals")
	errMonth   = errors.New("a month that does not exist")
	errDay     = errors.New("a day that does not exist")
	errCode    = errors.New("a code that the contract does not have")
	errAbsent  = errors.New("a value is absent that may not be")
	errTail    = errors.New("more of a bank account than its last four digits")
	errOwner   = errors.New("a row without the row that it belongs to")
	errTwice   = errors.New("two rows where there may be one")
	errRows    = errors.New("more rows than a person can have")
)

// row takes the columns of one row from left to right, as the text that the server sent. NULL, the empty text and blanks
// (char(n) is padded with them) are all absent: databases that follow Oracle keep an empty text as NULL (facts/domain.md
// §5.2). The first error stays.
type row struct {
	columns [][]byte
	at      int
	err     error
}

func (r *row) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// text is the next column without its padding, "" when it is absent.
func (r *row) text() string {
	if r.at >= len(r.columns) {
		r.fail(errColumns)
		return ""
	}
	b := r.columns[r.at]
	r.at++
	if len(b) > maxText || !utf8.Valid(b) {
		r.fail(errText)
		return ""
	}
	return strings.Trim(string(b), " ")
}

// number is a count or a key, 0 when it is absent.
func (r *row) number() int64 {
	s := r.text()
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		r.fail(errNumber)
	}
	return n
}

// count is a number that fits its meaning: months, years, serial numbers.
func (r *row) count() int {
	n := r.number()
	if n < 0 || n > 1_000_000 {
		r.fail(errNumber)
		return 0
	}
	return int(n)
}

func (r *row) money() records.Money {
	m, err := parseMoney(r.text())
	if err != nil {
		r.fail(err)
	}
	return m
}

// parseMoney reads yuan as a database writes numeric: digits, a point, more than two decimals only when they are zeros.
func parseMoney(s string) (records.Money, error) {
	if s == "" {
		return records.Money{}, nil
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, part, pointed := strings.Cut(digits, ".")
	part = strings.TrimRight(part, "0")
	if !allDigits(whole) || pointed && part != "" && !allDigits(part) || len(part) > 2 {
		return records.Money{}, errMoney
	}
	fen, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	// numeric(16,2) has fourteen digits before the point; what is longer is no person's money and would spoil sums.
	if err != nil || fen > 9_999_999_999_999_999 {
		return records.Money{}, errMoney
	}
	if negative {
		fen = -fen
	}
	return records.Known(records.Fen(fen)), nil
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// month is a month, 0 when it is absent.
func (r *row) month() records.Month {
	n := r.number()
	if n != 0 && (n > 999999 || !records.Month(n).Valid()) {
		r.fail(errMonth)
		return 0
	}
	return records.Month(n)
}

// monthKnown is a month that may not be absent.
func (r *row) monthKnown() records.Month {
	m := r.month()
	if m == 0 {
		r.fail(errMonth)
	}
	return m
}

// day is a day as YYYYMMDD, 0 when it is absent.
func (r *row) day() int {
	n := r.number()
	if n == 0 {
		return 0
	}
	if _, err := dayOf(n); err != nil {
		r.fail(err)
		return 0
	}
	return int(n)
}

// instant is a day as the midnight at which it begins, zero when it is absent.
func (r *row) instant() time.Time {
	n := r.day()
	if n == 0 {
		return time.Time{}
	}
	t, err := dayOf(int64(n))
	if err != nil {
		r.fail(err)
	}
	return t
}

func dayOf(n int64) (time.Time, error) {
	t, err := time.ParseInLocation("20060102", strconv.FormatInt(n, 10), clock.Zone())
	if err != nil || n < 19000101 {
		return time.Time{}, errDay
	}
	return t, nil
}

func (r *row) insurance() records.Insurance {
	s := r.text()
	if len(s) != 3 || !allDigits(s) {
		r.fail(errCode)
	}
	return records.Insurance(s)
}

func (r *row) region() records.Region {
	s := r.text()
	if len(s) != 6 || !allDigits(s) {
		r.fail(errCode)
	}
	return records.Region(s)
}

// code is a word of a closed set.
func code[T ~string](r *row, set ...T) T {
	word := T(r.text())
	if !slices.Contains(set, word) {
		r.fail(errCode)
	}
	return word
}
