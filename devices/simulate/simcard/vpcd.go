package simcard

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"sync"
	"syscall"
)

// Where the virtual reader of Debian's vsmartcard-vpcd listens for its two slots (facts/card.md §10): the citizen's card
// goes into the first, the terminal's security module into the second.
const (
	VPCDAddr   = "127.0.0.1:35963"
	VPCDSecond = "127.0.0.1:35964"
)

// Plug is a card in the virtual reader of a real pcscd.
type Plug struct {
	conn *net.TCPConn
	done chan struct{}

	mu   sync.Mutex
	chip Chip
	out  chan struct{} // closed when the present chip leaves
	over bool          // out is closed for good

	powered chan struct{} // closed when the reader has first given the chip power
	power   sync.Once
}

// DialVPCD puts the card into the virtual reader at addr. The reader notices within its polling time of 0.4 s. The card
// stays until Pull, until the reader closes the connection, or until ctx is done.
func DialVPCD(ctx context.Context, addr string, c Chip) (*Plug, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c.Reset()
	p := &Plug{conn: conn.(*net.TCPConn), chip: c, done: make(chan struct{}), out: make(chan struct{}), powered: make(chan struct{})}
	stop := context.AfterFunc(ctx, p.cut)
	go func() {
		defer close(p.done)
		defer stop()
		p.serve()
		p.cut()
		last, _ := p.present()
		last.Reset()
	}()
	return p, nil
}

// Pull takes the card out and returns when nothing of it runs any more.
func (p *Plug) Pull() {
	p.cut()
	<-p.done
}

// Powered is closed when the reader has seen the card and given it power.
func (p *Plug) Powered() <-chan struct{} { return p.powered }

// Out is closed when the card has left, for whatever reason.
func (p *Plug) Out() <-chan struct{} { return p.done }

func (p *Plug) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.over = true
	close(p.out)
	_ = p.conn.Close() // nothing is buffered on our side that could be lost
}

// Swap exchanges the card for another so fast that the reader does not see it (facts/devices.md A3): no event counts it, and
// who holds the old card talks to the new one, which nobody has powered on. It does nothing when the card has left.
func (p *Plug) Swap(c Chip) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.chip.Reset()
	c.Reset()
	close(p.out)
	p.chip, p.out = c, make(chan struct{})
}

// present is the chip under the contacts, and a channel that closes when it leaves.
func (p *Plug) present() (Chip, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.chip, p.out
}

// serve speaks vpcd's protocol: two bytes of length, then a control byte or an APDU.
func (p *Plug) serve() {
	r := bufio.NewReader(p.conn)
	for {
		// vpcd sends length and payload apart, which costs 40 ms a command with delayed acknowledgements
		// (facts/devices.md A2); the option holds for one read only.
		p.quickAck()
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return
		}
		message := make([]byte, binary.BigEndian.Uint16(size[:]))
		p.quickAck()
		if _, err := io.ReadFull(r, message); err != nil {
			return
		}
		reply, ok := p.react(message)
		if !ok {
			return
		}
		if reply == nil {
			continue
		}
		frame := binary.BigEndian.AppendUint16(make([]byte, 0, 2+len(reply)), uint16(len(reply)))
		if _, err := p.conn.Write(append(frame, reply...)); err != nil {
			return
		}
	}
}

// react answers one message; nil is no answer, false is a card that has left.
func (p *Plug) react(message []byte) ([]byte, bool) {
	if len(message) == 0 {
		return nil, true
	}
	chip, out := p.present()
	if len(message) == 1 {
		switch message[0] {
		case 0x00, 0x01, 0x02:
			chip.Reset()
			if message[0] == 0x01 {
				p.power.Do(func() { close(p.powered) })
			}
		case 0x04:
			return chip.ATR(), true
		}
		return nil, true
	}
	reply, fault, resume := chip.Answer(message)
	clear(message)
	switch {
	case fault.Leaves():
		return nil, false
	case fault == Silent:
		select {
		case <-out: // when it was pulled, the connection is closed as well
		case <-resume:
		}
		return sw(0x6F00), true
	}
	return reply, true
}

func (p *Plug) quickAck() {
	raw, err := p.conn.SyscallConn()
	if err != nil {
		return // the connection is closed; the read that follows says so
	}
	// Without the option commands are slower, not wrong.
	_ = raw.Control(func(fd uintptr) {
		_ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_QUICKACK, 1)
	})
}
