package slip_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// months reads a table of months back from paper: what stands behind each month, by year and month.
func months(s slip.Sheet) map[records.Month][]string {
	out := map[records.Month][]string{}
	year := 0
	for _, l := range s.Lines {
		text := lineText(l)
		var y int
		if n, _ := fmt.Sscanf(text, "%d 年", &y); n == 1 && l.Bold && len(l.Cells) == 1 && strings.HasSuffix(text, " 年") {
			year = y
			continue
		}
		var m int
		if year == 0 || len(l.Cells) < 2 || l.Cells[0].Column != 0 || hanzi.Columns(l.Cells[0].Text) != 2 {
			continue
		}
		if n, _ := fmt.Sscanf(l.Cells[0].Text, "%02d", &m); n == 1 {
			month := records.Month(year*100 + m)
			for _, c := range l.Cells[1:] {
				out[month] = append(out[month], c.Text)
			}
		}
	}
	return out
}

var shortMarks = map[records.Mark]string{records.MarkPaid: "已缴", records.MarkOwed: "欠费", records.MarkTransferredIn: "转入",
	records.MarkOverlap: "重复", records.MarkGap: "空缺"}

// What a certificate says of each month is what the statement of the record says, for every person and on both papers: no month is
// lost, none is invented, and each insurance's mark and base is its own.
func TestACertificateSaysTheStatement(t *testing.T) {
	several, one := 0, 0
	for _, r := range everybody(t, 120) {
		for _, columns := range []int{48, 32} {
			for _, region := range append([]records.Region{records.AllRegions}, records.Regions(r)...) {
				w := lastMonths(60)
				s := slip.Draw(slip.ContributionCertificate, terms(columns), holderOf(r), r, slip.Choice{Region: region, Months: 60})
				got := months(s)
				want := map[records.Month][]records.Point{}
				families := 0
				for _, f := range records.Families() {
					st := records.StatementOf(r, region, f, w)
					if len(st.Series) > 0 {
						families++
					}
					for _, x := range st.Series {
						want[x.Month] = append(want[x.Month], x)
					}
				}
				if len(got) != len(want) {
					t.Fatalf("%d months on paper, %d in the record:\n%s", len(got), len(want), text(s))
				}
				if families < 2 {
					one++
				} else {
					several++
				}
				for m, points := range want {
					for _, x := range points {
						if !slices.Contains(got[m], shortMarks[x.Mark]) {
							t.Fatalf("%d: %q, want %s:\n%s", m, got[m], shortMarks[x.Mark], text(s))
						}
						if base := x.Base.String(); x.Mark != records.MarkGap && !slices.Contains(got[m], base) && !strings.Contains(text(s), base) {
							t.Fatalf("%d: the base %s is not there:\n%s", m, base, text(s))
						}
					}
				}
			}
		}
	}
	if several < 100 || one < 20 {
		t.Errorf("%d with several insurances, %d with one", several, one)
	}
}

// A base of another insurance that is another stands on narrow paper too, under its month; a gap has none.
func TestOtherBases(t *testing.T) {
	r := paid("370100", 3, records.Known(520000), records.Known(41600))
	for i, c := range slices.Clone(r.Contributions) {
		c.Insurance, c.Base = records.Unemployment, records.Known(430000)
		if i != 1 {
			r.Contributions = append(r.Contributions, c)
		}
	}
	s := slip.Draw(slip.ContributionCertificate, terms(32), holderOf(r), r, slip.Choice{Months: 12})
	if got := text(s); strings.Count(got, "失业基数   4,300.00") != 2 || !strings.Contains(got, "“缴费基数”为养老的基数") ||
		!strings.Contains(flat(got), "空缺") {
		t.Errorf("\n%s", got)
	}
	wide := text(slip.Draw(slip.ContributionCertificate, terms(48), holderOf(r), r, slip.Choice{Months: 12}))
	if !strings.Contains(wide, "11  5,200.00 已缴  4,300.00 已缴") || !strings.Contains(wide, "10  5,200.00 已缴           空缺") {
		t.Errorf("\n%s", wide)
	}
}

