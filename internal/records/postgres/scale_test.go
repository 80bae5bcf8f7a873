package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/proof"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/postgres"
	"shebao/kiosk/internal/records/postgres/pgtest"
)

// traits are what the rows of the i-th invented person are made of. The same i gives the same person.
type traits struct {
	i        int
	base     records.Fen
	region   records.Region
	employer string
}

func traitsOf(i int) traits {
	random := rand.New(rand.NewPCG(9, uint64(i)))
	return traits{i: i, region: []records.Region{"370100", "370200", "370300", "370600"}[random.IntN(4)],
		base: records.Fen(450400 + 100*random.IntN(10_000)), employer: fmt.Sprintf("示例%02d有限公司", random.IntN(60))}
}

func (p traits) number() string {
	born := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, p.i/89_910%18_000)
	digits := fmt.Sprintf("%06d%s%03d", 379910+p.i%90, born.Format("20060102"), p.i/90%999+1)
	for _, last := range "0123456789X" {
		if idcard.Valid(digits + string(last)) {
			return digits + string(last)
		}
	}
	return ""
}

// contributions are those of the month so many before the last: three insurances.
func (p traits) contributions(back int) []records.Contribution {
	var out []records.Contribution
	for _, ins := range []records.Insurance{"110", "210", "410"} {
		out = append(out, records.Contribution{Month: records.Month(202611).Add(-back), Insurance: ins, Region: p.region,
			Employer: p.employer, Base: records.Known(p.base), Personal: records.Known(p.base * 8 / 100),
			Unit: records.Known(p.base * 16 / 100), Status: records.Paid})
	}
	return out
}

// others are her rows without contributions: enrolments, five account years, and for every fifth a pension with two years of
// payments of four items, which is more than most persons have.
func (p traits) others() records.Record {
	base := p.base
	r := records.Record{Person: records.Person{Number: p.number(), Name: "测试甲", Kind: records.Employee}}
	for _, ins := range []records.Insurance{"110", "210", "410"} {
		r.Enrolments = append(r.Enrolments, records.Enrolment{Insurance: ins, Region: p.region, Employer: p.employer, Status: "1", Start: 201503})
	}
	for y := 2025; y > 2020; y-- {
		r.AccountYears = append(r.AccountYears, records.AccountYear{Year: y, Insurance: "110", Opening: records.Known(base * 10),
			Principal: records.Known(base), InterestOpening: records.Known(base / 50), InterestCurrent: records.Known(base / 99),
			Closing: records.Known(base*11 + base/50 + base/99), Months: 12, CumulativeMonths: 12 * (y - 2010)})
	}
	if p.i%5 == 0 {
		b := records.Benefit{Insurance: "110", Region: p.region, Kind: "基本养老金", Start: 202411, State: "1", Monthly: records.Known(base)}
		for m := records.Month(202610); m > 202410; m = m.Add(-1) {
			p := records.Payment{Month: m, Amount: records.Known(base), Bank: "示例银行", BankTail: "0011", State: "1"}
			for _, name := range []string{"基础养老金", "个人账户养老金", "过渡性养老金", "补贴"} {
				p.Items = append(p.Items, records.Item{Name: name, Amount: records.Known(base / 4)})
			}
			b.Payments = append(b.Payments, p)
		}
		r.Benefits = []records.Benefit{b}
		r.Qualifications = []records.Qualification{{Insurance: "110", Result: "通过", Way: "刷脸", DoneOn: 20250612}}
	}
	return r
}

// load makes a user's tables with n persons. byMonth is the order in which contributions came in: person by person, as a
// database is filled at first, or month by month, as it grows.
func load(t *testing.T, n int, byMonth bool) (user string, rows map[string]int) {
	t.Helper()
	ctx := t.Context()
	l := pgtest.NewLoader(pgtest.EmptyStays)
	l.About(somebody().About)
	user = fmt.Sprintf("scale%d", made.Add(1))
	if err := shared(t).Create(ctx, user, postgres.Schema(), l); err != nil {
		t.Fatal(err)
	}
	conn, err := shared(t).Connect(ctx, user)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	flush := func() {
		if err := l.Flush(ctx, conn); err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		p := traitsOf(i)
		l.Person(int64(i)+1, p.others())
		for back := 59; !byMonth && back >= 0; back-- {
			for seq, c := range p.contributions(back) {
				l.Contribution(int64(i)+1, seq, c)
			}
		}
		if i%2000 == 1999 { // some 60 MB of text
			flush()
		}
	}
	flush()
	for back := 59; byMonth && back >= 0; back-- {
		for i := range n {
			for seq, c := range traitsOf(i).contributions(back) {
				l.Contribution(int64(i)+1, seq, c)
			}
		}
		flush()
	}
	// Statistics and the visibility map, as autovacuum keeps them.
	if _, err := conn.Exec(ctx, "vacuum analyze").ReadAll(); err != nil {
		t.Fatal(err)
	}
	return user, l.Rows
}

// plan is what EXPLAIN (FORMAT JSON) says of a node, as far as it is looked at.
type plan struct {
	Node    string  `json:"Node Type"`
	Table   string  `json:"Relation Name"`
	Index   string  `json:"Index Name"`
	Cond    string  `json:"Index Cond"`
	Rows    float64 `json:"Actual Rows"`
	Removed float64 `json:"Rows Removed by Filter"`
	Hit     int     `json:"Shared Hit Blocks"`
	Read    int     `json:"Shared Read Blocks"`
	Plans   []plan
}

