package generate

import "shebao/kiosk/internal/records"

// Invented is one of the persons whom every generated file, and every demonstration card, is about.
type Invented struct {
	Number string
	Name   string
	Kind   records.PersonKind
	Note   string // for the demonstrator: what is to be seen
	InFile bool   // false: refused, as a source must not hold an impossible number
}

// Cast are the invented persons of facts/domain.md §8, in its order.
func Cast() []Invented {
	var out []Invented
	for _, p := range cast() {
		out = append(out, p.Invented)
	}
	return out
}

type member struct {
	Invented
	twice bool // the source holds two of her
	make  func(calendar) records.Record
}

func cast() []member {
	person := func(number, name string, kind records.PersonKind, note string, made func(calendar) records.Record) member {
		return member{Invented: Invented{number, name, kind, note, made != nil}, make: made, twice: name == "测试子"}
	}
	return []member{
		person("379901199003070011", "测试甲", records.Employee, "企业职工，济南+青岛，有一个重复缴费月和三个月空缺", jia),
		person("379901196308150027", "测试乙", records.Retiree, "企业退休，烟台，每月领取养老金", yi),
		person("379902197809120038", "测试丙", records.CivilServant, "机关事业单位，机关养老和职业年金（记账）", bing),
		person("37990319850601006X", "测试丁", records.Flexible, "灵活就业，潍坊，多处空缺和欠费", ding),
		person("379904199502290077", "测试戊", records.UnknownPerson, "出生日期不存在，应被拒绝，库中没有记录", nil),
		person("379905197001010089", "测试己", records.CivilRetiree, "机关事业单位新退休，领取职业年金", ji),
		person("379901195801200046", "测试庚", records.Resident, "城乡居民，领取居民养老金", geng),
		person("379906200105050115", "测试𬭊", records.Unemployed, "姓名含生僻字，失业，领取失业保险金", he),
		person("379902194803150013", "测试辛", records.Retiree, "已登记死亡，不显示任何记录", xin),
		person("379903197006200022", "测试壬", records.Employee, "数据核对中，请到柜台", ren),
		person("379904195909180031", "测试癸", records.Retiree, "待遇暂停发放", gui),
		person("379905198802140048", "测试子", records.Employee, "同一号码有两份记录，请到柜台", zi),
		person("37990619761105005X", "测试丑", records.Employee, "原莱芜参保，现属济南", chou),
		person("379901195212010068", "测试寅", records.Survivor, "供养亲属，领取抚恤金", yin),
		person("379902198307300076", "测试卯", records.Employee, "领取工伤伤残津贴", mao),
	}
}

// jia's two places meet in one month, and three months are missing later. The account year before the present one is the
// sample of facts/domain.md §8: bases 4504 and 5200 for six months each.
func jia(c calendar) records.Record {
	const employerJinan, employerQingdao = "示例科技有限公司", "示例海洋制造有限公司"
	sample := c.last.Year() - 1
	base := func(m records.Month) records.Fen {
		switch {
		case m.Year() < sample:
			return yuan(4504 - 200*(sample-m.Year()))
		case m.Year() == sample && m.Of() <= 6:
			return yuan(4504)
		}
		return yuan(5200)
	}
	meeting := c.last.Add(-40)
	gap := c.last.Add(-30)
	qingdao := job{region: "370200", employer: employerQingdao, from: c.first, to: meeting,
		base: func(m records.Month) records.Fen { return base(m) - yuan(300) }, insurances: employeeInsurances}
	jinan := job{region: "370100", employer: employerJinan, from: meeting, to: c.last, base: base,
		insurances: employeeInsurances, skip: among(gap, gap.Add(1), gap.Add(2))}
	r := records.Record{
		Enrolments:    append(jinan.enrolments(meeting, records.Contributing), qingdao.enrolments(201503, records.Terminated)...),
		Contributions: history(qingdao, jinan),
	}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: sample, opening: 4231856,
		firstYear: c.first.Year(), monthsPaid: c.first.Since(201503)}.years(c, r.Contributions)
	return r
}

