package records

// AccountYear is one year of a personal pension account (110, 120). Closing = Opening + Principal + the known interests, and
// the next year opens as this one closes.
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

// AddsUp reports whether what is known of the year adds up to its closing, and false when too little is known to say so.
func (y AccountYear) AddsUp() bool {
	return y.Opening.Known && y.Principal.Known && y.Closing.Known &&
		y.Closing.Fen == y.Opening.Fen+y.Principal.Fen+y.InterestOpening.Fen+y.InterestCurrent.Fen
}

// UnitNature says how the unit's share of an occupational annuity is kept (facts/domain.md §2.2); a closed set.
type UnitNature string

// The natures of a unit.
const (
	UnknownNature UnitNature = ""
	FullyFunded   UnitNature = "full"    // 全额供款: the unit's share is a book entry (记账) until it is made real
	OtherUnit     UnitNature = "partial" // 非全额供款: the unit's share is real money (实账)
)

// Annuity is an occupational annuity account, 职业年金. The person's share is always real money. The zero value is: there is none.
type Annuity struct {
	Nature UnitNature
	Unit   string
	Start  Month
	Years  []AnnuityYear // newest first
}

// AnnuityYear is one year of an annuity account. For each part, closing = the closing of the year before + what came in + what
// it earned - what was paid out; which of these a source delivers differs, so absent is not zero.
type AnnuityYear struct {
	Year            int
	Base            Money // yearly sum of the monthly bases
	UnitReal        Money // paid in by the unit, real money
	UnitBook        Money // credited to the unit's part as a book entry
	Personal        Money // paid in by the person, real money
	InterestBook    Money // interest on the book entries, at the state's rate of the year
	YieldReal       Money // what the invested money earned; may be negative
	TransferredIn   Money
	PaidOut         Money
	ClosingUnitReal Money
	ClosingUnitBook Money
	ClosingPersonal Money
	Closing         Money // of all parts
}

// ResidentYear is one year of a 城乡居民 account (170): who paid what into it.
type ResidentYear struct {
	Year       int
	Personal   Money
	Province   Money // 省级补贴
	City       Money // 市级补贴
	County     Money // 县级补贴
	Collective Money // 集体补助
	Landless   Money // 被征地补助
	Government Money // 政府代缴
	Interest   Money // absent until it is published
	Balance    Money // 累计储存额 at the year's end
	Agency     string
	CreditedOn int // YYYYMMDD, 0 when it is not known
}

// ResidentSum adds up the years part by part. A part of which no year knows an amount is absent. Balance is that of the newest
// year that has one: it is a state, not a flow.
func ResidentSum(years []ResidentYear) ResidentYear {
	var sum ResidentYear
	for _, y := range years {
		for _, p := range []struct{ to, of *Money }{
			{&sum.Personal, &y.Personal}, {&sum.Province, &y.Province}, {&sum.City, &y.City}, {&sum.County, &y.County},
			{&sum.Collective, &y.Collective}, {&sum.Landless, &y.Landless}, {&sum.Government, &y.Government}, {&sum.Interest, &y.Interest},
		} {
			add(p.to, *p.of)
		}
		if !sum.Balance.Known {
			sum.Balance = y.Balance
		}
	}
	return sum
}
