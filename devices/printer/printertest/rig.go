package printertest

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/line"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/slip"
)

// patience ends a test whose event never comes; it decides nothing else.
const patience = 60 * time.Second

// pulse is how often the rig looks whether time may move on.
const pulse = 20 * time.Microsecond

// eager is how often it looks before it sleeps between two looks.
const eager = 30

// patientLooks is how often the rig looks before it believes that the driver does not read: tens of milliseconds.
const patientLooks = 400

// Setup is the printer under test.
type Setup struct {
	Profile printer.Profile
	Options simprinter.Options // of the simulator; Clock and Columns are the rig's
	Baud    int                // 0 is 115200
	Tape    *Tape              // keeps what is said; nil for none
	Brief   bool               // faults come at fewer places of a slip
}

// Rig is a driver on a real serial line to a simulated printer, in a time of its own.
type Rig struct {
	t       *testing.T
	setup   Setup
	Sim     *simprinter.Printer
	Driver  *printer.Printer
	line    *gauge
	time    *virtual
	ours    *waiter
	theirs  *waiter
	stopped chan struct{}
	running sync.WaitGroup

	mu     sync.Mutex
	end    Moment
	active int // calls of the driver that are under way and not in a test's hands
}

// New sets a rig up; the test's end takes it down.
func New(t *testing.T, s Setup) *Rig {
	t.Helper()
	if s.Baud == 0 {
		s.Baud = 115200
	}
	v := newVirtual()
	r := &Rig{t: t, setup: s, time: v, ours: &waiter{v: v}, theirs: &waiter{v: v}, stopped: make(chan struct{})}
	o := s.Options
	o.Clock, o.Columns = r.theirs, s.Profile.Columns
	sim, err := simprinter.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	r.Sim = sim
	r.Open()
	r.running.Go(func() { v.run(r.stopped, r.still) })
	t.Cleanup(func() {
		sim.Close() // before the line, whose reader it wakes
		if err := r.Driver.Close(); err != nil {
			t.Error(err)
		}
		close(r.stopped)
		r.running.Wait()
	})
	return r
}

// Open opens the printer's line with a new driver, as the terminal does when the line has come back.
func (r *Rig) Open() {
	r.t.Helper()
	if err := r.open(); err != nil {
		r.t.Fatal(err)
	}
}

func (r *Rig) open() error {
	if r.line != nil {
		if err := r.Driver.Close(); err != nil {
			return err
		}
	}
	which := r.Sim.Progress().Line
	l, err := line.Open(r.Sim.Path(), r.setup.Baud, r.ours)
	if err != nil {
		return err
	}
	g := newGauge(l, r.Sim, which, r.line)
	g.tape = func(word string, b []byte) { r.setup.Tape.add(word, r.ours.Now(), b, "") }
	go g.forward() // ends with the line
	r.mu.Lock()
	r.line = g
	r.mu.Unlock()
	r.ours.onTimer(g.in.timed)
	r.Driver = printer.New(g, r.setup.Profile, dots{}, r.ours)
	return nil
}

// still reports whether driver and printer do nothing but wait for time, and nothing is on its way between them.
func (r *Rig) still() bool {
	r.mu.Lock()
	active, g := r.active > 0, r.line
	r.mu.Unlock()
	if active && r.ours.waiting() == 0 {
		return false
	}
	at := r.Sim.Progress()
	if !at.Idle || at.Timers != r.theirs.waiting() {
		return false
	}
	return !g.shutting() && (!active || g.still(at))
}

// Moment is what the printer had done at a moment.
type Moment struct {
	Slips      []simprinter.Slip
	Unfinished simprinter.Slip
	Held       int
}

// call is a call of the driver. At its end, before time moves on, it is kept what the printer had done.
func (r *Rig) call(do func()) {
	r.count(1)
	defer r.count(-1)
	do()
	end := Moment{r.Sim.Slips(), r.Sim.Unfinished(), r.Sim.Held()}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.end = end
}

// End is the end of the last call of the driver.
func (r *Rig) End() Moment {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.end
}

func (r *Rig) count(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.active += n
}

// Print prints and waits for the result. stage, when it is set, is called at each stage; time goes on meanwhile.
func (r *Rig) Print(s slip.Sheet, stage func(printer.Stage) error) printer.Result {
	r.t.Helper()
	return r.PrintContext(r.t.Context(), s, stage)
}

// PrintContext is Print with a context.
func (r *Rig) PrintContext(ctx context.Context, s slip.Sheet, stage func(printer.Stage) error) (out printer.Result) {
	r.call(func() {
		out = r.Driver.Print(ctx, s, func(st printer.Stage) error {
			if stage == nil {
				return nil
			}
			r.count(-1)
			defer r.count(1)
			return stage(st)
		})
	})
	return out
}

// Clear calls the driver's Clear.
func (r *Rig) Clear() (ok bool) {
	r.call(func() { ok = r.Driver.Clear(r.t.Context()) })
	return ok
}

// Collect calls the driver's Collect.
func (r *Rig) Collect() (p printer.Presented) {
	r.call(func() { p = r.Driver.Collect(r.t.Context()) })
	return p
}

// Status calls the driver's Status.
func (r *Rig) Status() (c printer.Condition) {
	r.call(func() { c = r.Driver.Status(r.t.Context()) })
	return c
}

