// Package line is the printer's serial line: the only room that opens one.
//
// tarm/serial neither locks the line, nor bounds a write, nor tells an unplugged adapter from silence, and its Close waits for
// a read. This room mends that as facts/devices.md B describes: one reader goroutine with the shortest read, a second
// descriptor for locking, asking and waiting, and writes in small pieces that are only begun when the line takes them.
package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"

	"shebao/kiosk/internal/clock"
)

const (
	// readTimeout is the shortest that the driver knows; longer ones only delay Close.
	readTimeout = 100 * time.Millisecond
	// piece is what is written at once: a line that stalls is noticed before its buffer is full.
	piece = 64
	// stall is how long the line may refuse bytes before it counts as stuck. A printer that is waited for is not stuck: it
	// is given no more than its buffer holds.
	stall = 3 * time.Second
	// idleRead: a read that comes back empty sooner than this did not time out; the line is gone when three do.
	idleRead = 50 * time.Millisecond
	goneAt   = 3
	// inputs is how many pieces of input may wait: a printer says a few bytes at a time.
	inputs = 256
)

var (
	// ErrBusy: another program has the line.
	ErrBusy = errors.New("the line is used by another program")

	errGone = errors.New("printer line: the device is gone")
)

// Line is an open line. It implements printer.Port. Its methods may be called by several goroutines, also after Close.
type Line struct {
	baud  int
	port  *serial.Port
	ctl   *os.File
	raw   syscall.RawConn // of ctl: keeps its number while it is used, and leaves it unblocking, as Fd does not
	stall time.Duration
	input chan []byte
	done  chan struct{}

	write sync.Mutex
	once  sync.Once
	err   error
}

// Open opens the device at a speed, for this program alone: ErrBusy when another has it. The clock is not asked: what the
// line waits for is the kernel.
func Open(path string, baud int, _ clock.Clock) (*Line, error) {
	ctl, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("printer line: %w", err)
	}
	l := &Line{baud: baud, ctl: ctl, stall: stall, input: make(chan []byte, inputs), done: make(chan struct{})}
	if err := l.open(path); err != nil {
		return nil, errors.Join(fmt.Errorf("printer line %s: %w", path, err), ctl.Close())
	}
	go l.read()
	return l, nil
}

func (l *Line) open(path string) (err error) {
	if l.raw, err = l.ctl.SyscallConn(); err != nil {
		return err
	}
	// The lock is taken before tarm opens the device: its opening alone changes the line's settings.
	err = l.control(func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return ErrBusy
	}
	if err == nil {
		l.port, err = serial.OpenPort(&serial.Config{Name: path, Baud: l.baud, ReadTimeout: readTimeout})
	}
	return err
}

// control does something with the control descriptor, which is not closed meanwhile.
func (l *Line) control(do func(fd int) error) error {
	var failed error
	if err := l.raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}

// read is the reader goroutine; Close ends it.
func (l *Line) read() {
	defer close(l.input)
	buf := make([]byte, 256)
	empty := 0
	for {
		l.await()
		start := time.Now() // how long the kernel took is no time of the terminal's: a fake clock must not be asked
		n, err := l.port.Read(buf)
		if n > 0 {
			empty = 0
			select {
			case l.input <- append([]byte(nil), buf[:n]...):
			case <-l.done:
				return
			}
			continue
		}
		select {
		case <-l.done:
			return
		default:
		}
		if err != nil && !errors.Is(err, io.EOF) { // EIO: unplugged
			return
		}
		if time.Since(start) < idleRead {
			if empty++; empty >= goneAt {
				return
			}
			continue
		}
		empty = 0
	}
}

// await waits until the line has something to tell, or is being closed. Ten reads a second that find nothing are a good part of
// what a terminal does while nobody uses it. A device whose kernel driver cannot be waited for is read as before.
func (l *Line) await() {
	_ = l.raw.Read(func(fd uintptr) bool { // it fails when the line is closed, and where it cannot be waited for: the read tells
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 0)
		return n > 0 || err != nil && !errors.Is(err, unix.EINTR)
	})
}

// Input implements printer.Port. It is closed when the device has gone and after Close.
func (l *Line) Input() <-chan []byte { return l.input }

// Baud implements printer.Port.
func (l *Line) Baud() int { return l.baud }

// Write implements printer.Port. A line that takes nothing for three seconds is an error, and so is one that was closed; what
// it took before has left.
func (l *Line) Write(ctx context.Context, b []byte) error {
	l.write.Lock()
	defer l.write.Unlock()
	for len(b) > 0 {
		if err := l.room(ctx); err != nil {
			return err
		}
		n, err := l.port.Write(b[:min(len(b), piece)])
		if err != nil {
			return fmt.Errorf("printer line: %w", err)
		}
		b = b[n:]
	}
	return nil
}

// room waits until the line takes bytes.
func (l *Line) room(ctx context.Context) error {
	const slice = 100 * time.Millisecond // how soon a cancelled write, or the closing of the line, is noticed
	for waited := time.Duration(0); waited < l.stall; waited += slice {
		if err := ctx.Err(); err != nil {
			return err
		}
		var events int16
		err := l.control(func(fd int) error {
			fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
			_, err := unix.Poll(fds, int(slice/time.Millisecond))
			events = fds[0].Revents
			return err
		})
		switch {
		case err != nil && !errors.Is(err, unix.EINTR):
			return fmt.Errorf("printer line: %w", err)
		case events&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0:
			return errGone
		case events&unix.POLLOUT != 0:
			return nil
		}
	}
	return errors.New("printer line: it takes no bytes")
}

// Unsent implements printer.Port.
func (l *Line) Unsent() int {
	n := -1
	if err := l.control(func(fd int) (err error) {
		n, err = unix.IoctlGetInt(fd, unix.TIOCOUTQ)
		return err
	}); err != nil {
		return -1
	}
	return n
}

// Drop implements printer.Port.
func (l *Line) Drop() error {
	err := l.control(func(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) })
	if err != nil {
		return fmt.Errorf("printer line: %w", err)
	}
	return nil
}

// Close ends the reader and a write that waits, and gives the line free. It returns within the shortest read; a second Close
// does nothing and gives the first one's error.
func (l *Line) Close() error {
	l.once.Do(func() {
		close(l.done)
		_ = l.ctl.SetReadDeadline(time.Unix(1, 0)) // long ago: ends the wait; one that cannot wait is reading, which ends by itself
		for range l.input {                        // the reader closes it when it has ended
		}
		l.err = errors.Join(l.port.Close(), l.ctl.Close())
	})
	return l.err
}
