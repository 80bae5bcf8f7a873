package postgres

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// reading is a record while its rows come in, in the order of visit.
type reading struct {
	record    records.Record
	persons   int
	abouts    int
	annuities int
	benefits  map[int]int     // benefit_no: index in the record
	payments  map[payment]int // index in the benefit
}

// payment names a payment within a person.
type payment struct {
	benefit int
	month   records.Month
	seq     int
}

func newReading(number string, id int64) *reading {
	return &reading{record: records.Record{Person: records.Person{ID: id, Number: number}},
		benefits: map[int]int{}, payments: map[payment]int{}}
}

func (d *reading) about(r *row) {
	if d.abouts++; d.abouts > 1 {
		r.fail(errTwice)
	}
	a := &d.record.Source
	a.Name, a.AsOf = r.text(), r.instant()
	a.Generated = code(r, "", "0", "1") == "1"
	if a.Name == "" || a.AsOf.IsZero() {
		r.fail(errAbsent)
	}
}

func (d *reading) place(r *row) { d.record.Source.Places = append(d.record.Source.Places, r.region()) }

func (d *reading) person(r *row) {
	if d.persons++; d.persons > 1 {
		r.fail(errTwice)
	}
	p := &d.record.Person
	p.Name = r.text()
	p.Kind = code(r, append(records.PersonKinds(), "")...)
	if p.Kind == "" {
		p.Kind = records.UnknownPerson
	}
	p.State = code(r, records.PersonStates()...)
	p.AsOf = r.instant()
}

func (d *reading) enrolment(r *row) {
	e := records.Enrolment{Insurance: r.insurance(), Region: r.region(), Employer: r.text()}
	e.Status = code(r, records.Contributing, records.Suspended, records.Terminated, records.UnknownStatus)
	e.Start = r.month()
	d.record.Enrolments = append(d.record.Enrolments, e)
}

func (d *reading) contribution(r *row) {
	c := records.Contribution{Month: r.monthKnown(), Insurance: r.insurance(), Region: r.region(), Employer: r.text(),
		Base: r.money(), Personal: r.money(), Unit: r.money()}
	c.Status = code(r, records.Paid, records.Owed, records.TransferredIn)
	d.record.Contributions = append(d.record.Contributions, c)
}

func (d *reading) accountYear(r *row) {
	d.record.AccountYears = append(d.record.AccountYears, records.AccountYear{Year: r.count(), Insurance: r.insurance(),
		Opening: r.money(), Principal: r.money(), InterestOpening: r.money(), InterestCurrent: r.money(), Closing: r.money(),
		Months: r.count(), CumulativeMonths: r.count()})
}

func (d *reading) annuity(r *row) {
	if d.annuities++; d.annuities > 1 {
		r.fail(errTwice)
	}
	a := &d.record.Annuity
	a.Nature = code(r, records.UnknownNature, records.FullyFunded, records.OtherUnit)
	a.Unit, a.Start = r.text(), r.month()
}

func (d *reading) annuityYear(r *row) {
	d.record.Annuity.Years = append(d.record.Annuity.Years, records.AnnuityYear{Year: r.count(), Base: r.money(),
		UnitReal: r.money(), UnitBook: r.money(), Personal: r.money(), InterestBook: r.money(), YieldReal: r.money(),
		TransferredIn: r.money(), PaidOut: r.money(), ClosingUnitReal: r.money(), ClosingUnitBook: r.money(),
		ClosingPersonal: r.money(), Closing: r.money()})
}

func (d *reading) residentYear(r *row) {
	d.record.ResidentYears = append(d.record.ResidentYears, records.ResidentYear{Year: r.count(), Personal: r.money(),
		Province: r.money(), City: r.money(), County: r.money(), Collective: r.money(), Landless: r.money(),
		Government: r.money(), Interest: r.money(), Balance: r.money(), Agency: r.text(), CreditedOn: r.day()})
}

func benefitState(r *row) records.BenefitState {
	return code(r, records.BenefitUnknown, records.BenefitPaid, records.BenefitSuspended, records.BenefitEnded)
}

func (d *reading) benefit(r *row) {
	no := r.count()
	if _, twice := d.benefits[no]; twice {
		r.fail(errTwice)
	}
	d.benefits[no] = len(d.record.Benefits)
	d.record.Benefits = append(d.record.Benefits, records.Benefit{Insurance: r.insurance(), Region: r.region(), Kind: r.text(),
		Start: r.month(), State: benefitState(r), Monthly: r.money()})
}

func (d *reading) payment(r *row) {
	key := payment{benefit: r.count(), month: r.monthKnown(), seq: r.count()}
	p := records.Payment{Month: key.month, Amount: r.money(), Bank: r.text(), BankTail: r.text(), State: benefitState(r)}
	if len(p.BankTail) > 4 {
		r.fail(errTail)
	}
	at, ok := d.benefits[key.benefit]
	if !ok {
		r.fail(errOwner)
		return
	}
	if _, twice := d.payments[key]; twice {
		r.fail(errTwice)
	}
	b := &d.record.Benefits[at]
	d.payments[key] = len(b.Payments)
	b.Payments = append(b.Payments, p)
}

// item adds to its payment. An item of an older payment than is read is left out: where some months have no items, the
// twelve latest with one reach further back than the twelve latest payments.
func (d *reading) item(r *row) {
	key := payment{benefit: r.count(), month: r.monthKnown(), seq: r.count()}
	i := records.Item{Name: r.text(), Amount: r.money()}
	benefit, ok := d.benefits[key.benefit]
	if !ok {
		r.fail(errOwner)
		return
	}
	at, ok := d.payments[key]
	if !ok {
		return
	}
	p := &d.record.Benefits[benefit].Payments[at]
	p.Items = append(p.Items, i)
}

func (d *reading) qualification(r *row) {
	d.record.Qualifications = append(d.record.Qualifications, records.Qualification{Insurance: r.insurance(), Result: r.text(),
		Way: r.text(), DoneOn: r.day(), DueOn: r.day()})
}

// finish checks what no single row can show, and gives the record.
func (d *reading) finish() (records.Record, *records.Error) {
	switch {
	case d.abouts == 0:
		return records.Record{}, damaged("source_about", errAbsent)
	case d.persons == 0:
		return records.Record{}, damaged("person", errOwner)
	}
	if denied := d.record.Person.State.Denied(); denied != "" {
		return records.Record{}, &records.Error{Failure: denied}
	}
	if d.record.Person.AsOf.IsZero() {
		d.record.Person.AsOf = d.record.Source.AsOf
	}
	return d.record, nil
}

// copied is an About that shares nothing with a.
func copied(a records.About) records.About {
	a.Places = slices.Clone(a.Places)
	return a
}
