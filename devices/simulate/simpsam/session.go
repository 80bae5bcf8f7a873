package simpsam

import (
	"bytes"
	"crypto/cipher"
	"crypto/des"

	"github.com/emmansun/gmsm/sm4"

	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/cardkeys"
)

// encryption is the type of the keys that the module lets terminals use: 7, in the low five bits of P1.
const encryption = 0x07

// deliver makes the session key, DELIVERY SESSION KEY: P1 says in its top three bits how many factors lead down to the card's
// key, P2 which key; the data are the factors and the random number (facts/card.md §4.3).
func (m *Module) deliver(apdu []byte) []byte {
	levels := int(apdu[2] >> 5)
	switch {
	case !m.inside:
		return sw(0x6985)
	case m.keyFile == 0:
		return sw(0x6986)
	case apdu[2]&0x1F != encryption:
		return sw(0x6A86)
	}
	key, ok := m.spec.key(m.keyFile, apdu[3])
	switch {
	case !ok:
		return sw(0x6A88)
	case levels != m.spec.level():
		return sw(0x6985)
	}
	data, ok := body(apdu)
	if !ok || len(data) != 8*levels+blockOf(m.keyFile) {
		return sw(0x6700)
	}
	factors, random := data[:8*levels], data[8*levels:]
	if !bytes.Equal(random[8:], make([]byte, len(random)-8)) {
		return sw(0x6A80) // the number has 8 bytes, the rest of a block is 00
	}
	for ; len(factors) > 0; factors = factors[8:] {
		if key, ok = cardkeys.Diversify(m.keyFile, key, [8]byte(factors)); !ok {
			return sw(0x6F00)
		}
	}
	session, ok := cardkeys.Session(m.keyFile, key, [8]byte(random))
	if !ok {
		return sw(0x6F00)
	}
	m.session, m.counts = session, m.keyFile
	return sw(0x9000)
}

// cipher enciphers one block with the session key, CIPHER DATA. What the terminal makes of the block is the terminal's
// business: with SM4 the two halves of the answer make the authentication data.
func (m *Module) cipher(apdu []byte) []byte {
	switch {
	case m.session == nil:
		return sw(0x6985)
	case apdu[2] != 0x00 || apdu[3] != 0x00:
		return sw(0x6A86)
	}
	data, ok := body(apdu)
	if !ok || len(data) != blockOf(m.counts) {
		return sw(0x6700)
	}
	var block cipher.Block
	var err error
	if m.counts == card.AlgorithmDES {
		block, err = des.NewCipher(m.session)
	} else {
		block, err = sm4.NewCipher(m.session)
	}
	if err != nil {
		return sw(0x6F00)
	}
	out := make([]byte, len(data))
	block.Encrypt(out, data)
	return m.give(out)
}

// blockOf is the block of an algorithm in bytes.
func blockOf(alg card.Algorithm) int {
	if alg == card.AlgorithmDES {
		return des.BlockSize
	}
	return sm4.BlockSize
}
