package records_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
)

const (
	jinan   records.Region = "370100"
	qingdao records.Region = "370200"
	laiwu   records.Region = "371200"
)

var window = records.Window{First: 202501, Last: 202512}

func paid(m records.Month, at records.Region, base records.Fen) records.Contribution {
	return records.Contribution{Month: m, Insurance: records.EmployeePension, Region: at, Employer: "示例单位",
		Base: records.Known(base), Personal: records.Known(base * 8 / 100), Unit: records.Known(base * 16 / 100),
		Status: records.Paid}
}

func with(c records.Contribution, change func(*records.Contribution)) records.Contribution {
	change(&c)
	return c
}

func status(s records.PayStatus) func(*records.Contribution) {
	return func(c *records.Contribution) { c.Status = s }
}

func enrolled(at records.Region, start records.Month, s records.EnrolmentStatus) records.Enrolment {
	return records.Enrolment{Insurance: records.EmployeePension, Region: at, Start: start, Status: s}
}

func asOf(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, clock.Zone())
}

// lines writes a statement the way a reader would: month, place, mark.
func lines(s records.Statement) string {
	var b strings.Builder
	for _, r := range s.Rows {
		fmt.Fprintf(&b, "%d %s %s\n", r.Month, r.Region, r.Mark)
	}
	return strings.TrimSpace(b.String())
}

