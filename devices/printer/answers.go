package printer

import "slices"

// answerKind is what the printer said.
type answerKind uint8

const (
	realTime  answerKind = iota // one byte, to DLE EOT
	processID                   // four characters, to GS ( H
	cleared                     // to DLE DC4 8
	queued                      // one byte, to GS r
	poweroff                    // its power is going
	told                        // a text, to GS I
	bare                        // one byte without fixed bits, to a question that expects such
	other                       // anything else that is well formed: ASB, texts, blocks nobody asked for
)

type answer struct {
	kind answerKind
	b    byte
	id   string
}

const (
	// longest is the longest block that a printer sends; more is noise that looked like the beginning of one.
	longest = 80
	// asbRest and fullRest are what follows the first byte of an ASB and the two of a FULL STATUS (facts/print.md §2.2, §2.3).
	asbRest, fullRest = 3, 4
)

// answers takes the printer's bytes apart (facts/print.md §2.5). Its zero value is ready. What was begun is forgotten with
// the value: a reader that waited in vain starts with a new one, as a printer sends a block without pause.
type answers struct {
	block []byte // a block that has begun
	asb   int    // bytes of an ASB that are still to come
	ten   bool   // its first byte was 10, which may also begin a FULL STATUS
	full  int    // bytes of a FULL STATUS that are still to come
	want  bool   // the next byte answers a question whose answer has no fixed bits
}

// feed takes bytes and gives what they say. Noise is dropped.
func (a *answers) feed(in []byte) []answer {
	var out []answer
	for _, b := range in {
		if b == 0x11 || b == 0x13 { // flow control may stand inside anything
			continue
		}
		if got, whole := a.take(b); whole {
			out = append(out, got)
		}
	}
	return out
}

func (a *answers) take(b byte) (answer, bool) {
	switch {
	case a.want:
		a.want = false
		return answer{kind: bare, b: b}, true
	case a.full > 0:
		a.full--
		return answer{kind: other}, a.full == 0
	case a.asb == asbRest && a.ten && b == 0x0F:
		a.asb, a.full = 0, fullRest
		return answer{}, false
	case a.asb > 0 && b&0x90 == 0:
		a.asb--
		return answer{kind: other}, a.asb == 0
	case len(a.block) > 0 && fits(a.block, b):
		return a.more(b)
	}
	a.asb, a.block = 0, a.block[:0] // what had begun was noise, or was broken off
	switch {
	case b == 0x37 || b == 0x5F || b == 0x3B:
		a.block = append(a.block, b)
	case b&0x93 == 0x12:
		return answer{kind: realTime, b: b}, true
	case b&0x93 == 0x10:
		a.asb, a.ten = asbRest, b == 0x10
	case b&0x90 == 0:
		return answer{kind: queued, b: b}, true
	}
	return answer{}, false
}

// fits reports whether a byte can go on a block.
func fits(block []byte, b byte) bool {
	if len(block) >= longest {
		return false
	}
	switch block[0] {
	case 0x3B: // 3B 30 00
		return len(block) == 1 && b == 0x30 || len(block) == 2 && b == 0
	case 0x37: // a kind, then characters
		if len(block) == 1 {
			return b >= 0x20 && b <= 0x25
		}
	}
	return b == 0 || b >= 0x20 && b < 0x7F
}

// more adds a byte to a block; a block ends with 00. Only its end counts: one that was broken off may stand before it.
func (a *answers) more(b byte) (answer, bool) {
	a.block = append(a.block, b)
	if b != 0 {
		return answer{}, false
	}
	block := a.block
	a.block = nil
	switch n := len(block); {
	case n >= 7 && slices.Equal(block[n-7:n-5], []byte{0x37, 0x22}):
		return answer{kind: processID, id: string(block[n-5 : n-1])}, true
	case n >= 3 && slices.Equal(block[n-3:n-1], []byte{0x37, 0x25}):
		return answer{kind: cleared}, true
	case block[0] == 0x3B:
		return answer{kind: poweroff}, true
	case block[0] == 0x5F:
		return answer{kind: told, id: string(block[1 : n-1])}, true
	}
	return answer{kind: other}, true
}
