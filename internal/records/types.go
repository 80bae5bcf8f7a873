// Package records holds the words of social insurance records and the contract of a place that has them.
//
// It knows nothing of SQL, files or screens. Money is whole fen, months are YYYYMM, an absent value is not zero.
// Field meanings and codes: facts/domain.md §2 and §3.
package records

import (
	"fmt"
	"strconv"
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

// Decimal is the amount in yuan as agencies deliver it, with two decimals and no separators: 6480.00.
func (f Fen) Decimal() string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	cents := strconv.FormatInt(int64(f%100+100), 10)
	return sign + strconv.FormatInt(int64(f/100), 10) + "." + cents[1:]
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

// Cities are the insured places of the province, by code (facts/domain.md §3.4).
func Cities() []Region {
	return []Region{"370100", "370200", "370300", "370400", "370500", "370600", "370700", "370800", "370900", "371000", "371100",
		"371300", "371400", "371500", "371600", "371700"}
}

// AllRegions asks for all insured places together (全部合并).
const AllRegions Region = ""

// Current is the city that now keeps the records of a region: Laiwu (371200) became part of Jinan in 2019.
func (r Region) Current() Region {
	if r == "371200" {
		return "370100"
	}
	return r
}