func yi(c calendar) records.Record {
	const region = "370600"
	worked := job{region: region, employer: "示例纺织厂", insurances: []records.Insurance{records.EmployeePension}}
	return records.Record{
		Enrolments: worked.enrolments(198607, records.Terminated),
		Benefits: []records.Benefit{pension(c, benefit{insurance: records.EmployeePension, region: region, kind: "基本养老金",
			start: 201809, monthly: 321050, bank: "示例银行烟台分行", tail: "1027"})},
		Qualifications: []records.Qualification{certified(c, records.EmployeePension)},
	}
}

func bing(c calendar) records.Record {
	civil := job{region: "370100", employer: "示例市档案馆", from: c.first, to: c.last, base: steady(8200),
		insurances: civilInsurances}
	r := records.Record{Enrolments: civil.enrolments(201410, records.Contributing), Contributions: history(civil)}
	r.AccountYears = civilYears(c, r.Contributions)
	r.Annuity = annuity(c, records.FullyFunded, civil.employer, r.Contributions)
	return r
}

// civilYears is the pension account of a public-sector person (120), which began in 2014-10.
func civilYears(c calendar, paid []records.Contribution) []records.AccountYear {
	months := c.first.Since(201410)
	pension := account{insurance: records.CivilPension, share: pensionPersonal, anchor: c.first.Year(),
		opening: percent(yuan(7000), pensionPersonal) * records.Fen(months), firstYear: c.first.Year(), monthsPaid: months}
	return pension.years(c, paid)
}

// ding pays when she can: some months are missing every year, some are owed.
func ding(c calendar) records.Record {
	skip := func(m records.Month) bool { return m.Of() == 2 || m.Year()%2 == 0 && (m.Of() == 7 || m.Of() == 8) }
	flexible := job{region: "370700", from: c.first, to: c.last, base: stepped(c.last, 4504, 180), flexible: true,
		insurances: []records.Insurance{records.EmployeePension}, skip: skip,
		owed: among(c.last.Add(-1), c.last.Add(-14), c.last.Add(-15))}
	r := records.Record{Enrolments: flexible.enrolments(201806, records.Contributing), Contributions: history(flexible)}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: c.first.Year(),
		opening: 812040, firstYear: c.first.Year(), monthsPaid: 24}.years(c, r.Contributions)
	return r
}

// ji retired twenty months ago, from a place whose unit's annuity share was made real on that day.
func ji(c calendar) records.Record {
	const region = "370300"
	retired := c.last.Add(-20)
	civil := job{region: region, employer: "示例区图书馆", from: c.first, to: retired.Add(-1), base: steady(9100),
		insurances: civilInsurances}
	paid := history(civil)
	const annuityMonthly = 61240
	return records.Record{
		Enrolments:     civil.enrolments(201410, records.Terminated),
		Contributions:  paid,
		Annuity:        drawn(c, annuity(c, records.FullyFunded, civil.employer, paid), retired, annuityMonthly),
		Qualifications: []records.Qualification{certified(c, records.CivilPension)},
		Benefits: []records.Benefit{
			pension(c, benefit{insurance: records.CivilPension, region: region, kind: "机关事业单位养老金", start: retired,
				monthly: 586320, bank: "示例银行淄博分行", tail: "3300"}),
			pension(c, benefit{insurance: records.OccupationalAnnuity, region: region, kind: "职业年金", start: retired,
				monthly: annuityMonthly, bank: "示例银行淄博分行", tail: "3300", fixed: true}),
		},
	}
}

