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

// encode is a sheet as blocks of bytes. It never puts a control character of the data into them.
func encode(s slip.Sheet, g Glyphs) [][]byte {
	var blocks [][]byte
	block := []byte(begin)
	for _, l := range s.Lines {
		line := encodeLine(l, s.Columns, g)
		if len(block)+len(line) > blockSize && len(block) > 0 {
			blocks = append(blocks, block)
			block = nil
		}
		block = append(block, line...)
	}
	return append(blocks, block)
}

func encodeLine(l slip.Line, columns int, g Glyphs) []byte {
	var b bytes.Buffer
	switch {
	case l.Rule:
		b.WriteString(strings.Repeat("-", columns))
	case l.QR != "":
		return encodeQR(l.QR)
	default:
		if l.Size == slip.Double {
			b.WriteString("\x1d!\x11")
		}
		if l.Bold {
			b.WriteString("\x1bE\x01")
		}
		encodeCells(&b, l, g)
		if l.Bold {
			b.WriteString("\x1bE\x00")
		}
		if l.Size == slip.Double {
			b.WriteString("\x1d!\x00")
		}
	}
	b.WriteByte('\n')
	return b.Bytes()
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
	if size == slip.Double {
		encodeDouble(b, glyph)
		return
	}
	b.WriteString("\x1b*\x21\x18\x00")
	b.Write(glyph[:])
}

// supported reports whether a printer's font of the older edition has a code: not the 25 that later editions filled.
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

// encodeDouble writes the glyph twice as wide. The command has no double height, so the character stands in the upper half
// of its line: readable, and the line's widths stay right.
func encodeDouble(b *bytes.Buffer, glyph [72]byte) {
	b.WriteString("\x1b*\x21\x30\x00")
	for column := 0; column < 24; column++ {
		b.Write(glyph[3*column : 3*column+3])
		b.Write(glyph[3*column : 3*column+3])
	}
}

// qrModule is the size of a module in dots: at 203 dpi 6 dots are 0.75 mm, which every phone reads at arm's length.
const qrModule = 6

// encodeQR lets the printer draw the code: model 2, level M, centred.
func encodeQR(payload string) []byte {
	var b bytes.Buffer
	b.WriteString("\x1ba\x01")
	b.WriteString("\x1d(k\x04\x001A2\x00")
	b.Write([]byte{0x1D, '(', 'k', 3, 0, '1', 'C', qrModule})
	b.WriteString("\x1d(k\x03\x001E1")
	n := len(payload) + 3
	b.Write([]byte{0x1D, '(', 'k', byte(n), byte(n >> 8), '1', 'P', '0'})
	b.WriteString(payload)
	b.WriteString("\x1d(k\x03\x001Q0")
	b.WriteString("\n\x1ba\x00")
	return b.Bytes()
}
