package simprinter

import (
	"errors"
	"fmt"
	"os"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// Plug connects the line, on a new pseudo-terminal behind the same link.
func (p *Printer) Plug() error {
	master, slave, err := pty.Open()
	if err != nil {
		return fmt.Errorf("simprinter: %w", err)
	}
	if master, err = unblocking(master); err == nil {
		err = raw(slave)
	}
	if err != nil {
		return errors.Join(err, master.Close(), slave.Close())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pty != nil || p.closed {
		return errors.Join(errors.New("simprinter: the line is connected already"), master.Close(), slave.Close())
	}
	if err := p.link(slave.Name()); err != nil {
		return errors.Join(err, master.Close(), slave.Close())
	}
	p.pty, p.tty = master, slave
	p.received, p.answered, p.halted = 0, 0, false
	p.lines++
	answers := make(chan []byte, 1024)
	p.answers = answers
	p.running.Go(func() { p.listen(master) })
	p.running.Go(func() {
		for a := range answers {
			if _, err := master.Write(a); err != nil { // unplugged
				return
			}
		}
	})
	p.touch()
	return nil
}

func (p *Printer) link(to string) error {
	if p.o.Link == "" {
		return nil
	}
	if err := os.Remove(p.o.Link); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return os.Symlink(to, p.o.Link)
}

// unblocking is the same file in the runtime's poller: only then its closing ends a read of it, and pulls the cable.
func unblocking(f *os.File) (*os.File, error) {
	c, err := f.SyscallConn()
	if err != nil {
		return f, err
	}
	second, failed := -1, error(nil)
	if err := c.Control(func(fd uintptr) { second, failed = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) }); err != nil || failed != nil {
		return f, errors.Join(err, failed)
	}
	if err := errors.Join(unix.SetNonblock(second, true), f.Close()); err != nil {
		return os.NewFile(uintptr(second), "pty"), err
	}
	return os.NewFile(uintptr(second), "pty"), nil
}

func raw(f *os.File) error {
	c, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = c.Control(func(fd uintptr) {
		t, err := unix.IoctlGetTermios(int(fd), unix.TCGETS)
		if err != nil {
			failed = err
			return
		}
		t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
		t.Cflag = unix.CS8 | unix.CREAD | unix.CLOCAL | unix.B115200
		failed = unix.IoctlSetTermios(int(fd), unix.TCSETS, t)
	})
	return errors.Join(err, failed)
}

// Path is the line's present device file.
func (p *Printer) Path() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.tty == nil {
		return ""
	}
	return p.tty.Name()
}

// Unplug pulls the cable: the device file is gone, what the printer holds it keeps.
func (p *Printer) Unplug() { p.set(p.unplug) }

func (p *Printer) unplug() {
	if p.pty == nil {
		return
	}
	close(p.answers)
	p.answers = nil
	_ = p.tty.Close()
	_ = p.pty.Close()
	p.pty, p.tty = nil, nil
	if p.o.Link != "" {
		_ = os.Remove(p.o.Link) // it leads nowhere now; a missing one is as good
	}
}
