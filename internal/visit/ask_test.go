package visit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/kiosk/internal/ime"
)

// markAsked stands in what is asked in these tests, and nowhere else.
const markAsked = "标记问题"

// asker finds the entry about a lost card for the mark, guesses it for a single letter, and offers the mark for any letters.
type asker struct{}

func (asker) Find(query string) Found {
	switch {
	case strings.Contains(query, markAsked):
		return Found{How: AnswerFound, Entries: []string{EntryLoss, "b", "c", "d"}}
	case len(query) == 1:
		return Found{How: MaybeFound, Entries: []string{EntryLoss}}
	}
	return Found{Entries: []string{"nearest"}, Referral: "fund"}
}
func (asker) Usual() []string { return []string{"usual"} }
func (asker) Candidates(letters string) []ime.Candidate {
	if letters == "" {
		return nil
	}
	return []ime.Candidate{{Text: markAsked, Uses: len(letters)}, {Text: "养", Uses: 1}}
}
func (asker) Choices(letters string) []string {
	if strings.HasPrefix(letters, "9") {
		return []string{"y", "z"}
	}
	return nil
}
func (asker) Shown(letters string) string      { return strings.ReplaceAll(letters, "9", "y") }
func (a asker) Query(c ime.Composition) string { return c.Taken + a.Shown(c.Letters) }

// keyed are touches of 问一问 that it takes whatever was typed, and some that it never takes.
func keyed(s State) []Action {
	if s.Here.Screen != Ask {
		return nil
	}
	return []Action{{Do: DoKey, Text: "q"}, {Do: DoKey, Text: "9"}, {Do: DoKey, Text: "养"}, {Do: DoFigure, Text: "1"}, {Do: DoKeyboard, N: 9},
		{Do: DoKeyboard, N: 5}, {Do: DoCandidates, N: 1}, {Do: DoQuestions, Text: CategoryCard}}
}

// asking names what decides what 问一问 takes and leads to.
func (s State) asking() string {
	if !s.asks() {
		return ""
	}
	length := func(text string) int { return min(2, len(text)) }
	return fmt.Sprint(strings.Contains(s.Asking.Text.Taken, markAsked), s.Asking.Text.Taken == "", length(s.Asking.Text.Letters),
		s.Asking.Text.Full(), s.Asking.Opened)
}

// asked finds what was asked in any value.
func asked(v any) bool { return strings.Contains(fmt.Sprintf("%+v", v), markAsked) }

// leaked says where a question is that nobody asks any more, or that belongs to another screen.
func leaked(before, s State, v View, effects []Effect) string {
	text := s.Asking
	if before.Asking == text && text == (Asking{}) {
		return ""
	}
	s.Facts.Asker, s.Asking = nil, Asking{}
	switch {
	case text != (Asking{}) && !s.Active:
		return "nobody is here, and the question is kept"
	case text != (Asking{}) && !s.asks():
		return "the question was left for good and is kept"
	case asked(s):
		return "the state holds the question beside its place"
	case v.Ask == nil && asked(v):
		return "another screen shows the question"
	}
	for _, f := range effects {
		if _, counted := f.(CountAsked); !counted && asked(f) {
			return fmt.Sprintf("effect %T holds the question", f)
		}
	}
	return ""
}

// typing is 问一问 after some touches, each made on the view of the first: as fast as fingers are.
func typing(t *testing.T, s State, all ...Action) (State, []Effect) {
	t.Helper()
	var effects []Effect
	at := s.Step
	for _, a := range all {
		var f []Effect
		s, f = Next(s, Tap{When{s.Now}, at, a})
		effects = append(effects, f...)
	}
	return s, effects
}

func letters(all string) []Action {
	var out []Action
	for _, l := range all {
		out = append(out, Action{Do: DoKey, Text: string(l)})
	}
	return out
}

