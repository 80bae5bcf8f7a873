// Package simprinter is an ESC/POS thermal printer on a real pseudo-terminal (facts/print.md), with the faults that real ones
// have. It was written from the byte table and not from our encoder, so that each checks the other.
//
// Only demonstration programs and tests import it.
package simprinter

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"sync"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"shebao/kiosk/internal/clock"
)

// Completion is how the printer says that it has printed; a closed set.
type Completion int

// The habits of printers.
const (
	ProcessID Completion = iota // GS ( H and GS r
	GSr                         // GS r only
	None                        // neither
)

// Options say what printer it is.
type Options struct {
	Clock      clock.Clock
	Columns    int // 48 or 32; 0 is 48
	Completion Completion
	Link       string     // a path that leads to the line, also after Plug; "" for none
	Font, Bold []byte     // what its characters are drawn with; nil draws none
	Speed      float64    // how many times faster than 150 mm/s the paper and the cutter are; 0 is 1
	Buffer     int        // bytes; 0 is 4096
	Mute       bool       // answers nothing at all, not even DLE EOT
	NoClear    bool       // does not know DLE DC4
	OnSlip     func(Slip) // called for every slip that was cut; it may not call the printer
}

const (
	dotsPerMM  = 8   // 203 dpi
	mmPerSec   = 150 // paper speed of the T88III class (facts/print.md §3)
	cutTime    = 300 * time.Millisecond
	headToCut  = 12.0            // mm of paper between the head and the cutter: 10 to 15 in real ones
	bufferSize = 4096            // facts/print.md §3
	bootTime   = 2 * time.Second // from switching on to the first byte that is taken
)

// Printer is a running printer. Its functions may be called by any goroutine.
type Printer struct {
	o    Options
	done chan struct{}

	mu      sync.Mutex
	changed *sync.Cond
	version uint64 // counts changes, for Await
	buffer  []byte // received, not yet executed
	swallow int    // bytes still to come of a command that was longer than the buffer
	state   settings
	paper   paper
	slips   []Slip
	warn    []string
	// life counts what ends a command in its middle: clearing, and power.
	life     int
	resting  bool    // the executor waits for the clock
	stopped  bool    // the executor waits for staff within a command
	booting  int     // switched on again, not yet listening
	off      bool    // without power
	moved    float64 // mm since the beginning
	faults   []fault
	lines    int // how many lines there were
	received int // bytes taken from the present line
	answered int // bytes said on it

	out, cover, near, jam, silent, closed bool

	pty, tty *os.File
	answers  chan []byte
	running  sync.WaitGroup
}

// fault is something that happens when the paper has moved so far, or so many bytes have come.
type fault struct {
	mm    float64
	bytes int
	do    func()
}

// Start makes the printer's line and begins to listen.
func Start(o Options) (*Printer, error) {
	if o.Buffer == 0 {
		o.Buffer = bufferSize
	}
	if o.Speed == 0 {
		o.Speed = 1
	}
	if o.Columns == 0 {
		o.Columns = 48
	}
	p := &Printer{o: o, done: make(chan struct{})}
	p.changed = sync.NewCond(&p.mu)
	art, err := newArtist(o.Font, o.Bold)
	if err != nil {
		return nil, err
	}
	p.paper = paper{columns: o.Columns, art: art}
	p.state = defaults()
	if err := p.Plug(); err != nil {
		return nil, err
	}
	p.running.Go(p.execute)
	return p, nil
}

// touch says that something has changed. Called with mu held.
func (p *Printer) touch() {
	p.version++
	p.changed.Broadcast()
}

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
	p.received, p.answered = 0, 0
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

// Close ends the printer and everything it runs.
func (p *Printer) Close() {
	p.mu.Lock()
	if !p.closed {
		close(p.done)
	}
	p.closed = true
	p.unplug()
	p.touch()
	p.mu.Unlock()
	p.running.Wait()
}

// listen takes bytes as they arrive. Real-time commands are obeyed at once, wherever they stand, also while the buffer is
// full (facts/print.md §1.5); the rest goes into the buffer, and what that does not hold is lost (§3).
func (p *Printer) listen(line *os.File) {
	buf := make([]byte, 256)
	var held []byte
	for {
		n, err := line.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		for came := buf[:n]; len(came) > 0 && p.pty == line; {
			k := p.untilFault(len(came))
			p.received += k
			if p.off {
				held = nil
			} else {
				held = p.take(append(held, came[:k]...))
			}
			came = came[k:]
			p.touch()
			p.happen()
		}
		p.mu.Unlock()
	}
}

