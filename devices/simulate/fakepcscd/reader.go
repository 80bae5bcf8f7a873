package fakepcscd

import (
	"bytes"
	"encoding/binary"
	"errors"

	"shebao/kiosk/devices/simulate/simcard"
)

// The bits of a reader's state in the table.
const (
	stateUnknown    uint32 = 0x01
	stateAbsent     uint32 = 0x02
	statePresent    uint32 = 0x04
	stateSwallowed  uint32 = 0x08 // what is in it does not answer
	statePowered    uint32 = 0x10
	stateNegotiable uint32 = 0x20
	stateSpecific   uint32 = 0x40
)

// exclusive is the count of connections of a reader that one holds for itself.
const exclusive = -1

// Reader is one reader, plugged in or not.
type Reader struct {
	daemon *Daemon
	name   string

	// All is guarded by the daemon's lock.
	slot       int // in the table; -1: not plugged in
	broken     bool
	chip       simcard.Chip
	out        chan struct{} // closed when what is in the reader leaves it; nil: empty
	state      uint32
	atr        []byte
	counter    uint32 // insertions and removals
	protocol   uint32
	sharing    int
	holder     *handle // has the transaction
	depth      int     // of the transaction
	busy       bool    // a command is in the driver
	handles    map[*handle]struct{}
	attributes map[uint32][]byte
	mangle     func(reply []byte) []byte
	mangles    int
}

var errFull = errors.New("fakepcscd: the service has sixteen readers")

// Plug plugs a new reader in. It takes the first free place of the table. A card may be in it.
func (d *Daemon) Plug(name string) (*Reader, error) {
	r := &Reader{daemon: d, name: name, slot: -1, handles: map[*handle]struct{}{}, attributes: map[uint32][]byte{}}
	r.state = stateAbsent
	return r, r.Replug()
}

// Name is the reader's.
func (r *Reader) Name() string { return r.name }

// Replug plugs an unplugged reader in again, with the card that is in it.
func (r *Reader) Replug() error {
	d := r.daemon
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.slot >= 0 {
		return nil
	}
	for i, other := range d.slots {
		if other == nil {
			d.slots[i], r.slot = r, i
			r.start()
			d.plugged++
			d.signal(Success)
			return nil
		}
	}
	return errFull
}

// Unplug takes the reader away, the card still in it. A command that runs in it fails.
func (r *Reader) Unplug() {
	d := r.daemon
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.slot < 0 {
		return
	}
	d.slots[r.slot], r.slot = nil, -1
	d.plugged++
	r.detach()
	d.signal(Success)
}

// start is the reader's first look, when the service or the reader came up.
func (r *Reader) start() {
	r.counter = 0
	r.detach()
	if r.out != nil {
		r.out = make(chan struct{})
		r.power()
	}
}

// detach ends everything that clients have of the reader.
func (r *Reader) detach() {
	for h := range r.handles {
		h.reader = nil
	}
	clear(r.handles)
	r.sharing, r.holder, r.depth = 0, nil, 0
	if r.out != nil {
		close(r.out)
		r.out = make(chan struct{})
	}
}

// Insert puts a card in; what was in the reader is taken out first.
func (r *Reader) Insert(c simcard.Chip) { r.change(func() { r.pull(); r.push(c) }) }

// InsertMute puts something in that does not answer.
func (r *Reader) InsertMute() { r.change(func() { r.pull(); r.push(nil) }) }

// Pull takes out what is in the reader, and does nothing when it is empty.
func (r *Reader) Pull() { r.change(r.pull) }

// SwapUnseen puts another card in so quickly that nothing shows it: connections stay, and the new card answers them
// (facts/devices.md A3).
func (r *Reader) SwapUnseen(c simcard.Chip) {
	d := r.daemon
	d.mu.Lock()
	defer d.mu.Unlock()
	r.leave()
	r.chip, r.out = c, make(chan struct{})
	c.Reset()
	d.change()
}

// Loosen takes the card's contacts away, which the service has not noticed yet: a command gets no answer, the next ones do
// not reach a card. Pull is when it notices.
func (r *Reader) Loosen() {
	d := r.daemon
	d.mu.Lock()
	defer d.mu.Unlock()
	if r.out != nil {
		r.leave()
		r.chip, r.out = nil, make(chan struct{})
	}
	d.change()
}

// Break makes the reader's driver tell that it does not know the reader's state, or mends it.
func (r *Reader) Break(broken bool) { r.change(func() { r.broken = broken }) }

// Count sets the count of insertions and removals, which only a long time would bring about.
func (r *Reader) Count(n uint32) { r.change(func() { r.counter = n }) }

// SetAttribute gives the reader an attribute; it has none at first.
func (r *Reader) SetAttribute(id uint32, value []byte) {
	r.change(func() { r.attributes[id] = bytes.Clone(value) })
}

func (r *Reader) change(f func()) {
	r.daemon.mu.Lock()
	defer r.daemon.mu.Unlock()
	f()
	r.daemon.signal(Success)
}

func (r *Reader) push(c simcard.Chip) {
	r.chip, r.out = c, make(chan struct{})
	r.counter++
	r.power()
}

func (r *Reader) pull() {
	if r.out == nil {
		return
	}
	r.leave()
	r.counter++
	r.state, r.atr, r.protocol = stateAbsent, nil, 0
	r.holder, r.depth = nil, 0
	for h := range r.handles {
		h.event = RemovedCard
	}
}

// leave takes the card's contacts away.
func (r *Reader) leave() {
	if r.out == nil {
		return
	}
	close(r.out)
	if r.chip != nil {
		r.chip.Reset()
	}
	r.chip, r.out = nil, nil
}

// power powers the card on and reads its answer to reset.
func (r *Reader) power() {
	r.protocol, r.atr = 0, nil
	if r.chip != nil {
		r.chip.Reset()
		r.atr = r.chip.ATR()
	}
	if len(r.atr) == 0 || len(r.atr) > atrSize {
		r.atr, r.state = nil, statePresent|stateSwallowed
		return
	}
	r.state = statePresent | statePowered | stateNegotiable
}

// table is the state of all readers as clients get it.
func (d *Daemon) table() []byte {
	b := make([]byte, maxReaders*entrySize)
	if d.drained {
		return b
	}
	for i, r := range d.slots {
		if r == nil {
			continue
		}
		e := b[i*entrySize : (i+1)*entrySize]
		copy(e[:nameSize-1], r.name)
		state := r.state
		if r.broken {
			state = stateUnknown
		}
		for j, v := range []uint32{r.counter, state, uint32(int32(r.sharing))} {
			binary.NativeEndian.PutUint32(e[nameSize+4*j:], v)
		}
		copy(e[nameSize+12:], r.atr)
		binary.NativeEndian.PutUint32(e[nameSize+12+atrSize+3:], uint32(len(r.atr)))
		binary.NativeEndian.PutUint32(e[nameSize+12+atrSize+7:], r.protocol)
	}
	return b
}
