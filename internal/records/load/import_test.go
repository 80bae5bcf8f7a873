package load_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/load"
	"shebao/kiosk/internal/records/sqlite"
)

var (
	ctx    = context.Background()
	now    = time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())
	asOf   = time.Date(2026, 10, 31, 0, 0, 0, 0, clock.Zone())
	always = records.Window{First: 190001, Last: 999912}
)

func options() load.Options {
	return load.Options{Now: now, AsOf: asOf, Source: "示例市社会保险中心"}
}

func mapping(t testing.TB, name string) load.Mapping {
	t.Helper()
	m, err := load.FindMapping(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func inputs(t testing.TB, paths ...string) []load.Input {
	t.Helper()
	var out []load.Input
	for _, p := range paths {
		in, err := load.FileInput(p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, in)
	}
	return out
}

// place is a record file with its store.
type place struct {
	path string
	key  keys.Records
}

func newPlace(t testing.TB) place {
	t.Helper()
	return place{filepath.Join(t.TempDir(), "records.db"), keys.NewRecords()}
}

func (p place) store(t testing.TB, do func(*load.Store)) {
	t.Helper()
	s, err := load.OpenStore(p.path, p.key)
	if err != nil {
		t.Fatal(err)
	}
	do(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func (p place) load(t testing.TB, mappingName string, paths ...string) load.Summary {
	t.Helper()
	var sum load.Summary
	p.store(t, func(s *load.Store) {
		var err error
		if sum, err = s.Import(ctx, mapping(t, mappingName), inputs(t, paths...), options()); err != nil {
			t.Fatal(err)
		}
	})
	return sum
}

func (p place) source(t testing.TB) *sqlite.Source {
	t.Helper()
	s, err := sqlite.OpenOnly(p.path, p.key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func (p place) read(t testing.TB, number string) records.Record {
	t.Helper()
	r, err := p.source(t).Read(ctx, number, always)
	if err != nil {
		t.Fatal(err)
	}
	r.Person.ID, r.Source = 0, records.About{}
	return r
}

func failure(err error) records.Failure {
	var e *records.Error
	if errors.As(err, &e) {
		return e.Failure
	}
	return ""
}

// invented makes the cast and n more persons, as a source gives them: those whose records are shown.
func invented(t testing.TB, n int) []records.Record {
	t.Helper()
	p := newPlace(t)
	if err := generate.Write(ctx, p.path, p.key, generate.Options{Persons: n, Seed: 5, Now: now}); err != nil {
		t.Fatal(err)
	}
	numbers := generate.Numbers(5, n, now)
	for _, who := range generate.Cast() {
		if who.InFile {
			numbers = append(numbers, who.Number)
		}
	}
	var out []records.Record
	s := p.source(t)
	for _, number := range numbers {
		r, err := s.Read(ctx, number, always)
		if f := failure(err); f == records.Deceased || f == records.Checking || f == records.Duplicate {
			continue // in the file, and read by nobody
		}
		if err != nil {
			t.Fatal(err)
		}
		r.Person.ID, r.Source = 0, records.About{}
		out = append(out, r)
	}
	return out
}

func rawFiles(t testing.TB, folder string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(all) != 12 {
		t.Fatalf("%v, %v", all, err)
	}
	return all
}

// rich adds to generated persons what the generator may not make.
func rich() records.Record {
	k := records.Known
	return records.Record{
		Person: records.Person{Number: "379910196001010018", Name: "测试·辛", Kind: records.CivilRetiree, State: records.PersonSuspended,
			AsOf: asOf},
		Annuity: records.Annuity{Nature: records.FullyFunded, Unit: "示例市档案馆", Start: 201410, Years: []records.AnnuityYear{
			{Year: 2026, Base: k(8200000), UnitBook: k(656000), Personal: k(328000), ClosingUnitBook: k(7216000)},
			{Year: 2025, Base: k(9840000), UnitReal: k(0), UnitBook: k(787200), Personal: k(393600), InterestBook: k(98000),
				YieldReal: k(-1234), TransferredIn: k(100), PaidOut: k(200), ClosingUnitReal: k(0), ClosingUnitBook: k(6560000),
				ClosingPersonal: k(3280000), Closing: k(9840000)},
		}},
		ResidentYears: []records.ResidentYear{{Year: 2014}, {Year: 2013, Personal: k(30000), Province: k(3000), City: k(1500),
			County: k(1500), Collective: k(0), Landless: k(100), Government: k(200), Interest: k(812), Balance: k(37112),
			Agency: "示例县社会保险事业中心", CreditedOn: 20131220}},
		Benefits: []records.Benefit{{Insurance: "120", Region: "371200", Kind: "机关事业单位养老金", Start: 202101, State: "1", Monthly: k(198000),
			Payments: []records.Payment{{Month: 202102, Amount: k(198000), Bank: "示例银行", BankTail: "0011", State: "1",
				Items: []records.Item{{Name: "基础养老金", Amount: k(190000)}, {Name: "补贴", Amount: k(8000)}}}}}},
		Qualifications: []records.Qualification{{Insurance: "110", Result: "通过", Way: "刷脸", DoneOn: 20250612, DueOn: 20270612}, {Insurance: "170"}},
	}
}

var oneCard = records.CardEntry{Card: records.Card{Identifier: "370100D15600000500AAAAAAAAAAAAAA", Number: "X00000018"},
	Registration: records.Registration{Holder: "379901199003070011", Status: records.CardNormal, Since: 20240101}}

// TestRawTablesComeBack: what is written as the raw tables and imported is read as it was, to the last field.
func TestRawTablesComeBack(t *testing.T) {
	all := append(invented(t, 300), rich())
	folder := t.TempDir()
	rawTables(t, folder, all, []records.CardEntry{oneCard})
	p := newPlace(t)
	sum := p.load(t, "raw", rawFiles(t, folder)...)
	if !sum.Clean() || sum.Folded.Persons != int64(len(all)) || sum.Folded.Cards != 1 || sum.Folded.Waiting+sum.Folded.Orphans != 0 {
		t.Errorf("%+v", sum)
	}
	s := p.source(t)
	for _, want := range all {
		got, err := s.Read(ctx, want.Person.Number, always)
		if err != nil {
			t.Fatal(err)
		}
		got.Person.ID, got.Source = 0, records.About{}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%s was\n%+v\nis\n%+v", want.Person.Name, want, got)
		}
	}
	if got, err := s.Register(ctx, oneCard.Card); err != nil || got != oneCard.Registration {
		t.Errorf("card %+v, %v", got, err)
	}
	if about := s.About(); about.Name != options().Source || !about.AsOf.Equal(asOf) || about.Generated || about.Places != nil {
		t.Errorf("%+v", about)
	}
}

// write makes a file of text and gives its path.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	jia  = "379901199003070011"
	yi   = "379901196308150027"
	wu   = "379904199502290077" // born on a day that does not exist
	head = "number,month,insurance,region,employer,base,personal,unit,status\n"
	both = "number,name,kind,state\n" + jia + ",测试甲,employee,\n" + yi + ",测试乙,retiree_110,\n"
)

// TestBatches: a later row takes the place of an earlier one, the same input is not imported twice, and what is undone is as if it
// had never been.
func TestBatches(t *testing.T) {
	p := newPlace(t)
	first := write(t, "contributions-1.csv", head+jia+",202609,110,370100,示例公司,5200.00,416.00,832.00,owed\n"+
		jia+",202610,110,370100,示例公司,5200.00,416.00,832.00,owed\n"+yi+",202610,110,370600,示例厂,5000.00,400.00,800.00,paid\n")
	p.load(t, "raw", write(t, "persons.csv", both), first)
	before := p.read(t, jia)
	if len(before.Contributions) != 2 || before.Contributions[0].Status != records.Owed {
		t.Fatalf("%+v", before)
	}

	again := p.load(t, "raw", first)
	if again.Outcomes[0].Before != 2 || len(again.Changes) != 0 {
		t.Errorf("the same input again: %+v", again)
	}
	// Two rows for one month both stand; together they take the place of the one before. One row is as it was.
	later := p.load(t, "raw", write(t, "contributions-2.csv", head+jia+",202610,110,370100,示例公司,5200.00,416.00,832.00,paid\n"+
		jia+",202610,110,370100,示例公司,300.00,24.00,48.00,paid\n"+jia+",202609,110,370100,示例公司,5200.00,416.00,832.00,owed\n"+
		jia+",202609,110,370100,示例公司,5200.00,416.00,832.00,owed\n"+jia+",202608,110,370100,示例公司,5200.00,416.00,832.00,paid\n"))
	if want := (load.Change{Added: 1, Changed: 2, Unchanged: 1, Duplicates: 1}); later.Changes[0] != want {
		t.Errorf("changes %+v, want %+v", later.Changes[0], want)
	}
	after := p.read(t, jia)
	if len(after.Contributions) != 4 || after.Contributions[0].Status != records.Paid || after.Contributions[0].Base != records.Known(520000) ||
		after.Contributions[1].Base != records.Known(30000) {
		t.Errorf("%+v", after.Contributions)
	}

	p.store(t, func(s *load.Store) {
		if b := s.Batches(); len(b) != 3 || b[2].Number != 3 || b[2].Input != "contributions-2.csv" || b[2].Rows.Read != 5 {
			t.Errorf("%+v", b)
		}
		if _, err := s.Undo(ctx, 3, options()); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Undo(ctx, 3, options()); !errors.Is(err, load.ErrNoBatch) {
			t.Errorf("undone twice: %v", err)
		}
	})
	if got := p.read(t, jia); !reflect.DeepEqual(got, before) {
		t.Errorf("undone\n%+v\nwas\n%+v", got, before)
	}
	p.store(t, func(s *load.Store) {
		for _, n := range []int{1, 2} {
			if _, err := s.Undo(ctx, n, options()); err != nil {
				t.Fatal(err)
			}
		}
	})
	if _, err := p.source(t).Read(ctx, jia, always); failure(err) != records.NotFound {
		t.Errorf("everything is undone: %v", err)
	}
	if got := p.load(t, "raw", first); got.Outcomes[0].Batch != 4 || got.Folded.Waiting != 2 || got.Folded.Persons != 0 {
		t.Errorf("imported again after undoing, without persons: %+v", got)
	}
}

// TestSeveralNames: a number with two names is nobody's to show; with one name in two rows it is one person.
func TestSeveralNames(t *testing.T) {
	p := newPlace(t)
	sum := p.load(t, "raw", write(t, "persons.csv", both+jia+",测试癸,employee,\n"+yi+",测试乙,retiree_110,suspended\n"))
	if sum.Folded.Twice != 1 {
		t.Errorf("%+v", sum)
	}
	if _, err := p.source(t).Read(ctx, jia, always); failure(err) != records.Duplicate {
		t.Errorf("two names: %v", err)
	}
	if r := p.read(t, yi); r.Person.State != records.PersonSuspended {
		t.Errorf("%+v", r.Person)
	}
}

// TestForeignFile: a record file that no import made is not replaced by one that lacks its persons.
func TestForeignFile(t *testing.T) {
	p := newPlace(t)
	if err := generate.Write(ctx, p.path, p.key, generate.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	if _, err := load.OpenStore(p.path, p.key); !errors.Is(err, load.ErrForeign) {
		t.Errorf("without a store: %v", err)
	}
	if err := os.Mkdir(p.path+".batches", 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := load.OpenStore(p.path, p.key); !errors.Is(err, load.ErrNoList) {
		t.Errorf("with an empty store: %v", err)
	}
	p = newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both))
	if err := generate.Write(ctx, p.path, p.key, generate.Options{Now: now}); err != nil {
		t.Fatal(err)
	}
	p.store(t, func(s *load.Store) {
		if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "persons.csv", both+"\n")), options()); !errors.Is(err, load.ErrForeign) {
			t.Errorf("in place of one that was imported: %v", err)
		}
	})
	if !p.source(t).About().Generated {
		t.Error("the file was replaced")
	}
}

// TestOneAtATime: the store is held.
func TestOneAtATime(t *testing.T) {
	p := newPlace(t)
	p.store(t, func(*load.Store) {
		if _, err := load.OpenStore(p.path, p.key); !errors.Is(err, load.ErrBusy) {
			t.Errorf("%v", err)
		}
	})
	p.store(t, func(*load.Store) {})
}

// TestNothingInClear: of a name, number, card, employer or bank account nothing stands in any file that an import leaves.
func TestNothingInClear(t *testing.T) {
	folder := t.TempDir()
	rawTables(t, folder, append(invented(t, 50), rich()), []records.CardEntry{oneCard})
	p := newPlace(t)
	p.load(t, "raw", rawFiles(t, folder)...)
	files := 0
	err := filepath.WalkDir(filepath.Dir(p.path), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, secret := range []string{"测试", jia, "3799", "X00000018", "370100D1", "示例", "contributions.csv"} {
			if bytes.Contains(raw, []byte(secret)) && !(path == p.path && secret == "示例") { // the source's name is in the record file
				t.Errorf("%s holds %s", path, secret)
			}
		}
		if info, err := d.Info(); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, %v", path, info.Mode(), err)
		}
		return nil
	})
	if err != nil || files < 14 {
		t.Errorf("%d files, %v", files, err)
	}
}

