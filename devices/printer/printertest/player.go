package printertest

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/slip"
)

// symbol is a byte of a transcript, or the place of a process id: 256 times its number, and which byte of it.
type symbol int

// reply is what the printer said when so many symbols of the driver had come.
type reply struct {
	after int
	delay time.Duration // since the last of them, or the reply before
	said  []symbol
	gone  bool
}

// step is what the driver is asked for, and what it must answer.
type step struct{ call, answer string }

// Transcript is a conversation that went as it must.
type Transcript struct {
	Profile string
	Baud    int
	Steps   []step
	host    []symbol
	replies []reply
}

// ParseTranscript reads the text of a Tape. Its errors name the line.
func ParseTranscript(text string) (Transcript, error) {
	out := Transcript{Baud: 115200}
	var last time.Duration // when somebody spoke
	number := 0
	for line := range strings.Lines(text) {
		number++
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if err := out.take(word, rest, &last); err != nil {
			return out, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if out.Profile == "" || len(out.Steps) == 0 {
		return out, errors.New("no profile, or no call")
	}
	return out, nil
}

func (t *Transcript) take(word, rest string, last *time.Duration) (err error) {
	switch word {
	case "", "#":
		return nil
	case "profile":
		t.Profile = rest
	case "baud":
		if t.Baud, err = strconv.Atoi(rest); err == nil && t.Baud <= 0 {
			err = errors.New("a line without speed")
		}
	case "call":
		t.Steps = append(t.Steps, step{call: rest})
	case "=":
		if len(t.Steps) == 0 || t.Steps[len(t.Steps)-1].answer != "" {
			return errors.New("an answer to nothing")
		}
		t.Steps[len(t.Steps)-1].answer = rest
	case ">", "<", "gone":
		fields := strings.Fields(rest)
		if len(fields) == 0 {
			return errors.New("no time")
		}
		ms, err := strconv.ParseFloat(fields[0], 64)
		if err != nil || ms < 0 || ms > 3_600_000 {
			return fmt.Errorf("the time %q", fields[0])
		}
		said, err := symbols(fields[1:])
		if err != nil {
			return err
		}
		at := time.Duration(ms * float64(time.Millisecond))
		if word == ">" {
			t.host = append(t.host, said...)
		} else {
			t.replies = append(t.replies, reply{after: len(t.host), delay: max(0, at-*last), said: said, gone: word == "gone"})
		}
		*last = at
	default:
		return fmt.Errorf("the word %q", word)
	}
	return err
}

func symbols(fields []string) ([]symbol, error) {
	var out []symbol
	for _, f := range fields {
		if n, ok := strings.CutPrefix(f, "ID"); ok {
			id, err := strconv.Atoi(n)
			if err != nil || id < 1 || id > 1_000_000 {
				return nil, fmt.Errorf("the id %q", f)
			}
			for k := range idSize {
				out = append(out, symbol(256*id+k))
			}
			continue
		}
		b, err := hex.DecodeString(f)
		if err != nil || len(b) != 1 {
			return nil, fmt.Errorf("the byte %q", f)
		}
		out = append(out, symbol(b[0]))
	}
	return out, nil
}

// Player is a line at whose other end a transcript is played: it says what the printer said, when the driver has said what it
// said then, and refuses everything else. It implements printer.Port.
type Player struct {
	script Transcript
	clock  *waiter
	in     *inbox
	done   chan struct{}
	ended  sync.WaitGroup

	mu      sync.Mutex
	grown   *sync.Cond
	heard   int // symbols of the driver
	next    int // reply
	timed   bool
	ids     map[symbol]byte
	refused error
	gone    bool
	closed  bool
}

func newPlayer(s Transcript, c *waiter) *Player {
	p := &Player{script: s, clock: c, in: newInbox(), done: make(chan struct{}), ids: map[symbol]byte{}}
	p.grown = sync.NewCond(&p.mu)
	p.ended.Go(p.play)
	return p
}

// play says the replies in their order.
func (p *Player) play() {
	defer close(p.in.ch)
	for _, r := range p.script.replies {
		p.mu.Lock()
		for p.heard < r.after && !p.closed {
			p.grown.Wait()
		}
		closed := p.closed
		p.timed = true
		p.mu.Unlock()
		if closed || !p.sleep(r.delay) {
			return
		}
		if r.gone {
			p.mu.Lock()
			p.gone = true
			p.mu.Unlock()
			return
		}
		p.in.push(p.bytes(r.said))
		p.mu.Lock()
		p.next++
		p.timed = false
		p.mu.Unlock()
	}
	<-p.done // nothing is said any more
}

func (p *Player) sleep(d time.Duration) bool {
	timer := p.clock.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C():
		return true
	case <-p.done:
		return false
	}
}

// bytes are what the printer says, with the ids of this run.
func (p *Player) bytes(said []symbol) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []byte
	for _, s := range said {
		if s >= 256 {
			out = append(out, p.ids[s])
		} else {
			out = append(out, byte(s))
		}
	}
	return out
}

