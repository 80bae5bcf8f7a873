// Package records holds the words of social insurance records and the contract of a place that has them.
//
// It knows nothing of SQL, files or screens. Money is whole fen, months are YYYYMM, an absent value is not zero.
// Field meanings and codes: facts/domain.md §2 and §3.
package records

import (
	"context"
	"fmt"
	"time"
)

// Fen is an amount of money, 1/100 yuan. Sums of a lifetime stay far below its range.
type Fen int64

// String is the amount in yuan with two decimals and thousands separators: 6,480.00.
func (f Fen) String() string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	yuan := int64(f) / 100
	s := fmt.Sprintf("%d", yuan)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, s, int64(f)%100)
}

// Money is an amount that may be absent. Absent prints as "--" and is never added up as zero.
type Money struct {
	Fen   Fen
	Known bool
}

// Known makes an amount that is there.
func Known(f Fen) Money { return Money{Fen: f, Known: true} }

// String is the amount, or "--" when it is absent.
func (m Money) String() string {
	if !m.Known {
		return "--"
	}
	return m.Fen.String()
}

// Month is a calendar month as YYYYMM; 0 is "unknown".
type Month int

// MonthOf is the month of an instant in China.
func MonthOf(t time.Time) Month {
	t = t.In(time.FixedZone("CST", 8*60*60))
	return Month(t.Year()*100 + int(t.Month()))
}

// Valid reports whether m is a month that exists, 190001 or later.
func (m Month) Valid() bool { return m >= 190001 && m%100 >= 1 && m%100 <= 12 }

// Year is the calendar year.
func (m Month) Year() int { return int(m) / 100 }

// Of is the month of the year, 1 to 12.
func (m Month) Of() int { return int(m) % 100 }

// Add is the month n months later, or earlier when n is negative.
func (m Month) Add(n int) Month {
	k := m.Year()*12 + m.Of() - 1 + n
	return Month(k/12*100 + k%12 + 1)
}

// Since is the number of months from other to m.
func (m Month) Since(other Month) int {
	return (m.Year()-other.Year())*12 + m.Of() - other.Of()
}

// WindowMonths is how far back the province-wide query reaches: the policy document says "60 个月以内", which
// facts/domain.md §3.6 fixes as the present month and the 59 before it.
const WindowMonths = 60

// Window is a run of months, both ends included.
type Window struct{ First, Last Month }

// WindowAt is the 60 periods that end with the month of now.
func WindowAt(now time.Time) Window {
	last := MonthOf(now)
	return Window{First: last.Add(-(WindowMonths - 1)), Last: last}
}

// Insurance is an insurance type, AAE140 (facts/domain.md §3.1).
type Insurance string

// The insurance types that this terminal shows.
const (
	EmployeePension     Insurance = "110" // 企业职工基本养老保险
	CivilPension        Insurance = "120" // 机关事业单位养老保险
	ResidentPension     Insurance = "170" // 城乡居民基本养老保险
	OccupationalAnnuity Insurance = "180" // 职业年金
	Unemployment        Insurance = "210" // 失业保险
	WorkInjury          Insurance = "410" // 工伤保险
)

// Family is what a citizen calls an insurance: the tabs of 全省社保通查.
type Family string

// The three families of the province-wide query, in the order of the policy document's screen.
const (
	FamilyPension      Family = "pension"      // 养老: 110, 120, 170
	FamilyUnemployment Family = "unemployment" // 失业: 210
	FamilyWorkInjury   Family = "work_injury"  // 工伤: 410
)

// Families are the families in the order in which they are shown.
func Families() []Family { return []Family{FamilyPension, FamilyUnemployment, FamilyWorkInjury} }

// Family is the family of an insurance type; "" for one that 全省社保通查 does not show.
func (i Insurance) Family() Family {
	switch i {
	case EmployeePension, CivilPension, ResidentPension:
		return FamilyPension
	case Unemployment:
		return FamilyUnemployment
	case WorkInjury:
		return FamilyWorkInjury
	}
	return ""
}

// Region is an administrative division, six digits of GB/T 2260; an insured place is a city (370100).
type Region string

// AllRegions asks for all insured places together (全部合并).
const AllRegions Region = ""

// Current is the city that now keeps the records of a region: Laiwu (371200) became part of Jinan in 2019.
func (r Region) Current() Region {
	if r == "371200" {
		return "370100"
	}
	return r
}

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

// Person is who the records belong to.
type Person struct {
	ID     int64  // key within the source; never shown
	Number string // social security number, 18 characters
	Name   string
	Kind   PersonKind
	AsOf   time.Time // the day up to which the source's data are complete
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

// Enrolment is one insurance in one insured place.
type Enrolment struct {
	Insurance Insurance
	Region    Region
	Employer  string
	Status    EnrolmentStatus
	Start     Month
}

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

// AccountYear is one year of a personal pension account. Closing = Opening + Principal + the known interests.
type AccountYear struct {
	Year             int
	Insurance        Insurance
	Opening          Money
	Principal        Money // credited this year
	InterestOpening  Money // interest of the year on the opening balance
	InterestCurrent  Money // interest on this year's principal; absent until the rate is published
	Closing          Money
	Months           int // months credited in the year
	CumulativeMonths int
}

// InterestPublished reports whether the year's rate has been announced.
func (y AccountYear) InterestPublished() bool { return y.InterestCurrent.Known }

// Benefit is an entitlement that is being paid.
type Benefit struct {
	Insurance Insurance
	Region    Region
	Kind      string // 基本养老金, 职业年金 …
	Start     Month
	State     string // AAE116: 1 正常 2 暂停 3 终止
	Monthly   Money
	Payments  []Payment // newest first
}

// Payment is one month's payment of a benefit.
type Payment struct {
	Month    Month
	Amount   Money
	Bank     string // name of the bank
	BankTail string // last four digits of the account; the rest never leaves the source
	State    string
}

// Record is everything that one visit reads of a person.
type Record struct {
	Person        Person
	Enrolments    []Enrolment
	Contributions []Contribution // within the window, newest first
	AccountYears  []AccountYear  // newest first
	Benefits      []Benefit
	Source        About
}

// About is what a source says of itself.
type About struct {
	Name      string    // shown as 来源
	AsOf      time.Time // data are complete up to this day
	Generated bool      // made by kioskctl records generate: invented persons only
}

// Failure is why a record did not come; a closed set, each with its own sentence on the screen (facts/domain.md §5.1).
type Failure string

// The failures of a source.
const (
	NotFound     Failure = "not_found"     // 查无此人
	NotConnected Failure = "not_connected" // 该市尚未接入
	Busy         Failure = "busy"          // 后台忙或超时
	Checking     Failure = "checking"      // 数据核对中
	Damaged      Failure = "damaged"       // 数据文件损坏或不可读
)

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

// Source is a place that has records.
//
// Read returns the person's record with the contributions of the window. Every failure is an *Error. It holds to the
// deadline of ctx. It changes nothing, may be repeated, and may be called by several goroutines.
type Source interface {
	Read(ctx context.Context, number string, w Window) (Record, error)
	// About may be called at any time after the source was opened.
	About() About
	Close() error
}
