package slip_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

var at = time.Date(2026, 11, 23, 10, 0, 0, 0, clock.Zone())

const number = "379901199003070011"

func terms(columns int) slip.Terms {
	return slip.Terms{Terminal: "SD-0101-0001", Hall: "示例市社会保险经办中心", Phone: "12333", Columns: columns, Specimen: true, At: at}
}

func lastMonths(n int) records.Window {
	last := records.MonthOf(at)
	return records.Window{First: last.Add(1 - n), Last: last}
}

// paid is a record of months paid in a place.
func paid(region records.Region, months int, base, personal records.Money) records.Record {
	r := records.Record{Source: records.About{Name: "示例数据", AsOf: at}}
	for i := range months {
		r.Contributions = append(r.Contributions, records.Contribution{Month: records.MonthOf(at).Add(-i), Insurance: records.EmployeePension,
			Region: region, Base: base, Personal: personal, Unit: personal, Status: records.Paid})
	}
	return r
}

// lineText is a line as it stands on paper.
func lineText(l slip.Line) string {
	var b strings.Builder
	at := 0
	for _, c := range l.Cells {
		for ; at < c.Column; at++ {
			b.WriteByte(' ')
		}
		b.WriteString(c.Text)
		at += hanzi.Columns(c.Text) * l.Size.Factor()
	}
	return b.String()
}

func text(s slip.Sheet) string {
	var out []string
	for _, l := range s.Lines {
		out = append(out, lineText(l))
	}
	return strings.Join(out, "\n")
}

// money is how an amount is written; the preview hides those that are marked.
var money = regexp.MustCompile(`^-?\d{1,3}(,\d{3})*\.\d\d$`)

// sound: what Sheet promises. Every cell inside the paper, none over another, one use a line, nothing that cannot be printed;
// and what the printer promises for large characters, that there are none it must draw.
func sound(t *testing.T, s slip.Sheet, columns int) {
	t.Helper()
	if s.Columns != columns {
		t.Fatalf("a sheet of %d columns", s.Columns)
	}
	codes := 0
	for i, l := range s.Lines {
		silent := func(l slip.Line) bool { return len(l.Cells) == 0 && l.QR == "" }
		if next := i + 1; silent(l) && (next == len(s.Lines) || silent(s.Lines[next])) {
			t.Errorf("line %d and what is under it say nothing", i)
		}
		uses, at := 0, 0
		for _, used := range []bool{l.Rule, l.QR != "", len(l.Cells) > 0} {
			if used {
				uses++
			}
		}
		if uses > 1 {
			t.Errorf("line %d has %d uses", i, uses)
		}
		if l.QR != "" {
			codes++
			if len(l.QR) > 450 || hanzi.Printable(l.QR) != l.QR {
				t.Errorf("a code of %d bytes: %q", len(l.QR), l.QR)
			}
		}
		for k, c := range l.Cells {
			if c.Column < at || k > 0 && c.Column == at && l.Size == slip.Normal && c.Text != "" {
				t.Errorf("line %d: %q begins in column %d, the one before ends in %d", i, c.Text, c.Column, at)
			}
			at = c.Column + hanzi.Columns(c.Text)*l.Size.Factor()
			if at > columns {
				t.Errorf("line %d: %q ends in column %d of %d", i, c.Text, at, columns)
			}
			if money.MatchString(c.Text) != c.Amount && c.Text != "--" && c.Text != "↓" {
				t.Errorf("line %d: %q is marked as an amount: %v", i, c.Text, c.Amount)
			}
			if hanzi.Printable(c.Text) != c.Text {
				t.Errorf("line %d: %q", i, c.Text)
			}
			if (c.Column-0)%l.Size.Factor() != 0 && k > 0 {
				t.Errorf("line %d: %q begins in column %d, between two large characters", i, c.Text, c.Column)
			}
			for _, r := range c.Text {
				if code, ok := hanzi.Encode(r); l.Size == slip.Double && (!ok || len(code) > 2) {
					t.Errorf("line %d: a large %c must be drawn", i, r)
				}
			}
		}
	}
	if codes != 1 {
		t.Errorf("%d codes", codes)
	}
}

