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

	"shebao/kiosk/cmd/internal/control"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/printer"
	"shebao/kiosk/faq"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
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
	Specimen bool
	// Around, when set, puts something beside the terminal's screen: the demonstration's panel.
	Around func(screen fyne.CanvasObject) fyne.CanvasObject
	// Drawn, when set, is told of every scene that was drawn.
	Drawn func(visit.View, *stage.Scene)
}

// Run serves until the window is closed or ctx is done. It must be called from the main goroutine.
func Run(ctx context.Context, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c := clock.System{}

	profile, ok := printer.ProfileNamed(o.Config.Printer.Profile)
	if !ok {
		return fmt.Errorf("printer.profile: there is no profile %q", o.Config.Printer.Profile)
	}
	glyphs, err := raster.New(fonts.Regular())
	if err != nil {
		return err
	}
	library, err := faq.Builtin()
	if err != nil {
		return err
	}
	book, secret, err := openBooks(o.Config.Journal, c)
	if err != nil {
		return err
	}
	defer book.Close()
	device := newDevice(o.Config.Printer, profile, glyphs, c)
	defer device.close()
	queue, err := spool.New(ctx, device, book)
	if err != nil {
		return err
	}
	source := &recordFile{path: o.Config.Records.File}
	defer source.close()
	if err := source.Reload(); err != nil {
		fault("the record file cannot be read; only guides are served", err)
	}

	facts := visit.Facts{
		Terminal: o.Config.Terminal.ID, Hall: o.Config.Terminal.Hall, Phone: o.Config.Terminal.Phone, Columns: profile.Columns,
		Specimen: o.Specimen,
		Limits: visit.Limits{
			Idle: time.Duration(o.Config.Time.Idle), Answer: time.Duration(o.Config.Time.Answer),
			Visit: time.Duration(o.Config.Time.Visit), LargeTimes: o.Config.Time.LargeTimes,
		},
	}
	notes := newNotes(book)
	window := &screen{}
	slips := &printing{device: device, spool: queue, keys: secret, notes: notes}
	t := terminal.New(terminal.Config{
		Facts: facts, Clock: c, Slot: o.Slot, Source: source, Journal: notes, Fault: fault, Spool: slips,
		Screen: terminal.Screen{Show: window.show, Forget: window.forget},
	})
	window.ui = ui.New(ui.Config{
		Facts: facts, Notice: o.Config.Terminal.Notice, Words: words.New(), Library: library,
		DiagonalInch: float32(o.Config.Screen.DiagonalInch), Tap: t.Tap, Keypad: t, ShowCursor: o.Config.Screen.ShowCursor,
		Drawn: o.Drawn,
	})
	hangUp, err := listen(ctx, o.Config.Operator.Socket, slips)
	if err != nil {
		return err
	}
	defer hangUp()
	if err := notes.event(ctx, journal.Event{Kind: journal.Started}); err != nil {
		return err
	}
	return open(ctx, stop, t, window.ui.Content(), o.Around)
}

// listen takes the operator's commands.
func listen(ctx context.Context, socket string, slips *printing) (hangUp func(), err error) {
	if err := os.MkdirAll(filepath.Dir(socket), 0o700); err != nil {
		return nil, err
	}
	return control.Serve(ctx, socket, func(ctx context.Context, line string) error {
		if line == control.PrinterEmptied {
			return slips.emptied(ctx)
		}
		return errors.New("the terminal knows no such command")
	})
}

// open shows the window and runs the terminal behind it until one of them ends.
func open(ctx context.Context, stop func(), t *terminal.Terminal, content fyne.CanvasObject, around func(fyne.CanvasObject) fyne.CanvasObject) error {
	a := app.New()
	a.Settings().SetTheme(theme.New()) // once: each setting keeps all fonts of the last for ever (facts/fyne.md §4)
	w := a.NewWindow("社保自助服务终端")
	w.SetPadded(false)
	w.SetCloseIntercept(func() {}) // no key of a window manager closes a terminal
	if around != nil {
		content = around(content)
		w.SetCloseIntercept(a.Quit)
	}
	w.SetContent(content)
	w.SetFullScreen(true)

	var running sync.WaitGroup
	var failed error
	a.Lifecycle().SetOnStarted(func() {
		running.Add(1)
		go func() {
			defer running.Done()
			failed = t.Run(ctx)
			fyne.Do(a.Quit)
		}()
	})
	w.ShowAndRun()
	stop()
	running.Wait()
	return failed
}

// screen hands views to ui, which is made after the terminal that it touches.
type screen struct{ ui *ui.UI }

func (s *screen) show(v visit.View) { s.ui.Show(v) }
func (s *screen) forget()           { s.ui.Forget() }

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
