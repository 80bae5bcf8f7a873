package ui

import (
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui/stage"
)

// 遮住金额 hides every amount of every query, and shows them again.
func TestAmountsAreHiddenEverywhere(t *testing.T) {
	u := newUI(t)
	e := begin(t).Home(full(records.CivilRetiree))
	shown := func(e errand) bool {
		for _, amount := range []string{"1,234,567.89", "24,691,357.80", "308,641.97", "123.4"} {
			for _, size := range glasses() {
				if strings.Contains(texts(u.Scene(visit.Look(e.State), size.Width, size.Height)), amount) {
					return true
				}
			}
		}
		return false
	}
	with := 0
	for _, a := range visit.Queries() {
		q := e.Open(a)
		if a.Do == visit.DoCertified {
			continue // it has no amounts
		}
		if shown(q) {
			with++
		}
		if hidden := q.Do(visit.DoHideAmounts); shown(hidden) {
			t.Errorf("%s %s shows an amount that was to be hidden", q.State.Here.Screen, a.Text)
		} else if !shown(hidden.Do(visit.DoHideAmounts)) && shown(q) {
			t.Errorf("%s does not show its amounts again", q.State.Here.Screen)
		}
	}
	if with != len(visit.Queries())-1 {
		t.Errorf("only %d queries show an amount", with)
	}
}

// Every query of somebody who has nothing says why in words of its own, and what to do.
func TestEveryEmptyQuerySaysWhy(t *testing.T) {
	u := newUI(t)
	for _, kind := range []records.PersonKind{records.Employee, records.CivilRetiree, records.Resident} {
		said := map[string]string{}
		for _, a := range visit.Queries() {
			v := visit.Look(begin(t).Home(bare(kind)).Open(a).State)
			all := texts(u.Scene(v, 1920, 1080))
			if !strings.Contains(all, "信息有误") {
				t.Errorf("%s: %v names no next step", kind, a)
			}
			other := emptyOf(v) == visit.NotYourKindThis
			if other != strings.Contains(all, "登记的人员类别是") {
				t.Errorf("%s: %v says of whom it is: %v", kind, a, !other)
			}
			var why string
			for _, line := range strings.Split(all, "\n") {
				if strings.HasPrefix(line, "没有查到") || strings.HasPrefix(line, "这项查询") || strings.HasPrefix(line, "这里没有") || strings.HasPrefix(line, "没有您的") ||
					strings.HasPrefix(line, "职业年金是") || strings.HasPrefix(line, "资格认证是") {
					why = line
				}
			}
			if why == "" {
				t.Errorf("%s: %v does not say why it is empty:\n%s", kind, a, all)
			}
			group := a.Text == string(records.GroupAnnuity) // the account and its benefit are one thing to somebody who has neither
			if other, twice := said[why]; twice && !group {
				t.Errorf("%s: %v and %s say the same: %s", kind, a, other, why)
			}
			said[why] = string(a.Do) + a.Text
		}
	}
}

// emptyOf is why the query of a view is empty.
func emptyOf(v visit.View) visit.Empty {
	switch {
	case v.Civil != nil:
		return v.Civil.Empty
	case v.Annuity != nil:
		return v.Annuity.Empty
	case v.Resident != nil:
		return v.Resident.Empty
	case v.Benefits != nil:
		return v.Benefits.Empty
	case v.Certification != nil:
		return v.Certification.Empty
	}
	return visit.NoRecordHere
}

// A city that is not connected is not a city where nothing was paid: nothing is added up, and nothing can be printed.
func TestNotConnectedIsNotNothing(t *testing.T) {
	u := newUI(t)
	who := full(records.Employee)
	who.Enrolments = nil
	who.Source.Places = []records.Region{"370100"}
	e := begin(t).Home(who).Open(visit.Action{Do: visit.DoQuery}).Do(visit.DoPlaces)
	closed := e.Tap(visit.Action{Do: visit.DoPlace, Text: "371700"})
	s := u.Scene(visit.Look(closed.State), 1920, 1080)
	if all := texts(s); !strings.Contains(all, "菏泽的数据还没有接入本机") || strings.Contains(all, "已缴") {
		t.Errorf("a city that is not connected says:\n%s", all)
	}
	for _, target := range live(s) {
		if target.ID == "print" {
			t.Error("what is not known can be printed")
		}
	}
	open := e.Tap(visit.Action{Do: visit.DoPlace, Text: "370100"})
	if all := texts(u.Scene(visit.Look(open.State), 1920, 1080)); strings.Contains(all, "接入") {
		t.Errorf("a city that is connected says:\n%s", all)
	}
}

