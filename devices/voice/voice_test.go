package voice_test

import (
	"context"
	"errors"
	"hash/fnv"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/voice"
	"shebao/kiosk/devices/voice/voicetest"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/words"
)

// engine makes a sound that names its text, and remembers what it was asked for and gave.
type engine struct {
	mu     sync.Mutex
	asked  []string
	gave   []voice.Sound
	fail   error
	hang   bool
	called chan struct{}
}

func (e *engine) Speak(ctx context.Context, text string, _ words.Language) (voice.Sound, error) {
	e.mu.Lock()
	e.asked = append(e.asked, text)
	fail, hang := e.fail, e.hang
	e.mu.Unlock()
	if e.called != nil {
		e.called <- struct{}{}
	}
	if hang {
		<-ctx.Done()
		return voice.Sound{}, context.Cause(ctx)
	}
	if fail != nil {
		return voice.Sound{}, fail
	}
	s := sound(text)
	e.mu.Lock()
	e.gave = append(e.gave, s)
	e.mu.Unlock()
	return s, nil
}

func (e *engine) texts() string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return strings.Join(e.asked, "|")
}

func sound(text string) voice.Sound {
	h := fnv.New32()
	h.Write([]byte(text))
	v := int16(h.Sum32()%10000) + 100
	return voice.Sound{Rate: 8000, Samples: []int16{v, -v, v, -v}}
}

// is reports whether what was heard is a text at the loudest.
func is(h voicetest.Heard, text string) bool {
	return len(h.Sound.Samples) == 4 && h.Sound.Samples[0] == sound(text).Samples[0]
}

type bench struct {
	*voice.Voice
	*voicetest.Sink
	engine *engine
	clock  *clock.Fake
	ctx    context.Context
	mu     sync.Mutex
	faults []string
}

// begin runs a voice at the greatest volume, where sound is as the engine gave it.
func begin(t *testing.T, sink *voicetest.Sink, e *engine) *bench {
	t.Helper()
	b := &bench{Sink: sink, engine: e, clock: clock.NewFake(time.Unix(0, 0))}
	b.Voice = voice.New(voice.Options{Engine: e, Player: sink, Reader: speech.New(words.New()), Clock: b.clock,
		Fault: func(what string, err error) {
			b.mu.Lock()
			b.faults = append(b.faults, what+": "+err.Error())
			b.mu.Unlock()
		}})
	b.Volume(voice.MostVolume)
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	b.ctx = ctx
	done := make(chan struct{})
	go func() { b.Run(ctx); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	return b
}

func (b *bench) told() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.faults...)
}

func say(texts ...string) []speech.Phrase {
	var out []speech.Phrase
	for _, t := range texts {
		p := speech.Phrase{Text: t}
		p.Text, p.Private = strings.CutPrefix(t, "私")
		out = append(out, p)
	}
	return out
}

func TestAScreenIsSaidInOrderAndAnotherOneInterruptsIt(t *testing.T) {
	b := begin(t, &voicetest.Sink{Hold: make(chan struct{})}, &engine{})
	b.Say(say("首页", "请插卡", "帮助"))
	b.Wait(b.ctx, 1)
	b.Hold <- struct{}{}
	b.Wait(b.ctx, 2)
	b.Say(say("读卡")) // while 请插卡 is heard
	b.Wait(b.ctx, 3)
	b.Hold <- struct{}{}
	b.Repeat()
	b.Wait(b.ctx, 4)
	b.Tell(say("返回"))
	b.Wait(b.ctx, 5)
	b.Repeat() // the screen, not the key
	for i, h := range b.Wait(b.ctx, 6) {
		if want := []string{"首页", "请插卡", "读卡", "读卡", "返回", "读卡"}[i]; !is(h, want) || h.Output != voice.Loudspeaker {
			t.Errorf("sound %d is not %s on the loudspeaker", i, want)
		}
	}
	if got := b.engine.texts(); got != "首页|请插卡|读卡|返回" {
		t.Errorf("the engine was asked for %s: what is nobody's is kept", got)
	}
}

