package httpjson

import (
	"cmp"
	"slices"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
)

// parse reads a reply to a request. A reply with an error is that failure.
func parse(body []byte, id string) (backend.Object, *records.Error) {
	reply, ok := backend.Decode(body, maxDepth)
	if !ok {
		return nil, damaged(errJSON)
	}
	if named, _ := reply["request"].(string); named != id {
		return nil, damaged(errRequest)
	}
	if reply["error"] == nil {
		return reply, nil
	}
	word, ok := reply["error"].(string)
	if !ok || reply["record"] != nil || reply["card"] != nil {
		return nil, damaged(errForm)
	}
	failure := failureOf(word)
	if failure == "" {
		return nil, damaged(errWord)
	}
	return nil, &records.Error{Failure: failure, Detail: "back end: error " + word}
}

func parseAbout(reply backend.Object) (records.About, *records.Error) {
	var err error
	f := fields{reply, "", &err}.object("source")
	a := records.About{Name: f.text("name"), AsOf: f.instant("as_of"), Generated: f.flag("generated")}
	if a.Name == "" || a.AsOf.IsZero() {
		f.fail("name, as_of")
	}
	places, ok := f.of["places"].([]any)
	if !ok && f.of["places"] != nil {
		f.fail("places")
	}
	for _, p := range places {
		s, _ := p.(string)
		a.Places = append(a.Places, f.regionOf("places", s))
	}
	if err != nil {
		return records.About{}, damaged(err)
	}
	return a, nil
}

func parseCard(reply backend.Object) (records.Registration, *records.Error) {
	var err error
	f := fields{reply, "", &err}.object("card")
	out := records.Registration{Holder: idcard.Normal(f.text("holder")), Since: f.day("since")}
	// A word that is not known is no normal card.
	if status := records.CardStatus(f.text("status")); slices.Contains(records.CardStatuses(), status) {
		out.Status = status
	}
	if !askable(out.Holder) {
		f.fail("holder")
	}
	if err != nil {
		return records.Registration{}, damaged(err)
	}
	return out, nil
}

// parseRecord reads a record that was asked for. It sorts, and cuts what is outside of the window or older than is shown, so
// that a back end that gives more harms nobody.
func parseRecord(reply backend.Object, number string, w records.Window) (records.Record, *records.Error) {
	about, failure := parseAbout(reply)
	if failure != nil {
		return records.Record{}, failure
	}
	var err error
	f := fields{reply, "", &err}.object("record")
	person := f.object("person")
	if idcard.Normal(person.text("number")) != number {
		return records.Record{}, damaged(errPerson)
	}
	r := records.Record{
		Person: records.Person{Number: number, Name: person.text("name"), AsOf: person.instant("as_of"),
			Kind:  code(person, "kind", append(records.PersonKinds(), "")...),
			State: code(person, "state", records.PersonStates()...)},
		Enrolments:     list(f, "enrolments", enrolment),
		Contributions:  list(f, "contributions", contribution),
		AccountYears:   list(f, "account_years", accountYear),
		ResidentYears:  list(f, "resident_years", residentYear),
		Benefits:       list(f, "benefits", benefit),
		Qualifications: list(f, "qualifications", qualification),
		Source:         about,
	}
	a := f.object("annuity")
	r.Annuity = records.Annuity{Nature: code(a, "nature", records.UnknownNature, records.FullyFunded, records.OtherUnit),
		Unit: a.text("unit"), Start: a.month("start"), Years: list(a, "years", annuityYear)}
	if err != nil {
		return records.Record{}, damaged(err)
	}
	if denied := r.Person.State.Denied(); denied != "" {
		return records.Record{}, &records.Error{Failure: denied}
	}
	if r.Person.Kind == "" {
		r.Person.Kind = records.UnknownPerson
	}
	if r.Person.AsOf.IsZero() {
		r.Person.AsOf = about.AsOf
	}
	order(&r, w)
	return r, nil
}

