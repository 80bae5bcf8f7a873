package fakepcscd

import (
	"encoding/binary"
	"errors"
	"io"
)

// SocketEnv names the socket that libpcsclite connects to.
const SocketEnv = "PCSCLITE_CSOCK_NAME"

// Command is a kind of message; a call of the library is one or two of them.
type Command uint32

// The commands of protocol 4.4, and ReaderEvents of 4.5.
const (
	EstablishContext Command = 0x01
	ReleaseContext   Command = 0x02
	Connect          Command = 0x04
	Reconnect        Command = 0x05
	Disconnect       Command = 0x06
	Begin            Command = 0x07
	End              Command = 0x08
	Transmit         Command = 0x09
	Control          Command = 0x0A
	Status           Command = 0x0B
	Cancel           Command = 0x0D // comes on a connection of its own
	GetAttrib        Command = 0x0F
	SetAttrib        Command = 0x10
	Version          Command = 0x11
	ReadersState     Command = 0x12
	Wait             Command = 0x13 // answered with the table of readers at once, and with a word at the next event
	StopWaiting      Command = 0x14
	ReaderEvents     Command = 0x15
)

// The results that the service gives.
const (
	Success            uint32 = 0
	Cancelled          uint32 = 0x80100002
	InvalidHandle      uint32 = 0x80100003
	UnknownReader      uint32 = 0x80100009
	SharingViolation   uint32 = 0x8010000B
	NoSmartcard        uint32 = 0x8010000C
	ProtoMismatch      uint32 = 0x8010000F
	InvalidValue       uint32 = 0x80100011
	CommError          uint32 = 0x80100013
	NotTransacted      uint32 = 0x80100016
	ReaderUnavailable  uint32 = 0x80100017
	ServiceStopped     uint32 = 0x8010001E
	UnsupportedFeature uint32 = 0x8010001F
	UnresponsiveCard   uint32 = 0x80100066
	UnpoweredCard      uint32 = 0x80100067
	ResetCard          uint32 = 0x80100068
	RemovedCard        uint32 = 0x80100069
	SecurityViolation  uint32 = 0x8010006A
)

const (
	maxReaders   = 16 // the table's length in pcsc-lite 1.9.9
	nameSize     = 128
	atrSize      = 33
	attrSize     = 264
	entrySize    = nameSize + 4 + 4 + 4 + atrSize + 3 + 4 + 4
	dataLimit    = 1<<16 + 64 // more than the longest extended APDU
	versionMajor = 4
	versionMinor = 4
	versionNewer = 5
)

// bodySize is the length of a command's fixed part; -1 is no command.
func bodySize(c Command) int {
	switch c {
	case ReadersState, Wait, StopWaiting, ReaderEvents:
		return 0
	case ReleaseContext, Begin, Cancel, Status:
		return 8
	case Version, EstablishContext, Disconnect, End:
		return 12
	case Reconnect, Control:
		return 24
	case Transmit:
		return 32
	case Connect:
		return 4 + nameSize + 5*4
	case GetAttrib, SetAttrib:
		return 4 + 4 + attrSize + 4 + 4
	}
	return -1
}

// message is one command with its fixed part, and the bytes that follow it. The answer is the same fixed part, its last word
// the result.
type message struct {
	command Command
	body    []byte
	data    []byte
}

var errProtocol = errors.New("fakepcscd: not pcsc-lite's protocol")

func readMessage(r io.Reader) (message, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return message{}, err
	}
	m := message{command: Command(binary.NativeEndian.Uint32(head[4:]))}
	if size := bodySize(m.command); size < 0 || uint32(size) != binary.NativeEndian.Uint32(head[:]) {
		return message{}, errProtocol
	}
	m.body = make([]byte, bodySize(m.command))
	if _, err := io.ReadFull(r, m.body); err != nil {
		return message{}, err
	}
	var follow uint32
	switch m.command {
	case Transmit:
		follow = m.word(3)
	case Control:
		follow = m.word(2)
	}
	if follow > dataLimit {
		return message{}, errProtocol
	}
	m.data = make([]byte, follow)
	_, err := io.ReadFull(r, m.data)
	return m, err
}

// word is the fixed part's 32-bit word number i.
func (m message) word(i int) uint32 { return binary.NativeEndian.Uint32(m.body[4*i:]) }

func (m message) set(i int, v uint32) { binary.NativeEndian.PutUint32(m.body[4*i:], v) }

// result sets the last word.
func (m message) result(code uint32) { m.set(len(m.body)/4-1, code) }

// text is a name that ends with a zero byte.
func text(b []byte) string {
	for i, c := range b {
		if c == 0 {
			return string(b[:i])
		}
	}
	return string(b)
}
