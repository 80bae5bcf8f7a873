package visit

import (
	"slices"
	"testing"
	"time"
)

func judged(v NewPINVerdict) step {
	return func(s State, at When) Event { return PINJudged{at, s.Visit, v} }
}

func changed(o ChangeOutcome, left int) step {
	return func(s State, at When) Event { return PINChanged{When: at, Visit: s.Visit, Outcome: o, Left: left} }
}

// changing is 修改密码 before the first digit.
func changing(t *testing.T) State {
	t.Helper()
	s := after(t, personalHome(t), tap(DoCardServices), tap(DoChangePIN))
	if s.Here.Screen != PINChange || s.PIN.Field != CurrentPIN {
		t.Fatalf("修改密码 leads to %s", s.Here.Screen)
	}
	return s
}

// sent is a change that the card is being asked for.
func sent(t *testing.T) State {
	t.Helper()
	s := after(t, changing(t), digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN), judged(NewPINFine), digits, tap(DoSubmitPIN))
	if !s.asked(NewPINAgain) {
		t.Fatalf("three PINs lead to %s field %d", s.Here.Screen, s.PIN.Field)
	}
	return s
}

func only(effects []Effect, want Effect) bool { return len(effects) == 1 && effects[0] == want }

func TestChangePIN(t *testing.T) {
	s := after(t, personalHome(t), tap(DoCardServices))
	touch := func(d Do) []Effect {
		var effects []Effect
		s, effects = Next(s, Tap{When{s.Now.Add(time.Second)}, s.Step, Action{Do: d}})
		return effects
	}
	if e := touch(DoChangePIN); !only(e, OpenPIN{s.Visit, CurrentPIN}) {
		t.Fatalf("修改密码: %v", e)
	}
	s = after(t, s, digits)
	if e := touch(DoSubmitPIN); !only(e, OpenPIN{s.Visit, NewPIN}) || s.PIN.Length != 0 {
		t.Fatalf("the present PIN: %v", e)
	}
	s = after(t, s, digits)
	if e := touch(DoSubmitPIN); !only(e, JudgePIN{s.Visit}) || s.Waiting.IsZero() {
		t.Fatalf("the new PIN: %v", e)
	}
	s, effects := Next(s, PINJudged{When: When{s.Now}, Visit: s.Visit})
	if !only(effects, OpenPIN{s.Visit, NewPINAgain}) || !s.Waiting.IsZero() {
		t.Fatalf("a fine PIN: %v", effects)
	}
	s = after(t, s, digits)
	if e := touch(DoSubmitPIN); !only(e, ChangePIN{s.Visit}) || s.Waiting.IsZero() {
		t.Fatalf("the new PIN again: %v", e)
	}
	s, effects = Next(s, PINChanged{When: When{s.Now}, Visit: s.Visit, Outcome: ChangeDone, Left: 3})
	if s.Here.Screen != PINChangeDone || !noted(effects, NotePINChange, "done") || !shut(effects) || !s.Waiting.IsZero() {
		t.Fatalf("a change that was done leads to %s with %v", s.Here.Screen, effects)
	}
	if s = after(t, s, tap(DoContinue)); s.Here.Screen != PersonalHome || s.Record == nil {
		t.Errorf("继续查询 leads to %s", s.Here.Screen)
	}
}

// 修改密码 is offered among the card's services to whoever was known by the card, and nowhere else.
func TestWhereChangeIsOffered(t *testing.T) {
	offers := func(s State) bool { return slices.Contains(Offers(s), Action{Do: DoChangePIN}) }
	known := after(t, personalHome(t), tap(DoCardServices))
	if !offers(known) || !Look(known).FAQ.Change {
		t.Error("it is not offered to whoever was known by the card")
	}
	for name, s := range map[string]State{
		"without a card":      after(t, Start(facts(), start), tap(DoStart), tap(DoCardServices)),
		"before the PIN":      after(t, Start(facts(), start), in, read, tap(DoForgotPIN), tapText(DoQuestions, CategoryCard)),
		"another category":    after(t, personalHome(t), tap(DoQuestions), tapText(DoQuestions, CategoryChannels)),
		"on the home page":    personalHome(t),
		"after the card left": after(t, known, out),
	} {
		if offers(s) || Look(s).FAQ != nil && Look(s).FAQ.Change {
			t.Errorf("it is offered %s", name)
		}
	}
}

