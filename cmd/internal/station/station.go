// Package station joins the rooms to a terminal with a window. cmd/kiosk and cmd/kiosk-demo differ only in what they hand to
// it: the card slot, and whether slips are specimens.
package station

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/cmd/internal/ledger"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/glass"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/internal/words"
	"shebao/kiosk/ui"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/theme/fonts"
)

// Options are what a command adds to the configuration.
type Options struct {
	Config   config.Config
	Slot     card.Slot
	Proof    Proof
	Specimen bool
	// OnlyInvented has record files refused that are not marked as generated.
	OnlyInvented bool
	// Around, when set, puts something beside the terminal's screen: the demonstration's panel.
	Around func(screen fyne.CanvasObject) fyne.CanvasObject
	// Drawn, when set, is told of every scene that was drawn.
	Drawn func(visit.View, *stage.Scene)
	// End is called once, when the terminal has stopped and everything of it is closed. It must end the process.
	End func(err error)
}

// Run starts the terminal and serves until ctx is done. It must be called from the main goroutine, and returns only what
// kept the terminal from starting: a terminal that has started ends by Options.End. The toolkit's own end is not waited for,
// as it now and then never comes (its event queue and its loop wait for each other).
func Run(ctx context.Context, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	c := clock.System{}
	var open Closers
	fail := func(err error) error {
		stop()
		open.Close()
		return err
	}

	profile, err := printer.LoadProfile(o.Config.Printer.Profile)
	if err != nil {
		return fail(fmt.Errorf("printer.profile: %w", err))
	}
	glyphs, err := raster.System(fonts.Regular())
	if err != nil {
		return fail(err)
	}
	open.Add(func() { closing("the fonts", glyphs.Close) })
	policy, err := openContents(o.Config.FAQ, c)
	if err != nil {
		return fail(err)
	}
	book, secret, err := openBooks(o.Config.Journal, c)
	if err != nil {
		return fail(err)
	}
	open.Add(func() { closing("the journal", book.Close) })
	asked := openAsked(o.Config.Journal, secret, c)
	open.Add(asked.close)
	device := newDevice(o.Config.Printer, profile, glyphs, c)
	open.Add(device.close)
	queue, err := spool.New(ctx, device, book)
	if err != nil {
		return fail(err)
	}
	open.Add(queue.Close)
	open.Add(o.Proof.close)
	source, err := openSource(o.Config, c, o.OnlyInvented)
	if err != nil {
		return fail(err)
	}
	open.Add(source.close)
	public := openFigures(o.Config.Tables.Folder)
	if err := source.Reload(); err != nil {
		fault("the record file cannot be read; only guides are served", err)
	}

	issuer, certificates := newIssuer(o.Config, book, secret, profile, c)
	facts := visit.Facts{
		Terminal: o.Config.Terminal.ID, Hall: o.Config.Terminal.Hall, City: o.Config.Terminal.City,
		Phone: o.Config.Terminal.Phone, Columns: profile.Columns,
		Rating: o.Config.Terminal.Rating, Specimen: o.Specimen, Guides: policy, Asker: policy, Edition: policy,
		Slips: certificates, Fonts: glyphs,
		Limits: visit.Limits{
			Idle: time.Duration(o.Config.Time.Idle), Answer: time.Duration(o.Config.Time.Answer),
			Visit: time.Duration(o.Config.Time.Visit), LargeTimes: o.Config.Time.LargeTimes,
		},
	}
	notes := newNotes(book, secret)
	spoken := &speaking{voice: newVoice(o.Config.Voice, words.New(), c),
		sound: func(v visit.View) heard { return heard{v.Sound.Volume, v.Sound.Repeats, v.Sound.Aloud} }}
	window := &screen{ctx: ctx, policy: policy, spoken: spoken}
	slips := &printing{device: device, spool: queue, notes: notes, issuer: issuer}
	t := terminal.New(terminal.Config{
		Facts: facts, Clock: c, Slot: o.Slot, Keys: o.Proof, Source: withFigures{source, public}, Trail: notes, Journal: notes, Asked: asked, Fault: fault, Spool: slips, Ratings: book,
		Screen: terminal.Screen{Show: window.show, Forget: window.forget},
	})
	face, err := openType(&open)
	if err != nil {
		return fail(err)
	}
	events := &loop{done: ctx.Done()}
	window.ui = ui.New(ui.Config{
		Type: face, Do: events.Do,
		Facts: facts, Notice: o.Config.Terminal.Notice, Words: words.New(), Library: policy.current().Library,
		DiagonalInch: float32(o.Config.Screen.DiagonalInch), Tap: t.Tap, Keypad: t, ShowCursor: o.Config.Screen.ShowCursor,
		Clock: c, Drawn: o.Drawn, Parameters: public.shown, Address: public.address, Hotline: public.hotline,
	})
	spoken.phrases = window.ui.Speech
	window.ui.Focused(spoken.focused)
	hangUp, err := listen(ctx, o.Config.Operator.Socket, slips, asked)
	if err != nil {
		return fail(err)
	}
	open.Add(hangUp)
	if err := notes.event(ctx, journal.Event{Kind: journal.Started}); err != nil {
		return fail(err)
	}
	serve := func(id uint32) {
		var watches sync.WaitGroup
		if id != 0 {
			watches.Go(func() { hearFingers(ctx, id, events, window.ui.Content()) })
			watches.Go(func() {
				if err := glass.Fill(ctx, id); err != nil && ctx.Err() == nil {
					fault("the window does not follow the display's size", err)
				}
			})
		}
		watches.Go(func() { o.Proof.watch(ctx) })
		watches.Go(func() { policy.watch(ctx) })
		watches.Go(func() { spoken.voice.Run(ctx) })
		err := t.Run(ctx)
		if errors.Is(err, terminal.ErrRestart) {
			stuck := journal.Event{Kind: journal.DeviceStuck, Code: "card_reader"}
			if noted := notes.event(context.WithoutCancel(ctx), stuck); noted != nil {
				fault("the journal could not be written", noted)
			}
		}
		if noted := notes.event(context.WithoutCancel(ctx), journal.Event{Kind: journal.Stopped}); noted != nil {
			fault("the journal could not be written", noted)
		}
		stop()
		watches.Wait()
		open.Close()
		o.End(err)
	}
	show(window.ui, events, o.Around, serve, stop)
	stop()
	select {} // serve ends the process
}