// untilFault is how many of n bytes come before the next fault that waits for bytes, at least one.
func (p *Printer) untilFault(n int) int {
	for _, f := range p.faults {
		if f.bytes > p.received {
			n = min(n, f.bytes-p.received)
		}
	}
	return n
}

// take obeys real-time commands, buffers what it can, and gives back what may be the beginning of a real-time command.
func (p *Printer) take(b []byte) []byte {
	b = p.realTime(b)
	if n := min(p.swallow, len(b)); n > 0 {
		p.swallow -= n
		b = b[n:]
	}
	ready := len(b) - openTail(b)
	if room := p.o.Buffer - len(p.buffer); ready > room {
		p.warnf("%d bytes did not fit into the buffer", ready-room)
		p.buffer = append(p.buffer, b[:room]...)
	} else {
		p.buffer = append(p.buffer, b[:ready]...)
	}
	if n, whole := p.length(); !whole && n > p.o.Buffer {
		p.warnf("a command of %d bytes", n)
		p.swallow, p.buffer = n-len(p.buffer), nil
	}
	return append([]byte(nil), b[ready:]...)
}

// clearAll is DLE DC4 8.
const clearAll = "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

// openTail is how many bytes at the end may be the beginning of a real-time command.
func openTail(b []byte) int {
	for k := min(len(b), len(clearAll)-1); k > 0; k-- {
		tail := string(b[len(b)-k:])
		if tail == clearAll[:k] || tail == "\x10\x04" {
			return k
		}
	}
	return 0
}

// realTime obeys and removes the real-time commands in what has come.
func (p *Printer) realTime(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); {
		rest := b[i:]
		switch {
		case len(rest) >= 3 && rest[0] == 0x10 && rest[1] == 0x04 && rest[2] >= 1 && rest[2] <= 4:
			p.answer([]byte{p.status(rest[2])})
			i += 3
		case len(rest) >= len(clearAll) && string(rest[:len(clearAll)]) == clearAll && !p.o.NoClear:
			out = nil
			p.forget()
			p.answer([]byte{0x37, 0x25, 0x00})
			i += len(clearAll)
		default:
			out = append(out, rest[0])
			i++
		}
	}
	return out
}

// forget empties the buffers and ends the command under way. Settings stay as they are (facts/print.md §1.5).
func (p *Printer) forget() {
	p.buffer, p.swallow = nil, 0
	p.paper.forgetLine()
	p.life++
}

func (p *Printer) answer(b []byte) {
	if p.answers == nil || p.silent || p.o.Mute || p.off {
		return
	}
	select {
	case p.answers <- b:
		p.answered += len(b)
	default: // nobody reads: a real printer drops the answer too
	}
}

// status is the answer to DLE EOT n (facts/print.md §2.1, the common column).
func (p *Printer) status(n byte) byte {
	b := byte(0x12)
	set := func(on bool, bits byte) {
		if on {
			b |= bits
		}
	}
	switch n {
	case 1:
		set(p.offline(), 0x08)
	case 2:
		set(p.cover, 0x04)
		set(p.out, 0x20)
		set(p.jam, 0x40)
	case 3:
		set(p.jam, 0x08)
	case 4:
		set(p.near || p.out, 0x0C)
		set(p.out, 0x60)
	}
	return b
}

func (p *Printer) offline() bool { return p.out || p.cover || p.jam || p.off }

// PaperOutAfter lets the paper end after so many mm from now; 0 is now.
func (p *Printer) PaperOutAfter(mm float64) {
	if mm <= 0 {
		p.set(func() { p.out = true })
		return
	}
	p.After(mm, func() { p.PaperOutAfter(0) })
}

// After lets something happen when the paper has moved so many mm from now: p.After(30, p.OpenCover). It happens between two
// lines, as a line that was begun is finished.
func (p *Printer) After(mm float64, do func()) {
	p.set(func() { p.faults = append(p.faults, fault{mm: p.moved + mm, bytes: -1, do: do}) })
}

// AfterBytes lets something happen when so many bytes have come on the present line.
func (p *Printer) AfterBytes(n int, do func()) {
	p.set(func() { p.faults = append(p.faults, fault{mm: -1, bytes: n, do: do}) })
}

