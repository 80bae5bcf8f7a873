package attest

import (
	"errors"
	"strings"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// Fields of a statement and of a register are separated by '|', the values of one field by ';'. In a value these two, '%' and
// whatever is no printable ASCII or UTF-8 text stand as %XX, so that no value can end its field or its line.
const (
	between = "|"
	listed  = ";"
)

const hexDigits = "0123456789ABCDEF"

func special(b byte) bool {
	return b < ' ' || b == 0x7f || b == '%' || b == between[0] || b == listed[0]
}

func escape(s string) string {
	var out strings.Builder
	for _, b := range []byte(s) {
		if special(b) {
			out.Write([]byte{'%', hexDigits[b>>4], hexDigits[b&15]})
			continue
		}
		out.WriteByte(b)
	}
	return out.String()
}

var errField = errors.New("a field is not in its normal form")

// unescape reads what escape writes and nothing else: each value has one form only.
func unescape(s string) (string, error) {
	var out strings.Builder
	for i := 0; i < len(s); i++ {
		b := s[i]
		if b == '%' {
			if i+2 >= len(s) {
				return "", errField
			}
			b = byte(strings.IndexByte(hexDigits, s[i+1])<<4 | strings.IndexByte(hexDigits, s[i+2]))
			i += 2
		}
		out.WriteByte(b)
	}
	if escape(out.String()) != s {
		return "", errField
	}
	return out.String(), nil
}

// plain is a text as it may stand in a statement: one line, without control characters and invisible ones, words one space apart.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(hanzi.Printable(s)), " ")
}

// Days are written as on the calendar of China, 20261126.
const dayForm = "20060102"

func writeDay(t time.Time) string { return t.In(clock.Zone()).Format(dayForm) }

func readDay(s string) (time.Time, error) {
	t, err := time.ParseInLocation(dayForm, s, clock.Zone())
	if err != nil || t.Format(dayForm) != s {
		return time.Time{}, errField
	}
	return t, nil
}

// dayOf is the first instant of the day in which t lies.
func dayOf(t time.Time) time.Time {
	y, m, d := t.In(clock.Zone()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, clock.Zone())
}

// kinds are the papers that have a code, and how a statement writes them: two letters that never change their meaning, the second
// none that could be taken for the mark of a specimen.
func kinds() []struct {
	short string
	kind  slip.Kind
} {
	return []struct {
		short string
		kind  slip.Kind
	}{
		{"RR", slip.RightsRecord},
		{"CC", slip.ContributionCertificate},
		{"BC", slip.BenefitCertificate},
		{"AN", slip.AnnuityStatement},
	}
}

func writeKind(k slip.Kind) (string, bool) {
	for _, x := range kinds() {
		if x.kind == k {
			return x.short, true
		}
	}
	return "", false
}

func readKind(s string) (slip.Kind, error) {
	for _, x := range kinds() {
		if x.short == s {
			return x.kind, nil
		}
	}
	return "", errField
}
