package slip

import (
	"fmt"
	"strings"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/words"
)

// Contributions lays out 缴费查询小票: one insurance family in one insured place or in all of them, for the months of w,
// newest first, gaps as gaps. Fields: facts/domain.md §2.3 and §7.
func Contributions(t Terms, h Holder, r records.Record, region records.Region, family records.Family, w records.Window) Sheet {
	say := words.New()
	p := newPage(t)
	st := records.StatementOf(r, region, family, w)

	p.head(say.Say(words.Chinese, "slip."+string(ContributionSlip)))
	p.person(idcard.MaskName(h.Name), h, idcard.Tail(h.Number))
	p.field("参保地", placeNames(say, r, region), false)
	p.field("险种", say.Say(words.Chinese, "family."+string(family)), false)
	p.field("期间", period(w), false)
	p.field("缴费月数", paidMonths(st.Totals), false)
	p.field("个人合计", st.Totals.Personal.String()+" 元", true)
	p.field("单位合计", st.Totals.Unit.String()+" 元", true)
	p.rule()

	p.months(say, st)
	if len(st.Rows) == 0 {
		p.centre("这段时间没有缴费记录", Normal, false)
	}
	p.foot(r.Source.Name, r.Source.AsOf, summary(
		"社保缴费查询小票", idcard.MaskName(h.Name), "尾号"+idcard.Tail(h.Number),
		say.Say(words.Chinese, "family."+string(family)), period(w), "缴费"+months(st.Totals.Months),
		"个人"+st.Totals.Personal.String()+"元", "终端"+t.Terminal, t.At.In(china()).Format("2006-01-02 15:04"),
		validity(t)))
	return p.sheet
}

// months writes a statement month by month.
func (p *page) months(say *words.Catalogue, st records.Statement) {
	columns := []column{{at: 0, width: 7}, {at: 8, width: 6}, {at: 14, width: 13, right: true, amount: true},
		{at: 28, width: 11, right: true, amount: true}, {at: 40, width: 8}}
	heads := []string{"年月", "参保地", "缴费基数", "个人缴费", "状态"}
	narrow := p.sheet.Columns < 48
	if narrow { // no room for the base: it is on the screen
		columns = []column{{at: 0, width: 7}, {at: 8, width: 4}, {at: 12, width: 11, right: true, amount: true},
			{at: 24, width: 8}}
		heads = []string{"年月", "地", "个人缴费", "状态"}
	}
	p.row(headColumns(columns), heads)
	for _, row := range st.Rows {
		texts := []string{month(row.Month), place(say, row.Region), row.Base.String(), row.Personal.String(), say.Say(words.Chinese, "mark."+string(row.Mark))}
		if narrow {
			texts = []string{texts[0], texts[1], texts[3], texts[4]}
		}
		p.row(columns, texts)
	}
	if st.Totals.Overlaps > 0 {
		p.note("两地重复的月份只计一次。")
	}
}

// headColumns are the columns of a table's head: its words are not amounts.
func headColumns(columns []column) []column {
	out := append([]column(nil), columns...)
	for i := range out {
		out[i].amount = false
	}
	return out
}

// validity is what a phone is told about the paper: only an agency's certificate proves anything.
func validity(t Terms) string {
	if t.Specimen {
		return specimen
	}
	return "仅供本人参考"
}

func paidMonths(t records.Totals) string {
	s := months(t.Months)
	var more []string
	if t.Gaps > 0 {
		more = append(more, fmt.Sprintf("空缺 %d", t.Gaps))
	}
	if t.Overlaps > 0 {
		more = append(more, fmt.Sprintf("两地重复 %d", t.Overlaps))
	}
	if len(more) > 0 {
		s += "（" + strings.Join(more, "，") + "）"
	}
	return s
}

func placeNames(say *words.Catalogue, r records.Record, region records.Region) string {
	if region != records.AllRegions {
		return place(say, region)
	}
	var names []string
	for _, x := range records.Regions(r) {
		names = append(names, place(say, x))
	}
	if len(names) == 0 {
		return "全部合并"
	}
	return "全部合并（" + strings.Join(names, "、") + "）"
}

// place is the short name of an insured place; one that is not in the catalogue is shown by its code, not hidden.
func place(say *words.Catalogue, r records.Region) string {
	if r == "" {
		return "--"
	}
	if key := "region." + string(r); say.Has(key) {
		return say.Say(words.Chinese, key)
	}
	return string(r)
}

func month(m records.Month) string { return fmt.Sprintf("%d.%02d", m.Year(), m.Of()) }

func period(w records.Window) string { return month(w.First) + "—" + month(w.Last) }