func geng(c calendar) records.Record {
	const region = "370400"
	resident := job{region: region, insurances: []records.Insurance{records.ResidentPension}}
	return records.Record{
		Enrolments: resident.enrolments(201107, records.Terminated),
		Benefits: []records.Benefit{pension(c, benefit{insurance: records.ResidentPension, region: region,
			kind: "城乡居民养老金", start: 201802, monthly: 21860, bank: "示例农村商业银行", tail: "0460"})},
		ResidentYears:  residentAccount(2011, 2017, c.last.Year(), yuan(300), "示例县社会保险事业中心"),
		Qualifications: []records.Qualification{certified(c, records.ResidentPension)},
	}
}

func he(c calendar) records.Record {
	const region = "371300"
	lost := c.last.Add(-4)
	worked := job{region: region, employer: "示例物流有限公司", from: max(c.first, 202307), to: lost, base: steady(4600),
		insurances: employeeInsurances}
	r := records.Record{Enrolments: worked.enrolments(202307, records.Suspended), Contributions: history(worked)}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: worked.from.Year(),
		firstYear: worked.from.Year()}.years(c, r.Contributions)
	r.Benefits = []records.Benefit{pension(c, benefit{insurance: records.Unemployment, region: region, kind: "失业保险金",
		start: lost.Add(1), monthly: 198000, bank: "示例银行临沂分行", tail: "1153", fixed: true})}
	return r
}

// items are what a pension is made of (facts/domain.md §2.4), in invented shares; of other benefits the source does not say it.
func items(i records.Insurance, amount records.Fen) []records.Item {
	switch i {
	case records.EmployeePension, records.CivilPension:
		basic, transition := percent(amount, 5500), percent(amount, 1500)
		return []records.Item{{Name: "基础养老金", Amount: records.Known(basic)}, {Name: "过渡性养老金", Amount: records.Known(transition)},
			{Name: "个人账户养老金", Amount: records.Known(amount - basic - transition)}}
	case records.ResidentPension:
		basic := min(amount, 18800)
		return []records.Item{{Name: "基础养老金", Amount: records.Known(basic)}, {Name: "个人账户养老金", Amount: records.Known(amount - basic)}}
	}
	return nil
}

// certified is a certification of some months ago; the next is due a year after it.
func certified(c calendar, i records.Insurance) records.Qualification {
	done := c.last.Add(-5)
	return records.Qualification{Insurance: i, Result: "通过", Way: "刷脸", DoneOn: int(done)*100 + 12, DueOn: int(done.Add(12))*100 + 12}
}

// xin is registered as deceased; what the source still has of her is shown to nobody.
func xin(c calendar) records.Record {
	r := yi(c)
	r.Person.State = records.PersonDeceased
	return r
}

// ren's data are being checked.
func ren(c calendar) records.Record {
	worked := job{region: "370800", employer: "示例机械有限公司", from: c.first, to: c.last, base: steady(6100), insurances: employeeInsurances}
	return records.Record{Person: records.Person{State: records.PersonChecking}, Enrolments: worked.enrolments(201001, records.Contributing),
		Contributions: history(worked)}
}

// gui's pension was suspended three months ago, as the certification was due.
func gui(c calendar) records.Record {
	const region = "370900"
	worked := job{region: region, employer: "示例运输公司", insurances: []records.Insurance{records.EmployeePension}}
	r := records.Record{Person: records.Person{State: records.PersonSuspended}, Enrolments: worked.enrolments(198309, records.Terminated)}
	b := pension(c, benefit{insurance: records.EmployeePension, region: region, kind: "基本养老金", start: 201910, monthly: 287640,
		bank: "示例银行泰安分行", tail: "0931"})
	b.State = records.BenefitSuspended
	b.Payments = b.Payments[3:]
	r.Benefits = []records.Benefit{b}
	due := c.last.Add(-3)
	r.Qualifications = []records.Qualification{{Insurance: records.EmployeePension, Result: "通过", Way: "柜台", DoneOn: int(due.Add(-12))*100 + 8,
		DueOn: int(due)*100 + 8}}
	return r
}

