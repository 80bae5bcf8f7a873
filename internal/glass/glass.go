// Package glass puts pixels on a window of an X server, through memory that the program and the server share.
//
// The toolkit opens the window, hears touches and keys, and paints the window by OpenGL whenever anything of it has changed; on
// machines without a graphics card that takes some 30 ms for a terminal's glass. What is put here is there within one or two. The
// room draws nothing: it has the memory, and knows the parts that are to be shown. It is for windows that show nothing else.
package glass

import (
	"errors"
	"fmt"
	"image"
	"io"
	"unsafe"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/shm"
	"github.com/jezek/xgb/xproto"
	"golang.org/x/sys/unix"
)

// Window is somebody's window, over a connection of our own. It belongs to one goroutine.
type Window struct {
	x      *xgb.Conn
	window xproto.Window
	gc     xproto.Gcontext
	depth  byte

	seg    shm.Seg
	memory []byte
	w, h   int
}

// Open joins a window on the display that the environment names. It fails on a display that shares no memory (another machine's), or
// whose pixels are not words of blue, green and red: such a window is left to the toolkit.
func Open(window uint32) (*Window, error) {
	xgb.Logger.SetOutput(io.Discard) // it reports the end of the server, which ends the toolkit and the program too
	x, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("glass: %w", err)
	}
	g := &Window{x: x, window: xproto.Window(window)}
	if err := g.join(); err != nil {
		x.Close()
		return nil, fmt.Errorf("glass: %w", err)
	}
	return g, nil
}

func (g *Window) join() error {
	if err := shm.Init(g.x); err != nil {
		return err
	}
	if _, err := shm.QueryVersion(g.x).Reply(); err != nil {
		return err
	}
	shape, err := xproto.GetGeometry(g.x, xproto.Drawable(g.window)).Reply()
	if err != nil {
		return err
	}
	look, err := xproto.GetWindowAttributes(g.x, g.window).Reply()
	if err != nil {
		return err
	}
	g.depth = shape.Depth
	if err := plain(xproto.Setup(g.x), g.depth, look.Visual); err != nil {
		return err
	}
	if g.gc, err = xproto.NewGcontextId(g.x); err != nil {
		return err
	}
	return xproto.CreateGCChecked(g.x, g.gc, xproto.Drawable(g.window), xproto.GcGraphicsExposures, []uint32{0}).Check()
}

// plain reports what is unusual about the pixels of a window.
func plain(s *xproto.SetupInfo, depth byte, visual xproto.Visualid) error {
	if s.ImageByteOrder != xproto.ImageOrderLSBFirst {
		return errors.New("the server has the other byte order")
	}
	for _, f := range s.PixmapFormats {
		if f.Depth == depth && (f.BitsPerPixel != 32 || f.ScanlinePad != 32) {
			return fmt.Errorf("pixels have %d bits", f.BitsPerPixel)
		}
	}
	for _, screen := range s.Roots {
		for _, d := range screen.AllowedDepths {
			for _, v := range d.Visuals {
				if v.VisualId == visual && (v.RedMask != 0xFF0000 || v.GreenMask != 0xFF00 || v.BlueMask != 0xFF) {
					return errors.New("the colours stand in another order")
				}
			}
		}
	}
	return nil
}

// Memory is a picture of w by h pixels, row by row, each a word with blue in its lowest byte, which the server can read too. It is
// black. The one that was given before is gone: it must not be used any more.
func (g *Window) Memory(w, h int) ([]uint32, error) {
	g.release()
	// Only the terminal's own user, and a server that root runs, may read what a person sees.
	id, err := unix.SysvShmGet(unix.IPC_PRIVATE, 4*w*h, unix.IPC_CREAT|0o600)
	if err != nil {
		return nil, fmt.Errorf("glass: %w", err)
	}
	memory, err := unix.SysvShmAttach(id, 0, 0)
	if err != nil {
		_, drop := unix.SysvShmCtl(id, unix.IPC_RMID, nil)
		return nil, fmt.Errorf("glass: %w", errors.Join(err, drop))
	}
	seg, err := shm.NewSegId(g.x)
	if err == nil {
		err = shm.AttachChecked(g.x, seg, uint32(id), true).Check()
	}
	// Both have it now: marked for removal it goes with the last of them, however they end.
	_, drop := unix.SysvShmCtl(id, unix.IPC_RMID, nil)
	if err = errors.Join(err, drop); err != nil {
		return nil, fmt.Errorf("glass: %w", errors.Join(err, unix.SysvShmDetach(memory)))
	}
	g.seg, g.memory, g.w, g.h = seg, memory, w, h
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(memory))), w*h), nil
}

// events is how many a server may have to tell between two pictures: a keyboard that is plugged in makes a handful.
const events = 64

// Put shows a part of the memory at the same place of the window. When it returns it is there, and the server reads the memory no
// more. The part lies wholly in the picture.
func (g *Window) Put(part image.Rectangle) error {
	if g.memory == nil || !part.In(image.Rect(0, 0, g.w, g.h)) || part.Empty() {
		return fmt.Errorf("glass: %v is not on a glass of %d by %d", part, g.w, g.h)
	}
	for range events { // nothing was asked for, but the server tells every client of new keyboards
		if e, err := g.x.PollForEvent(); e == nil && err == nil {
			break
		}
	}
	err := shm.PutImageChecked(g.x, xproto.Drawable(g.window), g.gc, uint16(g.w), uint16(g.h), uint16(part.Min.X), uint16(part.Min.Y),
		uint16(part.Dx()), uint16(part.Dy()), int16(part.Min.X), int16(part.Min.Y), g.depth, xproto.ImageFormatZPixmap, 0, g.seg, 0).Check()
	if err != nil {
		return fmt.Errorf("glass: %w", err)
	}
	return nil
}

// release lets go of the memory, wiped.
func (g *Window) release() {
	if g.memory == nil {
		return
	}
	clear(g.memory)
	shm.Detach(g.x, g.seg)
	_ = unix.SysvShmDetach(g.memory) // it is ours and attached: this cannot fail
	g.memory = nil
}

// Close wipes the memory and leaves the display. The window stays.
func (g *Window) Close() {
	g.release()
	g.x.Close()
}
