package generate_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
)

var (
	ctx = context.Background()
	key = keys.NewRecords()
	now = time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())
)

func file(t *testing.T, o generate.Options) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.db")
	if err := generate.Write(ctx, path, key, o); err != nil {
		t.Fatal(err)
	}
	return path
}

func source(t *testing.T, path string) *sqlite.Source {
	t.Helper()
	s, err := sqlite.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func named(t *testing.T, s records.Source, name string, at time.Time) records.Record {
	t.Helper()
	for _, p := range generate.Cast() {
		if p.Name == name {
			r, err := s.Read(ctx, p.Number, records.WindowAt(at))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return r
		}
	}
	t.Fatalf("%s is not in the cast", name)
	return records.Record{}
}

func TestFileIsMarked(t *testing.T) {
	about := source(t, file(t, generate.Options{Now: now})).About()
	if !about.Generated || !strings.Contains(about.Name, "虚构") ||
		!about.AsOf.Equal(time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone())) {
		t.Errorf("%+v", about)
	}
}

// TestCast: every invented person shows what she is there to show, in whichever month of the year the file is made.
func TestCast(t *testing.T) {
	for month := time.January; month <= time.December; month++ {
		at := time.Date(2027, month, 3, 9, 0, 0, 0, clock.Zone())
		s := source(t, file(t, generate.Options{Now: at}))
		w := records.WindowAt(at)
		pension := func(r records.Record) records.Totals {
			return records.StatementOf(r, records.AllRegions, records.FamilyPension, w).Totals
		}

		jia := named(t, s, "测试甲", at)
		if got := pension(jia); got.Overlaps != 1 || got.Gaps != 3 || got.Owed != 0 || got.Partial {
			t.Errorf("%v: 甲 %+v", month, got)
		}
		if got := records.Regions(jia); len(got) != 2 || got[0] != "370100" || got[1] != "370200" {
			t.Errorf("%v: 甲 is insured in %v", month, got)
		}
		sample := year(jia, records.EmployeePension, at.AddDate(0, -1, 0).Year()-1)
		if sample.Opening != records.Known(4231856) || sample.Principal != records.Known(465792) || sample.Months != 12 {
			t.Errorf("%v: 甲's sample year %+v", month, sample)
		}

		yi := named(t, s, "测试乙", at)
		if len(yi.Benefits) != 1 || len(yi.Benefits[0].Payments) != records.PaymentsRead || len(yi.Qualifications) != 1 || pension(yi) != (records.Totals{}) {
			t.Errorf("%v: 乙 %+v", month, pension(yi))
		}
		bing := named(t, s, "测试丙", at)
		if n := count(bing, records.CivilPension); n != count(bing, records.OccupationalAnnuity) || n < 59 {
			t.Errorf("%v: 丙 has %d months of pension and %d of annuity", month, n, count(bing, records.OccupationalAnnuity))
		}
		ding := named(t, s, "测试丁", at)
		if got := pension(ding); got.Gaps < 5 || got.Owed < 2 || got.Unit.Known || !got.Personal.Known {
			t.Errorf("%v: 丁 %+v", month, got)
		}
		ji := named(t, s, "测试己", at)
		if len(ji.Benefits) != 2 || ji.Benefits[1].Insurance != records.OccupationalAnnuity || len(ji.Benefits[1].Payments) != records.PaymentsRead || ji.Annuity.Years[0].ClosingUnitBook != records.Known(0) ||
			pension(ji).Gaps != 0 || pension(ji).Months < 30 {
			t.Errorf("%v: 己 %+v %+v", month, pension(ji), ji.Benefits)
		}
		geng := named(t, s, "测试庚", at)
		if geng.Person.Kind != records.Resident || len(geng.Benefits) != 1 || geng.Benefits[0].Insurance != records.ResidentPension {
			t.Errorf("%v: 庚 %+v", month, geng.Benefits)
		}
		he := named(t, s, "测试𬭊", at)
		if he.Person.Kind != records.Unemployed || len(he.Benefits) != 1 || len(he.Benefits[0].Payments) != 4 {
			t.Errorf("%v: 𬭊 %+v", month, he.Benefits)
		}
		if got := year(bing, records.CivilPension, at.Year()-1); bing.Annuity.Nature != records.FullyFunded || len(bing.Annuity.Years) < 5 || !got.AddsUp() {
			t.Errorf("%v: 丙 %+v %+v", month, bing.Annuity, got)
		}
		gui := named(t, s, "测试癸", at)
		if gui.Person.State != records.PersonSuspended || gui.Benefits[0].State != records.BenefitSuspended {
			t.Errorf("%v: 癸 %+v", month, gui.Person)
		}
		chou := named(t, s, "测试丑", at)
		if got := pension(chou); got.Overlaps != 1 || got.Gaps != 0 || len(records.Regions(chou)) != 1 {
			t.Errorf("%v: 丑 %+v in %v", month, got, records.Regions(chou))
		}
		yin, mao := named(t, s, "测试寅", at), named(t, s, "测试卯", at)
		if len(records.BenefitsOf(yin, records.GroupShortTerm)) != 1 || len(records.BenefitsOf(mao, records.GroupShortTerm)) != 2 {
			t.Errorf("%v: 寅 %+v 卯 %+v", month, yin.Benefits, mao.Benefits)
		}
		for _, r := range []records.Record{jia, yi, bing, ding, ji, geng, he, gui, chou, yin, mao} {
			sound(t, r)
		}
	}
}

