package ui

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
)

// heard is what of phrases is heard by everybody, or with private by the person.
func heard(all []speech.Phrase, private bool) string {
	var out []string
	for _, p := range all {
		if private || !p.Private {
			out = append(out, p.Text)
		}
	}
	return strings.Join(out, "\n")
}

// english reports whether a text holds an English word.
func english(text string) bool {
	n := 0
	for _, c := range text {
		if n++; !unicode.Is(unicode.Latin, c) {
			n = 0
		}
		if n >= 3 {
			return true
		}
	}
	return false
}

// voiced are the views of the gallery in 语音.
func voiced(t *testing.T) []view {
	t.Helper()
	all := slices.Clone(gallery(t))
	for i := range all {
		all[i].View.Modes.Voice = true
	}
	return all
}

func TestEveryViewIsSaid(t *testing.T) {
	u := newUI(t)
	calls := map[visit.Screen]bool{}
	for _, view := range voiced(t) {
		for _, inEnglish := range []bool{false, true} {
			v := view.View
			v.Modes.English = inEnglish
			all := u.Speech(v)
			if len(all) == 0 || heard(all, false) == "" {
				t.Errorf("%s, English %t: nothing is heard", view.Name, inEnglish)
				continue
			}
			said := false
			for _, p := range all {
				if p.Text == "" || p.Text != strings.TrimSpace(p.Text) || strings.ContainsAny(p.Text, "✓✕●\n") {
					t.Errorf("%s, English %t: %q", view.Name, inEnglish, p.Text)
				}
				if p.Always && p.Private {
					t.Errorf("%s: everybody hears %q, which is private", view.Name, p.Text)
				}
				calls[v.Screen] = calls[v.Screen] || p.Always
				if !inEnglish && (p.English || strings.Contains(p.Text, "{")) {
					t.Errorf("%s: %q", view.Name, p.Text)
				}
				said = said || p.English && english(p.Text)
			}
			if said != inEnglish {
				t.Errorf("%s, English %t: English words %t: %q", view.Name, inEnglish, said, heard(all, true))
			}
		}
	}
	for _, s := range []visit.Screen{visit.End, visit.Printed} {
		if !calls[s] {
			t.Errorf("%s calls nobody out", s)
		}
	}
}

// walks are all screens that somebody's records have, with everything of a kind that can be chosen there.
func walks(t *testing.T, r records.Record) []visit.View {
	t.Helper()
	home := begin(t).Home(r).Do(visit.DoVoice)
	seen := map[string]bool{}
	var out []visit.View
	var look func(e errand, depth int)
	look = func(e errand, depth int) {
		v := visit.Look(e.State)
		key := string(v.Screen)
		if v.Slip != nil {
			key += string(v.Slip.Kind)
		}
		if v.Benefits != nil {
			key += string(v.Benefits.Group)
		}
		if seen[key] || depth == 0 {
			return
		}
		seen[key] = true
		out = append(out, v)
		shown := e.On(visit.Tick{}).State // with the eye open
		shown.EyeUntil = shown.Now.Add(time.Second)
		out = append(out, visit.Look(shown))
		for _, a := range visit.Offers(e.State) {
			switch a.Do {
			case visit.DoQuery, visit.DoYearRecord, visit.DoMore, visit.DoPlaces, visit.DoCivil, visit.DoAnnuity, visit.DoResident, visit.DoBenefits,
				visit.DoBenefit, visit.DoCertified, visit.DoPreview, visit.DoPrint:
				s, _ := visit.Next(e.State, visit.Tap{Step: e.State.Step, Action: a})
				look(errand{State: s}, depth-1)
			}
		}
	}
	look(home, 5)
	return out
}

