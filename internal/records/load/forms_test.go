package load_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/load"
)

// try checks a file without importing it, and gives what was found.
func try(t testing.TB, mappingName, path string, o load.Options) (load.Outcome, []load.Finding) {
	t.Helper()
	var found []load.Finding
	o.Found = func(_ int, f load.Finding) error { found = append(found, f); return nil }
	sum, err := load.DryRun(ctx, mapping(t, mappingName), inputs(t, path), o)
	if err != nil {
		t.Fatal(err)
	}
	o2 := sum.Outcomes[0]
	if r := o2.Rows; r.Read != r.Accepted+r.Refused+r.Skipped+r.Totals {
		t.Errorf("%+v", r)
	}
	return o2, found
}

// TestSpoiltCells: each of the ways in which cells come spoilt is mended where one thing only can be meant, and refused with its
// reason otherwise (facts/domain.md §5.4).
func TestSpoiltCells(t *testing.T) {
	const good = "202609,110,370100,示例公司,5200.00,416.00,832.00,paid"
	for _, test := range []struct {
		row    string
		column string
		reason load.Reason
	}{
		{jia + "," + good, "", ""},
		{"'" + jia + "," + good, "", ""},
		{"３７９９０１１９９００３０７００１１," + good, "", ""},
		{"37990319850601006x," + good, "", ""},
		{"\"" + jia + "\t\"," + good, "", ""},
		{"3.79901E+17," + good, "NUMBER", load.Scientific},
		{"379901199003070000," + good, "NUMBER", load.Rounded},
		{"37990119900307001," + good, "NUMBER", load.NotEighteen},
		{"379901900307001," + good, "NUMBER", load.NotEighteen},
		{"379901199003070012," + good, "NUMBER", load.WrongCheckDigit},
		{wu + "," + good, "NUMBER", load.NoBirthDate},
		{"," + good, "NUMBER", load.Missing},
		{"=\"" + jia + "\"," + good, "NUMBER", load.FormulaCell},
		{jia + ",2026-09,110,370100,,\"5,200.00\",416,832,paid", "", ""},
		{jia + ",2026年9月,110,370100,,\"1,234,567.8\",416,832,paid", "", ""},
		{jia + ",2026/9/1,110,370100,,５２００．００,416,832,paid", "", ""},
		{jia + ",46266,110|企业职工基本养老保险,370100|济南市,,--,,-,paid", "", ""},
		{jia + ",202613,110,370100,,5200,416,832,paid", "MONTH", load.NoSuchMonth},
		{jia + ",202611,110,370100,,5200,416,832,paid", "MONTH", load.FutureMonth},
		{jia + ",9月,110,370100,,5200,416,832,paid", "MONTH", load.NotACalendarDay},
		{jia + ",202609,310,370100,,5200,416,832,paid", "INSURANCE", load.UnknownCode},
		{jia + ",202609,110,330100,,5200,416,832,paid", "REGION", load.NoSuchRegion},
		{jia + ",202609,110,3701,,5200,416,832,paid", "REGION", load.NoSuchRegion},
		{jia + ",202609,110,,,5200,416,832,paid", "REGION", load.Missing},
		{jia + ",202609,110,370100,,5200.001,416,832,paid", "BASE", load.FinerThanFen},
		{jia + ",202609,110,370100,,5200.000,416,832,paid", "", ""},
		{jia + ",202609,110,370100,,\"52,00.00\",416,832,paid", "BASE", load.NotMoney},
		{jia + ",202609,110,370100,,5200元,416,832,paid", "BASE", load.NotMoney},
		{jia + ",202609,110,370100,,5.2E+03,416,832,paid", "BASE", load.Scientific},
		{jia + ",202609,110,370100,,-5200,416,832,paid", "BASE", load.NegativeMoney},
		{jia + ",202609,110,370100,,99999999999,416,832,paid", "BASE", load.TooMuchMoney},
		{jia + ",202609,110,370100,,5200,416,832,unpaid", "STATUS", load.UnknownCode},
		{jia + ",202609,110,370100,示例\x01公司,5200,416,832,paid", "EMPLOYER", load.NotPrintable},
		{jia + ",202609,110,370100,示例\u202e公司,5200,416,832,paid", "EMPLOYER", load.NotPrintable},
		{jia + ",202609,110,370100,\xB2\xE2,5200,416,832,paid", "", load.BrokenText},
		{jia + ",202609,110,370100,5200,416,832,paid", "", load.FewerThanHeader},
		{jia + "," + good + ",x", "", load.MoreThanHeader},
		{jia + "," + good + ",,", "", ""},
		{"\"" + jia + "\"x," + good, "", load.WrongQuote},
	} {
		out, found := try(t, "raw", write(t, "contributions.csv", "\uFEFF"+head+test.row+"\r\n\r\n"), options())
		want := []load.Finding{{Row: 2, Column: test.column, Reason: test.reason}}
		if test.reason == "" {
			want = nil
		}
		if !slices.Equal(found, want) || out.Rows.Read != 1 {
			t.Errorf("%q: %v of %d rows, want %v", test.row, found, out.Rows.Read, want)
		}
	}
}

