package xdrive

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"time"
)

// The protocol of Xorg's inputtest driver (inputtestdrv(4); xf86-input-inputtest-protocol.h, version 1.0): structs of C in the
// machine's own order, each beginning with its length in bytes and its type. A client says its version and hears the driver's, then
// sends events; after a request to wait it hears when the server has done with all of them.
const (
	protocolMajor, protocolMinor = 1, 0

	eventClientVersion = 0
	eventWaitForSync   = 1
	eventKey           = 5
	eventTouch         = 6

	responseServerVersion = 0
	responseSyncFinished  = 1

	headerBytes  = 8  // uint32 length, uint32 type
	versionBytes = 12 // header, uint16 major, uint16 minor; the same in both directions
	keyBytes     = 16 // header, int32 key_code, uint32 is_press

	maxValuators = 64
	// A touch is: header, uint32 touchid, uint32 touch_type, then the valuators: uint32 has_unaccelerated, a mask of a bit each, and
	// two times a double each, aligned to their size.
	touchIDAt   = headerBytes
	touchTypeAt = touchIDAt + 4
	maskAt      = touchTypeAt + 4 + 4
	valuatorsAt = (maskAt + maxValuators/8 + 7) &^ 7
	touchBytes  = valuatorsAt + 2*maxValuators*8

	// axisMost is the greatest value of the touchscreen's axes X (0) and Y (1).
	axisMost = 0xFFFF
)

// touchType is what a finger does; the numbers are those of the X Input extension.
type touchType uint32

const (
	touchBegin  touchType = 18
	touchUpdate touchType = 19
	touchEnd    touchType = 20
)

func message(length int, kind uint32) []byte {
	m := make([]byte, length)
	binary.NativeEndian.PutUint32(m[0:], uint32(length))
	binary.NativeEndian.PutUint32(m[4:], kind)
	return m
}

func versionMessage() []byte {
	m := message(versionBytes, eventClientVersion)
	binary.NativeEndian.PutUint16(m[headerBytes:], protocolMajor)
	binary.NativeEndian.PutUint16(m[headerBytes+2:], protocolMinor)
	return m
}

// touchMessage is a touch with both axes, each from 0 to axisMost; what lies outside, or is no number, is put at the nearest end.
func touchMessage(slot uint32, kind touchType, x, y float64) []byte {
	m := message(touchBytes, eventTouch)
	binary.NativeEndian.PutUint32(m[touchIDAt:], slot)
	binary.NativeEndian.PutUint32(m[touchTypeAt:], uint32(kind))
	m[maskAt] = 1<<0 | 1<<1
	for i, v := range []float64{x, y} {
		if !(v > 0) { // NaN too
			v = 0
		}
		binary.NativeEndian.PutUint64(m[valuatorsAt+8*i:], math.Float64bits(min(v, axisMost)))
	}
	return m
}

func keyMessage(code int32, press bool) []byte {
	m := message(keyBytes, eventKey)
	binary.NativeEndian.PutUint32(m[headerBytes:], uint32(code))
	if press {
		binary.NativeEndian.PutUint32(m[headerBytes+4:], 1)
	}
	return m
}

// answer reads one response of a type. Another type, or a length that is not that type's, is an error: nothing that follows
// could be told apart.
func answer(r io.Reader, kind uint32) error {
	length := headerBytes
	if kind == responseServerVersion {
		length = versionBytes
	}
	var m [versionBytes]byte
	if _, err := io.ReadFull(r, m[:headerBytes]); err != nil {
		return err
	}
	said, is := binary.NativeEndian.Uint32(m[0:]), binary.NativeEndian.Uint32(m[4:])
	if is != kind || said != uint32(length) {
		return fmt.Errorf("the device answers type %d of %d bytes, not %d of %d", is, said, kind, length)
	}
	if _, err := io.ReadFull(r, m[headerBytes:length]); err != nil {
		return err
	}
	if kind == responseServerVersion {
		if major := binary.NativeEndian.Uint16(m[headerBytes:]); major != protocolMajor {
			return fmt.Errorf("the device speaks version %d of the protocol, not %d", major, protocolMajor)
		}
	}
	return nil
}

// device is an input device of a running server. One goroutine uses it.
type device struct{ conn net.Conn }

// deviceLimit is how long a server may take to do with an event; it needs less than a millisecond unless the machine is loaded.
const deviceLimit = 10 * time.Second

// join joins a device of a server. The driver takes one client in its life.
func join(socket string) (device, error) {
	conn, err := net.Dial("unix", socket)
	if err != nil {
		return device{}, err
	}
	d := device{conn}
	if err := d.ask(versionMessage(), responseServerVersion); err != nil {
		return device{}, errors.Join(err, conn.Close())
	}
	return d, nil
}

// send has the server take an event, and returns when it has done with it.
func (d device) send(event []byte) error {
	return d.ask(append(event, message(headerBytes, eventWaitForSync)...), responseSyncFinished)
}

func (d device) ask(bytes []byte, kind uint32) error {
	if err := d.conn.SetDeadline(time.Now().Add(deviceLimit)); err != nil {
		return err
	}
	if _, err := d.conn.Write(bytes); err != nil {
		return err
	}
	return answer(d.conn, kind)
}