func TestWhatIsPersonalIsPrivate(t *testing.T) {
	u := newUI(t)
	money := regexp.MustCompile(`\d\.\d\d`)
	amounts := 0
	for name, r := range people(t) {
		for _, v := range walks(t, r) {
			all := u.Speech(v)
			loud, private := heard(all, false), heard(all, true)
			if m := money.FindString(loud); m != "" {
				t.Errorf("%s, %s: everybody hears the amount %q of %q", name, v.Screen, m, loud)
			}
			for _, s := range secrets(r) {
				if strings.Contains(loud, s) {
					t.Errorf("%s, %s: everybody hears %q of %q", name, v.Screen, s, loud)
				}
				if strings.Contains(private, s) {
					amounts++
				}
			}
			if v.Person == nil {
				continue
			}
			hidden := v
			person := *v.Person
			person.Hidden = true
			hidden.Person = &person
			for _, s := range secrets(r) {
				if said := heard(u.Speech(hidden), true); strings.Contains(s, ".") && strings.Contains(said, s) {
					t.Errorf("%s, %s: %q is said though amounts are hidden", name, v.Screen, s)
				}
			}
		}
	}
	if amounts < 100 {
		t.Errorf("only %d of what is personal is heard in the headset", amounts)
	}
}

// What is heard of a statement is what is seen of it: the sums, and each month of the page with its amounts.
func TestStatementIsSaid(t *testing.T) {
	u := newUI(t)
	jia := people(t)["测试甲"]
	v := visit.Look(begin(t).Home(jia).Do(visit.DoVoice).Do(visit.DoQuery).State)
	said := heard(u.Speech(v), true)
	q := v.Query.Statement
	for _, want := range []string{"全省社保通查", q.Totals.Personal.String(), q.Totals.Unit.String(), q.Rows[0].Base.String(), "已缴"} {
		if !strings.Contains(said, want) {
			t.Errorf("not said: %q; said: %q", want, said)
		}
	}
	var seen []string
	for _, i := range u.Scene(v, 1920, 1080).Items {
		seen = append(seen, i.Text)
	}
	for _, row := range q.Rows {
		month := (&speaker{screen: u.keys(v).screen}).month(row.Month)
		if s := slices.Contains(seen, month); s != strings.Contains(said, month+"，") {
			t.Errorf("%s: seen %t, and heard %t", month, s, !s)
		}
	}
	paper := visit.Look(begin(t).Home(jia).Do(visit.DoVoice).Tap(visit.Action{Do: visit.DoPreview, Text: string(slip.ContributionSlip)}).State)
	said = heard(u.Speech(paper), true)
	for _, want := range []string{"凭条上写着", "近 12 个月", "姓名 测*甲", "2025年12月—2026年11月"} {
		if !strings.Contains(said, want) {
			t.Errorf("of the slip is not said: %q; said: %q", want, said)
		}
	}
}

func TestWhatHasChangedIsSaid(t *testing.T) {
	u := newUI(t)
	var said []speech.Phrase
	u.Focused(func(all []speech.Phrase) { said = append(said, all...) })
	since := func(a, b errand) string {
		said = nil
		u.since(visit.Look(a.State), visit.Look(b.State))
		return heard(said, true)
	}
	e := begin(t).Do(visit.DoVoice).AtPIN()
	three := e.On(visit.PINLength{N: 3})
	silent := begin(t).AtPIN()
	for name, c := range map[string]struct {
		a, b errand
		want string
	}{
		"typed":        {e, three, "已输入 3 位"},
		"cleared":      {three, three.On(visit.PINLength{}), "已清空"},
		"nothing":      {e, e, ""},
		"louder":       {e, errand{State: tapped(e, visit.DoLouder)}, "音量 4"},
		"another view": {e, e.Do(visit.DoHelp), ""},
		"without 语音":   {silent, silent.On(visit.PINLength{N: 3}), ""},
	} {
		if got := since(c.a, c.b); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
	// The last seconds are called out to everybody, once.
	idle := begin(t).Do(visit.DoStart).On(visit.Tick{When: visit.When{At: now.Add(61 * time.Second)}})
	calls := 0
	for s := range 29 {
		next := idle.On(visit.Tick{When: visit.When{At: now.Add(time.Duration(62+s) * time.Second)}})
		if since(idle, next) != "" {
			calls++
		}
		idle = next
	}
	if calls != 1 {
		t.Errorf("%d calls before the visit ends", calls)
	}
}

// tapped is the state after a touch that leads to no other view.
func tapped(e errand, d visit.Do) visit.State {
	s, _ := visit.Next(e.State, visit.Tap{Step: e.State.Step, Action: visit.Action{Do: d}})
	return s
}
