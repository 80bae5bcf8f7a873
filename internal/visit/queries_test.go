package visit

import (
	"slices"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// withRecord is 个人主页 of a person with such a record.
func withRecord(t *testing.T, r records.Record) State {
	t.Helper()
	return after(t, Start(facts(), start), ready, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree),
		func(s State, at When) Event { return RecordsRead{at, s.Visit, r} })
}

// at is the view of a query of a person with such a record.
func at(t *testing.T, r records.Record, a Action) View {
	t.Helper()
	return Look(after(t, withRecord(t, r), tap(DoMore), tapText(a.Do, a.Text)))
}

func TestTheKindOfPersonDecidesWhatComesFirst(t *testing.T) {
	for kind, want := range map[records.PersonKind]Action{
		records.Employee: {Do: DoQuery}, records.Flexible: {Do: DoQuery}, records.UnknownPerson: {Do: DoQuery},
		records.Retiree:      {Do: DoBenefits, Text: string(records.GroupRetirement)},
		records.CivilRetiree: {Do: DoBenefits, Text: string(records.GroupRetirement)},
		records.Survivor:     {Do: DoBenefits, Text: string(records.GroupRetirement)},
		records.CivilServant: {Do: DoCivil}, records.Resident: {Do: DoResident},
		records.Unemployed: {Do: DoBenefits, Text: string(records.GroupShortTerm)},
	} {
		r := record()
		r.Person.Kind = kind
		s := withRecord(t, r)
		tiles := Look(s).Personal.Tiles
		if tiles[0] != want {
			t.Errorf("%s: first comes %v, want %v", kind, tiles[0], want)
		}
		for i, a := range tiles {
			if !s.offered(a) {
				t.Errorf("%s: tile %v is not offered", kind, a)
			}
			if slices.Contains(tiles[:i], a) {
				t.Errorf("%s: tile %v stands there twice", kind, a)
			}
		}
		if !slices.Contains(tiles, Action{Do: DoMore}) {
			t.Errorf("%s: the other queries cannot be reached", kind)
		}
	}
	if len(likeliestKinds()) != len(records.PersonKinds()) {
		t.Error("a kind of person has no order")
	}
}

func likeliestKinds() []records.PersonKind {
	var out []records.PersonKind
	for _, k := range records.PersonKinds() {
		if len(likeliest(k)) >= firstQueries {
			out = append(out, k)
		}
	}
	return out
}

// Every query can be opened, and says why it is empty: because the person is of another kind, or because there is no record.
func TestWhyAQueryIsEmpty(t *testing.T) {
	empty := func(v View) Empty {
		switch {
		case v.Civil != nil:
			return v.Civil.Empty
		case v.Annuity != nil:
			return v.Annuity.Empty
		case v.Resident != nil:
			return v.Resident.Empty
		case v.Benefits != nil:
			return v.Benefits.Empty
		case v.Certification != nil:
			return v.Certification.Empty
		case v.Query != nil:
			return v.Query.Empty
		}
		t.Fatalf("%s shows no query", v.Screen)
		return ""
	}
	group := func(g records.BenefitGroup) Action { return Action{Do: DoBenefits, Text: string(g)} }
	for _, c := range []struct {
		query Action
		mine  records.PersonKind // whom it is for, "" for anybody
	}{
		{Action{Do: DoQuery}, ""}, {Action{Do: DoCivil}, records.CivilServant}, {Action{Do: DoAnnuity}, records.CivilRetiree},
		{Action{Do: DoResident}, records.Resident}, {group(records.GroupRetirement), records.Retiree},
		{group(records.GroupAnnuity), records.CivilRetiree}, {group(records.GroupShortTerm), ""}, {Action{Do: DoCertified}, records.Survivor},
	} {
		nothing := records.Record{Person: records.Person{Kind: records.Employee}, Source: record().Source}
		want := NotYourKindThis
		if c.mine == "" {
			want = NoRecordHere
		}
		if got := empty(at(t, nothing, c.query)); got != want {
			t.Errorf("%v of an employee: %q, want %q", c.query, got, want)
		}
		nothing.Person.Kind = c.mine
		if got := empty(at(t, nothing, c.query)); got != NoRecordHere {
			t.Errorf("%v of whom it is for: %q", c.query, got)
		}
		full := record()
		full.Contributions = append(full.Contributions, records.Contribution{Month: 202610, Insurance: records.CivilPension, Region: "370100", Status: records.Paid})
		if got := empty(at(t, full, c.query)); got != NotEmpty {
			t.Errorf("%v with records: %q", c.query, got)
		}
	}
}