func TestContributions(t *testing.T) {
	for _, columns := range []int{48, 32} {
		r := paid("370100", 6, records.Known(520000), records.Known(41600))
		r.Contributions = append(r.Contributions, records.Contribution{Month: records.MonthOf(at), Insurance: records.EmployeePension,
			Region: "370200", Base: records.Known(450000), Personal: records.Known(36000), Status: records.Paid})
		r.Contributions[3].Status = records.Owed
		r.Contributions = append(r.Contributions[:4], r.Contributions[5:]...) // a gap
		s := slip.Contributions(terms(columns), slip.Holder{Name: "测试甲", NameClean: true, Number: number}, r, records.AllRegions, records.FamilyPension, lastMonths(6))
		sound(t, s, columns)
		got := text(s)
		for _, want := range []string{"测*甲", "0011", "济南、青岛", "养老保险", "2026.06—2026.11", "4 个月", "1,664.00", "空缺", "欠费",
			"两地重复", "两地重复的月份只计一次。", "2026 年", "11 济南", "11 青岛", "5,200.00", "416.00", "360.00", "数据截止    2026-11-23",
			"2026-11-23 10:00", "SD-0101-0001", "12333", "本凭条仅供本人参考"} {
			if !strings.Contains(flat(got), flat(want)) {
				t.Errorf("%d columns: no %q in\n%s", columns, want, got)
			}
		}
		for _, no := range []string{"测试甲", number, number[:6], "19900307", "姓名含生僻字"} {
			if strings.Contains(got, no) || strings.Contains(code(s), no) {
				t.Errorf("%d columns: %q stands on a query slip", columns, no)
			}
		}
		if strings.Count(got, "不具有证明效力") != 2 || !strings.Contains(code(s), "不具有证明效力") {
			t.Error("a specimen says so at head and foot and in its code")
		}
		if !strings.Contains(code(s), "个人缴费合计1,664.00元") {
			t.Errorf("the code says %q", code(s))
		}
	}
}

// flat is a text without its layout.
func flat(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }

func code(s slip.Sheet) string {
	for _, l := range s.Lines {
		if l.QR != "" {
			return l.QR
		}
	}
	return ""
}

// The figure that the person came for is the largest thing on the paper but for the title.
func TestLargeFigures(t *testing.T) {
	for _, columns := range []int{48, 32} {
		r := paid("370100", 3, records.Known(520000), records.Known(41600))
		h := slip.Holder{Name: "测试甲", NameClean: true, Number: number}
		r.AccountYears = []records.AccountYear{{Year: 2025, Insurance: records.EmployeePension, Closing: records.Known(4764203)}}
		for want, s := range map[string]slip.Sheet{
			"1,248.00":  slip.Contributions(terms(columns), h, r, "370100", records.FamilyPension, lastMonths(3)),
			"47,642.03": slip.YearRecord(terms(columns), h, r, 2025),
		} {
			found := false
			for _, l := range s.Lines {
				for _, c := range l.Cells {
					found = found || l.Size == slip.Double && c.Text == want && c.Amount
				}
			}
			if !found {
				t.Errorf("%d columns: %s is not large, or not marked as an amount", columns, want)
			}
		}
	}
}

func TestYearRecord(t *testing.T) {
	for _, columns := range []int{48, 32} {
		r := paid("370100", 2, records.Known(520000), records.Money{})
		r.AccountYears = []records.AccountYear{{Year: 2026, Insurance: records.EmployeePension, Opening: records.Known(100), Closing: records.Known(4764203),
			Months: 10, CumulativeMonths: 137}}
		h := slip.Holder{Name: "㛃𠮷", NameClean: false, Number: number}
		s := slip.YearRecord(terms(columns), h, r, 2026)
		sound(t, s, columns)
		got := text(s)
		for _, want := range []string{"2026 年度", "㛃𠮷", "姓名含生僻字", "1.00", "47,642.03", "--", "本年利息待公布", "10 个月", "137 个月", "11 济南"} {
			if !strings.Contains(got, want) {
				t.Errorf("no %q in\n%s", want, got)
			}
		}
		if strings.Contains(code(s), "㛃𠮷") || strings.Contains(code(s), number) {
			t.Errorf("the code says %q", code(s))
		}
		if old := text(slip.YearRecord(terms(columns), h, r, 2010)); !strings.Contains(flat(old), "不在近60个月内") {
			t.Errorf("an old year: %s", old)
		}
	}
}

