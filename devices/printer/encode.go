package printer

import (
	"bytes"
	"strings"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// blockSize is the most that is sent before the printer is asked how it is: whole lines, or bands of a code, so that a question
// never stands inside a command or a character (facts/print.md §3).
const blockSize = 512

// begin sets the printer up: ESC @ loses every setting, so all that is relied on is sent again.
//
//	ESC @      initialise
//	FS &       Chinese mode
//	ESC 3 n    30 dots a line, so that the length of a slip can be computed
//	ESC c 4 0  paper near its end does not stop a slip in its middle
//
// and the presenter's own bound.
func (p Profile) begin() string {
	return "\x1b@\x1c&\x1b3" + string([]byte{byte(p.Spacing)}) + "\x1bc4\x00" + p.Presenter.Setup
}

// end cuts a slip and has it presented.
func (p Profile) end() string { return p.Cut + p.Presenter.Present }

// away cuts off what nobody shall have: into the bin, where there is one.
func (p Profile) away() string { return p.Cut + p.Presenter.Retract }

// block is bytes of whole lines, and the paper that they make.
type block struct {
	bytes []byte
	mm    float64
}

const (
	markSize = 4 + 3 + 4 // GS ( H, the longer mark
	driftMM  = 150       // of the blanks of drift at the most: 22 lines, should the broken line have been of double size
)

// noLength comes before all that is sent to a printer that may wait for the rest of a command: the next bytes may be taken
// for the command's length, which other ones would make up to 64 KB, or a band of megabytes. It is as long as what GS v 0 says
// before its dots, the longest there is. A printer that waits for none ignores it.
const noLength = "\x00\x00\x00\x00\x00\x00"

// drift is what ends a command that was broken off: more bytes than any command of a slip has. A printer that waits for none
// prints them as blank lines.
func drift() string { return noLength + strings.Repeat(" ", blockSize) + "\n" }

// Encode is the bytes of a slip: set-up, lines, cut and presenting, as they are sent but for the marks between them, which each
// job makes anew. It never holds a control character of the sheet's texts, and never more than the sheet says.
func Encode(s slip.Sheet, p Profile, g Glyphs) []byte {
	var out []byte
	for _, b := range encode(s, p, g) {
		out = append(out, b.bytes...)
	}
	return append(out, p.end()...)
}

// encode is a sheet as blocks of whole lines. The last line stands in a block of its own: when the mark behind the one before
// it did not come back, the slip is not whole.
func encode(s slip.Sheet, p Profile, g Glyphs) []block {
	w := writer{profile: p, columns: s.Columns, glyphs: g, stops: tabStops(s, p)}
	var blocks []block
	now := block{bytes: append([]byte(p.begin()), tabCommand(w.stops)...)}
	for i, l := range s.Lines {
		last := i > 0 && i == len(s.Lines)-1
		for k, piece := range w.line(l) {
			if len(now.bytes)+len(piece.bytes) > blockSize || last && k == 0 {
				blocks = append(blocks, now)
				now = block{}
			}
			now.bytes = append(now.bytes, piece.bytes...)
			now.mm += piece.mm
		}
	}
	return append(blocks, now)
}

// writer writes lines one after the other.
type writer struct {
	profile Profile
	columns int // of the sheet
	glyphs  Glyphs
	stops   []int
	pen     pen
}

// pen is what a line is written with. It is what ESC @ leaves at first, and stays from line to line: only what changes is sent.
type pen struct {
	align, size byte
	bold        byte
}

const (
	left   = 0
	centre = 1
	right  = 2
)

// take changes the pen. It is done at the start of a line, where alone alignment works (facts/print.md §1.1).
func (p *pen) take(b *bytes.Buffer, want pen) {
	if p.align != want.align {
		b.Write([]byte{0x1B, 'a', want.align})
	}
	if p.size != want.size {
		b.Write([]byte{0x1D, '!', want.size})
	}
	if p.bold != want.bold {
		b.Write([]byte{0x1B, 'E', want.bold})
	}
	*p = want
}

// line is a line of the sheet: one piece, or of a code that is sent as dots a piece for each band.
func (w *writer) line(l slip.Line) []block {
	var b bytes.Buffer
	mm := w.profile.lineMM(l, w.columns)
	switch {
	case l.Rule:
		n := w.profile.ruleWidth(w.columns)
		// Over the whole width, wherever it begins, and as heavy as the line before it.
		w.pen.take(&b, pen{align: w.pen.align, size: byte(n-1) << 4, bold: w.pen.bold})
		b.WriteString(strings.Repeat("-", w.columns/n))
	case l.QR != "":
		w.pen.take(&b, pen{align: centre})
		if bands := w.profile.code(&b, l.QR, w.columns); bands != nil {
			return bands
		}
	case len(l.Cells) == 0:
		w.pen.take(&b, pen{align: w.pen.align, bold: w.pen.bold})
	default:
		want := pen{align: alignment(l, w.columns)}
		if l.Size == slip.Double {
			want.size = 0x11
		}
		if l.Bold {
			want.bold = 1
		}
		w.pen.take(&b, want)
		if want.align != left {
			l.Cells = []slip.Cell{{Text: l.Cells[0].Text}}
		}
		w.cells(&b, l)
	}
	b.WriteByte('\n')
	return []block{{b.Bytes(), mm}}
}

// ruleWidth is how many columns a '-' of a rule takes. Wide ones make the same line of fewer bytes.
func (p Profile) ruleWidth(columns int) int {
	n := max(1, p.Widest)
	for columns%n != 0 {
		n--
	}
	return n
}

// alignment lets the printer find the place of a text that stands alone in the middle or at the right edge: that is shorter
// than the blanks before it, and the same to the dot.
func alignment(l slip.Line, columns int) byte {
	if len(l.Cells) != 1 {
		return left
	}
	c := l.Cells[0]
	before, after := c.Column, columns-c.Column-hanzi.Columns(c.Text)*l.Size.Factor()
	switch {
	case before == 0:
		return left
	case before == after:
		return centre
	case after == 0:
		return right
	}
	return left
}

// cells writes the texts of a line, each where it begins.
func (w *writer) cells(b *bytes.Buffer, l slip.Line) {
	k := l.Size.Factor()
	at := 0
	for _, c := range l.Cells {
		at = w.move(b, at, c.Column, l.Size)
		for _, r := range hanzi.Printable(c.Text) {
			w.rune(b, r, l.Size)
			at += hanzi.RuneColumns(r) * k
		}
	}
}

// font is what a profile's printer prints as text.
func (p Profile) font() hanzi.Font {
	switch {
	case p.GBKFont != Yes:
		return hanzi.FontGB2312
	case p.FourByte == Yes:
		return hanzi.FontExtA
	}
	return hanzi.FontGBK
}

// rune writes a character: as text where the printer's font has it, otherwise as a glyph.
func (w *writer) rune(b *bytes.Buffer, r rune, size slip.Size) {
	if code, ok := hanzi.PrinterCode(r, w.profile.font()); ok {
		b.Write(code)
		return
	}
	glyph := w.glyphs.Glyph(r)
	b.WriteString("\x1b*\x21\x18\x00")
	b.Write(glyph[:])
	if size == slip.Double {
		// Dots of one line are 24 high: such a character stays small, in the room of a large one. No slip has it, as only
		// sentences of the program and figures are large.
		b.WriteByte(' ')
	}
}