func TestWhatIsPrivateIsHeardInTheHeadsetOnly(t *testing.T) {
	for name, c := range map[string]struct {
		headset, aloud bool
		want           string
	}{
		"no headset":        {false, false, "L公开"},
		"headset":           {true, false, "H私事 *公开"},
		"aloud":             {true, true, "*私事 *公开"},
		"aloud, no headset": {false, true, "L私事 L公开"},
	} {
		b := begin(t, &voicetest.Sink{Headset: c.headset}, &engine{})
		b.Aloud(c.aloud)
		b.Say(say("私私事", "公开"))
		n := 0
		want := map[string]bool{}
		for _, w := range strings.Fields(c.want) {
			text := strings.TrimLeft(w, "LH*")
			for _, o := range strings.ReplaceAll(w[:1], "*", "LH") {
				want[string(o)+text] = true
				n++
			}
		}
		for _, h := range b.Wait(b.ctx, n) {
			o := "L"
			if h.Output == voice.Headset {
				o = "H"
			}
			for _, text := range []string{"私事", "公开"} {
				if is(h, text) && !want[o+text] {
					t.Errorf("%s: %s was heard on %s", name, text, o)
				} else if is(h, text) {
					delete(want, o+text)
				}
			}
		}
		if len(want) > 0 {
			t.Errorf("%s: not heard: %v", name, want)
		}
	}
}

func TestNothingIsLeftAfterStop(t *testing.T) {
	b := begin(t, &voicetest.Sink{Headset: true, Hold: make(chan struct{})}, &engine{})
	b.Aloud(true)
	b.Say(say("私一千元", "私二千元"))
	b.Wait(b.ctx, 2)
	b.Stop()
	heard := b.Heard()
	for _, h := range heard {
		for _, v := range h.Given.Samples {
			if v != 0 {
				t.Fatal("what was handed to the player is not overwritten")
			}
		}
	}
	b.engine.mu.Lock()
	for _, s := range b.engine.gave {
		for _, v := range s.Samples {
			if v != 0 {
				t.Fatal("what the engine gave is not overwritten")
			}
		}
	}
	b.engine.mu.Unlock()
	b.Repeat() // there is nothing to repeat
	b.Say(say("私三千元", "请取走您的卡"))
	b.Wait(b.ctx, len(heard)+1)
	b.Stop()
	for _, h := range b.Heard()[len(heard):] {
		if h.Output == voice.Loudspeaker {
			t.Error("the next person hears what is private through the loudspeaker: the choice was not forgotten")
		}
	}
	if got := b.engine.texts(); strings.Contains(got, "二千") {
		t.Errorf("after Stop the engine was asked for %s", got)
	}
	if n := len(b.Heard()); n != len(heard)+1 {
		t.Errorf("%d sounds came after Stop, 1 was said", n-len(heard))
	}
}

// Private sound is not kept for the next time, public sound is.
func TestOnlyPublicSoundIsKept(t *testing.T) {
	b := begin(t, &voicetest.Sink{Headset: true}, &engine{})
	for i := range 2 {
		b.Say(say("私密", "公开"))
		b.Wait(b.ctx, 3*(i+1))
	}
	if got := b.engine.texts(); got != "密|公开|密" {
		t.Errorf("the engine was asked for %s", got)
	}
}

func TestVolumeChangesWhatIsSaid(t *testing.T) {
	b := begin(t, &voicetest.Sink{Hold: make(chan struct{})}, &engine{})
	last := int16(1 << 14)
	for i := range voice.MostVolume {
		if i == 0 {
			b.Say(say("请插卡"))
		} else {
			b.Volume(voice.MostVolume - i) // begins anew
		}
		h := b.Wait(b.ctx, i+1)[i]
		if v := h.Sound.Samples[0]; v <= 0 || v >= last {
			t.Errorf("at volume %d it is %d, before %d", voice.MostVolume-i, v, last)
		} else {
			last = v
		}
	}
}