func TestAskIsOneTapAway(t *testing.T) {
	problem := func(s State, at When) Event { return CardRead{When: at, Visit: s.Visit, Problem: CardLocked} }
	unable := func(_ State, at When) Event { return ReaderChanged{at, false} }
	b := after(t, Start(facts(), start), ready)
	for name, s := range map[Screen]State{
		Attract: b, Home: after(t, b, tap(DoStart)), Questions: after(t, b, tap(DoQuestions)), InsertCard: after(t, b, tap(DoStart), tap(DoInsertCard)),
		OutOfService: after(t, b, unable, tap(DoStart), tap(DoInsertCard)), CardProblem: after(t, b, in, problem), PersonalHome: personalHome(t),
	} {
		if s.Here.Screen != name {
			t.Fatalf("this is %s, not %s", s.Here.Screen, name)
		}
		if n := after(t, s, tap(DoAsk)); n.Here.Screen != Ask || !n.Active || Look(n).Ask == nil {
			t.Errorf("问一问 is not one tap from %s", name)
		}
		s.Facts.Asker = nil
		if n := after(t, s, tap(DoAsk)); n.Here.Screen == Ask {
			t.Errorf("%s leads to 问一问 where nothing can be asked", name)
		}
	}
}

// Fingers are faster than screens: every key counts, though each was touched on the view before the first.
func TestNoKeyIsDroppedWhileTheQuestionChanges(t *testing.T) {
	s := after(t, Start(facts(), start), tap(DoAsk))
	first := s.Step
	s, _ = typing(t, s, letters("yanglaojinzenmeling")...)
	if s.Asking.Text.Letters != "yanglaojinzenmeling" || s.Step != first {
		t.Fatalf("typed %+v on view %d, began on %d", s.Asking.Text, s.Step, first)
	}
	s, _ = typing(t, s, Action{Do: DoRubout}, Action{Do: DoKey, Text: "h"}, Action{Do: DoCandidate, Text: markAsked}, Action{Do: DoFigure, Text: "3"},
		Action{Do: DoKey, Text: "9"}, Action{Do: DoRubout}, Action{Do: DoRubout})
	if s.Asking.Text != (ime.Composition{Taken: markAsked}) {
		t.Errorf("then %+v", s.Asking.Text)
	}
	if s, _ = typing(t, s, letters(strings.Repeat("a", 60))...); s.Asking.Text.Len() != ime.Longest || !Look(s).Ask.Full {
		t.Errorf("the longest question has %d", s.Asking.Text.Len())
	}
}

// What stood on a view that has changed is taken only where it still stands.
func TestOnlyWhatIsStillOfferedIsTaken(t *testing.T) {
	s, _ := typing(t, after(t, Start(facts(), start), tap(DoAsk)), letters("y")...)
	for _, a := range []Action{{Do: DoCandidate, Text: "没有"}, {Do: DoAnswer, Text: "b"}, {Do: DoAnswer, Text: "usual"}, {Do: DoReading, Text: "y"},
		{Do: DoKeyboard, N: 7}, {Do: DoKey, Text: "1"}, {Do: DoFigure, Text: "x"}} {
		if n, _ := typing(t, s, a); n.Asking != s.Asking || n.Here.Screen != Ask {
			t.Errorf("%v was taken", a)
		}
	}
	if s, _ = typing(t, s, Action{Do: DoClearQuery}, Action{Do: DoAnswer, Text: EntryLoss}); s.Here.Screen != Ask {
		t.Error("an answer that went with the question was opened")
	}
	if s, _ = typing(t, s, Action{Do: DoAnswer, Text: "usual"}); s.Here.Screen != Answer {
		t.Error("the usual answers are not offered")
	}
}

func TestWhatIsShownOfAQuestion(t *testing.T) {
	begun := after(t, Start(facts(), start), tap(DoAsk))
	if v := Look(begun).Ask; !v.Empty || !slices.Equal(v.Hits, []string{"usual"}) || v.How != NothingFound {
		t.Errorf("before anything was typed: %+v", v)
	}
	s, _ := typing(t, begun, letters("9")...)
	if v := Look(s).Ask; v.Letters != "y" || v.How != MaybeFound || !slices.Equal(v.Choices, []string{"y", "z"}) || len(v.Candidates) != 2 {
		t.Errorf("a digit: %+v", v)
	}
	s, _ = typing(t, s, Action{Do: DoCandidate, Text: markAsked}, Action{Do: DoKeyboard, N: 9}, Action{Do: DoCandidates, N: 2})
	if v := Look(s).Ask; v.Taken != markAsked || v.Letters != "" || len(v.Hits) != hitsShown || v.Keyboard != NineKeys || v.Page != 2 {
		t.Errorf("a candidate: %+v", v)
	}
	s, _ = typing(t, s, letters("qq")...)
	if s, _ = typing(t, s, Action{Do: DoClearQuery}, letters("qq")[0], letters("qq")[0]); Look(s).Ask.Page != 0 {
		t.Error("other candidates are shown from another page than the first")
	}
	if v := Look(s).Ask; len(v.Hits) > 0 || v.Referral != "fund" || v.How != NothingFound {
		t.Errorf("nothing was found: %+v", v)
	}
}

