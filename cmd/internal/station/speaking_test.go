package station

import (
	"context"
	"testing"
	"time"

	"shebao/kiosk/devices/voice"
	"shebao/kiosk/devices/voice/voicetest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
)

// told is an engine that says each text as a number of samples, its length.
type told struct{}

func (told) Speak(_ context.Context, text string, _ words.Language) (voice.Sound, error) {
	s := voice.Sound{Rate: 8000, Samples: make([]int16, len(text))}
	for i := range s.Samples {
		s.Samples[i] = 1000
	}
	return s, nil
}

// speaks makes a terminal's speech into a sink; a view is said as its screen's name, and privately as the person's.
func speaks(t *testing.T) (*speaking, *voicetest.Sink, context.Context) {
	t.Helper()
	sink := &voicetest.Sink{Headset: true}
	s := &speaking{
		voice: voice.New(voice.Options{Engine: told{}, Player: sink, Reader: speech.New(words.New()), Clock: clock.System{},
			Fault: func(what string, err error) { t.Errorf("%s: %v", what, err) }}),
		phrases: func(v visit.View) (out []speech.Phrase) {
			if v.Overlay == visit.IdleWarning {
				return []speech.Phrase{{Text: "overlay", English: true, Always: true}, {Text: "details of it", English: true}}
			}
			out = append(out, speech.Phrase{Text: string(v.Screen), English: true})
			if v.Person != nil {
				out = append(out, speech.Phrase{Text: v.Person.Name, English: true, Private: true})
			}
			return out
		},
		sound: func(visit.View) heard { return heard{volume: voice.UsualVolume} },
	}
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	done := make(chan struct{})
	go func() { s.voice.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	return s, sink, ctx
}

// shows has a view shown and waits for the sounds that come of it: their lengths.
func shows(ctx context.Context, s *speaking, sink *voicetest.Sink, v visit.View, sounds int) []voicetest.Heard {
	before := len(sink.Heard())
	wait := s.ending(v)
	wait()
	s.says(v)
	return sink.Wait(ctx, before+sounds)[before:]
}

func TestViewsAreSaidOnceAndOnlyInVoiceMode(t *testing.T) {
	s, sink, ctx := speaks(t)
	quiet := visit.View{Step: 1, Screen: visit.Home}
	shows(ctx, s, sink, quiet, 0)
	loud := quiet
	loud.Modes.Voice = true
	loud.Step = 2
	if h := shows(ctx, s, sink, loud, 2); len(h) != 2 || len(h[0].Sound.Samples) != len("home") {
		t.Fatalf("语音 was switched on and %d sounds came", len(h))
	}
	later := loud
	later.Clock = later.Clock.Add(time.Minute) // the same screen, a minute later
	shows(ctx, s, sink, later, 0)
	other := later
	other.Step, other.Screen = 3, visit.Channels
	if h := shows(ctx, s, sink, other, 2); len(h) != 2 || len(h[0].Sound.Samples) != len("channels") {
		t.Errorf("another screen: %d sounds", len(h))
	}
}

func TestWarningsAreSaidWithoutVoiceMode(t *testing.T) {
	s, sink, ctx := speaks(t)
	shows(ctx, s, sink, visit.View{Step: 1, Screen: visit.Home}, 0)
	h := shows(ctx, s, sink, visit.View{Step: 2, Screen: visit.Home, Overlay: visit.IdleWarning}, 3)
	if len(h) != 3 || len(h[0].Sound.Samples) != len(voice.Attention.Sound().Samples) || len(h[1].Sound.Samples) != len("overlay") {
		t.Fatalf("%d sounds", len(h))
	}
	if h := shows(ctx, s, sink, visit.View{Step: 3, Screen: visit.PINChangeDone}, 1); len(h) != 1 || len(h[0].Sound.Samples) != len(voice.Success.Sound().Samples) {
		t.Errorf("%d sounds, and none of the details of the warning", len(h))
	}
}

func TestTheEndOfAVisitIsTheEndOfWhatIsSaid(t *testing.T) {
	s, sink, ctx := speaks(t)
	modes := visit.Modes{Voice: true}
	sink.Hold = make(chan struct{})
	for name, next := range map[string]visit.View{
		"card out":        {Step: 3, Screen: visit.Attract},
		"end":             {Step: 3, Screen: visit.End, Modes: modes, Card: true, End: &visit.EndView{}},
		"off the screen":  {Step: 3, Screen: visit.Channels, Modes: modes, Card: true},
		"fault":           {Step: 3, Screen: visit.Recovery, Card: true},
		"card out at all": {Step: 3, Screen: visit.PersonalHome, Modes: modes, Person: &visit.PersonView{Name: "x"}},
	} {
		s.ending(visit.View{Screen: visit.Home})
		s.says(visit.View{Step: 1, Screen: visit.Home, Card: true})
		n := len(sink.Heard())
		s.says(visit.View{Step: 2, Screen: visit.PersonalHome, Modes: modes, Card: true, Person: &visit.PersonView{Name: "Ce Mou Jia"}})
		sink.Wait(ctx, n+2)
		sink.Hold <- struct{}{}
		sink.Hold <- struct{}{}
		h := sink.Wait(ctx, n+3)
		if last := h[len(h)-1]; last.Output != voice.Headset || len(last.Sound.Samples) != len("Ce Mou Jia") {
			t.Fatalf("%s: the name is not in the headset", name)
		}
		s.ending(next)()
		for _, h := range sink.Heard() {
			for _, v := range h.Given.Samples {
				if v != 0 {
					t.Fatalf("%s: sound is left", name)
				}
			}
		}
		s.voice.Stop()
		s.shown = visit.View{}
	}
}

func TestChimesOfViews(t *testing.T) {
	pin := func(n int, wrong bool) visit.View {
		return visit.View{Screen: visit.PIN, PIN: &visit.PINView{Length: n, Wrong: wrong}}
	}
	printed := func(o visit.PrintOutcome) visit.View {
		return visit.View{Screen: visit.Printed, Print: &visit.PrintView{Outcome: o}}
	}
	for name, c := range map[string]struct {
		before, now visit.View
		want        voice.Chime
		any         bool
	}{
		"a digit":            {pin(1, false), pin(2, false), voice.Key, true},
		"a digit taken back": {pin(2, false), pin(1, false), 0, false},
		"wrong PIN":          {pin(6, false), pin(0, true), voice.Failure, true},
		"printed":            {printed(""), printed(visit.SlipConfirmed), voice.Success, true},
		"taken":              {printed(visit.SlipConfirmed), printed(visit.SlipTaken), 0, false},
		"not printed":        {printed(""), printed(visit.SlipNotPrinted), voice.Failure, true},
		"take the card": {visit.View{Screen: visit.Home}, visit.View{Screen: visit.End, End: &visit.EndView{TakeCard: true}},
			voice.Attention, true},
		"help":         {visit.View{}, visit.View{Overlay: visit.HelpOverlay}, 0, false},
		"card problem": {visit.View{Screen: visit.Reading}, visit.View{Screen: visit.CardProblem}, voice.Failure, true},
	} {
		if got, any := chimeOf(c.before, c.now); got != c.want || any != c.any {
			t.Errorf("%s: %v, %t", name, got, any)
		}
	}
}

// A machine without any audio device serves as one with: it is told once.
func TestTheDefaultVoiceNeedsNoDevice(t *testing.T) {
	v := newVoice(config.Default().Voice, words.New(), clock.System{})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { v.Run(ctx); close(done) }()
	v.Chime(voice.Key)
	v.Say([]speech.Phrase{{Text: "您好"}})
	v.Stop()
	stop()
	<-done
}
