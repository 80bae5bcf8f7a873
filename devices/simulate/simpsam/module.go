package simpsam

import (
	"bytes"
	"sync"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/simcard"
)

// aid is the name of the module's application, DF01 in its main directory.
var aid = []byte{0xD1, 0x56, 0x00, 0x00, 0x05, 0x90}

// fileTerminal is the number of the file with the terminal's number; its last five bits are its short name.
const fileTerminal = 0x16

// Module is one PSAM. Safe for concurrent use.
type Module struct {
	spec   Spec
	broken simcard.Breakage

	mu       sync.Mutex
	commands [][4]byte

	// state that a reset clears
	pending  []byte         // answer to be fetched by GET RESPONSE
	inside   bool           // the application is selected, not the main directory
	terminal bool           // the terminal's number is the current file
	keyFile  card.Algorithm // the current key file's; 0 without one
	session  []byte         // the key that DELIVERY SESSION KEY has made
	counts   card.Algorithm // the session key's
}

var _ simcard.Chip = (*Module)(nil)

// New makes a module. It panics on a Spec of one that cannot be.
func New(spec Spec) *Module {
	spec.mustHave()
	return &Module{spec: spec}
}

// Spec is what is in the module.
func (m *Module) Spec() Spec { return m.spec }

// Terminal is the number of the terminal that the module belongs to.
func (m *Module) Terminal() string { return m.spec.terminal() }

// ATR implements simcard.Chip.
func (m *Module) ATR() []byte { return bytes.Clone(m.spec.atr()) }

// Contactless implements simcard.Chip.
func (m *Module) Contactless() bool { return false }

// Break makes command number at go wrong, as simcard.Breakage.Break.
func (m *Module) Break(f simcard.Fault, at int) { m.broken.Break(f, at) }

// BreakAt makes the first command with the instruction go wrong, as simcard.Breakage.BreakAt.
func (m *Module) BreakAt(f simcard.Fault, ins byte) { m.broken.BreakAt(f, ins) }

// Commands are the headers of all commands that reached the module, CLA INS P1 P2.
func (m *Module) Commands() [][4]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([][4]byte(nil), m.commands...)
}

// Reset implements simcard.Chip.
func (m *Module) Reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken.PowerOn()
	m.pending = nil
	m.enter(false)
}

// enter makes the application or the main directory current.
func (m *Module) enter(application bool) {
	m.inside, m.terminal, m.keyFile = application, false, 0
	clear(m.session)
	m.session = nil
}

// Answer implements simcard.Chip.
func (m *Module) Answer(apdu []byte) (reply []byte, fault simcard.Fault, resume <-chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var head [4]byte
	copy(head[:], apdu)
	m.commands = append(m.commands, head)
	return m.broken.Pass(apdu, func() []byte { return m.obey(apdu) })
}

func sw(status uint16) []byte { return []byte{byte(status >> 8), byte(status)} }

// obey runs a command.
func (m *Module) obey(apdu []byte) []byte {
	if len(apdu) < 4 {
		return sw(0x6700)
	}
	if apdu[1] != 0xC0 {
		m.pending = nil
	}
	switch [2]byte(apdu) {
	case [2]byte{0x00, 0xA4}:
		return m.selectFile(apdu)
	case [2]byte{0x00, 0xB0}:
		return m.readBinary(apdu)
	case [2]byte{0x00, 0xC0}:
		return m.getResponse(apdu)
	case [2]byte{0xBF, 0xDE}:
		return m.deliver(apdu)
	case [2]byte{0x80, 0xFA}:
		return m.cipher(apdu)
	}
	switch apdu[0] {
	case 0x00, 0x80, 0xBF:
		return sw(0x6D00)
	}
	return sw(0x6E00)
}

// body is the data of a command without Le, which T=0 does not have; false when the length does not fit.
func body(apdu []byte) ([]byte, bool) {
	if len(apdu) < 5 || len(apdu) != 5+int(apdu[4]) {
		return nil, false
	}
	return apdu[5:], true
}

// give announces an answer that GET RESPONSE fetches.
func (m *Module) give(data []byte) []byte {
	m.pending = data
	return []byte{0x61, byte(len(data))}
}

func (m *Module) getResponse(apdu []byte) []byte {
	switch {
	case m.pending == nil:
		return sw(0x6F00)
	case len(apdu) != 5:
		return sw(0x6700)
	case int(apdu[4]) != len(m.pending):
		return []byte{0x6C, byte(len(m.pending))}
	}
	out := append(bytes.Clone(m.pending), 0x90, 0x00)
	m.pending = nil
	return out
}
