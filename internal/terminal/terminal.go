package terminal

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/visit"
)

const (
	// tickEvery lets countdowns run in seconds.
	tickEvery = time.Second

	// watchPrinterEvery: a paper-out should be known before somebody has walked through PIN and consent, and asking
	// costs four bytes.
	watchPrinterEvery = 5 * time.Second

	// watchKeysEvery: a security module that was changed closes the terminal for personal things at once, as far as a person
	// can tell; looking costs nothing.
	watchKeysEvery = time.Second

	// watchSourceEvery: a record file that could not be read is looked at again this often.
	watchSourceEvery = 10 * time.Second

	// forgetAfter is when the collector overwrites what a visit left on the heap, counted from its end: when the last effects of the
	// visit have let go of it, and before the next person has put a card in.
	forgetAfter = 2 * time.Second

	// queue is how many events may wait. A finger makes ten a second at most; more than this only piles up while the loop
	// is stuck, and then the newest taps are the ones to drop.
	queue = 256
)

// Spool prints exactly once, or says that it did not.
type Spool interface {
	// Print prints one slip. It returns when the outcome is known or can no longer be known, also when ctx is cancelled: a slip
	// that was begun is finished or cleared first.
	Print(ctx context.Context, s Slip) (visit.PrintOutcome, visit.PrinterState)
	// Resolve writes down what the person of a visit says of the last slip that was not confirmed.
	Resolve(ctx context.Context, visit int64, whole bool) error
	// State asks the printer, and clears it when an earlier slip may still be inside. It does not block on a slip that is
	// being printed.
	State(ctx context.Context) visit.PrinterState
}

// Slip is what is to be printed. It holds personal data and lives no longer than Print.
type Slip struct {
	Visit  int64
	Kind   slip.Kind
	Person string // identity number, "" for a slip that is nobody's
	Sheet  slip.Sheet
	Sent   func() // called when the last byte is out
	// May is waited for while the printer is asked whether it can print, and must return nil before anything of the slip is sent.
	May func(ctx context.Context) error
	// Collected is called when a printer that sees its outlet says what became of a confirmed slip; it may be after Print.
	Collected func(taken bool)
}

// Journal is told what happened. Note returns when the note is durable.
type Journal interface {
	Note(ctx context.Context, visit int64, what visit.Noted, code string) error
}

// Source is where records come from. It may be unreadable at first and become readable.
type Source interface {
	Register(ctx context.Context, c records.Card) (records.Registration, error)
	Read(ctx context.Context, number string, w records.Window) (records.Record, error)
	// Reload takes up a file that was replaced, or that could not be read before, and forgets what was read of the last
	// person. It is called between visits. On an error what was readable stays so.
	Reload() error
	// Ready reports whether records can be read.
	Ready() bool
}

// Keys prove cards. Without any, nothing personal is served.
type Keys interface {
	card.Authenticator
	// Ready reports whether a proof may be asked for: false from the moment at which a security module was changed, or when
	// there is no maker of proofs at all. A back end that does not answer just now is no reason. It may wait for a proof that is
	// under way.
	Ready() bool
}

// Screen is the window, as the terminal sees it. Its functions must not wait for the terminal.
type Screen struct {
	// Show replaces what is drawn. Of several views that were not drawn yet only the newest is.
	Show func(visit.View)
	// Forget lets go of what was kept to draw faster.
	Forget func()
}

// Config is what a terminal is made of.
type Config struct {
	Facts   visit.Facts
	Clock   clock.Clock
	Slot    card.Slot
	Keys    Keys
	Spool   Spool
	Source  Source
	Trail   Trail
	Journal Journal
	Asked   Asked   // nil: not counted
	Ratings Ratings // nil: not counted
	Screen  Screen
	// Fault tells the operator's log of a fault. It is given no personal data.
	Fault func(what string, err error)
}

