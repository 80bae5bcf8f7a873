package visit

// Volumes that a person can choose; a visit begins with the usual one.
const (
	LeastVolume = 1
	UsualVolume = 3
	MostVolume  = 5
)

// Sound is how the person hears what is said in 语音. It holds for a visit.
type Sound struct {
	Volume  int // LeastVolume to MostVolume
	Repeats int // how often it was asked for what the screen says; whoever speaks says it again when this changes
	// Aloud: personal data is said through the loudspeaker, too. Only somebody who is known by her card can choose it, after the
	// warning, and it ends with her.
	Aloud bool
}

// KeysBeside are what keys beside the glass ask for, on every screen and over it, and nothing on the glass does. DoHere is a key that
// only moves where the keys are: somebody is here.
func KeysBeside() []Action {
	return []Action{{Do: DoHere}, {Do: DoRepeat}, {Do: DoLouder}, {Do: DoQuieter}}
}

// canAloud reports whether it can be chosen who hears what is personal: there is something to hear, and a person whose it is.
func (s State) canAloud() bool { return s.Modes.Voice && s.Holder != nil }

// tapSound are the touches about what is heard.
func (m *machine) tapSound(d Do) {
	switch d {
	case DoHere, DoRepeat, DoLouder, DoQuieter:
		// Whoever presses keys is here, and the volume changes back when she has gone.
		if !m.Active && m.Here.Screen == Attract {
			m.begin()
		}
	}
	switch d {
	case DoHere: // it was counted as a touch, which is all
	case DoRepeat:
		m.Sound.Repeats++
	case DoLouder:
		m.Sound.Volume = min(m.Sound.Volume+1, MostVolume)
	case DoQuieter:
		m.Sound.Volume = max(m.Sound.Volume-1, LeastVolume)
	case DoAloud:
		m.Overlay = AloudWarning
		if m.Sound.Aloud { // to be quiet again needs no warning
			m.Sound.Aloud, m.Overlay = false, NoOverlay
		}
	case DoUseAloud:
		m.Sound.Aloud, m.Overlay = true, NoOverlay
	}
}