// TestEncodingsAndDelimiters: the same rows in every writing give the same record, the characters that the library's table lacks
// among them.
func TestEncodingsAndDelimiters(t *testing.T) {
	const employer = "示例龴䶮𬭊ḿ单位" // 龴 is FE59 in GB18030-2022, ḿ A8BC; 䶮 is in GBK, 𬭊 has four bytes
	for _, delimiter := range []string{",", "\t", "|", ";"} {
		var text strings.Builder
		// 8C7C: a character whose second byte is the same as the delimiter |
		for i, line := range []string{"标题 寍", strings.TrimSpace(head), jia + ",202609,110,370100," + employer + ",5200.00,416.00,832.00,paid"} {
			if i > 0 {
				line = strings.ReplaceAll(line, ",", delimiter)
			}
			text.WriteString(line + "\r\n")
		}
		var gb []byte
		for _, r := range text.String() {
			b, ok := hanzi.Encode(r)
			if !ok {
				t.Fatalf("%c", r)
			}
			gb = append(gb, b...)
		}
		for name, content := range map[string]string{"utf-8": text.String(), "utf-8 with a mark": "\uFEFF" + text.String(), "gb18030": string(gb)} {
			p := newPlace(t)
			p.store(t, func(s *load.Store) {
				o := options()
				o.Encoding = load.Auto
				sum, err := s.Import(ctx, mapping(t, "raw"), inputs(t, write(t, "persons.csv", both), write(t, "contributions.csv", content)), o)
				if err != nil || !sum.Clean() {
					t.Fatalf("%s, %q: %+v %v", name, delimiter, sum, err)
				}
			})
			if r := p.read(t, jia); len(r.Contributions) != 1 || r.Contributions[0].Employer != employer {
				t.Errorf("%s, %q: %+v", name, delimiter, r.Contributions)
			}
		}
	}
}

// TestTotals: rows that sum up others are counted, their sums checked, and none of them imported.
func TestTotals(t *testing.T) {
	row := jia + ",%d,110,370100,,100.00,8.00,16.00,paid\n"
	text := head + fmt.Sprintf(row, 202607) + fmt.Sprintf(row, 202608) + "小计,,,,,200.00,16.00,32.00,\n" + fmt.Sprintf(row, 202609) +
		"小 计：,,,,,100.00,8.00,16.00,\n" + "合　计,,,,,%s,24.00,48.00\n"
	out, found := try(t, "raw", write(t, "contributions.csv", fmt.Sprintf(text, "300.00")), options())
	if out.Rows != (load.Rows{Read: 6, Accepted: 3, Totals: 3, Stored: 3}) || !out.TotalsOK || len(found) > 0 {
		t.Errorf("%+v %v", out, found)
	}
	out, found = try(t, "raw", write(t, "contributions.csv", fmt.Sprintf(text, "300.01")), options())
	if want := []load.Finding{{Row: 7, Column: "BASE", Reason: load.TotalsDiffer}}; out.TotalsOK || !slices.Equal(found, want) {
		t.Errorf("%+v %v", out, found)
	}
}