// TestDamagedBatch: a flipped bit anywhere, an exchanged file, or another key is noticed, and the record file stays.
func TestDamagedBatch(t *testing.T) {
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both), write(t, "contributions.csv", head+jia+",202609,110,370100,,5200.00,416.00,,paid\n"))
	before, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(p.path+".batches", "????????????????????????????????"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v %v", files, err)
	}
	good, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(files[1])
	if err != nil {
		t.Fatal(err)
	}
	more := write(t, "contributions-2.csv", head+yi+",202609,110,370100,,5200.00,416.00,,paid\n")
	refused := func(what string, content []byte) {
		if err := os.WriteFile(files[0], content, 0o600); err != nil {
			t.Fatal(err)
		}
		p.store(t, func(s *load.Store) {
			if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, more), options()); err == nil {
				t.Errorf("%s: imported", what)
			}
			if len(s.Batches()) != 2 {
				t.Errorf("%s: %d batches", what, len(s.Batches()))
			}
		})
		if after, err := os.ReadFile(p.path); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s: the record file changed, %v", what, err)
		}
	}
	for i := 0; i < len(good); i += 1 + len(good)/40 {
		bad := bytes.Clone(good)
		bad[i] ^= 4
		refused(fmt.Sprintf("byte %d", i), bad)
	}
	refused("cut", good[:len(good)-1])
	refused("empty", nil)
	refused("another batch", other)
	if err := os.WriteFile(files[0], good, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := load.OpenStore(p.path, keys.NewRecords()); err == nil {
		t.Error("another key opened the store")
	}
	p.load(t, "raw", more)
}

