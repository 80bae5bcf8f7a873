package fakepcscd

// handle is one connection to a card.
type handle struct {
	reader *Reader // nil: the reader is gone
	event  uint32  // what happened to the card that this connection has not been told away by a Reconnect
}

// The share modes.
const (
	shareExclusive = 1
	shareShared    = 2
	shareDirect    = 3
)

// The dispositions.
const (
	leaveCard = 0
	resetCard = 1
	unpower   = 2
)

// free reports whether the reader is held by nobody else.
func (h *handle) free() bool { return h.reader.holder == nil || h.reader.holder == h }

// usable is the check that comes before every use of a connection.
func (h *handle) usable() uint32 {
	switch {
	case h.reader == nil:
		return InvalidValue
	case !h.free():
		return SharingViolation
	case h.reader.broken:
		return ReaderUnavailable
	}
	return h.event
}

func (h *handle) lock() uint32 {
	if !h.free() {
		return SharingViolation
	}
	h.reader.holder = h
	h.reader.depth++
	return Success
}

func (h *handle) begin() uint32 {
	switch {
	case h.reader == nil:
		return InvalidValue
	case h.reader.broken:
		return ReaderUnavailable
	case h.event != Success:
		return h.event
	}
	return h.lock()
}

func (h *handle) end(disposition uint32) uint32 {
	switch {
	case h.reader == nil:
		return InvalidValue
	case h.event != Success:
		return h.event
	case !h.free():
		return SharingViolation
	case h.reader.depth == 0: // to hold the card alone is no transaction
		return NotTransacted
	}
	if disposition == resetCard || disposition == unpower {
		h.reader.reset()
	}
	r := h.reader
	if r.depth--; r.depth == 0 {
		r.holder = nil
	}
	r.daemon.change()
	return Success
}

// reset resets the card; every connection is told.
func (r *Reader) reset() {
	for h := range r.handles {
		h.event = ResetCard
	}
	if r.out != nil {
		r.power()
	}
}

// connect opens a connection. It waits for a transaction of another client and for a command that runs.
func (d *Daemon) connect(c *client, m message) ([]byte, uint32, bool) {
	name, mode, wanted := text(m.body[4:4+nameSize]), m.word(1+nameSize/4), m.word(2+nameSize/4)
	find := func() *Reader {
		for _, r := range d.slots {
			if r != nil && r.name == name && !d.drained {
				return r
			}
		}
		return nil
	}
	r := find()
	switch {
	case r == nil:
		return nil, UnknownReader, true
	case r.broken:
		return nil, ReaderUnavailable, true
	case r.sharing == exclusive:
		return nil, SharingViolation, true
	}
	if !d.await(c, func() bool { return find() != r || r.holder == nil && !r.busy }) {
		return nil, 0, false
	}
	switch {
	case find() != r:
		return nil, ReaderUnavailable, true
	case r.sharing == exclusive:
		return nil, SharingViolation, true
	case mode != shareDirect && r.out == nil:
		return nil, NoSmartcard, true
	}
	if mode != shareDirect {
		if r.state&statePowered == 0 {
			r.power()
		}
		if r.state&stateSwallowed != 0 {
			return nil, UnpoweredCard, true
		}
		if r.protocol == 0 {
			r.protocol = choose(r.atr, wanted)
		}
		if r.protocol&wanted == 0 {
			return nil, ProtoMismatch, true
		}
		r.state = r.state&^stateNegotiable | stateSpecific
		m.set(4+nameSize/4, r.protocol)
	}
	h := &handle{reader: r}
	if mode == shareExclusive {
		if r.sharing != 0 {
			return nil, SharingViolation, true
		}
		r.sharing, r.holder = exclusive, h
	} else {
		r.sharing++
	}
	r.handles[h] = struct{}{}
	d.last++
	c.handles[d.last] = h
	m.set(3+nameSize/4, d.last)
	d.signal(Success)
	return nil, Success, true
}

func (d *Daemon) reconnect(c *client, h *handle, m message) ([]byte, uint32, bool) {
	mode, wanted, disposition := m.word(1), m.word(2), m.word(3)
	switch {
	case h.reader == nil:
		return nil, InvalidValue, true
	case h.reader.broken:
		return nil, ReaderUnavailable, true
	case !h.free():
		return nil, SharingViolation, true
	}
	r := h.reader
	if !d.await(c, func() bool { return h.reader != r || !r.busy }) {
		return nil, 0, false
	}
	if h.reader != r {
		return nil, InvalidValue, true
	}
	if disposition == resetCard || disposition == unpower {
		r.reset()
	}
	if mode != shareDirect {
		if r.out == nil {
			return nil, NoSmartcard, true
		}
		if r.state&statePowered == 0 {
			r.power()
		}
		if r.state&stateSwallowed != 0 {
			return nil, UnresponsiveCard, true
		}
		if r.protocol == 0 {
			r.protocol = choose(r.atr, wanted)
		}
		if r.protocol&wanted == 0 {
			return nil, ProtoMismatch, true
		}
		m.set(4, r.protocol)
	}
	switch {
	case mode == shareExclusive && r.sharing > 1:
		return nil, SharingViolation, true
	case mode == shareExclusive && r.sharing == 1:
		r.sharing, r.holder = exclusive, h
	case mode != shareExclusive && r.sharing == exclusive:
		r.sharing = 1
		if r.depth == 0 {
			r.holder = nil
		}
	}
	h.event = Success
	d.signal(Success)
	return nil, Success, true
}

func (d *Daemon) disconnect(c *client, h *handle, disposition uint32) ([]byte, uint32, bool) {
	if h.reader == nil {
		return nil, InvalidValue, true
	}
	r := h.reader
	if !d.await(c, func() bool {
		return h.reader != r || !r.busy && (h.free() || disposition == leaveCard)
	}) {
		return nil, 0, false
	}
	if h.reader == nil {
		return nil, InvalidValue, true
	}
	h.drop(disposition)
	for id, other := range c.handles {
		if other == h {
			delete(c.handles, id)
		}
	}
	return nil, Success, true
}

// drop ends the connection.
func (h *handle) drop(disposition uint32) {
	r := h.reader
	if r.holder == h {
		r.holder, r.depth = nil, 0
	}
	if r.out != nil {
		switch disposition {
		case resetCard:
			r.reset()
		case unpower:
			r.reset()
			if r.state&stateSwallowed == 0 {
				r.state = statePresent
			}
			r.protocol = 0
		}
	}
	delete(r.handles, h)
	if r.sharing == exclusive {
		r.sharing = 0
	} else if r.sharing > 0 {
		r.sharing--
	}
	r.daemon.signal(Success)
}

// abandon ends the connection of a client that has gone: with its transaction open, the card is reset.
func (h *handle) abandon() {
	if h.reader == nil {
		return
	}
	if h.reader.holder == h && h.event == Success {
		h.drop(resetCard)
		return
	}
	h.drop(leaveCard)
}

// attribute answers with what the test has set.
func (h *handle) attribute(m message) uint32 {
	if code := h.usable(); code != Success {
		return code
	}
	value, ok := h.reader.attributes[m.word(1)]
	if !ok {
		return UnsupportedFeature
	}
	copy(m.body[8:8+attrSize], value)
	m.set(2+attrSize/4, uint32(len(value)))
	return Success
}
