package simprinter

import "os"

// listen takes bytes as they arrive. Real-time commands are obeyed at once, wherever they stand, also while the buffer is
// full (facts/print.md §1.5); the rest goes into the buffer, and what that does not hold is lost (§3).
func (p *Printer) listen(line *os.File) {
	buf := make([]byte, 256)
	var held []byte
	for {
		n, err := line.Read(buf)
		if err != nil {
			return
		}
		if p.o.Heard != nil {
			p.o.Heard(p.o.Clock.Now(), buf[:n])
		}
		p.mu.Lock()
		for came := buf[:n]; len(came) > 0 && p.pty == line; {
			k := p.untilFault(len(came))
			p.received += k
			if p.off {
				held = nil
			} else {
				held = p.take(append(held, came[:k]...))
			}
			came = came[k:]
			p.touch()
			p.happen()
		}
		p.mu.Unlock()
	}
}

// untilFault is how many of n bytes come before the next fault that waits for bytes, at least one.
func (p *Printer) untilFault(n int) int {
	for _, f := range p.faults {
		if f.bytes > p.received {
			n = min(n, f.bytes-p.received)
		}
	}
	return n
}

// take obeys real-time commands, buffers what it can, and gives back what may be the beginning of a real-time command.
func (p *Printer) take(b []byte) []byte {
	b = p.realTime(b)
	if n := min(p.swallow, len(b)); n > 0 {
		p.swallow -= n
		b = b[n:]
	}
	ready := len(b) - openTail(b)
	if room := p.o.Buffer - len(p.buffer); ready > room {
		p.warnf("%d bytes did not fit into the buffer", ready-room)
		p.buffer = append(p.buffer, b[:room]...)
	} else {
		p.buffer = append(p.buffer, b[:ready]...)
	}
	if n, whole := p.length(); !whole && n > p.o.Buffer {
		p.warnf("a command of %d bytes", n)
		p.swallow, p.buffer = n-len(p.buffer), nil
	}
	p.flow()
	return append([]byte(nil), b[ready:]...)
}

// flow says XOFF and XON, on a line that has them.
func (p *Printer) flow() {
	room := p.o.Buffer - len(p.buffer)
	switch {
	case !p.o.Flow:
	case !p.halted && room <= fullAt:
		p.halted = true
		p.answer([]byte{0x13})
	case p.halted && room >= freeAt:
		p.halted = false
		p.answer([]byte{0x11})
	}
}

// clearAll is DLE DC4 8.
const clearAll = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

// openTail is how many bytes at the end may be the beginning of a real-time command.
func openTail(b []byte) int {
	for k := min(len(b), len(clearAll)-1); k > 0; k-- {
		tail := string(b[len(b)-k:])
		if tail == clearAll[:k] || tail == "\x10\x04" || tail == "\x10\x05" {
			return k
		}
	}
	return 0
}

// realTime obeys and removes the real-time commands in what has come.
func (p *Printer) realTime(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); {
		rest := b[i:]
		switch {
		case len(rest) >= 3 && rest[0] == 0x10 && rest[1] == 0x04 && p.knowsQuestion(rest[2]):
			p.answer(p.status(rest[2]))
			i += 3
		case len(rest) >= 3 && rest[0] == 0x10 && rest[1] == 0x05 && (rest[2] == 1 || rest[2] == 2):
			if p.recover(rest[2]) {
				out = nil
			}
			i += 3
		case len(rest) >= len(clearAll) && string(rest[:len(clearAll)]) == clearAll && !p.o.NoClear:
			out = nil
			p.forget()
			p.answer([]byte{0x37, 0x25, 0x00})
			i += len(clearAll)
		default:
			out = append(out, rest[0])
			i++
		}
	}
	return out
}

// recover is DLE ENQ: after a fault of the cutter 1 goes on and 2 forgets first; otherwise it does nothing (facts/print.md
// §1.5). It reports whether all was forgotten.
func (p *Printer) recover(n byte) bool {
	if !p.jam && !p.seized {
		return false
	}
	p.seized = false // a cutter that is still jammed stops it all the same
	if n == 2 {
		p.forget()
	}
	return n == 2
}

// forget empties the buffers and ends the command under way. Settings stay as they are (facts/print.md §1.5).
func (p *Printer) forget() {
	p.buffer, p.swallow = nil, 0
	p.paper.forgetLine()
	p.life++
	p.flow()
}

func (p *Printer) answer(b []byte) {
	if p.answers == nil || p.silent || p.o.Mute || p.off {
		return
	}
	select {
	case p.answers <- b:
		p.answered += len(b)
	default: // nobody reads: a real printer drops the answer too
	}
}