// The present PIN has at least four digits, a new one exactly six.
func TestLengthOfPINs(t *testing.T) {
	length := func(n int) step { return func(_ State, at When) Event { return PINLength{at, n} } }
	again := after(t, changing(t), digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN), judged(NewPINFine))
	for field, s := range map[PINField]State{CurrentPIN: changing(t), NewPIN: after(t, changing(t), digits, tap(DoSubmitPIN)), NewPINAgain: again} {
		for n := range 13 {
			want := n == NewPINLength || field == CurrentPIN && n >= minPIN
			s := after(t, s, length(n))
			if s.PIN.Field != field || Look(s).Change.Length != n {
				t.Fatalf("field %d shows %+v", field, Look(s).Change)
			}
			if got := slices.Contains(Offers(s), Action{Do: DoSubmitPIN}); got != want || Look(s).Change.Ready != want {
				t.Errorf("field %d with %d digits: 确认 is %v", field, n, got)
			}
		}
	}
}

// Every verdict and outcome leads to its own place with its own word, and a change that may have happened is never repeated.
func TestWhatComesOfAChange(t *testing.T) {
	judging := after(t, changing(t), digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN))
	for v, remark := range map[NewPINVerdict]PINRemark{NewPINWeak: PINWeak, NewPINSame: PINSame} {
		n, effects := Next(judging, PINJudged{When{judging.Now}, judging.Visit, v})
		if !only(effects, OpenPIN{n.Visit, NewPIN}) || Look(n).Change.Remark != remark || n.PIN.Checking {
			t.Errorf("%s: %v, %+v", v, effects, Look(n).Change)
		}
	}
	s := sent(t)
	for o, want := range map[ChangeOutcome]PINEntry{
		ChangeMismatch: {Field: NewPIN, Remark: PINMismatched}, ChangeWrong: {Field: CurrentPIN, Remark: PINWrong},
	} {
		n, effects := Next(s, PINChanged{When: When{s.Now}, Visit: s.Visit, Outcome: o, Left: 2})
		if n.PIN != want || n.Here.Screen != PINChange || !slices.Contains(effects, Effect(OpenPIN{n.Visit, want.Field})) || !noted(effects, NotePINChange, string(o)) {
			t.Errorf("%s: %+v, %v", o, n.PIN, effects)
		}
	}
	if n := after(t, s, changed(ChangeWrong, 2)); Look(n).Change.Left != 2 {
		t.Error("tries left are not shown")
	}
	reset := Action{Do: DoAnswer, Text: EntryPINReset}
	for _, c := range []struct {
		outcome ChangeOutcome
		left    int
		want    ProblemView
	}{
		{ChangeBlocked, 0, ProblemView{PINBlocked, reset, TriesUnknown}},
		{ChangeWrong, 0, ProblemView{PINBlocked, reset, TriesUnknown}},
		{ChangeRefused, 0, ProblemView{PINChangeRefused, reset, TriesUnknown}},
		{ChangeUnknown, 2, ProblemView{PINChangeUnknown, reset, 2}},
		{ChangeUnknown, TriesUnknown, ProblemView{PINChangeUnknown, reset, TriesUnknown}},
		{ChangeUnknown, 0, ProblemView{PINBlocked, reset, TriesUnknown}},
		{"", 0, ProblemView{CardStuck, Action{Do: DoAnswer, Text: EntryReplaceCard}, TriesUnknown}},
	} {
		n, effects := Next(s, PINChanged{When: When{s.Now}, Visit: s.Visit, Outcome: c.outcome, Left: c.left, Problem: CardStuck})
		if v := Look(n).Problem; v == nil || *v != c.want || n.Holder != nil || !shut(effects) || !n.Waiting.IsZero() {
			t.Errorf("%s, %d left: %s, %+v, %v", c.outcome, c.left, n.Here.Screen, v, effects)
		}
		if c.outcome != "" && !noted(effects, NotePINChange, string(c.outcome)) {
			t.Errorf("%s is not noted", c.outcome)
		}
	}
}

// The card is asked once: no touch and no second answer sends the digits again.
func TestAChangeIsSentOnce(t *testing.T) {
	s := after(t, changing(t), digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN), judged(NewPINFine), digits)
	submit := Tap{When{s.Now}, s.Step, Action{Do: DoSubmitPIN}}
	s, _ = Next(s, submit)
	for name, e := range map[string]Event{"a double tap": submit, "another tap": Tap{When{s.Now}, s.Step, Action{Do: DoSubmitPIN}},
		"返回": Tap{When{s.Now}, s.Step, Action{Do: DoBack}}, "a key": PINLength{When{s.Now}, 3}} {
		if n, effects := Next(s, e); len(effects) != 0 || n.PIN != s.PIN {
			t.Errorf("%s while the card is asked: %v", name, effects)
		}
	}
	done := after(t, s, changed(ChangeDone, 3))
	if n := after(t, done, changed(ChangeUnknown, 1)); n.Here.Screen != PINChangeDone {
		t.Error("a second answer undid the first")
	}
}

