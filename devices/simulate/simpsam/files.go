package simpsam

import (
	"bytes"

	"shebao/kiosk/devices/card"
)

func (m *Module) selectFile(apdu []byte) []byte {
	data, ok := body(apdu)
	if len(apdu) == 4 || len(apdu) == 5 && apdu[4] == 0 {
		data, ok = nil, true
	}
	switch {
	case !ok:
		return sw(0x6700)
	case apdu[3] != 0x00:
		return sw(0x6A86)
	}
	switch apdu[2] {
	case 0x04:
		if bytes.Equal(data, aid) {
			return m.enterApplication()
		}
		return sw(0x6A82)
	case 0x00, 0x02:
		return m.selectID(apdu[2], data)
	}
	return sw(0x6A86)
}

// selectID selects by number: with P1=00 a directory or a file, with P1=02 a file only.
func (m *Module) selectID(p1 byte, id []byte) []byte {
	directory := p1 == 0x00
	switch {
	case directory && (len(id) == 0 || bytes.Equal(id, []byte{0x3F, 0x00})):
		m.enter(false)
		return sw(0x9000)
	case directory && bytes.Equal(id, []byte{0xDF, 0x01}):
		return m.enterApplication()
	case len(id) != 2 || id[0] != 0x00:
		return sw(0x6A82)
	}
	if !m.inside {
		if id[1] != fileTerminal {
			return sw(0x6A82)
		}
		m.terminal = true
		return sw(0x9000)
	}
	// The key files, one for each algorithm in the order of its number: 0011, 0012, 0013.
	alg := card.Algorithm(id[1]) - 0x10
	if !m.spec.has(alg) {
		return sw(0x6A82)
	}
	m.keyFile = alg
	return sw(0x9000)
}

func (m *Module) enterApplication() []byte {
	m.enter(true)
	return m.give(append([]byte{0x6F, byte(len(aid) + 2), 0x84, byte(len(aid))}, aid...))
}

// readBinary reads the current file, or one of the directory by its short name (facts/card.md §2.3). Keys cannot be read.
func (m *Module) readBinary(apdu []byte) []byte {
	if len(apdu) != 5 {
		return sw(0x6700)
	}
	from := int(apdu[2])<<8 | int(apdu[3])
	if apdu[2]&0x80 != 0 {
		if m.inside || apdu[2]&0x1F != fileTerminal {
			return sw(0x6A82)
		}
		m.terminal, from = true, int(apdu[3])
	}
	switch {
	case m.keyFile != 0:
		return sw(0x6982)
	case !m.terminal:
		return sw(0x6986)
	}
	file := mustHex(m.spec.terminal())
	if from >= len(file) {
		return sw(0x6B00)
	}
	file = file[from:]
	switch n := int(apdu[4]); {
	case n == 0:
	case n > len(file):
		return []byte{0x6C, byte(len(file))}
	default:
		file = file[:n]
	}
	return append(file, 0x90, 0x00)
}
