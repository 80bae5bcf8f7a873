package voice

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/kiosk/internal/speech"
	"shebao/kiosk/internal/words"
)

func espeak(t *testing.T) *ESpeak {
	t.Helper()
	if _, err := exec.LookPath("espeak-ng"); err != nil {
		t.Fatal("espeak-ng is missing: it is in packaging/packages-debian12.txt")
	}
	return NewESpeak(100)
}

func loudness(s Sound) (n int) {
	for _, v := range s.Samples {
		if v > 2000 || v < -2000 {
			n++
		}
	}
	return n
}

// Debian's espeak-ng, as terminals have it.
func TestESpeakSpeaks(t *testing.T) {
	e := espeak(t)
	r := speech.New(words.New())
	heard := map[string]Sound{}
	for _, text := range []string{"请插入社保卡", "1,234.56元", "1,234.65元", "12,345.60元", "请重置密码"} {
		u := r.Read(speech.Phrase{Text: text})
		s, err := e.Speak(t.Context(), u[0].Text, u[0].Language)
		if err != nil {
			t.Fatal(err)
		}
		if s.Rate != 22050 || s.Seconds() < 0.5 || s.Seconds() > 6 || loudness(s) < len(s.Samples)/50 {
			t.Errorf("%s: %.1f s at %d Hz, %d samples are loud", text, s.Seconds(), s.Rate, loudness(s))
		}
		for other, o := range heard {
			if slices.Equal(o.Samples, s.Samples) {
				t.Errorf("%s sounds like %s", text, other)
			}
		}
		heard[text] = s
	}
	again, err := e.Speak(t.Context(), "请插入社保卡", words.Chinese)
	if err != nil || !slices.Equal(again.Samples, heard["请插入社保卡"].Samples) {
		t.Errorf("the same text is another sound: %v", err)
	}
	slow, err := NewESpeak(60).Speak(t.Context(), "请插入社保卡", words.Chinese)
	if err != nil || slow.Seconds() < 1.2*again.Seconds() {
		t.Errorf("at 60 %% it takes %.2f s, at 100 %% %.2f s: %v", slow.Seconds(), again.Seconds(), err)
	}
	if s, err := e.Speak(t.Context(), "Please insert your card", words.English); err != nil || loudness(s) == 0 {
		t.Errorf("English: %v", err)
	}
}

// What is said is an argument of no program: everybody on the machine sees those.
func TestTheTextIsNoArgument(t *testing.T) {
	const text = "测某甲 一千二百三十四元"
	args := filepath.Join(t.TempDir(), "args")
	c := NewCommand([]string{"sh", "-c", `tr '\0' ' ' < /proc/$$/cmdline > ` + args + `; cat > ` + args + `.in; exit 3`, "{language}", "{rate}"}, 90)
	if _, err := c.Speak(t.Context(), text, words.Chinese); err == nil || err.Error() != "sh: exit status 3" {
		t.Errorf("an engine that failed gave %v", err)
	}
	line, err := os.ReadFile(args)
	if err != nil || strings.Contains(string(line), "测") || !strings.Contains(string(line), "zh 90") {
		t.Errorf("arguments %q, %v", line, err)
	}
	in, err := os.ReadFile(args + ".in")
	if err != nil || string(in) != text {
		t.Errorf("on its input: %q, %v", in, err)
	}
}

func TestACommandSpeaks(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.wav")
	if err := os.WriteFile(file, Success.Sound().wav(), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := NewCommand([]string{"cat", file}, 100).Speak(t.Context(), "您好", words.Chinese)
	if err != nil || !slices.Equal(s.Samples, Success.Sound().Samples) {
		t.Errorf("%d samples, %v", len(s.Samples), err)
	}
	if _, err := NewCommand([]string{"echo", "no wav"}, 100).Speak(t.Context(), "您好", words.Chinese); err == nil {
		t.Error("text was taken for sound")
	}
	if _, err := NewCommand([]string{"cat", "/dev/zero"}, 100).Speak(t.Context(), "您好", words.Chinese); err == nil {
		t.Error("a stream without an end was taken for sound")
	}
	if _, err := NewCommand([]string{"no-such-program"}, 100).Speak(t.Context(), "您好", words.Chinese); err == nil {
		t.Error("no program spoke")
	}
}

// A program that hangs is killed with its children, which would hold its pipes.
func TestAHangingProgramIsKilled(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	pipe := filepath.Join(t.TempDir(), "child")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := NewCommand([]string{"sh", "-c", "sleep 60 & echo $! > " + pipe + "; sleep 60"}, 100).Speak(ctx, "您好", words.Chinese)
		ended <- err
	}()
	child, err := os.ReadFile(pipe) // waits until it runs
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(child)))
	if err != nil {
		t.Fatal(err)
	}
	for limit := time.Now().Add(10 * time.Second); ; runtime.Gosched() {
		state, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
		if err != nil || strings.Contains(string(state), ") Z ") { // gone, or waiting for whoever adopted it
			break
		}
		if time.Now().After(limit) {
			t.Fatal("its child still runs")
		}
	}
}

func TestProgramsPlayOnTheirDevice(t *testing.T) {
	dir := t.TempDir()
	p := NewPrograms([]string{"sh", "-c", `cat > "$0"/"$1"`, dir, "{device}"}, "front", "")
	if p.Has(Headset) || !p.Has(Loudspeaker) {
		t.Error("outputs are not those that have a device")
	}
	s := Attention.Sound()
	if err := p.Play(t.Context(), s, Loudspeaker); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "front"))
	if err != nil || !bytes.Equal(got, s.wav()) {
		t.Errorf("%d bytes were played, %v", len(got), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Play(ctx, s, Loudspeaker); err == nil {
		t.Error("it played after it was stopped")
	}
	if err := NewPrograms([]string{"false"}, "front", "").Play(t.Context(), s, Loudspeaker); err == nil {
		t.Error("a player that failed played")
	}
}