func year(r records.Record, i records.Insurance, year int) records.AccountYear {
	for _, y := range r.AccountYears {
		if y.Year == year && y.Insurance == i {
			return y
		}
	}
	return records.AccountYear{}
}

func count(r records.Record, i records.Insurance) int {
	n := 0
	for _, c := range r.Contributions {
		if c.Insurance == i {
			n++
		}
	}
	return n
}

// TestSampleYear is the account year that facts/domain.md §8 works out by hand.
func TestSampleYear(t *testing.T) {
	jia := named(t, source(t, file(t, generate.Options{Now: now})), "测试甲", now)
	k := records.Known
	want := records.AccountYear{Year: 2025, Insurance: records.EmployeePension, Opening: k(4231856), Principal: k(465792),
		InterestOpening: k(63478), InterestCurrent: k(3077), Closing: k(4764203), Months: 12}
	got := year(jia, records.EmployeePension, 2025)
	got.CumulativeMonths = 0
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	for y := 2022; y <= 2025; y++ { // an account is credited what a statement sums, also in the year of the overlap
		w := records.Window{First: records.Month(y*100 + 1), Last: records.Month(y*100 + 12)}
		sums := records.StatementOf(jia, records.AllRegions, records.FamilyPension, w).Totals
		if a := year(jia, records.EmployeePension, y); a.Principal != sums.Personal || a.Months != sums.Months {
			t.Errorf("%d: %v for %d months are credited, %v for %d were paid", y, a.Principal, a.Months, sums.Personal, sums.Months)
		}
	}
	for _, y := range named(t, source(t, file(t, generate.Options{Now: now})), "测试丙", now).Annuity.Years {
		if y.Year == 2025 && (y.UnitBook != k(787200) || y.Personal != k(393600) || y.UnitReal != k(0) || !y.InterestBook.Known) {
			t.Errorf("丙's annuity is credited %v and %v in a year, want 7,872.00 and 3,936.00", y.UnitBook, y.Personal)
		}
		if y.Year == 2026 && (y.InterestBook.Known || y.YieldReal.Known) {
			t.Error("an interest is there before it was published")
		}
	}
}

