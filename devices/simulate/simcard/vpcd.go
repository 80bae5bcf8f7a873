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

// VPCDAddr is where the virtual reader of Debian's vsmartcard-vpcd listens for its first slot (facts/card.md §10).
const VPCDAddr = "127.0.0.1:35963"

// Plug is a card in the virtual reader of a real pcscd.
type Plug struct {
	conn *net.TCPConn
	card *Card
	done chan struct{}
	out  chan struct{}
	once sync.Once
}

// DialVPCD puts the card into the virtual reader at addr. The reader notices within its polling time of 0.4 s. The card
// stays until Pull, until the reader closes the connection, or until ctx is done.
func DialVPCD(ctx context.Context, addr string, c *Card) (*Plug, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	c.reset()
	p := &Plug{conn: conn.(*net.TCPConn), card: c, done: make(chan struct{}), out: make(chan struct{})}
	stop := context.AfterFunc(ctx, p.cut)
	go func() {
		defer close(p.done)
		defer stop()
		p.serve()
		p.cut()
		c.reset()
	}()
	return p, nil
}

// Pull takes the card out and returns when nothing of it runs any more.
func (p *Plug) Pull() {
	p.cut()
	<-p.done
}

// Out is closed when the card has left, for whatever reason.
func (p *Plug) Out() <-chan struct{} { return p.done }

func (p *Plug) cut() {
	p.once.Do(func() {
		close(p.out)
		_ = p.conn.Close() // nothing is buffered on our side that could be lost
	})
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
	if len(message) == 1 {
		switch message[0] {
		case 0x00, 0x01, 0x02:
			p.card.reset()
		case 0x04:
			return p.card.ATR(), true
		}
		return nil, true
	}
	reply, fault, resume := p.card.answer(message)
	clear(message)
	switch fault {
	case Pulled:
		return nil, false
	case Silent:
		select {
		case <-p.out:
			return nil, false
		case <-resume:
			return sw(0x6F00), true
		}
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
