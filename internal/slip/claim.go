package slip

import "time"

// Claim is what a slip with somebody's records says, apart from how it says it: by it the register of papers knows one paper from
// another, and a statement about the paper is made. It holds no full name and no number.
type Claim struct {
	Kind     Kind
	Name     string  // masked
	Tail     string  // the last four of the number
	Period   string  // what it is about: "202012-202611", "2025", "202611"
	Scope    string  // of what: insured place and insurance, "" when there is only one
	Totals   []Total // the figures that a reader checks first, at most three, as they stand on the paper
	Specimen bool    // it proves nothing, and says so
	Content  string  // SHA-256 of all that it says but for when and by which copy, in hexadecimal
}

// Total is a figure with its name.
type Total struct{ Label, Value string }

// Proof is what a slip is given when it is printed.
type Proof struct {
	Code    string    // in groups, as it is read aloud; "" for a slip that is no certificate
	Issued  time.Time // day of issue
	Expires time.Time // last day on which it is valid
	QR      string    // what a phone reads; "" leaves the slip's own sentence
	Copy    int       // 0 the first sheet, n the n-th one after it: 补打 第n次
}

// Certificate reports whether a slip of this kind proves something to somebody else, and so has a code.
func (k Kind) Certificate() bool {
	switch k {
	case RightsRecord, ContributionCertificate, BenefitCertificate, AnnuityStatement:
		return true
	}
	return false
}

// Personal reports whether it holds somebody's records.
func (k Kind) Personal() bool { return k == ContributionSlip || k.Certificate() }
