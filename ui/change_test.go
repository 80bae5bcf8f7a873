package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	shown "shebao/kiosk/internal/gallery"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
)

// says reports whether a screen says a sentence, over however many lines.
func says(t *testing.T, u *UI, v visit.View, size fyne.Size, key string, fill ...any) bool {
	t.Helper()
	l := words.Chinese
	if v.Modes.English {
		l = words.English
	}
	whole := func(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }
	return strings.Contains(whole(texts(u.Scene(v, size.Width, size.Height))), whole(u.cfg.Words.Say(l, key, fill...)))
}

// everywhere hands a view to check in every mode and on both glasses.
func everywhere(v visit.View, check func(v visit.View, size fyne.Size, where string)) {
	for glass, size := range glasses() {
		for look, modes := range looks() {
			v.Modes = modes
			check(v, size, glass+" "+look)
		}
	}
}

// What must be known at a step is said in every mode, however little room there is: the step, whose PIN it is, what a new one
// has to be, how many tries are left, and what was the matter before.
func TestChangeSaysWhatMustBeKnown(t *testing.T) {
	u := newUI(t)
	for _, view := range shown.Changes(begin(t).Services(people(t)["测试甲"])) {
		c := view.View.Change
		if c == nil || view.View.Overlay != visit.NoOverlay {
			continue
		}
		everywhere(view.View, func(v visit.View, size fyne.Size, where string) {
			want := func(key string, fill ...any) {
				if !says(t, u, v, size, key, fill...) {
					t.Errorf("%s %s does not say %s", view.Name, where, key)
				}
			}
			for _, key := range []string{"change.title", "pin.which", "change.step1", "change.step2", "change.step3"} {
				want(key)
			}
			want([]string{"change.ask1", "change.ask2", "change.ask3"}[c.Field])
			switch {
			case c.Checking:
				want(map[visit.PINField]string{visit.NewPIN: "change.judging", visit.NewPINAgain: "change.sending"}[c.Field])
			case c.Left == 1 && c.Field == visit.CurrentPIN:
				want("pin.last")
			case c.Remark == visit.PINWrong:
				want("change.wrong", c.Left)
			case c.Remark != visit.NoRemark:
				want("change." + string(c.Remark))
			case c.Field == visit.NewPIN:
				want("change.six")
				want("change.guess")
			case c.Field == visit.CurrentPIN && c.Left > 0:
				want("pin.left", c.Left)
			}
		})
	}
}

// An unknown end tells how many tries are left, when that is known.
func TestUnknownChangeTellsTries(t *testing.T) {
	u := newUI(t)
	b := begin(t).Services(people(t)["测试甲"]).Do(visit.DoChangePIN).Typed().Typed().Judged(visit.NewPINFine).Typed()
	for _, left := range []int{visit.TriesUnknown, 1, 2} {
		everywhere(b.Changed(visit.ChangeUnknown, left).View("").View, func(v visit.View, size fyne.Size, where string) {
			if !says(t, u, v, size, "problem.pin_change_unknown.text") || says(t, u, v, size, "problem.left", left) != (left > 0) {
				t.Errorf("%s: %d tries left are not told of as they should be", where, left)
			}
		})
	}
}

// 暂停服务 names the parts that are down, all of them and no others.
func TestOutOfServiceNamesTheParts(t *testing.T) {
	u := newUI(t)
	for n := 1; n < 8; n++ {
		reader, records, keys := n&1 == 0, n&2 == 0, n&4 == 0
		e := begin(t).On(visit.ReaderChanged{Ready: reader}).On(visit.SourceChanged{Ready: records}).On(visit.KeysChanged{Ready: keys})
		everywhere(e.Do(visit.DoStart).Do(visit.DoInsertCard).View("").View, func(v visit.View, size fyne.Size, where string) {
			for key, works := range map[string]bool{"out.reader": reader, "out.records": records, "out.keys": keys} {
				if says(t, u, v, size, key) == works {
					t.Errorf("%s: reader %v, records %v, keys %v: %s", where, reader, records, keys, key)
				}
			}
		})
	}
}
