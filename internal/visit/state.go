package visit

import (
	"time"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/slip"
)

// Facts are what the terminal is; they do not change while it runs.
type Facts struct {
	Terminal string // terminal number, printed on slips
	Hall     string
	City     string // division of the city in which it stands, as 370100; "" when nobody said
	Phone    string // the hall's service number
	Columns  int    // width of the printer's paper: 48 or 32
	Specimen bool   // demonstration: slips carry 演示样张 不具有证明效力
	Slips    SlipFacts
	Guides   Guides  // nil: none can be printed
	Edition  Edition // nil: nobody says which content it is
	Asker    Asker   // nil: nothing can be asked in one's own words
	Fonts    Fonts   // nil: whatever can be shown can be printed
	Limits   Limits
	Rating   bool // 好差评 is asked for at the end
}

// SlipFacts are what certificates say of the terminal that printed them.
type SlipFacts struct {
	Certified time.Time // until when an agency has certified the key that signs them; zero: it has not
	ValidDays int       // how long they are valid
	Notes     []string  // the operator's paragraphs on them
	Built     time.Time // when this program was made; a clock that shows an earlier time is wrong
}

// Fonts are what slips are printed with.
type Fonts interface {
	// Drawable reports whether a character can be printed as itself.
	Drawable(r rune) bool
}

// Guides is what of the policy content can be taken home on paper.
type Guides interface {
	// Guidance is an entry as a slip says it; false when there is no such entry.
	Guidance(entry string) (slip.Kind, slip.Guidance, bool)
}

// State is everything that the visit knows. It is a value: Next returns a new one and changes nothing that the old one
// holds, so slices and pointers in it are never written to after they were put there.
type State struct {
	Facts Facts

	// Step counts the views: it changes whenever another screen, page, selection or overlay is shown, and a touch made on
	// an older view is dropped.
	Step  int64
	Visit int64 // number of the present visit, or of the last one when Active is false
	// Active: somebody is here, with or without a card, since the first touch or the card.
	Active bool

	Here    Place
	Trail   []Place // where 返回 leads, last first out
	Overlay Overlay
	Modes   Modes
	Sound   Sound

	Card   CardState
	Reader bool // a reader is there
	Source bool // records can be read
	Keys   bool // cards can be made to prove that they are genuine
	Paper  PrinterState
	// Spooling: a slip has been begun and its outcome is not known yet; it may belong to a visit that has ended.
	Spooling bool

	Now        time.Time // time of the last event
	Began      time.Time // of the visit
	Touched    time.Time // last touch or key
	Warned     time.Time // when the idle warning came up
	Waiting    time.Time // the card, the keypad or the printer is being asked, and this is the bound; zero when none is
	Loading    time.Time // records were asked for, and this is the bound; one may change the PIN meanwhile
	ScreenFrom time.Time // when Here was reached
	Announced  bool      // the end of the longest visit was announced

	Reached int // step of reading, 1 to ReadingSteps
	Problem Problem
	// Authenticity is what the card of this visit proved. Without a proof there is no Holder.
	Authenticity Authenticity
	Tries        int // PIN tries left, as the card said; 0 or TriesUnknown when it did not say
	PIN          PINEntry

	// From here on: personal. All of it is dropped when the visit ends.
	Holder   *Holder
	Record   *records.Record
	Failure  records.Failure // why Record did not come
	Choice   Choice
	EyeUntil time.Time // name and number are shown in full until then
	Hidden   bool      // 遮住金额
	Slip     *Slip
	HasSlip  bool // a slip was printed in this visit and is to be taken
	Outcome  PrintOutcome
	Reason   PrinterState
	SlipSent bool // all bytes of the slip are out

	// Rating is 好差评 of the visit that has just ended. It is nobody's: what was personal of that visit is gone already.
	Rating Rating
	Asking Asking // what somebody asks may tell who she is
}

// Place is a screen with what it needs to be shown again by 返回.
type Place struct {
	Screen   Screen
	Category string // Questions
	Entry    string // Answer, CrossItem; Materials and Channels: whose they are
	Of       string // CrossItems: a group of people; Materials: a list; Channel: a channel
	Page     int
}

// CardState is what the reader holds.
type CardState uint8

// The states of the card slot.
const (
	NoCard    CardState = iota
	CardInUse           // the card of the present visit
	CardLeft            // a card whose visit is over, or that was there at the start: it starts nothing until it is taken
)

// Choice is what the person chose to look at.
type Choice struct {
	Region records.Region
	Family records.Family
	Year   int
	Months int // on the contribution slip

	Group   records.BenefitGroup
	Benefit int // of the group
}

// Slip is a slip as it would be printed.
type Slip struct {
	Kind  slip.Kind
	Entry string // of a guide: what it was printed from
	Sheet slip.Sheet
}

// Start is the state of a terminal that has just been switched on, before any device has reported.
func Start(f Facts, now time.Time) State {
	return State{
		Facts: f, Step: 1, Here: Place{Screen: Attract}, Paper: PrinterUnknown, Reader: true, Source: true, Keys: true,
		Now: now, Touched: now, ScreenFrom: now, Sound: Sound{Volume: UsualVolume},
	}
}