// order puts the lists of a record into the order of the contract of records.Source and cuts them to what is shown.
func order(r *records.Record, w records.Window) {
	slices.SortStableFunc(r.Enrolments, func(a, b records.Enrolment) int {
		return cmp.Or(cmp.Compare(a.Insurance, b.Insurance), cmp.Compare(a.Region, b.Region))
	})
	r.Contributions = slices.DeleteFunc(r.Contributions, func(c records.Contribution) bool {
		return c.Month < w.First || c.Month > w.Last
	})
	slices.SortStableFunc(r.Contributions, func(a, b records.Contribution) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), cmp.Compare(a.Insurance, b.Insurance), cmp.Compare(a.Region, b.Region))
	})
	slices.SortStableFunc(r.AccountYears, func(a, b records.AccountYear) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(a.Insurance, b.Insurance))
	})
	slices.SortStableFunc(r.Annuity.Years, func(a, b records.AnnuityYear) int { return cmp.Compare(b.Year, a.Year) })
	slices.SortStableFunc(r.ResidentYears, func(a, b records.ResidentYear) int { return cmp.Compare(b.Year, a.Year) })
	slices.SortStableFunc(r.Qualifications, func(a, b records.Qualification) int { return cmp.Compare(a.Insurance, b.Insurance) })
	for i := range r.Benefits {
		p := r.Benefits[i].Payments
		slices.SortStableFunc(p, func(a, b records.Payment) int { return cmp.Compare(b.Month, a.Month) })
		months := 0
		for n := range p {
			if n == 0 || p[n].Month != p[n-1].Month {
				months++
			}
			if months > records.PaymentsRead {
				p = p[:n]
				break
			}
		}
		r.Benefits[i].Payments = p
	}
	if len(r.Contributions) == 0 {
		r.Contributions = nil
	}
}

func enrolment(f fields) records.Enrolment {
	return records.Enrolment{Insurance: f.insurance(), Region: f.region(), Employer: f.text("employer"), Start: f.month("start"),
		Status: code(f, "status", records.Contributing, records.Suspended, records.Terminated, records.UnknownStatus)}
}

func contribution(f fields) records.Contribution {
	return records.Contribution{Month: f.monthKnown("month"), Insurance: f.insurance(), Region: f.region(),
		Employer: f.text("employer"), Base: f.money("base"), Personal: f.money("personal"), Unit: f.money("unit"),
		Status: code(f, "status", records.Paid, records.Owed, records.TransferredIn)}
}

// lastYear and mostMonths bound what is a year and a count of months: anything beyond is another field by mistake.
const lastYear, mostMonths = 2999, 1200

func accountYear(f fields) records.AccountYear {
	return records.AccountYear{Year: f.number("year", lastYear), Insurance: f.insurance(), Opening: f.money("opening"),
		Principal: f.money("principal"), InterestOpening: f.money("interest_opening"),
		InterestCurrent: f.money("interest_current"), Closing: f.money("closing"), Months: f.number("months", mostMonths),
		CumulativeMonths: f.number("cumulative_months", mostMonths)}
}

func annuityYear(f fields) records.AnnuityYear {
	return records.AnnuityYear{Year: f.number("year", lastYear), Base: f.money("base"), UnitReal: f.money("unit_real"),
		UnitBook: f.money("unit_book"), Personal: f.money("personal"), InterestBook: f.money("interest_book"),
		YieldReal: f.money("yield_real"), TransferredIn: f.money("transferred_in"), PaidOut: f.money("paid_out"),
		ClosingUnitReal: f.money("closing_unit_real"), ClosingUnitBook: f.money("closing_unit_book"),
		ClosingPersonal: f.money("closing_personal"), Closing: f.money("closing")}
}

func residentYear(f fields) records.ResidentYear {
	return records.ResidentYear{Year: f.number("year", lastYear), Personal: f.money("personal"), Province: f.money("province"),
		City: f.money("city"), County: f.money("county"), Collective: f.money("collective"), Landless: f.money("landless"),
		Government: f.money("government"), Interest: f.money("interest"), Balance: f.money("balance"), Agency: f.text("agency"),
		CreditedOn: f.day("credited_on")}
}

func benefitState(f fields) records.BenefitState {
	return code(f, "state", records.BenefitUnknown, records.BenefitPaid, records.BenefitSuspended, records.BenefitEnded)
}

func benefit(f fields) records.Benefit {
	return records.Benefit{Insurance: f.insurance(), Region: f.region(), Kind: f.text("kind"), Start: f.month("start"),
		State: benefitState(f), Monthly: f.money("monthly"), Payments: list(f, "payments", payment)}
}

func payment(f fields) records.Payment {
	p := records.Payment{Month: f.monthKnown("month"), Amount: f.money("amount"), Bank: f.text("bank"),
		BankTail: f.text("bank_tail"), State: benefitState(f), Items: list(f, "items", item)}
	if len(p.BankTail) > 4 { // more of the account than its last four digits
		f.fail("bank_tail")
	}
	return p
}

func item(f fields) records.Item {
	return records.Item{Name: f.text("name"), Amount: f.money("amount")}
}

func qualification(f fields) records.Qualification {
	return records.Qualification{Insurance: f.insurance(), Result: f.text("result"), Way: f.text("way"), DoneOn: f.day("done_on"),
		DueOn: f.day("due_on")}
}
