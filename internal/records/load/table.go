package load

import "shebao/kiosk/internal/records"

// kind is what a field holds, which decides how a cell is read and how it is stored.
type kind uint8

const (
	identity   kind = iota // social security number
	name                   // of a person
	text                   // any printable text
	word                   // one of a closed set
	insurance              // AAE140
	region                 // six digits beginning with 37
	month                  // YYYYMM
	day                    // YYYYMMDD
	year                   // YYYY
	money                  // yuan with at most two decimals, stored as fen; not negative
	signed                 // money that may be negative
	count                  // a whole number
	tail                   // last four digits of a bank account, of which only they are taken
	identifier             // 卡识别码
	cardNumber             // 卡号
)

// field is one field of a table, in the order in which it is stored.
type field struct {
	name     string
	kind     kind
	required bool
	words    []string // of a word; "" is among them when the value may be absent
}

// table is one of the tables that rows are imported into. Its first keys fields make the key of a row, after whose it is.
type table struct {
	name   string
	keys   int
	fields []field
}

// The tables by their number, which is stored; the names are those of the raw files of kioskctl records generate -csv.
const (
	persons byte = iota
	enrolments
	contributions
	accountYears
	annuities
	annuityYears
	residentYears
	benefits
	payments
	paymentItems
	qualifications
	cards
)

// parts are what a row says of a month that comes in two rows, one for each payer (facts/domain.md §5.4, the tax client).
const (
	whole = iota
	personalPart
	unitPart
)

func words[T ~string](all []T) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = string(w)
	}
	return out
}

// tables lists the tables, each at its number. The number of a person, or the card, is not among the fields where it is whose the
// row is: it is the beginning of every key.
func tables() []table {
	enrolmentStates := words([]records.EnrolmentStatus{records.Contributing, records.Suspended, records.Terminated, records.UnknownStatus})
	payStates := words([]records.PayStatus{records.Paid, records.Owed, records.TransferredIn})
	benefitStates := words([]records.BenefitState{records.BenefitUnknown, records.BenefitPaid, records.BenefitSuspended, records.BenefitEnded})
	natures := words([]records.UnitNature{records.UnknownNature, records.FullyFunded, records.OtherUnit})
	return []table{
		persons: {"persons", 0, []field{
			{"name", name, true, nil},
			{"kind", word, true, words(records.PersonKinds())},
			{"state", word, false, words(records.PersonStates())},
		}},
		enrolments: {"enrolments", 2, []field{
			{"insurance", insurance, true, nil},
			{"region", region, true, nil},
			{"employer", text, false, nil},
			{"status", word, false, enrolmentStates},
			{"start", month, false, nil},
		}},
		contributions: {"contributions", 5, []field{
			{"month", month, true, nil},
			{"insurance", insurance, true, nil},
			{"region", region, true, nil},
			{"employer", text, false, nil},
			{"part", count, false, nil},
			{"base", money, false, nil},
			{"personal", money, false, nil},
			{"unit", money, false, nil},
			{"status", word, true, payStates},
		}},
		accountYears: {"account_years", 2, []field{
			{"year", year, true, nil},
			{"insurance", insurance, true, nil},
			{"opening", money, false, nil},
			{"principal", money, false, nil},
			{"interest_opening", money, false, nil},
			{"interest_current", money, false, nil},
			{"closing", money, false, nil},
			{"months", count, false, nil},
			{"cumulative_months", count, false, nil},
		}},
		annuities: {"annuities", 0, []field{
			{"nature", word, false, natures},
			{"unit", text, false, nil},
			{"start", month, false, nil},
		}},
		annuityYears: {"annuity_years", 1, []field{
			{"year", year, true, nil},
			{"base", money, false, nil},
			{"unit_real", money, false, nil},
			{"unit_book", money, false, nil},
			{"personal", money, false, nil},
			{"interest_book", money, false, nil},
			{"yield_real", signed, false, nil},
			{"transferred_in", money, false, nil},
			{"paid_out", money, false, nil},
			{"closing_unit_real", money, false, nil},
			{"closing_unit_book", money, false, nil},
			{"closing_personal", money, false, nil},
			{"closing", money, false, nil},
		}},
		residentYears: {"resident_years", 1, []field{
			{"year", year, true, nil},
			{"personal", money, false, nil},
			{"province", money, false, nil},
			{"city", money, false, nil},
			{"county", money, false, nil},
			{"collective", money, false, nil},
			{"landless", money, false, nil},
			{"government", money, false, nil},
			{"interest", money, false, nil},
			{"balance", money, false, nil},
			{"agency", text, false, nil},
			{"credited_on", day, false, nil},
		}},
		benefits: {"benefits", 1, []field{
			{"benefit", count, false, nil},
			{"insurance", insurance, true, nil},
			{"region", region, true, nil},
			{"kind", text, true, nil},
			{"start", month, false, nil},
			{"state", word, false, benefitStates},
			{"monthly", money, false, nil},
		}},
		payments: {"payments", 3, []field{
			{"benefit", count, false, nil},
			{"month", month, true, nil},
			{"seq", count, false, nil},
			{"amount", money, false, nil},
			{"bank", text, false, nil},
			{"bank_tail", tail, false, nil},
			{"state", word, false, benefitStates},
		}},
		paymentItems: {"payment_items", 4, []field{
			{"benefit", count, false, nil},
			{"month", month, true, nil},
			{"seq", count, false, nil},
			{"item", count, false, nil},
			{"name", text, true, nil},
			{"amount", money, false, nil},
		}},
		qualifications: {"qualifications", 1, []field{
			{"insurance", insurance, true, nil},
			{"result", text, false, nil},
			{"way", text, false, nil},
			{"done_on", day, false, nil},
			{"due_on", day, false, nil},
		}},
		cards: {"cards", 2, []field{
			{"identifier", identifier, true, nil},
			{"card_number", cardNumber, true, nil},
			{"holder", identity, true, nil},
			{"status", word, false, words(records.CardStatuses())},
			{"since", day, false, nil},
		}},
	}
}

// Every value begins with the mask of its untold fields, bit by bit: those for which the layout has no column. What is empty in a
// column is absent; what is untold stays as it was. Contributions have none: a later file takes the place of an earlier one whole.

// untoldState is the bit of a person's state. Layouts without a column for it are about something else: they name a person whom
// nothing else names, and change nothing that is known of her.
const untoldState = 1 << 2

// longText reports whether a value is stored as text after its length; the others are numbers.
func (k kind) longText() bool {
	switch k {
	case name, text, word, tail, identifier, cardNumber:
		return true
	}
	return false
}

// whose is the column that says whose a row of the table is; a card is its own.
func whose(t byte) string {
	if t == cards {
		return ""
	}
	return "number"
}
