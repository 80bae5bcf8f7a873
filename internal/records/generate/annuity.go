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

// madeReal ends an account whose owner retired: the book entries were made real money on that day, and what was paid out since is
// taken from them.
func madeReal(a records.Annuity, paidOut records.Fen) records.Annuity {
	if len(a.Years) == 0 {
		return a
	}
	last := &a.Years[0]
	book := last.ClosingUnitBook.Fen
	last.TransferredIn = records.Known(0)
	last.UnitReal = records.Known(book)
	last.ClosingUnitBook = records.Known(0)
	last.PaidOut = records.Known(min(paidOut, book))
	last.ClosingUnitReal = records.Known(book - last.PaidOut.Fen)
	last.Closing = records.Known(last.ClosingUnitReal.Fen + last.ClosingPersonal.Fen)
	return a
}
