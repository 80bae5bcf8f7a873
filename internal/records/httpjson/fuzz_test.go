package httpjson

import (
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
)

// FuzzDecode: whatever a back end sends, reading it ends with a record that keeps the contract of records.Source, or with an
// *records.Error that repeats nothing of it.
func FuzzDecode(f *testing.F) {
	const person = `"person":{"number":"379901199003070011","name":"测试甲","kind":"employee"}`
	const source = `"source":{"name":"示例","as_of":20261031,"generated":true,"places":["370100"]}`
	f.Add(`{"request":"R",` + source + `,"record":{` + person + `,"contributions":[{"month":202606,"insurance":"110","region":"370100",` +
		`"base":"5200.00","personal":"416.00","unit":null,"status":"paid"}]}}`)
	f.Add(`{"request":"R",` + source + `,"record":{` + person + `,"benefits":[{"insurance":"110","region":"370100","payments":[` +
		`{"month":202606,"amount":"-1.00","bank_tail":"0011","items":[{"name":"基础养老金","amount":"1.00"}]}]}]}}`)
	f.Add(`{"request":"R",` + source + `,"card":{"holder":"379901199003070011","status":"normal","since":20240101}}`)
	f.Add(`{"request":"R","error":"deceased"}`)
	f.Fuzz(func(t *testing.T, text string) {
		w := records.Window{First: 202112, Last: 202611}
		check := func(e *records.Error) {
			if e != nil && len(text) > 60 && strings.Contains(e.Error(), text) {
				t.Error("the error repeats the reply")
			}
		}
		reply, failure := parse([]byte(text), "R")
		if failure != nil {
			check(failure)
			return
		}
		_, failure = parseCard(reply)
		check(failure)
		r, failure := parseRecord(reply, "379901199003070011", w)
		if check(failure); failure != nil {
			return
		}
		last := w.Last
		for _, c := range r.Contributions {
			if c.Month < w.First || c.Month > last || !c.Month.Valid() || len(c.Region) != 6 {
				t.Errorf("%+v after %d", c, last)
			}
			last = c.Month
		}
		for _, b := range r.Benefits {
			months := map[records.Month]bool{}
			for _, p := range b.Payments {
				months[p.Month] = true
			}
			if len(months) > records.PaymentsRead {
				t.Errorf("payments of %d months", len(months))
			}
		}
		if r.Person.AsOf.IsZero() || r.Source.Name == "" || r.Person.State.Denied() != "" {
			t.Errorf("%+v of %+v", r.Person, r.Source)
		}
	})
}
