package slip

import (
	"fmt"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/words"
)

// YearRecord lays out 个人权益记录单 of one year: the personal account, then what was paid in each month of the year.
// The name stands in full: it is the person's own record, and a masked one is of no use to her. Fields: facts/domain.md §2.2.
func YearRecord(t Terms, h Holder, r records.Record, year int) Sheet {
	say := words.New()
	p := newPage(t)
	p.head(say.Say(words.Chinese, "slip."+string(RightsRecord)))
	p.centre(fmt.Sprintf("%d 年度", year), Normal, true)
	p.person(h.Name, h, idcard.Tail(h.Number))
	p.field("人员类别", named(say, "kind.", string(r.Person.Kind)), false)

	for _, y := range r.AccountYears {
		if y.Year != year {
			continue
		}
		p.rule()
		p.note(named(say, "insurance.", string(y.Insurance)) + "个人账户（单位：元）")
		p.entry("上年末累计", y.Opening.String(), true)
		p.entry("本年记账金额", y.Principal.String(), true)
		p.entry("上年末累计利息", y.InterestOpening.String(), true)
		p.entry("本年记账利息", y.InterestCurrent.String(), true)
		p.figure("本年末累计", y.Closing.String(), true)
		p.entry("本年记账月数", months(y.Months), false)
		p.entry("累计缴费月数", months(y.CumulativeMonths), false)
		if !y.InterestPublished() {
			p.note("本年利息待公布，本年末累计不含本年利息。")
		}
	}
	p.yearMonths(say, r, year)
	p.foot(r.Source.Name, r.Source.AsOf, summary(
		fmt.Sprintf("社保个人权益记录单 %d年度", year), idcard.MaskName(h.Name), "尾号"+idcard.Tail(h.Number),
		closing(r, year), "终端"+t.Terminal, t.At.In(china()).Format("2006-01-02 15:04"), validity(t)))
	return p.sheet
}

// yearMonths writes the pension contributions of the year that the source gave: records reach back 60 months, so an older
// year has none, and says so.
func (p *page) yearMonths(say *words.Catalogue, r records.Record, year int) {
	w := records.Window{First: records.Month(year*100 + 1), Last: records.Month(year*100 + 12)}
	st := records.StatementOf(r, records.AllRegions, records.FamilyPension, w)
	p.rule()
	if len(st.Rows) == 0 {
		p.note("本年逐月缴费明细不在近 60 个月内，请到经办机构查询。")
		return
	}
	p.months(say, st)
}

func closing(r records.Record, year int) string {
	for _, y := range r.AccountYears {
		if y.Year == year {
			return "账户累计" + y.Closing.String() + "元"
		}
	}
	return "账户累计--"
}
