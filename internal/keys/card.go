package keys

import "encoding/hex"

// CardHash is what stands for a social security card in the terminal's journal: HMAC-SHA256 of its identifier and number, cut to
// 128 bits, in hexadecimal. No person has the same hash: an identity number never begins with a word.
func (k Keys) CardHash(identifier, number string) string {
	return hex.EncodeToString(sum(k.person(), "card "+identifier+" "+number)[:hashSize])
}
