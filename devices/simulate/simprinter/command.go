package simprinter

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits of what a command may say: a line from a socket is not trusted to be sensible.
const (
	longestRoll = 1_000_000 // mm: ten rolls
	fastest     = 10_000    // mm/s: more is no slower for anybody who looks
	mostGarbage = 1_000     // bytes: what a second of noise at 9600 baud is
)

// command is what can be said to the simulated printer. Its argument, when it has one, is a number.
type command struct {
	words  string
	number string // what the number is; "" for none
	free   bool   // it may be left out, and is 0 then
	most   float64
	help   string
	do     func(p *Printer, n float64) error
}

// act makes a command of a method that cannot fail.
func act(f func(*Printer)) func(*Printer, float64) error {
	return func(p *Printer, _ float64) error {
		f(p)
		return nil
	}
}

// commands are all of them. No two begin alike but for their last word.
func commands() []command {
	return []command{
		{words: "paper out", number: "MM", free: true, most: longestRoll, help: "the paper ends after so many mm, or now",
			do: func(p *Printer, n float64) error { p.PaperOutAfter(n); return nil }},
		{words: "paper in", help: "a new roll; what the printer still holds it prints", do: act((*Printer).LoadPaper)},
		{words: "paper jam", help: "paper is stuck on its way", do: act((*Printer).JamPaper)},
		{words: "paper free", help: "it was pulled out", do: act((*Printer).FreePaper)},
		{words: "near-end on", help: "the roll is nearly used up", do: act(func(p *Printer) { p.SetNearEnd(true) })},
		{words: "near-end off", do: act(func(p *Printer) { p.SetNearEnd(false) })},
		{words: "cover open", help: "staff open the cover", do: act((*Printer).OpenCover)},
		{words: "cover close", do: act((*Printer).CloseCover)},
		{words: "cutter jam", help: "the knife is stuck", do: act((*Printer).JamCutter)},
		{words: "cutter clear", do: act((*Printer).FixCutter)},
		{words: "head hot", help: "the head waits until it is cool", do: act((*Printer).HeatHead)},
		{words: "head cool", do: act((*Printer).CoolHead)},
		{words: "silence on", help: "it prints and answers nothing", do: act(func(p *Printer) { p.Silence(true) })},
		{words: "silence off", do: act(func(p *Printer) { p.Silence(false) })},
		{words: "garbage", number: "BYTES", most: mostGarbage, help: "it says what a disturbed line says",
			do: func(p *Printer, n float64) error { p.Garbage(int(n)); return nil }},
		{words: "speed", number: "MM/S", most: fastest, help: "how fast paper moves; 150 is usual",
			do: func(p *Printer, n float64) error {
				if n < 1 {
					return errors.New("paper moves at 1 mm/s or more")
				}
				p.SetSpeed(n)
				return nil
			}},
		{words: "power cut", help: "off and on again: all that it holds is gone", do: act((*Printer).PowerCycle)},
		{words: "cable out", help: "the line is pulled out", do: act((*Printer).Unplug)},
		{words: "cable in", do: func(p *Printer, _ float64) error { return p.Plug() }},
		{words: "presenter take", help: "the person takes her slip, now and later ones", do: act((*Printer).Take)},
		{words: "presenter leave", help: "she goes without it, and so do all after her", do: act((*Printer).Leave)},
		{words: "presenter retract", help: "the slip is taken back into the bin", do: act((*Printer).Retract)},
		{words: "presenter jam", help: "the slip is stuck in the presenter", do: act((*Printer).JamPresenter)},
		{words: "presenter clear", do: act((*Printer).FixPresenter)},
	}
}

// Commands are the commands of Obey, one a line, with what they do.
func Commands() string {
	var b strings.Builder
	line := func(words, help string) {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%-22s %s", words, help), " ") + "\n")
	}
	for _, c := range commands() {
		words := c.words
		if c.number != "" {
			words += " " + map[bool]string{true: "[" + c.number + "]", false: c.number}[c.free]
		}
		line(words, c.help)
	}
	line("status", "what state it is in")
	return b.String()
}

// Obey does what one line of text says, and gives an answer of one line: "" but for status. A line that is no command, or whose
// number is no sensible one, changes nothing. It may be called by any goroutine.
func (p *Printer) Obey(line string) (answer string, err error) {
	words := strings.Fields(line)
	if slices.Equal(words, []string{"status"}) {
		return p.describe(), nil
	}
	for _, c := range commands() {
		want := strings.Fields(c.words)
		if len(words) < len(want) || !slices.Equal(words[:len(want)], want) {
			continue
		}
		n, err := c.argument(words[len(want):])
		if err != nil {
			return "", err
		}
		return "", c.do(p, n)
	}
	return "", errors.New("the simulated printer knows no such command")
}

// argument reads the number of a command.
func (c command) argument(words []string) (float64, error) {
	switch {
	case c.number == "" && len(words) > 0, len(words) > 1:
		return 0, fmt.Errorf("too many words behind %q", c.words)
	case len(words) == 0 && (c.number == "" || c.free):
		return 0, nil
	case len(words) == 0:
		return 0, fmt.Errorf("%q needs a number: %s", c.words, c.number)
	}
	n, err := strconv.ParseFloat(words[0], 64)
	if err != nil || math.IsNaN(n) || n < 0 || n > c.most {
		return 0, fmt.Errorf("%q needs a number from 0 to %.0f", c.words, c.most)
	}
	return n, nil
}

// describe is the state in one line: names and values, without spaces in them.
func (p *Printer) describe() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	pick := func(on bool, yes, no string) string {
		if on {
			return yes
		}
		return no
	}
	presenter := "none"
	if p.o.Presenter != NoPresenter {
		presenter = "empty"
		if p.holder.slip >= 0 {
			presenter = p.slips[p.holder.slip].Fate.String()
		}
		if p.holder.stuck {
			presenter = "jammed"
		}
	}
	dealt := map[Fate]int{}
	for _, s := range p.slips {
		dealt[s.Fate]++
	}
	state := []string{
		"line=" + pick(p.offline(), "offline", "online"),
		"power=" + pick(p.off, "off", "on"),
		"cable=" + pick(p.pty == nil, "out", "in"),
		"paper=" + pick(p.stuck, "jammed", pick(p.out, "out", "in")),
		"near-end=" + pick(p.near, "on", "off"),
		"cover=" + pick(p.cover, "open", "closed"),
		"cutter=" + pick(p.jam, "jammed", pick(p.seized, "waiting", "ready")),
		"head=" + pick(p.hot, "hot", "cool"),
		"answers=" + pick(p.silent || p.o.Mute, "none", "yes"),
		fmt.Sprintf("speed=%.0fmm/s", p.o.Speed*mmPerSec),
		"presenter=" + presenter,
		fmt.Sprintf("held=%dB", len(p.buffer)),
		fmt.Sprintf("moved=%.0fmm", p.moved),
		fmt.Sprintf("slips=%d", len(p.slips)),
		fmt.Sprintf("taken=%d", dealt[Taken]),
		fmt.Sprintf("retracted=%d", dealt[Retracted]),
		fmt.Sprintf("dropped=%d", dealt[Dropped]),
		fmt.Sprintf("warnings=%d", len(p.warn)),
	}
	return strings.Join(state, " ")
}
