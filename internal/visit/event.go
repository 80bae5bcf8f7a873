package visit

import (
	"time"

	"shebao/kiosk/internal/records"
)

// Event is something that happened; a closed set. At is when, by the terminal's clock.
// Answers of effects name the visit that asked; an answer for another visit changes no visit.
type Event interface{ when() time.Time }

// When carries the time of an event.
type When struct{ At time.Time }

func (w When) when() time.Time { return w.At }

type (
	// Tick lets time pass: sent about once a second, and at once after a long sleep of the machine.
	Tick struct{ When }

	// CardIn: a card answered in the reader. AtStart: it was there when the program, or the reader, came up.
	CardIn struct {
		When
		AtStart bool
	}
	// CardMuteIn: something is in the reader that does not answer.
	CardMuteIn struct{ When }
	// CardOut: the reader is empty.
	CardOut struct{ When }
	// ReaderChanged: the reader came or went.
	ReaderChanged struct {
		When
		Ready bool
	}

	// SourceChanged: records can be read, or cannot.
	SourceChanged struct {
		When
		Ready bool
	}

	// KeysChanged: cards can be made to prove that they are genuine, or cannot.
	KeysChanged struct {
		When
		Ready bool
	}

	// CardStep: reading has reached step N of ReadingSteps.
	CardStep struct {
		When
		Visit int64
		N     int
	}
	// CardRead answers ReadCard. With no Problem the card is a social security card with a PIN and Left tries. It is served
	// only when it is genuine, too.
	CardRead struct {
		When
		Visit        int64
		Problem      Problem
		Left         int
		Authenticity Authenticity
	}
	// CardChanged: the card was read again, before something was printed or changed, and is not the one that proved itself.
	// With no Problem it is another card; with one it could not be read. What was to be done was not done; a PrintDone with
	// SlipNotPrinted or a PINChanged may still follow.
	CardChanged struct {
		When
		Visit   int64
		Problem Problem
	}

	// PINLength: the open field now holds N digits.
	PINLength struct {
		When
		N int
	}
	// PINChecked answers VerifyPIN.
	PINChecked struct {
		When
		Visit   int64
		Right   bool
		Left    int     // tries left; when Right those that the card has again, 0 when they were not read
		Problem Problem // set when the card can no longer be used: PINBlocked, CardStuck, …
		Holder  Holder  // when Right
	}

	// PINJudged answers JudgePIN.
	PINJudged struct {
		When
		Visit   int64
		Verdict NewPINVerdict
	}
	// PINChanged answers ChangePIN.
	PINChanged struct {
		When
		Visit   int64
		Outcome ChangeOutcome
		Left    int     // tries left after ChangeWrong and, TriesUnknown when they could not be read, after ChangeUnknown
		Problem Problem // set when Outcome is "": the card could not be asked
	}

	// RecordsRead answers ReadRecords: the register lets the card open them.
	RecordsRead struct {
		When
		Visit  int64
		Record records.Record
	}
	// RecordsFailed answers ReadRecords.
	RecordsFailed struct {
		When
		Visit   int64
		Failure records.Failure
	}

	// CardRefused answers ReadRecords: the card register does not let this card open records.
	CardRefused struct {
		When
		Visit   int64
		Problem Problem
	}

	// PrinterChanged: what the printer can do now.
	PrinterChanged struct {
		When
		Printer PrinterState
	}
	// PrintSent: all bytes of the slip are out; the printer has not confirmed yet.
	PrintSent struct {
		When
		Visit int64
	}
	// PrintDone answers PrintSlip.
	PrintDone struct {
		When
		Visit   int64
		Outcome PrintOutcome
		Reason  PrinterState
	}

	// SlipCollected: a printer that sees its outlet says what became of a confirmed slip.
	SlipCollected struct {
		When
		Visit int64
		Taken bool // false: it was not taken in time, and drawn back into the bin
	}

	// Tap: a target was touched on the view with number Step.
	Tap struct {
		When
		Step   int64
		Action Action
	}

	// Crashed: the program met a fault of its own; everything of the visit is gone.
	Crashed struct{ When }
)

// Holder is the person whom the card names. Known only after the PIN was right.
type Holder struct {
	Name      string
	NameClean bool // false: the card's name holds bytes that are no character
	Number    string
	Card      records.Card // what the card register knows it by
}

// PrinterState is what the printer can do; a closed set with Unknown and silence as values of their own.
type PrinterState string

// The states of the printer.
const (
	PrinterUnknown   PrinterState = "unknown" // not asked yet
	PrinterReady     PrinterState = "ready"
	PrinterNearEnd   PrinterState = "near_end" // prints, paper is short
	PrinterPaperOut  PrinterState = "paper_out"
	PrinterCoverOpen PrinterState = "cover_open"
	PrinterCutter    PrinterState = "cutter"
	PrinterJam       PrinterState = "jam"
	PrinterShort     PrinterState = "short"   // too little paper for this slip
	PrinterWaiting   PrinterState = "waiting" // an earlier slip hangs from its outlet
	PrinterHot       PrinterState = "head_hot"
	PrinterFault     PrinterState = "fault"
	PrinterSilent    PrinterState = "silent"   // no answer: off, or the cable is out
	PrinterClearing  PrinterState = "clearing" // an earlier slip may still be inside; nothing new starts
	PrinterAbsent    PrinterState = "absent"   // the device file is not there
	PrinterMute      PrinterState = "mute"     // answers nothing and is known to: it prints, and the person is asked to look
)

// PrinterStates lists every state, for tests and galleries.
func PrinterStates() []PrinterState {
	return []PrinterState{PrinterUnknown, PrinterReady, PrinterNearEnd, PrinterPaperOut, PrinterCoverOpen, PrinterCutter,
		PrinterHot, PrinterFault, PrinterSilent, PrinterClearing, PrinterAbsent, PrinterMute, PrinterJam, PrinterShort, PrinterWaiting}
}

// Usable reports whether a slip may be started.
func (p PrinterState) Usable() bool {
	return p == PrinterReady || p == PrinterNearEnd || p == PrinterMute
}

// PrintOutcome is what became of a slip.
type PrintOutcome string

// The outcomes of printing.
const (
	SlipConfirmed  PrintOutcome = "confirmed"   // the printer said that it was printed
	SlipNotPrinted PrintOutcome = "not_printed" // nothing came out
	SlipPartial    PrintOutcome = "partial"     // some came out; the rest was cleared and will not come
	SlipUnknown    PrintOutcome = "unknown"     // bytes went out and the printer said nothing
	SlipLimit      PrintOutcome = "limit"       // not begun: she has had as many of this kind today as there may be

	// What a confirmed slip becomes where the printer sees its outlet, and what the person says of one that was not confirmed.
	SlipTaken     PrintOutcome = "taken"
	SlipRetracted PrintOutcome = "retracted"
	SlipWhole     PrintOutcome = "whole"
	SlipMissing   PrintOutcome = "missing"
)

// PrintOutcomes lists every outcome.
func PrintOutcomes() []PrintOutcome {
	return []PrintOutcome{SlipConfirmed, SlipNotPrinted, SlipPartial, SlipUnknown, SlipLimit, SlipTaken, SlipRetracted, SlipWhole, SlipMissing}
}

// ReadingSteps is the number of steps that reading a card is told in.
const ReadingSteps = 3