// TestCancelled: at whatever moment the person at the keyboard gives up, everything is as before.
func TestCancelled(t *testing.T) {
	folder := t.TempDir()
	rawTables(t, folder, invented(t, 200), nil)
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both))
	before, err := os.ReadFile(p.path)
	if err != nil {
		t.Fatal(err)
	}
	steps := 0
	for at := 1; ; at += 1 + at/3 {
		cancelled, cancel := context.WithCancel(ctx)
		steps = 0
		o := options()
		o.Progress = func(load.Stage, int64, int64) {
			if steps++; steps == at {
				cancel()
			}
		}
		var err error
		p.store(t, func(s *load.Store) {
			_, err = s.Import(cancelled, mapping(t, "raw"), inputs(t, rawFiles(t, folder)...), o)
		})
		cancel()
		if err == nil {
			break
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("step %d: %v", at, err)
		}
		if after, err := os.ReadFile(p.path); err != nil || !bytes.Equal(before, after) {
			t.Fatalf("step %d: the record file changed, %v", at, err)
		}
		if left, err := os.ReadDir(p.path + ".batches"); err != nil || len(left) != 3 { // the batch, the list and the lock
			t.Fatalf("step %d: left %v, %v", at, left, err)
		}
	}
	if steps < 256 || p.source(t).Inventory().Persons < 200 {
		t.Errorf("in the end it was imported in %d steps", steps)
	}
}

