// Package recordstest holds the one body of tests that every records.Source must pass.
package recordstest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

// Content is what a source is to hold.
type Content struct {
	About   records.About
	Persons []records.Record // two with one number are two
	Cards   []records.CardEntry
}

// Open makes a source that holds exactly the given content. The suite closes it.
type Open func(t *testing.T, c Content) records.Source

// window is what the suite reads.
var window = records.Window{First: 202201, Last: 202612}

// Run runs the suite.
func Run(t *testing.T, open Open) {
	about := records.About{Name: "示例数据源", AsOf: day(2026, 10, 31), Generated: true}
	tests := map[string]func(*testing.T, records.Source){
		"ReadsWhatIsThere":       readsWhatIsThere,
		"AbsentIsNotZero":        absentIsNotZero,
		"KeepsToTheWindow":       keepsToTheWindow,
		"FindsByNormalNumber":    findsByNormalNumber,
		"SaysWhoIsNotThere":      saysWhoIsNotThere,
		"HoldsToTheDeadline":     holdsToTheDeadline,
		"ServesSeveralAtOnce":    servesSeveralAtOnce,
		"GivesEachReaderItsOwn":  givesEachReaderItsOwn,
		"IsFinishedAfterClosing": isFinishedAfterClosing,
		"GivesTheLatestPayments": givesTheLatestPayments,
		"SaysWhoIsDenied":        saysWhoIsDenied,
		"KnowsItsCards":          knowsItsCards,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := open(t, Content{about, everybody(), cards()})
			defer func() {
				if err := s.Close(); err != nil {
					t.Errorf("closing: %v", err)
				}
			}()
			test(t, s)
		})
	}
	t.Run("SaysWhatItIs", func(t *testing.T) {
		for _, about := range []records.About{about, {Name: "另一数据源", AsOf: day(2026, 9, 30), Places: []records.Region{"370100", "370200"}}} {
			s := open(t, Content{About: about})
			defer s.Close()
			got := s.About()
			if got.Name != about.Name || !got.AsOf.Equal(about.AsOf) || got.Generated != about.Generated ||
				!slices.Equal(got.Places, about.Places) || got.Local {
				t.Errorf("About() = %+v, want %+v", got, about)
			}
		}
	})
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, clock.Zone()) }

const (
	first  = "379901199003070011"
	second = "37990319850601006X"
	third  = "379901196308150027"
	nobody = "379902197809120038"

	twice     = "379905197001010089"
	dead      = "379901195801200046"
	checked   = "379906200105050115"
	suspended = "379910196001010018"
)

