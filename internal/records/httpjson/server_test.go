package httpjson_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"shebao/kiosk/internal/backend"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/httpjson"
	"shebao/kiosk/internal/records/postgres/pgtest"
	"shebao/kiosk/internal/records/recordstest"
)

const terminal = "SD-0000-0000"

// backEnd is a back end that keeps the contract of docs/records-http.md, until a test gives it a fault.
type backEnd struct {
	*httptest.Server
	files pgtest.Certificates
	fault atomic.Pointer[http.HandlerFunc]
	asked atomic.Int64
	t     *testing.T
}

func newBackEnd(t *testing.T, c recordstest.Content) *backEnd {
	t.Helper()
	files, err := pgtest.NewCertificates(t.TempDir(), terminal)
	if err != nil {
		t.Fatal(err)
	}
	b := &backEnd{files: files, t: t}
	b.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.asked.Add(1)
		if r.URL.RawQuery != "" || r.Method != http.MethodPost || len(r.TLS.PeerCertificates) == 0 {
			t.Errorf("asked by %s %s", r.Method, r.URL)
		}
		if f := b.fault.Load(); f != nil {
			(*f)(w, r)
			return
		}
		b.answer(w, r, c)
	}))
	pair, err := tls.LoadX509KeyPair(files.ServerCert, files.ServerKey)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(files.CA)
	if err != nil {
		t.Fatal(err)
	}
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM(pem)
	b.Config.ErrorLog = log.New(io.Discard, "", 0)
	b.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients}
	b.StartTLS()
	t.Cleanup(b.Close)
	return b
}

func (b *backEnd) options() httpjson.Options {
	return httpjson.Options{Address: backend.Address{URL: b.URL + "/kiosk", CAFile: b.files.CA, CertFile: b.files.TerminalCert, KeyFile: b.files.TerminalKey,
		Terminal: terminal}, Clock: clock.System{}}
}

func (b *backEnd) source(o httpjson.Options) *httpjson.Source {
	b.t.Helper()
	s, err := httpjson.Open(o)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { s.Close() })
	return s
}

type m = map[string]any

// request is a request as the contract has it.
type request struct {
	Request, Terminal, Number, CardIdentifier, CardNumber string
	First, Last                                           int
}

func asked(r *http.Request) (out request, err error) {
	var body m
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	if err := d.Decode(&body); err != nil {
		return out, err
	}
	text := func(name string) string { s, _ := body[name].(string); return s }
	number := func(name string) int {
		n, _ := body[name].(json.Number)
		i, _ := n.Int64()
		return int(i)
	}
	return request{text("request"), text("terminal"), text("number"), text("card_identifier"), text("card_number"),
		number("first"), number("last")}, nil
}

func reply(w http.ResponseWriter, body m) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	_ = json.NewEncoder(w).Encode(body) // the terminal may have gone
}

func (b *backEnd) answer(w http.ResponseWriter, r *http.Request, c recordstest.Content) {
	q, err := asked(r)
	if err != nil || q.Terminal != terminal || len(q.Request) != 32 || q.Request != r.Header.Get("Idempotency-Key") {
		b.t.Errorf("a request breaks the contract: %v", err)
	}
	out := m{"request": q.Request, "source": source(c.About), "added_later": m{"a": []any{1, "b", nil}}}
	switch r.URL.Path {
	case "/kiosk/v1/about":
	case "/kiosk/v1/card":
		out["error"] = "not_found"
		for _, e := range c.Cards {
			if e.Identifier == q.CardIdentifier && e.Card.Number == q.CardNumber {
				delete(out, "error")
				out["card"] = m{"holder": e.Holder, "status": e.Status, "since": day(e.Since)}
			}
		}
	case "/kiosk/v1/record":
		var found []records.Record
		for _, p := range c.Persons {
			if p.Person.Number == idcard.Normal(q.Number) {
				found = append(found, p)
			}
		}
		switch {
		case len(found) == 0:
			out["error"] = "not_found"
		case len(found) > 1:
			out["error"] = "duplicate"
		case found[0].Person.State.Denied() == records.Checking: // the others are told by the person's state
			out["error"] = "checking"
		default:
			out["record"] = record(found[0])
		}
	default:
		b.t.Errorf("asked for %s", r.URL.Path)
	}
	reply(w, out)
}

