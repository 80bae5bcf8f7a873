package station

import (
	"context"
	"errors"
	"sync"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/line"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/config"
	"shebao/kiosk/internal/journal"
	"shebao/kiosk/internal/spool"
	"shebao/kiosk/internal/terminal"
	"shebao/kiosk/internal/visit"
)

// device is the printer on its line. The line is opened when it is first needed and again when its device file has come
// back; between, the printer is absent.
type device struct {
	config  config.Printer
	profile printer.Profile
	glyphs  printer.Glyphs
	clock   clock.Clock

	mu      sync.Mutex
	printer *printer.Printer
}

func newDevice(c config.Printer, p printer.Profile, g printer.Glyphs, clock clock.Clock) *device {
	return &device{config: c, profile: p, glyphs: g, clock: clock}
}

// get is the printer, or nil while its line cannot be opened.
func (d *device) get() *printer.Printer {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.printer == nil {
		port, err := line.Open(d.config.Device, d.config.Baud, d.clock)
		if err != nil {
			return nil
		}
		d.printer = printer.New(port, d.profile, d.glyphs, d.clock)
	}
	return d.printer
}

func (d *device) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.printer != nil {
		if err := d.printer.Close(); err != nil {
			fault("the printer's line could not be closed", err)
		}
		d.printer = nil
	}
}

// Print implements spool.Printer.
func (d *device) Print(ctx context.Context, job spool.Job, before func(spool.Stage) error) spool.Answer {
	p := d.get()
	if p == nil {
		return spool.Answer{Said: spool.SaidNotPrinted, Reason: string(printer.Absent)}
	}
	r := p.Print(ctx, job.Sheet, func(s printer.Stage) error { return before(stageOf(s)) })
	d.gone(r.Reason)
	return spool.Answer{Said: said(r.Outcome), Reason: string(r.Reason), Partial: r.Partial, Detail: r.Detail,
		Hanging: r.Outcome == printer.Confirmed && d.profile.Presenter.Waiting != 0}
}

func stageOf(s printer.Stage) spool.Stage {
	switch s {
	case printer.Checked:
		return spool.StageChecked
	case printer.Sending:
		return spool.StageSending
	}
	return spool.StageSent
}

func said(o printer.Outcome) spool.Said {
	switch o {
	case printer.Confirmed:
		return spool.SaidPrinted
	case printer.NotPrinted:
		return spool.SaidNotPrinted
	}
	return spool.SaidNothing
}

// Clear implements spool.Printer.
func (d *device) Clear(ctx context.Context) bool {
	p := d.get()
	return p != nil && p.Clear(ctx)
}

// Collect implements spool.Printer.
func (d *device) Collect(ctx context.Context) spool.Collected {
	p := d.get()
	if p == nil {
		return spool.CollectedUnknown
	}
	switch p.Collect(ctx) {
	case printer.Taken:
		return spool.CollectedTaken
	case printer.Retracted:
		return spool.CollectedBack
	}
	return spool.CollectedUnknown
}

// gone closes a line whose device has gone, so that the next call opens it anew.
func (d *device) gone(c printer.Condition) {
	if c != printer.Absent {
		return
	}
	d.close()
}

func (d *device) status(ctx context.Context) printer.Condition {
	p := d.get()
	if p == nil {
		return printer.Absent
	}
	c := p.Status(ctx)
	d.gone(c)
	return c
}

// printing is the terminal's spool: the spool of slips with what papers need (issue.go), and the printer's state in the visit's
// words.
type printing struct {
	device *device
	spool  *spool.Spool
	issuer issuer
	notes  *notes

	mu   sync.Mutex
	last map[int64]string // the job of a visit that the printer did not confirm
}

