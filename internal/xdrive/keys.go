package xdrive

import (
	"fmt"

	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Keysym is a key by what stands on it (X11/keysymdef.h); a character of Latin-1 is its own.
type Keysym uint32

// Keys that a keypad beside a screen has.
const (
	KeyBackSpace Keysym = 0xFF08
	KeyReturn    Keysym = 0xFF0D
	KeyEscape    Keysym = 0xFF1B
	KeyLeft      Keysym = 0xFF51
	KeyUp        Keysym = 0xFF52
	KeyRight     Keysym = 0xFF53
	KeyDown      Keysym = 0xFF54
	KeyF1        Keysym = 0xFFBE
	KeyF2        Keysym = 0xFFBF
	KeyF3        Keysym = 0xFFC0
	KeyF4        Keysym = 0xFFC1
	KeyF5        Keysym = 0xFFC2
	KeypadEnter  Keysym = 0xFF8D
	KeypadMinus  Keysym = 0xFFAD
	KeypadDigit0 Keysym = 0xFFB0 // the other digits follow
)

// Key is a key that goes down and up again.
func (h *Hand) Key(k Keysym) error {
	code, err := h.keycode(k)
	if err != nil {
		return err
	}
	if err := xtest.FakeInputChecked(h.x, xproto.KeyPress, byte(code), 0, h.root, 0, 0, 0).Check(); err != nil {
		return err
	}
	return xtest.FakeInputChecked(h.x, xproto.KeyRelease, byte(code), 0, h.root, 0, 0, 0).Check()
}

// keycode is the key of the display's keyboard that has a keysym, with Shift or NumLock or without.
func (h *Hand) keycode(k Keysym) (xproto.Keycode, error) {
	setup := xproto.Setup(h.x)
	first := setup.MinKeycode
	all, err := xproto.GetKeyboardMapping(h.x, first, byte(setup.MaxKeycode-first+1)).Reply()
	if err != nil {
		return 0, err
	}
	per := int(all.KeysymsPerKeycode)
	for i, s := range all.Keysyms {
		if Keysym(s) == k {
			return first + xproto.Keycode(i/per), nil
		}
	}
	return 0, fmt.Errorf("the keyboard has no key %#x", uint32(k))
}