// day is null when it is not known.
func day[T ~int](n T) any {
	if n == 0 {
		return nil
	}
	return int(n)
}

func date(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Year()*10000 + int(t.Month())*100 + t.Day()
}

func yuan(of records.Money) any {
	if !of.Known {
		return nil
	}
	return of.Fen.Decimal()
}

func source(a records.About) m {
	return m{"name": a.Name, "as_of": date(a.AsOf), "generated": a.Generated, "places": a.Places}
}

func each[T any](of []T, f func(T) m) []m {
	var out []m
	for _, x := range of {
		out = append(out, f(x))
	}
	return out
}

func record(r records.Record) m {
	p := r.Person
	return m{
		"person": m{"number": p.Number, "name": p.Name, "kind": p.Kind, "state": p.State, "as_of": date(p.AsOf)},
		"enrolments": each(r.Enrolments, func(e records.Enrolment) m {
			return m{"insurance": e.Insurance, "region": e.Region, "employer": e.Employer, "status": e.Status, "start": day(e.Start)}
		}),
		"contributions": each(r.Contributions, func(c records.Contribution) m {
			return m{"month": c.Month, "insurance": c.Insurance, "region": c.Region, "employer": c.Employer, "base": yuan(c.Base),
				"personal": yuan(c.Personal), "unit": yuan(c.Unit), "status": c.Status}
		}),
		"account_years": each(r.AccountYears, func(y records.AccountYear) m {
			return m{"year": y.Year, "insurance": y.Insurance, "opening": yuan(y.Opening), "principal": yuan(y.Principal),
				"interest_opening": yuan(y.InterestOpening), "interest_current": yuan(y.InterestCurrent), "closing": yuan(y.Closing),
				"months": y.Months, "cumulative_months": y.CumulativeMonths}
		}),
		"annuity": m{"nature": r.Annuity.Nature, "unit": r.Annuity.Unit, "start": day(r.Annuity.Start),
			"years": each(r.Annuity.Years, func(y records.AnnuityYear) m {
				return m{"year": y.Year, "base": yuan(y.Base), "unit_real": yuan(y.UnitReal), "unit_book": yuan(y.UnitBook),
					"personal": yuan(y.Personal), "interest_book": yuan(y.InterestBook), "yield_real": yuan(y.YieldReal),
					"transferred_in": yuan(y.TransferredIn), "paid_out": yuan(y.PaidOut), "closing_unit_real": yuan(y.ClosingUnitReal),
					"closing_unit_book": yuan(y.ClosingUnitBook), "closing_personal": yuan(y.ClosingPersonal), "closing": yuan(y.Closing)}
			})},
		"resident_years": each(r.ResidentYears, func(y records.ResidentYear) m {
			return m{"year": y.Year, "personal": yuan(y.Personal), "province": yuan(y.Province), "city": yuan(y.City),
				"county": yuan(y.County), "collective": yuan(y.Collective), "landless": yuan(y.Landless),
				"government": yuan(y.Government), "interest": yuan(y.Interest), "balance": yuan(y.Balance), "agency": y.Agency,
				"credited_on": day(y.CreditedOn)}
		}),
		"benefits": each(r.Benefits, func(b records.Benefit) m {
			return m{"insurance": b.Insurance, "region": b.Region, "kind": b.Kind, "start": day(b.Start), "state": b.State,
				"monthly": yuan(b.Monthly), "payments": each(b.Payments, func(p records.Payment) m {
					return m{"month": p.Month, "amount": yuan(p.Amount), "bank": p.Bank, "bank_tail": p.BankTail, "state": p.State,
						"items": each(p.Items, func(i records.Item) m { return m{"name": i.Name, "amount": yuan(i.Amount)} })}
				})}
		}),
		"qualifications": each(r.Qualifications, func(q records.Qualification) m {
			return m{"insurance": q.Insurance, "result": q.Result, "way": q.Way, "done_on": day(q.DoneOn), "due_on": day(q.DueOn)}
		}),
	}
}