// Terminal is the running terminal. Tap, Digit, Rubout and Clear may be called from any goroutine.
type Terminal struct {
	cfg    Config
	urgent chan visit.Event // what the reader saw
	events chan visit.Event
	notes  chan visit.Note
	work   chan func() // card work, one after the other
	pin    pinBuffer

	// owned by the loop
	state  visit.State
	was    int64 // the visit before the event that is taken
	shown  visit.View
	cancel context.CancelFunc // of the present visit's effects
	ctx    context.Context

	// owned by the card worker
	session *card.Session
	holder  visit.Holder

	running sync.WaitGroup
	restart atomic.Bool // a new start was asked for
}

// New makes a terminal; nothing runs before Run.
func New(cfg Config) *Terminal {
	t := &Terminal{
		cfg:    cfg,
		urgent: make(chan visit.Event, 16),
		events: make(chan visit.Event, queue),
		notes:  make(chan visit.Note, queue),
		work:   make(chan func(), 16),
	}
	t.state = visit.Start(cfg.Facts, cfg.Clock.Now())
	t.state.Source, t.state.Keys = cfg.Source.Ready(), cfg.Keys.Ready()
	return t
}

// ErrRestart is what Run ends with when a part hangs that only a new start of the program frees.
var ErrRestart = errors.New("the terminal must be started again")

// askRestart has Run end between two visits, as soon as nothing is being printed.
func (t *Terminal) askRestart(why string) {
	t.cfg.Fault(why+"; the terminal starts again when nobody is being served", nil)
	t.restart.Store(true)
}

// mayRestart: nobody is here, and nothing of anybody is in the printer.
func (t *Terminal) mayRestart() bool {
	return t.restart.Load() && !t.state.Active && !t.state.Spooling
}

// Run serves citizens until ctx is done, then ends the visit that is under way and waits for everything it started. It ends by
// itself with ErrRestart only.
func (t *Terminal) Run(ctx context.Context) error {
	inner, stop := context.WithCancel(ctx)
	// Effects outlive a cancelled visit only to finish what was begun (a slip), and are waited for.
	defer t.running.Wait()
	defer stop()
	t.ctx, t.cancel = context.WithCancel(inner)

	t.own(func() { t.writeNotes(inner) })
	t.own(func() { t.workOnCard(inner) })
	t.own(func() { t.watchCard(inner) })
	t.own(func() { t.watchPrinter(inner) })
	t.own(func() { t.watchSource(inner) })
	t.own(func() { t.watchKeys(inner) })
	t.own(func() { t.tick(inner) })

	t.show()
	for {
		select { // a removal is taken before anything else
		case e := <-t.urgent:
			t.step(inner, e)
			continue
		default:
		}
		select {
		case e := <-t.urgent:
			t.step(inner, e)
		case e := <-t.events:
			t.step(inner, e)
			if t.mayRestart() {
				return ErrRestart
			}
		case <-ctx.Done():
			if t.state.Active {
				t.run(inner, visit.EndVisit{Visit: t.state.Visit, Why: visit.EndedByFault})
			}
			return nil
		}
	}
}

// own starts a goroutine that Run waits for.
func (t *Terminal) own(f func()) {
	t.running.Add(1)
	go func() {
		defer t.running.Done()
		f()
	}()
}

// step takes one event. A panic in it is a bug: the visit is ended, the recovery screen shown, and the fault recorded.
func (t *Terminal) step(ctx context.Context, e visit.Event) {
	defer func() {
		if p := recover(); p != nil {
			t.cfg.Fault("the visit met a fault of the program", crash(p))
			next, effects := visit.Next(t.state, visit.Crashed{When: t.now()})
			t.state = next
			for _, f := range effects {
				t.run(ctx, f)
			}
			t.show()
		}
	}()
	t.was = t.state.Visit
	next, effects := visit.Next(t.state, e)
	began := next.Active && (!t.state.Active || next.Visit != t.state.Visit)
	t.state = next
	if began {
		t.cancel()
		t.ctx, t.cancel = context.WithCancel(ctx)
	}
	// What the person sees comes before what the machine does: a removal must blank the screen at once. Only the keypad is
	// opened or shut before it is seen to be so, as a finger may be faster than the painting.
	for _, f := range effects {
		if keypad(f) {
			t.run(ctx, f)
		}
	}
	t.show()
	for _, f := range effects {
		if !keypad(f) {
			t.run(ctx, f)
		}
	}
}

