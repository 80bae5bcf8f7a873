package load_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/records/load"
)

// edited is a workbook of taxRows in which one cell is something else.
func edited(t *testing.T, change func(*excelize.File) error) string {
	t.Helper()
	return workbook(t, taxRows(), func(f *excelize.File) {
		if err := change(f); err != nil {
			t.Fatal(err)
		}
	})
}

// TestNumbersThatLostDigits: a number in a cell holds fifteen digits. A longer one is refused also where the check digit of what is
// left happens to be right, as it is once in eleven times: it would be another person's.
func TestNumbersThatLostDigits(t *testing.T) {
	o := options()
	o.Places = []records.Region{"370100"}
	for _, cell := range []string{jia, "379901199003070000", "3.7990119900307E+17"} {
		_, found := try(t, "tax-client", edited(t, func(f *excelize.File) error { return f.SetCellDefault("Sheet1", "B3", cell) }), o)
		if !slices.Contains(found, load.Finding{Row: 3, Column: "身份证件号码", Reason: load.Scientific}) {
			t.Errorf("%s: %v", cell, found)
		}
	}
}

// TestNoNumbers: what a sheet holds besides texts and numbers is no amount.
func TestNoNumbers(t *testing.T) {
	o := options()
	o.Places = []records.Region{"370100"}
	_, found := try(t, "tax-client", edited(t, func(f *excelize.File) error { return f.SetCellBool("Sheet1", "I3", true) }), o)
	if !slices.Contains(found, load.Finding{Row: 3, Column: "本期应缴费额", Reason: load.NotMoney}) {
		t.Errorf("%v", found)
	}
}

// TestDaysFrom1904: day numbers of such a workbook would all be four years off.
func TestDaysFrom1904(t *testing.T) {
	yes := true
	path := edited(t, func(f *excelize.File) error {
		return f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
	})
	o := options()
	o.Places = []records.Region{"370100"}
	if _, err := load.DryRun(ctx, mapping(t, "tax-client"), inputs(t, path), o); err == nil || !strings.Contains(err.Error(), "1904") {
		t.Errorf("%v", err)
	}
}

// TestTableNumbersThatLostDigits: the same in a table of FoxPro.
func TestTableNumbersThatLostDigits(t *testing.T) {
	table := dbfExample()
	table[32+11] = 'N' // the field with the number
	_, found := try(t, "dbf-report", write(t, "baopan.dbf", string(table)), options())
	if !slices.Contains(found, load.Finding{Row: 1, Column: "身份证号", Reason: load.Scientific}) {
		t.Errorf("%v", found)
	}
}
