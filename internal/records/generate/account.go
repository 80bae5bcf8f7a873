package generate

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// interestRate is the yearly rate of personal accounts in hundredths of a percent (facts/domain.md §3.3); for a year that
// is not in the table, the newest one stands in, as these accounts are invented anyway.
func interestRate(year int) int {
	rates := map[int]int{2016: 831, 2017: 712, 2018: 829, 2019: 761, 2020: 604, 2021: 669, 2022: 612, 2023: 397, 2024: 262,
		2025: 150}
	if r, ok := rates[year]; ok {
		return r
	}
	return rates[2025]
}

// account is a personal account of one insurance, described by its balance at the beginning of one of its years.
type account struct {
	insurance  records.Insurance
	share      int // what is credited, in hundredths of a percent of the base
	anchor     int // the year whose opening is known
	opening    records.Fen
	monthsPaid int // months paid before the first year that is made
	firstYear  int
}

// years makes the account's years, newest first, up to the present year, whose interest is not yet published. A month
// counts once, by its larger base; owed months are not credited.
func (a account) years(c calendar, contributions []records.Contribution) []records.AccountYear {
	bases := map[records.Month]records.Fen{}
	for _, x := range contributions {
		if x.Insurance == a.insurance && x.Status != records.Owed {
			bases[x.Month] = max(bases[x.Month], x.Base.Fen)
		}
	}
	var out []records.AccountYear
	months, opening := a.monthsPaid, a.openingOf(a.firstYear, bases)
	for year := a.firstYear; year <= c.last.Year(); year++ {
		y := a.credit(year, bases)
		months += y.Months
		y.CumulativeMonths = months
		y.Opening = records.Known(opening)
		closing := opening + y.Principal.Fen
		switch {
		case year == c.last.Year():
			y.InterestCurrent = records.Money{}
		case year < a.anchor:
			closing = a.openingOf(year+1, bases)
			y.InterestOpening = records.Known(closing - opening - y.Principal.Fen - y.InterestCurrent.Fen)
		default:
			y.InterestOpening = records.Known(percent(opening, interestRate(year)))
			closing += y.InterestOpening.Fen + y.InterestCurrent.Fen
		}
		y.Closing = records.Known(closing)
		opening = closing
		out = append(out, y)
	}
	slices.Reverse(out)
	return out
}

// credit is what the months of one year bring: principal, and its interest by the month product.
func (a account) credit(year int, bases map[records.Month]records.Fen) records.AccountYear {
	y := records.AccountYear{Year: year, Insurance: a.insurance}
	var principal, product records.Fen
	for m := 1; m <= 12; m++ {
		base, ok := bases[records.Month(year*100+m)]
		if !ok {
			continue
		}
		y.Months++
		principal += percent(base, a.share)
		product += percent(base, a.share) * records.Fen(12-m)
	}
	y.Principal = records.Known(principal)
	y.InterestCurrent = records.Known((product*records.Fen(interestRate(year)) + 60000) / 120000)
	return y
}

// openingOf goes back from the anchor: the opening that, with its interest and that year's credits, closes as the next
// year opens, but for a fen of rounding, which years puts into the interest.
func (a account) openingOf(year int, bases map[records.Month]records.Fen) records.Fen {
	opening := a.opening
	for y := a.anchor - 1; y >= year; y-- {
		credit := a.credit(y, bases)
		closing := opening - credit.Principal.Fen - credit.InterestCurrent.Fen
		opening = closing * 10000 / records.Fen(10000+interestRate(y))
	}
	return opening
}
