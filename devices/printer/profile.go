package printer

import (
	"embed"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// Completion is how a printer says that it has printed; a closed set.
type Completion uint8

// The ways of saying so.
const (
	ProcessID         Completion = iota // GS ( H echoes an id when the data before it were printed
	GSr                                 // GS r 1 is answered in the order of the data
	Nothing                             // it does not say
	CompletionUnknown                   // nobody has seen it: taken as Nothing, as unknown firmware may print what it was asked
)

// Clearing is how a printer is made to forget what it holds; a closed set.
type Clearing uint8

// The ways of clearing.
const (
	ClearsByDLE     Clearing = iota // DLE DC4 8 empties its buffers and says so
	NeverClears                     // nothing but power does
	ClearingUnknown                 // taken as NeverClears: a printer that does not know the command keeps it as data
)

// QRMode is who draws a QR code; a closed set.
type QRMode uint8

// The ways of printing a code.
const (
	QRNative  QRMode = iota // GS ( k
	QREscZ                  // ESC Z, of small clones
	QRRaster                // this program, as dots: every printer takes those
	QRUnknown               // taken as QRRaster: where the command is not known, the payload comes out as text
)

// Ability is whether a model can do something; a closed set. The zero value is the careful one.
type Ability uint8

// The abilities.
const (
	AbilityUnknown Ability = iota // nobody has seen it: taken as No
	No
	Yes
)

// Family is what commands a presenter has; a closed set.
type Family uint8

// The families of presenters (facts/print.md §1.3).
const (
	NoPresenter   Family = iota
	CustomFamily         // GS e: VKP80, KPM, and what copies them
	EUT400Family         // Epson EU-T400
	PPU700Family         // Citizen PPU-700
	FamilyUnknown        // taken as NoPresenter: nothing is sent to it, and that a slip was taken is never known
)

// Presenter holds a slip until it is taken. Its commands are bytes; "" is one that the model does not have, or of which nobody
// knows.
type Presenter struct {
	Family  Family
	Setup   string        // sent with the settings of each slip: the model's own bound, in case this program ends
	Present string        // sent behind the cut; "" where the cut presents
	Eject   string        // lets the slip fall
	Retract string        // takes it into the bin
	Ask     string        // is answered by a byte; "" where DLE EOT 4 tells
	Waiting byte          // the bit of that byte that stands while a slip waits at the exit; 0: nobody can tell
	After   time.Duration // when a slip that nobody took is retracted
}

// Profile is what a model of printer can do. It is comparable, and read only from a file.
type Profile struct {
	Name    string // of the file
	Model   string // for people
	Columns int    // half-width characters a line
	Dots    int    // of the print head; 0 unknown: Columns * 12
	DPI     int
	Spacing int     // n of ESC 3 for 30 dots: the unit of it differs between models
	Speed   float64 // mm/s; 0 unknown
	Buffer  int     // bytes of its receive buffer; 0 unknown: it is given one block at a time

	Completion Completion
	Clearing   Clearing
	QR         QRMode
	FourByte   Ability // its font has Extension A under the four-byte codes of GB18030
	GBKFont    Ability // its font has all of GBK; otherwise only GB2312 is sent as text
	Tabs       Ability // ESC D and HT
	Position   Ability // ESC $
	Widest     int     // how many times GS ! widens: 2 or 8
	Cut        string  // bytes

	NearMask     byte // bits of DLE EOT 4 that all stand when paper is short; 0 unknown
	EndMask      byte // and when it has ended; 0 unknown: DLE EOT 2 alone tells
	JamBit       byte // of DLE EOT 3: paper is jammed; 0 none or unknown
	PresenterBit byte // of DLE EOT 3: the presenter has a fault; 0 none or unknown
	HeadLifts    Ability

	Presenter Presenter
	Unknown   string // the keys that are "unknown", in the file's order, with spaces between
}

// says reports whether the model says that it has printed.
func (p Profile) says() bool { return p.Completion == ProcessID || p.Completion == GSr }

// dots is the width of the paper that is printed on.
func (p Profile) dots() int {
	if p.Dots > 0 {
		return p.Dots
	}
	return p.Columns * 12
}

// The kinds of cut (facts/print.md §1.3).
const (
	// feedPartial feeds to the cutter and cuts, leaving a bridge where the cutter can: the one form that all families know.
	feedPartial = "\x1dVB\x00"
	// feedFull cuts through: cutters that know no other.
	feedFull = "\x1dVA\x00"
)

//go:embed profiles/*.toml
var profiles embed.FS

// Profiles are the models that this terminal knows, in the order of their files.
func Profiles() []Profile {
	files, err := profiles.ReadDir("profiles")
	if err != nil {
		panic(err) // the folder is in the program
	}
	var out []Profile
	for _, f := range files {
		p, ok := ProfileNamed(strings.TrimSuffix(f.Name(), ".toml"))
		if !ok {
			panic("printer profile " + f.Name()) // it is in the program, and a test reads every one
		}
		out = append(out, p)
	}
	return out
}

// ProfileNamed finds one of them.
func ProfileNamed(name string) (Profile, bool) {
	raw, err := profiles.ReadFile(path.Join("profiles", path.Base(name)+".toml"))
	if err != nil || path.Base(name) != name {
		return Profile{}, false
	}
	p, err := ParseProfile(name+".toml", raw)
	return p, err == nil
}

// LoadProfile finds a profile by the name of a model, or, where there is a '/' in it, by the path of a file that an operator
// wrote. Its errors name the file and the key.
func LoadProfile(name string) (Profile, error) {
	if strings.Contains(name, "/") {
		raw, err := os.ReadFile(name)
		if err != nil {
			return Profile{}, err
		}
		return ParseProfile(name, raw)
	}
	if p, ok := ProfileNamed(name); ok {
		return p, nil
	}
	var names []string
	for _, p := range Profiles() {
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("there is no printer profile %q; there are %s", name, strings.Join(names, ", "))
}

// Knows reports whether a key of the profile is known.
func (p Profile) Knows(key string) bool { return !slices.Contains(strings.Fields(p.Unknown), key) }