// persons are one with everything, one with amounts missing, one with nothing. Lists stand as a source gives them.
func persons() []records.Record {
	k := records.Known
	return []records.Record{
		{
			Person: records.Person{Number: first, Name: "测试甲", Kind: records.Employee},
			Enrolments: []records.Enrolment{
				{Insurance: "110", Region: "370100", Employer: "示例甲公司", Status: records.Contributing, Start: 202306},
				{Insurance: "110", Region: "370200", Employer: "示例乙公司", Status: records.Terminated, Start: 201503},
			},
			Contributions: []records.Contribution{
				{Month: 202612, Insurance: "110", Region: "370100", Employer: "示例甲公司", Base: k(520000), Personal: k(41600),
					Unit: k(83200), Status: records.Owed},
				{Month: 202306, Insurance: "110", Region: "370100", Employer: "示例甲公司", Base: k(450400), Personal: k(36032),
					Unit: k(72064), Status: records.Paid},
				{Month: 202306, Insurance: "110", Region: "370200", Employer: "示例乙公司", Base: k(420400), Personal: k(33632),
					Unit: k(67264), Status: records.TransferredIn},
				{Month: 202306, Insurance: "410", Region: "370100", Employer: "示例甲公司", Base: k(450400), Unit: k(1802),
					Status: records.Paid},
				{Month: 202201, Insurance: "210", Region: "370200", Base: k(420400), Personal: k(1261), Unit: k(2943),
					Status: records.Paid},
				{Month: 202112, Insurance: "110", Region: "370200", Base: k(420400), Personal: k(33632), Unit: k(67264),
					Status: records.Paid},
			},
			AccountYears: []records.AccountYear{
				{Year: 2026, Insurance: "110", Opening: k(4764203), Principal: k(416000), Closing: k(5180203), Months: 10,
					CumulativeMonths: 140},
				{Year: 2025, Insurance: "110", Opening: k(4231856), Principal: k(465792), InterestOpening: k(63478),
					InterestCurrent: k(3077), Closing: k(4764203), Months: 12, CumulativeMonths: 130},
			},
			Benefits: []records.Benefit{
				{Insurance: "210", Region: "370100", Kind: "失业保险金", Start: 202101, State: "3", Monthly: k(198000),
					Payments: []records.Payment{
						{Month: 202102, Amount: k(198000), Bank: "示例银行", BankTail: "0011", State: "1",
							Items: []records.Item{{Name: "失业保险金", Amount: k(190000)}, {Name: "补贴", Amount: k(8000)}}},
						{Month: 202101, Amount: k(0), Bank: "示例银行", BankTail: "0011", State: "2"},
					}},
				{Insurance: "110", Region: "370200", Kind: "基本养老金", State: "1"},
				{Insurance: "410", Region: "370200", Kind: "伤残津贴"},
			},
			Annuity: records.Annuity{Nature: records.FullyFunded, Unit: "示例市档案馆", Start: 201410, Years: []records.AnnuityYear{
				{Year: 2026, Base: k(8200000), UnitBook: k(656000), Personal: k(328000), ClosingUnitBook: k(7216000)},
				{Year: 2025, Base: k(9840000), UnitReal: k(0), UnitBook: k(787200), Personal: k(393600), InterestBook: k(98000),
					YieldReal: k(-1234), TransferredIn: k(100), PaidOut: k(200), ClosingUnitReal: k(0), ClosingUnitBook: k(6560000),
					ClosingPersonal: k(3280000), Closing: k(9840000)},
			}},
			ResidentYears: []records.ResidentYear{
				{Year: 2014},
				{Year: 2013, Personal: k(30000), Province: k(3000), City: k(1500), County: k(1500), Collective: k(0), Landless: k(100),
					Government: k(200), Interest: k(812), Balance: k(37112), Agency: "示例县社会保险事业中心", CreditedOn: 20131220},
			},
			Qualifications: []records.Qualification{
				{Insurance: "110", Result: "通过", Way: "刷脸", DoneOn: 20250612, DueOn: 20260612},
				{Insurance: "170"},
			},
		},
		{
			Person:        records.Person{Number: second, Name: "测试𬭊", Kind: records.Flexible, AsOf: day(2026, 9, 30)},
			Enrolments:    []records.Enrolment{{Insurance: "110", Region: "370700"}},
			Contributions: []records.Contribution{{Month: 202601, Insurance: "110", Region: "370700", Status: records.Paid}},
			AccountYears:  []records.AccountYear{{Year: 2025, Insurance: "110"}},
		},
		{Person: records.Person{Number: third, Name: "测试·乙", Kind: records.UnknownPerson}},
	}
}

// everybody are persons, and those of whom nothing is read.
func everybody() []records.Record {
	all := persons()
	some := []records.Contribution{{Month: 202601, Insurance: "110", Region: "370100", Base: records.Known(1), Status: records.Paid}}
	for _, p := range []records.Person{
		{Number: twice, Name: "测试己", Kind: records.CivilRetiree}, {Number: twice, Name: "测试己", Kind: records.Employee},
		{Number: dead, Name: "测试庚", Kind: records.Resident, State: records.PersonDeceased},
		{Number: checked, Name: "测试𬭊", Kind: records.Unemployed, State: records.PersonChecking},
		{Number: suspended, Name: "测试辛", Kind: records.Retiree, State: records.PersonSuspended},
	} {
		r := records.Record{Person: p, Contributions: some}
		if p.Number == suspended {
			r.Benefits = []records.Benefit{{Insurance: "110", Region: "370100", Kind: "基本养老金", State: records.BenefitSuspended}}
			for m := records.Month(202606); m > 202406; m = m.Add(-1) { // more than are read, two in one month
				r.Benefits[0].Payments = append(r.Benefits[0].Payments, records.Payment{Month: m, Amount: records.Known(records.Fen(m))})
			}
			r.Benefits[0].Payments = append(r.Benefits[0].Payments[:3], r.Benefits[0].Payments[2:]...)
		}
		all = append(all, r)
	}
	return all
}

