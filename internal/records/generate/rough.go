package generate

import (
	"math/rand/v2"
	"slices"

	"shebao/kiosk/internal/records"
)

// roughOne is one in how many strangers whose record is as uneven as agencies really deliver some: rare enough that most of a file
// is plain, often enough that every kind is among a few hundred persons several times.
const roughOne = 5

// rough makes a record uneven in one or two of the ways that the rules of statements and accounts were made for (facts/domain.md §3.6
// and §5.4).
func rough(c calendar, random *rand.Rand, r *records.Record) {
	var ways []func()
	if len(r.Benefits) > 0 || r.Annuity.Nature != records.UnknownNature {
		ways = append(ways, func() { paidElsewhere(random, r) })
	}
	if len(r.Benefits) > 0 {
		ways = append(ways, func() { backPayment(random, r) })
	}
	if len(r.AccountYears) > 0 || len(r.ResidentYears) > 0 {
		ways = append(ways, func() { closingMissing(r) })
	}
	if len(r.Contributions) > 0 {
		ways = append(ways, func() { paidTwice(random, r) }, func() { owedHere(random, r) }, func() { amountsMissing(random, r) },
			func() { fromLaiwu(c, r) }, func() { lateToKnow(c, random, r) },
			func() { lateToKnow(c, random, r); r.Enrolments = nil }) // months, and nothing in the register of who is insured
	}
	for range 2 {
		ways[random.IntN(len(ways))]()
	}
	seen := map[records.Contribution]bool{} // two ways may meet in one row; no agency means anything by two that are alike
	r.Contributions = slices.DeleteFunc(r.Contributions, func(x records.Contribution) bool {
		twice := seen[x]
		seen[x] = true
		return twice
	})
}

// month is the number of one contribution of the insurance that pays the pension, -1 when there is none.
func month(random *rand.Rand, r *records.Record) int {
	var of []int
	for i, x := range r.Contributions {
		if x.Insurance.Family() == records.FamilyPension && x.Status != records.Owed {
			of = append(of, i)
		}
	}
	if len(of) == 0 {
		return -1
	}
	return of[random.IntN(len(of))]
}

func add(r *records.Record, x ...records.Contribution) {
	r.Contributions = append(r.Contributions, x...)
	slices.SortStableFunc(r.Contributions, func(a, b records.Contribution) int { return int(b.Month - a.Month) })
}

// paidTwice: one place has two rows of one month, as after a correction or a second employer: with the same base but another
// share, with a small base, and with none; sometimes a third one is owed.
func paidTwice(random *rand.Rand, r *records.Record) {
	at := month(random, r)
	if at < 0 {
		return
	}
	second := r.Contributions[at]
	if random.IntN(2) == 0 {
		second.Employer = employer(random)
	}
	switch random.IntN(3) {
	case 0:
		if second.Unit.Known {
			second.Unit.Fen += 100
		} else {
			second.Personal.Fen += 100
		}
	case 1:
		second.Base, second.Personal = records.Known(yuan(300)), records.Known(percent(yuan(300), pensionPersonal))
	case 2:
		second.Base = records.Money{}
		second.Personal.Fen += 100
	}
	add(r, second)
	if random.IntN(2) == 0 {
		second.Status = records.Owed
		add(r, second)
	}
}

// owedHere: a month that one place has as owed, with the larger base, was paid in another; and one that both have as owed.
func owedHere(random *rand.Rand, r *records.Record) {
	at := month(random, r)
	if at < 0 {
		return
	}
	here := r.Contributions[at]
	here.Status = records.Owed
	here.Base = records.Known(here.Base.Fen + yuan(500))
	here.Region = elsewhere(random, here.Region)
	also := r.Contributions[at]
	also.Month = also.Month.Add(-1)
	also.Status, also.Region = records.Owed, here.Region
	third := r.Contributions[0]
	third.Status, third.Region = records.Owed, here.Region
	add(r, here, also, third)
	for i := range r.Contributions {
		if x := &r.Contributions[i]; x.Month == third.Month && x.Insurance == third.Insurance {
			x.Status = records.Owed
		}
	}
}

func elsewhere(random *rand.Rand, region records.Region) records.Region {
	for {
		if other := city(random); other != region {
			return other
		}
	}
}

// amountsMissing: some months came without one of their amounts.
func amountsMissing(random *rand.Rand, r *records.Record) {
	for range 6 {
		x := &r.Contributions[random.IntN(len(r.Contributions))]
		switch random.IntN(3) {
		case 0:
			x.Personal = records.Money{}
		case 1:
			x.Unit = records.Money{}
		case 2:
			x.Base, x.Personal, x.Unit = records.Money{}, records.Money{}, records.Money{}
		}
	}
}

// fromLaiwu: what was before the last two years stands under the code of a city that is Jinan now; the register has both.
func fromLaiwu(c calendar, r *records.Record) {
	const laiwu, jinan = "371200", "370100"
	var enrolments []records.Enrolment
	for _, e := range r.Enrolments {
		if slices.ContainsFunc(enrolments, func(x records.Enrolment) bool { return x.Insurance == e.Insurance }) {
			continue
		}
		now, before := e, e
		now.Region, before.Region, before.Status = jinan, laiwu, records.Terminated
		enrolments = append(enrolments, now, before)
	}
	r.Enrolments = enrolments
	for i := range r.Contributions {
		x := &r.Contributions[i]
		x.Region = jinan
		if x.Month < c.last.Add(-24) {
			x.Region = laiwu
		}
	}
}

// closingMissing: the source does not say how an account stood at the end of its second newest year, nor the newest balance of a
// resident.
func closingMissing(r *records.Record) {
	if len(r.AccountYears) > 2 {
		r.AccountYears[1].Closing = records.Money{}
	}
	if len(r.ResidentYears) > 0 {
		r.ResidentYears[0].Balance = records.Money{}
	}
}

// paidElsewhere: benefits, and what goes into an annuity, are of another place than the work; since when is not always known.
func paidElsewhere(random *rand.Rand, r *records.Record) {
	for i := range r.Benefits {
		b := &r.Benefits[i]
		b.Region = elsewhere(random, b.Region)
		if random.IntN(2) == 0 {
			b.Start = 0
		}
	}
	for i := range r.Contributions {
		if x := &r.Contributions[i]; x.Insurance == records.OccupationalAnnuity {
			x.Region = elsewhere(random, x.Region)
		}
	}
}

// backPayment: a pension was paid twice in one month, the second time what was missing before and without its parts.
func backPayment(random *rand.Rand, r *records.Record) {
	for i := range r.Benefits {
		b := &r.Benefits[i]
		if len(b.Payments) == 0 {
			continue
		}
		at := random.IntN(min(len(b.Payments), records.PaymentsRead))
		more := b.Payments[at]
		more.Amount, more.Items = records.Known(records.Fen(100*(1+random.IntN(900)))), nil
		b.Payments = slices.Insert(b.Payments, at+1, more)
	}
}

// lateToKnow: the newest months have not come yet, and the register knows of a beginning that is before every month.
func lateToKnow(c calendar, random *rand.Rand, r *records.Record) {
	until := c.last.Add(-1 - random.IntN(3))
	r.Contributions = slices.DeleteFunc(r.Contributions, func(x records.Contribution) bool { return x.Month > until })
	for i := range r.Enrolments {
		r.Enrolments[i].Start = min(r.Enrolments[i].Start, c.last.Add(-40))
	}
}