// TestDryRunAndPreview write nothing, and a preview shows nothing whole of a person.
func TestDryRunAndPreview(t *testing.T) {
	in := inputs(t, write(t, "persons.csv", both+wu+",测试戊,unknown,\n"))
	sum, err := load.DryRun(ctx, mapping(t, "raw"), in, options())
	if err != nil || sum.Outcomes[0].Rows.Accepted != 2 || sum.Outcomes[0].Rows.Refused != 1 || sum.Clean() {
		t.Errorf("%+v, %v", sum, err)
	}
	var lines []string
	if err := load.Preview(ctx, mapping(t, "raw"), in[0], options(), 1, func(table string, row int64, values []string) {
		lines = append(lines, fmt.Sprintf("%s%d %v", table, row, values))
	}); err != nil {
		t.Fatal(err)
	}
	if want := "persons2 [number=**************0011 name=测*甲 kind=employee state=]"; len(lines) != 1 || lines[0] != want {
		t.Errorf("%q, want %q", lines, want)
	}
	if left, err := os.ReadDir(filepath.Dir(in[0].Name)); err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	}
}

// TestStrict: one refused row refuses all.
func TestStrict(t *testing.T) {
	p := newPlace(t)
	p.store(t, func(s *load.Store) {
		o := options()
		o.Strict = true
		_, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "persons.csv", both+wu+",测试戊,unknown,\n")), o)
		if !errors.Is(err, load.ErrStrict) || len(s.Batches()) != 0 {
			t.Errorf("%v, %d batches", err, len(s.Batches()))
		}
	})
	if _, err := os.Stat(p.path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a record file was made: %v", err)
	}
}

