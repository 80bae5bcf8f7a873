package printer

// answerKind is what the printer said.
type answerKind uint8

const (
	realTime  answerKind = iota // one byte, to DLE EOT
	processID                   // four characters, to GS ( H
	cleared                     // to DLE DC4 8
	queued                      // one byte, to GS r
	other                       // anything else that is well formed: ASB, texts, blocks nobody asked for
)

type answer struct {
	kind answerKind
	b    byte
	id   string
}

// longest is the longest block that a printer sends; more is noise that looked like the beginning of one.
const longest = 80

// answers takes the printer's bytes apart (facts/print.md §2.5). Its zero value is ready.
type answers struct {
	block []byte // a block that has begun
	skip  int    // bytes of an ASB that are still to come
}

// feed takes bytes and gives what they say. Noise is dropped.
func (a *answers) feed(in []byte) []answer {
	var out []answer
	for _, b := range in {
		if b == 0x11 || b == 0x13 { // flow control may stand inside anything
			continue
		}
		switch {
		case len(a.block) > 0:
			if got, whole := a.more(b); whole {
				out = append(out, got)
			}
		case a.skip > 0 && b&0x90 == 0:
			a.skip--
		case b == 0x37 || b == 0x5F:
			a.skip, a.block = 0, append(a.block[:0], b)
		case b&0x93 == 0x12:
			a.skip = 0
			out = append(out, answer{kind: realTime, b: b})
		case b&0x93 == 0x10:
			a.skip = 3
			out = append(out, answer{kind: other, b: b})
		case b&0x90 == 0:
			out = append(out, answer{kind: queued, b: b})
		}
	}
	return out
}

// more adds a byte to a block; a block ends with 00.
func (a *answers) more(b byte) (answer, bool) {
	a.block = append(a.block, b)
	if b != 0 {
		if len(a.block) > longest {
			a.block = a.block[:0]
		}
		return answer{}, false
	}
	block := a.block
	a.block = a.block[:0]
	switch {
	case len(block) == 7 && block[0] == 0x37 && block[1] == 0x22:
		return answer{kind: processID, id: string(block[2:6])}, true
	case len(block) == 3 && block[0] == 0x37 && block[1] == 0x25:
		return answer{kind: cleared}, true
	}
	return answer{kind: other}, true
}