func TestStatementRows(t *testing.T) {
	unemployment := func(c *records.Contribution) { c.Insurance = records.Unemployment }
	for _, test := range []struct {
		name   string
		record records.Record
		region records.Region
		want   string
	}{
		{
			name:   "nobody was ever enrolled: nothing, and no gaps",
			record: records.Record{Source: records.About{AsOf: asOf(2025, 12, 31)}},
		},
		{
			name: "newest first, and months before the first enrolment are no gaps",
			record: records.Record{
				Contributions: []records.Contribution{paid(202503, jinan, 500000), paid(202504, jinan, 500000)},
				Source:        records.About{AsOf: asOf(2025, 4, 30)},
			},
			want: "202504 370100 paid\n202503 370100 paid",
		},
		{
			name: "a month between, and one up to the source's day, is a gap",
			record: records.Record{
				Contributions: []records.Contribution{paid(202503, jinan, 500000), paid(202505, jinan, 500000)},
				Source:        records.About{AsOf: asOf(2025, 6, 30)},
			},
			want: "202506  gap\n202505 370100 paid\n202504  gap\n202503 370100 paid",
		},
		{
			name: "a month that is not over is not missing",
			record: records.Record{
				Contributions: []records.Contribution{paid(202503, jinan, 500000)},
				Source:        records.About{AsOf: asOf(2025, 4, 29)},
			},
			want: "202503 370100 paid",
		},
		{
			name: "the person's own day goes before the source's",
			record: records.Record{
				Person:        records.Person{AsOf: asOf(2025, 3, 31)},
				Contributions: []records.Contribution{paid(202503, jinan, 500000)},
				Source:        records.About{AsOf: asOf(2025, 12, 31)},
			},
			want: "202503 370100 paid",
		},
		{
			name: "gaps begin with the enrolment, even where nothing was ever paid",
			record: records.Record{
				Enrolments: []records.Enrolment{enrolled(jinan, 202503, records.Contributing)},
				Source:     records.About{AsOf: asOf(2025, 5, 31)},
			},
			want: "202505  gap\n202504  gap\n202503  gap",
		},
		{
			name: "an enrolment older than the window shows gaps from the window's first month",
			record: records.Record{
				Enrolments: []records.Enrolment{enrolled(jinan, 201003, records.Suspended)},
				Source:     records.About{AsOf: asOf(2025, 2, 28)},
			},
			want: "202502  gap\n202501  gap",
		},
		{
			name: "after a terminated enrolment nothing is missing; within it something may be",
			record: records.Record{
				Enrolments:    []records.Enrolment{enrolled(jinan, 201003, records.Terminated)},
				Contributions: []records.Contribution{paid(202501, jinan, 500000), paid(202503, jinan, 500000)},
				Source:        records.About{AsOf: asOf(2025, 12, 31)},
			},
			want: "202503 370100 paid\n202502  gap\n202501 370100 paid",
		},
		{
			name: "a month paid in two places is marked in both, whichever way it was paid",
			record: records.Record{
				Contributions: []records.Contribution{paid(202503, qingdao, 400000), paid(202503, jinan, 500000),
					with(paid(202502, qingdao, 400000), status(records.TransferredIn)), paid(202502, jinan, 500000)},
				Source: records.About{AsOf: asOf(2025, 3, 31)},
			},
			want: "202503 370100 overlap\n202503 370200 overlap\n202502 370100 overlap\n202502 370200 overlap",
		},
		{
			name: "an owed month is no second payment",
			record: records.Record{
				Contributions: []records.Contribution{with(paid(202503, qingdao, 400000), status(records.Owed)),
					paid(202503, jinan, 500000)},
				Source: records.About{AsOf: asOf(2025, 3, 31)},
			},
			want: "202503 370100 paid\n202503 370200 owed",
		},
		{
			name: "one place shows its own months only, and its own gaps",
			record: records.Record{
				Contributions: []records.Contribution{paid(202501, qingdao, 400000), paid(202502, jinan, 500000),
					paid(202503, qingdao, 400000), with(paid(202504, qingdao, 400000), unemployment)},
				Source: records.About{AsOf: asOf(2025, 3, 31)},
			},
			region: qingdao,
			want:   "202503 370200 paid\n202502  gap\n202501 370200 paid",
		},
		{
			name: "Laiwu's months are Jinan's",
			record: records.Record{
				Contributions: []records.Contribution{paid(202501, laiwu, 400000), paid(202502, jinan, 500000)},
				Source:        records.About{AsOf: asOf(2025, 2, 28)},
			},
			region: jinan,
			want:   "202502 370100 paid\n202501 370100 paid",
		},
		{
			name: "outside the window, or without a month, nothing is shown",
			record: records.Record{
				Contributions: []records.Contribution{paid(202412, jinan, 1), paid(202601, jinan, 1), paid(0, jinan, 1),
					paid(202513, jinan, 1), with(paid(202501, jinan, 500000), status(records.TransferredIn))},
				Source: records.About{AsOf: asOf(2025, 1, 31)},
			},
			want: "202501 370100 transferred_in",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := lines(records.StatementOf(test.record, test.region, records.FamilyPension, window))
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestStatementTotals(t *testing.T) {
	noPersonal := func(c *records.Contribution) { c.Personal = records.Money{} }
	for _, test := range []struct {
		name string
		paid []records.Contribution
		want records.Totals
	}{
		{name: "nothing: the sums are absent, not zero"},
		{
			name: "an overlapping month counts once, by the larger base",
			paid: []records.Contribution{paid(202501, qingdao, 400000), paid(202501, jinan, 500000), paid(202502, jinan, 500000)},
			want: records.Totals{Months: 2, Overlaps: 1, Personal: records.Known(80000), Unit: records.Known(160000)},
		},
		{
			name: "what is owed is neither counted nor summed, and a gap is a gap",
			paid: []records.Contribution{paid(202501, jinan, 500000), with(paid(202503, jinan, 900000), status(records.Owed))},
			want: records.Totals{Months: 1, Owed: 1, Gaps: 1, Personal: records.Known(40000), Unit: records.Known(80000)},
		},
		{
			name: "a month paid in one place and owed, with a larger base, in another is a paid month",
			paid: []records.Contribution{with(paid(202501, qingdao, 900000), status(records.Owed)), paid(202501, jinan, 500000)},
			want: records.Totals{Months: 1, Personal: records.Known(40000), Unit: records.Known(80000)},
		},
		{
			name: "an amount that no month has is absent",
			paid: []records.Contribution{with(paid(202501, jinan, 500000), noPersonal)},
			want: records.Totals{Months: 1, Unit: records.Known(80000)},
		},
		{
			name: "an amount that one month lacks makes the sum partial",
			paid: []records.Contribution{with(paid(202501, jinan, 500000), noPersonal), paid(202502, jinan, 500000)},
			want: records.Totals{Months: 2, Personal: records.Known(40000), Unit: records.Known(160000), Partial: true},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := records.StatementOf(records.Record{Contributions: test.paid}, records.AllRegions, records.FamilyPension, window)
			if got.Totals != test.want {
				t.Errorf("got %+v, want %+v", got.Totals, test.want)
			}
		})
	}
}

// TestStatementAgainstBruteForce draws records at random and counts them again, month by month, without sorting or marking.
func TestStatementAgainstBruteForce(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	places := []records.Region{jinan, qingdao, laiwu, "370600"}
	insurances := []records.Insurance{records.EmployeePension, records.ResidentPension, records.Unemployment,
		records.WorkInjury, records.OccupationalAnnuity}
	statuses := []records.PayStatus{records.Paid, records.Paid, records.Paid, records.Owed, records.TransferredIn}
	maybe := func() records.Money {
		if random.IntN(8) == 0 {
			return records.Money{}
		}
		return records.Known(records.Fen(random.IntN(1000000)))
	}
	for range 3000 {
		var r records.Record
		r.Source.AsOf = asOf(2025, time.Month(random.IntN(12)+1), random.IntN(28)+1)
		for range random.IntN(40) {
			r.Contributions = append(r.Contributions, records.Contribution{
				Month:     records.Month(202410).Add(random.IntN(18)),
				Region:    places[random.IntN(len(places))],
				Insurance: insurances[random.IntN(len(insurances))],
				Status:    statuses[random.IntN(len(statuses))],
				// Bases differ from one another, so that "the row with the larger base" is one row.
				Base: records.Known(records.Fen(len(r.Contributions)*100 + 1)), Personal: maybe(), Unit: maybe()})
		}
		if random.IntN(3) == 0 {
			r.Enrolments = append(r.Enrolments, enrolled(jinan, 202411, records.Suspended))
		}
		region := append(places, records.AllRegions)[random.IntN(5)]
		family := records.Families()[random.IntN(3)]
		got := records.StatementOf(r, region, family, window)
		check(t, r, region, family, got)
		if t.Failed() {
			t.Fatalf("record %+v\nregion %q family %s\nstatement %+v", r, region, family, got)
		}
	}
}

func check(t *testing.T, r records.Record, region records.Region, family records.Family, got records.Statement) {
	t.Helper()
	var want records.Totals
	shown := 0
	for m := window.First; m <= window.Last; m = m.Add(1) {
		var best *records.Contribution
		owed, times := false, 0
		for i, c := range r.Contributions {
			if c.Month != m || c.Insurance.Family() != family ||
				region != records.AllRegions && c.Region.Current() != region.Current() {
				continue
			}
			shown++
			if c.Status == records.Owed {
				owed = true
				continue
			}
			times++
			if best == nil || c.Base.Fen > best.Base.Fen {
				best = &r.Contributions[i]
			}
		}
		switch {
		case best != nil:
			want.Months++
			if times > 1 {
				want.Overlaps++
			}
			if best.Personal.Known {
				want.Personal = records.Known(want.Personal.Fen + best.Personal.Fen)
			}
			if best.Unit.Known {
				want.Unit = records.Known(want.Unit.Fen + best.Unit.Fen)
			}
		case owed:
			want.Owed++
		}
	}
	// Gaps and Partial have table tests of their own; here they follow from the rows.
	want.Gaps, want.Partial = got.Totals.Gaps, got.Totals.Partial
	if got.Totals != want {
		t.Errorf("totals %+v, counted by hand %+v", got.Totals, want)
	}
	gaps := 0
	for _, row := range got.Rows {
		if row.Mark == records.MarkGap {
			gaps++
		}
	}
	if gaps != want.Gaps || len(got.Rows) != shown+gaps {
		t.Errorf("%d rows of which %d gaps, want %d contributions and %d gaps", len(got.Rows), gaps, shown, want.Gaps)
	}
	if !slices.IsSortedFunc(got.Rows, func(a, b records.Row) int { return int(b.Month - a.Month) }) {
		t.Error("rows are not newest first")
	}
	if len(got.Series) != want.Months+want.Owed+want.Gaps {
		t.Errorf("%d points for %+v", len(got.Series), want)
	}
}

func TestRegions(t *testing.T) {
	r := records.Record{
		Enrolments: []records.Enrolment{enrolled("370900", 202001, records.Suspended), enrolled(laiwu, 201001, records.Terminated)},
		Contributions: []records.Contribution{paid(202501, qingdao, 1), paid(202506, laiwu, 1),
			with(paid(202507, "370300", 1), func(c *records.Contribution) { c.Insurance = records.OccupationalAnnuity })},
		Benefits: []records.Benefit{{Region: "370600", Payments: []records.Payment{{Month: 202505}}}},
	}
	want := []records.Region{jinan, "370600", qingdao, "370900"}
	if got := records.Regions(r); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMonths(t *testing.T) {
	// 2026-11-30 16:30 UTC is already December in China.
	w := records.WindowAt(time.Date(2026, 11, 30, 16, 30, 0, 0, time.UTC))
	if w != (records.Window{First: 202201, Last: 202612}) {
		t.Errorf("window %v", w)
	}
	if w.Last.Since(w.First)+1 != records.WindowMonths {
		t.Errorf("the window holds %d months", w.Last.Since(w.First)+1)
	}
	for _, test := range []struct {
		m    records.Month
		n    int
		want records.Month
	}{{202501, -1, 202412}, {202512, 1, 202601}, {202511, -59, 202012}, {202503, 0, 202503}, {202501, -12, 202401}} {
		if got := test.m.Add(test.n); got != test.want {
			t.Errorf("%d%+d = %d, want %d", test.m, test.n, got, test.want)
		}
	}
}

func TestAmounts(t *testing.T) {
	for _, test := range []struct {
		m    records.Money
		want string
	}{
		{records.Money{}, "--"}, {records.Known(0), "0.00"}, {records.Known(5), "0.05"}, {records.Known(648000), "6,480.00"},
		{records.Known(-123456789), "-1,234,567.89"}, {records.Known(100000000), "1,000,000.00"},
	} {
		if got := test.m.String(); got != test.want {
			t.Errorf("%+v is written %s, want %s", test.m, got, test.want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for fen, want := range map[records.Fen]string{0: "0.00", 5: "0.05", 648000: "6480.00", 123456789: "1234567.89", -1234: "-12.34", -5: "-0.05"} {
		if got := fen.Decimal(); got != want {
			t.Errorf("%d: %s, want %s", int64(fen), got, want)
		}
	}
}

// The day that is shown is the one up to which gaps are reckoned.
func TestAsOf(t *testing.T) {
	source, person := time.Date(2026, 10, 31, 0, 0, 0, 0, time.UTC), time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC)
	r := records.Record{Source: records.About{AsOf: source}}
	if !r.AsOf().Equal(source) {
		t.Errorf("%v", r.AsOf())
	}
	r.Person.AsOf = person
	r.Contributions = []records.Contribution{{Month: 202606, Insurance: records.EmployeePension, Region: "370100", Status: records.Paid}}
	s := records.StatementOf(r, records.AllRegions, records.FamilyPension, records.Window{202601, 202612})
	if !r.AsOf().Equal(person) || s.Totals.Gaps != 2 || s.Rows[0].Month != records.MonthOf(r.AsOf()) {
		t.Errorf("%v, %+v", r.AsOf(), s.Totals)
	}
}