// Who paid, where and for how long: a month that was paid in two places counts for both there, and once in the total.
func TestEmployers(t *testing.T) {
	r := jia(t)
	for _, columns := range []int{48, 32} {
		got := text(slip.Draw(slip.ContributionCertificate, terms(columns), holderOf(r), r, slip.Choice{Months: 60}))
		lines := strings.Split(got, "\n")
		for name, want := range map[string]string{"济南 示例科技有限公司": "2023.06—2026.10 38 个月", "青岛 示例海洋制造有限公司": "2021.12—2023.06 19 个月"} {
			found := false
			for i, l := range lines[:len(lines)-1] {
				found = found || l == name && strings.Join(strings.Fields(lines[i+1]), " ") == want
			}
			if !found {
				t.Errorf("%d columns: no %s, %s in\n%s", columns, name, want, got)
			}
		}
		if !strings.Contains(flat(got), "56个月") || !strings.Contains(got, "两地重复的月份只计一次。") {
			t.Errorf("the total:\n%s", got)
		}
	}
}

// Records reach back 60 months. Months before are not gaps, whatever the year of a rights record, and it says that they are
// missing; nor does anybody get more months than are read by asking for them.
func TestMonthsThatWereNotRead(t *testing.T) {
	r := jia(t) // insured since 2015
	got := text(slip.YearRecord(terms(48), holderOf(r), r, 2021))
	if strings.Contains(got, "空缺") || !strings.Contains(flat(got), "本年2021.12以前的月份不在近60个月内，表中没有。") ||
		!strings.Contains(got, "12  3,404.00 已缴") {
		t.Errorf("\n%s", got)
	}
	for n, want := range map[int]string{400: "2021.12—2026.11", 60: "2021.12—2026.11", 12: "2025.12—2026.11",
		0: "2026.11—2026.11", -3: "2026.11—2026.11"} {
		for _, k := range []slip.Kind{slip.ContributionCertificate, slip.ContributionSlip} {
			s := slip.Draw(k, terms(48), holderOf(r), r, slip.Choice{Months: n, Family: records.FamilyPension})
			if s.Claim.Period != want || !strings.Contains(text(s), want) {
				t.Errorf("%d months: %s", n, s.Claim.Period)
			}
		}
	}
}

// 城乡居民 pay by the year: their certificate has years, and none of them before the window.
func TestResidents(t *testing.T) {
	year := func(y int, personal records.Money) records.ResidentYear {
		return records.ResidentYear{Year: y, Personal: personal, Province: records.Known(3000),
			Balance: records.Known(records.Fen(y) * 100), Interest: records.Known(1)}
	}
	r := records.Record{Person: records.Person{Kind: records.Resident}, Source: records.About{Name: "示例数据", AsOf: at},
		Enrolments: []records.Enrolment{{Insurance: records.ResidentPension, Region: "370400", Status: records.Contributing, Start: 201107}},
		ResidentYears: []records.ResidentYear{year(2026, records.Known(30000)), year(2025, records.Money{}),
			year(2024, records.Known(30000)), year(2019, records.Known(30000))}}
	r.ResidentYears[1].Government = records.Known(20000)
	h := slip.Holder{Name: "测试庚", NameClean: true, Number: number}
	for _, columns := range []int{48, 32} {
		s := slip.Draw(slip.ContributionCertificate, terms(columns), h, r, slip.Choice{Months: 60})
		sound(t, s, columns)
		honest(t, s)
		got := text(s)
		for _, want := range []string{"3 年", "2026", "200.00", "2,025.00", "终止缴费"} {
			if strings.Contains(got, want) == (want == "终止缴费") {
				t.Errorf("%q: %s", want, got)
			}
		}
		if strings.Contains(got, "2019") || strings.Contains(got, "没有缴费记录") {
			t.Errorf("\n%s", got)
		}
		elsewhere := text(slip.Draw(slip.ContributionCertificate, terms(columns), h, r, slip.Choice{Region: "370100", Months: 60}))
		if strings.Contains(elsewhere, "300.00") || !strings.Contains(elsewhere, "所选参保地没有参保登记。") {
			t.Errorf("another place:\n%s", elsewhere)
		}
		rights := text(slip.YearRecord(terms(columns), h, r, 2025))
		for _, want := range []string{"政府代缴       200.00     200.00", "个人缴费           --     600.00", "有记录的年数"} {
			if !strings.Contains(flat(rights), flat(want)) {
				t.Errorf("no %q in\n%s", want, rights)
			}
		}
		if strings.Contains(rights, "缴费基数") || strings.Contains(rights, "单位") && columns == 48 {
			t.Errorf("a resident has no employer:\n%s", rights)
		}
	}
}