// 返回 from an answer leads to the question as it was typed; what leads away for good forgets it.
func TestTheQuestionIsThereAgain(t *testing.T) {
	s, _ := typing(t, after(t, Start(facts(), start), tap(DoStart), tap(DoAsk)), append(letters("qq"), Action{Do: DoCandidate, Text: markAsked})...)
	typed := s.Asking.Text
	s = after(t, s, tapText(DoAnswer, EntryLoss), tapText(DoAnswer, "related"), tap(DoBack), tap(DoBack))
	if s.Here.Screen != Ask || s.Asking.Text != typed {
		t.Fatalf("back on %s the question is %+v", s.Here.Screen, s.Asking.Text)
	}
	s = after(t, s, tapText(DoQuestions, CategoryCard), tap(DoBack))
	if s.Here.Screen != Ask || s.Asking.Text != typed {
		t.Errorf("back from the questions it is %+v", s.Asking.Text)
	}
	if s = after(t, s, tap(DoBack)); s.Here.Screen != Home || s.Asking != (Asking{}) {
		t.Errorf("on %s it is still %+v", s.Here.Screen, s.Asking)
	}
}

// A question that led to no answer is counted, once, by what was asked; nothing else of it goes anywhere.
func TestWhatIsCounted(t *testing.T) {
	mark, none := append(letters("q"), Action{Do: DoCandidate, Text: markAsked}), letters("qq")
	idle := func(s State) (State, []Effect) {
		s, _ = Next(s, Tick{When{s.Now.Add(61 * time.Second)}})
		return Next(s, Tick{When{s.Now.Add(31 * time.Second)}})
	}
	leave := func(a Action) func(State) (State, []Effect) {
		return func(s State) (State, []Effect) { return Next(s, Tap{When{s.Now}, s.Step, a}) }
	}
	opened := append(slices.Clone(mark), Action{Do: DoAnswer, Text: EntryLoss})
	for _, c := range []struct {
		name  string
		typed []Action
		leave func(State) (State, []Effect)
		want  string
	}{
		{"nothing typed", nil, leave(Action{Do: DoExit}), ""},
		{"left without opening", mark, leave(Action{Do: DoBack}), markAsked},
		{"left by 退出", mark, leave(Action{Do: DoExit}), markAsked},
		{"forgotten", mark, idle, markAsked},
		{"opened", opened, leave(Action{Do: DoExit}), ""},
		{"nothing found", none, leave(Action{Do: DoExit}), "qq"},
		{"nothing found and cleared", none, leave(Action{Do: DoClearQuery}), "qq"},
		{"found and cleared", mark, leave(Action{Do: DoClearQuery}), ""},
		{"digits of nine keys", letters("99"), leave(Action{Do: DoExit}), "yy"},
	} {
		s, early := typing(t, after(t, Start(facts(), start), tap(DoStart), tap(DoAsk)), c.typed...)
		s, effects := c.leave(s)
		got := ""
		for _, f := range append(early, effects...) {
			switch f := f.(type) {
			case CountAsked:
				got += f.Text
			case EndVisit: // wipes what the terminal holds of the visit; nothing of it is handed out afterwards
				got += "."
			}
		}
		if got = strings.TrimSuffix(got, "."); got != c.want {
			t.Errorf("%s: counted %q, want %q", c.name, got, c.want)
		}
		if !s.Active && s.Asking != (Asking{}) {
			t.Errorf("%s: the state still holds %+v", c.name, s.Asking)
		}
	}
}