// cards are one of each state, of the first person.
func cards() []records.CardEntry {
	var out []records.CardEntry
	for i, status := range records.CardStatuses() {
		out = append(out, records.CardEntry{Card: card(i), Registration: records.Registration{Holder: first, Status: status}})
	}
	out[1].Since = 20240229
	return append(out, records.CardEntry{Card: card(len(out)), Registration: records.Registration{Holder: nobody, Status: records.CardNormal}})
}

func card(i int) records.Card {
	return records.Card{Identifier: fmt.Sprintf("370100D156000005%016X", i+1), Number: fmt.Sprintf("X%08d", i)}
}

func read(t *testing.T, s records.Source, number string) records.Record {
	t.Helper()
	r, err := s.Read(context.Background(), number, window)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return r
}

func readsWhatIsThere(t *testing.T, s records.Source) {
	for i, want := range persons() {
		got := read(t, s, want.Person.Number)
		if i == 0 {
			want.Contributions = want.Contributions[:5] // the last one is older than the window
		}
		if want.Person.AsOf.IsZero() {
			want.Person.AsOf = s.About().AsOf
		}
		if !got.Person.AsOf.Equal(want.Person.AsOf) {
			t.Errorf("person %d: as of %v, want %v", i, got.Person.AsOf, want.Person.AsOf)
		}
		if !reflect.DeepEqual(got.Source, s.About()) {
			t.Errorf("person %d: source %+v", i, got.Source)
		}
		got.Person.ID, got.Person.AsOf, got.Source = want.Person.ID, want.Person.AsOf, want.Source
		if !reflect.DeepEqual(got, want) {
			t.Errorf("person %d:\ngot  %+v\nwant %+v", i, got, want)
		}
	}
}

func absentIsNotZero(t *testing.T, s records.Source) {
	if c := read(t, s, second).Contributions[0]; c.Base.Known || c.Personal.Known || c.Unit.Known {
		t.Errorf("absent amounts came as %+v", c)
	}
	if p := read(t, s, first).Benefits[0].Payments[1]; p.Amount != records.Known(0) {
		t.Errorf("a zero came as %+v", p.Amount)
	}
}

func keepsToTheWindow(t *testing.T, s records.Source) {
	for _, test := range []struct {
		w    records.Window
		want int
	}{
		{records.Window{First: 202306, Last: 202306}, 3},
		{records.Window{First: 202112, Last: 202305}, 2},
		{records.Window{First: 202307, Last: 202611}, 0},
		{records.Window{First: 202612, Last: 202101}, 0},
	} {
		r, err := s.Read(context.Background(), first, test.w)
		if err != nil {
			t.Fatalf("reading: %v", err)
		}
		if len(r.Contributions) != test.want {
			t.Errorf("window %v holds %d contributions, want %d", test.w, len(r.Contributions), test.want)
		}
		if len(r.AccountYears) != 2 || len(r.Benefits) != 3 {
			t.Errorf("window %v cut more than contributions", test.w)
		}
	}
}

func findsByNormalNumber(t *testing.T, s records.Source) {
	if got := read(t, s, " "+strings.ToLower(second)+"  "); got.Person.Number != second {
		t.Errorf("the number came back as another")
	}
}

func saysWhoIsNotThere(t *testing.T, s records.Source) {
	for _, number := range []string{nobody, "", "3", first[:17], first + "0", "%", "379901199003070011' OR '1'='1"} {
		r, err := s.Read(context.Background(), number, window)
		failed(t, err, records.NotFound, number)
		if !reflect.DeepEqual(r, records.Record{}) {
			t.Errorf("a failed read gave a record")
		}
	}
}

