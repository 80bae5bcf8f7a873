package printer

import (
	"bytes"
	"strings"

	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
)

// blockSize is the most that is sent before the printer is asked how it is: whole lines, so that a question never stands
// inside a command or a character (facts/print.md §3).
const blockSize = 512

// begin sets the printer up: ESC @ loses every setting, so all that is relied on is sent again.
//
//	ESC @      initialise
//	FS &       Chinese mode
//	ESC 3 30   30 dots a line, so that the length of a slip can be computed
//	ESC c 4 0  paper near its end does not stop a slip in its middle
const begin = "\x1b@\x1c&\x1b3\x1e\x1bc4\x00"

// cutPaper feeds to the cutter and cuts: the one form that all families know (facts/print.md §1.3).
const cutPaper = "\x1dVB\x00"

// block is bytes of whole lines, and the paper that they make.
type block struct {
	bytes []byte
	mm    float64
}

const (
	dotsPerMM = 8         // 203 dpi
	lineDots  = 30        // ESC 3 30
	highDots  = 2*24 + 6  // a line of double characters is as high as they are
	cutMM     = 15        // between head and cutter: 10 to 15 mm (facts/print.md §1.3)
	markSize  = 4 + 3 + 4 // GS ( H, the longer mark
	driftMM   = 150       // of the blanks of drift at the most: 22 lines, should the broken line have been of double size
)

// noLength comes before all that is sent to a printer that may wait for the rest of a command: the next bytes may be taken
// for the command's length, which other ones would make up to 64 KB. A printer that waits for none ignores it.
const noLength = "\x00\x00\x00"

// drift is what ends a command that was broken off: more bytes than any command of a slip has. A printer that waits for none
// prints them as blank lines.
func drift() string { return noLength + strings.Repeat(" ", blockSize) + "\n" }

// Encode is the bytes of a slip: set-up, lines and cut, as they are sent but for the marks between them, which each job makes
// anew. It never holds a control character of the sheet's texts, and never more than the sheet says.
func Encode(s slip.Sheet, g Glyphs) []byte {
	var out []byte
	for _, b := range encode(s, g) {
		out = append(out, b.bytes...)
	}
	return append(out, cutPaper...)
}

// encode is a sheet as blocks of whole lines. The last line stands in a block of its own: when the mark behind the one before
// it did not come back, the slip is not whole.
func encode(s slip.Sheet, g Glyphs) []block {
	var blocks []block
	var p pen
	now := block{bytes: []byte(begin)}
	for i, l := range s.Lines {
		line := encodeLine(l, s.Columns, g, &p)
		if len(now.bytes)+len(line) > blockSize || i > 0 && i == len(s.Lines)-1 {
			blocks = append(blocks, now)
			now = block{}
		}
		now.bytes = append(now.bytes, line...)
		now.mm += lineMM(l, s.Columns)
	}
	return append(blocks, now)
}

// lineMM is the height of a line on paper.
func lineMM(l slip.Line, columns int) float64 {
	switch {
	case l.QR != "":
		return float64(qrModules(len(l.QR))*qrModule(len(l.QR), columns)+lineDots) / dotsPerMM
	case l.Size == slip.Double:
		return highDots / float64(dotsPerMM)
	}
	return lineDots / float64(dotsPerMM)
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

func encodeLine(l slip.Line, columns int, g Glyphs, p *pen) []byte {
	var b bytes.Buffer
	switch {
	case l.Rule:
		p.take(&b, pen{align: p.align}) // over the whole width, wherever it begins
		b.WriteString(strings.Repeat("-", columns))
	case l.QR != "":
		p.take(&b, pen{align: centre})
		encodeQR(&b, l.QR, columns)
	case len(l.Cells) == 0:
		p.take(&b, pen{align: p.align})
	default:
		want := pen{align: alignment(l, columns)}
		if l.Size == slip.Double {
			want.size = 0x11
		}
		if l.Bold {
			want.bold = 1
		}
		p.take(&b, want)
		if want.align != left {
			l.Cells = []slip.Cell{{Text: l.Cells[0].Text}}
		}
		encodeCells(&b, l, g)
	}
	b.WriteByte('\n')
	return b.Bytes()
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

// encodeCells writes the texts of a line with spaces between them. On a double line a space is as wide as two columns.
func encodeCells(b *bytes.Buffer, l slip.Line, g Glyphs) {
	k := l.Size.Factor()
	at := 0
	for _, c := range l.Cells {
		if c.Column > at {
			gap := (c.Column - at) / k
			b.WriteString(strings.Repeat(" ", gap))
			at += gap * k
		}
		for _, r := range hanzi.Printable(c.Text) {
			encodeRune(b, r, l.Size, g)
			at += hanzi.RuneColumns(r) * k
		}
	}
}

// encodeRune writes a character: two-byte codes as text, four-byte ones, which most printers print as digits, as a glyph.
func encodeRune(b *bytes.Buffer, r rune, size slip.Size, g Glyphs) {
	code, ok := hanzi.Encode(r)
	if ok && len(code) <= 2 && supported(code) {
		b.Write(code)
		return
	}
	glyph := g.Glyph(r)
	b.WriteString("\x1b*\x21\x18\x00")
	b.Write(glyph[:])
	if size == slip.Double {
		// Dots of one line are 24 high: such a character stays small, in the room of a large one. No slip has it, as only
		// sentences of the program and figures are large.
		b.WriteByte(' ')
	}
}

// supported reports whether a printer's font of the older edition has a code: not the 25 that later editions filled. Users' own
// characters have codes of four bytes here.
func supported(code []byte) bool {
	if len(code) == 1 {
		return true
	}
	switch {
	case code[0] == 0xA6 && code[1] >= 0xD9, code[0] == 0xA8 && code[1] == 0xBC:
		return false
	case code[0] == 0xFE:
		switch code[1] {
		case 0x51, 0x52, 0x53, 0x59, 0x61, 0x66, 0x67, 0x6C, 0x6D, 0x76, 0x7E, 0x90, 0x91, 0xA0:
			return false
		}
	}
	return true
}

// bestModule is the size of a module in dots: at 203 dpi 6 dots are 0.75 mm, which every phone reads at arm's length.
const bestModule = 6

// qrModules is how many modules a code of so many bytes has at a side at level M (ISO/IEC 18004 table 7).
func qrModules(bytes int) int {
	capacity := [...]int{14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666}
	for i, most := range capacity {
		if bytes <= most {
			return 21 + 4*i
		}
	}
	return 177 // the largest there is
}

// qrModule is the size of a module on paper of so many columns: the best, or what fits with four white modules at each side.
func qrModule(bytes, columns int) int {
	return max(1, min(bestModule, columns*12/(qrModules(bytes)+8)))
}

// encodeQR lets the printer draw the code: model 2, level M.
func encodeQR(b *bytes.Buffer, payload string, columns int) {
	b.WriteString("\x1d(k\x04\x001A2\x00")
	b.Write([]byte{0x1D, '(', 'k', 3, 0, '1', 'C', byte(qrModule(len(payload), columns))})
	b.WriteString("\x1d(k\x03\x001E1")
	n := len(payload) + 3
	b.Write([]byte{0x1D, '(', 'k', byte(n), byte(n >> 8), '1', 'P', '0'})
	b.WriteString(payload)
	b.WriteString("\x1d(k\x03\x001Q0")
}
