package ui

import (
	"fmt"
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/tables"
	"shebao/kiosk/internal/visit"
)

// Records that no generated file has: as long as they can be, and in the states that are rare. The persons are invented.

const longest = records.Fen(123_456_789)

// full is somebody of whom every query has something: many years, many places, long words and large amounts.
func full(kind records.PersonKind) records.Record {
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, now.Location())
	r := records.Record{
		Person: records.Person{Number: "379902197809120038", Name: "测试丙", Kind: kind, AsOf: asOf},
		Source: records.About{Name: "省社会保险数据库（虚构数据）", AsOf: asOf},
	}
	m := records.Known(longest)
	less := func(k int) records.Money { return records.Known(longest - records.Fen(k*1_234_56)) }
	const employer = "示例省级机关事务管理与公共服务保障中心（第二办公区）"
	for i, c := range records.Cities() {
		r.Enrolments = append(r.Enrolments, records.Enrolment{Insurance: records.EmployeePension, Region: c, Employer: employer,
			Status: records.Terminated, Start: records.Month(201001).Add(i)})
	}
	r.Enrolments = append(r.Enrolments,
		records.Enrolment{Insurance: records.CivilPension, Region: "370100", Employer: employer, Status: records.Contributing, Start: 201410},
		records.Enrolment{Insurance: records.CivilPension, Region: "370600", Employer: employer, Status: records.Terminated, Start: 200801},
		records.Enrolment{Insurance: records.ResidentPension, Region: "371700", Status: records.Suspended, Start: 201201})
	w := records.WindowAt(now)
	for month := w.Last.Add(-1); month >= w.First; month = month.Add(-1) {
		if month.Of() == 7 {
			continue
		}
		c := records.Contribution{Month: month, Insurance: records.CivilPension, Region: "370100", Employer: employer, Base: m, Personal: m, Unit: m,
			Status: records.Paid}
		if month.Of() == 3 {
			c.Status = records.Owed
		}
		r.Contributions = append(r.Contributions, c)
	}
	for i := range 20 {
		year := 2025 - i
		account := records.AccountYear{Year: year, Insurance: records.CivilPension, Opening: less(i + 1), Principal: m, InterestOpening: m,
			InterestCurrent: m, Closing: less(i), Months: 12, CumulativeMonths: 400 - 12*i}
		annuity := records.AnnuityYear{Year: year, Base: m, UnitReal: m, UnitBook: m, Personal: m, InterestBook: m, YieldReal: records.Known(-longest),
			TransferredIn: m, PaidOut: m, ClosingUnitReal: m, ClosingUnitBook: m, ClosingPersonal: m, Closing: less(i)}
		resident := records.ResidentYear{Year: year, Personal: m, Province: m, City: m, County: m, Collective: m, Landless: m, Government: m,
			Interest: m, Balance: less(i), Agency: "示例县城乡居民社会养老保险事业中心", CreditedOn: year*10000 + 1231}
		if i == 0 { // not yet published
			account.InterestCurrent, annuity.InterestBook, resident.Interest, resident.Landless = records.Money{}, records.Money{}, records.Money{}, records.Money{}
		}
		r.AccountYears = append(r.AccountYears, account)
		r.Annuity.Years = append(r.Annuity.Years, annuity)
		r.ResidentYears = append(r.ResidentYears, resident)
	}
	r.Annuity.Nature, r.Annuity.Unit, r.Annuity.Start = records.FullyFunded, employer, 201410
	items := []string{"基础养老金", "过渡性养老金", "个人账户养老金", "过渡性调节金"}
	r.Benefits = []records.Benefit{
		benefit(records.CivilPension, "基本养老金", records.BenefitPaid, items),
		benefit(records.EmployeePension, "供养亲属抚恤金", records.BenefitSuspended, nil),
		benefit(records.OccupationalAnnuity, "职业年金", records.BenefitPaid, nil),
		benefit(records.Unemployment, "失业保险金", records.BenefitEnded, nil),
		benefit(records.WorkInjury, "一至四级工伤职工伤残津贴", records.BenefitPaid, items[:2]),
	}
	r.Qualifications = []records.Qualification{
		{Insurance: records.CivilPension, Result: "通过", Way: "刷脸", DoneOn: 20260612, DueOn: 20270630},
		{Insurance: records.ResidentPension, Result: "通过", Way: "柜台", DoneOn: 20250301, DueOn: 20260301},
	}
	return r
}

