// Package touch hears fingers: each that is on a touchscreen, by itself, from the X server.
//
// A program that asks an X server for a pointer, as the toolkit does, hears of one finger at a time, and of none beside it: the
// second thumb that types is lost, a hand that rests on the glass takes it from every finger, and of a palm the first contact is a
// touch like any other. Whoever asks for touches (X Input 2.2) is told of all of them, and the pointer is told of none. The requests
// are a handful, so they are made here: the library by which pixels are put on the glass cannot carry such events.
package touch

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
)

// Kind is what a finger does.
type Kind int

// The kinds.
const (
	Down Kind = iota
	Move
	Up
)

// Event is one of a finger on a window. A finger keeps its number from Down to Up; another one has another.
type Event struct {
	Kind   Kind
	Finger int
	X, Y   float32 // pixels of the window
}

// The X Input extension (XI2proto.h), version 2.2 and up.
const (
	inputExtension = "XInputExtension"
	queryVersion   = 47
	selectEvents   = 46

	touchBegin  = 18
	touchUpdate = 19
	touchEnd    = 20

	allMasterDevices = 1

	// A device event: where its type, its finger (detail) and its place in the window (fixed point, 16 bits below the point) stand.
	typeAt, detailAt, xAt, yAt = 8, 16, 40, 44
	deviceEventBytes           = 80
)

// Listen hears the fingers on a window until ctx is done or the server ends, from the display that the environment names. From
// then on they are heard as a pointer no more; after Listen they are again. hear is called in the order of what happened, on the
// goroutine of the call. The error says why nothing is heard any more; it is nil when ctx is done.
func Listen(ctx context.Context, window uint32, hear func(Event)) error {
	c, err := dial(ctx)
	if err != nil {
		return fmt.Errorf("touch: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { _ = c.Close() })
	defer func() {
		if stop() {
			_ = c.Close()
		}
	}()
	major, err := c.want(window)
	for err == nil {
		var packet []byte
		if packet, err = c.packet(); err == nil {
			if e, ok := heard(packet, major); ok {
				hear(e)
			}
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("touch: %w", err)
}

// want asks for the touches on a window, and gives the number of the extension.
func (c *client) want(window uint32) (major byte, err error) {
	name := []byte(inputExtension)
	r, err := c.ask(request(98, 0, u16(uint16(len(name))), make([]byte, 2), padded(name)))
	if err != nil {
		return 0, err
	}
	if r[8] == 0 {
		return 0, errors.New("the server knows no input devices")
	}
	major = r[9]
	if r, err = c.ask(request(major, queryVersion, u16(2), u16(2))); err != nil {
		return 0, err
	}
	if a, b := binary.LittleEndian.Uint16(r[8:]), binary.LittleEndian.Uint16(r[10:]); a != 2 || b < 2 {
		return 0, fmt.Errorf("the server's input devices are of version %d.%d, which has no touches", a, b)
	}
	mask := u32(1<<touchBegin | 1<<touchUpdate | 1<<touchEnd)
	err = c.send(request(major, selectEvents, u32(window), u16(1), make([]byte, 2), u16(allMasterDevices), u16(1), mask))
	if err != nil {
		return 0, err
	}
	_, err = c.ask(request(43, 0)) // the answer to any question comes after the error, if there is one
	return major, err
}

// heard reads an event of a finger.
func heard(p []byte, major byte) (Event, bool) {
	if len(p) < deviceEventBytes || p[0]&0x7F != genericEvent || p[1] != major {
		return Event{}, false
	}
	e := Event{
		Finger: int(binary.LittleEndian.Uint32(p[detailAt:])),
		X:      float32(int32(binary.LittleEndian.Uint32(p[xAt:]))) / (1 << 16),
		Y:      float32(int32(binary.LittleEndian.Uint32(p[yAt:]))) / (1 << 16),
	}
	switch binary.LittleEndian.Uint16(p[typeAt:]) {
	case touchBegin:
		e.Kind = Down
	case touchUpdate:
		e.Kind = Move
	case touchEnd:
		e.Kind = Up
	default:
		return Event{}, false
	}
	return e, true
}
