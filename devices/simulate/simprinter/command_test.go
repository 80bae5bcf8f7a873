package simprinter

import (
	"strings"
	"testing"

	"shebao/kiosk/internal/clock"
)

// say obeys a line that must be obeyed.
func (b *bench) say(line string) string {
	b.t.Helper()
	answer, err := b.Obey(line)
	if err != nil {
		b.t.Errorf("%s: %v", line, err)
	}
	return answer
}

// state is the value of a property of the status line.
func (b *bench) state(name string) string {
	b.t.Helper()
	for _, property := range strings.Fields(b.say("status")) {
		if key, value, _ := strings.Cut(property, "="); key == name {
			return value
		}
	}
	b.t.Errorf("no property %s", name)
	return ""
}

// Each command does what it says, and the state says so; what undoes it undoes it.
func TestObey(t *testing.T) {
	b := start(t, Options{Presenter: PPU700})
	calm := b.say("status")
	for _, c := range []struct{ do, property, value, undo string }{
		{"paper out", "paper", "out", "paper in"},
		{"paper jam", "paper", "jammed", "paper free"},
		{"near-end on", "near-end", "on", "near-end off"},
		{"  cover   open ", "cover", "open", "cover close"},
		{"cutter jam", "cutter", "jammed", "cutter clear"},
		{"head hot", "head", "hot", "head cool"},
		{"silence on", "answers", "none", "silence off"},
		{"speed 30", "speed", "30mm/s", "speed 150"},
		{"cable out", "cable", "out", "cable in"},
		{"presenter jam", "presenter", "jammed", "presenter clear"},
	} {
		b.say(c.do)
		if got := b.state(c.property); got != c.value {
			t.Errorf("after %q %s is %q", c.do, c.property, got)
		}
		b.say(c.undo)
		if got := b.say("status"); got != calm {
			t.Errorf("after %q it is %q, not %q", c.undo, got, calm)
		}
	}
	b.say("power cut")
	if got := b.state("power"); got != "off" {
		t.Error(got)
	}
	b.run()
	b.open()
	b.say("paper out 5")
	b.send("1\n2\n3\n")
	b.run()
	if got := b.state("paper") + b.state("held"); got != "out4B" && got != "out2B" {
		t.Error(got)
	}
	said := b.said()
	b.say("garbage 20")
	if b.said() != said+20 {
		t.Errorf("%d bytes of garbage", b.said()-said)
	}
}

// A line that is no command, or whose number is no number, changes nothing.
func TestObeyRefuses(t *testing.T) {
	b := start(t, Options{})
	before := b.say("status")
	for _, bad := range []string{"", "status now", "paper", "paper out 1 2", "paper out -1", "paper out NaN", "paper out 1e99", "paper in 3",
		"garbage", "garbage 1e6", "garbage x", "speed", "speed 0", "speed 0.5", "speed +Inf", "cover", "cover ajar", "Cover open", "cable in", "presenter"} {
		if answer, err := b.Obey(bad); err == nil || answer != "" {
			t.Errorf("%q was obeyed: %q", bad, answer)
		}
	}
	if got := b.say("status"); got != before {
		t.Errorf("it is %q now", got)
	}
}

// The list names every command that Obey knows.
func TestCommands(t *testing.T) {
	list := Commands()
	for _, c := range commands() {
		if !strings.Contains(list, c.words) {
			t.Errorf("%q is missing", c.words)
		}
	}
	if !strings.Contains(list, "status") || strings.Count(list, "\n") != len(commands())+1 {
		t.Errorf("%s", list)
	}
}

// Whatever line comes, the printer answers in one line or refuses, and goes on.
func FuzzObey(f *testing.F) {
	for line := range strings.Lines(Commands()) {
		f.Add(strings.TrimSpace(line[:min(22, len(line))]))
	}
	for _, line := range []string{"paper out 12", "garbage 3", "speed 1e4", "speed 0x1p3", "paper out _", "\x00", "状态"} {
		f.Add(line)
	}
	p, err := Start(Options{Clock: clock.System{}, Presenter: Ejector, Speed: 1e12})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(p.Close)
	f.Fuzz(func(t *testing.T, line string) {
		if strings.Contains(line, "power") { // it takes two seconds of the system's clock
			t.Skip()
		}
		answer, err := p.Obey(line)
		if strings.ContainsAny(answer, "\r\n") || err != nil && (answer != "" || strings.ContainsAny(err.Error(), "\r\n")) {
			t.Errorf("%q: %q, %v", line, answer, err)
		}
		if state, err := p.Obey("status"); err != nil || !strings.HasPrefix(state, "line=") {
			t.Errorf("after %q: %q, %v", line, state, err)
		}
		_, _ = p.Obey("paper in") // what waits for paper that has moved is of no use here
		p.set(func() { p.faults = nil })
	})
}
