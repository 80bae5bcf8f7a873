package attest

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/words"
)

// Statement is what a terminal says of a paper that it prints. It holds no more than the paper shows: of the claim, Content is not
// used, and a name that is not masked or more than the last four of a number is refused.
type Statement struct {
	Claim    slip.Claim
	Issued   time.Time // the day of issue, as the calendar in China has it
	Expires  time.Time // the last day on which the paper is valid
	Terminal string    // 1 to 32 letters, digits or hyphens
	Code     Code
	Specimen bool // it proves nothing: a demonstration, or a terminal that no agency has certified
}

const (
	// Limit is the most bytes of a QR text: more would need modules too small to be read from thermal paper. A usual one, with an
	// address of 50 bytes, a place and an insurance and two totals, has 400: see TestSizes.
	Limit = 450
	// addressLimit is the most bytes of an address with its code filled in: a configuration takes 60 with {code}, which are 74.
	addressLimit = 80
	// nameLimit is what a long masked name may take, in bytes, once there is no room: its ends are kept, its stars are not.
	nameLimit = 12
	// periodLimit is two months and what joins them, with room for another way of writing them.
	periodLimit = 20
	// tailLength is how much of a number a paper shows.
	tailLength = 4
	// version begins the line of the statement. A reader that does not know it must say so and nothing else.
	version = "SB1"
	family  = "SB" // of all versions
	// specimenMark follows the kind of a specimen.
	specimenMark = "S"
	// fields are those of the line, the signature among them.
	fields = 11
)

// The statements that are not signed; each is a fault of the caller.
var (
	ErrNoCertificate = errors.New("a slip of this kind has no statement")
	ErrNoCode        = errors.New("a statement needs a code")
	ErrNotMasked     = errors.New("a statement holds a masked name and the last four of the number only")
	ErrDays          = errors.New("a statement needs a day of issue and a last day not before it")
	ErrTooLong       = errors.New("a statement does not fit into its QR code")
	ErrAddress       = errors.New("the address of checking begins with https:// or http:// and has 80 ASCII characters at most")
)

func (s Statement) fault() error {
	_, known := writeKind(s.Claim.Kind)
	switch {
	case !known:
		return ErrNoCertificate
	case !s.Code.Valid():
		return ErrNoCode
	case s.Claim.Name != "" && !strings.Contains(s.Claim.Name, "*") || len(s.Claim.Tail) > tailLength:
		return ErrNotMasked
	case s.Issued.IsZero() || dayOf(s.Expires).Before(dayOf(s.Issued)) || s.Expires.In(dayOf(s.Expires).Location()).Year() > 9999:
		return ErrDays
	case !terminalName(s.Terminal):
		return errTerminal
	case len(s.Claim.Period) > periodLimit:
		return fmt.Errorf("%w: its period is no period", ErrTooLong)
	}
	return nil
}

// filled is the address with the code in the place of {code}; "" stays "".
func filled(address string, c Code) (string, error) {
	if address == "" {
		return "", nil
	}
	address = strings.ReplaceAll(address, "{code}", string(c))
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || len(address) > addressLimit {
		return "", ErrAddress
	}
	for _, b := range []byte(address) {
		if b <= ' ' || b > '~' {
			return "", ErrAddress
		}
	}
	return address, nil
}

// unsigned is the QR text up to where its signature begins: the sentence, the address, and the statement. When it would be too long
// it loses, one after the other and only as far as needed: the last total, the one before, the first; the place and insurance; the
// stars of a long name. What it lost still stands on the paper, but there only.
func (s Statement) unsigned(w *words.Catalogue, address, keyID string) (string, error) {
	if err := s.fault(); err != nil {
		return "", err
	}
	address, err := filled(address, s.Code)
	if err != nil {
		return "", err
	}
	s.Claim.Name, s.Claim.Scope, s.Claim.Period = plain(s.Claim.Name), plain(s.Claim.Scope), plain(s.Claim.Period)
	s.Claim.Tail = plain(s.Claim.Tail)
	totals := make([]slip.Total, len(s.Claim.Totals))
	for i, t := range s.Claim.Totals {
		totals[i] = slip.Total{Label: plain(t.Label), Value: plain(t.Value)}
	}
	s.Claim.Totals = totals
	for {
		text := s.sentence(w) + "\n"
		if address != "" {
			text += address + "\n"
		}
		text += s.line(keyID)
		short := shortName(s.Claim.Name)
		switch {
		case len(text)+signatureLength <= Limit:
			return text, nil
		case len(s.Claim.Totals) > 0:
			s.Claim.Totals = s.Claim.Totals[:len(s.Claim.Totals)-1]
		case s.Claim.Scope != "":
			s.Claim.Scope = ""
		case s.Claim.Name != short:
			s.Claim.Name = short
		default:
			return "", ErrTooLong
		}
	}
}

// shortName keeps the first and the last character of a masked name that is longer than nameLimit.
func shortName(name string) string {
	if len(name) <= nameLimit {
		return name
	}
	_, first := utf8.DecodeRuneInString(name)
	_, last := utf8.DecodeLastRuneInString(name)
	return name[:first] + "*" + name[len(name)-last:]
}

// sentence is the first line: what a phone shows to whoever scans the code.
func (s Statement) sentence(w *words.Catalogue) string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	if s.Specimen {
		add(w.Say(words.Chinese, "attest.specimen"))
	}
	add(w.Say(words.Chinese, "attest.kind."+string(s.Claim.Kind)))
	add(s.Claim.Name)
	if s.Claim.Tail != "" {
		add(w.Say(words.Chinese, "attest.tail", s.Claim.Tail))
	}
	add(readable(s.Claim.Period))
	add(s.Claim.Scope)
	for _, t := range s.Claim.Totals {
		add(t.Label + t.Value)
	}
	add(w.Say(words.Chinese, "attest.until", dayOf(s.Expires).Format("2006-01-02")))
	return strings.Join(parts, " ")
}

// readable is a period for the eye: 202012-202611 becomes 2020.12-2026.11. What is no period of months stays as it is.
func readable(period string) string {
	months := strings.Split(period, "-")
	for i, m := range months {
		if len(m) != 6 || strings.Trim(m, "0123456789") != "" {
			return period
		}
		months[i] = m[:4] + "." + m[4:]
	}
	return strings.Join(months, "-")
}

// line is the statement for programs, without its signature. Labels, period and scope stand in the sentence only, which is signed
// with it: said twice they would cost every paper 40 bytes.
func (s Statement) line(keyID string) string {
	kind, _ := writeKind(s.Claim.Kind)
	values := make([]string, len(s.Claim.Totals))
	for i, t := range s.Claim.Totals {
		values[i] = escape(t.Value)
	}
	if s.Specimen {
		kind += specimenMark
	}
	return strings.Join([]string{version, kind, escape(s.Claim.Name), escape(s.Claim.Tail), strings.Join(values, listed),
		writeDay(s.Issued), writeDay(s.Expires), s.Terminal, string(s.Code), keyID, ""}, between)
}
