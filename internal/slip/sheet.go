package slip

import "shebao/kiosk/internal/hanzi"

// Sheet is a slip laid out: what stands in which column of which line. The printer encodes it and the screen draws it,
// so that the preview cannot differ from the paper. A Sheet holds personal data and lives no longer than the visit.
type Sheet struct {
	Columns int // width of the paper in half-width columns: 48 on 80 mm, 32 on 58 mm (facts/print.md §4)
	Lines   []Line
	Claim   *Claim // nil for a slip without anybody's records
}

// ContentBytes is how many bytes the slip says: its texts in GBK and the payloads of its codes. No encoding of it has fewer
// (facts/print.md §5.1).
func ContentBytes(s Sheet) int {
	n := 0
	for _, l := range s.Lines {
		n += len(l.QR)
		for _, c := range l.Cells {
			n += hanzi.Columns(c.Text) // a character is as many bytes as it is wide
		}
	}
	return n
}

// Line is one printed line. Exactly one of its uses applies: text (Cells), a Rule over the whole width, or a QR code.
// A Line with none of them is an empty line.
type Line struct {
	Cells []Cell // left to right, not overlapping, all inside Columns
	Rule  bool   // a line of '-' over the whole width
	QR    string // payload of a QR code, centred; encoded as UTF-8 bytes
	Size  Size
	Bold  bool
	Slot  Slot // what Sealed puts in its place
}

// Slot is a line that stands for what is known only when the slip is printed; a closed set.
type Slot uint8

// The slots of a slip.
const (
	NoSlot   Slot = iota
	CodeSlot      // the code, the day of issue and the last day
	QRSlot        // the code for a phone
)

// Cell is a run of text that begins in a column. Columns count half-width characters of normal size (12 dots), also on
// lines of double size: there every Hanzi takes four.
type Cell struct {
	Column int
	Text   string // printable characters only; its width is hanzi.Columns(Text) times the factor of the line's Size
	Amount bool   // money: the preview hides it when the person asked for amounts to be hidden; paper never does
}

// Size is the size of a line's characters.
type Size uint8

const (
	// Normal characters are 12x24 dots, Hanzi 24x24.
	Normal Size = iota
	// Double characters are twice as wide and twice as high.
	Double
)

// Factor is how many times wider and higher than Normal the characters are.
func (s Size) Factor() int {
	if s == Double {
		return 2
	}
	return 1
}
