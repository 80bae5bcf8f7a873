package voice

import (
	"context"
	"strings"
)

// Output is where sound goes.
type Output uint8

// The outputs.
const (
	Loudspeaker Output = iota
	Headset
)

// String is the output's name in messages to the operator.
func (o Output) String() string {
	if o == Headset {
		return "the headset"
	}
	return "the loudspeaker"
}

// Player plays sound.
type Player interface {
	// Has reports whether there is such an output.
	Has(Output) bool
	// Play returns when the sound was heard, or soon after ctx is done; then nothing of it is heard any more, nor of one that had not
	// begun. It keeps nothing of the sound. It may be called for both outputs at once.
	Play(ctx context.Context, s Sound, o Output) error
}

// Programs plays by a program that takes a WAV file on its input.
type Programs struct {
	args    []string
	devices [2]string
}

// NewPrograms plays by a program and its arguments, {device} in them being the device of an output. An output whose device is "" is
// not there.
func NewPrograms(args []string, loudspeaker, headset string) *Programs {
	return &Programs{args, [2]string{Loudspeaker: loudspeaker, Headset: headset}}
}

// Has implements Player.
func (p *Programs) Has(o Output) bool { return p.devices[o] != "" }

// Play implements Player.
func (p *Programs) Play(ctx context.Context, s Sound, o Output) error {
	args := make([]string, len(p.args))
	for i, a := range p.args {
		args[i] = strings.ReplaceAll(a, "{device}", p.devices[o])
	}
	in := s.wav()
	defer clear(in)
	return run(ctx, args, in, nil)
}
