package slip_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Whatever is the same has the same content, at another minute too and however often; whatever else is printed is another.
func TestContentOfAClaim(t *testing.T) {
	whole := jia(t)
	whole.Annuity = records.Annuity{Nature: records.OtherUnit, Unit: "示例单位",
		Years: []records.AnnuityYear{{Year: 2025, Closing: records.Known(500)}}}
	whole.Benefits = []records.Benefit{{Insurance: records.EmployeePension, Kind: "基本养老金", Monthly: records.Known(321050),
		Payments: []records.Payment{{Month: 202610, Amount: records.Known(321050), BankTail: "1027"}}}}
	base := terms(48)
	base.Certified, base.ValidDays, base.Notes, base.Specimen = true, 90, []string{"仅用于示例。"}, false
	choice := slip.Choice{Family: records.FamilyPension, Months: 24, Year: 2025}
	for _, k := range slip.Kinds() {
		if !k.Personal() {
			continue
		}
		draw := func(change func(*slip.Terms, *slip.Holder, *records.Record, *slip.Choice)) slip.Claim {
			tm, r, c := base, whole, choice
			h := holderOf(whole)
			r.Contributions, r.AccountYears, r.Benefits = slices.Clone(r.Contributions), slices.Clone(r.AccountYears), slices.Clone(r.Benefits)
			change(&tm, &h, &r, &c)
			return *slip.Draw(k, tm, h, r, c).Claim
		}
		one := draw(func(*slip.Terms, *slip.Holder, *records.Record, *slip.Choice) {})
		if later := draw(func(tm *slip.Terms, _ *slip.Holder, _ *records.Record, _ *slip.Choice) {
			tm.At = tm.At.Add(3 * time.Hour)
		}); !reflect.DeepEqual(later, one) {
			t.Errorf("%s: the same at a later hour has another claim", k)
		}
		for what, change := range map[string]func(*slip.Terms, *slip.Holder, *records.Record, *slip.Choice){
			"another name": func(_ *slip.Terms, h *slip.Holder, _ *records.Record, _ *slip.Choice) { h.Name = "测试乙丙" },
			"another number": func(_ *slip.Terms, h *slip.Holder, _ *records.Record, _ *slip.Choice) {
				h.Number = "379901196308150027"
			},
			"a later as-of": func(_ *slip.Terms, _ *slip.Holder, r *records.Record, _ *slip.Choice) {
				r.Source.AsOf = at.AddDate(0, 0, -3)
			},
			"a specimen":   func(tm *slip.Terms, _ *slip.Holder, _ *records.Record, _ *slip.Choice) { tm.Specimen = true },
			"another hall": func(tm *slip.Terms, _ *slip.Holder, _ *records.Record, _ *slip.Choice) { tm.Hall = "另一大厅" },
			"a fen": func(_ *slip.Terms, _ *slip.Holder, r *records.Record, _ *slip.Choice) {
				for i := range r.Contributions {
					r.Contributions[i].Base.Fen++
					r.Contributions[i].Personal.Fen++
				}
				for i := range r.AccountYears {
					r.AccountYears[i].Closing.Fen++
				}
				r.Annuity.Years = []records.AnnuityYear{{Year: 2025, Closing: records.Known(501)}}
				r.Benefits[0].Monthly.Fen++
			},
			"another note": func(tm *slip.Terms, _ *slip.Holder, _ *records.Record, _ *slip.Choice) {
				if !k.Certificate() { // it has none
					tm.Phone = "12345"
				}
				tm.Notes = []string{"仅用于示例！"}
			},
		} {
			if other := draw(change); other.Content == one.Content {
				t.Errorf("%s: %s is the same content", k, what)
			}
		}
	}
}

// One fen in one figure is enough.
func TestOneFenIsAnotherContent(t *testing.T) {
	r := jia(t)
	draw := func() string {
		return slip.Draw(slip.ContributionCertificate, terms(32), holderOf(r), r, slip.Choice{Months: 24}).Claim.Content
	}
	before := draw()
	r.Contributions = slices.Clone(r.Contributions)
	i := slices.IndexFunc(r.Contributions, func(c records.Contribution) bool { return c.Insurance == records.Unemployment })
	r.Contributions[i].Base.Fen++
	if draw() == before {
		t.Error("a base of unemployment insurance of one fen more is the same content")
	}
}