// No amount, place or name is ever cut: what is too wide stands elsewhere, whole.
func TestNothingIsCut(t *testing.T) {
	huge := records.Known(99999999999)
	for _, columns := range []int{48, 32} {
		r := paid("370199", 2, huge, records.Known(-99999999999))
		r.AccountYears = []records.AccountYear{{Year: 2026, Insurance: records.OccupationalAnnuity, Opening: huge, Principal: huge,
			InterestOpening: huge, InterestCurrent: huge, Closing: huge, Months: 999, CumulativeMonths: 999}}
		r.Source.Name = strings.Repeat("很长的数据来源", 9)
		h := slip.Holder{Name: strings.Repeat("测试甲乙丙丁", 10), NameClean: false, Number: number}
		tm := terms(columns)
		tm.Hall = strings.Repeat("示例市社会保险", 9)
		tm.Phone, tm.Terminal = strings.Repeat("0532-12333 ", 8), strings.Repeat("SD", 30)
		for _, s := range []slip.Sheet{
			slip.Contributions(tm, h, r, records.AllRegions, records.FamilyPension, lastMonths(2)), slip.YearRecord(tm, h, r, 2026),
		} {
			sound(t, s, columns)
			flat := flat(text(s))
			for _, want := range []string{"-999,999,999.99", "370199", tm.Hall, tm.Terminal, r.Source.Name} {
				if !strings.Contains(flat, want) {
					t.Errorf("%d columns: no %q in\n%s", columns, want, text(s))
				}
			}
			if columns == 48 && !strings.Contains(flat, "缴费基数999,999,999.99") {
				t.Errorf("no base in\n%s", text(s))
			}
		}
	}
}

// An empty record says so, and what is absent is --, not zero.
func TestNothingThere(t *testing.T) {
	h := slip.Holder{Name: "测试甲", NameClean: true, Number: number}
	for _, columns := range []int{48, 32} {
		s := slip.Contributions(terms(columns), h, records.Record{}, records.AllRegions, records.FamilyWorkInjury, lastMonths(60))
		sound(t, s, columns)
		got := text(s)
		if !strings.Contains(got, "这段时间没有缴费记录") || !strings.Contains(got, "--") || strings.Contains(got, "0.00") {
			t.Errorf("an empty record:\n%s", got)
		}
		sound(t, slip.YearRecord(terms(columns), h, records.Record{}, 2025), columns)
	}
	plain := terms(48)
	plain.Specimen = false
	s := slip.Contributions(plain, h, records.Record{}, records.AllRegions, records.FamilyPension, lastMonths(2))
	if strings.Contains(text(s)+code(s), "演示") {
		t.Error("a slip of an agency is a specimen")
	}
}

func TestContentBytes(t *testing.T) {
	s := slip.Sheet{Columns: 48, Lines: []slip.Line{{Rule: true}, {}, {QR: "社保"}, {Cells: []slip.Cell{{Text: "缴费 1"}, {Column: 20, Text: "㛃"}}}}}
	if n := slip.ContentBytes(s); n != 6+6+2 {
		t.Errorf("%d bytes", n)
	}
}

// A slip from a copy says that it is one, and of which day.
func TestALocalCopySaysSo(t *testing.T) {
	for _, local := range []bool{false, true} {
		r := paid("370100", 2, records.Known(520000), records.Known(41600))
		r.Source.Local = local
		s := slip.Contributions(terms(32), slip.Holder{Name: "测试甲", NameClean: true, Number: number}, r, records.AllRegions, records.FamilyPension, lastMonths(6))
		sound(t, s, 32)
		if got := flat(text(s)); strings.Contains(got, flat("数据是本终端上的留存副本")) != local || !strings.Contains(got, flat("数据截止    2026-11-23")) {
			t.Errorf("local %v:\n%s", local, text(s))
		}
	}
}
