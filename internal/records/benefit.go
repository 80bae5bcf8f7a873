package records

// PaymentsRead is how many payments of a benefit are read and shown: those of the latest twelve months with one, as on
// 待遇领取证明 (facts/domain.md §2.4).
const PaymentsRead = 12

// BenefitState is AAE116, as facts/domain.md §3.2 supposes its codes; a source's own codes are mapped to these.
type BenefitState string

// The states of a benefit.
const (
	BenefitUnknown   BenefitState = ""
	BenefitPaid      BenefitState = "1" // 正常发放
	BenefitSuspended BenefitState = "2" // 暂停发放
	BenefitEnded     BenefitState = "3" // 终止发放
)

// Benefit is an entitlement that is, or was, being paid.
type Benefit struct {
	Insurance Insurance
	Region    Region
	Kind      string // 基本养老金, 职业年金, 失业保险金, 伤残津贴 …, in the source's words
	Start     Month
	State     BenefitState
	Monthly   Money
	Payments  []Payment // newest first, of the latest PaymentsRead months
}

// Payment is one month's payment of a benefit.
type Payment struct {
	Month    Month
	Amount   Money
	Items    []Item // what it is made of, where the source says so; their sum is Amount
	Bank     string // name of the bank
	BankTail string // last four digits of the account; the rest never leaves the source
	State    BenefitState
}

// Item is a part of a payment (AAA036): 基础养老金, 过渡性养老金 …
type Item struct {
	Name   string
	Amount Money
}

// BenefitGroup is which query shows a benefit.
type BenefitGroup string

// The groups, by the queries of the policy document.
const (
	GroupRetirement BenefitGroup = "retirement" // 退休待遇查询: 110, 120, 170
	GroupAnnuity    BenefitGroup = "annuity"    // 职业年金待遇查询: 180
	GroupShortTerm  BenefitGroup = "short_term" // 失业和工伤待遇: 210, 410
)

// BenefitGroups lists every group.
func BenefitGroups() []BenefitGroup {
	return []BenefitGroup{GroupRetirement, GroupAnnuity, GroupShortTerm}
}

// Group is the query that shows benefits of an insurance, "" for none.
func (i Insurance) Group() BenefitGroup {
	switch i {
	case EmployeePension, CivilPension, ResidentPension:
		return GroupRetirement
	case OccupationalAnnuity:
		return GroupAnnuity
	case Unemployment, WorkInjury:
		return GroupShortTerm
	}
	return ""
}

// BenefitsOf are the benefits of a record that one query shows, in the record's order.
func BenefitsOf(r Record, g BenefitGroup) []Benefit {
	var out []Benefit
	for _, b := range r.Benefits {
		if b.Insurance.Group() == g {
			out = append(out, b)
		}
	}
	return out
}

// Qualification is what is known of 待遇资格认证 for one insurance. The terminal says when the next is due only where the source
// does.
type Qualification struct {
	Insurance Insurance
	Result    string // in the source's words: 通过 …
	Way       string // 刷脸, 柜台 …
	DoneOn    int    // YYYYMMDD of the last one, 0 when there was none
	DueOn     int    // YYYYMMDD by which the next must be done, 0 when the source does not say
}