func TestLastTryOfAChangeIsWarnedOf(t *testing.T) {
	s := after(t, sent(t), changed(ChangeWrong, 1))
	if Look(s).Change.Left != 1 {
		t.Fatal("the last try is not shown")
	}
	s = after(t, s, digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN), judged(NewPINFine), digits)
	if s.Overlay != NoOverlay {
		t.Fatal("warned before anything is sent")
	}
	warned, effects := Next(s, Tap{When{s.Now}, s.Step, Action{Do: DoSubmitPIN}})
	if warned.Overlay != LastTry || len(effects) != 0 {
		t.Fatalf("the last try was used without a warning: %v", effects)
	}
	used, effects := Next(warned, Tap{When{s.Now}, warned.Step, Action{Do: DoUseLastTry}})
	if !only(effects, ChangePIN{s.Visit}) || used.Overlay != NoOverlay {
		t.Errorf("the accepted last try was not used: %v", effects)
	}
	back, effects := Next(warned, Tap{When{s.Now}, warned.Step, Action{Do: DoClose}})
	if back.PIN != (PINEntry{Field: CurrentPIN}) || back.Overlay != NoOverlay || !only(effects, OpenPIN{s.Visit, CurrentPIN}) {
		t.Errorf("回去重新输入 leads to field %d: %v", back.PIN.Field, effects)
	}
	forgot, effects := Next(warned, Tap{When{s.Now}, warned.Step, Action{Do: DoForgotPIN}})
	if forgot.Here.Entry != EntryPINReset || !shut(effects) {
		t.Errorf("忘记密码 leads to %s", forgot.Here.Screen)
	}
	mismatch := after(t, used, changed(ChangeMismatch, 0), digits, tap(DoSubmitPIN), judged(NewPINFine), digits, tap(DoSubmitPIN))
	if mismatch.Overlay != LastTry {
		t.Error("a warning is not repeated although nothing was sent after the first")
	}
}

// A right PIN gives the card its tries again, so the last of them is not warned of any more.
func TestTriesAfterARightPIN(t *testing.T) {
	one := func(s State, at When) Event { return genuine(s.Visit, at, 1) }
	s := after(t, Start(facts(), start), in, one, digits, tap(DoSubmitPIN), tap(DoUseLastTry), right, tap(DoAgree), arrived, tap(DoCardServices),
		tap(DoChangePIN))
	if left := Look(s).Change.Left; left != 0 {
		t.Errorf("%d tries are shown that the card did not tell", left)
	}
	s = after(t, s, digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN), judged(NewPINFine), digits, tap(DoSubmitPIN))
	if s.Overlay != NoOverlay {
		t.Error("warned of a last try that it is not")
	}
}

// Leaving closes the keypad at every stage; whoever comes back from 忘记密码 begins anew.
func TestLeavingAChange(t *testing.T) {
	stages := []State{changing(t)}
	stages = append(stages, after(t, stages[0], digits, tap(DoSubmitPIN)))
	stages = append(stages, after(t, stages[1], digits, tap(DoSubmitPIN), judged(NewPINFine)))
	for i, s := range stages {
		s = after(t, s, digits)
		for d, want := range map[Do]Screen{DoBack: CardServices, DoExit: End} {
			n, effects := Next(s, Tap{When{s.Now}, s.Step, Action{Do: d}})
			if n.Here.Screen != want || !shut(effects) || n.PIN != (PINEntry{}) {
				t.Errorf("stage %d, %s: %s, %v", i, d, n.Here.Screen, effects)
			}
		}
		if offers := slices.Contains(Offers(s), Action{Do: DoForgotPIN}); offers != (i == 0) {
			t.Errorf("stage %d: 忘记密码 offered is %v", i, offers)
		}
	}
	read := after(t, stages[0], digits, tap(DoForgotPIN))
	if read.Here != (Place{Screen: Answer, Entry: EntryPINReset}) {
		t.Fatalf("忘记密码 leads to %+v", read.Here)
	}
	n, effects := Next(read, Tap{When{read.Now}, read.Step, Action{Do: DoBack}})
	if n.PIN != (PINEntry{}) || !only(effects, OpenPIN{n.Visit, CurrentPIN}) {
		t.Errorf("返回 opens %+v: %v", n.PIN, effects)
	}
	if offers := Offers(sent(t)); slices.Contains(offers, Action{Do: DoBack}) || !slices.Contains(offers, Action{Do: DoExit}) {
		t.Errorf("while the card is asked one can %v", offers)
	}
}