func TestAnotherPlace(t *testing.T) {
	r := record()
	r.Source.Places = []records.Region{"370100", "370200"}
	s := after(t, withRecord(t, r), tap(DoQuery), tap(DoPlaces))
	places := Look(s).Places
	if len(places.All) != 16 || !places.All[0].Records || !places.All[0].Open || places.All[1].Records || !places.All[1].Open || places.All[2].Open {
		t.Fatalf("%+v", places)
	}
	for region, want := range map[string]Empty{"370100": NotEmpty, "370200": NoRecordHere, "370300": PlaceNotOpen} {
		got := after(t, s, tapText(DoPlace, region))
		if v := Look(got); v.Screen != Query || string(v.Query.Region) != region || v.Query.Empty != want {
			t.Errorf("%s: %s, %+v", region, v.Screen, v.Query)
		}
		if back := after(t, got, tap(DoBack)); back.Here.Screen != PersonalHome {
			t.Errorf("返回 leads from the chosen place to %s", back.Here.Screen)
		}
	}
}

// A copy on the terminal gives queries and no certificate.
// Of a place that is not connected nothing is said: no gaps, no slip.
func TestAPlaceThatIsNotConnected(t *testing.T) {
	r := record()
	r.Source.Places = []records.Region{"370100"}
	r.Enrolments = append(r.Enrolments, records.Enrolment{Insurance: records.EmployeePension, Region: "370200", Status: records.Contributing, Start: 202001})
	home := withRecord(t, r)
	s := after(t, home, tap(DoQuery), tapText(DoPlace, "370200"))
	if v := Look(s); v.Query.Empty != PlaceNotOpen || s.offered(Action{Do: DoPreview, Text: string(slip.ContributionSlip)}) {
		t.Errorf("%q, a slip is offered: %v", v.Query.Empty, s.offered(Action{Do: DoPreview, Text: string(slip.ContributionSlip)}))
	}
	s = after(t, s, tap(DoBack), tapText(DoPreview, string(slip.ContributionSlip)))
	if s.Here.Screen != Preview || s.Choice.Region != records.AllRegions {
		t.Errorf("%s of %q", s.Here.Screen, s.Choice.Region)
	}
}

func TestALocalCopyGivesNoCertificate(t *testing.T) {
	r := record()
	if s := after(t, withRecord(t, r), tap(DoYearRecord)); !s.offered(Action{Do: DoPreview, Text: string(slip.RightsRecord)}) {
		t.Fatal("the source itself gives no rights record")
	}
	r.Source.Local = true
	s := withRecord(t, r)
	if v := Look(s); !v.Person.Local || v.Person.AsOf.IsZero() {
		t.Error("the view does not say that it is a copy")
	}
	for _, screen := range []State{after(t, s, tap(DoYearRecord)), after(t, s, tapText(DoPreview, string(slip.ContributionSlip)))} {
		if screen.offered(Action{Do: DoPreview, Text: string(slip.RightsRecord)}) {
			t.Errorf("%s offers a rights record", screen.Here.Screen)
		}
		if v := Look(screen); v.Slip != nil && slices.Contains(v.Slip.Kinds, slip.RightsRecord) {
			t.Error("the preview offers it")
		}
	}
}

// Who is deceased, in checking or known twice is sent to the counter: reading again would not help.
func TestOnlySomeFailuresAreTriedAgain(t *testing.T) {
	for _, f := range records.Failures() {
		s := after(t, Start(facts(), start), ready, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree),
			func(s State, at When) Event { return RecordsFailed{at, s.Visit, f} })
		v := Look(s)
		if v.Personal.Failure != f || v.Personal.Retry != s.offered(Action{Do: DoRetry}) {
			t.Errorf("%s: %+v", f, v.Personal)
		}
		switch f {
		case records.Deceased, records.Duplicate, records.Checking, records.NotFound, records.Stale, records.NotConnected:
			if v.Personal.Retry {
				t.Errorf("%s is tried again", f)
			}
		}
	}
}

func TestARefusedCardShowsNothingPersonal(t *testing.T) {
	s := after(t, Start(facts(), start), ready, in, read, digits, tap(DoSubmitPIN), right, tap(DoAgree),
		func(s State, at When) Event { return CardRefused{at, s.Visit, CardSealed} })
	if s.Here.Screen != CardProblem || s.Holder != nil || s.Problem != CardSealed {
		t.Errorf("%s, %v, %s", s.Here.Screen, s.Holder, s.Problem)
	}
	if m := markers(s); len(m) > 0 {
		t.Errorf("the state holds %v", m)
	}
}