// zi is there twice.
func zi(c calendar) records.Record {
	worked := job{region: "371000", employer: "示例渔业有限公司", from: c.first, to: c.last, base: steady(5300), insurances: employeeInsurances}
	return records.Record{Enrolments: worked.enrolments(201207, records.Contributing), Contributions: history(worked)}
}

// chou worked in Laiwu and went on in Jinan, which are one place now: the month in which both paid counts once.
func chou(c calendar) records.Record {
	meeting := c.last.Add(-20)
	laiwu := job{region: "371200", employer: "示例钢铁有限公司", from: c.first, to: meeting, base: stepped(c.last, 5600, 200), insurances: employeeInsurances}
	jinan := job{region: "370100", employer: "示例物业有限公司", from: meeting, to: c.last, base: stepped(c.last, 5900, 200), insurances: employeeInsurances}
	r := records.Record{Enrolments: append(jinan.enrolments(meeting, records.Contributing), laiwu.enrolments(200803, records.Terminated)...),
		Contributions: history(laiwu, jinan)}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: c.first.Year(), opening: 5103300,
		firstYear: c.first.Year(), monthsPaid: c.first.Since(200803)}.years(c, r.Contributions)
	return r
}

// yin is paid for as a relative of a deceased worker.
func yin(c calendar) records.Record {
	return records.Record{
		Benefits: []records.Benefit{pension(c, benefit{insurance: records.WorkInjury, region: "371400", kind: "供养亲属抚恤金", start: 201605,
			monthly: 164200, bank: "示例银行德州分行", tail: "0068", fixed: true})},
		Qualifications: []records.Qualification{certified(c, records.WorkInjury)},
	}
}

// mao works and is paid for an injury.
func mao(c calendar) records.Record {
	worked := job{region: "371500", employer: "示例矿业有限公司", from: c.first, to: c.last, base: stepped(c.last, 6800, 250), insurances: employeeInsurances}
	r := records.Record{Enrolments: worked.enrolments(200910, records.Contributing), Contributions: history(worked)}
	r.AccountYears = account{insurance: records.EmployeePension, share: pensionPersonal, anchor: c.first.Year(), opening: 4410000,
		firstYear: c.first.Year(), monthsPaid: c.first.Since(200910)}.years(c, r.Contributions)
	start := c.last.Add(-14)
	r.Benefits = []records.Benefit{
		pension(c, benefit{insurance: records.WorkInjury, region: "371500", kind: "伤残津贴", start: start, monthly: 322500, bank: "示例银行聊城分行", tail: "7612", fixed: true}),
		{Insurance: records.WorkInjury, Region: "371500", Kind: "一次性伤残补助金", Start: start, State: records.BenefitEnded, Monthly: records.Money{},
			Payments: []records.Payment{{Month: start, Amount: records.Known(6320000), Bank: "示例银行聊城分行", BankTail: "7612", State: records.BenefitPaid}}},
	}
	return r
}

// benefit is a monthly payment since its start.
type benefit struct {
	insurance records.Insurance
	region    records.Region
	kind      string
	start     records.Month
	monthly   records.Fen
	bank      string
	tail      string
	fixed     bool // not raised every year
}

// yearlyRaise is what a pension of the year before was lower by, in hundredths of a percent.
const yearlyRaise = 300

// pension makes the benefit with its payments, newest first, as far back as contributions are made.
func pension(c calendar, b benefit) records.Benefit {
	out := records.Benefit{Insurance: b.insurance, Region: b.region, Kind: b.kind, Start: b.start, State: records.BenefitPaid,
		Monthly: records.Known(b.monthly)}
	amount := b.monthly
	for m := c.last; m >= max(b.start, c.first); m = m.Add(-1) {
		out.Payments = append(out.Payments, records.Payment{Month: m, Amount: records.Known(amount), Bank: b.bank,
			Items: items(b.insurance, amount), BankTail: b.tail, State: records.BenefitPaid})
		if m.Of() == 1 && !b.fixed {
			amount -= percent(amount, yearlyRaise)
		}
	}
	return out
}