// An answer that does not come leaves it open which PIN the card has; a verdict that does not come costs only the digits.
func TestChangeThatIsNotAnswered(t *testing.T) {
	s := sent(t)
	s, _ = Next(s, Tick{When{s.Now.Add(changeBound)}})
	if v := Look(s).Problem; v == nil || *v != (ProblemView{PINChangeUnknown, Action{Do: DoAnswer, Text: EntryPINReset}, TriesUnknown}) {
		t.Errorf("no answer leads to %s, %+v", s.Here.Screen, v)
	}
	late, effects := Next(s, PINChanged{When: When{s.Now}, Visit: s.Visit, Outcome: ChangeDone})
	if late.Here.Screen != CardProblem || !noted(effects, NotePINChange, "done") {
		t.Errorf("a late answer: %s, %v", late.Here.Screen, effects)
	}
	j := after(t, changing(t), digits, tap(DoSubmitPIN), digits, tap(DoSubmitPIN))
	j, effects = Next(j, Tick{When{j.Now.Add(judgeBound)}})
	if j.PIN != (PINEntry{Field: NewPIN}) || !only(effects, OpenPIN{j.Visit, NewPIN}) {
		t.Errorf("no verdict: %+v, %v", j.PIN, effects)
	}
}

// The end of the longest visit does not come between the card and its answer.
func TestLongestVisitWaitsForAChange(t *testing.T) {
	s := sent(t)
	s.Began = s.Now.Add(-s.Facts.Limits.Visit)
	if n, _ := Next(s, Tick{When{s.Now.Add(time.Second)}}); !n.asked(NewPINAgain) {
		t.Errorf("the visit ended while the card was being asked: %s", n.Here.Screen)
	}
}

// What became of a PIN is in the journal even when whoever changed it has gone, and changes nothing for whoever came.
func TestChangeOfAnEndedVisit(t *testing.T) {
	s := sent(t)
	visit := s.Visit
	for name, s := range map[string]State{"nobody": after(t, s, out), "the next person": after(t, s, out, in, read), "a swap": after(t, s, swapped(NoProblem))} {
		n, effects := Next(s, PINChanged{When: When{s.Now}, Visit: visit, Outcome: ChangeDone})
		if !only(effects, Note{Visit: visit, What: NotePINChange, Code: "done"}) || n.Here != s.Here || n.PIN != s.PIN {
			t.Errorf("%s: %v on %s", name, effects, n.Here.Screen)
		}
	}
}

// Another card in the reader ends the visit instead of having its PIN changed.
func TestSwapBeforeAChange(t *testing.T) {
	s := after(t, sent(t), swapped(NoProblem))
	if s.Here.Screen != End || s.Card != CardLeft || s.Active || !Look(s).End.TakeCard {
		t.Errorf("a swap leads to %s", s.Here.Screen)
	}
	s = after(t, sent(t), swapped(CardUnreadable))
	if s.Problem != CardUnreadable || s.Holder != nil || s.PIN != (PINEntry{}) {
		t.Errorf("a card that cannot be read again leads to %s", s.Here.Screen)
	}
}

// The idle clock runs from the last key, and stands while the card is asked.
func TestIdleWhileChanging(t *testing.T) {
	l := DefaultLimits()
	s := changing(t)
	s, _ = Next(s, PINLength{When{s.Now.Add(l.Idle - time.Second)}, 1})
	if n, _ := Next(s, Tick{When{s.Now.Add(l.Idle - time.Second)}}); n.Overlay != NoOverlay {
		t.Error("warned although a key was pressed")
	}
	if n, _ := Next(s, Tick{When{s.Now.Add(l.Idle)}}); n.Overlay != IdleWarning {
		t.Error("not warned")
	}
	s = sent(t)
	if n, _ := Next(s, Tick{When{s.Now.Add(changeBound - time.Second)}}); n.Overlay != NoOverlay {
		t.Error("warned while the card is asked")
	}
}
