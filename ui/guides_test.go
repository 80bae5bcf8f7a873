package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"shebao/kiosk/faq"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// pages are the scenes of a view, page by page.
func pages(u *UI, v visit.View, glass fyne.Size) []*stage.Scene {
	var out []*stage.Scene
	for {
		v.FAQ = &visit.FAQView{Category: v.FAQ.Category, Entry: v.FAQ.Entry, Of: v.FAQ.Of, Page: len(out), Own: v.FAQ.Own, Change: v.FAQ.Change, Print: v.FAQ.Print}
		s := u.Scene(v, glass.Width, glass.Height)
		out = append(out, s)
		if !slices.ContainsFunc(live(s), func(t stage.Target) bool { return t.ID == "next" }) || len(out) > 50 {
			return out
		}
	}
}

// onEveryPage calls check with every page of a view on both glasses in every mode but English.
func onEveryPage(u *UI, v visit.View, check func(where, said string)) {
	for glass, size := range glasses() {
		for look, modes := range looks() {
			if v.Modes = modes; modes.English {
				continue
			}
			for i, s := range pages(u, v, size) {
				check(fmt.Sprintf("%s %s page %d", glass, look, i+1), letters(texts(s)))
			}
		}
	}
}

// Where an answer is from and when it was given stands on each of its pages, and so does the exception of an item that two places
// handle together, however little room there is.
func TestEveryPageHasItsSourceAndItsException(t *testing.T) {
	u := newUI(t)
	answers := begin(t).Do(visit.DoQuestions)
	items := begin(t).Do(visit.DoStart).Do(visit.DoCross).Tap(visit.Action{Do: visit.DoCross, Text: visit.GroupEverybody})
	joint := 0
	for _, e := range u.cfg.Library.In("") {
		views := []view{answers.Tap(visit.Action{Do: visit.DoAnswer, Text: e.ID}).View("answer " + e.ID)}
		if e.Item != faq.NoItem {
			views = append(views, items.Tap(visit.Action{Do: visit.DoItem, Text: e.ID}).View("item "+e.ID))
		}
		if e.Item == faq.Joint {
			joint++
		}
		for _, v := range views {
			onEveryPage(u, v.View, func(where, said string) {
				for _, from := range []string{e.Issuer, e.Issue, e.Date} {
					if !strings.Contains(said, letters(from)) {
						t.Errorf("%s %s does not say %q", v.Name, where, from)
					}
				}
				if e.Item == faq.Joint && !strings.Contains(said, "不符合转出条件的除外") {
					t.Errorf("%s %s drops the exception", v.Name, where)
				}
			})
		}
	}
	if joint != 5 {
		t.Errorf("%d items are handled by two places", joint)
	}
}

// The wizard has the ten items and for each group those that concern it, whatever the page; each says how it is handled.
func TestItemsOfTheWizard(t *testing.T) {
	u := newUI(t)
	cross := begin(t).Do(visit.DoStart).Do(visit.DoCross)
	for name, size := range glasses() {
		if said := texts(u.Scene(cross.View("").View, size.Width, size.Height)); !strings.Contains(said, "截止到2020年底，共 10 项：5 项全程网办，5 项多地连办。") {
			t.Errorf("%s: the items are not counted: %q", name, said)
		}
		groups := map[string]int{visit.GroupEverybody: 10}
		for _, g := range u.cfg.Library.Groups {
			groups[g.ID] = len(g.Entries)
		}
		if len(groups) != 8 {
			t.Fatalf("%d groups", len(groups))
		}
		for group, want := range groups {
			items, kinds := map[string]bool{}, 0
			for _, s := range pages(u, cross.Tap(visit.Action{Do: visit.DoCross, Text: group}).View("").View, size) {
				for _, target := range live(s) {
					if strings.HasPrefix(target.ID, "item.") {
						items[target.ID] = true
						for _, i := range s.Items {
							if i.Kind == stage.Text && target.Rect.Contains(i.Rect) && (i.Text == "全程网办" || i.Text == "多地连办") {
								kinds++
							}
						}
					}
				}
			}
			if len(items) != want || kinds != want {
				t.Errorf("%s %s: %d items and %d kinds, want %d", name, group, len(items), kinds, want)
			}
		}
	}
}

// An answer that does not hold any more says so on every page, since when, and leads to the one that does.
func TestSupersededAnswers(t *testing.T) {
	u := newUI(t)
	l := *u.cfg.Library
	l.Entries = slices.Clone(l.Entries)
	for i := range l.Entries {
		switch l.Entries[i].ID {
		case "service-6":
			l.Entries[i].Superseded, l.Entries[i].Related = "2026-01-15", []string{"service-7", "service-8"}
		case "service-8":
			l.Entries[i].Valid = "2026-01-15"
		case "service-2":
			l.Entries[i].Superseded, l.Entries[i].Related = "2026-02", nil
		}
	}
	u.cfg.Library = &l
	open := func(id string) view {
		return begin(t).Do(visit.DoQuestions).Tap(visit.Action{Do: visit.DoAnswer, Text: id}).View("superseded " + id)
	}
	for id, since := range map[string]string{"service-6": "2026年1月15日", "service-2": "2026年2月"} {
		v := open(id)
		onEveryPage(u, v.View, func(where, said string) {
			if !strings.Contains(said, "已于"+since+"停止执行") {
				t.Errorf("%s %s does not say since when", id, where)
			}
		})
		for glass, size := range glasses() {
			for look, modes := range looks() {
				v.View.Modes = modes
				g := geometry{t, fmt.Sprintf("%s %s %s", v.Name, glass, look), u.Scene(v.View, size.Width, size.Height), v.View,
					theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: 21.5}}
				g.inside()
				g.targets()
				g.texts()
				g.contrast()
			}
		}
	}
	if n := len(codes(u.Scene(open("service-6").View, 1920, 1080))); n > 0 {
		t.Error("an answer that does not hold any more is taken along")
	}
	var tapped []visit.Action
	u.cfg.Tap = func(_ int64, a visit.Action) { tapped = append(tapped, a) }
	for _, target := range live(u.Scene(open("service-6").View, 1920, 1080)) {
		if target.ID == "newer" {
			target.Press()
		}
	}
	if want := []visit.Action{{Do: visit.DoAnswer, Text: "service-8"}}; !slices.Equal(tapped, want) {
		t.Errorf("the newer answer is %v", tapped)
	}
	if e, _ := l.Entry("service-7"); !e.Listed() || strings.Contains(texts(u.Scene(open("service-7").View, 1920, 1080)), "停止执行") {
		t.Error("an answer that holds is said not to")
	}
}

