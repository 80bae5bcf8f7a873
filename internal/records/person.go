package records

import "time"

// PersonKind decides which errand comes first.
type PersonKind string

// The kinds of person (facts/domain.md §3.6).
const (
	Employee      PersonKind = "employee"
	Flexible      PersonKind = "flexible"
	Resident      PersonKind = "resident"
	CivilServant  PersonKind = "civil"
	Retiree       PersonKind = "retiree_110"
	CivilRetiree  PersonKind = "retiree_120"
	Survivor      PersonKind = "survivor"
	Unemployed    PersonKind = "unemployed"
	UnknownPerson PersonKind = "unknown"
)

// PersonKinds lists every kind.
func PersonKinds() []PersonKind {
	return []PersonKind{Employee, Flexible, Resident, CivilServant, Retiree, CivilRetiree, Survivor, Unemployed, UnknownPerson}
}

// PersonState is what the agency says of the person as a whole; a closed set. A person who is deceased, or whose data are being
// checked, or of whom there are two, has no record that is shown: reading fails with Deceased, Checking or Duplicate.
type PersonState string

// The states of a person.
const (
	PersonNormal    PersonState = ""          // nothing is said against her
	PersonSuspended PersonState = "suspended" // 待遇暂停: shown, with the sentence
	PersonDeceased  PersonState = "deceased"
	PersonChecking  PersonState = "checking"
)

// PersonStates lists every state.
func PersonStates() []PersonState {
	return []PersonState{PersonNormal, PersonSuspended, PersonDeceased, PersonChecking}
}

// Person is who the records belong to.
type Person struct {
	ID     int64  // key within the source; never shown
	Number string // social security number, 18 characters
	Name   string
	Kind   PersonKind
	State  PersonState
	AsOf   time.Time // the day up to which the source's data are complete
}

// Enrolment is one insurance in one insured place.
type Enrolment struct {
	Insurance Insurance
	Region    Region
	Employer  string
	Status    EnrolmentStatus
	Start     Month
}

// EnrolmentStatus is AAC031.
type EnrolmentStatus string

// The states of an enrolment.
const (
	Contributing  EnrolmentStatus = "1" // 参保缴费
	Suspended     EnrolmentStatus = "2" // 暂停缴费
	Terminated    EnrolmentStatus = "3" // 终止缴费
	UnknownStatus EnrolmentStatus = ""
)

// PayStatus is what became of one month's contribution.
type PayStatus string

// The states of a contribution.
const (
	Paid          PayStatus = "paid"           // 已缴
	Owed          PayStatus = "owed"           // 欠费
	TransferredIn PayStatus = "transferred_in" // 外地转入
)

// Contribution is one month of one insurance in one insured place.
type Contribution struct {
	Month     Month
	Insurance Insurance
	Region    Region
	Employer  string
	Base      Money
	Personal  Money
	Unit      Money
	Status    PayStatus
}

// Record is everything that one visit reads of a person.
type Record struct {
	Person         Person
	Enrolments     []Enrolment    // by insurance, then region
	Contributions  []Contribution // within the window, newest first; within a month by insurance, region, and as delivered
	AccountYears   []AccountYear  // newest first, then by insurance
	Annuity        Annuity
	ResidentYears  []ResidentYear // newest first
	Benefits       []Benefit      // as delivered
	Qualifications []Qualification
	Source         About
}

// AsOf is the day up to which the record is complete: the person's own where the source gives one, else the source's. It is the
// day that screens and slips show, and up to which gaps are reckoned.
func (r Record) AsOf() time.Time {
	if r.Person.AsOf.IsZero() {
		return r.Source.AsOf
	}
	return r.Person.AsOf
}
