package printertest

import "sync"

// inbox is what a driver is told, with a count of what it has done with. It takes the next piece, or begins to wait for some time,
// when it has done with the one before: both are seen, as it asks for the channel and for a timer each time.
type inbox struct {
	ch chan []byte

	mu   sync.Mutex
	told []int // bytes of the pieces that it has not done with, as far as is known
	done int   // bytes that it has done with
	asks bool  // it has asked for the channel since it asked for a timer
}

// inboxSize is more pieces than a printer says before they are read.
const inboxSize = 1 << 12

func newInbox() *inbox { return &inbox{ch: make(chan []byte, inboxSize)} }

func (i *inbox) push(b []byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ch <- b
	i.told = append(i.told, len(b))
}

// settle is called by the driver's goroutine, or by a test's when the driver does nothing: what has left the channel is done with.
func (i *inbox) settle() {
	i.mu.Lock()
	defer i.mu.Unlock()
	for len(i.told) > len(i.ch) {
		i.done += i.told[0]
		i.told = i.told[1:]
	}
}

// read is the channel, for somebody who takes the next piece.
func (i *inbox) read() <-chan []byte {
	i.settle()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asks = true
	return i.ch
}

// timed is told that the driver makes a timer.
func (i *inbox) timed() {
	i.settle()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asks = false
}

// unread is the bytes that wait, when the driver waits for time alone.
func (i *inbox) unread() (n int, asks bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, k := range i.told {
		n += k
	}
	return n, i.asks
}

// state is the bytes that were done with, and whether that is all.
func (i *inbox) state() (done int, all bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.done, len(i.told) == 0
}
