package keys

import (
	"crypto/sha256"
	"hash"
)

// sum is the MAC of a text. A digest keeps the block that it is at, in itself and in the copy that Sum makes on the stack: there a
// number would lie until the stack is used again, which may be after the visit (cmd/kiosk, TestNothingOfThePersonIsLeft). So a
// block of noughts is summed over it, from the same depth. A stack that grew in between would leave its old place as it was, so it
// has grown before.
func sum(mac hash.Hash, text string) []byte {
	grow(0)
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

// summing is more stack than a sum takes, in bytes: the library's digests and what they call.
const summing = 16 << 10

// grow has the stack of the goroutine grow to where a sum needs no more of it.
//
//go:noinline
func grow(i int) byte {
	var room [summing]byte
	room[i] = 1
	return room[summing-1-i]
}