func benefit(insurance records.Insurance, kind string, state records.BenefitState, items []string) records.Benefit {
	b := records.Benefit{Insurance: insurance, Region: "370600", Kind: kind, Start: 202309, State: state, Monthly: records.Known(longest)}
	for i := range records.PaymentsRead {
		p := records.Payment{Month: records.Month(202610).Add(-i), Amount: records.Known(longest), Bank: "中国建设银行股份有限公司", BankTail: "1234",
			State: records.BenefitPaid}
		for _, name := range items {
			p.Items = append(p.Items, records.Item{Name: name, Amount: records.Known(longest / records.Fen(len(items)))})
		}
		if i == 1 {
			p.State = records.BenefitSuspended
		}
		b.Payments = append(b.Payments, p)
	}
	return b
}

// bare is somebody of whom the source has nothing but who she is.
func bare(kind records.PersonKind) records.Record {
	r := full(kind)
	return records.Record{Person: r.Person, Source: r.Source}
}

// open makes the errand of a query, through 更多查询 where it does not stand on 个人主页.
func (e errand) Open(a visit.Action) errand { return e.Do(visit.DoMore).Tap(a) }

// queries are the screens of every query in every state that looks different.
func queries(b errand) []view {
	group := func(g records.BenefitGroup) visit.Action { return visit.Action{Do: visit.DoBenefits, Text: string(g)} }
	page := func(n int) visit.Action { return visit.Action{Do: visit.DoPage, N: n} }
	who := full(records.CivilRetiree)
	home := b.Home(who)
	var out []view
	add := func(name string, e errand) { out = append(out, e.View(name)) }
	add("personal-home-full", home)
	add("more", home.Do(visit.DoMore))
	query := home.Open(visit.Action{Do: visit.DoQuery})
	places := query.Do(visit.DoPlaces)
	add("query-all-places", query)
	add("places", places)
	add("places-wrong", places.Do(visit.DoWrongInfo))
	chosen := b.Home(bare(records.Employee)).Do(visit.DoQuery).Do(visit.DoPlaces).Tap(visit.Action{Do: visit.DoPlace, Text: "370200"})
	add("query-no-record", chosen)
	few := full(records.Employee)
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
			e := b.Home(bare(kind)).Open(a)
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

// figures are parameters as a province has them, and those that are shipped.
func figures(at time.Time, say Say) []ParameterGroup {
	average := ParameterGroup{Title: "缴费基数"}
	for _, year := range []int{2025, 2024, 2023} {
		average.Rows = append(average.Rows, ParameterRow{fmt.Sprintf("%d 年缴费基数上下限", year), "4,504.00 — 22,518.00 元/月",
			"山东省人力资源和社会保障厅等部门关于公布全省全口径城镇单位就业人员平均工资的通知", fmt.Sprintf("%d年1月 — %d年12月", year, year)})
	}
	rates := ParameterGroup{Title: "费率"}
	for _, name := range []string{"企业职工基本养老保险　单位", "企业职工基本养老保险　个人", "机关事业单位养老保险　单位", "机关事业单位养老保险　个人", "职业年金　单位", "职业年金　个人",
		"失业保险　单位", "失业保险　个人"} {
		rates.Rows = append(rates.Rows, ParameterRow{name, "16 %", "示例来源", "2019年5月起"})
	}
	rates.Rows = append(rates.Rows, ParameterRow{Label: "工伤保险　单位（按行业差别费率和浮动费率确定）", Value: "0.2 % — 1.9 %，按行业分为八类，每年按使用情况浮动"})
	phones := ParameterGroup{Title: "咨询电话"}
	for i := range 16 {
		phones.Rows = append(phones.Rows, ParameterRow{Label: fmt.Sprintf("示例市 %d", i+1), Value: "053X-12333", Source: "示例来源"})
	}
	shipped, _ := tables.Load("") // without a folder of the operator's nothing can be wrong with it
	return append([]ParameterGroup{average, rates, phones}, FromTables(shipped.Shown(at), say)...)
}
