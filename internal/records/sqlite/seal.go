package sqlite

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"

	"shebao/kiosk/internal/idcard"
	"shebao/kiosk/internal/keys"
	"shebao/kiosk/internal/records"
)

// lookup is a keyed hash that finds a person or a card.
type lookup = [16]byte

// seals are the two sealers of one file.
type seals struct {
	file         []byte
	person, card cipher.AEAD
}

func sealsOf(key keys.Records, a keys.Algorithm, file []byte) (seals, error) {
	person, err := key.Sealer(a, file, "person")
	if err != nil {
		return seals{}, err
	}
	card, err := key.Sealer(a, file, "card")
	return seals{file: file, person: person, card: card}, err
}

// personNonce is the row's number: no other person of the file has it, and no other file has the key.
func (s seals) personNonce(id int64) []byte {
	nonce := make([]byte, s.person.NonceSize())
	binary.BigEndian.PutUint64(nonce[len(nonce)-8:], uint64(id))
	return nonce
}

// bound is what a sealed text is bound to: the file, and the key under which it is found, so that none can be put in another's
// place.
func (s seals) bound(key lookup) []byte { return append(append([]byte(nil), s.file...), key[:]...) }

func (s seals) sealPerson(id int64, key lookup, plain []byte) []byte {
	return s.person.Seal(nil, s.personNonce(id), plain, s.bound(key))
}

// openPerson appends the text to to.
func (s seals) openPerson(to []byte, id int64, key lookup, sealed []byte) ([]byte, error) {
	return s.person.Open(to, s.personNonce(id), sealed, s.bound(key))
}

// A card is in a file once, so a part of its key serves as nonce.
func (s seals) sealCard(key lookup, e records.CardEntry) ([]byte, error) {
	plain, err := encodeCard(e)
	defer clear(plain)
	if err != nil {
		return nil, err
	}
	return s.card.Seal(nil, key[:s.card.NonceSize()], plain, s.bound(key)), nil
}

func (s seals) openCard(key lookup, sealed []byte) (records.CardEntry, error) {
	plain, err := s.card.Open(nil, key[:s.card.NonceSize()], sealed, s.bound(key))
	if err != nil {
		return records.CardEntry{}, errors.New("card: it does not open")
	}
	defer clear(plain)
	return decodeCard(plain)
}

// encodeCard keeps the card with its registration: who seals the file anew needs to find it under another key.
func encodeCard(e records.CardEntry) ([]byte, error) {
	e.Card, e.Holder = e.Card.Normal(), idcard.Normal(e.Holder)
	c := &codec{encoding: true, buf: []byte{recordEncoding}, numbers: map[string]int{}}
	c.card(&e)
	return c.buf, c.err
}

// decodeCard gives back what encodeCard was given. Any bytes give a card or an error.
func decodeCard(b []byte) (records.CardEntry, error) {
	if len(b) == 0 || b[0] != recordEncoding {
		return records.CardEntry{}, errors.New("encoded card: its encoding is not known")
	}
	c := &codec{buf: b[1:]}
	var e records.CardEntry
	c.card(&e)
	if c.err == nil && len(c.buf) > 0 {
		c.err = errLong
	}
	if c.err != nil {
		return records.CardEntry{}, c.err
	}
	return e, nil
}

func (c *codec) card(e *records.CardEntry) {
	text(c, &e.Identifier)
	text(c, &e.Number)
	text(c, &e.Holder)
	oneOf(c, &e.Status, records.CardStatuses())
	c.int(&e.Since)
}