// Perform does one call of a transcript, keeps it on the tape, and gives the answer.
func (r *Rig) Perform(call string) string {
	r.t.Helper()
	r.setup.Tape.Call(call)
	answer, err := Perform(r.t.Context(), performer{r}, r.setup.Profile, call)
	if err != nil {
		r.t.Fatal(err)
	}
	r.setup.Tape.Answer(answer)
	return answer
}

// performer is the rig's driver, with the calls counted.
type performer struct{ r *Rig }

func (p performer) Print(ctx context.Context, s slip.Sheet, stage func(printer.Stage) error) printer.Result {
	return p.r.PrintContext(ctx, s, stage)
}
func (p performer) Clear(context.Context) bool               { return p.r.Clear() }
func (p performer) Status(context.Context) printer.Condition { return p.r.Status() }

// Await waits until something of the printer is so.
func (r *Rig) Await(what string, ok func() bool) {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	if err := r.Sim.Await(ctx, ok); err != nil {
		r.t.Fatalf("%s: %v", what, err)
	}
}

// Quiet waits until the printer does nothing any more, whatever time passes.
func (r *Rig) Quiet() {
	r.t.Helper()
	r.Await("the printer comes to rest", func() bool {
		at := r.Sim.Progress()
		return at.Idle && at.Timers == 0
	})
}

// gauge is the line, with a count of what is on its way.
type gauge struct {
	*line.Line
	sim   *simprinter.Printer
	which int // line of the printer
	in    *inbox
	tape  func(word string, b []byte)

	mu     sync.Mutex
	wrote  int
	looks  int  // how often nothing had changed
	before int  // bytes that another driver had heard on this line
	broken bool // a write failed: nobody knows how much of it has left
	shut   bool // Close was called
	closed bool // the line has ended
}

func newGauge(l *line.Line, sim *simprinter.Printer, which int, old *gauge) *gauge {
	g := &gauge{Line: l, sim: sim, which: which, in: newInbox()}
	if old != nil && old.which == which { // another driver had the line before
		g.wrote, g.before = old.wrote, old.heard()
	}
	return g
}

// forward hands on what the printer says.
func (g *gauge) forward() {
	for b := range g.Line.Input() {
		g.tape("<", b)
		g.in.push(b)
	}
	g.tape("gone", nil)
	g.set(func() { g.closed = true })
	close(g.in.ch)
}

// heard is how many bytes have been read and done with.
func (g *gauge) heard() int { return g.before + g.done() }

func (g *gauge) set(f func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	f()
}

// Input implements printer.Port.
func (g *gauge) Input() <-chan []byte { return g.in.read() }

// Write implements printer.Port.
func (g *gauge) Write(ctx context.Context, b []byte) error {
	var shut bool
	g.set(func() {
		g.wrote += len(b)
		shut = g.shut
	})
	err := os.ErrClosed
	if !shut {
		g.tape(">", b)
		err = g.Line.Write(ctx, b)
	}
	if err != nil {
		g.set(func() {
			g.wrote -= len(b)
			g.broken = ctx.Err() == nil
		})
	}
	return err
}

// Drop implements printer.Port. What the driver wrote has left when the printer is there: otherwise the count would be wrong.
func (g *gauge) Drop() error {
	for g.onItsWay() {
		time.Sleep(pulse)
	}
	return g.Line.Drop()
}

func (g *gauge) onItsWay() bool {
	at := g.sim.Progress()
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.on(at) && !g.broken && !g.closed && at.Received != g.wrote
}

// on reports whether the printer is still at this line.
func (g *gauge) on(at simprinter.Progress) bool { return at.Connected && at.Line == g.which }

// shutting: what the printer says now is lost to the count.
func (g *gauge) shutting() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.shut && !g.closed
}

func (g *gauge) still(at simprinter.Progress) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.on(at) || g.closed || g.broken {
		return g.closed
	}
	if at.Received != g.wrote || at.Answered == g.heard() {
		g.looks = 0
		return at.Received == g.wrote
	}
	// What was said lies unread while the driver waits for time alone. That it will not read it yet shows after a while only: it
	// may be between its timer and its reading.
	if n, asks := g.in.unread(); asks || at.Answered != g.heard()+n {
		g.looks = 0
		return false
	}
	g.looks++
	return g.looks > patientLooks
}

// done is the bytes that the driver has done with.
func (g *gauge) done() int {
	done, _ := g.in.state()
	return done
}

// Close takes what is on its way, so that the next driver's count is right, and ends the line.
func (g *gauge) Close() error {
	emptied := make(chan struct{})
	go func() {
		defer close(emptied)
		for range g.in.ch {
			g.in.settle()
		}
	}()
	for !g.shutWhenStill() {
		time.Sleep(pulse)
	}
	err := g.Line.Close()
	<-emptied
	return err
}

func (g *gauge) shutWhenStill() bool {
	at := g.sim.Progress()
	g.in.settle()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = g.closed || g.broken || !g.on(at) || at.Received == g.wrote && at.Answered == g.heard()
	return g.shut
}

// Glyphs draws what a printer's font lacks: enough to tell one character from another.
func Glyphs() printer.Glyphs { return dots{} }

// dots draws every character that a printer lacks as its code point's bits: enough to tell one from another.
type dots struct{}

// Glyph implements printer.Glyphs.
func (dots) Glyph(r rune) [72]byte {
	var g [72]byte
	for i := range 24 {
		if r>>i&1 == 1 {
			g[3*i], g[3*i+1], g[3*i+2] = 0xFF, 0xFF, 0xFF
		}
	}
	return g
}
