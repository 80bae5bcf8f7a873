package station

import (
	"slices"

	"shebao/kiosk/devices/voice"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
)

// newVoice makes the voice of the configuration.
func newVoice(c config.Voice, w *words.Catalogue, clock clock.Clock) *voice.Voice {
	var engine voice.Engine = voice.None{}
	switch c.Engine {
	case config.ESpeak:
		engine = voice.NewESpeak(c.Rate)
	case config.Command:
		engine = voice.NewCommand(c.Command, c.Rate)
	}
	return voice.New(voice.Options{Engine: engine, Player: voice.NewPrograms(c.Player, c.Loudspeaker, c.Headset),
		Reader: speech.New(w), Clock: clock, Fault: fault})
}

// heard is how a person wants to hear a view.
type heard struct {
	volume, repeats int
	aloud           bool
}

// speaking has a voice say the views of a terminal. It is used by the terminal's loop alone, but for focused.
type speaking struct {
	voice *voice.Voice
	// phrases are what is said of a view, sound how.
	phrases func(visit.View) []speech.Phrase
	sound   func(visit.View) heard

	shown  visit.View
	said   []speech.Phrase
	sounds heard
}

// ending stops what is said when a view is the end of a visit, or takes what is personal off the glass. It is called before the view is
// drawn and does not wait; what it gives is called when it has been.
func (s *speaking) ending(v visit.View) (wait func()) {
	over := v.Screen != s.shown.Screen && (v.Screen == visit.Attract || v.Screen == visit.End || v.Screen == visit.Recovery)
	if !over && (s.shown.Person == nil || v.Person != nil) && (!s.shown.Card || v.Card) {
		return func() {}
	}
	s.said, s.sounds = nil, heard{}
	return s.voice.Cut()
}

// says says a view that was drawn, as far as it differs from the last.
func (s *speaking) says(v visit.View) {
	before := s.shown
	s.shown = v
	h := s.sound(v)
	if s.sounds.volume != h.volume {
		s.voice.Volume(h.volume)
	}
	if s.sounds.aloud != h.aloud {
		s.voice.Aloud(h.aloud)
	}
	repeat := h.repeats > s.sounds.repeats // without 语音 of what everybody hears
	s.sounds = h
	chime, chimes := chimeOf(before, v)
	if remarks(before) == remarks(v) {
		if chimes {
			s.voice.Chime(chime)
		}
		if repeat {
			s.voice.Repeat()
		}
		return
	}
	phrases := s.phrases(v)
	if !v.Modes.Voice {
		phrases = slices.DeleteFunc(slices.Clone(phrases), func(p speech.Phrase) bool { return !p.Always || p.Private })
	}
	switch same := before.Step == v.Step && slices.Equal(phrases, s.said); {
	case chimes:
		s.voice.Chime(chime)
		if !same || repeat {
			s.voice.Say(phrases)
		}
	case repeat || !same && (len(phrases) > 0 || len(s.said) > 0):
		s.voice.Say(phrases)
	}
	s.said = phrases
}

// focused says the name of what was chosen by keys beside the glass.
func (s *speaking) focused(all []speech.Phrase) { s.voice.Tell(all) }

// remark is what of a view is said anew when it changes; what runs on (the clock, seconds, digits typed) is no part of it.
type remark struct {
	step              int64
	screen            visit.Screen
	overlay           visit.Overlay
	modes             visit.Modes
	card              bool
	reading           int
	wrong, checking   bool
	left              int
	field             visit.PINField
	remark            visit.PINRemark
	loading           bool
	failure           string
	sent              bool
	outcome           visit.PrintOutcome
	takeCard, tookOut bool
}

func remarks(v visit.View) remark {
	r := remark{step: v.Step, screen: v.Screen, overlay: v.Overlay, modes: v.Modes, card: v.Card}
	r.modes.Large, r.modes.Contrast, r.modes.Low = false, false, false // they look otherwise and say the same
	if v.Reading != nil {
		r.reading = v.Reading.Step
	}
	if v.PIN != nil {
		r.wrong, r.checking, r.left = v.PIN.Wrong, v.PIN.Checking, v.PIN.Left
	}
	if v.Change != nil {
		r.field, r.remark, r.checking, r.left = v.Change.Field, v.Change.Remark, v.Change.Checking, v.Change.Left
	}
	if v.Personal != nil {
		r.loading, r.failure = v.Personal.Loading, string(v.Personal.Failure)
	}
	if v.Print != nil {
		r.sent, r.outcome = v.Print.Sent, v.Print.Outcome
	}
	if v.End != nil {
		r.takeCard, r.tookOut, r.outcome = v.End.TakeCard, v.End.TakeSlip, v.End.Outcome
	}
	return r
}

// chimeOf is the sound of what happened between two views. Chimes are heard without 语音, too.
func chimeOf(before, now visit.View) (c voice.Chime, any bool) {
	fresh := before.Screen != now.Screen
	wrong := func(v visit.View) bool {
		return v.PIN != nil && v.PIN.Wrong || v.Change != nil && v.Change.Remark != visit.NoRemark
	}
	outcome := func(v visit.View) visit.PrintOutcome {
		if v.Print == nil {
			return ""
		}
		return v.Print.Outcome
	}
	switch {
	case now.Overlay != before.Overlay && now.Overlay != visit.NoOverlay && now.Overlay != visit.HelpOverlay:
		return voice.Attention, true
	case fresh && now.Screen == visit.PINChangeDone:
		return voice.Success, true
	case fresh && (now.Screen == visit.CardProblem || now.Screen == visit.Recovery):
		return voice.Failure, true
	case wrong(now) && !wrong(before):
		return voice.Failure, true
	case outcome(now) != outcome(before) && outcome(now) == visit.SlipConfirmed:
		return voice.Success, true
	case outcome(now) != outcome(before) && outcome(now) != "" && outcome(now) != visit.SlipTaken && outcome(now) != visit.SlipWhole:
		return voice.Failure, true
	case now.End != nil && now.End.TakeCard && (before.End == nil || !before.End.TakeCard):
		return voice.Attention, true
	case digits(now) > digits(before):
		return voice.Key, true
	}
	return 0, false
}

// digits is how many digits of a PIN there are.
func digits(v visit.View) int {
	switch {
	case v.PIN != nil:
		return v.PIN.Length
	case v.Change != nil:
		return v.Change.Length
	}
	return 0
}
