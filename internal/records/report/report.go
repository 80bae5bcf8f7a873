// Package report puts everything that the screens show of a person into plain structures for JSON, so that sums and marks can be
// checked without a screen and by another program. The rules behind them are those of package records, told in
// docs/records-show.md.
//
// It is for invented persons: names and numbers stand in it in clear. The room knows no file, no database and no screen.
package report

import (
	"shebao/kiosk/internal/records"
)

// Report is what the screens show of one person. Money is a decimal text in yuan with two places, or null when it is absent;
// months are YYYYMM, days YYYYMMDD; lists are in the order of the screens and never null.
type Report struct {
	Number   string `json:"number"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	State    string `json:"state"`
	Source   Source `json:"source"`
	Window   Window `json:"window"`
	Province []Part `json:"province_wide_query"` // by family, all places first, then each place
	Civil    Part   `json:"civil_pension"`

	Enrolments     []Enrolment     `json:"enrolments"`
	AccountYears   []AccountYear   `json:"account_years"`
	Annuity        Annuity         `json:"annuity"`
	Resident       Resident        `json:"resident"`
	Benefits       []Group         `json:"benefits"`
	Qualifications []Qualification `json:"qualifications"`
}

type (
	// Money is an amount in yuan, nil when it is absent.
	Money *string

	// Source is where the record is from.
	Source struct {
		Name      string `json:"name"`
		AsOf      string `json:"as_of"`
		Generated bool   `json:"generated"`
		Local     bool   `json:"local"`
	}

	// Window is the months of the query.
	Window struct {
		First int `json:"first"`
		Last  int `json:"last"`
	}

	// Part is one statement: a family or an insurance, in one place or ("") in all.
	Part struct {
		Family string `json:"family"`
		Place  string `json:"place"`
		Totals Totals `json:"totals"`
		Rows   []Row  `json:"rows"`
	}

	// Totals are the sums of a statement.
	Totals struct {
		Months   int   `json:"months"`
		Owed     int   `json:"owed"`
		Gaps     int   `json:"gaps"`
		Overlaps int   `json:"overlaps"`
		Personal Money `json:"personal"`
		Unit     Money `json:"unit"`
		Partial  bool  `json:"partial"`
	}

	// Row is one month.
	Row struct {
		Month     int    `json:"month"`
		Insurance string `json:"insurance"`
		Place     string `json:"place"`
		Employer  string `json:"employer"`
		Base      Money  `json:"base"`
		Personal  Money  `json:"personal"`
		Unit      Money  `json:"unit"`
		Mark      string `json:"mark"`
	}

	// Enrolment is one insurance in one place.
	Enrolment struct {
		Insurance string `json:"insurance"`
		Place     string `json:"place"`
		Employer  string `json:"employer"`
		Status    string `json:"status"`
		Start     int    `json:"start"`
	}

	// AccountYear is one year of a personal account.
	AccountYear struct {
		Year              int    `json:"year"`
		Insurance         string `json:"insurance"`
		Opening           Money  `json:"opening"`
		Principal         Money  `json:"principal"`
		InterestOpening   Money  `json:"interest_opening"`
		InterestCurrent   Money  `json:"interest_current"`
		Closing           Money  `json:"closing"`
		Months            int    `json:"months"`
		CumulativeMonths  int    `json:"cumulative_months"`
		InterestPublished bool   `json:"interest_published"`
		AddsUp            bool   `json:"adds_up"`
	}

	// Annuity is the occupational annuity account.
	Annuity struct {
		Nature string        `json:"nature"`
		Unit   string        `json:"unit"`
		Start  int           `json:"start"`
		Years  []AnnuityYear `json:"years"`
	}

	// AnnuityYear is one year of it.
	AnnuityYear struct {
		Year            int   `json:"year"`
		Base            Money `json:"base"`
		UnitReal        Money `json:"unit_real"`
		UnitBook        Money `json:"unit_book"`
		Personal        Money `json:"personal"`
		InterestBook    Money `json:"interest_book"`
		YieldReal       Money `json:"yield_real"`
		TransferredIn   Money `json:"transferred_in"`
		PaidOut         Money `json:"paid_out"`
		ClosingUnitReal Money `json:"closing_unit_real"`
		ClosingUnitBook Money `json:"closing_unit_book"`
		ClosingPersonal Money `json:"closing_personal"`
		Closing         Money `json:"closing"`
	}

	// Resident is the resident account with the sum of its years.
	Resident struct {
		Years []ResidentYear `json:"years"`
		Sum   ResidentYear   `json:"sum"`
	}

	// ResidentYear is one year of it; in the sum, Balance is that of the newest year that has one.
	ResidentYear struct {
		Year       int    `json:"year,omitempty"`
		Personal   Money  `json:"personal"`
		Province   Money  `json:"province"`
		City       Money  `json:"city"`
		County     Money  `json:"county"`
		Collective Money  `json:"collective"`
		Landless   Money  `json:"landless"`
		Government Money  `json:"government"`
		Interest   Money  `json:"interest"`
		Balance    Money  `json:"balance"`
		Agency     string `json:"agency,omitempty"`
		CreditedOn int    `json:"credited_on,omitempty"`
	}

	// Group is one query of benefits.
	Group struct {
		Group    string    `json:"group"`
		Benefits []Benefit `json:"benefits"`
	}

	// Benefit is one benefit with its latest payments.
	Benefit struct {
		Insurance string    `json:"insurance"`
		Place     string    `json:"place"`
		Kind      string    `json:"kind"`
		Start     int       `json:"start"`
		State     string    `json:"state"`
		Monthly   Money     `json:"monthly"`
		Payments  []Payment `json:"payments"`
	}

	// Payment is one payment; the account is masked.
	Payment struct {
		Month   int    `json:"month"`
		Amount  Money  `json:"amount"`
		Items   []Item `json:"items"`
		Bank    string `json:"bank"`
		Account string `json:"account"`
		State   string `json:"state"`
	}

	// Item is a part of a payment.
	Item struct {
		Name   string `json:"name"`
		Amount Money  `json:"amount"`
	}

	// Qualification is a certification.
	Qualification struct {
		Insurance string `json:"insurance"`
		Result    string `json:"result"`
		Way       string `json:"way"`
		DoneOn    int    `json:"done_on"`
		DueOn     int    `json:"due_on"`
	}
)

// Of is the report of a record that was read for a window.
func Of(r records.Record, w records.Window) Report {
	out := Report{
		Number: r.Person.Number, Name: r.Person.Name, Kind: string(r.Person.Kind), State: string(r.Person.State),
		Source: Source{Name: r.Source.Name, AsOf: r.AsOf().Format("20060102"), Generated: r.Source.Generated, Local: r.Source.Local},
		Window: Window{int(w.First), int(w.Last)},
	}
	for _, f := range records.Families() {
		for _, place := range append([]records.Region{records.AllRegions}, records.Regions(r)...) {
			out.Province = append(out.Province, part(string(f), place, records.StatementOf(r, place, f, w)))
		}
	}
	out.Civil = part(string(records.CivilPension), records.AllRegions, records.StatementOfInsurance(r, records.AllRegions, records.CivilPension, w))
	out.Enrolments = each(r.Enrolments, func(e records.Enrolment) Enrolment {
		return Enrolment{string(e.Insurance), string(e.Region.Current()), e.Employer, string(e.Status), int(e.Start)}
	})
	out.AccountYears = each(r.AccountYears, func(y records.AccountYear) AccountYear {
		return AccountYear{y.Year, string(y.Insurance), money(y.Opening), money(y.Principal), money(y.InterestOpening), money(y.InterestCurrent),
			money(y.Closing), y.Months, y.CumulativeMonths, y.InterestPublished(), y.AddsUp()}
	})
	out.Annuity = Annuity{string(r.Annuity.Nature), r.Annuity.Unit, int(r.Annuity.Start), each(r.Annuity.Years, func(y records.AnnuityYear) AnnuityYear {
		return AnnuityYear{y.Year, money(y.Base), money(y.UnitReal), money(y.UnitBook), money(y.Personal), money(y.InterestBook), money(y.YieldReal),
			money(y.TransferredIn), money(y.PaidOut), money(y.ClosingUnitReal), money(y.ClosingUnitBook), money(y.ClosingPersonal), money(y.Closing)}
	})}
	out.Resident = Resident{each(r.ResidentYears, resident), resident(records.ResidentSum(r.ResidentYears))}
	for _, g := range records.BenefitGroups() {
		out.Benefits = append(out.Benefits, Group{string(g), each(records.BenefitsOf(r, g), benefit)})
	}
	out.Qualifications = each(r.Qualifications, func(q records.Qualification) Qualification {
		return Qualification{string(q.Insurance), q.Result, q.Way, q.DoneOn, q.DueOn}
	})
	return out
}

func part(family string, place records.Region, s records.Statement) Part {
	t := s.Totals
	return Part{Family: family, Place: string(place),
		Totals: Totals{t.Months, t.Owed, t.Gaps, t.Overlaps, money(t.Personal), money(t.Unit), t.Partial},
		Rows: each(s.Rows, func(r records.Row) Row {
			return Row{int(r.Month), string(r.Insurance), string(r.Region), r.Employer, money(r.Base), money(r.Personal), money(r.Unit), string(r.Mark)}
		})}
}

func resident(y records.ResidentYear) ResidentYear {
	return ResidentYear{y.Year, money(y.Personal), money(y.Province), money(y.City), money(y.County), money(y.Collective), money(y.Landless),
		money(y.Government), money(y.Interest), money(y.Balance), y.Agency, y.CreditedOn}
}

func benefit(b records.Benefit) Benefit {
	return Benefit{string(b.Insurance), string(b.Region.Current()), b.Kind, int(b.Start), string(b.State), money(b.Monthly),
		each(b.Payments, func(p records.Payment) Payment {
			account := ""
			if p.BankTail != "" {
				account = "****" + p.BankTail
			}
			return Payment{int(p.Month), money(p.Amount), each(p.Items, func(i records.Item) Item { return Item{i.Name, money(i.Amount)} }),
				p.Bank, account, string(p.State)}
		})}
}

// each is never nil: an empty list is [] in JSON.
func each[A, B any](all []A, f func(A) B) []B {
	out := make([]B, 0, len(all))
	for _, a := range all {
		out = append(out, f(a))
	}
	return out
}

func money(m records.Money) Money {
	if !m.Known {
		return nil
	}
	s := m.Fen.Decimal()
	return &s
}
