package station

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/words"
)

const rateTable = "insurance,who,payer,rate,rate_high,account,note,valid_from,valid_to,source,source_date,confidence\n" +
	"210,all,person,0.4,,,,2026-01-01,,示例来源,2026-01-01,\n"

// What the operator edits is shown from the next visit on, and not in the middle of one; a file that has become bad changes nothing.
func TestFiguresChangeBetweenVisits(t *testing.T) {
	folder := t.TempDir()
	f := openFigures(folder)
	c := words.New()
	rate := func() string {
		for _, g := range f.shown(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC), func(key string, fill ...any) string { return c.Say(words.Chinese, key, fill...) }) {
			for _, r := range g.Rows {
				if strings.HasPrefix(r.Label, "失业保险　个人") {
					return r.Value
				}
			}
		}
		return ""
	}
	before := rate()
	put := func(text string) {
		if err := os.WriteFile(filepath.Join(folder, "rate.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put(rateTable)
	if got := rate(); got != before || got == "" {
		t.Errorf("in the middle of a visit %q became %q", before, got)
	}
	f.reload()
	if got := rate(); got == before || got != "0.4%" {
		t.Errorf("after the visit it is %q", got)
	}
	put("nonsense\n")
	f.reload()
	if got := rate(); got != "0.4%" {
		t.Errorf("a bad file made it %q", got)
	}
}
