// Package cardkeys is the arithmetic with which the scheme's keys prove a card (facts/card.md §4.4), and a set of keys for
// tests. The virtual card, the virtual security module of the terminal and the one of the back end count with it, so that
// they agree. Real keys never leave their modules, and a terminal that is at work needs none of this.
//
// 3DES and SM4 are here. SSF33 was never published: whatever is asked with it is answered with false.
//
// Only demonstration programs and tests import it.
package cardkeys

import (
	"crypto/cipher"
	"crypto/des"
	"crypto/subtle"

	"github.com/emmansun/gmsm/sm4"

	"shebao/kiosk/devices/card"
)

// The blocks of the two ciphers, in bytes.
const (
	desBlock = 8
	sm4Block = 16
)

// Diversify is the key of the next level down: of a province, of a city, of a card. False for SSF33.
func Diversify(alg card.Algorithm, key [16]byte, factor [8]byte) (next [16]byte, ok bool) {
	block, ok := keyed(alg, key)
	if !ok {
		return next, false
	}
	copy(next[:], factor[:])
	for i, b := range factor {
		next[8+i] = ^b
	}
	encrypt(block, next[:])
	return next, true
}

// Session is the key of one process, made of a random number: 8 bytes for 3DES, 16 for SM4. False for SSF33.
func Session(alg card.Algorithm, key [16]byte, random [8]byte) ([]byte, bool) {
	block, ok := keyed(alg, key)
	if !ok {
		return nil, false
	}
	session := make([]byte, block.BlockSize())
	copy(session, random[:])
	encrypt(block, session)
	return session, true
}

// AuthData is what proves that one has the session key: the number original, enciphered. False for SSF33, and for a
// session key that is none of the algorithm's.
func AuthData(alg card.Algorithm, session []byte, original [8]byte) (proof [8]byte, ok bool) {
	block, ok := opened(alg, session)
	if !ok {
		return proof, false
	}
	x := make([]byte, block.BlockSize())
	copy(x, original[:])
	encrypt(block, x)
	copy(proof[:], x)
	if len(x) == sm4Block {
		subtle.XORBytes(proof[:], x[:8], x[8:])
	}
	return proof, true
}

// Encipher is the data of a command whose data are secret: a length byte goes before the plain text, which is filled up only
// when it does not end with a block. False as for AuthData, and for more data than a length byte can count.
func Encipher(alg card.Algorithm, session, plain []byte) ([]byte, bool) {
	block, ok := opened(alg, session)
	if !ok || len(plain) > 0xFF {
		return nil, false
	}
	data := append([]byte{byte(len(plain))}, plain...)
	if len(data)%block.BlockSize() != 0 {
		data = filled(data, block.BlockSize())
	}
	encrypt(block, data)
	return data, true
}

// MAC is the check over a command, its length byte already counting the four bytes of the MAC. False as for AuthData.
func MAC(alg card.Algorithm, session, command []byte) (mac [4]byte, ok bool) {
	block, ok := opened(alg, session)
	if !ok {
		return mac, false
	}
	n := block.BlockSize()
	data, chain := filled(command, n), make([]byte, n)
	for ; len(data) > 0; data = data[n:] {
		subtle.XORBytes(chain, chain, data[:n])
		block.Encrypt(chain, chain)
	}
	copy(mac[:], chain)
	if n == sm4Block {
		for i := 4; i < n; i += 4 {
			subtle.XORBytes(mac[:], mac[:], chain[i:i+4])
		}
	}
	return mac, true
}

// keyed is the cipher with a key that is kept in a card or a module; 3DES keys are of double length.
func keyed(alg card.Algorithm, key [16]byte) (cipher.Block, bool) {
	switch alg {
	case card.AlgorithmDES:
		block, err := des.NewTripleDESCipher(append(key[:], key[:8]...))
		return block, err == nil
	case card.AlgorithmSM4:
		block, err := sm4.NewCipher(key[:])
		return block, err == nil
	}
	return nil, false
}

// opened is the cipher with a session key; that of 3DES is a key of single DES.
func opened(alg card.Algorithm, session []byte) (cipher.Block, bool) {
	switch {
	case alg == card.AlgorithmDES && len(session) == desBlock:
		block, err := des.NewCipher(session)
		return block, err == nil
	case alg == card.AlgorithmSM4 && len(session) == sm4Block:
		block, err := sm4.NewCipher(session)
		return block, err == nil
	}
	return nil, false
}

// encrypt enciphers whole blocks in place, each by itself.
func encrypt(block cipher.Block, data []byte) {
	for n := block.BlockSize(); len(data) > 0; data = data[n:] {
		block.Encrypt(data, data)
	}
}

// filled appends 80 and as many 00 as make whole blocks, always at least the 80.
func filled(data []byte, block int) []byte {
	out := make([]byte, (len(data)/block+1)*block)
	out[copy(out, data)] = 0x80
	return out
}
