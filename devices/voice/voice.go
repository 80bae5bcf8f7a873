package voice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/speech"
)

// Volumes, of which UsualVolume is the one that a visit begins with.
const (
	LeastVolume = 1
	UsualVolume = 3
	MostVolume  = 5
)

const (
	// speakLimit is how long an engine may take for one phrase: whoever waits longer does not know what it is about any more.
	speakLimit = 5 * time.Second
	// playLimit is how much longer than its length a sound may take to be played: devices take some time to open.
	playLimit = 3 * time.Second
	// maxChimes wait; fingers are faster than sound, and a row of clicks that lags behind says nothing.
	maxChimes = 2
)

// Options are what a Voice is made of.
type Options struct {
	Engine Engine
	Player Player
	Reader *speech.Reader
	Clock  clock.Clock
	// Fault tells the operator of a part that does not work, once until it has worked again. It is given no personal data.
	Fault func(what string, err error)
	// Spoke, when set, is told how long it took from Say until the first sound was handed to the player.
	Spoke func(time.Duration)
}

// Voice says one screen at a time. All its methods but Run may be called from any goroutine; only Stop, and what Cut gives, wait.
type Voice struct {
	o    Options
	wake chan struct{}

	mu     sync.Mutex
	chimes []Chime
	queue  []speech.Phrase
	last   []speech.Phrase // for Repeat
	asked  time.Time       // when queue was, zero once it has begun
	cancel context.CancelFunc
	busy   chan struct{} // closed when what is being said has ended; nil while nothing is
	chimed bool          // that is a chime, which words wait for
	again  bool          // what is being said begins anew, at another volume
	volume int
	aloud  bool
	closed bool

	// owned by Run
	cache cache
	told  map[string]bool
}

// New makes a voice; it is silent before Run.
func New(o Options) *Voice {
	return &Voice{o: o, wake: make(chan struct{}, 1), volume: UsualVolume, told: map[string]bool{}}
}

// Say says phrases in the place of what is being said.
func (v *Voice) Say(phrases []speech.Phrase) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last = slices.Clone(phrases)
	v.begin(phrases)
}

// Tell says something in between, as the name of the key that is chosen, in the place of what is being said. Repeat says the screen.
func (v *Voice) Tell(phrases []speech.Phrase) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.begin(phrases)
}

// Repeat says once more what Say was last given.
func (v *Voice) Repeat() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.begin(v.last)
}

// begin replaces what is said. mu is held.
func (v *Voice) begin(phrases []speech.Phrase) {
	v.interrupt(!v.chimed)
	if v.closed {
		v.last = nil
		return
	}
	v.queue, v.asked = slices.Clone(phrases), v.o.Clock.Now()
	v.rouse()
}

// Chime plays a chime at once, in the place of what is being said.
func (v *Voice) Chime(c Chime) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.closed {
		return
	}
	v.interrupt(true)
	if len(v.chimes) < maxChimes {
		v.chimes = append(v.chimes, c)
	}
	v.rouse()
}

// Volume sets how loud it is, LeastVolume to MostVolume. What is being said begins anew, so that the difference is heard.
func (v *Voice) Volume(n int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	n = min(max(n, LeastVolume), MostVolume)
	if n == v.volume {
		return
	}
	v.volume = n
	if v.busy != nil && !v.chimed {
		v.again = true
		v.cancel()
	}
}

// Aloud sets whether what is private is said through the loudspeaker, too.
func (v *Voice) Aloud(yes bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.aloud && !yes {
		v.interrupt(true)
	}
	v.aloud = yes
}

// Cut ends everything that is said and forgets it, the choice of the loudspeaker and the volume, too. When it returns nothing more will
// begin to be heard; wait returns when the sound was overwritten.
func (v *Voice) Cut() (wait func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.interrupt(true)
	v.last, v.chimes = nil, nil
	v.aloud, v.volume = false, UsualVolume
	busy := v.busy
	return func() {
		if busy != nil {
			<-busy
		}
	}
}

// Stop is Cut, and waits.
func (v *Voice) Stop() { v.Cut()() }

// interrupt drops what was to be said, and ends what is being played at once. mu is held.
func (v *Voice) interrupt(atOnce bool) {
	v.queue, v.again = nil, false
	if v.cancel != nil && atOnce {
		v.cancel()
	}
}

func (v *Voice) rouse() {
	select {
	case v.wake <- struct{}{}:
	default:
	}
}