// A sealed sheet is the unsealed one, line for line, but for its slots and the mark of a reprint.
func TestSealedKeepsEverythingElse(t *testing.T) {
	r := jia(t)
	for _, columns := range []int{48, 32} {
		for _, specimen := range []bool{true, false} {
			tm := terms(columns)
			tm.Specimen, tm.Certified = specimen, true
			s := slip.Draw(slip.ContributionCertificate, tm, holderOf(r), r, slip.Choice{Months: 60})
			for n := range 3 {
				sealed := s.Sealed(slip.Proof{Code: "7K2M 9XQ4 T0VB 3HNR C5WD", Issued: at, Expires: at.AddDate(0, 0, 89), QR: "QR", Copy: n})
				if sealed.Claim != s.Claim || sealed.Columns != columns {
					t.Fatal("the claim or the width is another")
				}
				code := slices.IndexFunc(s.Lines, func(l slip.Line) bool { return l.Slot == slip.CodeSlot })
				rest, want := slices.Clone(sealed.Lines), slices.Delete(slices.Clone(s.Lines), code, code+1)
				rest = slices.DeleteFunc(rest, func(l slip.Line) bool {
					text := flat(lineText(l))
					for _, new := range []string{"验证码", "7K2M9XQ4T0VB3HNRC5WD", "签发日期", "有效期至", "补打"} {
						if strings.HasPrefix(text, new) {
							return true
						}
					}
					return false
				})
				for _, all := range [][]slip.Line{rest, want} {
					for i := range all {
						if all[i].QR != "" {
							all[i].QR, all[i].Slot = "", slip.NoSlot
						}
					}
				}
				if !reflect.DeepEqual(rest, want) {
					t.Fatalf("%d columns, copy %d: sealed\n%s\nof\n%s", columns, n, text(sealed), text(s))
				}
			}
		}
	}
}

// A copy on the terminal certifies nothing; each kind needs what it is about.
func TestCan(t *testing.T) {
	year := []records.AccountYear{{Year: 2025}}
	for what, x := range map[string]struct {
		r    records.Record
		want []slip.Kind
	}{
		"nothing":    {records.Record{}, []slip.Kind{slip.ContributionSlip}},
		"an account": {records.Record{AccountYears: year}, []slip.Kind{slip.ContributionSlip, slip.RightsRecord}},
		"a copy":     {records.Record{AccountYears: year, Source: records.About{Local: true}}, []slip.Kind{slip.ContributionSlip}},
		"a resident": {records.Record{ResidentYears: []records.ResidentYear{{Year: 2025}}},
			[]slip.Kind{slip.ContributionSlip, slip.RightsRecord, slip.ContributionCertificate}},
		"a benefit": {records.Record{Benefits: []records.Benefit{{}}}, []slip.Kind{slip.ContributionSlip, slip.BenefitCertificate}},
		"an annuity": {records.Record{Annuity: records.Annuity{Years: []records.AnnuityYear{{Year: 2025}}}},
			[]slip.Kind{slip.ContributionSlip, slip.AnnuityStatement}},
		"an enrolment": {records.Record{Enrolments: []records.Enrolment{{}}},
			[]slip.Kind{slip.ContributionSlip, slip.ContributionCertificate}},
		"contributions": {records.Record{Contributions: []records.Contribution{{}}},
			[]slip.Kind{slip.ContributionSlip, slip.ContributionCertificate}},
	} {
		var got []slip.Kind
		for _, k := range slip.Kinds() {
			if slip.Can(k, x.r) {
				got = append(got, k)
			}
		}
		slices.Sort(got)
		slices.Sort(x.want)
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %v, want %v", what, got, x.want)
		}
	}
}

// A clock before the program, or before anything that the record says has happened, stands on no certificate.
func TestTimely(t *testing.T) {
	built := at.Add(-time.Hour)
	for what, x := range map[string]struct {
		now  time.Time
		r    records.Record
		want bool
	}{
		"all before":         {at, records.Record{Source: records.About{AsOf: at.AddDate(0, 0, -23)}}, true},
		"nothing known":      {at, records.Record{}, true},
		"the moment of both": {built, records.Record{Source: records.About{AsOf: built}}, true},
		"before the program": {built.Add(-time.Second), records.Record{}, false},
		"before the source": {at, records.Record{Source: records.About{AsOf: at.Add(time.Minute)},
			Person: records.Person{AsOf: at.AddDate(0, -1, 0)}}, false},
		"before the person":     {at, records.Record{Person: records.Person{AsOf: at.AddDate(0, 0, 1)}}, false},
		"before a payment":      {at, records.Record{Benefits: []records.Benefit{{Payments: []records.Payment{{Month: 202612}}}}}, false},
		"a payment of now":      {at, records.Record{Benefits: []records.Benefit{{Payments: []records.Payment{{Month: 202611}}}}}, true},
		"before a certifying":   {at, records.Record{Qualifications: []records.Qualification{{DoneOn: 20261124}}}, false},
		"certified today":       {at, records.Record{Qualifications: []records.Qualification{{DoneOn: 20261123, DueOn: 20271123}}}, true},
		"before an account":     {at, records.Record{AccountYears: []records.AccountYear{{Year: 2027}}}, false},
		"before an annuity":     {at, records.Record{Annuity: records.Annuity{Years: []records.AnnuityYear{{Year: 2027}}}}, false},
		"an account of its own": {at, records.Record{AccountYears: []records.AccountYear{{Year: 2026}}}, true},
	} {
		if got := slip.Timely(x.now, built, x.r); got != x.want {
			t.Errorf("%s: %v", what, got)
		}
	}
}
