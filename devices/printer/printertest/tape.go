package printertest

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/clock"
)

// Tape is what was said on a line, both ways and with times, and what the driver was asked to do meanwhile. Its text is a
// transcript, which a Player plays:
//
//	# a remark
//	profile NAME
//	baud BITS
//	call print OWNER LINES | status | clear     what the driver is asked for, and with = what it answers
//	= ANSWER
//	> MS BYTES                                  the driver says, so many ms after the first byte
//	< MS BYTES                                  the printer says
//	gone MS                                     the line is gone
//
// Bytes are in hexadecimal. Each process id is its number in the conversation, ID1 and so on, as each run draws others.
//
// Its methods may be called by any goroutine.
type Tape struct {
	mu    sync.Mutex
	began time.Time
	turns []turn
}

// turn is a line of a transcript.
type turn struct {
	word string // ">", "<", "gone", "call", "=", "#"
	at   time.Duration
	said []byte
	text string
}

func (t *Tape) add(word string, now time.Time, said []byte, text string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.began.IsZero() && !now.IsZero() {
		t.began = now
	}
	at := time.Duration(0)
	if !now.IsZero() {
		at = now.Sub(t.began)
	}
	t.turns = append(t.turns, turn{word, at, append([]byte(nil), said...), text})
}

// Remark keeps what somebody who reads the transcript should know.
func (t *Tape) Remark(text string) { t.add("#", time.Time{}, nil, text) }

// Call keeps what the driver was asked for, and Answer what it answered.
func (t *Tape) Call(text string) { t.add("call", time.Time{}, nil, text) }

// Answer keeps what the driver answered.
func (t *Tape) Answer(text string) { t.add("=", time.Time{}, nil, text) }

// askID begins the question for a process id, and tellID its answer.
const (
	askID  = "\x1d(H\x06\x0000"
	tellID = "\x37\x22"
	idSize = 4
)

// perLine is how many bytes stand on a line of a transcript.
const perLine = 36

// Transcript is the text of the tape.
func (t *Tape) Transcript(profile string, baud int) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var b strings.Builder
	for _, n := range t.turns {
		if n.word == "#" {
			fmt.Fprintf(&b, "# %s\n", n.text)
		}
	}
	fmt.Fprintf(&b, "profile %s\nbaud %d\n", profile, baud)
	ids := map[string]int{}
	for _, n := range t.turns {
		switch ms := float64(n.at) / float64(time.Millisecond); n.word {
		case ">", "<":
			fields := spell(n, ids)
			for len(fields) > 0 {
				k := min(perLine, len(fields))
				fmt.Fprintf(&b, "%s %.3f %s\n", n.word, ms, strings.Join(fields[:k], " "))
				fields = fields[k:]
			}
		case "gone":
			fmt.Fprintf(&b, "gone %.3f\n", ms)
		case "call", "=":
			fmt.Fprintf(&b, "%s %s\n", n.word, n.text)
		}
	}
	return b.String()
}

// spell is the bytes of a turn in words, with the ids numbered.
func spell(n turn, ids map[string]int) []string {
	var out []string
	for i := 0; i < len(n.said); {
		for _, lead := range []string{askID, tellID} {
			rest := n.said[i:]
			if (lead == askID) != (n.word == ">") || !bytes.HasPrefix(rest, []byte(lead)) || len(rest) < len(lead)+idSize {
				continue
			}
			id := string(rest[len(lead) : len(lead)+idSize])
			if ids[id] == 0 && lead == askID {
				ids[id] = len(ids) + 1
			}
			if ids[id] == 0 { // of an earlier run
				continue
			}
			for _, c := range []byte(lead) {
				out = append(out, hex.EncodeToString([]byte{c}))
			}
			out = append(out, fmt.Sprintf("ID%d", ids[id]))
			i += len(lead) + idSize
		}
		if i < len(n.said) {
			out = append(out, hex.EncodeToString(n.said[i:i+1]))
			i++
		}
	}
	return out
}

// Over is a port whose conversation the tape keeps. It ends with the port.
func (t *Tape) Over(p printer.Port, c clock.Clock) printer.Port {
	r := &recorded{Port: p, tape: t, clock: c, in: make(chan []byte)}
	go r.listen()
	return r
}

type recorded struct {
	printer.Port
	tape  *Tape
	clock clock.Clock
	in    chan []byte
}

func (r *recorded) listen() {
	for b := range r.Port.Input() {
		r.tape.add("<", r.clock.Now(), b, "")
		r.in <- b
	}
	r.tape.add("gone", r.clock.Now(), nil, "")
	close(r.in)
}

// Input implements printer.Port.
func (r *recorded) Input() <-chan []byte { return r.in }

// Write implements printer.Port.
func (r *recorded) Write(ctx context.Context, b []byte) error {
	r.tape.add(">", r.clock.Now(), b, "")
	return r.Port.Write(ctx, b)
}
