package terminal

import "sync"

// maxPIN is the longest PIN that a card and its keypad take (facts/card.md §3.1).
const maxPIN = 12

// pinBuffer is the only place of the PIN's digits. It is filled by the keypad while it is open and wiped when it is
// closed, opened again, or taken.
type pinBuffer struct {
	mu     sync.Mutex
	digits [maxPIN]byte
	n      int
	open   bool
}

func (b *pinBuffer) wipe() {
	clear(b.digits[:])
	b.n = 0
}

func (b *pinBuffer) Open() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wipe()
	b.open = true
}

func (b *pinBuffer) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wipe()
	b.open = false
}

// change applies a key to an open buffer and gives the number of digits; false when the keypad is shut.
func (b *pinBuffer) change(key func()) (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		return 0, false
	}
	key()
	return b.n, true
}

// take hands the digits to use, then wipes and shuts the buffer. The slice is valid only inside use.
func (b *pinBuffer) take(use func(digits []byte)) {
	b.mu.Lock()
	var copied [maxPIN]byte
	n := copy(copied[:], b.digits[:b.n])
	b.wipe()
	b.open = false
	b.mu.Unlock()
	defer clear(copied[:])
	use(copied[:n])
}

// Digit, Rubout and Clear are the keys of the PIN pad. They may be called from any goroutine; while no PIN is asked for
// they do nothing.
func (t *Terminal) Digit(d byte) {
	if d > 9 {
		return
	}
	t.key(func() {
		if t.pin.n < maxPIN {
			t.pin.digits[t.pin.n] = '0' + d
			t.pin.n++
		}
	})
}

// Rubout removes the last digit.
func (t *Terminal) Rubout() {
	t.key(func() {
		if t.pin.n > 0 {
			t.pin.n--
			t.pin.digits[t.pin.n] = 0
		}
	})
}

// Clear removes all digits.
func (t *Terminal) Clear() { t.key(t.pin.wipe) }