// TestPlaces: a file for one place has no rows of others, and the record file says which places it has.
func TestPlaces(t *testing.T) {
	p := newPlace(t)
	text := head + jia + ",202609,110,370100,,1.00,,,paid\n" + jia + ",202609,110,371200,,1.00,,,paid\n" + jia + ",202609,110,370200,,1.00,,,paid\n"
	p.store(t, func(s *load.Store) {
		o := options()
		o.Places = []records.Region{"370100"}
		var reasons []load.Finding
		o.Found = func(_ int, f load.Finding) error { reasons = append(reasons, f); return nil }
		if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "persons.csv", both), write(t, "contributions.csv", text)), o); err != nil {
			t.Fatal(err)
		}
		if want := []load.Finding{{Row: 4, Column: "REGION", Reason: load.ElsewhereRegion}}; !slices.Equal(reasons, want) {
			t.Errorf("%v", reasons)
		}
	})
	if about := p.source(t).About(); !slices.Equal(about.Places, []records.Region{"370100"}) {
		t.Errorf("%+v", about)
	}
	if r := p.read(t, jia); len(r.Contributions) != 2 {
		t.Errorf("%+v", r.Contributions)
	}
}

// TestRekey: under the new key everything is as it was, under the old one nothing is.
func TestRekey(t *testing.T) {
	folder := t.TempDir()
	rawTables(t, folder, invented(t, 20), []records.CardEntry{oneCard})
	p := newPlace(t)
	p.load(t, "raw", rawFiles(t, folder)...)
	before := p.read(t, jia)
	next := place{p.path, keys.NewRecords()}
	p.store(t, func(s *load.Store) {
		if err := s.Rekey(ctx, next.key, options()); err != nil {
			t.Fatal(err)
		}
	})
	if got := next.read(t, jia); !reflect.DeepEqual(got, before) {
		t.Errorf("is\n%+v\nwas\n%+v", got, before)
	}
	if _, err := load.OpenStore(p.path, p.key); err == nil {
		t.Error("the old key opened the store")
	}
	next.store(t, func(s *load.Store) {
		if ok, err := s.Folded(); !ok || err != nil || len(s.Batches()) != 12 {
			t.Errorf("%v, %v, %d batches", ok, err, len(s.Batches()))
		}
		if left, err := os.ReadDir(p.path + ".batches"); err != nil || len(left) != 14 {
			t.Errorf("left %v, %v", left, err)
		}
	})
	if sum := next.load(t, "raw", rawFiles(t, folder)...); sum.Outcomes[3].Before == 0 {
		t.Errorf("%+v", sum)
	}
}

// TestOneNumberInEveryRow: a file in which one number stands everywhere is refused in good time, and nothing is changed.
func TestOneNumberInEveryRow(t *testing.T) {
	var text bytes.Buffer
	text.WriteString(head)
	for i := range 60_000 {
		fmt.Fprintf(&text, "%s,202609,110,370100,,%d.00,,,paid\n", jia, i+1)
	}
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both))
	p.store(t, func(s *load.Store) {
		if _, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "contributions.csv", text.String())), options()); err == nil || len(s.Batches()) != 1 {
			t.Errorf("%v, %d batches", err, len(s.Batches()))
		}
	})
	if r := p.read(t, jia); len(r.Contributions) != 0 {
		t.Error("something was imported")
	}
}