// happen lets faults happen that are due. It gives mu away meanwhile.
func (p *Printer) happen() {
	var due, later []fault
	for _, f := range p.faults {
		if f.mm >= 0 && p.moved >= f.mm || f.bytes >= 0 && p.received >= f.bytes {
			due = append(due, f)
		} else {
			later = append(later, f)
		}
	}
	p.faults = later
	if len(due) == 0 {
		return
	}
	p.mu.Unlock()
	for _, f := range due {
		f.do()
	}
	p.mu.Lock()
}

// LoadPaper puts in a new roll. What the printer still holds it goes on printing.
func (p *Printer) LoadPaper() { p.set(func() { p.out = false }) }

// OpenCover and CloseCover are staff's hands.
func (p *Printer) OpenCover() { p.set(func() { p.cover = true }) }

// CloseCover closes it again.
func (p *Printer) CloseCover() { p.set(func() { p.cover = false }) }

// SetNearEnd says that paper is short.
func (p *Printer) SetNearEnd(on bool) { p.set(func() { p.near = on }) }

// JamCutter and FixCutter are a fault of the cutter and its mending.
func (p *Printer) JamCutter() { p.set(func() { p.jam = true }) }

// FixCutter mends the cutter.
func (p *Printer) FixCutter() { p.set(func() { p.jam = false }) }

// Silence keeps it from answering anything; it goes on printing.
func (p *Printer) Silence(on bool) { p.set(func() { p.silent = on }) }

// Confirm changes how the printer says that it has printed.
func (p *Printer) Confirm(c Completion) { p.set(func() { p.o.Completion = c }) }

// Noise sends bytes that nobody asked for.
func (p *Printer) Noise(b []byte) { p.set(func() { p.answer(b) }) }

// PowerCycle switches it off and on: everything it held is gone, without a word, and so is what comes while it starts.
func (p *Printer) PowerCycle() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	p.forget()
	p.state = defaults()
	p.off = true
	p.booting++
	p.touch()
	p.running.Go(func() {
		timer := p.o.Clock.NewTimer(bootTime)
		defer timer.Stop()
		select {
		case <-timer.C():
		case <-p.done:
		}
		p.set(func() {
			p.booting--
			p.off = p.booting > 0
		})
	})
}

func (p *Printer) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.touch()
}

// Slips are the slips that were cut, oldest first.
func (p *Printer) Slips() []Slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Slip(nil), p.slips...)
}

// Unfinished is what is on the paper since the last cut.
func (p *Printer) Unfinished() Slip {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.paper.slip(false)
}

// Held is how many bytes the printer has not executed.
func (p *Printer) Held() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.buffer)
}

// Moved is how many mm of paper have moved since the printer was started.
func (p *Printer) Moved() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.moved
}

// Warnings are the bytes and commands that no printer would have understood.
func (p *Printer) Warnings() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.warn...)
}

// Progress is where the printer stands, for tests whose clock stands still while anything is still under way.
type Progress struct {
	Connected bool
	Line      int  // counts the lines: each Plug makes another, perhaps of the same name
	Received  int  // bytes taken from the present line, and obeyed or buffered
	Answered  int  // bytes said on it
	Timers    int  // how many timers of its clock it waits for
	Idle      bool // it does nothing but wait: for those timers, for bytes, or for staff
}

// Progress tells where the printer stands.
func (p *Printer) Progress() Progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := Progress{Connected: p.pty != nil, Line: p.lines, Received: p.received, Answered: p.answered, Timers: p.booting}
	switch {
	case p.resting:
		at.Timers++
		at.Idle = true
	case p.stopped:
		at.Idle = p.offline() && !p.closed
	default:
		_, whole := p.length()
		at.Idle = !whole || p.offline()
	}
	return at
}

// Await waits until something of the printer is so. The end of ctx ends it with ctx's error.
func (p *Printer) Await(ctx context.Context, ok func() bool) error {
	stop := context.AfterFunc(ctx, func() { p.set(func() {}) })
	defer stop()
	for {
		p.mu.Lock()
		seen := p.version
		p.mu.Unlock()
		if ok() {
			return nil
		}
		p.mu.Lock()
		for p.version == seen && ctx.Err() == nil {
			p.changed.Wait()
		}
		p.mu.Unlock()
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// Slip is one piece of paper.
type Slip struct {
	Text     []string // its lines
	QR       []string
	Complete bool // it was cut
	MM       float64
	picture  *image.Gray
}

// Picture is the paper.
func (s Slip) Picture() image.Image { return s.picture }
