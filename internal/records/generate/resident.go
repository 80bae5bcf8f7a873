package generate

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// residentAccount makes the years of a 城乡居民 account from a year to another, newest first. What nobody paid is absent. The
// interest of the present year is not published.
func residentAccount(from, to, now int, yearly records.Fen, agency string) []records.ResidentYear {
	var out []records.ResidentYear
	var balance records.Fen
	for year := from; year <= to; year++ {
		y := records.ResidentYear{Year: year, Personal: records.Known(yearly), Province: records.Known(yuan(30)),
			City: records.Known(yuan(20)), County: records.Known(yuan(10)), Agency: agency, CreditedOn: year*10000 + 1220}
		if year%5 == 0 {
			y.Collective = records.Known(yuan(50))
		}
		balance += y.Personal.Fen + y.Province.Fen + y.City.Fen + y.County.Fen + y.Collective.Fen
		if year < now {
			y.Interest = records.Known(percent(balance, interestRate(year)))
			balance += y.Interest.Fen
		}
		y.Balance = records.Known(balance)
		out = append(out, y)
	}
	slices.Reverse(out)
	return out
}
