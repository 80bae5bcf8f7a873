package fakepcscd

import (
	"encoding/binary"
	"net"
	"time"
)

// client is one connection, which is one context of the library. What it has is guarded by the daemon's lock.
type client struct {
	daemon  *Daemon
	conn    net.Conn
	dead    <-chan struct{} // the service that took the connection has ended
	context uint32          // 0: none, or released
	handles map[uint32]*handle
	waiting bool // to be told of the next event
}

func (c *client) serve() {
	d := c.daemon
	defer d.running.Done()
	defer func() {
		_ = c.conn.Close()
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.clients, c)
		c.release()
		d.change()
	}()
	for {
		m, err := readMessage(c.conn)
		if err != nil {
			return
		}
		if !c.react(m) {
			return
		}
	}
}

// react serves one message; false ends the connection.
func (c *client) react(m message) bool {
	d := c.daemon
	d.mu.Lock()
	defer d.mu.Unlock()
	d.served[m.command]++
	d.change()
	if !d.await(c, func() bool { return !d.frozen }) {
		return false
	}
	code, alive := d.strike(c, m.command)
	if !alive {
		return false
	}
	switch m.command {
	case ReadersState:
		return c.send(d.table())
	case Wait:
		c.waiting = true
		return c.send(d.table())
	case StopWaiting:
		if !c.waiting {
			return true // the event was sent before, and is the answer
		}
		c.wake(Success)
		return true
	case ReaderEvents:
		return c.send(binary.NativeEndian.AppendUint32(binary.NativeEndian.AppendUint32(nil, d.plugged&0xFFFF), Success))
	}
	m.data, code, alive = c.obey(m, code)
	if !alive {
		return false
	}
	m.result(code)
	answer := m.body
	if code == Success && (m.command == Transmit || m.command == Control) {
		answer = append(answer, m.data...)
	}
	return c.send(answer)
}

// obey runs a command, unless a script has given its result already; false ends the connection.
func (c *client) obey(m message, scripted uint32) (data []byte, code uint32, alive bool) {
	if scripted != Success {
		return nil, scripted, true
	}
	d := c.daemon
	switch m.command {
	case Version:
		// An older library asks for 4.4 only, a newer one may ask for 4.5 and take nothing else.
		if m.word(0) != versionMajor || m.word(1) != versionMinor && m.word(1) != versionNewer {
			m.set(0, versionMajor)
			m.set(1, versionMinor)
			return nil, ServiceStopped, true
		}
		return nil, Success, true
	case EstablishContext:
		d.last++
		c.context = d.last
		m.set(1, c.context)
		return nil, Success, true
	case ReleaseContext:
		if c.context == 0 {
			return nil, InvalidHandle, true
		}
		if c.context != m.word(0) {
			return nil, InvalidValue, true
		}
		c.release()
		d.change()
		return nil, Success, true
	case Cancel:
		for other := range d.clients {
			if other.context == m.word(0) && other.waiting {
				other.wake(Cancelled)
			}
		}
		return nil, Success, true
	case Connect:
		return d.connect(c, m)
	}
	h := c.handles[m.word(0)]
	if h == nil || c.context == 0 {
		return nil, InvalidHandle, false // a rogue: the real one breaks the connection as well
	}
	switch m.command {
	case Reconnect:
		return d.reconnect(c, h, m)
	case Disconnect:
		return d.disconnect(c, h, m.word(1))
	case Begin:
		return nil, h.begin(), true
	case End:
		return nil, h.end(m.word(1)), true
	case Status:
		return nil, h.usable(), true
	case Transmit:
		reply, code, alive := d.transmit(c, h, m.data, m.word(1))
		m.set(6, uint32(len(reply)))
		return reply, code, alive
	case GetAttrib:
		return nil, h.attribute(m), true
	}
	if code := h.usable(); code != Success {
		return nil, code, true
	}
	return nil, UnsupportedFeature, true // Control and SetAttrib
}

// release ends the context with all its connections, as at the end of a client.
func (c *client) release() {
	for id, h := range c.handles {
		delete(c.handles, id)
		h.abandon()
	}
	c.context, c.waiting = 0, false
}

// wake ends the client's wait with a word.
func (c *client) wake(code uint32) {
	if !c.waiting {
		return
	}
	c.waiting = false
	c.send(binary.NativeEndian.AppendUint32(binary.NativeEndian.AppendUint32(nil, 0), code))
}

// send writes with the daemon's lock held, so that no event comes before the table that it is newer than.
func (c *client) send(b []byte) bool {
	if err := c.conn.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil {
		return false
	}
	_, err := c.conn.Write(b)
	return err == nil
}
