package postgres

// statement is a question with the table that it is about, which is all that an error says of it.
type statement struct {
	table string
	text  string
	take  func(*reading, *row) // takes one row of the answer
}

// The transaction around one visit: everything that is read is of one state. Both go with other statements in one packet.
const (
	begin  = `start transaction isolation level repeatable read read only`
	commit = `commit`
)

// The ways in. A number or card that two persons have gives two rows.
const (
	findPerson = `select person_id from person_number where social_number = $1`
	findCard   = `select holder, status, since from person_card where card_identifier = $1 and card_number = $2`
)

// selectContributions wants the ends of the window as $2 and $3.
const selectContributions = `select month, insurance, region, employer, base, personal_amount, unit_amount, status
	from contribution where person_id = $1 and month between $2 and $3 order by month desc, insurance, region, seq`

// visit is what is read of a person; $1 is her person_id. Payments are those of the latest twelve months with one, by rank
// and not by a limit, because one month may have several.
func visit() []statement {
	return []statement{
		{"source_about", selectAbout, (*reading).about},
		{"source_place", selectPlaces, (*reading).place},
		{"person", `select name, kind, state, as_of from person where person_id = $1`, (*reading).person},
		{"enrolment", `select insurance, region, employer, status, start_month from enrolment
	where person_id = $1 order by insurance, region`, (*reading).enrolment},
		{"contribution", selectContributions, (*reading).contribution},
		{"account_year", `select year, insurance, opening, principal, interest_opening, interest_current, closing, months,
	cumulative_months from account_year where person_id = $1 order by year desc, insurance`, (*reading).accountYear},
		{"annuity", `select nature, unit_name, start_month from annuity where person_id = $1`, (*reading).annuity},
		{"annuity_year", `select year, base, unit_real, unit_book, personal, interest_book, yield_real, transferred_in, paid_out,
	closing_unit_real, closing_unit_book, closing_personal, closing from annuity_year
	where person_id = $1 order by year desc`, (*reading).annuityYear},
		{"resident_year", `select year, personal, province, city, county, collective, landless, government, interest, balance,
	agency, credited_on from resident_year where person_id = $1 order by year desc`, (*reading).residentYear},
		{"benefit", `select benefit_no, insurance, region, kind, start_month, state, monthly from benefit
	where person_id = $1 order by benefit_no`, (*reading).benefit},
		{"benefit_payment", `select benefit_no, month, seq, amount, bank, bank_tail, state from (
		select benefit_no, month, seq, amount, bank, bank_tail, state,
			dense_rank() over (partition by benefit_no order by month desc) as recency
		from benefit_payment where person_id = $1
	) ranked where recency <= 12 order by benefit_no, month desc, seq`, (*reading).payment},
		{"payment_item", `select benefit_no, month, seq, name, amount from (
		select benefit_no, month, seq, item_no, name, amount,
			dense_rank() over (partition by benefit_no order by month desc) as recency
		from payment_item where person_id = $1
	) ranked where recency <= 12 order by benefit_no, month desc, seq, item_no`, (*reading).item},
		{"qualification", `select insurance, result, way, done_on, due_on from qualification
	where person_id = $1 order by insurance`, (*reading).qualification},
	}
}

const (
	selectAbout  = `select name, as_of, generated from source_about`
	selectPlaces = `select region from source_place order by region`
)

// parameters is how many values a statement wants.
func parameters(text string) int {
	switch text {
	case selectAbout, selectPlaces, begin, commit:
		return 0
	case findCard:
		return 2
	case selectContributions:
		return 3
	}
	return 1
}
