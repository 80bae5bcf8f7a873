package terminal

import (
	"sync"

	"shebao/kiosk/internal/visit"
)

// maxPIN is the longest PIN that a card and its keypad take (facts/card.md §3.1).
const maxPIN = 12

// fields are how many numbers are typed when a PIN is changed: the present one, a new one, the new one again.
const fields = 3

// pinBuffer is the only place of PIN digits. It is filled by the keypad while it is open, one field at a time, and wiped when
// it is closed, opened again, or taken.
type pinBuffer struct {
	mu     sync.Mutex
	digits [fields][maxPIN]byte
	n      [fields]int
	field  visit.PINField // which the keypad fills
	open   bool
}

// wipe empties a field and those after it.
func (b *pinBuffer) wipe(from visit.PINField) {
	for f := int(from); f < fields; f++ {
		clear(b.digits[f][:])
		b.n[f] = 0
	}
}

// Open lets the keypad fill a field. What stood in it and in those after it is wiped.
func (b *pinBuffer) Open(f visit.PINField) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wipe(f)
	b.field, b.open = f, true
}

func (b *pinBuffer) Close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wipe(0)
	b.open = false
}

// change applies a key to the open field and gives the number of its digits; false when the keypad is shut.
func (b *pinBuffer) change(key func(digits *[maxPIN]byte, n *int)) (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.open {
		return 0, false
	}
	key(&b.digits[b.field], &b.n[b.field])
	return b.n[b.field], true
}

// look shuts the keypad out and hands the fields to use, which must neither keep nor change them. Nothing is wiped.
func (b *pinBuffer) look(use func(current, new, again []byte)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.open = false
	use(b.digits[0][:b.n[0]], b.digits[1][:b.n[1]], b.digits[2][:b.n[2]])
}

// take hands the present PIN and the new one to use, then wipes and shuts the buffer. The slices are valid only inside use.
func (b *pinBuffer) take(use func(current, new []byte)) {
	b.mu.Lock()
	copied, n := b.digits, b.n
	b.wipe(0)
	b.open = false
	b.mu.Unlock()
	defer func() { clear(copied[0][:]); clear(copied[1][:]); clear(copied[2][:]) }()
	use(copied[0][:n[0]], copied[1][:n[1]])
}

// Digit, Rubout and Clear are the keys of the PIN pad. They may be called from any goroutine; while no PIN is asked for
// they do nothing.
func (t *Terminal) Digit(d byte) {
	if d > 9 {
		return
	}
	t.key(func(digits *[maxPIN]byte, n *int) {
		if *n < t.longest() {
			digits[*n] = '0' + d
			*n++
		}
	})
}

// longest is how many digits the open field takes.
func (t *Terminal) longest() int {
	if t.pin.field == visit.CurrentPIN {
		return maxPIN
	}
	return visit.NewPINLength
}

// Rubout removes the last digit.
func (t *Terminal) Rubout() {
	t.key(func(digits *[maxPIN]byte, n *int) {
		if *n > 0 {
			*n--
			digits[*n] = 0
		}
	})
}

// Clear removes all digits.
func (t *Terminal) Clear() {
	t.key(func(digits *[maxPIN]byte, n *int) {
		clear(digits[:])
		*n = 0
	})
}
