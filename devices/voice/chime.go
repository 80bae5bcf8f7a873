package voice

import "math"

// Chime is a short sound that says what happened without words.
type Chime uint8

// The chimes.
const (
	Key       Chime = iota // a key was touched; the same one for every key, so that nobody hears a PIN
	Success                // it worked: rising
	Failure                // it did not: falling
	Attention              // something is to be done: twice the same tone
)

// chimeRate is enough for tones below 2 kHz.
const chimeRate = 22050

// tone is a note of a chime: hertz and seconds, with a pause of silence where hertz is 0.
type tone struct{ hertz, seconds float64 }

// tones of the chimes. They differ by direction and by number of notes, so that a hall's noise and an old ear, which hears little above
// 3 kHz, leave them apart.
func (c Chime) tones() []tone {
	switch c {
	case Success:
		return []tone{{523, 0.12}, {659, 0.12}, {784, 0.24}}
	case Failure:
		return []tone{{440, 0.18}, {294, 0.36}}
	case Attention:
		return []tone{{880, 0.14}, {0, 0.08}, {880, 0.14}}
	default:
		return []tone{{1200, 0.035}}
	}
}

// Sound is the chime, made of sines that swell and fade, at half of what is loudest.
func (c Chime) Sound() Sound {
	const loud, fade = 16000, 0.008
	s := Sound{Rate: chimeRate}
	for _, t := range c.tones() {
		n := int(t.seconds * chimeRate)
		for i := range n {
			at, left := float64(i)/chimeRate, float64(n-i)/chimeRate
			v := math.Sin(2*math.Pi*t.hertz*at) * min(1, at/fade, left/fade)
			s.Samples = append(s.Samples, int16(loud*v))
		}
	}
	return s
}
