package voice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/words"
)

// Engine makes sound of text.
type Engine interface {
	// Speak makes sound of words without digits. It returns soon after ctx is done. The sound is the caller's, who wipes it.
	Speak(ctx context.Context, text string, l words.Language) (Sound, error)
}

// ErrNoEngine is what None says.
var ErrNoEngine = errors.New("there is no engine of speech")

// None is the engine of a terminal that does not speak; it has chimes all the same.
type None struct{}

// Speak implements Engine.
func (None) Speak(context.Context, string, words.Language) (Sound, error) {
	return Sound{}, ErrNoEngine
}

// ESpeak is Debian's espeak-ng.
type ESpeak struct {
	program  string
	rate     int
	spelling *speech.Spelling
}

const (
	// usualSpeed is how fast espeak-ng speaks at 100 %, in its words a minute: slower than its own 175, at which its Chinese is hard
	// to follow.
	usualSpeed = 150
	// mandarin is its voice whose syllables are syllables: the one called cmn of version 1.51 (Debian 12) takes them for English
	// words and spells them (espeak-ng issues 1370 and 1028).
	mandarin = "cmn-latn-pinyin"
)

// NewESpeak speaks by espeak-ng, at a rate in per cent of the usual one.
func NewESpeak(rate int) *ESpeak { return &ESpeak{"espeak-ng", rate, speech.NewSpelling()} }

// Speak implements Engine.
func (e *ESpeak) Speak(ctx context.Context, text string, l words.Language) (Sound, error) {
	voice := mandarin
	if l == words.English {
		voice = "en"
	} else {
		text = e.spelling.Spell(text)
	}
	return speak(ctx, []string{e.program, "--stdin", "--stdout", "-b", "1", "-v", voice, "-s", strconv.Itoa(usualSpeed * e.rate / 100)}, text)
}

// Command is an engine of the operator's: a program that takes text in UTF-8 on its input and writes a WAV file.
type Command struct {
	args []string
	rate int
}

// NewCommand speaks by a program and its arguments. {language} in them is zh or en, {rate} the rate in per cent.
func NewCommand(args []string, rate int) *Command { return &Command{args, rate} }

// Speak implements Engine.
func (c *Command) Speak(ctx context.Context, text string, l words.Language) (Sound, error) {
	language := "zh"
	if l == words.English {
		language = "en"
	}
	fill := strings.NewReplacer("{language}", language, "{rate}", strconv.Itoa(c.rate))
	args := make([]string, len(c.args))
	for i, a := range c.args {
		args[i] = fill.Replace(a)
	}
	return speak(ctx, args, text)
}

// speak has a program make a WAV file of a text.
func speak(ctx context.Context, args []string, text string) (Sound, error) {
	in := []byte(text)
	defer clear(in)
	var out limited
	defer out.wipe()
	if err := run(ctx, args, in, &out); err != nil {
		return Sound{}, err
	}
	s, err := parseWAV(out.b)
	if err != nil {
		return Sound{}, fmt.Errorf("%s: %w", filepath.Base(args[0]), err)
	}
	return s, nil
}

// waitLimit is how long the pipes of a program that was killed are waited for: a child of its own may hold them.
const waitLimit = 200 * time.Millisecond

// run runs a program with in on its input, killed with all its children when ctx is done. What it says on its error output is not
// kept: it may repeat the text.
func run(ctx context.Context, args []string, in []byte, out *limited) error {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Stdin = bytes.NewReader(in)
	if out != nil {
		c.Stdout = out
	}
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
	c.WaitDelay = waitLimit
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return fmt.Errorf("%s: %w", filepath.Base(args[0]), err)
	}
	return nil
}

// limited keeps what a program writes, as long as that may be sound; what grew is overwritten where it was.
type limited struct{ b []byte }

func (l *limited) Write(p []byte) (int, error) {
	if len(l.b)+len(p) > header+4*maxSound {
		return 0, errWAVLong
	}
	if len(l.b)+len(p) > cap(l.b) {
		bigger := make([]byte, len(l.b), 2*cap(l.b)+len(p))
		copy(bigger, l.b)
		clear(l.b)
		l.b = bigger
	}
	l.b = append(l.b, p...)
	return len(p), nil
}

func (l *limited) wipe() { clear(l.b[:cap(l.b)]) }
