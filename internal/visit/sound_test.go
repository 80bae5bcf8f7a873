package visit

import (
	"testing"
	"time"
)

func voiced(t *testing.T) State {
	t.Helper()
	return after(t, personalHome(t), tap(DoVoice))
}

func TestVolume(t *testing.T) {
	s := Start(facts(), start)
	if s.Sound.Volume != UsualVolume {
		t.Fatalf("a terminal begins with the volume %d", s.Sound.Volume)
	}
	for _, c := range []struct {
		d    Do
		want int
	}{{DoLouder, MostVolume}, {DoQuieter, LeastVolume}} {
		for range 2 * MostVolume {
			before := s.Step
			began := s.Active
			s = after(t, s, tap(c.d))
			if began && s.Step != before {
				t.Fatal("the view is another one for being louder or quieter: all of it would be said again")
			}
		}
		if v := Look(s).Sound.Volume; v != c.want {
			t.Errorf("%s ends at %d", c.d, v)
		}
	}
	// The next person does not find it.
	for range 3 {
		s, _ = Next(s, Tick{When{s.Now.Add(91 * time.Second)}})
	}
	if s.Active || s.Sound != (Sound{Volume: UsualVolume}) {
		t.Errorf("after a visit at 待机 it is %+v, somebody is here: %t", s.Sound, s.Active)
	}
}

func TestRepeat(t *testing.T) {
	s := voiced(t)
	again := after(t, s, tap(DoRepeat))
	if again.Sound.Repeats != s.Sound.Repeats+1 || again.Step != s.Step || again.Here != s.Here {
		t.Errorf("asked for once more: %+v after %+v", again.Sound, s.Sound)
	}
}

// A key is as good as a touch: it sets the idle clock back, on every view. The warning is answered by it, or by one that only looks for
// the answer put off.
func TestKeysAreTouches(t *testing.T) {
	for _, d := range []Do{DoHere, DoRepeat, DoLouder, DoQuieter} {
		s := personalHome(t)
		s, _ = Next(s, Tick{When{s.Now.Add(50 * time.Second)}})
		s = after(t, s, tap(d))
		s, _ = Next(s, Tick{When{s.Now.Add(59 * time.Second)}})
		if s.Overlay != NoOverlay {
			t.Errorf("%s did not count as a touch", d)
		}
		s, _ = Next(s, Tick{When{s.Now.Add(2 * time.Second)}})
		if s.Overlay != IdleWarning {
			t.Fatalf("no warning; over the screen is %q", s.Overlay)
		}
		s, _ = Next(s, Tick{When{s.Now.Add(20 * time.Second)}})
		s = after(t, s, tap(d))
		if answered := d != DoHere; answered != (s.Overlay == NoOverlay) || s.Touched != s.Now {
			t.Errorf("%s at the warning: %q is over the screen", d, s.Overlay)
		}
		if s, _ = Next(s, Tick{When{s.Now.Add(20 * time.Second)}}); !s.Active {
			t.Errorf("%s was a touch, and the visit has ended", d)
		}
	}
}

// Personal data comes out of the loudspeaker only after the question was answered, and not for anybody else.
func TestAloud(t *testing.T) {
	asked := after(t, voiced(t), tap(DoHelp), tap(DoAloud))
	if asked.Overlay != AloudWarning || asked.Sound.Aloud {
		t.Fatalf("asked for it: %q, %+v", asked.Overlay, asked.Sound)
	}
	if s := after(t, asked, tap(DoClose)); s.Sound.Aloud || s.Overlay != NoOverlay {
		t.Errorf("she said no: %q, %+v", s.Overlay, s.Sound)
	}
	aloud := after(t, asked, tap(DoUseAloud))
	if !aloud.Sound.Aloud || aloud.Overlay != NoOverlay {
		t.Fatalf("she said yes: %q, %+v", aloud.Overlay, aloud.Sound)
	}
	for name, steps := range map[string][]step{
		"chosen back":  {tap(DoHelp), tap(DoAloud)},
		"语音 off":       {tap(DoVoice)},
		"card out":     {out},
		"exit":         {tap(DoExit)},
		"card problem": {func(s State, at When) Event { return CardChanged{at, s.Visit, CardUnreadable} }},
		"another card": {in},
	} {
		if s := after(t, aloud, steps...); s.Sound.Aloud {
			t.Errorf("%s: still aloud", name)
		}
	}
	for name, s := range map[string]State{
		"without 语音":   after(t, personalHome(t), tap(DoHelp), tap(DoAloud)),
		"without card": after(t, Start(facts(), start), tap(DoVoice), tap(DoHelp), tap(DoAloud), tap(DoUseAloud)),
	} {
		if s.Overlay == AloudWarning || s.Sound.Aloud {
			t.Errorf("%s: it was offered", name)
		}
	}
}

// Somebody who switches a mode on while her card is called out takes it along.
func TestModesOfTheEnd(t *testing.T) {
	s := after(t, personalHome(t), tap(DoExit), tap(DoVoice), tap(DoLouder))
	if s.Here.Screen != End || !s.Modes.Voice {
		t.Fatalf("the card is to be taken: %s, %+v", s.Here.Screen, s.Modes)
	}
	s = after(t, s, out)
	if s.Here.Screen != Attract || s.Modes != (Modes{}) || s.Sound != (Sound{Volume: UsualVolume}) {
		t.Errorf("the next person finds %s, %+v, %+v", s.Here.Screen, s.Modes, s.Sound)
	}
}
