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
	p.blank()
	p.totals(st.Totals)
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

// totals are the figures of a statement. The two that are asked for most are large; what is not there is not mentioned.
func (p *page) totals(t records.Totals) {
	p.figure("缴费月数", months(t.Months), false)
	p.figure("个人缴费合计", t.Personal.String(), true)
	p.field("单位合计", t.Unit.String(), true)
	for _, x := range []struct {
		label string
		n     int
	}{{"空缺", t.Gaps}, {"欠费", t.Owed}, {"两地重复", t.Overlaps}} {
		if x.n > 0 {
			p.field(x.label, months(x.n), false)
		}
	}
	p.note("金额单位：元。" + partly(t))
	if t.Overlaps > 0 {
		p.note("两地重复的月份只计一次。")
	}
}

func partly(t records.Totals) string {
	if t.Partial {
		return "部分月份金额未知，未计入合计。"
	}
	return ""
}

// months writes a statement month by month.
func (p *page) months(say *words.Catalogue, st records.Statement) {
	columns := []column{{head: "年月", at: 0, width: 7}, {head: "地", at: 8, width: 4},
		{head: "缴费基数", at: 13, width: 11, right: true, amount: true},
		{head: "个人缴费", at: 25, width: 10, right: true, amount: true}, {head: "状态", at: 37, width: 8}}
	narrow := p.sheet.Columns < 48
	if narrow { // no room for the base: it is on the screen
		columns = []column{{head: "年月", at: 0, width: 7}, {head: "地", at: 8, width: 4},
			{head: "个人缴费", at: 13, width: 10, right: true, amount: true}, {head: "状态", at: 24, width: 8}}
	}
	p.heads(columns)
	for _, row := range st.Rows {
		texts := []string{month(row.Month), place(say, row.Region), row.Base.String(), row.Personal.String(), say.Say(words.Chinese, "mark."+string(row.Mark))}
		if narrow {
			texts = []string{texts[0], texts[1], texts[3], texts[4]}
		}
		p.row(columns, texts)
	}
}

// validity is what a phone is told about the paper: only an agency's certificate proves anything.
func validity(t Terms) string {
	if t.Specimen {
		return specimen
	}
	return "仅供本人参考"
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

// place is the short name of an insured place.
func place(say *words.Catalogue, r records.Region) string { return named(say, "region.", string(r)) }

// named is what a code of a source is called. One that is not in the catalogue is shown as it is, not hidden; none is --.
func named(say *words.Catalogue, group, code string) string {
	switch {
	case code == "":
		return "--"
	case say.Has(group + code):
		return say.Say(words.Chinese, group+code)
	}
	return code
}

func month(m records.Month) string { return fmt.Sprintf("%d.%02d", m.Year(), m.Of()) }

func period(w records.Window) string { return month(w.First) + "—" + month(w.Last) }
