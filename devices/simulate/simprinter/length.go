package simprinter

import "bytes"

// knownLengths are the commands of known length, by their first two bytes: how many bytes follow those.
func knownLengths() map[string]int {
	return map[string]int{
		"\x1b@": 0, "\x1c&": 0, "\x1c.": 0, "\x1bS": 0, "\x1b2": 0, "\x1b3": 1, "\x1ba": 1, "\x1bE": 1, "\x1bG": 1, "\x1bd": 1,
		"\x1bJ": 1, "\x1b-": 1, "\x1b=": 1, "\x1c!": 1, "\x1cW": 1, "\x1c-": 1, "\x1cS": 2, "\x1bt": 1, "\x1bR": 1,
		"\x1d!": 1, "\x1dL": 2, "\x1dW": 2, "\x1b$": 2, "\x1dr": 1, "\x1bv": 0, "\x1dI": 1, "\x1da": 1, "\x1dh": 1, "\x1dw": 1, "\x1dH": 1,
		"\x1df": 1, "\x1bc": 2, "\x1dg": 4,
	}
}

// length is the length of the command or text at the head of the buffer; false while it is not all there.
func (p *Printer) length() (int, bool) {
	n, known := p.lengthOf(p.buffer)
	return n, known && len(p.buffer) >= n
}

// lengthOf is the length of what b begins with, as far as it can be told from what is there; false when more must come first.
func (p *Printer) lengthOf(b []byte) (int, bool) {
	if len(b) == 0 {
		return 0, false
	}
	switch b[0] {
	case 0x1B, 0x1C, 0x1D:
		if len(b) < 2 {
			return 0, false
		}
		return p.commandLength(b)
	}
	if p.state.chinese && b[0] >= 0x81 && b[0] <= 0xFE {
		if p.o.Hanzi == GB18030 && len(b) >= 2 && b[1] >= '0' && b[1] <= '9' {
			return 4, true
		}
		return 2, true
	}
	return 1, true
}

func (p *Printer) commandLength(b []byte) (int, bool) {
	word := string(b[:2])
	if n, ok := knownLengths()[word]; ok {
		return 2 + n, true
	}
	if n, ok := p.presenterLength(b); ok {
		return n, true
	}
	switch {
	case word == "\x1dV": // GS V m [n]
		if len(b) >= 3 && p.o.knows(b[2]) && (b[2] == 65 || b[2] == 66) {
			return 4, true
		}
		return 3, true
	case word == "\x1bD": // ESC D n1 … 00, at most 32 of them
		if n := bytes.IndexByte(b[2:], 0); n >= 0 && n <= 32 {
			return n + 3, true
		}
		return 2 + 33, len(b) >= 2+33
	case word == "\x1d(": // GS ( x pL pH …
		if len(b) < 5 {
			return 0, false
		}
		if b[2] == 'k' && p.o.Code != NativeCode {
			return 2, true // the rest comes out as text
		}
		return 5 + int(b[3]) + int(b[4])<<8, true
	case word == "\x1bZ" && p.o.Code == EscZCode: // ESC Z m n k dL dH …
		if len(b) < 7 {
			return 0, false
		}
		return 7 + int(b[5]) + int(b[6])<<8, true
	case word == "\x1b*": // ESC * m nL nH …
		if len(b) < 5 {
			return 0, false
		}
		n := int(b[3]) + int(b[4])<<8
		if b[2] == 32 || b[2] == 33 {
			n *= 3
		}
		return 5 + n, true
	case word == "\x1dv": // GS v 0 m xL xH yL yH …
		if len(b) < 8 {
			return 0, false
		}
		return 8 + (int(b[4])+int(b[5])<<8)*(int(b[6])+int(b[7])<<8), true
	case p.o.custom() && b[0] == 0x1D && b[1] >= 0xE1 && b[1] <= 0xE5:
		return 2, true
	}
	return 2, true
}
