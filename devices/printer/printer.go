// Package printer drives a slip printer that speaks ESC/POS on a serial line.
//
// Printed means that the printer said so: it echoed a process id that was queued behind the last line and the cut, or
// answered a queued status request (facts/print.md §1.5). The room knows slips as Sheets, and nothing of visits, records or
// the journal; line/ inside opens the device.
package printer

import "context"

// Stage is how far a job has come; a closed set, entered in this order.
type Stage string

// The stages of a job.
const (
	Checked Stage = "checked" // the printer was asked and can print
	Sending Stage = "sending" // the first byte may leave
	Sent    Stage = "sent"    // the last byte is out; its confirmation is waited for
)

// Outcome is what became of a job; a closed set.
type Outcome string

// The outcomes of a job.
const (
	Confirmed  Outcome = "confirmed"   // the printer said that it was printed and cut
	NotPrinted Outcome = "not_printed" // it will not be printed: not begun, or stopped and cleared (Partial tells which)
	Unknown    Outcome = "unknown"     // bytes left, and the printer has not said what became of them
)

// Condition is what the printer can do; a closed set.
type Condition string

// The conditions of a printer.
const (
	Unasked     Condition = ""             // nothing is known
	Ready       Condition = "ready"        //
	NearEnd     Condition = "near_end"     // prints slips of up to NearEndMM; paper is short
	SlipWaiting Condition = "slip_waiting" // the last slip has not been taken; it is retracted before the next one
	PaperOut    Condition = "paper_out"    //
	CoverOpen   Condition = "cover_open"   //
	CutterError Condition = "cutter"       //
	Jam         Condition = "jam"          // paper is jammed at the cutter
	Presenting  Condition = "presenter"    // the presenter has a fault, or a slip is jammed in it
	HeadHot     Condition = "head_hot"     // mends itself
	HeadLifted  Condition = "head_lifted"  // or too hot: the model does not tell which
	Fault       Condition = "fault"        // offline, or an error that has no name of its own
	Silent      Condition = "silent"       // no answer: off, the cable out, or a printer that never answers
	Absent      Condition = "absent"       // the line is gone
)

// Usable reports whether a slip may be begun.
func (c Condition) Usable() bool { return c == Ready || c == NearEnd || c == SlipWaiting }

// Result is the end of a job.
type Result struct {
	Outcome Outcome
	Reason  Condition // why it was not confirmed
	Partial bool      // some of it is on paper
	Sent    int       // bytes that left
	Detail  string    // for the operator
}

// Port is the printer's line. Implementations are safe for one writer and one reader.
type Port interface {
	// Write sends all of b, or fails within its own bound when the line does not take it; then some of b may have left.
	// The end of ctx fails it before any byte of b has left when b has at most 64.
	Write(ctx context.Context, b []byte) error
	// Input is what the printer says. It is closed when the line is gone.
	Input() <-chan []byte
	// Unsent is how many written bytes have not left yet; -1 when the line cannot tell.
	Unsent() int
	// Drop throws away what has not left yet.
	Drop() error
	// Baud is the speed in bits a second.
	Baud() int
	Close() error
}

// Glyphs draws characters that the printer's own font does not have.
type Glyphs interface {
	// Glyph is a character as 24 columns of 3 bytes, the upper dot first (ESC * 33). It never fails: what no font has is
	// drawn as its boxed code point. Its bytes never hold 10 04, 10 05 or 10 14, which a printer obeys at once.
	Glyph(r rune) [72]byte
}
