package visit

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// served is 个人主页 of a terminal that asks for 好差评.
func served(t *testing.T) State {
	t.Helper()
	s := personalHome(t)
	s.Facts.Rating = true
	return s
}

func grade(n int) step {
	return func(s State, at When) Event { return Tap{at, s.Step, Action{Do: DoRate, N: n}} }
}

// later is a tick so long after the last event.
func later(d time.Duration) step {
	return func(s State, _ When) Event { return Tick{When{s.Now.Add(d)}} }
}

// Whoever was served and leaves is asked once, may answer once, and nobody waits for it.
func TestRating(t *testing.T) {
	offers := func(s State) int {
		n := 0
		for _, a := range Offers(s) {
			if a.Do == DoRate {
				n++
			}
		}
		return n
	}
	pulled := after(t, served(t), out)
	if pulled.Here.Screen != End || offers(pulled) != 5 || pulled.Holder != nil || pulled.Record != nil {
		t.Fatalf("after the card was pulled: %s with %d grades", pulled.Here.Screen, offers(pulled))
	}
	if s := after(t, pulled, later(ratingShown)); s.Here.Screen != Attract || offers(s) != 0 {
		t.Errorf("it does not go away by itself: %s", s.Here.Screen)
	}
	if s := after(t, pulled, in); s.Here.Screen != Reading || offers(s) != 0 {
		t.Errorf("the next person's card is not read: %s", s.Here.Screen)
	}
	s, effects := Next(pulled, Tap{When{pulled.Now}, pulled.Step, Action{Do: DoRate, N: 4}})
	if !slices.ContainsFunc(effects, func(e Effect) bool { return reflect.DeepEqual(e, CountRating{Grade: 4}) }) || s.Rating != Rated || offers(s) != 0 {
		t.Errorf("a grade gives %v, then %d", effects, s.Rating)
	}
	if _, again := Next(s, Tap{When{s.Now}, s.Step, Action{Do: DoRate, N: 4}}); len(again) > 0 {
		t.Errorf("a second one gives %v", again)
	}
	if s = after(t, s, later(thanksShown)); s.Here.Screen != Attract || s.Rating != NoRating {
		t.Errorf("the thanks stay: %s", s.Here.Screen)
	}
	// With the card still in, taking it is what the screen asks for, and it may be taken before a grade was given or after.
	left := after(t, served(t), tap(DoExit))
	if v := Look(left); v.End == nil || !v.End.TakeCard || v.End.Rating != RatingAsked {
		t.Errorf("退出: %+v", v.End)
	}
	if s := after(t, left, grade(5), out); s.Here.Screen != End && s.Here.Screen != Attract || s.Card != NoCard {
		t.Errorf("after a grade the card cannot be taken: %s", s.Here.Screen)
	}
	if s := after(t, left, later(time.Minute), out); s.Here.Screen != Attract {
		t.Errorf("a card that is taken late leaves %s", s.Here.Screen)
	}
}

// Nobody is asked who was not served, whom something else sent away, or where the operator does not ask.
func TestNoRating(t *testing.T) {
	off := personalHome(t)
	atPIN := after(t, Start(facts(), start), ready, in, read)
	atPIN.Facts.Rating = true
	for name, s := range map[string]State{
		"switched off": after(t, off, out), "no PIN": after(t, atPIN, out),
		"idle":       after(t, served(t), later(time.Minute), later(time.Minute)),
		"the reader": after(t, served(t), func(_ State, at When) Event { return ReaderChanged{at, false} }),
	} {
		if s.Rating != NoRating {
			t.Errorf("%s: %d", name, s.Rating)
		}
	}
}

// Success and failure never sound alike, every result sounds, and every problem of a card is heard.
func TestTones(t *testing.T) {
	for _, o := range []PrintOutcome{SlipConfirmed, SlipTaken, SlipWhole} {
		if got := (View{Screen: Printed, Print: &PrintView{Outcome: o}}).Tone(); got != Success {
			t.Errorf("%s sounds as %d", o, got)
		}
	}
	for _, o := range []PrintOutcome{SlipNotPrinted, SlipMissing, SlipLimit, SlipRetracted} {
		if got := (View{Screen: Printed, Print: &PrintView{Outcome: o}}).Tone(); got != Failure {
			t.Errorf("%s sounds as %d", o, got)
		}
	}
	for _, o := range []PrintOutcome{SlipUnknown, SlipPartial} {
		if got := (View{Screen: Printed, Print: &PrintView{Outcome: o}}).Tone(); got != Attention {
			t.Errorf("%s sounds as %d", o, got)
		}
	}
	s := personalHome(t)
	if got := Look(s).Tone(); got != NoTone {
		t.Errorf("个人主页 sounds as %d", got)
	}
	if got := Look(after(t, s, later(time.Minute))).Tone(); got != Attention {
		t.Errorf("the warning sounds as %d", got)
	}
	if got := Look(after(t, s, tap(DoExit))).Tone(); got != Attention {
		t.Errorf("请取走您的社保卡 sounds as %d", got)
	}
	wrong := after(t, Start(facts(), start), ready, in, read, digits, tap(DoSubmitPIN),
		func(s State, at When) Event { return PINChecked{When: at, Visit: s.Visit, Left: 2} })
	if got := Look(wrong).Tone(); got != Failure {
		t.Errorf("a wrong PIN sounds as %d", got)
	}
	if got := Look(after(t, Start(facts(), start), ready, mute)).Tone(); got != Failure {
		t.Errorf("a card that is upside down sounds as %d", got)
	}
}
