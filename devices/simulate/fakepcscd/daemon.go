package fakepcscd

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"
)

// Daemon is a card service. It is safe for concurrent use; one goroutine starts and ends it.
//
// Its readers outlive it, as readers on a cable do: a card that lies in one when the service starts was there at start.
type Daemon struct {
	socket string

	mu       sync.Mutex
	changed  chan struct{} // closed and replaced at every change of what follows
	dead     chan struct{} // closed when the running service ends
	listener net.Listener  // nil: not running
	clients  map[*client]struct{}
	slots    [maxReaders]*Reader // the table; nil: free
	plugged  uint32              // how often a reader came or went
	last     uint32              // the number of the last context or handle
	drained  bool
	frozen   bool
	refuse   bool
	faults   map[Command]*fault
	served   map[Command]int
	accepted int

	running sync.WaitGroup // goroutines of the running service
}

// New makes a service that will listen on the socket. It does not run yet.
func New(socket string) *Daemon {
	return &Daemon{
		socket:  socket,
		changed: make(chan struct{}),
		clients: map[*client]struct{}{},
		faults:  map[Command]*fault{},
		served:  map[Command]int{},
	}
}

// Start starts the service, at first and after Kill or Stop.
func (d *Daemon) Start() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listener != nil {
		return errors.New("fakepcscd: it runs already")
	}
	if err := os.Remove(d.socket); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("fakepcscd: %w", err)
	}
	l, err := net.Listen("unix", d.socket)
	if err != nil {
		return fmt.Errorf("fakepcscd: %w", err)
	}
	d.listener, d.dead = l, make(chan struct{})
	d.drained, d.frozen, d.refuse, d.plugged = false, false, false, 0
	for _, r := range d.slots {
		if r != nil {
			r.start()
		}
	}
	d.running.Add(1)
	go d.accept(l)
	return nil
}

// Kill ends the service at once, as a signal 9 does: every connection breaks. When it returns nothing of it runs any more. It
// may be called again.
func (d *Daemon) Kill() {
	d.Die()
	d.running.Wait()
}

// Die is Kill without waiting for the commands that run, one of which may be the caller.
func (d *Daemon) Die() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listener == nil {
		return
	}
	_ = d.listener.Close() // removes the socket as well
	d.listener = nil
	close(d.dead)
	for c := range d.clients {
		_ = c.conn.Close()
	}
	d.change()
}

// Stop ends the service in order: clients are told that the readers are gone, then their connections break.
func (d *Daemon) Stop() {
	d.Drain()
	d.Kill()
}

// Drain is the first half of Stop: the readers are gone for the clients, and nobody new is let in (facts/card.md §9.2,
// "pcscd stopped").
func (d *Daemon) Drain() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.drained = true
	for _, r := range d.slots {
		if r != nil {
			r.detach()
		}
	}
	d.signal(Success)
}

func (d *Daemon) accept(l net.Listener) {
	defer d.running.Done()
	for {
		conn, err := l.Accept()
		if err != nil {
			return // closed by Kill
		}
		d.mu.Lock()
		d.accepted++
		d.change()
		if d.listener != l || d.refuse || d.drained {
			d.mu.Unlock()
			_ = conn.Close()
			continue
		}
		c := &client{daemon: d, conn: conn, dead: d.dead, handles: map[uint32]*handle{}}
		d.clients[c] = struct{}{}
		d.running.Add(1)
		d.mu.Unlock()
		go c.serve()
	}
}

// change wakes whoever waits for one.
func (d *Daemon) change() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// await waits, d.mu given away meanwhile, until the condition holds; false when the client's service ended first.
func (d *Daemon) await(c *client, holds func() bool) bool {
	for !holds() {
		changed := d.changed
		d.mu.Unlock()
		select {
		case <-changed:
		case <-c.dead:
			d.mu.Lock()
			return false
		}
		d.mu.Lock()
	}
	return true
}

// signal tells every client that waits that something happened, and that it does not wait any more.
func (d *Daemon) signal(code uint32) {
	for c := range d.clients {
		c.wake(code)
	}
	d.change()
}

// writeLimit ends a connection whose client does not take its answers; nothing else is decided by it.
const writeLimit = 10 * time.Second

// Socket is where it listens.
func (d *Daemon) Socket() string { return d.socket }
