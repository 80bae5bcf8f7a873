package generate

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// Invented yearly rates in hundredths of a percent: of a book entry, which the state sets, and of money that is invested.
const (
	bookRate  = 350
	realYield = 420
)

// annuity makes an occupational annuity account from the months paid for it: the person's share is real money, the unit's a book
// entry of a fully funded unit and real money of another one. It began in the transition's start month (facts/domain.md §2.2).
// The present year has no interest and no yield yet.
func annuity(c calendar, nature records.UnitNature, unit string, contributions []records.Contribution) records.Annuity {
	const began = 201410
	a := records.Annuity{Nature: nature, Unit: unit, Start: began}
	before := records.Fen(c.first.Since(began))
	personal := percent(yuan(7000), annuityPersonal) * before
	unitPart := percent(yuan(7000), annuityUnit) * before
	for year := c.first.Year(); year <= c.last.Year(); year++ {
		var base, paid, credited records.Fen
		for _, m := range contributions {
			if m.Insurance == records.OccupationalAnnuity && m.Month.Year() == year && m.Status != records.Owed {
				base += m.Base.Fen
				paid += m.Personal.Fen
				credited += m.Unit.Fen
			}
		}
		if base == 0 {
			break
		}
		known := year < c.last.Year()
		y := records.AnnuityYear{Year: year, Base: records.Known(base), Personal: records.Known(paid)}
		yield := percent(personal, realYield)
		interest := percent(unitPart, bookRate)
		if nature == records.OtherUnit {
			interest = percent(unitPart, realYield)
		}
		if !known {
			yield, interest = 0, 0
		}
		personal += paid + yield
		unitPart += credited + interest
		if nature == records.FullyFunded {
			y.UnitBook, y.UnitReal = records.Known(credited), records.Known(0)
			y.ClosingUnitBook, y.ClosingUnitReal = records.Known(unitPart), records.Known(0)
		} else {
			y.UnitReal = records.Known(credited)
			y.ClosingUnitReal = records.Known(unitPart)
			yield += interest
		}
		if known {
			y.YieldReal = records.Known(yield)
			if nature == records.FullyFunded {
				y.InterestBook = records.Known(interest)
			}
		}
		y.ClosingPersonal = records.Known(personal)
		y.Closing = records.Known(personal + unitPart)
		a.Years = append(a.Years, y)
	}
	slices.Reverse(a.Years)
	return a
}

// drawn goes on with the account of somebody who retired: on that day the book entries were made real money, which the unit paid in,
// and every month since then an amount is paid out of it. The rest earns as before.
func drawn(c calendar, a records.Annuity, retired records.Month, monthly records.Fen) records.Annuity {
	if newest := a.Years[0]; newest.Year < retired.Year() { // retired in January: nothing was credited in that year
		a.Years = slices.Insert(a.Years, 0, records.AnnuityYear{Year: retired.Year(), ClosingUnitBook: newest.ClosingUnitBook,
			ClosingPersonal: newest.ClosingPersonal})
	}
	unitPart, personal := a.Years[0].ClosingUnitBook.Fen, a.Years[0].ClosingPersonal.Fen
	a.Years[0].UnitReal = records.Known(unitPart)
	for year := retired.Year(); year <= c.last.Year(); year++ {
		if year > retired.Year() {
			y := records.AnnuityYear{Year: year}
			if year < c.last.Year() {
				ofUnit, ofPerson := percent(unitPart, realYield), percent(personal, realYield)
				y.YieldReal = records.Known(ofUnit + ofPerson)
				unitPart, personal = unitPart+ofUnit, personal+ofPerson
			}
			a.Years = slices.Insert(a.Years, 0, y)
		}
		from, to := max(retired, records.Month(year*100+1)), min(c.last, records.Month(year*100+12))
		paid := monthly * records.Fen(to.Since(from)+1)
		unitPart -= paid
		y := &a.Years[0]
		y.PaidOut = records.Known(paid)
		y.ClosingUnitReal, y.ClosingUnitBook = records.Known(unitPart), records.Known(0)
		y.ClosingPersonal, y.Closing = records.Known(personal), records.Known(unitPart+personal)
	}
	return a
}
