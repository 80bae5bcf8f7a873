package load_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"shebao/kiosk/internal/records"
)

// rawTables writes records as the raw CSV tables, with the columns that kioskctl records generate -csv gives them.
func rawTables(t testing.TB, folder string, all []records.Record, cards []records.CardEntry) {
	t.Helper()
	tables := map[string][][]string{
		"persons":       {{"number", "name", "kind", "state"}},
		"enrolments":    {{"number", "insurance", "region", "employer", "status", "start"}},
		"contributions": {{"number", "month", "insurance", "region", "employer", "base", "personal", "unit", "status"}},
		"account_years": {{"number", "year", "insurance", "opening", "principal", "interest_opening", "interest_current", "closing", "months",
			"cumulative_months"}},
		"annuities": {{"number", "nature", "unit", "start"}},
		"annuity_years": {{"number", "year", "base", "unit_real", "unit_book", "personal", "interest_book", "yield_real", "transferred_in",
			"paid_out", "closing_unit_real", "closing_unit_book", "closing_personal", "closing"}},
		"resident_years": {{"number", "year", "personal", "province", "city", "county", "collective", "landless", "government", "interest",
			"balance", "agency", "credited_on"}},
		"benefits":       {{"number", "benefit", "insurance", "region", "kind", "start", "state", "monthly"}},
		"payments":       {{"number", "benefit", "month", "seq", "amount", "bank", "bank_tail", "state"}},
		"payment_items":  {{"number", "benefit", "month", "seq", "item", "name", "amount"}},
		"qualifications": {{"number", "insurance", "result", "way", "done_on", "due_on"}},
		"cards":          {{"identifier", "card_number", "holder", "status", "since"}},
	}
	for _, r := range all {
		number := r.Person.Number
		add := func(table string, cells ...string) {
			tables[table] = append(tables[table], append([]string{number}, cells...))
		}
		add("persons", r.Person.Name, string(r.Person.Kind), string(r.Person.State))
		for _, e := range r.Enrolments {
			add("enrolments", string(e.Insurance), string(e.Region), e.Employer, string(e.Status), whole(int(e.Start)))
		}
		for _, c := range r.Contributions {
			add("contributions", whole(int(c.Month)), string(c.Insurance), string(c.Region), c.Employer, yuan(c.Base), yuan(c.Personal), yuan(c.Unit),
				string(c.Status))
		}
		for _, y := range r.AccountYears {
			add("account_years", whole(y.Year), string(y.Insurance), yuan(y.Opening), yuan(y.Principal), yuan(y.InterestOpening),
				yuan(y.InterestCurrent), yuan(y.Closing), strconv.Itoa(y.Months), strconv.Itoa(y.CumulativeMonths))
		}
		if a := r.Annuity; a.Nature != "" || len(a.Years) > 0 {
			add("annuities", string(a.Nature), a.Unit, whole(int(a.Start)))
			for _, y := range a.Years {
				add("annuity_years", whole(y.Year), yuan(y.Base), yuan(y.UnitReal), yuan(y.UnitBook), yuan(y.Personal), yuan(y.InterestBook),
					yuan(y.YieldReal), yuan(y.TransferredIn), yuan(y.PaidOut), yuan(y.ClosingUnitReal), yuan(y.ClosingUnitBook),
					yuan(y.ClosingPersonal), yuan(y.Closing))
			}
		}
		for _, y := range r.ResidentYears {
			add("resident_years", whole(y.Year), yuan(y.Personal), yuan(y.Province), yuan(y.City), yuan(y.County), yuan(y.Collective),
				yuan(y.Landless), yuan(y.Government), yuan(y.Interest), yuan(y.Balance), y.Agency, whole(y.CreditedOn))
		}
		for i, b := range r.Benefits {
			add("benefits", strconv.Itoa(i), string(b.Insurance), string(b.Region), b.Kind, whole(int(b.Start)), string(b.State), yuan(b.Monthly))
			for j, p := range b.Payments {
				add("payments", strconv.Itoa(i), whole(int(p.Month)), strconv.Itoa(j), yuan(p.Amount), p.Bank, p.BankTail, string(p.State))
				for k, item := range p.Items {
					add("payment_items", strconv.Itoa(i), whole(int(p.Month)), strconv.Itoa(j), strconv.Itoa(k), item.Name, yuan(item.Amount))
				}
			}
		}
		for _, q := range r.Qualifications {
			add("qualifications", string(q.Insurance), q.Result, q.Way, whole(q.DoneOn), whole(q.DueOn))
		}
	}
	for _, c := range cards {
		tables["cards"] = append(tables["cards"], []string{c.Identifier, c.Number, c.Holder, string(c.Status), whole(c.Since)})
	}
	for name, rows := range tables {
		f, err := os.Create(filepath.Join(folder, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		w := csv.NewWriter(f)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func whole(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func yuan(m records.Money) string {
	if !m.Known {
		return ""
	}
	return m.Fen.Decimal()
}