// Wherever records of a copy on this terminal are shown, it is called one; and it gives no yearly record to print.
func TestLocalCopyIsCalledOne(t *testing.T) {
	u := newUI(t)
	who := full(records.CivilRetiree)
	for _, local := range []bool{true, false} {
		who.Source.Local = local
		home := begin(t).Home(who)
		all := []errand{home}
		for _, a := range visit.Queries() {
			all = append(all, home.Open(a))
		}
		for _, e := range all {
			s := u.Scene(visit.Look(e.State), 1080, 1920)
			if said := strings.Contains(strings.ReplaceAll(texts(s), "\n", ""), "本机留存数据（非实时）"); said != local {
				t.Errorf("%s says of a local copy %v: %v", e.State.Here.Screen, local, said)
			}
			for _, target := range live(s) {
				if target.ID == "print" && e.State.Here.Screen == visit.YearRecord && local {
					t.Error("a copy gives a yearly record to print")
				}
			}
		}
	}
}

// What a payment is made of is read with it on both glasses, and of the account only its last four digits.
func TestPaymentsShowTheirParts(t *testing.T) {
	u := newUI(t)
	e := begin(t).Home(full(records.CivilRetiree)).Open(visit.Action{Do: visit.DoBenefits, Text: string(records.GroupRetirement)})
	for glass, size := range glasses() {
		for look, modes := range looks() {
			v := visit.Look(e.State)
			v.Modes = modes
			all := texts(u.Scene(v, size.Width, size.Height))
			for _, part := range []string{"基础养老金", "过渡性养老金", "个人账户养老金", "过渡性调节金", "308,641.97", "****1234"} {
				if !strings.Contains(all, part) {
					t.Errorf("%s %s does not show %s", glass, look, part)
				}
			}
		}
	}
}

// sayIn says sentences in a language.
func sayIn(c *words.Catalogue, l words.Language) Say {
	return func(key string, fill ...any) string { return c.Say(l, key, fill...) }
}

// unbroken is a text without the spaces at which it may be broken into lines.
func unbroken(s string) string { return strings.NewReplacer("\n", "", " ", "", "　", "").Replace(s) }

// Without figures 缴费基数与费率 says so; with them every figure is on one of its pages, with its source.
func TestParametersAreAllShown(t *testing.T) {
	u := newUI(t)
	e := begin(t).Do(visit.DoStart).Do(visit.DoParameters)
	for glass, size := range glasses() {
		for look, modes := range looks() {
			var all string
			v := visit.Look(e.State)
			v.Modes = modes
			for last := false; !last; v.Parameters.Page++ {
				s := u.Scene(v, size.Width, size.Height)
				all += texts(s)
				last = !slices.ContainsFunc(live(s), func(t stage.Target) bool { return t.ID == "next" })
			}
			language := words.Chinese
			if modes.English {
				language = words.English
			}
			for _, g := range figures(now, sayIn(u.cfg.Words, language)) {
				for _, row := range g.Rows {
					if flat := unbroken(all); !strings.Contains(flat, unbroken(row.Label)) || !strings.Contains(flat, unbroken(row.Value)) {
						t.Errorf("%s %s: %s is not shown", glass, look, row.Label)
					}
				}
			}
			if !strings.Contains(all, "示例来源") {
				t.Errorf("%s %s: no source is shown", glass, look)
			}
		}
	}
	u.cfg.Parameters = nil
	if all := texts(u.Scene(visit.Look(e.State), 1920, 1080)); !strings.Contains(all, "还没有装入") {
		t.Errorf("without figures the screen says:\n%s", all)
	}
}