// explained is a plan with the server's own milliseconds, which hold the measuring, too.
type explained struct {
	Plan      plan
	Planning  float64 `json:"Planning Time"`
	Execution float64 `json:"Execution Time"`
}

func explain(t *testing.T, conn *pgconn.PgConn, text string, values ...string) explained {
	t.Helper()
	for i, v := range slices.Backward(values) {
		text = strings.ReplaceAll(text, fmt.Sprintf("$%d", i+1), "'"+v+"'")
	}
	results, err := conn.Exec(t.Context(), "explain (analyze, buffers, format json) "+text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []explained
	if err := json.Unmarshal(results[0].Rows[0][0], &out); err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// scans calls f for every node that reads a table.
func (p plan) scans(f func(plan)) {
	if p.Table != "" || p.Index != "" {
		f(p)
	}
	for _, sub := range p.Plans {
		sub.scans(f)
	}
}

func figure(t *testing.T, conn *pgconn.PgConn, text string) string {
	t.Helper()
	results, err := conn.Exec(t.Context(), text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return string(results[0].Rows[0][0])
}

// TestOneVisitTouchesOnePerson: whatever the number of persons, every table of a person is reached by her key: no scan of a
// table, nothing read and thrown away, and few pages.
func TestOneVisitTouchesOnePerson(t *testing.T) {
	n := proof.Count(1000, 100_000)
	for name, byMonth := range map[string]bool{"as filled at first": false, "as the months came": true} {
		t.Run(name, func(t *testing.T) {
			user, rows := load(t, n, byMonth)
			conn, err := shared(t).Connect(t.Context(), user)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(t.Context())
			const person = 5*77 + 1 // a pensioner
			pages, read, planning, execution := 0, 0.0, 0.0, 0.0
			look := func(table, text string, values ...string) {
				e := explain(t, conn, text, values...)
				p := e.Plan
				pages, read, planning, execution = pages+p.Hit+p.Read, read+p.Rows, planning+e.Planning, execution+e.Execution
				p.scans(func(scan plan) {
					if rows[table] < 1000 { // a few pages: reading it whole is cheapest
						return
					}
					if !strings.Contains(scan.Node, "Index") && scan.Node != "Bitmap Heap Scan" || scan.Removed > 0 {
						t.Errorf("%s is read by a %s, %v rows were thrown away", table, scan.Node, scan.Removed)
					}
					if strings.Contains(scan.Node, "Index") && !strings.Contains(scan.Cond, "person_id =") && !strings.Contains(scan.Cond, "social_number") {
						t.Errorf("%s is not reached by its person: %s", table, scan.Cond)
					}
				})
			}
			look("person_number", postgres.FindPerson, traitsOf(person-1).number())
			for _, s := range postgres.Visit() {
				look(s.Table, s.Text, []string{fmt.Sprint(person), "202112", "202611"}[:s.Values]...)
			}
			// A page holds some 60 contributions, and each table some four levels of index; scattered, each month is a page.
			most := 120
			if byMonth {
				most += 60
			}
			if pages > most || read < 190 {
				t.Errorf("a visit touched %d pages for %v rows", pages, read)
			}
			size := figure(t, conn, "select sum(pg_table_size(c.oid)) || ' bytes in tables, ' || sum(pg_indexes_size(c.oid)) || ' in indexes' "+
				"from pg_class c where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace")
			total := 0
			for _, r := range rows {
				total += r
			}
			kept50, kept99 := visits(t, user, n, proof.Count(50, 5000), true)
			new50, new99 := visits(t, user, n, proof.Count(20, 1000), false)
			if err := shared(t).Execute(t.Context(), user, "drop schema "+user+" cascade"); err != nil { // a long run has gigabytes
				t.Error(err)
			}
			proof.Saw(t, "%d persons, %d rows (%.0f a person), %s; a visit of a pensioner reads %v rows from %d pages by index alone, "+
				"%.2f ms of planning and %.2f ms of execution in the server; over loopback p50 %.2f ms, p99 %.2f ms on a kept connection, "+
				"p50 %.2f ms, p99 %.2f ms on a new one", n, total, float64(total)/float64(n), size, read, pages, planning, execution,
				kept50, kept99, new50, new99)
		})
	}
}

// visits reads random persons, each on the connection that is kept or on a new one, and gives milliseconds.
func visits(t *testing.T, user string, persons, n int, kept bool) (p50, p99 float64) {
	t.Helper()
	s := open(t, postgres.Options{URL: shared(t).URL(user)})
	if err := s.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	took := make([]time.Duration, n)
	for i := range took {
		number := traitsOf(random.IntN(persons)).number()
		start := time.Now()
		r, err := s.Read(context.Background(), number, records.Window{First: 202112, Last: 202611})
		took[i] = time.Since(start)
		if !kept {
			s.Rest()
		}
		if err != nil || len(r.Contributions) != 180 {
			t.Fatalf("%d contributions, %v", len(r.Contributions), err)
		}
	}
	slices.Sort(took)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return ms(took[n/2]), ms(took[min(n-1, n*99/100)])
}