// Closers are what must be closed at the end. The zero value is ready.
type Closers []func()

// Add adds what is to be closed before all that was added earlier.
func (c *Closers) Add(f func()) { *c = append(*c, f) }

// Close closes everything, the last one first.
func (c *Closers) Close() {
	for i := len(*c) - 1; i >= 0; i-- {
		(*c)[i]()
	}
	*c = nil
}

// listen takes the operator's commands.
func listen(ctx context.Context, socket string, slips *printing, asked *asked) (hangUp func(), err error) {
	if err := os.MkdirAll(filepath.Dir(socket), 0o700); err != nil {
		return nil, err
	}
	return control.Serve(ctx, socket, func(ctx context.Context, line string) (string, error) {
		if line == control.PrinterEmptied {
			return "", slips.emptied(ctx)
		}
		if answer, known, err := ledger.Obey(ctx, slips.issuer.book, slips.issuer.clock, line); known {
			return answer, err
		}
		if answer, known, err := ledger.ObeyAsked(ctx, asked, line); known {
			return answer, err
		}
		return "", errors.New("the terminal knows no such command")
	})
}

// show shows the window and has serve run beside it, which is told the window's number when the terminal fills it, and 0 when not.
// It returns when the toolkit has ended, if it does.
func show(screen *ui.UI, events *loop, around func(fyne.CanvasObject) fyne.CanvasObject, serve func(id uint32), stop func()) {
	a := app.New()
	a.Settings().SetTheme(theme.New()) // once: each setting keeps all fonts of the last for ever (facts/fyne.md §4)
	w := a.NewWindow("社保自助服务终端")
	w.SetPadded(false)
	w.SetCloseIntercept(func() {}) // no key of a window manager closes a terminal
	var content fyne.CanvasObject = screen.Content()
	if around != nil {
		content = around(content)
		w.SetCloseIntercept(stop)
	}
	w.SetContent(content)
	w.SetFullScreen(true)
	if c, ok := w.Canvas().(desktop.Canvas); ok { // as they go down: one that is held is pressed once
		c.SetOnKeyDown(func(e *fyne.KeyEvent) { screen.Key(e.Name) })
	}
	a.Lifecycle().SetOnStarted(func() {
		id := uint32(0)
		if around == nil { // a window that shows something else is the toolkit's to paint, to beat, and to touch
			id = windowOf(w)
			if g, err := openGlass(id, events); err == nil {
				screen.Use(g)
			} else {
				fault("the window is painted by the toolkit, which is slower", err)
			}
			fyne.Do(events.turn)
		}
		go serve(id)
	})
	w.ShowAndRun()
}

// screen hands views to ui, which is made after the terminal that it touches.
type screen struct {
	ctx    context.Context
	ui     *ui.UI
	policy *contents
	spoken *speaking
}

func (s *screen) show(v visit.View) {
	defer s.ending()
	silent := s.spoken.ending(v)
	// Nobody is here, and the terminal does nothing until this returns: what it reads of the policy content changes now or later.
	if v.Screen == visit.Attract {
		if c := s.policy.turn(); c != nil {
			s.ui.SetLibrary(c.Library)
		}
	}
	s.ui.Show(v)
	silent()
	s.spoken.says(v)
}

// ending takes the toolkit's complaint that it has ended already: it hears of the end of the process on its own.
func (s *screen) ending() {
	if s.ctx.Err() != nil {
		_ = recover()
	}
}

func (s *screen) forget() {
	defer s.ending()
	s.ui.Forget()
}

// fault tells the operator's log. What is logged holds no personal data: errors of the rooms never do.
func fault(what string, err error) {
	if err != nil {
		what += ": " + err.Error()
	}
	fmt.Fprintln(os.Stderr, "kiosk:", what)
}

// openBooks opens the journal and the terminal's secret, and begins both on a new terminal.
func openBooks(c config.Journal, clock clock.Clock) (*journal.Journal, keys.Keys, error) {
	for _, path := range []string{c.File, c.KeyFile} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return nil, keys.Keys{}, err
		}
	}
	secret, err := keys.Load(c.KeyFile)
	if errors.Is(err, fs.ErrNotExist) {
		secret, err = keys.Create(c.KeyFile)
	}
	if err != nil {
		return nil, keys.Keys{}, err
	}
	book, err := journal.Open(c.File, clock)
	if err != nil {
		return nil, keys.Keys{}, err
	}
	if old := book.SetAside(); old != "" {
		fault("the journal was damaged; it was kept as "+old+" and a new one begun", nil)
	}
	return book, secret, nil
}
