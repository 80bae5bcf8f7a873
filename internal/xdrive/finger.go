package xdrive

import (
	"fmt"
	"image"
)

// Touchscreen is the glass as fingers meet it: several may be down at once, each with a slot of its own from 0 to MostFingers-1.
// Places are pixels of the display. A call returns when the server has passed the touch on.
type Touchscreen struct {
	device
	size image.Point
	pace pace // of Touch
}

// MostFingers is how many can be down at once.
const MostFingers = 15

// Fit tells the touchscreen that the display has another size, as Hand.Turn makes it.
func (t *Touchscreen) Fit(size image.Point) { t.size = size }

// Down puts a finger on the glass.
func (t *Touchscreen) Down(slot, x, y int) error { return t.touch(touchBegin, slot, x, y) }

// Move slides a finger that is down.
func (t *Touchscreen) Move(slot, x, y int) error { return t.touch(touchUpdate, slot, x, y) }

// Up lifts a finger where it is said to be.
func (t *Touchscreen) Up(slot, x, y int) error { return t.touch(touchEnd, slot, x, y) }

// Touch is a whole touch of the first finger. It waits before it comes back to where it has just touched.
func (t *Touchscreen) Touch(x, y int) error {
	t.pace.rest(image.Pt(x, y))
	defer func() { t.pace.touched(image.Pt(x, y)) }()
	if err := t.Down(0, x, y); err != nil {
		return err
	}
	return t.Up(0, x, y)
}

func (t *Touchscreen) touch(kind touchType, slot, x, y int) error {
	if slot < 0 || slot >= MostFingers {
		return fmt.Errorf("there is no finger %d", slot)
	}
	return t.send(touchMessage(uint32(slot), kind, onAxis(x, t.size.X), onAxis(y, t.size.Y)))
}

// onAxis is the middle of a pixel on an axis, which the server stretches over the display.
func onAxis(at, size int) float64 { return (float64(at) + 0.5) * (axisMost + 1) / float64(size) }

// Keyboard is one that somebody has plugged in.
type Keyboard struct{ device }

// Key is a key by its place, as the X server numbers it (that of the kernel and 8).
type Key int32

// Keys that leave programs elsewhere.
const (
	Escape    Key = 9
	Backspace Key = 22
	Tab       Key = 23
	LetterQ   Key = 24
	LetterW   Key = 25
	Return    Key = 36
	Control   Key = 37
	LetterC   Key = 54
	Shift     Key = 50
	Alt       Key = 64
	Space     Key = 65
	F1        Key = 67
	F4        Key = 70
	F11       Key = 95
	F12       Key = 96
	Print     Key = 107
	Delete    Key = 119
	Super     Key = 133
	Menu      Key = 135
)

// Chord presses keys one after the other, and lets them go in the opposite order.
func (k *Keyboard) Chord(keys ...Key) error {
	for _, key := range keys {
		if err := k.send(keyMessage(int32(key), true)); err != nil {
			return err
		}
	}
	for i := len(keys) - 1; i >= 0; i-- {
		if err := k.send(keyMessage(int32(keys[i]), false)); err != nil {
			return err
		}
	}
	return nil
}
