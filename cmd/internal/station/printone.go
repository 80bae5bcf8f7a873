package station

import (
	"context"
	"fmt"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/hanzi/raster"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/theme/fonts"
)

// PrintOne prints one slip the terminal's way (limit of the day, code, journal, spool, driver) without a terminal: for the
// operator's tool. draw lays the slip out, told what certificates say of this terminal. The journal and the line are the running
// terminal's, so while one runs it is an error. When it returns nil the outcome is what the terminal would have said.
func PrintOne(ctx context.Context, c config.Config, draw func(visit.SlipFacts) terminal.Slip) (visit.PrintOutcome, visit.PrinterState, error) {
	now := clock.System{}
	profile, err := printer.LoadProfile(c.Printer.Profile)
	if err != nil {
		return "", "", fmt.Errorf("printer.profile: %w", err)
	}
	var open Closers
	defer open.Close()
	glyphs, err := raster.System(fonts.Regular())
	if err != nil {
		return "", "", err
	}
	open.Add(func() { closing("the fonts", glyphs.Close) })
	book, secret, err := openBooks(c.Journal, now)
	if err != nil {
		return "", "", err
	}
	open.Add(func() { closing("the journal", book.Close) })
	device := newDevice(c.Printer, profile, glyphs, now)
	open.Add(device.close)
	queue, err := spool.New(ctx, device, book)
	if err != nil {
		return "", "", err
	}
	open.Add(queue.Close)
	issuer, facts := newIssuer(c, book, secret, profile, now)
	p := &printing{device: device, spool: queue, notes: newNotes(book, secret), issuer: issuer}
	if s := p.State(ctx); !s.Usable() { // an earlier slip may be inside
		return visit.SlipNotPrinted, s, nil
	}
	s := draw(facts)
	s.Sent, s.Collected = func() {}, func(bool) {}
	outcome, reason := p.Print(ctx, s)
	return outcome, reason, nil
}

func closing(what string, f func() error) {
	if err := f(); err != nil {
		fault(what+" could not be closed", err)
	}
}
