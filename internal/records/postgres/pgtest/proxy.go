package pgtest

import (
	"net"
	"sync"
	"sync/atomic"
)

// Proxy stands between a program and a server and passes on what it is told to.
type Proxy struct {
	listener net.Listener
	target   string
	cut      atomic.Int64 // bytes from the server after which a connection is cut; 0: never
	turns    atomic.Int64
	dialled  atomic.Int64

	mu      sync.Mutex
	closed  bool
	conns   map[net.Conn]struct{}
	running sync.WaitGroup
}

// NewProxy listens on a free port and passes on to target; its caller calls Close. Without a target it takes connections and
// never answers.
func NewProxy(target string) (*Proxy, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, target: target, conns: map[net.Conn]struct{}{}}
	p.running.Go(p.accept)
	return p, nil
}

// Address is where it listens.
func (p *Proxy) Address() string { return p.listener.Addr().String() }

// CutAfter cuts every connection when so many bytes have come from the server; 0 cuts none. It holds for connections that
// there are, too.
func (p *Proxy) CutAfter(bytes int64) { p.cut.Store(bytes) }

// Turns is how often the program spoke after the server had: its round trips, log-in included.
func (p *Proxy) Turns() int64 { return p.turns.Load() }

// Dialled is how many connections there were.
func (p *Proxy) Dialled() int64 { return p.dialled.Load() }

// Close cuts everything.
func (p *Proxy) Close() {
	p.mu.Lock()
	p.closed = true
	_ = p.listener.Close() // nobody else uses it
	for c := range p.conns {
		_ = c.Close() // it is being cut
	}
	p.mu.Unlock()
	p.running.Wait()
}

func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.dialled.Add(1)
		if !p.keep(conn) {
			return
		}
		if p.target == "" {
			continue
		}
		server, err := net.Dial("tcp", p.target)
		if err != nil {
			_ = conn.Close() // as a server that is not there
			continue
		}
		if !p.keep(server) {
			return
		}
		p.pass(conn, server)
	}
}

// keep notes a connection for Close, and closes it when that has been.
func (p *Proxy) keep(c net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		_ = c.Close() // too late
		return false
	}
	p.conns[c] = struct{}{}
	return true
}

func (p *Proxy) pass(program, server net.Conn) {
	end := func() { _ = program.Close(); _ = server.Close() } // the other half may have closed them
	var spoke atomic.Bool                                     // the server was the last to speak
	spoke.Store(true)
	p.running.Go(func() {
		defer end()
		buffer := make([]byte, 64<<10)
		for {
			n, err := program.Read(buffer)
			if n > 0 && spoke.Swap(false) {
				p.turns.Add(1)
			}
			if _, w := server.Write(buffer[:n]); w != nil || err != nil {
				return
			}
		}
	})
	p.running.Go(func() {
		defer end()
		buffer, sent := make([]byte, 64<<10), int64(0)
		for {
			n, err := server.Read(buffer)
			spoke.Store(true)
			if cut := p.cut.Load(); cut > 0 && sent+int64(n) > cut {
				_, _ = program.Write(buffer[:max(0, min(int64(n), cut-sent))]) // it is cut anyway
				return
			}
			sent += int64(n)
			if _, w := program.Write(buffer[:n]); w != nil || err != nil {
				return
			}
		}
	})
}
