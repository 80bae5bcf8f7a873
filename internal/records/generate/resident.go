package generate

import (
	"slices"

	"shebao/kiosk/internal/records"
)

// residency is somebody's time as an insured resident.
type residency struct {
	from, to int         // years
	yearly   records.Fen // paid in every year
	agency   string
	poor     bool // the government pays it in her place
	landless int  // the year in which her village's land was taken and paid for; 0 for never
}

// years makes the years of a 城乡居民 account, newest first. What nobody paid is absent. The interest of the present year is not
// published.
func (x residency) years(now int) []records.ResidentYear {
	var out []records.ResidentYear
	var balance records.Fen
	for year := x.from; year <= x.to; year++ {
		y := records.ResidentYear{Year: year, Province: records.Known(yuan(30)), City: records.Known(yuan(20)),
			County: records.Known(yuan(10)), Agency: x.agency, CreditedOn: year*10000 + 1220}
		if x.poor {
			y.Government = records.Known(x.yearly)
		} else {
			y.Personal = records.Known(x.yearly)
		}
		if year%5 == 0 {
			y.Collective = records.Known(yuan(50))
		}
		if year == x.landless {
			y.Landless = records.Known(yuan(12000))
		}
		balance += y.Personal.Fen + y.Province.Fen + y.City.Fen + y.County.Fen + y.Collective.Fen + y.Landless.Fen + y.Government.Fen
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