// still reports whether it only waits, for the driver or for time.
func (p *Player) still() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch _, all := p.in.state(); {
	case !all:
		return false
	case p.next == len(p.script.replies), p.closed, p.gone:
		return true
	case p.timed:
		return p.clock.waiting() > 0
	}
	return p.heard < p.script.replies[p.next].after
}

// Write implements printer.Port. It takes what the driver said in the transcript, and fails with everything else.
func (p *Player) Write(_ context.Context, b []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.grown.Broadcast()
	for i, c := range b {
		switch {
		case p.closed, p.gone:
			return errors.New("the line is gone")
		case p.refused != nil:
			return p.refused
		case p.heard == len(p.script.host):
			p.refused = fmt.Errorf("% X was sent when nothing more was expected", begin(b[i:]))
		case p.script.host[p.heard] >= 256:
			p.ids[p.script.host[p.heard]] = c
			p.heard++
			continue
		case p.script.host[p.heard] != symbol(c):
			p.refused = fmt.Errorf("% X was sent where %02X was expected, at byte %d", begin(b[i:]), p.script.host[p.heard], p.heard)
		default:
			p.heard++
			continue
		}
		return p.refused
	}
	return nil
}

// begin is as much of bytes as an error needs.
func begin(b []byte) []byte { return b[:min(len(b), 12)] }

// Input implements printer.Port.
func (p *Player) Input() <-chan []byte { return p.in.read() }

// Unsent implements printer.Port.
func (p *Player) Unsent() int { return 0 }

// Drop implements printer.Port.
func (p *Player) Drop() error { return nil }

// Baud implements printer.Port.
func (p *Player) Baud() int { return p.script.Baud }

// Close implements printer.Port.
func (p *Player) Close() error {
	p.mu.Lock()
	if !p.closed {
		p.closed = true
		close(p.done)
		p.grown.Broadcast()
	}
	p.mu.Unlock()
	for range p.in.ch { // play closes it when it has ended
	}
	p.ended.Wait()
	return nil
}

// left says what was not played.
func (p *Player) left() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.refused != nil:
		return p.refused
	case p.heard < len(p.script.host):
		return fmt.Errorf("%d bytes of the driver's were not sent", len(p.script.host)-p.heard)
	}
	return nil
}

// Replay lets the driver go through a transcript, in a time of its own. Each call must be answered as it was, with the same bytes.
func Replay(t *testing.T, s Transcript) {
	t.Helper()
	for _, err := range Faults(t.Context(), s) {
		t.Error(err)
	}
}

// Faults are what went otherwise than in the transcript.
func Faults(ctx context.Context, s Transcript) (out []error) {
	profile, ok := printer.ProfileNamed(s.Profile)
	if !ok {
		return []error{fmt.Errorf("no profile %q", s.Profile)}
	}
	v := newVirtual()
	ours, theirs := &waiter{v: v}, &waiter{v: v}
	player := newPlayer(s, theirs)
	ours.onTimer(player.in.timed)
	driver := printer.New(player, profile, dots{}, ours)
	stop := make(chan struct{})
	var moving sync.WaitGroup
	moving.Go(func() { v.run(stop, func() bool { return ours.waiting() > 0 && player.still() }) })
	defer func() {
		close(stop)
		moving.Wait()
		if err := driver.Close(); err != nil {
			out = append(out, err)
		}
	}()
	for _, c := range s.Steps {
		got, err := Perform(ctx, driver, profile, c.call)
		if err != nil {
			return append(out, err)
		}
		if got != c.answer {
			out = append(out, fmt.Errorf("%s is answered by %q, want %q", c.call, got, c.answer))
		}
	}
	if err := player.left(); err != nil {
		out = append(out, err)
	}
	return out
}

// Driver is what a conversation is held with.
type Driver interface {
	Print(ctx context.Context, s slip.Sheet, stage func(printer.Stage) error) printer.Result
	Clear(ctx context.Context) bool
	Status(ctx context.Context) printer.Condition
}

// Perform does one call of a transcript: print OWNER LINES, status or clear, and gives its answer in words.
func Perform(ctx context.Context, d Driver, p printer.Profile, call string) (string, error) {
	words := strings.Fields(call)
	switch {
	case len(words) == 1 && words[0] == "status":
		return string(d.Status(ctx)), nil
	case len(words) == 1 && words[0] == "clear":
		return map[bool]string{true: "empty", false: "not known to be empty"}[d.Clear(ctx)], nil
	case len(words) == 3 && words[0] == "print":
		lines, err := strconv.Atoi(words[2])
		if err != nil || lines < 5 || lines > 1000 {
			return "", fmt.Errorf("a slip of %q lines", words[2])
		}
		r := d.Print(ctx, Sheet(words[1], lines, p.Columns), func(printer.Stage) error { return nil })
		answer := string(r.Outcome)
		if r.Reason != printer.Unasked {
			answer += " " + string(r.Reason)
		}
		if r.Partial {
			answer += " partial"
		}
		return answer, nil
	}
	return "", fmt.Errorf("no call %q", call)
}
