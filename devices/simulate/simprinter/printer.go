// Package simprinter is an ESC/POS thermal printer on a real pseudo-terminal (facts/print.md), with the faults that real ones
// have. It was written from the byte table and not from our encoder, so that each checks the other.
//
// Only demonstration programs and tests import it.
package simprinter

import (
	"os"
	"sync"
	"time"

	"shebao/kiosk/internal/clock"
)

// Options say what printer it is.
type Options struct {
	Clock      clock.Clock
	Columns    int // 48, 42 or 32; 0 is 48
	Dots       int // of the head; 0 is 12 a column
	DPI        int // 203 or 180; 0 is 203. At 180 vertical units are half dots, as Epson's
	Completion Completion
	Hanzi      Hanzi
	Code       Code
	Cuts       string // the parameters of GS V that its cutter knows; "" is all of 65, 66, 0, 1, "0" and "1"
	Presenter  Presenter
	Hand       time.Duration // how long a slip waits at the exit before its person takes it; 0 is two seconds, below 0 is never
	Identity   *Identity
	Link       string                       // a path that leads to the line, also after Plug; "" for none
	Font, Bold []byte                       // what its characters are drawn with; nil draws none
	Speed      float64                      // how many times faster than 150 mm/s the paper and the cutter are; 0 is 1
	Buffer     int                          // bytes; 0 is 4096
	Flow       bool                         // it says XOFF when its buffer has 128 bytes left, and XON at 256 (facts/print.md §3)
	Mute       bool                         // answers nothing at all, not even DLE EOT
	NoClear    bool                         // does not know DLE DC4
	Seize      bool                         // after a fault of its cutter was mended it waits for DLE ENQ (facts/print.md §7.1)
	Heard      func(at time.Time, b []byte) // called for all bytes as they arrive, before they are obeyed; b must not be kept
	OnSlip     func(Slip)                   // called for every slip that was cut; it may not call the printer
}

const (
	mmPerSec   = 150 // paper speed of the T88III class (facts/print.md §3)
	cutTime    = 300 * time.Millisecond
	headToCut  = 12.0            // mm of paper between the head and the cutter: 10 to 15 in real ones
	bufferSize = 4096            // facts/print.md §3
	fullAt     = 128             // bytes left in the buffer when it says that it is full (facts/print.md §3)
	freeAt     = 256             // and when it says that it is not full any more
	bootTime   = 2 * time.Second // from switching on to the first byte that is taken
	rollLength = 80_000.0        // mm of a new roll
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
	halted  bool   // XOFF was said
	state   settings
	paper   paper
	slips   []Slip
	holder  holder
	warn    []string
	// life counts what ends a command in its middle: clearing, and power.
	life     int
	resting  bool // the executor waits for the clock
	stopped  bool // the executor waits for staff within a command
	timers   int  // of the clock, besides the executor's
	booting  int  // switched on again, not yet listening
	off      bool // without power
	moved    float64
	roll     float64 // mm of the roll that were left when nothing had moved
	faults   []fault
	lines    int // how many lines there were
	received int // bytes taken from the present line
	answered int // bytes said on it
	noises   uint64
	counts   counts

	out, cover, near, jam, seized, stuck, hot, silent, closed bool

	pty, tty *os.File
	answers  chan []byte
	running  sync.WaitGroup
}

// counts are what the printer counts of itself; power does not clear them.
type counts struct{ lines, heads, cuts, retracted, powerUps int }

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
	if o.Dots == 0 {
		o.Dots = o.Columns * 12
	}
	if o.DPI == 0 {
		o.DPI = 203
	}
	if o.Hand == 0 {
		o.Hand = handTime
	}
	p := &Printer{o: o, done: make(chan struct{}), roll: rollLength, counts: counts{powerUps: 1}, holder: newHolder(o.Presenter)}
	p.changed = sync.NewCond(&p.mu)
	art, err := newArtist(o.Font, o.Bold)
	if err != nil {
		return nil, err
	}
	p.paper = paper{columns: o.Columns, width: o.Dots, dotsPerMM: o.dotsPerMM(), art: art}
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

// set does something that others see.
func (p *Printer) set(f func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f()
	p.touch()
}

// later does something after some time, with mu held. Called with mu held.
func (p *Printer) later(d time.Duration, do func()) {
	p.timers++
	p.running.Go(func() {
		timer := p.o.Clock.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C():
		case <-p.done:
		}
		p.set(func() {
			p.timers--
			do()
		})
	})
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
