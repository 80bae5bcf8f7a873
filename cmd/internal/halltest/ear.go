package halltest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// An Ear hears what a terminal says. The engine of speech in its hall makes samples of the letters of a text, a sample for each bit, and
// the players that stand for loudspeaker and headset write down what they are handed: so what is heard is what was played, by whom, and
// at whatever volume.
type Ear struct {
	file string
	at   int // of what it has heard
}

const (
	speakArg, playArg = "-speak-for-a-test", "-play-for-a-test"

	// spoken stands before the letters in the samples; chimes have other ones.
	spoken = "said:"
	loud   = 8000
)

// Mouth makes the program that calls it first the engine of speech or the player of a hall, when it was started as such; it must then
// end.
func Mouth() (was bool) {
	var err error
	switch {
	case len(os.Args) == 2 && os.Args[1] == speakArg:
		err = speak(os.Stdin, os.Stdout)
	case len(os.Args) == 3 && os.Args[1] == playArg:
		err = play(os.Stdin, os.Args[2])
	default:
		return false
	}
	if err != nil {
		panic(err)
	}
	return true
}

// Spoken adds to a configuration that the program that is running speaks and plays for the hall, with a headset in its socket.
func (h *Hall) Spoken(toml string) string {
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	return toml + fmt.Sprintf("\n[voice]\nengine = \"command\"\ncommand = [%q, %q]\nplayer = [%q, %q, %q]\nloudspeaker = \"loudspeaker\"\nheadset = \"headset\"\n",
		self, speakArg, self, playArg, h.Path("heard.{device}"))
}

// Headset and Loudspeaker are what is heard there.
func (h *Hall) Headset() *Ear     { return &Ear{file: h.Path("heard.headset")} }
func (h *Hall) Loudspeaker() *Ear { return &Ear{file: h.Path("heard.loudspeaker")} }

func speak(in io.Reader, out io.Writer) error {
	text, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	var samples []byte
	for _, c := range append([]byte(spoken), text...) {
		for bit := range 8 {
			v := int16(-loud)
			if c>>bit&1 == 1 {
				v = loud
			}
			samples = le.AppendUint16(samples, uint16(v))
		}
	}
	const rate = 48000
	b := append([]byte("RIFF"), le.AppendUint32(nil, uint32(36+len(samples)))...)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = le.AppendUint32(le.AppendUint32(b, rate), 2*rate)
	b = append(b, "\x02\x00\x10\x00data"...)
	_, err = out.Write(append(le.AppendUint32(b, uint32(len(samples))), samples...))
	return err
}

// play writes down what a WAV file says.
func play(in io.Reader, file string) error {
	wav, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	const header = 44
	var text []byte
	for at := header; at+16 <= len(wav); at += 16 {
		var c byte
		for bit := range 8 {
			if int16(binary.LittleEndian.Uint16(wav[at+2*bit:])) > 0 {
				c |= 1 << bit
			}
		}
		text = append(text, c)
	}
	said, words := bytes.CutPrefix(text, []byte(spoken))
	if !words {
		return nil
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if _, err = f.Write(append(said, '\n')); err != nil {
		return err
	}
	return f.Close()
}

// All is everything that was heard.
func (e *Ear) All() string {
	raw, err := os.ReadFile(e.file)
	if err != nil {
		return "" // nothing was said yet
	}
	return string(raw)
}

// Now forgets what was heard so far: what Until gives comes after it.
func (e *Ear) Now() { e.at = len(e.All()) }

// Until waits until one of some words is heard, and gives all that was heard since Now.
func (e *Ear) Until(words ...string) (string, error) {
	for end := time.Now().Add(Patience); ; time.Sleep(listenEvery) {
		said := e.All()[e.at:]
		for _, w := range words {
			if strings.Contains(said, w) {
				return said, nil
			}
		}
		if time.Now().After(end) {
			return said, fmt.Errorf("%q was not heard; heard was %q", words, said)
		}
	}
}

// listenEvery is how often an ear listens.
const listenEvery = 5 * time.Millisecond