func keypad(f visit.Effect) bool {
	switch f.(type) {
	case visit.OpenPIN, visit.ClosePIN:
		return true
	}
	return false
}

func (t *Terminal) show() {
	v := visit.Look(t.state)
	if reflect.DeepEqual(v, t.shown) {
		return
	}
	t.shown = v
	t.cfg.Screen.Show(v)
}

func (t *Terminal) now() visit.When { return visit.When{At: t.cfg.Clock.Now()} }

// send puts an event before the loop; it waits while the queue is full and gives up when the terminal stops.
func (t *Terminal) send(ctx context.Context, e visit.Event) {
	select {
	case t.events <- e:
	case <-ctx.Done():
	}
}

// Tap reports a touch on the view with number step. It never waits: a touch that finds the queue full is dropped.
func (t *Terminal) Tap(step int64, a visit.Action) {
	select {
	case t.events <- visit.Tap{When: t.now(), Step: step, Action: a}:
	default:
	}
}

func (t *Terminal) key(change func(digits *[maxPIN]byte, n *int)) {
	if n, ok := t.pin.change(change); ok {
		select {
		case t.events <- visit.PINLength{When: t.now(), N: n}:
		default:
		}
	}
}

func (t *Terminal) tick(ctx context.Context) {
	for {
		timer := t.cfg.Clock.NewTimer(tickEvery)
		select {
		case <-timer.C():
			t.send(ctx, visit.Tick{When: t.now()})
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// watchPrinter tells the visit how the printer is, also when it is as it was: the end of a slip tells it too, so what was
// told last is not known here.
func (t *Terminal) watchPrinter(ctx context.Context) {
	for {
		if state := t.cfg.Spool.State(ctx); ctx.Err() == nil {
			t.send(ctx, visit.PrinterChanged{When: t.now(), Printer: state})
		}
		timer := t.cfg.Clock.NewTimer(watchPrinterEvery)
		select {
		case <-timer.C():
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// watchSource tries again while records cannot be read, so that a mended file needs no restart.
func (t *Terminal) watchSource(ctx context.Context) {
	ready := t.cfg.Source.Ready()
	for {
		timer := t.cfg.Clock.NewTimer(watchSourceEvery)
		select {
		case <-timer.C():
		case <-ctx.Done():
			timer.Stop()
			return
		}
		if !t.cfg.Source.Ready() {
			t.reload()
		}
		if now := t.cfg.Source.Ready(); now != ready {
			ready = now
			t.send(ctx, visit.SourceChanged{When: t.now(), Ready: ready})
		}
	}
}

// watchKeys tells the visit when cards can no longer be proved, or can again.
func (t *Terminal) watchKeys(ctx context.Context) {
	ready := t.cfg.Keys.Ready()
	for t.after(ctx, watchKeysEvery) {
		if now := t.cfg.Keys.Ready(); now != ready {
			ready = now
			t.first(ctx, visit.KeysChanged{When: t.now(), Ready: ready})
		}
	}
}

// writeNotes writes the journal in order, outside the loop, so that a slow disk does not hold the screen.
// What was noted before Run ends is written.
func (t *Terminal) writeNotes(ctx context.Context) {
	write := func(n visit.Note) {
		if err := t.cfg.Journal.Note(context.WithoutCancel(ctx), n.Visit, n.What, n.Code); err != nil {
			t.cfg.Fault("the journal could not be written", err)
		}
	}
	for {
		select {
		case n := <-t.notes:
			write(n)
		case <-ctx.Done():
			for {
				select {
				case n := <-t.notes:
					write(n)
				default:
					return
				}
			}
		}
	}
}