// A part that fails is told of once, and does not keep the rest from being heard; when it worked again it is told of again.
func TestFaultsAreToldOnce(t *testing.T) {
	e := &engine{called: make(chan struct{})}
	b := begin(t, &voicetest.Sink{Headset: true}, e)
	heard := 0
	for i, works := range []bool{false, false, true, false} {
		e.mu.Lock()
		e.fail = map[bool]error{false: errors.New("espeak-ng: exit status 1")}[works]
		e.mu.Unlock()
		b.Say(say("私第一", "私第二")) // the second is tried when the first is over
		<-e.called
		<-e.called
		if works {
			heard++
			b.Wait(b.ctx, heard)
		}
		b.Stop()
		heard = len(b.Heard())
		if got, want := len(b.told()), []int{1, 1, 1, 2}[i]; got != want {
			t.Errorf("round %d: told %q", i, b.told())
		}
	}
	if got := b.told(); !strings.Contains(got[0], "the engine of speech does not work") {
		t.Errorf("told: %q", got)
	}
}

// An engine and a player that hang are given up, and Stop does not wait for their limits.
func TestWhatHangsIsGivenUp(t *testing.T) {
	e := &engine{hang: true, called: make(chan struct{}, 8)}
	b := begin(t, &voicetest.Sink{Hold: make(chan struct{})}, e)
	b.Aloud(true)
	b.Say(say("私密", "公开"))
	<-e.called
	for b.clock.Waiting() == 0 && b.ctx.Err() == nil {
		runtime.Gosched()
	}
	b.clock.Advance(5 * time.Second)
	<-e.called // the next phrase is tried
	b.Stop()
	b.Chime(voice.Success)
	b.Wait(b.ctx, 1)
	for b.clock.Waiting() == 0 && b.ctx.Err() == nil {
		runtime.Gosched()
	}
	b.clock.Advance(10 * time.Second)
	for len(b.told()) < 2 && b.ctx.Err() == nil {
		runtime.Gosched()
	}
	b.Chime(voice.Failure)
	b.Wait(b.ctx, 2)
	got := b.told()
	if len(got) != 2 || !strings.Contains(got[0], "took too long") || !strings.HasPrefix(got[1], "the loudspeaker") {
		t.Errorf("told: %q", got)
	}
}

// A terminal without any output or engine is silent and does not complain about how it was configured.
func TestWithoutEngineOrOutput(t *testing.T) {
	var told []string
	sink := &voicetest.Sink{Silent: true}
	v := voice.New(voice.Options{Engine: voice.None{}, Player: sink, Reader: speech.New(words.New()), Clock: clock.System{},
		Fault: func(what string, _ error) { told = append(told, what) }})
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { v.Run(ctx); close(done) }()
	v.Say(say("请插卡"))
	v.Chime(voice.Success)
	v.Stop()
	stop()
	<-done
	v.Say(say("请插卡"))
	if len(told) > 0 || len(sink.Heard()) > 0 {
		t.Errorf("told %q, heard %d", told, len(sink.Heard()))
	}
}

// Words wait for the chime that goes before them.
func TestAChimeIsHeardBeforeTheScreen(t *testing.T) {
	b := begin(t, &voicetest.Sink{Hold: make(chan struct{})}, &engine{})
	b.Chime(voice.Success)
	b.Wait(b.ctx, 1)
	b.Say(say("已打印"))
	b.Hold <- struct{}{} // the chime is still being played
	h := b.Wait(b.ctx, 2)
	if len(h[0].Sound.Samples) != len(voice.Success.Sound().Samples) || !is(h[1], "已打印") {
		t.Error("not the chime, then the words")
	}
}