// workbook writes rows with the library for workbooks.
func workbook(t testing.TB, rows [][]any, change func(*excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	path := filepath.Join(t.TempDir(), "明细.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func taxRows() [][]any {
	return [][]any{
		{"社会保险费缴费明细"},
		{"姓名", "身份证件号码", "参保费种", "征收品目", "费款所属日期起", "费款所属日期止", "缴费基数", "费率", "本期应缴费额"},
		{"测试甲", jia, "企业职工基本养老保险费", "单位缴纳部分", "2026-09-01", "2026-09-30", 5200, 0.16, 832},
		{"测试甲", jia, "企业职工基本养老保险费", "个人缴纳部分", "2026-09-01", "2026-09-30", 5200, 0.08, 416.03},
		{"测试甲", jia, "工伤保险费", "单位缴纳部分", 46266, 46295, 5200, 0.002, 10.4},
		{"测试甲", jia, "职工基本医疗保险费", "单位缴纳部分", 46266, 46295, 5200, 0.08, 416},
		{"合计", nil, nil, nil, nil, nil, 20800, nil, 1674.43},
	}
}

// TestTaxClient: the two rows of a month become one contribution; what no terminal shows is counted and left out.
func TestTaxClient(t *testing.T) {
	path := workbook(t, taxRows(), nil)
	p := newPlace(t)
	p.store(t, func(s *load.Store) {
		o := options()
		if _, err := s.Import(ctx, mapping(t, "tax-client"), inputs(t, path), o); err == nil {
			t.Error("imported without the place")
		}
		o.Places = []records.Region{"370100"}
		sum, err := s.Import(ctx, mapping(t, "tax-client"), inputs(t, path), o)
		if err != nil || !sum.Clean() || sum.Outcomes[0].Rows != (load.Rows{Read: 5, Accepted: 3, Skipped: 1, Totals: 1, Stored: 6}) {
			t.Fatalf("%+v %v", sum, err)
		}
		if !slices.Equal(sum.Outcomes[0].Ignored, []string{"费率"}) {
			t.Errorf("%v", sum.Outcomes[0].Ignored)
		}
	})
	k := records.Known
	want := []records.Contribution{
		{Month: 202609, Insurance: "110", Region: "370100", Base: k(520000), Personal: k(41603), Unit: k(83200), Status: records.Paid},
		{Month: 202609, Insurance: "410", Region: "370100", Base: k(520000), Unit: k(1040), Status: records.Paid},
	}
	if r := p.read(t, jia); !slices.Equal(r.Contributions, want) || r.Person.Name != "测试甲" {
		t.Errorf("%+v", r)
	}
}

// TestPeriods: a row over several months is refused, or divided to the fen where the mapping says so.
func TestPeriods(t *testing.T) {
	rows := taxRows()[:3]
	rows[2][5] = "2026-11-30"
	rows[2][4] = "2026-08-01"
	rows = append(rows, slices.Clone(rows[2]), slices.Clone(rows[2]))
	rows[3][5] = "2026-07-31"
	rows[4][5] = "2026-10-31"
	o := options()
	o.Places = []records.Region{"370100"}
	_, found := try(t, "tax-client", workbook(t, rows, nil), o)
	if want := []load.Reason{load.FutureMonth, load.PeriodBackwards, load.SeveralMonths}; len(found) != 3 || found[0].Reason != want[0] ||
		found[1].Reason != want[1] || found[2].Reason != want[2] {
		t.Errorf("%v", found)
	}
	raw, err := os.ReadFile("mappings/tax-client.toml")
	if err != nil {
		t.Fatal(err)
	}
	m, err := load.ParseMapping("split.toml", bytes.Replace(raw, []byte(`periods = "refuse"`), []byte(`periods = "split"`), 1))
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t)
	p.store(t, func(s *load.Store) {
		if _, err := s.Import(ctx, m, inputs(t, workbook(t, append(rows[:2], rows[4]), nil)), o); err != nil {
			t.Fatal(err)
		}
	})
	var units []records.Fen
	for _, c := range p.read(t, jia).Contributions {
		units = append(units, c.Unit.Fen)
	}
	if !slices.Equal(units, []records.Fen{27733, 27733, 27734}) {
		t.Errorf("%v", units)
	}
}

// TestFormulas: what a spreadsheet would compute is refused, whatever value is stored beside it.
func TestFormulas(t *testing.T) {
	o := options()
	o.Places = []records.Region{"370100"}
	_, found := try(t, "tax-client", workbook(t, taxRows(), func(f *excelize.File) {
		if err := f.SetCellFormula("Sheet1", "I3", "=G3*H3"); err != nil {
			t.Fatal(err)
		}
	}), o)
	if !slices.Contains(found, load.Finding{Row: 3, Column: "本期应缴费额", Reason: load.FormulaCell}) {
		t.Errorf("%v", found)
	}
}

// TestTwoHeaderRows: headers over merged cells, and headers that say code and name.
func TestTwoHeaderRows(t *testing.T) {
	m, err := load.ParseMapping("two.toml", []byte(`
name = "two"
version = 1
header_rows = 2
[[table]]
to = "persons"
columns = { number = "证件号码", name = "姓名", kind = { value = "unknown" } }
[[table]]
to = "contributions"
unless_empty = ["110|企业职工基本养老保险/个人应缴"]
[table.columns]
number = "证件号码"
month = "费款所属期"
insurance = { value = "110" }
region = { value = "@place" }
personal = "110|企业职工基本养老保险/个人应缴"
unit = "110|企业职工基本养老保险/单位应缴"
status = { value = "paid" }
`))
	if err != nil {
		t.Fatal(err)
	}
	path := workbook(t, [][]any{
		{"证件号码", "姓名", "费款所属期", "110|企业职工基本养老保险", nil, "210|失业保险", nil},
		{nil, nil, nil, "单位应缴", "个人应缴", "单位应缴", "个人应缴"},
		{jia, "测试甲", "202609", 832, 416, 36.4, 15.6},
	}, func(f *excelize.File) {
		if err := f.MergeCell("Sheet1", "D1", "E1"); err != nil {
			t.Fatal(err)
		}
	})
	p := newPlace(t)
	p.store(t, func(s *load.Store) {
		o := options()
		o.Places = []records.Region{"370100"}
		if sum, err := s.Import(ctx, m, inputs(t, path), o); err != nil || !sum.Clean() {
			t.Fatalf("%+v, %v", sum, err)
		}
	})
	if c := p.read(t, jia).Contributions; len(c) != 1 || c[0].Personal != records.Known(41600) || c[0].Unit != records.Known(83200) {
		t.Errorf("%+v", c)
	}
}

// TestOtherLayouts: the yearly record of 61 values, the residents' sheet, and the indicator set with both meanings of AAE020.
func TestOtherLayouts(t *testing.T) {
	k := records.Known
	p := newPlace(t)
	p.load(t, "qingdao-year", write(t, "record.csv", "社会保障号码,姓名,年度,行政区划,单位名称,养老首次参保,失业首次参保,截止上年末个人帐户累计,当年记账金额,"+
		"上年末累计在本年利息,当年记账利息,至本年末个人帐户存储额\n"+jia+",测试甲,2025,370200,示例公司,20150301,,42318.56,4657.92,634.78,30.77,47642.03\n"))
	r := p.read(t, jia)
	if len(r.AccountYears) != 1 || !r.AccountYears[0].AddsUp() || r.AccountYears[0].Closing != k(4764203) || len(r.Enrolments) != 1 ||
		r.Enrolments[0].Start != 201503 {
		t.Errorf("%+v", r)
	}
	p.load(t, "resident-year", write(t, "resident.csv", "社会保障号码,姓名,年度,个人缴费,省级补贴,市级补贴,县级补贴,政府代缴,集体补助,利息,社保经办机构,划拨时间\n"+
		yi+",测试乙,2025,300.00,30,15,15,,0.00,--,示例县社保中心,2025/12/20\n"))
	if y := p.read(t, yi).ResidentYears; len(y) != 1 || y[0].Interest.Known || y[0].Government.Known || y[0].Collective != k(0) || y[0].CreditedOn != 20251220 {
		t.Errorf("%+v", y)
	}
	ac43 := write(t, "ac43.csv", "AAC002,AAC003,AAE003,AAE140,AAB301,AAE180,AAE022,AAE020\n"+jia+",测试甲,202609,110,370100,5200,416,832\n"+
		jia+",测试甲,202609,310,370100,5200,104,416\n")
	for layout, want := range map[string][2]records.Money{"indicators": {k(41600), k(83200)}, "indicators-aae020-personal": {k(83200), {}}} {
		p := newPlace(t)
		p.load(t, layout, ac43)
		if c := p.read(t, jia).Contributions; len(c) != 1 || c[0].Personal != want[0] || c[0].Unit != want[1] {
			t.Errorf("%s: %+v", layout, c)
		}
	}
}

// dbf writes a dBase III table.
func dbf(fields []string, widths []int, rows [][]string) []byte {
	encode := func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		if err != nil {
			panic(err)
		}
		return b
	}
	record := 1
	for _, w := range widths {
		record += w
	}
	out := make([]byte, 32)
	out[0] = 3
	binary.LittleEndian.PutUint32(out[4:], uint32(len(rows)))
	binary.LittleEndian.PutUint16(out[8:], uint16(32+32*len(fields)+1))
	binary.LittleEndian.PutUint16(out[10:], uint16(record))
	for i, name := range fields {
		d := make([]byte, 32)
		copy(d, encode(name))
		d[11], d[16] = 'C', byte(widths[i])
		out = append(out, d...)
	}
	out = append(out, 0x0D)
	for _, row := range rows {
		mark := byte(' ')
		if len(row) > len(fields) {
			mark = '*'
		}
		out = append(out, mark)
		for i, w := range widths {
			cell := encode(row[i])
			out = append(out, append(cell, bytes.Repeat([]byte{' '}, w-len(cell))...)...)
		}
	}
	return append(out, 0x1A)
}

