package slip_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Whatever a record holds, every slip of it is sound, and none claims more than it says.
func FuzzSlips(f *testing.F) {
	f.Add("测试甲", "370100", "示例\x1b数据", uint64(1), false)
	f.Add("\x00㛃\u200b", "", "", uint64(2), true)
	f.Add(strings.Repeat("A", 90), "很长的地方", "…", uint64(3), true)
	f.Fuzz(func(t *testing.T, name, region, word string, seed uint64, narrow bool) {
		if len(name)+len(region)+len(word) > 300 || strings.Contains(name+region+word, ".") { // a name that could be an amount
			t.Skip()
		}
		r := wild(rand.New(rand.NewPCG(seed, 0)), records.Region(region), word)
		columns := 48
		if narrow {
			columns = 32
		}
		h := slip.Holder{Name: name, NameClean: seed%2 == 0, Number: number}
		for _, k := range slip.Kinds() {
			if !k.Personal() {
				continue
			}
			for _, c := range []slip.Choice{{Family: records.FamilyPension, Months: 12, Year: 2026}, {Family: records.FamilyUnemployment, Months: 60, Year: 2025},
				{Region: records.Region(region), Family: records.FamilyWorkInjury, Months: int(seed % 70), Year: 2021}} {
				s := slip.Draw(k, terms(columns), h, r, c)
				sound(t, s, columns)
				honest(t, s)
				sound(t, s.Sealed(slip.Proof{Code: "7K2M 9XQ4 T0VB 3HNR C5WD", Issued: at, Expires: at, Copy: int(seed % 3)}), columns)
			}
		}
	})
}

// honest: every figure that a claim names stands on the paper.
func honest(t *testing.T, s slip.Sheet) {
	t.Helper()
	says := flat(text(s))
	for _, x := range s.Claim.Totals {
		value := strings.TrimSuffix(strings.TrimSuffix(x.Value, "元"), " 个月")
		if !strings.Contains(says, flat(value)) {
			t.Errorf("%s: the claim says %s %s, the paper does not:\n%s", s.Claim.Kind, x.Label, x.Value, text(s))
		}
	}
}

// wild is a record of anything.
func wild(random *rand.Rand, region records.Region, word string) records.Record {
	money := func() records.Money {
		return records.Money{Fen: records.Fen(random.Int64N(2e11) - 1e11), Known: random.IntN(4) > 0}
	}
	month := func() records.Month { return records.MonthOf(at).Add(-random.IntN(62)) }
	day := func() int { return int(month())*100 + 1 + random.IntN(28)*random.IntN(2) }
	insurances := []records.Insurance{"110", "120", "170", "180", "210", "410", "999", ""}
	insurance := func() records.Insurance { return insurances[random.IntN(len(insurances))] }
	regions := []records.Region{region, "370200", "371200"}
	place := func() records.Region { return regions[random.IntN(len(regions))] }
	r := records.Record{Source: records.About{Name: word, AsOf: at}, Person: records.Person{Kind: records.PersonKind(word)}}
	for range random.IntN(40) {
		r.Contributions = append(r.Contributions, records.Contribution{Month: month(), Insurance: insurance(), Region: place(), Employer: word, Base: money(),
			Personal: money(), Unit: money(), Status: []records.PayStatus{records.Paid, records.Owed, records.TransferredIn}[random.IntN(3)]})
	}
	for range random.IntN(5) {
		r.Enrolments = append(r.Enrolments, records.Enrolment{Insurance: insurance(), Region: place(), Employer: word,
			Status: []records.EnrolmentStatus{"1", "2", "3", "", "9"}[random.IntN(5)], Start: month()})
	}
	for year := 2020; year <= 2026; year++ {
		if random.IntN(3) == 0 {
			continue
		}
		r.AccountYears = append(r.AccountYears, records.AccountYear{Year: year, Insurance: insurance(), Opening: money(), Principal: money(),
			InterestOpening: money(), InterestCurrent: money(), Closing: money(), Months: random.IntN(13), CumulativeMonths: random.IntN(999)})
		r.ResidentYears = append(r.ResidentYears, records.ResidentYear{Year: year, Personal: money(), Province: money(), City: money(), County: money(),
			Collective: money(), Landless: money(), Government: money(), Interest: money(), Balance: money(), Agency: word, CreditedOn: day()})
		r.Annuity.Years = append(r.Annuity.Years, records.AnnuityYear{Year: year, Base: money(), UnitReal: money(), UnitBook: money(), Personal: money(),
			InterestBook: money(), YieldReal: money(), TransferredIn: money(), PaidOut: money(), ClosingUnitReal: money(), ClosingUnitBook: money(),
			ClosingPersonal: money(), Closing: money()})
	}
	r.Annuity.Unit, r.Annuity.Nature = word, records.UnitNature(word)
	for range random.IntN(5) {
		b := records.Benefit{Insurance: insurance(), Region: place(), Kind: word, Start: month(), State: records.BenefitState(word), Monthly: money()}
		for range random.IntN(12) {
			b.Payments = append(b.Payments, records.Payment{Month: month(), Amount: money(), Bank: word, BankTail: word[:min(len(word), random.IntN(9))],
				Items: []records.Item{{Name: word, Amount: money()}}})
		}
		r.Benefits = append(r.Benefits, b)
		r.Qualifications = append(r.Qualifications, records.Qualification{Insurance: insurance(), Result: word, DoneOn: day(), DueOn: day()})
	}
	return r
}
