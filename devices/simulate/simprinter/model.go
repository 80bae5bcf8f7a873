package simprinter

import "time"

// Completion is how the printer says that it has printed; a closed set.
type Completion int

// The habits of printers.
const (
	ProcessID Completion = iota // GS ( H and GS r
	GSr                         // GS r only
	None                        // neither
)

// Hanzi is which characters the printer's font has; a closed set (facts/print.md §1.2).
type Hanzi int

// The fonts of printers.
const (
	GBK     Hanzi = iota // all codes of two bytes; the beginning of a four-byte code comes out as a salad of digits
	GB2312               // those whose both bytes are A1 and above; of others it prints a box
	GB18030              // codes of four bytes too
)

// Code is which command draws a QR code; a closed set (facts/print.md §1.4).
type Code int

// The ways of printing a code. GS v 0 is known to all of them.
const (
	NativeCode Code = iota // GS ( k
	EscZCode               // ESC Z, of small clones; GS ( k comes out as text
	NoCode                 // neither: the payload comes out as text
)

// Presenter is the family of what holds a slip after the cut; a closed set (facts/print.md §1.3).
type Presenter int

// The families of presenters.
const (
	NoPresenter Presenter = iota // a slip falls into the tray
	Ejector                      // GS e, of Custom and what copies it: a slip is held until 1D 65 03, and asked for by 1D 65 06
	EUT400                       // Epson's: the cut presents while 1C 28 7A has switched it on; nothing tells what became of the slip
	PPU700                       // Citizen's: the cut presents; bit 6 of DLE EOT 4 tells; it retracts by itself after five seconds
	VKP80III                     // Custom's later one: 1C 50 presents and says what happens to a slip that nobody takes
)

// Identity is what the printer says of itself to GS I. A nil one says nothing, as many clones do.
type Identity struct {
	Model, Type, Version byte            // to 1, 2 and 3: a byte whose bits 4 and 7 are not set
	Code                 [2]byte         // to FF, of Custom's; zero: it does not know that
	Texts                map[byte]string // to 65 firmware, 66 maker, 67 model, 68 serial number, 69 font; what is missing is not answered
}

const (
	presentTime = 700 * time.Millisecond // the family's presenters feed 100 mm/s and more
	retractTime = 1500 * time.Millisecond
	handTime    = 2 * time.Second // a person sees the slip and takes it
	autoRetract = 5 * time.Second // of the PPU-700 unless it is told otherwise (facts/print.md §1.3)
)

// knows reports whether the cutter knows GS V with this parameter; the characters 0 and 1 are as good as the numbers.
func (o Options) knows(cut byte) bool {
	if o.Cuts == "" {
		return cut == 65 || cut == 66 || cut <= 1 || cut == '0' || cut == '1'
	}
	for _, m := range []byte(o.Cuts) {
		if m == cut {
			return true
		}
	}
	return false
}

// custom reports whether it is one of Custom's, with questions of its own.
func (o Options) custom() bool { return o.Presenter == Ejector || o.Presenter == VKP80III }

// dotsPerMM is how many dots make a mm: 8 at 203 dpi, 7.09 at 180.
func (o Options) dotsPerMM() float64 {
	if o.DPI == 203 {
		return 8
	}
	return float64(o.DPI) / 25.4
}

// unit is how many vertical motion units make a dot: Epson's of 180 dpi count in 1/360 inch (facts/print.md §1.1).
func (o Options) unit() int {
	if o.DPI == 180 {
		return 2
	}
	return 1
}
