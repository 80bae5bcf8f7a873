package printer

import (
	"bytes"
	"strings"
	"unicode"

	"rsc.io/qr"
)

// bestModule is the size of a module in dots: at 203 dpi 6 dots are 0.75 mm, which every phone reads at arm's length. dotModule
// is that of a code sent as dots: 0.5 mm, which is read from a hand's distance, is less than half the bytes.
const bestModule, dotModule = 6, 4

// bandHead is GS v 0 with its sizes. A band of dots is at most a block with it, so far fewer than the 255 rows that any printer
// bears: one that stops inside a band takes what comes next for dots (facts/print.md §9.11), and drift ends that.
const bandHead = 8

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
func (p Profile) qrModule(bytes, columns int) int {
	best := bestModule
	if p.QR != QRNative && p.QR != QREscZ {
		best = dotModule
	}
	return max(1, min(best, columns*columnDots/(qrModules(bytes)+8)))
}

// payload is what a code holds: without control characters but the end of a line, and of a length whose two bytes are no
// real-time command.
func payload(text string) string {
	s := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, text)
	for n := len(s) + 3; realTime2(byte(n), byte(n>>8)) || realTime2(byte(n-3), byte((n-3)>>8)); n = len(s) + 3 {
		s += " "
	}
	return s
}

// code writes a QR code of model 2, which ESC @ chooses, at level M. It gives pieces instead where the code is sent as dots; b
// holds what comes before the first.
func (p Profile) code(b *bytes.Buffer, text string, columns int) []block {
	payload := payload(text)
	module := byte(p.qrModule(len(payload), columns))
	switch p.QR {
	case QRNative:
		b.Write([]byte{0x1D, '(', 'k', 3, 0, '1', 'C', module})
		b.WriteString("\x1d(k\x03\x001E1")
		n := len(payload) + 3
		b.Write([]byte{0x1D, '(', 'k', byte(n), byte(n >> 8), '1', 'P', '0'})
		b.WriteString(payload)
		b.WriteString("\x1d(k\x03\x001Q0")
		return nil
	case QREscZ: // ESC Z m n k dL dH: of any version, level M, the module
		b.Write([]byte{0x1B, 'Z', 0, 'M', module, byte(len(payload)), byte(len(payload) >> 8)})
		b.WriteString(payload)
		return nil
	}
	code, err := qr.Encode(payload, qr.M)
	if err != nil {
		// A payload that no code holds: the room of slips makes none. The line stays empty.
		return nil
	}
	return p.bands(b.Bytes(), code, int(module))
}

// bands are a code as dots (GS v 0), and the line behind it.
func (p Profile) bands(before []byte, code *qr.Code, module int) []block {
	side := code.Size * module
	wide := (side + 7) / 8
	most := (blockSize - bandHead - len(before) - 1) / wide // rows; the feed behind the last band is 1 byte
	var out []block
	for top := 0; top < side; top += most {
		rows := min(most, side-top)
		piece := append(before, 0x1D, 'v', '0', 0, byte(wide), byte(wide>>8), byte(rows), 0)
		at := len(piece)
		for y := range rows {
			row := make([]byte, wide)
			for x := range side {
				if code.Black(x/module, (top+y)/module) {
					row[x/8] |= 0x80 >> (x % 8)
				}
			}
			piece = append(piece, row...)
		}
		clearRealTime(piece[at:])
		out = append(out, block{piece, float64(rows) / p.perMM()})
		before = nil
	}
	last := &out[len(out)-1]
	last.bytes = append(last.bytes, '\n')
	last.mm += lineDots / p.perMM()
	return out
}

// realTime2 reports whether two bytes begin what a printer obeys at once: 10 04, 10 05, 10 14 (facts/print.md §6).
func realTime2(a, b byte) bool { return a == 0x10 && (b == 0x04 || b == 0x05 || b == 0x14) }

// clearRealTime takes one dot out of dots that would be obeyed.
func clearRealTime(b []byte) {
	for i := 0; i+1 < len(b); i++ {
		if realTime2(b[i], b[i+1]) {
			b[i] = 0
		}
	}
}
