package load_test

import (
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