func TestImpossiblePersonIsRefused(t *testing.T) {
	s := source(t, file(t, generate.Options{Now: now}))
	refused := 0
	for _, p := range generate.Cast() {
		_, err := s.Read(ctx, p.Number, records.WindowAt(now))
		shown := p.InFile
		switch p.Name {
		case "测试辛", "测试壬", "测试子": // in the file, and shown to nobody
			shown = false
		}
		if shown != (err == nil) || p.InFile != idcard.Valid(p.Number) {
			t.Errorf("%s: in the file %v, read %v, number valid %v", p.Name, p.InFile, err, idcard.Valid(p.Number))
		}
		if !p.InFile {
			refused++
			var e *records.Error
			if !errors.As(err, &e) || e.Failure != records.NotFound {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
	}
	if refused != 1 {
		t.Errorf("%d persons are refused, want 测试戊 alone", refused)
	}
}

// sound checks what holds for every record.
func sound(t *testing.T, r records.Record) {
	t.Helper()
	if !strings.HasPrefix(r.Person.Number, "3799") || !idcard.Valid(r.Person.Number) || !strings.HasPrefix(r.Person.Name, "测试") {
		t.Errorf("%s is no invented person", r.Person.Name)
	}
	next := map[records.Insurance]records.AccountYear{}
	for i, y := range r.AccountYears { // newest first
		if y.Closing.Known != y.AddsUp() {
			t.Errorf("%s %d: %+v does not add up", r.Person.Name, y.Year, y)
		}
		later, ok := next[y.Insurance]
		if ok && (y.Closing.Known && later.Opening != y.Closing || later.Year != y.Year+1 || later.CumulativeMonths != y.CumulativeMonths+later.Months) {
			t.Errorf("%s: %d does not follow %d", r.Person.Name, later.Year, y.Year)
		}
		if y.InterestPublished() == !ok || y.InterestOpening.Known == !ok {
			t.Errorf("%s %d (row %d): interest published %v", r.Person.Name, y.Year, i, y.InterestPublished())
		}
		if y.Opening.Fen < 0 || y.InterestOpening.Fen < 0 || y.Months > 12 {
			t.Errorf("%s %d: %+v", r.Person.Name, y.Year, y)
		}
		next[y.Insurance] = y
	}
	annuitySound(t, r)
	for _, c := range r.Contributions {
		if c.Insurance == records.EmployeePension && c.Base.Known && c.Unit.Known && c.Personal.Known && c.Status == records.Paid && c.Personal.Fen != (c.Base.Fen*8+50)/100 {
			t.Errorf("%s %d: personal %v of base %v", r.Person.Name, c.Month, c.Personal, c.Base)
		}
		if c.Insurance == records.WorkInjury && c.Personal.Known {
			t.Errorf("%s %d: a person pays nothing for work injury", r.Person.Name, c.Month)
		}
	}
}

// annuitySound checks that every part of an annuity account is what it was, what came in and what it earned, less what was paid out.
// What was made real leaves the book entries and comes in as real money of the unit.
func annuitySound(t *testing.T, r records.Record) {
	t.Helper()
	for i, y := range r.Annuity.Years {
		if y.Closing.Fen != y.ClosingUnitReal.Fen+y.ClosingUnitBook.Fen+y.ClosingPersonal.Fen {
			t.Errorf("%s %d: %+v is not its parts", r.Person.Name, y.Year, y)
		}
		if i == len(r.Annuity.Years)-1 {
			continue
		}
		before := r.Annuity.Years[i+1]
		book := before.ClosingUnitBook.Fen + y.UnitBook.Fen + y.InterestBook.Fen
		real := before.ClosingUnitReal.Fen + before.ClosingPersonal.Fen + y.UnitReal.Fen + y.Personal.Fen + y.YieldReal.Fen +
			y.TransferredIn.Fen - y.PaidOut.Fen
		if y.ClosingUnitBook.Fen == 0 && y.UnitReal.Fen == book { // made real this year
			book = 0
		}
		if y.Year != before.Year+1 || book != y.ClosingUnitBook.Fen || real != y.ClosingUnitReal.Fen+y.ClosingPersonal.Fen || y.ClosingUnitReal.Fen < 0 {
			t.Errorf("%s %d: %+v does not follow\n%+v", r.Person.Name, y.Year, y, before)
		}
	}
}

// TestStrangers reads many further persons through the numbers that another file of the same seed holds.
func TestStrangers(t *testing.T) {
	var calls []int
	path := file(t, generate.Options{Persons: 1500, Seed: 7, Now: now, Progress: func(done, total int) {
		if total != 1515 {
			t.Errorf("total %d", total)
		}
		calls = append(calls, done)
	}})
	if len(calls) != 2 || calls[0] != 1000 || calls[1] != 1515 {
		t.Errorf("progress was told %v", calls)
	}
	s := source(t, path)
	kinds := map[records.PersonKind]int{}
	seen := map[string]bool{}
	for _, number := range generate.Numbers(7, 1500, now) {
		r, err := s.Read(ctx, number, records.WindowAt(now))
		if err != nil || seen[number] {
			t.Fatalf("twice %v, %v", seen[number], err)
		}
		seen[number] = true
		kinds[r.Person.Kind]++
		sound(t, r)
	}
	for _, k := range []records.PersonKind{records.Employee, records.Flexible, records.CivilServant, records.Retiree} {
		if kinds[k] < 50 {
			t.Errorf("only %d of kind %s", kinds[k], k)
		}
	}
}

// gathered is a sink that keeps everything.
type gathered struct {
	persons []records.Record
	cards   []records.CardEntry
}

func (g *gathered) Put(_ context.Context, r records.Record) error {
	g.persons = append(g.persons, r)
	return nil
}

func (g *gathered) PutCard(_ context.Context, e records.CardEntry) error {
	g.cards = append(g.cards, e)
	return nil
}

func made(t *testing.T, o generate.Options) *gathered {
	t.Helper()
	g := &gathered{}
	if err := generate.To(ctx, g, o); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestSameOptionsSameContent(t *testing.T) {
	one := made(t, generate.Options{Persons: 200, Seed: 1, Now: now})
	if !reflect.DeepEqual(one, made(t, generate.Options{Persons: 200, Seed: 1, Now: now.Add(time.Hour)})) {
		t.Error("the same options made something else")
	}
	if reflect.DeepEqual(one, made(t, generate.Options{Persons: 200, Seed: 2, Now: now})) {
		t.Error("another seed made the same")
	}
}

func TestDense(t *testing.T) {
	for _, r := range made(t, generate.Options{Persons: 50, Seed: 3, Now: now, Dense: true}).persons[15:] {
		w := records.WindowAt(now)
		for _, f := range records.Families() {
			if got := records.StatementOf(r, records.AllRegions, f, records.Window{First: w.First.Add(-1), Last: w.Last.Add(-1)}).Totals; got.Months != records.WindowMonths || got.Gaps != 0 {
				t.Fatalf("%s: %+v", f, got)
			}
		}
		sound(t, r)
	}
}

// Every card that somebody may hold is registered, once, to its holder; the last ones of each member show the other states.
func TestCards(t *testing.T) {
	g := made(t, generate.Options{Persons: 30, Seed: 1, Now: now})
	register := map[records.Card]records.Registration{}
	for _, c := range g.cards {
		if _, twice := register[c.Card]; twice {
			t.Fatalf("%v is registered twice", c.Card)
		}
		register[c.Card] = c.Registration
	}
	states := map[records.CardStatus]int{}
	for i, p := range generate.Cast() {
		for n := 1; n <= 99; n++ {
			got, known := register[generate.CardOf(generate.Sequence(i, n))]
			states[got.Status]++
			switch {
			case known != (n <= 96 && p.InFile):
				t.Errorf("%s: card %d known %v", p.Name, n, known)
			case known && n <= 90 && (got.Status != records.CardNormal || got.Holder != p.Number):
				t.Errorf("%s: card %d is %+v", p.Name, n, got)
			case known && n == 96 && (got.Holder == p.Number || got.Status != records.CardNormal):
				t.Errorf("%s: card %d is %+v", p.Name, n, got)
			}
		}
	}
	for _, s := range records.CardStatuses() {
		if s != records.CardUnknown && states[s] == 0 {
			t.Errorf("no card is %q", s)
		}
	}
	for _, r := range g.persons[len(g.persons)-30:] {
		found := false
		for _, c := range register {
			found = found || c.Holder == r.Person.Number
		}
		if !found {
			t.Errorf("a stranger has no card")
		}
	}
}

// What a simulated card of a sequence number answers is what the register knows.
func TestCardsAreThoseOfTheSimulator(t *testing.T) {
	for _, seq := range []int{1, 2, 7, 99, 101, 4711, 10000, 1009999} {
		spec := simcard.SpecFor("379901199003070011", "测试甲", seq)
		if got := generate.CardOf(seq); got.Identifier != spec.Identifier || got.Number != spec.CardNumber {
			t.Errorf("%d: %+v, the simulator's is %s %s", seq, got, spec.Identifier, spec.CardNumber)
		}
	}
}

func TestRawRows(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "raw")
	g := made(t, generate.Options{Persons: 100, Seed: 5, Now: now, CSV: folder})
	rows := func(table string) [][]string {
		f, err := os.Open(filepath.Join(folder, table+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		all, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return all[1:]
	}
	contributions, years, payments := 0, 0, 0
	for _, r := range g.persons {
		contributions += len(r.Contributions)
		years += len(r.AccountYears)
		for _, b := range r.Benefits {
			payments += len(b.Payments)
		}
	}
	for table, want := range map[string]int{"persons": len(g.persons), "contributions": contributions, "account_years": years, "payments": payments, "cards": len(g.cards)} {
		if got := len(rows(table)); got != want {
			t.Errorf("%s: %d rows, want %d", table, got, want)
		}
	}
	first := g.persons[0].Contributions[0]
	if got := rows("contributions")[0]; got[0] != g.persons[0].Person.Number || got[5] != strings.ReplaceAll(first.Base.String(), ",", "") {
		t.Errorf("%v of %+v", got, first)
	}
	info, err := os.Stat(filepath.Join(folder, "persons.csv"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestCancelledLeavesTheOldFile(t *testing.T) {
	path := file(t, generate.Options{Now: now})
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	err = generate.Write(cancelled, path, key, generate.Options{Persons: 5000, Now: now, Progress: func(int, int) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the old file changed, %v", err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestTooMany(t *testing.T) {
	for _, n := range []int{-1, 1 << 30} {
		if err := generate.Write(ctx, filepath.Join(t.TempDir(), "records.db"), key, generate.Options{Persons: n, Now: now}); err == nil {
			t.Errorf("%d persons were promised", n)
		}
	}
}
