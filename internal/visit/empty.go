package visit

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// Empty is why a query shows nothing; a closed set, each with its sentence (facts/domain.md §7). That the back end is down is a
// failure of the whole reading and shown before there is a query.
type Empty string

// The reasons of an empty query.
const (
	NotEmpty        Empty = ""
	NoRecordHere    Empty = "no_record"     // no record in this place, or at all
	PlaceNotOpen    Empty = "not_connected" // the city's data are not in the source
	NotYourKindThis Empty = "not_kind"      // for another kind of person
)

// Empties lists every reason.
func Empties() []Empty { return []Empty{NoRecordHere, PlaceNotOpen, NotYourKindThis} }

// civil, retired, resident: whom a query is for, by what the source says of the person, or by what it has of her.
func civil(r *records.Record) bool {
	return r.Person.Kind == records.CivilServant || r.Person.Kind == records.CivilRetiree ||
		enrolled(r, records.CivilPension, records.OccupationalAnnuity)
}

func retired(r *records.Record) bool {
	switch r.Person.Kind {
	case records.Retiree, records.CivilRetiree, records.Survivor:
		return true
	}
	return len(records.BenefitsOf(*r, records.GroupRetirement)) > 0
}

func resident(r *records.Record) bool {
	return r.Person.Kind == records.Resident || enrolled(r, records.ResidentPension)
}

func enrolled(r *records.Record, any ...records.Insurance) bool {
	return slices.ContainsFunc(r.Enrolments, func(e records.Enrolment) bool { return slices.Contains(any, e.Insurance) })
}

// lacking is the reason of an empty query that is for some kinds of person only.
func lacking(has, kind bool) Empty {
	switch {
	case has:
		return NotEmpty
	case kind:
		return NoRecordHere
	}
	return NotYourKindThis
}

// emptyPlace is the reason of an empty statement of a place.
func emptyPlace(r *records.Record, region records.Region, rows int) Empty {
	switch {
	case region != records.AllRegions && !r.Source.Has(region):
		return PlaceNotOpen // gaps there would be said of data that the source does not have
	case rows > 0:
		return NotEmpty
	}
	return NoRecordHere
}
