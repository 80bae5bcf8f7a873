package fakepcscd

import (
	"bytes"

	"shebao/kiosk/devices/simulate/simcard"
)

// transmit sends a command to the card; false ends the connection.
func (d *Daemon) transmit(c *client, h *handle, apdu []byte, protocol uint32) ([]byte, uint32, bool) {
	if code := h.usable(); code != Success {
		return nil, code, true
	}
	r := h.reader
	if !d.await(c, func() bool { return h.reader != r || !r.busy }) {
		return nil, 0, false
	}
	switch {
	case h.usable() != Success:
		return nil, h.usable(), true
	case r.out == nil:
		return nil, NoSmartcard, true
	case r.protocol != protocol:
		return nil, ProtoMismatch, true
	case r.chip == nil:
		return nil, NotTransacted, true // its contacts are gone, unnoticed so far
	}
	chip, out := r.chip, r.out
	r.busy = true
	defer func() { r.busy = false; d.change() }()
	if !d.hold(c, Transmit, func() bool { return r.out != out }) {
		return nil, 0, false
	}
	reply, alive := r.exchange(c, chip, out, apdu)
	switch {
	case !alive:
		return nil, 0, false
	case h.reader == nil:
		return nil, ReaderUnavailable, true
	case r.out != out:
		return nil, Success, true // as a real driver does when the card goes within a command (facts/devices.md A3)
	}
	if r.mangles > 0 {
		r.mangles--
		reply = r.mangle(bytes.Clone(reply))
	}
	return reply, Success, true
}

// exchange lets the card answer, the daemon's lock given away meanwhile. false: the service has ended.
func (r *Reader) exchange(c *client, chip simcard.Chip, out <-chan struct{}, apdu []byte) (reply []byte, alive bool) {
	select {
	case <-out:
		return nil, true
	default:
	}
	d := r.daemon
	d.mu.Unlock()
	reply, fault, resume := chip.Answer(apdu)
	alive = true
	switch {
	case fault == simcard.Silent:
		select {
		case <-resume:
			reply = []byte{0x6F, 0x00}
		case <-out:
		case <-c.dead:
			alive = false
		}
	case fault.Leaves():
		defer func() {
			if r.out == out {
				r.pull()
				d.signal(Success)
			}
		}()
	}
	clear(apdu)
	d.mu.Lock()
	return reply, alive
}
