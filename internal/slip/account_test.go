package slip_test

import (
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// An owed month is no month that an employer paid.
func TestOwedMonthsOfAnEmployer(t *testing.T) {
	r := paid("370100", 4, records.Known(520000), records.Known(41600))
	for i := range r.Contributions {
		r.Contributions[i].Employer = "示例单位"
	}
	r.Contributions[0].Status = records.Owed
	got := text(slip.Draw(slip.ContributionCertificate, terms(32), holderOf(r), r, slip.Choice{Months: 12}))
	if !strings.Contains(strings.Join(strings.Fields(got), " "), "济南 示例单位 2026.08—2026.11 3 个月") {
		t.Errorf("\n%s", got)
	}
}

// account is an annuity of two years that add up.
func account() records.Annuity {
	k := records.Known
	before := records.AnnuityYear{Year: 2024, ClosingUnitReal: k(1000), ClosingUnitBook: k(2000), ClosingPersonal: k(3000),
		Closing: k(6000)}
	year := records.AnnuityYear{Year: 2025, Base: k(999900), UnitReal: k(100), UnitBook: k(200), Personal: k(300), InterestBook: k(20),
		YieldReal: k(-40), TransferredIn: k(500), PaidOut: k(80), ClosingUnitReal: k(1111), ClosingUnitBook: k(2222), ClosingPersonal: k(3667), Closing: k(7000)}
	return records.Annuity{Nature: records.FullyFunded, Unit: "示例单位", Start: 201410, Years: []records.AnnuityYear{year, before}}
}

// Each part stands with what it held before and after, as the source says it. Where the source's figures contradict each other
// that is said; where too little is known nothing is.
func TestAnnuityFigures(t *testing.T) {
	h := slip.Holder{Name: "测试丙", NameClean: true, Number: "379902197809120038"}
	for _, columns := range []int{48, 32} {
		draw := func(change func(before, y *records.AnnuityYear)) string {
			a := account()
			change(&a.Years[1], &a.Years[0])
			s := slip.Draw(slip.AnnuityStatement, terms(columns), h, records.Record{Annuity: a}, slip.Choice{Year: 2025})
			sound(t, s, columns)
			honest(t, s)
			return strings.Join(strings.Fields(text(s)), " ")
		}
		whole := draw(func(_, _ *records.AnnuityYear) {})
		for _, want := range []string{"10.00 11.11", "20.00 22.22", "30.00 36.67", "合计 60.00 70.00", "投资收益 -0.40",
			"转入 5.00", "支付 0.80", "全额供款", "账户开始 2014.10"} {
			if !strings.Contains(whole, want) {
				t.Errorf("no %q in %s", want, whole)
			}
		}
		for what, x := range map[string]struct {
			change func(before, y *records.AnnuityYear)
			doubt  bool
		}{
			"all adds up":           {func(_, _ *records.AnnuityYear) {}, false},
			"a part too much":       {func(_, y *records.AnnuityYear) { y.ClosingPersonal.Fen++ }, true},
			"a flow too much":       {func(_, y *records.AnnuityYear) { y.UnitBook.Fen++ }, true},
			"paid out too much":     {func(_, y *records.AnnuityYear) { y.PaidOut.Fen++ }, true},
			"opened with less":      {func(b, _ *records.AnnuityYear) { b.Closing.Fen-- }, true},
			"a flow not known":      {func(_, y *records.AnnuityYear) { y.TransferredIn = records.Money{}; y.UnitBook.Fen++ }, false},
			"no paying out known":   {func(_, y *records.AnnuityYear) { y.PaidOut = records.Money{} }, false},
			"the opening unknown":   {func(b, _ *records.AnnuityYear) { b.Closing = records.Money{} }, false},
			"a part not known":      {func(_, y *records.AnnuityYear) { y.ClosingUnitReal = records.Money{} }, false},
			"the closing not known": {func(_, y *records.AnnuityYear) { y.Closing = records.Money{} }, false},
		} {
			if got := draw(x.change); strings.Contains(got, "不符") != x.doubt {
				t.Errorf("%s, %d columns: doubted %v", what, columns, !x.doubt)
			}
		}
	}
}

// What a unit's share is, is said by its nature; who draws the annuity sees what she is paid.
func TestAnnuityMeaning(t *testing.T) {
	a := account()
	r := records.Record{Annuity: a, Benefits: []records.Benefit{{Insurance: records.OccupationalAnnuity, Start: 202502,
		State: records.BenefitPaid, Monthly: records.Known(61240)},
		{Insurance: records.CivilPension, Monthly: records.Known(586320)}}}
	draw := func() string {
		return flat(text(slip.Draw(slip.AnnuityStatement, terms(48), holderOf(r), r, slip.Choice{Year: 2025})))
	}
	if got := draw(); !strings.Contains(got, "记账是先记在账上的") || !strings.Contains(got, "月待遇金额612.40") || strings.Contains(got, "5,863.20") {
		t.Error(got)
	}
	r.Annuity.Nature = records.OtherUnit
	if got := draw(); strings.Contains(got, "记账是先记在账上的") || !strings.Contains(got, "都是实账") {
		t.Error(got)
	}
	none := flat(text(slip.Draw(slip.AnnuityStatement, terms(48), holderOf(r), r, slip.Choice{Year: 2019})))
	if !strings.Contains(none, "这一年没有职业年金记录。") {
		t.Error(none)
	}
}

// A certificate of a benefit: state, amount, payments, account and certification, and never more of the account than its end.
func TestBenefits(t *testing.T) {
	b := records.Benefit{Insurance: records.EmployeePension, Region: "370600", Kind: "基本养老金", Start: 201809,
		State: records.BenefitPaid, Monthly: records.Known(321050)}
	for i := range 12 {
		b.Payments = append(b.Payments, records.Payment{Month: records.Month(202611).Add(-i), Amount: records.Known(321050),
			Bank: "示例银行", BankTail: "1027", State: records.BenefitPaid})
	}
	b.Payments[0].Items = []records.Item{{Name: "基础养老金", Amount: records.Known(300000)}, {Name: "过渡性养老金", Amount: records.Known(21050)}}
	for _, columns := range []int{48, 32} {
		r := records.Record{Person: records.Person{Kind: records.Retiree}, Benefits: []records.Benefit{b},
			Qualifications: []records.Qualification{{Insurance: records.EmployeePension, Result: "通过", DoneOn: 20260512, DueOn: 20270512}}}
		draw := func() string {
			s := slip.Draw(slip.BenefitCertificate, terms(columns), slip.Holder{Name: "测试乙", NameClean: true, Number: number}, r, slip.Choice{})
			sound(t, s, columns)
			honest(t, s)
			return strings.Join(strings.Fields(text(s)), " ")
		}
		got := draw()
		for _, want := range []string{"待遇类型 基本养老金", "险种 企业职工基本养老保险", "参保地 烟台", "享受起始 2018.09", "发放状态 正常发放", "月待遇金额 3,210.50", "发放渠道 示例银行",
			"账号尾号 1027", "资格认证 2026-05-12 通过", "下次认证 2027-05-12", "2026.11 3,210.50 正常发放",
			"2025.12 3,210.50 正常发放", "2026.11 发放项目：", "过渡性养老金 210.50"} {
			if !strings.Contains(got, want) {
				t.Errorf("%d columns: no %q in %s", columns, want, got)
			}
		}
		if strings.Count(got, "正常发放") != 13 || strings.Count(got, "1027") != 1 {
			t.Errorf("twelve payments, one account: %s", got)
		}
		// Another account is said where it changed.
		r.Benefits = []records.Benefit{b}
		r.Benefits[0].Payments = append([]records.Payment(nil), b.Payments...)
		r.Benefits[0].Payments[11].BankTail = "9988"
		if got := draw(); !strings.Contains(got, "9988") {
			t.Errorf("%d columns: another account is not there: %s", columns, got)
		}
		r.Benefits[0].State, r.Person.State = records.BenefitSuspended, records.PersonSuspended
		if got := draw(); !strings.Contains(got, "发放状态 暂停发放") || !strings.Contains(flat(got), "这项待遇已暂停发放") ||
			!strings.Contains(flat(got), "处于暂停状态") {
			t.Errorf("suspended: %s", got)
		}
		r.Benefits = nil
		if got := draw(); !strings.Contains(got, "没有待遇记录。") {
			t.Errorf("none: %s", got)
		}
	}
}
