package xdrive

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"
	"unsafe"
)

// The structs of xf86-input-inputtest-protocol.h, as its comments and types give them. Go lays them out as C does.
type (
	cHeader  struct{ Length, Type uint32 }
	cVersion struct {
		Header       cHeader
		Major, Minor uint16
	}
	cKey struct {
		Header  cHeader
		KeyCode int32
		IsPress uint32
	}
	cValuators struct {
		HasUnaccelerated uint32
		Mask             [(64 + 7) / 8]uint8
		Valuators        [64]float64
		Unaccelerated    [64]float64
	}
	cTouch struct {
		Header             cHeader
		TouchID, TouchType uint32
		Valuators          cValuators
	}
)

// as lays a message over the struct that it must be.
func as[T any](t *testing.T, m []byte) T {
	t.Helper()
	var out T
	if len(m) != int(unsafe.Sizeof(out)) {
		t.Fatalf("a message of %d bytes is no %T of %d", len(m), out, unsafe.Sizeof(out))
	}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&out)), len(m)), m)
	return out
}

func TestMessagesAreTheDriversStructs(t *testing.T) {
	v := as[cVersion](t, versionMessage())
	if v != (cVersion{cHeader{12, 0}, 1, 0}) {
		t.Errorf("version: %+v", v)
	}
	if k := as[cKey](t, keyMessage(9, true)); k != (cKey{cHeader{16, 5}, 9, 1}) {
		t.Errorf("key down: %+v", k)
	}
	if k := as[cKey](t, keyMessage(9, false)); k != (cKey{cHeader{16, 5}, 9, 0}) {
		t.Errorf("key up: %+v", k)
	}
	var want cTouch
	want.Header, want.TouchID, want.TouchType = cHeader{1056, 6}, 3, 18
	want.Valuators.Mask[0] = 0b11
	want.Valuators.Valuators[0], want.Valuators.Valuators[1] = 12.5, 65535
	if got := as[cTouch](t, touchMessage(3, touchBegin, 12.5, 65535)); got != want {
		t.Errorf("touch: %+v", got)
	}
}

// Whatever a touch is said to be, the driver gets a whole message with numbers that are on the glass: another length or a
// value that is none ends the connection or the server.
func FuzzTouchMessage(f *testing.F) {
	f.Add(uint32(0), uint32(18), 0.0, 65535.0)
	f.Add(uint32(14), uint32(20), math.NaN(), math.Inf(1))
	f.Add(uint32(math.MaxUint32), uint32(0), -1e300, math.Copysign(0, -1))
	f.Fuzz(func(t *testing.T, slot, kind uint32, x, y float64) {
		got := as[cTouch](t, touchMessage(slot, touchType(kind), x, y))
		if got.Header != (cHeader{touchBytes, eventTouch}) || got.TouchID != slot || got.TouchType != kind {
			t.Errorf("%+v", got.Header)
		}
		for i, v := range got.Valuators.Valuators {
			if !(v >= 0 && v <= axisMost) || i > 1 && v != 0 {
				t.Errorf("axis %d is at %v", i, v)
			}
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte{12, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0})
	f.Add([]byte{8, 0, 0, 0, 1, 0, 0, 0})
	f.Add([]byte{255, 255, 255, 255, 0, 0, 0, 0})
	f.Fuzz(func(t *testing.T, m []byte) {
		for kind, length := range map[uint32]int{responseServerVersion: versionBytes, responseSyncFinished: headerBytes} {
			r := bytes.NewReader(m)
			err := answer(r, kind)
			whole := len(m) >= length && binary.NativeEndian.Uint32(m) == uint32(length) && binary.NativeEndian.Uint32(m[4:]) == kind &&
				(kind != responseServerVersion || binary.NativeEndian.Uint16(m[8:]) == protocolMajor)
			if (err == nil) != whole {
				t.Errorf("%x: %v", m, err)
			}
			if err == nil && len(m)-r.Len() != length {
				t.Errorf("%x: %d bytes were read", m, len(m)-r.Len())
			}
		}
	})
}
