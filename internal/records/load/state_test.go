package load_test

import (
	"os"
	"slices"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/load"
)

// TestStateStays: a list of contributions names persons and says nothing of their state. It does not bring back to the screen whom
// the agency registered as deceased, nor take away what is known of a person.
func TestStateStays(t *testing.T) {
	const strong = "number,name,kind,state\n" + jia + ",测试甲,civil,"
	o := options()
	o.Places = []records.Region{"370100"}
	list := func(p place) (sum load.Summary, found []load.Finding) {
		t.Helper()
		p.store(t, func(s *load.Store) {
			var err error
			o.Found = func(_ int, f load.Finding) error { found = append(found, f); return nil }
			if sum, err = s.Import(ctx, mapping(t, "tax-client"), inputs(t, workbook(t, taxRows(), nil)), o); err != nil {
				t.Fatal(err)
			}
		})
		return sum, found
	}
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", strong+"deceased\n"))
	list(p)
	if _, err := p.source(t).Read(ctx, jia, always); failure(err) != records.Deceased {
		t.Errorf("a deceased person: %v", err)
	}
	p.load(t, "raw", write(t, "persons.csv", strong+"\n")) // it was a mistake
	if r := p.read(t, jia); r.Person.Kind != records.CivilServant || r.Person.State != records.PersonNormal || len(r.Contributions) == 0 {
		t.Errorf("%+v, %d contributions", r.Person, len(r.Contributions))
	}

	p = newPlace(t) // the other way round: the list is the only one that names her
	list(p)
	if r := p.read(t, jia); r.Person.Name != "测试甲" || r.Person.Kind != records.UnknownPerson || r.Person.State != records.PersonNormal {
		t.Errorf("%+v", r.Person)
	}

	p = newPlace(t) // a list under another name is likely another person's
	p.load(t, "raw", write(t, "persons.csv", "number,name,kind,state\n"+jia+",测试旧,civil,\n"))
	sum, found := list(p)
	if r := p.read(t, jia); r.Person.Name != "测试旧" {
		t.Errorf("%+v", r.Person)
	}
	if sum.Clean() || !slices.ContainsFunc(found, func(f load.Finding) bool { return f.Reason == load.OtherName }) {
		t.Errorf("nobody was told: %+v %v", sum.Changes, found)
	}
}

// TestNamesAreOne: the dots and spaces that inputs put into a name make no second name.
func TestNamesAreOne(t *testing.T) {
	for written, want := range map[string]string{
		"测　试": "测试", "测 试 甲": "测试甲", "测试•辛": "测试·辛", "测试・辛": "测试·辛", "测试 · 辛": "测试·辛", "测试·辛": "测试·辛", "TEST Jia": "TEST Jia", "测试 Jia": "测试 Jia",
	} {
		p := newPlace(t)
		p.load(t, "raw", write(t, "persons.csv", "number,name,kind,state\n"+jia+","+written+",employee,\n"+jia+","+want+",employee,\n"))
		if r := p.read(t, jia); r.Person.Name != want {
			t.Errorf("%s is %s", written, r.Person.Name)
		}
	}
}

// TestUntoldStays: what a layout has no column for stays as another one told it; what is empty in a column is absent.
func TestUntoldStays(t *testing.T) {
	p := newPlace(t)
	p.load(t, "raw", write(t, "persons.csv", both),
		write(t, "enrolments.csv", "number,insurance,region,employer,status,start\n"+jia+",110,370200,示例公司,1,201503\n"))
	year := write(t, "year.csv", "社会保障号码,姓名,年度,行政区划,单位名称,养老首次参保,截止上年末个人帐户累计,当年记账金额,上年末累计在本年利息,当年记账利息,至本年末个人帐户存储额\n"+
		jia+",测试甲,2025,370200,示例新公司,20140301,100.00,10.00,1.00,,111.00\n")
	sum := p.load(t, "qingdao-year", year)
	want := []records.Enrolment{{Insurance: "110", Region: "370200", Employer: "示例新公司", Status: records.Contributing, Start: 201403}}
	if r := p.read(t, jia); !slices.Equal(r.Enrolments, want) || !sum.Clean() {
		t.Errorf("%+v %+v", r.Enrolments, sum)
	}
	p.load(t, "raw", write(t, "enrolments.csv", "number,insurance,region,employer,status,start\n"+jia+",110,370200,示例公司,,\n"))
	want = []records.Enrolment{{Insurance: "110", Region: "370200", Employer: "示例公司"}}
	if r := p.read(t, jia); !slices.Equal(r.Enrolments, want) {
		t.Errorf("%+v", r.Enrolments)
	}
	// The number of months of an account is not in the yearly record, and what is stored twice is stored as it was.
	p.load(t, "raw", write(t, "account_years.csv", "number,year,insurance,opening,principal,interest_opening,interest_current,closing,months,cumulative_months\n"+
		jia+",2025,110,100.00,10.00,1.00,,111.00,12,132\n"))
	p.store(t, func(s *load.Store) {
		again := write(t, "year.csv", string(must(os.ReadFile(year)))+"\n")
		sum, err := s.Import(ctx, mapping(t, "qingdao-year"), inputs(t, again), options())
		if err != nil || sum.Changes[0].Added > 0 || sum.Changes[0].Unchanged != 2 {
			t.Errorf("%+v, %v", sum.Changes, err)
		}
	})
	if y := p.read(t, jia).AccountYears; len(y) != 1 || y[0].Months != 12 || y[0].CumulativeMonths != 132 || y[0].Closing != records.Known(11100) {
		t.Errorf("%+v", y)
	}
}

func must(b []byte, err error) []byte {
	if err != nil {
		panic(err)
	}
	return b
}

// TestTwoStates: a person who stands in one file with two states has the last one, and the other is reported.
func TestTwoStates(t *testing.T) {
	const row = jia + ",测试甲,employee,"
	for _, last := range []string{"", "deceased"} {
		p := newPlace(t)
		var found []load.Finding
		p.store(t, func(s *load.Store) {
			o := options()
			o.Found = func(_ int, f load.Finding) error { found = append(found, f); return nil }
			text := "number,name,kind,state\n" + row + last + "\n" + row + "checking\n" + row + last + "\n"
			sum, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "persons.csv", text)), o)
			if err != nil || sum.Clean() || sum.Changes[0] != (load.Change{Added: 1, Duplicates: 1, Superseded: 1}) {
				t.Errorf("%+v, %v", sum, err)
			}
		})
		if !slices.Equal(found, []load.Finding{{Row: 3, Reason: load.Superseded}}) {
			t.Errorf("%v", found)
		}
		if _, err := p.source(t).Read(ctx, jia, always); failure(err) != records.PersonState(last).Denied() {
			t.Errorf("%q: %v", last, err)
		}
	}
}
