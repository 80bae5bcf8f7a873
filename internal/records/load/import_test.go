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
	"strings"
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

// invented makes the cast and n more persons, as a source gives them.
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

var (
	_ = bytes.Equal
	_ = fmt.Sprint
	_ fs.FileInfo
	_ = os.Stat
	_ = slices.Clone[[]int]
	_ = strings.Cut
)
