package voice

import (
	"encoding/binary"
	"errors"
	"math"
)

// Sound is speech or a chime: mono, 16 bits, Rate samples a second.
type Sound struct {
	Rate    int
	Samples []int16
}

// Wipe overwrites the samples.
func (s Sound) Wipe() { clear(s.Samples) }

// Seconds is how long it is heard.
func (s Sound) Seconds() float64 {
	if s.Rate == 0 {
		return 0
	}
	return float64(len(s.Samples)) / float64(s.Rate)
}

// at is the sound as it is heard at a volume of 1 to 5, a copy.
func (s Sound) at(volume int) Sound {
	// Each step is heard as about one and a half times as loud.
	gain := []float64{0.08, 0.16, 0.32, 0.58, 1}[min(max(volume, LeastVolume), MostVolume)-1]
	out := Sound{s.Rate, make([]int16, len(s.Samples))}
	for i, v := range s.Samples {
		out.Samples[i] = int16(math.Round(float64(v) * gain))
	}
	return out
}

const (
	// maxRate and minRate bound what a WAV file may say: telephones have 8 kHz, no engine of speech has more than 48.
	minRate, maxRate = 8000, 48000
	// maxSound is five minutes at 22 kHz; nothing on a screen is longer.
	maxSound = 5 * 60 * 22050
	header   = 44
)

// The faults of a WAV file.
var (
	errNoWAV    = errors.New("the engine gave no WAV file")
	errWAVForm  = errors.New("the engine's WAV file is not mono PCM of 16 bits at 8 to 48 kHz")
	errWAVLong  = errors.New("the engine's WAV file is longer than anything that is said")
	errWAVEmpty = errors.New("the engine's WAV file has no sound in it")
)

// parseWAV reads a WAV file: mono or stereo (its left side), 16-bit PCM. A file that was written to a pipe does not know its length
// when it begins and says any; what is there counts.
func parseWAV(b []byte) (Sound, error) {
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return Sound{}, errNoWAV
	}
	rate, channels := 0, 0
	for at := 12; at+8 <= len(b); {
		name, size := string(b[at:at+4]), int64(binary.LittleEndian.Uint32(b[at+4:]))
		body := b[at+8:]
		if name != "data" && size > int64(len(body)) {
			return Sound{}, errNoWAV
		}
		switch name {
		case "fmt ":
			if size < 16 {
				return Sound{}, errNoWAV
			}
			kind, bits := binary.LittleEndian.Uint16(body), binary.LittleEndian.Uint16(body[14:])
			channels, rate = int(binary.LittleEndian.Uint16(body[2:])), int(binary.LittleEndian.Uint32(body[4:]))
			if kind != 1 && kind != 0xFFFE || bits != 16 || channels < 1 || channels > 2 || rate < minRate || rate > maxRate {
				return Sound{}, errWAVForm
			}
		case "data":
			if channels == 0 {
				return Sound{}, errNoWAV
			}
			body = body[:min(size, int64(len(body)))]
			n := len(body) / 2 / channels
			switch {
			case n == 0:
				return Sound{}, errWAVEmpty
			case n > maxSound:
				return Sound{}, errWAVLong
			}
			s := Sound{rate, make([]int16, n)}
			for i := range s.Samples {
				s.Samples[i] = int16(binary.LittleEndian.Uint16(body[2*i*channels:]))
			}
			return s, nil
		}
		at += 8 + int(size+size&1)
	}
	return Sound{}, errNoWAV
}

// wav is the sound as a WAV file.
func (s Sound) wav() []byte {
	le := binary.LittleEndian
	n := 2 * len(s.Samples)
	b := make([]byte, 0, header+n)
	b = append(b, "RIFF"...)
	b = le.AppendUint32(b, uint32(header-8+n))
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1)
	b = le.AppendUint16(b, 1)
	b = le.AppendUint32(b, uint32(s.Rate))
	b = le.AppendUint32(b, uint32(2*s.Rate))
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(n))
	for _, v := range s.Samples {
		b = le.AppendUint16(b, uint16(v))
	}
	return b
}
