package gallery

import (
	"fmt"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// queries are the screens of every query in every state that looks different.
func queries(b Errand) []View {
	group := func(g records.BenefitGroup) visit.Action { return visit.Action{Do: visit.DoBenefits, Text: string(g)} }
	page := func(n int) visit.Action { return visit.Action{Do: visit.DoPage, N: n} }
	who := Full(records.CivilRetiree)
	home := b.Home(who)
	var out []View
	add := func(name string, e Errand) { out = append(out, e.View(name)) }
	add("personal-home-full", home)
	add("more", home.Do(visit.DoMore))
	query := home.Open(visit.Action{Do: visit.DoQuery})
	places := query.Do(visit.DoPlaces)
	add("query-all-places", query)
	add("places", places)
	add("places-wrong", places.Do(visit.DoWrongInfo))
	chosen := b.Home(Bare(records.Employee)).Do(visit.DoQuery).Do(visit.DoPlaces).Tap(visit.Action{Do: visit.DoPlace, Text: "370200"})
	add("query-no-record", chosen)
	few := Full(records.Employee)
	few.Enrolments = few.Enrolments[:2]
	few.Source.Places = records.Cities()[:9]
	closed := b.Home(few).Open(visit.Action{Do: visit.DoQuery}).Do(visit.DoPlaces)
	add("places-closed", closed)
	add("query-not-connected", closed.Tap(visit.Action{Do: visit.DoPlace, Text: "371700"}))

	civil := home.Open(visit.Action{Do: visit.DoCivil})
	add("civil", civil)
	add("civil-page-2", civil.Tap(page(1)))
	add("civil-hidden", civil.Do(visit.DoHideAmounts))
	account := who
	account.AccountYears = nil
	add("civil-no-account", b.Home(account).Open(visit.Action{Do: visit.DoCivil}))
	months := who
	months.Contributions, months.Enrolments = nil, nil
	add("civil-no-months", b.Home(months).Open(visit.Action{Do: visit.DoCivil}))
	annuity := home.Open(visit.Action{Do: visit.DoAnnuity})
	add("annuity", annuity)
	add("annuity-before", annuity.Tap(visit.Action{Do: visit.DoYear, N: 2020}))
	add("annuity-hidden", annuity.Do(visit.DoHideAmounts))
	partial := who
	partial.Annuity.Years, partial.Annuity.Nature, partial.Annuity.Unit = who.Annuity.Years[:5], records.OtherUnit, "示例事业单位"
	add("annuity-few", b.Home(partial).Open(visit.Action{Do: visit.DoAnnuity}))
	unknown := who
	unknown.Annuity.Years = []records.AnnuityYear{{Year: 2025}}
	unknown.Annuity.Nature, unknown.Annuity.Unit, unknown.Annuity.Start = records.UnknownNature, "", 0
	add("annuity-unknown", b.Home(unknown).Open(visit.Action{Do: visit.DoAnnuity}))
	resident := home.Open(visit.Action{Do: visit.DoResident})
	add("resident", resident)
	add("resident-page-3", resident.Tap(page(1)).Tap(page(2)))
	add("resident-hidden", resident.Do(visit.DoHideAmounts))
	usual := who
	usual.ResidentYears = nil
	for i, y := range who.ResidentYears[:6] {
		year := records.ResidentYear{Year: y.Year, Personal: records.Known(300_00), Province: records.Known(30_00), City: records.Known(15_00),
			County: records.Known(15_00), Interest: records.Known(41_20), Balance: records.Known(records.Fen(2406_80 - 400_00*i)),
			Agency: y.Agency, CreditedOn: y.CreditedOn}
		if i == 0 {
			year.Interest = records.Money{}
		}
		usual.ResidentYears = append(usual.ResidentYears, year)
	}
	add("resident-usual", b.Home(usual).Open(visit.Action{Do: visit.DoResident}))
	pension := home.Open(group(records.GroupRetirement))
	add("benefits", pension)
	add("benefits-page-2", pension.Tap(page(1)))
	add("benefits-hidden", pension.Do(visit.DoHideAmounts))
	add("benefits-suspended", pension.Tap(visit.Action{Do: visit.DoBenefit, N: 1}))
	add("benefits-annuity", home.Open(group(records.GroupAnnuity)))
	short := home.Open(group(records.GroupShortTerm))
	add("benefits-short", short)
	add("benefits-short-2", short.Tap(visit.Action{Do: visit.DoBenefit, N: 1}))
	plain := who
	plain.Benefits = []records.Benefit{benefit(records.EmployeePension, "基本养老金", records.BenefitPaid, []string{"基础养老金", "个人账户养老金"})}
	for i := range plain.Benefits[0].Payments {
		p := &plain.Benefits[0].Payments[i]
		p.Amount, p.Items[0].Amount, p.Items[1].Amount, p.State = records.Known(3210_50), records.Known(2400_00), records.Known(810_50), records.BenefitPaid
		p.Bank = "建设银行"
	}
	plain.Benefits[0].Monthly = records.Known(3210_50)
	add("benefits-usual", b.Home(plain).Open(group(records.GroupRetirement)))
	unpaid := who
	unpaid.Benefits = []records.Benefit{{Insurance: records.EmployeePension, Region: "370600", Kind: "基本养老金", State: records.BenefitUnknown}}
	add("benefits-unpaid", b.Home(unpaid).Open(group(records.GroupRetirement)))
	certified := home.Open(visit.Action{Do: visit.DoCertified})
	add("certification-overdue", certified)
	fine := who
	fine.Qualifications = who.Qualifications[:1]
	add("certification", b.Home(fine).Open(visit.Action{Do: visit.DoCertified}))
	absent := who
	absent.Qualifications = []records.Qualification{{Insurance: records.EmployeePension}, {Insurance: records.CivilPension}, {Insurance: records.ResidentPension}}
	add("certification-absent", b.Home(absent).Open(visit.Action{Do: visit.DoCertified}))

	for _, kind := range []records.PersonKind{records.Employee, records.CivilRetiree, records.Resident} {
		for _, a := range visit.Queries() {
			e := b.Home(Bare(kind)).Open(a)
			add(fmt.Sprintf("empty-%s-%s%s", kind, e.State.Here.Screen, a.Text), e)
		}
	}
	local := who
	local.Source.Local = true
	add("local-home", b.Home(local))
	add("local-query", b.Home(local).Open(visit.Action{Do: visit.DoQuery}))
	add("local-year", b.Home(local).Open(visit.Action{Do: visit.DoYearRecord}))
	add("local-certification", b.Home(local).Open(visit.Action{Do: visit.DoCertified}))
	add("year-20", home.Open(visit.Action{Do: visit.DoYearRecord}))
	add("year-20-before", home.Open(visit.Action{Do: visit.DoYearRecord}).Tap(visit.Action{Do: visit.DoYear, N: 2006}))
	suspended := who
	suspended.Person.State = records.PersonSuspended
	add("personal-home-suspended", b.Home(suspended))
	open := b.Do(visit.DoStart).Do(visit.DoParameters)
	add("parameters", open)
	add("parameters-2", open.Tap(page(1)))
	add("parameters-help", open.Do(visit.DoHelp))
	add("parameters-questions", home.Do(visit.DoQuestions).Do(visit.DoParameters))
	return out
}
