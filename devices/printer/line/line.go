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

// ErrBusy: another program has the line.
var ErrBusy = errors.New("the line is used by another program")

// Line is an open line. It implements printer.Port.
type Line struct {
	clock clock.Clock
	baud  int
	port  *serial.Port
	ctl   *os.File
	input chan []byte
	done  chan struct{}

	write sync.Mutex
	once  sync.Once
	err   error
}

// Open opens the device at a speed, for this program alone.
func Open(path string, baud int, c clock.Clock) (*Line, error) {
	ctl, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("printer line: %w", err)
	}
	if err := unix.Flock(int(ctl.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		ctl.Close()
		return nil, fmt.Errorf("printer line %s: %w", path, ErrBusy)
	}
	port, err := serial.OpenPort(&serial.Config{Name: path, Baud: baud, ReadTimeout: readTimeout})
	if err != nil {
		ctl.Close()
		return nil, fmt.Errorf("printer line: %w", err)
	}
	l := &Line{clock: c, baud: baud, port: port, ctl: ctl, input: make(chan []byte, inputs), done: make(chan struct{})}
	go l.read()
	return l, nil
}

// read is the reader goroutine; Close ends it.
func (l *Line) read() {
	defer close(l.input)
	buf := make([]byte, 256)
	empty := 0
	for {
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
		if err != nil && !errors.Is(err, io.EOF) {
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

// Input implements printer.Port.
func (l *Line) Input() <-chan []byte { return l.input }

// Baud implements printer.Port.
func (l *Line) Baud() int { return l.baud }

// Write implements printer.Port. A line that takes nothing for three seconds is an error; what it took before has left.
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
	const slice = 100 * time.Millisecond // how soon a cancelled write is noticed
	for waited := time.Duration(0); waited < stall; waited += slice {
		if err := ctx.Err(); err != nil {
			return err
		}
		fds := []unix.PollFd{{Fd: int32(l.ctl.Fd()), Events: unix.POLLOUT}}
		n, err := unix.Poll(fds, int(slice/time.Millisecond))
		switch {
		case err != nil && !errors.Is(err, unix.EINTR):
			return fmt.Errorf("printer line: %w", err)
		case n > 0 && fds[0].Revents&(unix.POLLHUP|unix.POLLERR|unix.POLLNVAL) != 0:
			return errors.New("printer line: the device is gone")
		case n > 0 && fds[0].Revents&unix.POLLOUT != 0:
			return nil
		}
	}
	return errors.New("printer line: it takes no bytes")
}

// Unsent implements printer.Port.
func (l *Line) Unsent() int {
	n, err := unix.IoctlGetInt(int(l.ctl.Fd()), unix.TIOCOUTQ)
	if err != nil {
		return -1
	}
	return n
}

// Drop implements printer.Port.
func (l *Line) Drop() error {
	if err := unix.IoctlSetInt(int(l.ctl.Fd()), unix.TCFLSH, unix.TCOFLUSH); err != nil {
		return fmt.Errorf("printer line: %w", err)
	}
	return nil
}

// Close ends the reader and gives the line free. It returns within the shortest read; a second Close does nothing.
func (l *Line) Close() error {
	l.once.Do(func() {
		close(l.done)
		for range l.input { // the reader closes it when it has ended
		}
		l.err = errors.Join(l.port.Close(), l.ctl.Close())
	})
	return l.err
}
