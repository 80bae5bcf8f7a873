package httpjson

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

// What is wrong with a reply. None of them repeats it.
var (
	errJSON    = errors.New("it is not one JSON object without repeated names")
	errForm    = errors.New("its fields have not the form of the contract")
	errRequest = errors.New("it is to another request")
	errPerson  = errors.New("it is about another person")
	errWord    = errors.New("it names an error that the contract does not have")
)

// fields takes the fields of an object by name. A field that is not there, null and an empty text are all absent; unknown
// fields are additions of a later back end and pass. The first error stays and says which field.
type fields struct {
	of   backend.Object
	path string
	err  *error
}

func (f fields) fail(name string) {
	if *f.err == nil {
		*f.err = errors.Join(errForm, errors.New(f.path+name))
	}
}

func (f fields) text(name string) string {
	v := f.of[name]
	if v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok || len(s) > maxText {
		f.fail(name)
		return ""
	}
	return s
}

// number is a whole number from 0 to most, 0 when it is absent.
func (f fields) number(name string, most int) int {
	v := f.of[name]
	if v == nil {
		return 0
	}
	n, ok := v.(json.Number)
	i, err := strconv.Atoi(n.String())
	if !ok || err != nil || i < 0 || i > most {
		f.fail(name)
		return 0
	}
	return i
}

func (f fields) flag(name string) bool {
	v := f.of[name]
	if v == nil {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		f.fail(name)
	}
	return b
}

// money is an amount as text with two decimals: "5200.00". A number of JSON is refused, because half of the world's
// programs read it as a float.
func (f fields) money(name string) records.Money {
	v := f.of[name]
	if v == nil {
		return records.Money{}
	}
	s, ok := v.(string)
	if ok && s == "" {
		return records.Money{}
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, part, pointed := strings.Cut(digits, ".")
	// Fourteen digits before the point, as numeric(16,2); what is longer is no person's money and would spoil sums.
	if !ok || !pointed || len(part) != 2 || len(whole) > 14 || !allDigits(whole) || !allDigits(part) {
		f.fail(name)
		return records.Money{}
	}
	fen, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		f.fail(name)
	}
	if negative {
		fen = -fen
	}
	return records.Known(records.Fen(fen))
}

func allDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func (f fields) month(name string) records.Month {
	m := records.Month(f.number(name, 999999))
	if m != 0 && !m.Valid() {
		f.fail(name)
		return 0
	}
	return m
}

// monthKnown is a month that may not be absent.
func (f fields) monthKnown(name string) records.Month {
	m := f.month(name)
	if m == 0 {
		f.fail(name)
	}
	return m
}

// instant is a day YYYYMMDD as the midnight at which it begins, zero when it is absent.
func (f fields) instant(name string) time.Time {
	n := f.number(name, 99999999)
	if n == 0 {
		return time.Time{}
	}
	t, err := time.ParseInLocation("20060102", strconv.Itoa(n), clock.Zone())
	if err != nil || n < 19000101 {
		f.fail(name)
		return time.Time{}
	}
	return t
}

func (f fields) day(name string) int {
	t := f.instant(name)
	if t.IsZero() {
		return 0
	}
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}

func (f fields) insurance() records.Insurance {
	s := f.text("insurance")
	if len(s) != 3 || !allDigits(s) {
		f.fail("insurance")
	}
	return records.Insurance(s)
}

func (f fields) region() records.Region { return f.regionOf("region", f.text("region")) }

func (f fields) regionOf(name, s string) records.Region {
	if len(s) != 6 || !allDigits(s) {
		f.fail(name)
	}
	return records.Region(s)
}

// code is a word of a closed set.
func code[T ~string](f fields, name string, set ...T) T {
	word := T(f.text(name))
	if !slices.Contains(set, word) {
		f.fail(name)
	}
	return word
}

// object is a field that is an object; without fields when it is absent.
func (f fields) object(name string) fields {
	o, ok := f.of[name].(backend.Object)
	if !ok && f.of[name] != nil {
		f.fail(name)
	}
	return fields{o, f.path + name + ".", f.err}
}

// list is a field that is a list of objects; nil when it is absent or empty.
func list[T any](f fields, name string, take func(fields) T) []T {
	elements, ok := f.of[name].([]any)
	if !ok && f.of[name] != nil {
		f.fail(name)
	}
	var out []T
	for _, e := range elements {
		o, ok := e.(backend.Object)
		if !ok {
			f.fail(name)
			return nil
		}
		out = append(out, take(fields{o, f.path + name + ".", f.err}))
	}
	return out
}