func dbfExample() []byte {
	return dbf([]string{"身份证号", "姓名", "险种", "所属期", "参保地", "缴费基数", "个人缴费", "单位缴费"}, []int{18, 30, 8, 6, 6, 12, 12, 12}, [][]string{
		{jia, "测试甲", "养老", "202609", "370100", "5200.00", "416.00", "832.00"},
		{jia, "测试甲", "医疗", "202609", "370100", "5200.00", "104.00", "416.00"},
		{jia, "测试甲", "养老", "202608", "370100", "5200.00", "416.00", "832.00", "deleted"},
	})
}

func TestDBF(t *testing.T) {
	path := write(t, "baopan.dbf", string(dbfExample()))
	out, found := try(t, "dbf-report", path, options())
	if out.Rows != (load.Rows{Read: 3, Accepted: 1, Skipped: 1, Refused: 1, Stored: 2}) ||
		!slices.Equal(found, []load.Finding{{Row: 3, Reason: load.DeletedRow}}) {
		t.Errorf("%+v %v", out, found)
	}
	p := newPlace(t)
	p.load(t, "dbf-report", path)
	if r := p.read(t, jia); len(r.Contributions) != 1 || r.Person.Name != "测试甲" || r.Contributions[0].Base != records.Known(520000) {
		t.Errorf("%+v", r)
	}
}

