package fakepcscd

import "time"

// fault is what a script has for one kind of command.
type fault struct {
	code  uint32
	fails int // commands that still get it
	held  bool
	slow  time.Duration
}

func (d *Daemon) script(c Command, f func(*fault)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.faults[c] == nil {
		d.faults[c] = &fault{}
	}
	f(d.faults[c])
	d.change()
}

// Fail gives the next n commands of the kind the result, without running them. Of Wait and the other three without a result
// of their own it breaks the connection.
func (d *Daemon) Fail(c Command, code uint32, n int) {
	d.script(c, func(f *fault) { f.code, f.fails = code, n })
}

// Hold leaves commands of the kind without an answer until Release. Held transmits end as well when the card is pulled,
// after which none of them has reached it.
func (d *Daemon) Hold(c Command) { d.script(c, func(f *fault) { f.held = true }) }

// Release lets the held commands of the kind go on.
func (d *Daemon) Release(c Command) { d.script(c, func(f *fault) { f.held = false }) }

// Slow answers commands of the kind later.
func (d *Daemon) Slow(c Command, by time.Duration) { d.script(c, func(f *fault) { f.slow = by }) }

// Freeze leaves every command without an answer, as a stopped process does; connections are still taken. Thaw ends it.
func (d *Daemon) Freeze() { d.setFrozen(true) }

// Thaw ends Freeze.
func (d *Daemon) Thaw() { d.setFrozen(false) }

func (d *Daemon) setFrozen(frozen bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.frozen = frozen
	d.change()
}

// Refuse breaks every new connection at once, or takes them again.
func (d *Daemon) Refuse(refuse bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.refuse = refuse
}

// Mangle changes the reader's next n answers on their way.
func (r *Reader) Mangle(n int, f func(reply []byte) []byte) {
	r.change(func() { r.mangles, r.mangle = n, f })
}

// Truncate cuts the reader's next n answers to a length; 0 is success with no answer.
func (r *Reader) Truncate(n, length int) {
	r.Mangle(n, func(reply []byte) []byte { return reply[:min(length, len(reply))] })
}

// strike applies the script to a command before it runs; false ends the connection.
func (d *Daemon) strike(c *client, cmd Command) (code uint32, alive bool) {
	f := d.faults[cmd]
	if f == nil {
		return Success, true
	}
	if f.slow > 0 {
		t := time.NewTimer(f.slow)
		defer t.Stop()
		d.mu.Unlock()
		select {
		case <-t.C:
		case <-c.dead:
		}
		d.mu.Lock()
	}
	// A held transmit keeps the reader busy, so it waits further on.
	if cmd != Transmit && !d.hold(c, cmd, func() bool { return false }) {
		return 0, false
	}
	if f.fails > 0 {
		f.fails--
		d.change()
		return f.code, bodySize(cmd) > 0
	}
	return Success, true
}

// hold waits while commands of the kind are held, or until over; false when the service has ended.
func (d *Daemon) hold(c *client, cmd Command, over func() bool) bool {
	return d.await(c, func() bool { return d.faults[cmd] == nil || !d.faults[cmd].held || over() })
}
