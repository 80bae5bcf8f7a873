package voice

import (
	"encoding/binary"
	"math"
	"testing"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/speech"
)

func TestWAVIsReadBack(t *testing.T) {
	s := Sound{22050, []int16{0, 1, -1, 32767, -32768}}
	got, err := parseWAV(s.wav())
	if err != nil || got.Rate != s.Rate || len(got.Samples) != 5 || got.Samples[4] != -32768 || got.Samples[3] != 32767 {
		t.Errorf("%v, %v", got, err)
	}
	// A file that was written to a pipe says any length.
	b := s.wav()
	binary.LittleEndian.PutUint32(b[40:], 0x7ffff000)
	if got, err := parseWAV(b); err != nil || len(got.Samples) != 5 {
		t.Errorf("without a length: %v, %v", got, err)
	}
	for name, spoil := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:20] },
		"text":    func([]byte) []byte { return []byte("RIFX and more than this") },
		"float":   func(b []byte) []byte { b[20] = 3; return b },
		"8 bits":  func(b []byte) []byte { b[34] = 8; return b },
		"1 MHz":   func(b []byte) []byte { b[26] = 0x10; return b },
		"nothing": func(b []byte) []byte { return b[:44] },
	} {
		if _, err := parseWAV(spoil(s.wav())); err == nil {
			t.Errorf("%s was read", name)
		}
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(Sound{8000, []int16{1, 2, 3}}.wav())
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEdata"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := parseWAV(b)
		if err == nil && (len(s.Samples) == 0 || 2*len(s.Samples) > len(b) || s.Rate < minRate || s.Rate > maxRate) {
			t.Errorf("%d samples at %d Hz of %d bytes", len(s.Samples), s.Rate, len(b))
		}
	})
}

// pitches are the frequencies of a chime's notes, by its crossings of zero in pieces of 20 ms that are loud.
func pitches(s Sound) []float64 {
	const piece = chimeRate / 50
	var out []float64
	for at := 0; at+piece <= len(s.Samples); at += piece {
		crossings, loudest := 0, 0.0
		for i := at + 1; i < at+piece; i++ {
			if (s.Samples[i-1] < 0) != (s.Samples[i] < 0) {
				crossings++
			}
			loudest = max(loudest, math.Abs(float64(s.Samples[i])))
		}
		if loudest > 8000 {
			out = append(out, float64(crossings)*25)
		}
	}
	return out
}

func TestChimesAreTellingApart(t *testing.T) {
	up, down, twice, key := pitches(Success.Sound()), pitches(Failure.Sound()), pitches(Attention.Sound()), pitches(Key.Sound())
	if up[len(up)-1] < 1.3*up[0] {
		t.Errorf("success does not rise: %v", up)
	}
	if down[len(down)-1] > 0.8*down[0] {
		t.Errorf("failure does not fall: %v", down)
	}
	if math.Abs(twice[0]-twice[len(twice)-1]) > 60 {
		t.Errorf("attention is not the same tone twice: %v", twice)
	}
	if len(key) > 2 || Key.Sound().Seconds() > 0.05 {
		t.Errorf("a key sounds for %v s", Key.Sound().Seconds())
	}
	for _, c := range []Chime{Key, Success, Failure, Attention} {
		s := c.Sound()
		if s.Seconds() > 0.6 || s.Samples[0] != 0 || math.Abs(float64(s.Samples[len(s.Samples)-1])) > 1000 {
			t.Errorf("chime %d clicks or is too long", c)
		}
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	var c cache
	s := Sound{8000, make([]int16, cacheSamples/8)}
	for i := range 20 {
		c.put(spokenAs{text: string(rune('a' + i))}, s)
		if _, ok := c.get(spokenAs{text: "a"}); !ok {
			t.Fatalf("what is said all the time was dropped after %d", i)
		}
	}
	if c.size > cacheSamples || len(c.sounds) != 8 || len(c.order) != 8 {
		t.Errorf("%d samples, %d sounds, %d in order", c.size, len(c.sounds), len(c.order))
	}
}

// What Cut forgets is forgotten at once, before anything has ended.
func TestCutForgetsWhatIsToBeSaid(t *testing.T) {
	v := New(Options{Clock: clock.System{}})
	v.Say([]speech.Phrase{{Text: "一千元", Private: true}})
	v.Chime(Key)
	v.Say([]speech.Phrase{{Text: "一千元", Private: true}})
	v.Cut()()
	if v.last != nil || v.queue != nil || v.chimes != nil {
		t.Errorf("left: %v, %v, %v", v.last, v.queue, v.chimes)
	}
}