// A code stands beside a channel that has an address, the document's or the operator's, and beside no other one.
func TestCodesOfChannels(t *testing.T) {
	u := newUI(t)
	channels := begin(t).Do(visit.DoStart).Do(visit.DoChannels)
	own := map[string]string{}
	u.cfg.Address = func(channel string, _ time.Time) string { return own[channel] }
	for _, set := range []map[string]string{{}, {"aishandong": "https://a.example.gov.cn/" + strings.Repeat("x", 95), "national": "https://si.example/"}} {
		own = set
		for _, c := range u.cfg.Library.Channels {
			v := channels.Tap(visit.Action{Do: visit.DoChannel, Text: c.ID}).View("channel " + c.ID)
			want := own[c.ID]
			if want == "" {
				want = c.Address
			}
			for glass, size := range glasses() {
				for look, modes := range looks() {
					v.View.Modes = modes
					s := u.Scene(v.View, size.Width, size.Height)
					g := geometry{t, fmt.Sprintf("%s %s %s", v.Name, glass, look), s, v.View,
						theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: 21.5}}
					g.inside()
					g.targets()
					g.texts()
					if shown := codes(s); len(shown) > 0 != (want != "") {
						t.Errorf("%s: %d codes, the address is %q", g.name, len(shown), want)
					}
					if !strings.Contains(letters(texts(s)), letters(want)) {
						t.Errorf("%s does not say %q in letters", g.name, want)
					}
				}
			}
		}
	}
}

// The 16 cities have their numbers, the terminal's own comes first, and what the operator says of a city stands there.
func TestPhones(t *testing.T) {
	u := newUI(t)
	u.cfg.Facts.City = "370700"
	u.cfg.Hotline = func(city string, _ time.Time) string {
		if city == "370700" {
			return "0536-8012345、12345"
		}
		return ""
	}
	v := begin(t).Do(visit.DoStart).Do(visit.DoChannels).Do(visit.DoPhones).View("phones")
	for glass, size := range glasses() {
		for look, modes := range looks() {
			v.View.Modes = modes
			all := ""
			for _, s := range pages(u, v.View, size) {
				g := geometry{t, fmt.Sprintf("phones %s %s", glass, look), s, v.View, theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: 21.5}}
				g.inside()
				g.texts()
				all += texts(s)
			}
			if modes.English {
				continue
			}
			for _, c := range u.cfg.Library.Cities {
				if !strings.Contains(all, c.Name) {
					t.Errorf("%s %s: %s is missing", glass, look, c.Name)
				}
			}
			if n := strings.Count(all, "12333"); n != 13 {
				t.Errorf("%s %s: %d cities have 12333", glass, look, n)
			}
			if !strings.Contains(all, "0536-8012345\n12345") || strings.Index(all, "潍坊") > strings.Index(all, "青岛") {
				t.Errorf("%s %s: the own city is not first, with the operator's numbers: %q", glass, look, all)
			}
		}
	}
}

// 密码重置 is a choice: one's own, or for somebody else; each has its list.
func TestResetIsAChoice(t *testing.T) {
	u := newUI(t)
	reset := begin(t).Do(visit.DoStart).Do(visit.DoCardServices).Tap(visit.Action{Do: visit.DoAnswer, Text: visit.EntryPINReset})
	for glass, size := range glasses() {
		ids := map[string]bool{}
		for _, target := range live(u.Scene(reset.View("").View, size.Width, size.Height)) {
			ids[target.ID] = true
		}
		if !ids["bring.reset-own"] || !ids["bring.reset-agent"] {
			t.Errorf("%s: no choice among %v", glass, ids)
		}
		for list, want := range map[string]bool{"reset-own": false, "reset-agent": true} {
			said := texts(u.Scene(reset.Tap(visit.Action{Do: visit.DoBring, Text: list}).View("").View, size.Width, size.Height))
			if strings.Contains(said, "代办人身份证") != want || !strings.Contains(said, "社保卡服务网点") {
				t.Errorf("%s %s: %q", glass, list, said)
			}
		}
	}
}

// The card has six functions; three are not the document's, and say so.
func TestSixFunctions(t *testing.T) {
	u := newUI(t)
	v := begin(t).Do(visit.DoStart).Do(visit.DoCardServices).Do(visit.DoFunctions).View("").View
	for glass, size := range glasses() {
		all := ""
		for _, s := range pages(u, v, size) {
			all += texts(s)
		}
		for _, f := range u.cfg.Library.Functions {
			if !strings.Contains(all, f.Name) {
				t.Errorf("%s: %s is missing", glass, f.Name)
			}
		}
		if n := strings.Count(all, "补充自公开资料"); n != 3 || len(u.cfg.Library.Functions) != 6 {
			t.Errorf("%s: %d are said to be added", glass, n)
		}
	}
}
