package printer_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/records/sqlite"
	"shebao/kiosk/internal/slip"
)

// person reads the records of an invented person.
func person(t testing.TB, number string, w records.Window) records.Record {
	t.Helper()
	path := filepath.Join(t.TempDir(), "records.db")
	key := keys.NewRecords()
	if err := generate.Write(t.Context(), path, key, generate.Options{Persons: 0, Seed: 1, Now: at}); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(path, key)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	r, err := s.Read(t.Context(), number, w)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func terms(columns int) slip.Terms {
	return slip.Terms{Terminal: "SD-0101-0001", Hall: "济南市历下区社会保险经办中心", Phone: "12333", Columns: columns, Specimen: true, At: at}
}

func window(months int) records.Window {
	last := records.MonthOf(at)
	return records.Window{First: last.Add(1 - months), Last: last}
}

var jia = slip.Holder{Name: "测试甲", NameClean: true, Number: "379901199003070011"}

func contributions(t testing.TB, columns, months int) slip.Sheet {
	w := window(months)
	return slip.Contributions(terms(columns), jia, person(t, jia.Number, w), records.AllRegions, records.FamilyPension, w)
}

// documents are a slip of every kind, and the hard ones.
func documents(t testing.TB, columns int) map[string]slip.Sheet {
	he := slip.Holder{Name: "测试𬭊", NameClean: true, Number: "379906200105050115"}
	hard := slip.Holder{Name: "䶮㛃𠮷𫖯𬭊\U0003FFFD·测试", Number: "379901199003070011"}
	w := window(12)
	record := person(t, jia.Number, w)
	sparse := record
	sparse.Contributions, sparse.AccountYears = nil, nil
	draw := func(k slip.Kind, h slip.Holder, months, year int) slip.Sheet {
		r := person(t, h.Number, window(max(months, 12)))
		return slip.Draw(k, terms(columns), h, r, slip.Choice{Family: records.FamilyPension, Months: months, Year: year})
	}
	yi := slip.Holder{Name: "测试乙", NameClean: true, Number: "379901196308150027"}
	bing := slip.Holder{Name: "测试丙", NameClean: true, Number: "379902197809120038"}
	geng := slip.Holder{Name: "测试庚", NameClean: true, Number: "379901195801200046"}
	resident := person(t, geng.Number, window(12))
	proof := slip.Proof{Code: "7K2M 9XQ4 T0VB 3HNR C5WD", Issued: at, Expires: at.AddDate(0, 0, 89), Copy: 1,
		QR: "社保参保缴费证明 测*甲 尾号0011 2024.12—2026.11 养老保险24个月 有效期至2027-02-20\nhttps://example.gov.cn/c\nSB1|contribution_certificate|测*甲|0011|202412-202611|" + strings.Repeat("x", 150)}
	certified := terms(columns)
	certified.Specimen, certified.Certified, certified.ValidDays = false, true, 90
	certified.Notes = []string{"工伤保险、生育保险由单位缴费，个人不缴费。"}
	ji := slip.Holder{Name: "测试己", NameClean: true, Number: "379905197001010089"}
	paying := resident // as if she still paid
	paying.ResidentYears = slices.Clone(resident.ResidentYears)
	for i := range paying.ResidentYears {
		paying.ResidentYears[i].Year += 8
	}
	doubt := person(t, jia.Number, window(60))
	doubt.AccountYears = slices.Clone(doubt.AccountYears)
	for i := range doubt.AccountYears {
		doubt.AccountYears[i].Closing.Fen += 10000
		doubt.AccountYears[i].InterestCurrent = records.Money{}
	}
	full := slip.Draw(slip.ContributionCertificate, certified, jia, person(t, jia.Number, window(24)), slip.Choice{Months: 24})
	return map[string]slip.Sheet{
		"certificate-12":         draw(slip.ContributionCertificate, jia, 12, 0),
		"certificate-60":         draw(slip.ContributionCertificate, jia, 60, 0),
		"certificate-signed":     full.Sealed(proof),
		"certificate-hard":       slip.Draw(slip.ContributionCertificate, terms(columns), hard, record, slip.Choice{Region: "370200", Months: 12}),
		"certificate-two":        slip.Draw(slip.ContributionCertificate, terms(columns), jia, twoPlaces(record), slip.Choice{Months: 12}),
		"certificate-none":       slip.Draw(slip.ContributionCertificate, terms(columns), he, records.Record{Source: record.Source}, slip.Choice{Months: 12}),
		"certificate-resident":   slip.Draw(slip.ContributionCertificate, terms(columns), geng, paying, slip.Choice{Months: 24}),
		"benefits-two":           draw(slip.BenefitCertificate, ji, 12, 0),
		"annuity-drawn":          draw(slip.AnnuityStatement, ji, 12, 2025),
		"loss-guide":             slip.Article(slip.LossGuide, certified, loss()),
		"rights-record-doubt":    slip.YearRecord(terms(columns), jia, doubt, 2025),
		"benefits":               draw(slip.BenefitCertificate, yi, 12, 0),
		"rights-record-resident": slip.YearRecord(terms(columns), geng, resident, slip.Years(slip.RightsRecord, resident)[0]),
		"annuity":                draw(slip.AnnuityStatement, bing, 12, 2025),
		"guide":                  slip.Article(slip.Guide, certified, guidance()),
		"materials":              slip.Article(slip.MaterialList, terms(columns), guidance()),
		"contributions-12":       contributions(t, columns, 12),
		"contributions-60":       contributions(t, columns, 60),
		"contributions-none":     slip.Contributions(terms(columns), he, sparse, "370100", records.FamilyUnemployment, w),
		"rights-record":          slip.YearRecord(terms(columns), jia, person(t, jia.Number, window(60)), 2025),
		"rights-record-hard":     slip.YearRecord(terms(columns), hard, record, 2026),
		"rights-record-civil":    slip.YearRecord(terms(columns), he, person(t, "379902197809120038", window(60)), 2025),
	}
}

// twoPlaces is a record of somebody who was with two employers of long names in two places in the same months, whose
// unemployment insurance has a base of its own, who owes a month, and of whom a month has no amounts.
func twoPlaces(r records.Record) records.Record {
	long := map[records.Region]string{"370100": "示例市历下区第一建筑安装工程总公司机电设备安装分公司第三项目部", "370200": "示例（山东）海洋装备制造集团股份有限公司青岛前湾保税港区分公司"}
	r.Enrolments, r.Contributions = slices.Clone(r.Enrolments), slices.Clone(r.Contributions)
	for i := range r.Enrolments {
		r.Enrolments[i].Employer = long[r.Enrolments[i].Region]
	}
	var there []records.Contribution
	for i := range r.Contributions {
		c := &r.Contributions[i]
		c.Employer = long[c.Region]
		switch {
		case c.Insurance == records.Unemployment:
			c.Base = records.Known(430000)
		case c.Month == 202603 && c.Insurance == records.EmployeePension:
			c.Status = records.Owed
		case c.Month == 202602 && c.Insurance == records.EmployeePension:
			c.Base, c.Personal, c.Unit = records.Money{}, records.Money{}, records.Money{}
		}
		if c.Month >= 202604 && c.Month <= 202606 {
			other := *c
			other.Region, other.Employer, other.Base = "370200", long["370200"], records.Known(12345678)
			there = append(there, other)
		}
	}
	r.Contributions = append(r.Contributions, there...)
	return r
}

// loss is an answer without an address, so that its slip has no code.
func loss() slip.Guidance {
	return slip.Guidance{Title: "如何办理社会保障卡临时挂失业务？", Source: "山东省人力资源和社会保障厅 政策问答第一期 2021年4月",
		Sections: []slip.Section{{Lines: []string{"1. 登录省政府官方网站，搜索“社保卡挂失”，按提示办理。", "2. 或者带身份证件到社保卡服务网点办理临时挂失。", "注意：银行账户的挂失到发卡银行办理。"}}}}
}

// guidance is an answer with steps, things to bring and an address.
func guidance() slip.Guidance {
	return slip.Guidance{Title: "社会保险个人权益记录单查询打印（养老保险、工伤保险、失业保险）", Source: "山东省人力资源和社会保障厅 政策问答第一期 2021年4月",
		Sections: []slip.Section{{Lines: []string{"全程网办：参保个人无论是否在参保地，都可以办理。", "1. 登录国家社会保险公共服务平台（http://si.12333.gov.cn/）。", "2. 填写业务经办所需信息，便可办理。"}},
			{Heading: "要带什么", Lines: []string{"· 有效身份证件原件", "· 社会保障卡"}}}, Link: "http://si.12333.gov.cn/"}
}
