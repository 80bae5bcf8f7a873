package records

import (
	"context"
	"slices"
	"time"
)

// About is what a source says of itself.
type About struct {
	Name      string    // shown as 来源
	AsOf      time.Time // data are complete up to this day
	Generated bool      // made by kioskctl records generate: invented persons only
	// Local: what was read is a copy that lies on the terminal beside a central source. It gives queries, but no certificate.
	Local bool
	// Places are the insured places that the source has; nil is all of the province.
	Places []Region
}

// Has reports whether the source has an insured place.
func (a About) Has(r Region) bool {
	return len(a.Places) == 0 || slices.ContainsFunc(a.Places, func(p Region) bool { return p.Current() == r.Current() })
}

// Failure is why a record did not come; a closed set, each with its own sentence on the screen (facts/domain.md §5.1).
type Failure string

// The failures of a source.
const (
	NotFound     Failure = "not_found"     // 查无此人, or the register does not know the card
	NotConnected Failure = "not_connected" // 该市尚未接入: the person is known, her places are not in the source
	Busy         Failure = "busy"          // 后台忙或超时: try again
	Down         Failure = "down"          // the back end cannot be reached
	Checking     Failure = "checking"      // 数据核对中: go to the counter
	Duplicate    Failure = "duplicate"     // two records with one number: go to the counter
	Deceased     Failure = "deceased"      // registered as deceased: relatives go to the counter
	Stale        Failure = "stale"         // the local copy is too old to be shown
	Damaged      Failure = "damaged"       // the record file is damaged or unreadable
	Device       Failure = "device"        // the terminal itself cannot do it: for example the access trail cannot be written
)

// Failures lists every failure.
func Failures() []Failure {
	return []Failure{NotFound, NotConnected, Busy, Down, Checking, Duplicate, Deceased, Stale, Damaged, Device}
}

// Error is a failed read. Detail is for the operator and holds no personal data.
type Error struct {
	Failure Failure
	Detail  string
	Err     error
}

func (e *Error) Error() string {
	s := "records: " + string(e.Failure)
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Source is a place that has records and the card register.
//
// Every failure is an *Error whose text names no person. Register and Read hold to the deadline of ctx, change nothing, may be
// repeated, and may be called by several goroutines.
type Source interface {
	// Register says what the card register holds of a card. A card that it does not know is NotFound.
	Register(ctx context.Context, c Card) (Registration, error)
	// Read returns the person's record with the contributions of the window and the payments of the latest PaymentsRead months.
	// A number that is known twice is Duplicate; a person who is deceased or in checking is Deceased or Checking, and nothing
	// of her is returned.
	Read(ctx context.Context, number string, w Window) (Record, error)
	// About may be called at any time after the source was opened, and does not wait for the source.
	About() About
	Close() error
}

// Denied is the failure of a person whose record is not shown, "" for one whose record is.
func (s PersonState) Denied() Failure {
	switch s {
	case PersonDeceased:
		return Deceased
	case PersonChecking:
		return Checking
	}
	return ""
}
