package gallery

import (
	"time"

	"shebao/kiosk/internal/records"
)

// Records that no generated file has: as long as they can be, and in the states that are rare. The persons are invented.

const longest = records.Fen(123_456_789)

// Full is somebody of whom every query has something: many years, many places, long words and large amounts.
func Full(kind records.PersonKind) records.Record {
	asOf := time.Date(2026, 11, 20, 0, 0, 0, 0, Now().Location())
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
	w := records.WindowAt(Now())
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

// Bare is somebody of whom the source has nothing but who she is.
func Bare(kind records.PersonKind) records.Record {
	r := Full(kind)
	return records.Record{Person: r.Person, Source: r.Source}
}