// Run says what it is told until ctx is done.
func (v *Voice) Run(ctx context.Context) {
	defer func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.closed, v.last, v.queue, v.chimes = true, nil, nil, nil
	}()
	for ctx.Err() == nil {
		if v.next(ctx) {
			continue
		}
		select {
		case <-v.wake:
		case <-ctx.Done():
		}
	}
}

// next plays one chime or phrase; false when there is nothing to play.
func (v *Voice) next(ctx context.Context) bool {
	v.mu.Lock()
	if len(v.chimes) == 0 && len(v.queue) == 0 {
		v.mu.Unlock()
		return false
	}
	inner, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	v.cancel, v.busy, v.chimed = cancel, done, len(v.chimes) > 0
	asked := v.asked
	var phrase speech.Phrase
	chimes := v.chimes
	if len(chimes) > 0 {
		v.chimes = chimes[1:]
	} else {
		phrase = v.queue[0]
		v.queue = v.queue[1:]
		v.asked = time.Time{}
	}
	v.mu.Unlock()
	if len(chimes) > 0 {
		v.play(inner, chimes[0].Sound(), []Output{Loudspeaker}, nil)
	} else {
		v.say(inner, phrase, asked)
	}
	cancel()
	v.mu.Lock()
	if v.again { // louder or quieter
		v.again = false
		v.queue = append([]speech.Phrase{phrase}, v.queue...)
	}
	v.cancel, v.busy, v.chimed = nil, nil, false
	v.mu.Unlock()
	close(done)
	return true
}

// outputs is who may hear a phrase.
func (v *Voice) outputs(p speech.Phrase) []Output {
	v.mu.Lock()
	aloud := v.aloud
	v.mu.Unlock()
	var out []Output
	for _, o := range []Output{Headset, Loudspeaker} {
		if v.o.Player.Has(o) && (o == Headset || !p.Private || aloud) {
			out = append(out, o)
		}
	}
	return out
}

func (v *Voice) say(ctx context.Context, p speech.Phrase, asked time.Time) {
	out := v.outputs(p)
	if len(out) == 0 {
		return
	}
	for _, u := range v.o.Reader.Read(p) {
		k := spokenAs{u.Text, u.Language}
		s, known := v.cache.get(k)
		if !known {
			var err error
			limit, cancel := v.bounded(ctx, speakLimit)
			s, err = v.o.Engine.Speak(limit, u.Text, u.Language)
			cancel()
			if ctx.Err() != nil {
				s.Wipe()
				return
			}
			v.tell("the engine of speech", err)
			if err != nil {
				return
			}
			if !p.Private {
				v.cache.put(k, s)
			}
		}
		v.play(ctx, s, out, func() {
			if !asked.IsZero() && v.o.Spoke != nil {
				v.o.Spoke(v.o.Clock.Now().Sub(asked))
			}
			asked = time.Time{}
		})
		if p.Private {
			s.Wipe()
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// play plays a sound on all outputs at once and waits for them.
func (v *Voice) play(ctx context.Context, s Sound, out []Output, begins func()) {
	v.mu.Lock()
	loud := s.at(v.volume)
	v.mu.Unlock()
	defer loud.Wipe()
	limit, cancel := v.bounded(ctx, time.Duration(s.Seconds()*float64(time.Second))+playLimit)
	defer cancel()
	if begins != nil {
		begins()
	}
	errs := make([]error, len(out))
	var all sync.WaitGroup
	for i, o := range out {
		if v.o.Player.Has(o) {
			all.Go(func() { errs[i] = v.o.Player.Play(limit, loud, o) })
		}
	}
	all.Wait()
	if ctx.Err() != nil {
		return
	}
	for i, o := range out {
		v.tell(o.String(), errs[i])
	}
}

// errSlow is what a part is told of that did not come to an end.
var errSlow = errors.New("it took too long and was given up")

// bounded is ctx with a limit.
func (v *Voice) bounded(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	inner, cancel := context.WithCancelCause(ctx)
	timer := v.o.Clock.NewTimer(d)
	go func() { // ends with cancel, which every caller calls
		select {
		case <-timer.C():
			cancel(errSlow)
		case <-inner.Done():
			timer.Stop()
		}
	}()
	return inner, func() { cancel(nil) }
}

// tell tells the operator of a part that does not work, once, and forgets it when it works.
func (v *Voice) tell(part string, err error) {
	switch {
	case err == nil:
		delete(v.told, part)
	case errors.Is(err, ErrNoEngine) || v.told[part]: // that there is none is how it was configured
	default:
		v.told[part] = true
		v.o.Fault(fmt.Sprintf("%s does not work; the terminal is silent there", part), err)
	}
}