// Print implements terminal.Spool.
func (p *printing) Print(ctx context.Context, s terminal.Slip) (visit.PrintOutcome, visit.PrinterState) {
	job, refused, err := p.issuer.issue(ctx, s)
	switch {
	case err != nil:
		fault("slip: a paper could not be issued", err)
		return visit.SlipNotPrinted, visit.PrinterFault
	case refused:
		return visit.SlipLimit, visit.PrinterReady
	}
	job.Visit, job.May, job.OnSent, job.OnCollected = p.notes.visit(s.Visit), s.May, s.Sent, s.Collected
	o := p.spool.Print(ctx, job)
	if o.Detail != "" {
		fault("slip: "+o.Detail, nil)
	}
	var reason visit.PrinterState // none when the printer is well and only did not say what it was asked
	switch {
	case o.Result == spool.NotPrinted && o.Reason == string(printer.NearEnd):
		reason = visit.PrinterShort
	case o.Reason != "":
		reason = state(printer.Condition(o.Reason))
	case o.Result == spool.NotPrinted && o.State == spool.Hanging:
		reason = visit.PrinterWaiting
	case o.Result == spool.NotPrinted && o.State != spool.Ready:
		reason = visit.PrinterClearing
	}
	switch o.Result {
	case spool.Confirmed:
		return visit.SlipConfirmed, visit.PrinterReady
	case spool.NotPrinted:
		return visit.SlipNotPrinted, reason
	case spool.Partial:
		return visit.SlipPartial, reason
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = map[int64]string{s.Visit: job.ID} // of this visit only: nobody can be asked any more about an earlier one
	return visit.SlipUnknown, reason
}

// Resolve implements terminal.Spool.
func (p *printing) Resolve(ctx context.Context, number int64, whole bool) error {
	p.mu.Lock()
	id, there := p.last[number]
	p.mu.Unlock()
	if !there {
		return nil // the printer gave its word after all
	}
	to := journal.Failed
	if whole {
		to = journal.Confirmed
	}
	if err := p.notes.book.Resolve(ctx, id, to, journal.ByCitizen); err != nil && !errors.Is(err, journal.ErrMoved) {
		return err
	}
	return nil
}

// State implements terminal.Spool.
func (p *printing) State(ctx context.Context) visit.PrinterState {
	switch p.spool.Settle(ctx) {
	case spool.Printing, spool.Uncleared:
		// What keeps it from being cleared is more use to staff than that it is not.
		if s := state(p.device.status(ctx)); !s.Usable() {
			return s
		}
		return visit.PrinterClearing
	case spool.Hanging:
		return visit.PrinterWaiting
	case spool.NoJournal:
		return visit.PrinterFault
	}
	s := state(p.device.status(ctx))
	if s == visit.PrinterSilent && p.device.profile.Completion == printer.Nothing {
		return visit.PrinterMute
	}
	return s
}

// emptied is staff's word that the printer holds nothing: it was switched off and on, or looked into. It is for printers that
// cannot be cleared, or do not say that they were.
func (p *printing) emptied(ctx context.Context) error {
	if err := p.spool.Emptied(ctx); err != nil {
		return err
	}
	return p.notes.event(ctx, journal.Event{Kind: journal.PrinterCleared, Code: "operator"})
}

// state is a condition of the printer in the visit's words.
func state(c printer.Condition) visit.PrinterState {
	switch c {
	case printer.Ready, printer.SlipWaiting: // a slip that waits is drawn back before the next one
		return visit.PrinterReady
	case printer.NearEnd:
		return visit.PrinterNearEnd
	case printer.PaperOut:
		return visit.PrinterPaperOut
	case printer.CoverOpen, printer.HeadLifted:
		return visit.PrinterCoverOpen
	case printer.Jam, printer.Presenting:
		return visit.PrinterJam
	case printer.CutterError:
		return visit.PrinterCutter
	case printer.HeadHot:
		return visit.PrinterHot
	case printer.Silent:
		return visit.PrinterSilent
	case printer.Absent:
		return visit.PrinterAbsent
	case printer.Fault:
		return visit.PrinterFault
	}
	return visit.PrinterUnknown
}