// failed checks the failure and that its text names nobody.
func failed(t *testing.T, err error, want records.Failure, number string) {
	t.Helper()
	var e *records.Error
	if !errors.As(err, &e) || e.Failure != want {
		t.Errorf("got %v, want the failure %s", err, want)
		return
	}
	if len(number) >= 8 && strings.Contains(err.Error(), number) || strings.Contains(err.Error(), "测试") {
		t.Errorf("the error names a person")
	}
}

func holdsToTheDeadline(t *testing.T, s records.Source) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for range 20 { // whichever of its waits the end of ctx meets
		_, err := s.Read(ctx, first, window)
		failed(t, err, records.Busy, first)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%v does not say that the read was cancelled", err)
		}
	}
	read(t, s, first) // and the source is none the worse
}

func servesSeveralAtOnce(t *testing.T, s records.Source) {
	const readers, times = 8, 25
	var wait sync.WaitGroup
	for range readers {
		wait.Go(func() {
			for i := range times {
				want := persons()[i%3]
				got, err := s.Read(context.Background(), want.Person.Number, window)
				if err != nil || got.Person.Name != want.Person.Name || len(got.AccountYears) != len(want.AccountYears) {
					t.Errorf("one of several readers got the wrong record or an error: %v", err)
					return
				}
			}
		})
	}
	wait.Wait()
}

func givesEachReaderItsOwn(t *testing.T, s records.Source) {
	one := read(t, s, first)
	one.Contributions[0].Base = records.Known(1)
	one.Benefits[0].Payments[0].Month = 190001
	two := read(t, s, first)
	if two.Contributions[0].Base == records.Known(1) || two.Benefits[0].Payments[0].Month == 190001 {
		t.Error("a change to one record shows in the next")
	}
}

func givesTheLatestPayments(t *testing.T, s records.Source) {
	r := read(t, s, suspended)
	if r.Person.State != records.PersonSuspended {
		t.Errorf("state %q", r.Person.State)
	}
	p := r.Benefits[0].Payments
	months := map[records.Month]bool{}
	for _, x := range p {
		months[x.Month] = true
	}
	// Twelve months, one of them with two payments.
	if len(p) != records.PaymentsRead+1 || len(months) != records.PaymentsRead || p[0].Month != 202606 || p[len(p)-1].Month != 202507 {
		t.Errorf("%d payments in %d months", len(p), len(months))
	}
}

func saysWhoIsDenied(t *testing.T, s records.Source) {
	for number, want := range map[string]records.Failure{twice: records.Duplicate, dead: records.Deceased, checked: records.Checking} {
		r, err := s.Read(context.Background(), number, window)
		failed(t, err, want, number)
		if !reflect.DeepEqual(r, records.Record{}) {
			t.Errorf("%s: a record came", want)
		}
	}
}

func knowsItsCards(t *testing.T, s records.Source) {
	ctx := context.Background()
	for _, c := range cards() {
		got, err := s.Register(ctx, c.Card)
		if err != nil || got != c.Registration {
			t.Errorf("%+v, %v; want %+v", got, err, c.Registration)
		}
		if got, err := s.Register(ctx, records.Card{Identifier: strings.ToLower(c.Identifier), Number: " " + c.Number}); err != nil || got != c.Registration {
			t.Errorf("in another writing: %+v, %v", got, err)
		}
	}
	for _, c := range []records.Card{{}, {Identifier: card(0).Identifier}, {Number: card(0).Number}, {Identifier: card(0).Identifier, Number: card(1).Number},
		{Identifier: card(90).Identifier, Number: card(90).Number}, {Identifier: "' OR 1=1 --", Number: "X"}} {
		got, err := s.Register(ctx, c)
		failed(t, err, records.NotFound, first)
		if got != (records.Registration{}) {
			t.Errorf("an unknown card gave %+v", got)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	_, err := s.Register(stopped, card(1))
	failed(t, err, records.Busy, first)
}

func isFinishedAfterClosing(t *testing.T, s records.Source) {
	if err := s.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	_, err := s.Read(context.Background(), first, window)
	failed(t, err, records.Busy, first)
	_, err = s.Register(context.Background(), card(1))
	failed(t, err, records.Busy, first)
	s.About() // must not panic
}
