package keys

import (
	"crypto/sha256"
	"hash"
)

// sum is the MAC of a text. A digest keeps the block that it is at, in itself and in the copy that Sum makes on the stack: there a
// number would lie until the stack is used again, which may be after the visit (cmd/kiosk, TestNothingOfThePersonIsLeft). So a
// block of noughts is summed over it, from the same depth.
func sum(mac hash.Hash, text string) []byte {
	mac.Reset()
	plain := []byte(text)
	mac.Write(plain)
	clear(plain)
	out := mac.Sum(nil)
	mac.Reset()
	mac.Write(make([]byte, sha256.BlockSize-1)) // all of a block, and not so much that it is worked off
	mac.Sum(nil)
	return out
}
