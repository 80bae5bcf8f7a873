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
	Columns    int // 48 or 32
	Completion Completion
	Link       string // a path that leads to the line, also after Plug; "" for none
	Font, Bold []byte // what its characters are drawn with
	Speed      float64
	Buffer     int  // bytes; 0 is 4096
	Mute       bool // answers nothing at all, not even DLE EOT
	NoClear    bool // does not know DLE DC4
	OnSlip     func(Slip)
}

const (
	dotsPerMM  = 8   // 203 dpi
	mmPerSec   = 150 // paper speed
	cutTime    = 300 * time.Millisecond
	headToCut  = 12.0 // mm of paper between the head and the cutter
	bufferSize = 4096
)

// Printer is a running printer. Its functions may be called by any goroutine.
type Printer struct {
	o Options

	mu      sync.Mutex
	changed *sync.Cond
	buffer  []byte // received, not yet executed
	state   settings
	paper   paper
	slips   []Slip
	warn    []string

	out, cover, near, jam, silent bool
	outAfter                      float64 // mm until the paper ends; negative: it does not
	closed                        bool

	pty, tty *os.File
	answers  chan []byte
	running  sync.WaitGroup
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
	p := &Printer{o: o, outAfter: -1}
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
	p.running.Add(1)
	go func() { defer p.running.Done(); p.execute() }()
	return p, nil
}

// Plug connects the line, on a new pseudo-terminal behind the same link.
func (p *Printer) Plug() error {
	master, slave, err := pty.Open()
	if err != nil {
		return fmt.Errorf("simprinter: %w", err)
	}
	if err := raw(slave); err != nil {
		return errors.Join(err, master.Close(), slave.Close())
	}
	if p.o.Link != "" {
		if err := os.Remove(p.o.Link); err != nil && !errors.Is(err, os.ErrNotExist) {
			return errors.Join(err, master.Close(), slave.Close())
		}
		if err := os.Symlink(slave.Name(), p.o.Link); err != nil {
			return errors.Join(err, master.Close(), slave.Close())
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pty != nil || p.closed {
		return errors.Join(errors.New("simprinter: the line is connected already"), master.Close(), slave.Close())
	}
	p.pty, p.tty = master, slave
	answers := make(chan []byte, 1024)
	p.answers = answers
	p.running.Add(2)
	go func() { defer p.running.Done(); p.listen(master) }()
	go func() {
		defer p.running.Done()
		for a := range answers {
			if _, err := master.Write(a); err != nil { // unplugged
				return
			}
		}
	}()
	return nil
}

func raw(f *os.File) error {
	t, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		return err
	}
	t.Iflag, t.Oflag, t.Lflag = 0, 0, 0
	t.Cflag = unix.CS8 | unix.CREAD | unix.CLOCAL | unix.B115200
	return unix.IoctlSetTermios(int(f.Fd()), unix.TCSETS, t)
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
func (p *Printer) Unplug() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unplug()
}

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
	p.closed = true
	p.unplug()
	p.changed.Broadcast()
	p.mu.Unlock()
	p.running.Wait()
}

// listen takes bytes as they arrive. Real-time commands are obeyed at once, wherever they stand (facts/print.md §1.5); the
// rest goes into the buffer, and while that is full the line waits.
func (p *Printer) listen(line *os.File) {
	buf := make([]byte, 256)
	var held []byte
	for {
		n, err := line.Read(buf)
		if err != nil {
			return
		}
		p.mu.Lock()
		held = append(held, buf[:n]...)
		held = p.realTime(held)
		for len(held) > 0 && !p.closed && p.pty == line {
			room := p.o.Buffer - len(p.buffer)
			// A beginning of a real-time command is held back until the rest has come.
			ready := len(held) - openTail(held)
			if ready == 0 {
				break
			}
			if room == 0 {
				p.changed.Wait()
				continue
			}
			take := min(room, ready)
			p.buffer = append(p.buffer, held[:take]...)
			held = append([]byte(nil), held[take:]...)
			p.changed.Broadcast()
		}
		p.mu.Unlock()
	}
}

// openTail is how many bytes at the end may be the beginning of a real-time command.
func openTail(b []byte) int {
	if len(b) > 0 && b[len(b)-1] == 0x10 {
		return 1
	}
	if len(b) > 1 && b[len(b)-2] == 0x10 && (b[len(b)-1] == 0x04 || b[len(b)-1] == 0x05) {
		return 2
	}
	for k := 2; k < 10 && k <= len(b); k++ {
		if b[len(b)-k] == 0x10 && b[len(b)-k+1] == 0x14 {
			return k
		}
	}
	return 0
}

// realTime obeys and removes the real-time commands in what has come.
func (p *Printer) realTime(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); {
		switch {
		case i+2 < len(b) && b[i] == 0x10 && b[i+1] == 0x04 && b[i+2] >= 1 && b[i+2] <= 4:
			if !p.silent && !p.o.Mute {
				p.answer([]byte{p.status(b[i+2])})
			}
			i += 3
		case i+9 < len(b) && b[i] == 0x10 && b[i+1] == 0x14 && string(b[i+2:i+10]) == "\x08\x01\x03\x14\x01\x06\x02\x08":
			if !p.o.NoClear && !p.o.Mute {
				p.buffer, out = nil, nil
				p.paper.forgetLine()
				p.state = defaults()
				p.changed.Broadcast()
				if !p.silent {
					p.answer([]byte{0x37, 0x25, 0x00})
				}
			}
			i += 10
		default:
			out = append(out, b[i])
			i++
		}
	}
	return out
}

func (p *Printer) answer(b []byte) {
	if p.answers == nil || p.silent || p.o.Mute {
		return
	}
	select {
	case p.answers <- b:
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

func (p *Printer) offline() bool { return p.out || p.cover || p.jam }

// PaperOutAfter lets the paper end after so many mm; 0 is now.
func (p *Printer) PaperOutAfter(mm float64) {
	p.set(func() {
		p.outAfter = mm
		if mm <= 0 {
			p.out = true
		}
	})
}

// LoadPaper puts in a new roll. What the printer still holds it goes on printing.
func (p *Printer) LoadPaper() { p.set(func() { p.out, p.outAfter = false, -1 }) }

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

// Noise sends bytes that nobody asked for.
func (p *Printer) Noise(b []byte) { p.set(func() { p.answer(b) }) }

// PowerCycle switches it off and on: everything it held is gone, without a word.
func (p *Printer) PowerCycle() {
	p.set(func() {
		p.buffer = nil
		p.paper.forgetLine()
		p.state = defaults()
	})
}

func (p *Printer) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.changed.Broadcast()
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

// Warnings are the bytes and commands that no printer would have understood.
func (p *Printer) Warnings() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.warn...)
}

// Await waits until something of the printer is so.
func (p *Printer) Await(ctx context.Context, ok func() bool) error {
	stop := context.AfterFunc(ctx, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.changed.Broadcast()
	})
	defer stop()
	for {
		p.mu.Lock()
		p.mu.Unlock()
		if ok() {
			return nil
		}
		p.mu.Lock()
		if ctx.Err() == nil {
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
