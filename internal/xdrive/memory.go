package xdrive

import (
	"errors"
	"fmt"
	"image"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shm"
	"github.com/jezek/xgb/xproto"
	"golang.org/x/sys/unix"
)

// memory is what the X server copies pictures of the display into: over a socket a whole one takes it ten times as long, and the
// program that is looked at waits meanwhile.
type memory struct {
	x     *xgb.Conn
	root  xproto.Window
	seg   shm.Seg
	bytes []byte
}

// perPixel is how many bytes a pixel has on every display that xdrive starts: blue, green, red, and one that means nothing.
const perPixel = 4

// share makes memory for one picture of a whole display.
func share(x *xgb.Conn, root xproto.Window, size image.Point) (*memory, error) {
	if err := shm.Init(x); err != nil {
		return nil, fmt.Errorf("the display shares no memory: %w", err)
	}
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, perPixel*size.X*size.Y, unix.IPC_CREAT|0o600)
	if err != nil {
		return nil, fmt.Errorf("memory for pictures: %w", err)
	}
	m := &memory{x: x, root: root}
	m.bytes, err = unix.SysvShmAttach(id, 0, 0)
	if err == nil {
		if m.seg, err = shm.NewSegId(x); err == nil {
			err = shm.AttachChecked(x, m.seg, uint32(id), false).Check()
		}
	}
	_, drop := unix.SysvShmCtl(id, unix.IPC_RMID, nil) // it goes with the last who has it, however they end
	if err = errors.Join(err, drop); err != nil {
		m.close()
		return nil, fmt.Errorf("memory for pictures: %w", err)
	}
	return m, nil
}

// ask has parts of the display copied one behind the other, in one go. The answer is valid until the next one.
func (m *memory) ask(parts ...image.Rectangle) ([]byte, error) {
	cookies := make([]shm.GetImageCookie, len(parts))
	at := 0
	for i, r := range parts {
		cookies[i] = shm.GetImage(m.x, xproto.Drawable(m.root), int16(r.Min.X), int16(r.Min.Y), uint16(r.Dx()), uint16(r.Dy()), 0xFFFFFFFF,
			xproto.ImageFormatZPixmap, m.seg, uint32(at))
		at += perPixel * r.Dx() * r.Dy()
	}
	var failed error
	for _, c := range cookies {
		if _, err := c.Reply(); err != nil {
			failed = err
		}
	}
	return m.bytes[:at], failed
}

// close lets go of it; the server does when the connection ends.
func (m *memory) close() {
	if m.bytes != nil {
		_ = unix.SysvShmDetach(m.bytes) // it is ours and attached: this cannot fail
	}
}
