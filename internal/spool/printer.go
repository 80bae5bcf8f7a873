package spool

import (
	"context"

	"shebao/kiosk/internal/slip"
)

// Printer is what the spool needs of a printer: the contract of devices/printer, in words of its own.
type Printer interface {
	// Print prints one job. before is called before each stage is entered, in their order; when it returns an error the
	// stage is not entered and nothing further of the job is sent. It returns within bounds of its own.
	Print(ctx context.Context, job Job, before func(Stage) error) Answer
	// Clear throws away what the printer still holds, also what hangs from its outlet, and reports whether the printer said that it
	// holds nothing. It may be repeated.
	Clear(ctx context.Context) bool
	// Collect waits until the slip that hangs from the outlet is taken, or draws it back when nobody does, and says which. It
	// returns within a bound of its own, and with CollectedUnknown when ctx ends or the printer does not say. It is called after an
	// Answer that says Hanging, once, and nothing else is asked of the printer meanwhile.
	Collect(ctx context.Context) Collected
}

// Collected is what became of a slip at the outlet; a closed set.
type Collected string

// What may become of a slip.
const (
	CollectedUnknown Collected = "" // it may still hang there
	CollectedTaken   Collected = "taken"
	CollectedBack    Collected = "retracted"
)

// Job is one slip on its way to the printer.
type Job struct {
	ID    string
	Sheet slip.Sheet
}

// Stage is how far the printer goes with a job; a closed set, in this order.
type Stage string

// The stages of a job.
const (
	StageChecked Stage = "checked" // the printer said that it can print
	StageSending Stage = "sending" // the first byte leaves
	StageSent    Stage = "sent"    // the last byte has left; the confirmation is waited for
)

// Said is the printer's word on a job; a closed set.
type Said string

// The words of a printer.
const (
	SaidPrinted    Said = "printed"     // it confirmed
	SaidNotPrinted Said = "not_printed" // it stopped, or never began
	SaidNothing    Said = "nothing"     // it did not answer
)

// Answer is what came of printing a job.
type Answer struct {
	Said    Said
	Reason  string // the printer's condition when it did not confirm: one word, "" when that is not why
	Partial bool   // some of it is on paper
	Hanging bool   // it is printed and hangs from an outlet that the printer sees: Collect says what becomes of it
	Detail  string // for the operator, without personal data
}