// TestMappingFaults: what a mapping says wrong is told with its line.
func TestMappingFaults(t *testing.T) {
	const good = "name = \"m\"\nversion = 1\n[[table]]\nto = \"persons\"\n[table.columns]\nnumber = \"a\"\nname = \"b\"\nkind = { value = \"unknown\" }\n"
	if _, err := load.ParseMapping("m.toml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ from, to, want string }{
		{"name = \"b\"", "name = \"b\"\nnaem = \"c\"", "m.toml:8:1: table.0.columns.naem"},
		{"version = 1", "version = 1\nversoin = 2", "m.toml:3:1: versoin"},
		{"\"persons\"", "\"person\"", "m.toml:4:1: table.0.to"},
		{"name = \"b\"\n", "", "m.toml:4:1: table.0.to: the field name of persons has no column"},
		{"\"unknown\"", "\"nobody\"", "m.toml:8:1: table.0.columns.kind"},
		{"\"b\"", "{ from = \"b\", codes = \"x\" }", "m.toml:7:1: table.0.columns.name: there is no [codes.x]"},
		{"\"b\"", "{ form = \"b\" }", "m.toml:7:1: table.0.columns.name: form"},
		{"\"b\"", "7", "m.toml:7:1: table.0.columns.name"},
		{"version = 1", "version = one", "m.toml:2:"},
		{"version = 1", "version = 1\nencoding = \"latin1\"", "m.toml:3:1: encoding"},
	} {
		_, err := load.ParseMapping("m.toml", []byte(strings.Replace(good, test.from, test.to, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: %v, want %s", test.to, err, test.want)
		}
	}
	all, err := load.Mappings()
	if err != nil || len(all) < 7 {
		t.Errorf("%d mappings are shipped, %v", len(all), err)
	}
}
