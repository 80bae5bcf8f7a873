package visit

import (
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Effect is something that the terminal must do; a closed set. Each runs with a deadline, is cancelled when its visit ends,
// and reports by an event, errors included.
type Effect interface{ effect() }

type (
	// ReadCard identifies the card in the reader, lets it prove itself and reads the PIN's tries. Answered by CardStep and
	// CardRead.
	ReadCard struct{ Visit int64 }

	// OpenPIN empties the buffers of a field and of those after it, and lets the keypad fill that field; ClosePIN wipes all
	// of them and shuts the keypad out.
	OpenPIN struct {
		Visit int64
		Field PINField
	}
	ClosePIN struct{}

	// VerifyPIN sends the buffered digits to the card, once, and wipes them. Answered by PINChecked.
	VerifyPIN struct{ Visit int64 }

	// JudgePIN asks whether the digits of NewPIN are fit to be a PIN. It goes to no card and wipes nothing. Answered by
	// PINJudged.
	JudgePIN struct{ Visit int64 }

	// ChangePIN compares the two new ones and sends the present and the new PIN to the card, once. Before that the card is
	// read again: it must still be the one that proved itself (CardChanged). All digits are wiped, unless the two differ and
	// the present one is still needed. Answered by PINChanged.
	ChangePIN struct{ Visit int64 }

	// ReadRecords writes the access trail, asks the card register, and reads the holder's records. Without the trail, or for a
	// card that the register does not call normal and hers, nothing is read. Answered by RecordsRead, CardRefused or
	// RecordsFailed.
	ReadRecords struct {
		Visit  int64
		Window records.Window
	}

	// PrintSlip prints one slip exactly once or says that it did not. Before one with somebody's records the card is read again:
	// it must still be the one that proved itself (CardChanged). Answered by PrintSent and PrintDone, and by SlipCollected when
	// the printer sees what becomes of its paper.
	PrintSlip struct {
		Visit int64
		Kind  slip.Kind
		Sheet slip.Sheet
	}

	// ResolveSlip writes down what the person says of the slip that the printer did not confirm. It is not answered: the paper is
	// in her hand or it is not, whatever is written.
	ResolveSlip struct {
		Visit int64
		Whole bool
	}

	// CountRating counts a grade of 好差评, from 1 to 5. It belongs to no visit.
	CountRating struct{ Grade int }

	// EndVisit cancels what the visit still runs (a slip that was begun is finished or cleared by the spool), powers the
	// card off, wipes the PIN buffers, shuts the keypad out and empties every cache that may hold something of the person.
	EndVisit struct {
		Visit int64
		Why   EndReason
	}

	// Note writes to the journal. It never holds personal data.
	Note struct {
		Visit int64
		What  Noted
		Code  string
	}
)

func (ReadCard) effect()    {}
func (OpenPIN) effect()     {}
func (ClosePIN) effect()    {}
func (VerifyPIN) effect()   {}
func (JudgePIN) effect()    {}
func (ChangePIN) effect()   {}
func (ReadRecords) effect() {}
func (PrintSlip) effect()   {}
func (ResolveSlip) effect() {}
func (EndVisit) effect()    {}
func (CountRating) effect() {}
func (Note) effect()        {}

// EndReason is why a visit ended.
type EndReason string

// The ways a visit ends.
const (
	EndedByCard    EndReason = "card_out"
	EndedByExit    EndReason = "exit"
	EndedByIdle    EndReason = "idle"
	EndedByLimit   EndReason = "limit"
	EndedByFault   EndReason = "fault"
	EndedByProblem EndReason = "card_problem"
	EndedBySwap    EndReason = "card_swapped" // another card is in the reader than the one that proved itself
)

// Noted is what the journal is told.
type Noted string

// The notes of a visit.
const (
	NoteVisitBegan   Noted = "visit_began"
	NoteVisitEnded   Noted = "visit_ended"       // Code is the EndReason
	NoteCardProblem  Noted = "card_problem"      // Code is the Problem
	NoteAuthenticity Noted = "card_authenticity" // Code is the Authenticity, "unverified" for ""
	NotePINRight     Noted = "pin_right"
	NotePINWrong     Noted = "pin_wrong"
	NotePINChange    Noted = "pin_change" // Code is the ChangeOutcome
	NoteConsent      Noted = "consent"
	NoteRecords      Noted = "records_read" // Code is "" or the Failure
	NotePrint        Noted = "print_done"   // Code is the outcome
	NoteCardLeft     Noted = "card_left"
)
