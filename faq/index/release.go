package index

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/emmansun/gmsm/sm3"

	"shebao/kiosk/internal/attest"
)

// Release is which content a file holds, and who released it.
type Release struct {
	Version   string // as the publisher calls it, 1 to 24 characters
	Made      string // the day on which the file was made, as 2026-11-28
	Digest    string // SM3 of the content with version and day, 64 hexadecimal digits
	Key       string // id of the key that signed, "" when nobody did
	Signature string // SM2 with SM3, base64url; "" when nobody signed
}

// Builtin is the release of the content that ships with the program: nobody signs what cannot be replaced without the program.
func Builtin() Release { return Release{Version: "内置 2021-04"} }

// longestVersion fits a line of the help in large print.
const longestVersion = 24

// check holds what a release says of itself to its form.
func (r Release) check() error {
	if n := utf8.RuneCountInString(r.Version); n < 1 || n > longestVersion || !utf8.ValidString(r.Version) {
		return fmt.Errorf("the version has %d characters; 1 to %d", n, longestVersion)
	}
	for _, c := range r.Version {
		if !unicode.IsPrint(c) {
			return errors.New("the version holds a character that cannot be shown")
		}
	}
	if _, err := day(r.Made); err != nil {
		return fmt.Errorf("the day is %q; want one as 2026-11-28", r.Made)
	}
	return nil
}

// digest is that of the content under a release's version and day. It is of the rows as they are stored: a program that knows more of
// an entry one day finds an older file as its publisher made it.
func (c content) digest(r Release) string {
	h := sm3.New()
	var buf []byte
	number := func(n uint64) { buf = binary.BigEndian.AppendUint64(buf, n) }
	text := func(s string) {
		number(uint64(len(s)))
		buf = append(buf, s...)
	}
	text("shebao-faq")
	number(format)
	text(r.Version)
	text(r.Made)
	for _, t := range tables() {
		text(t.name)
		number(uint64(len(c[t.name])))
		for _, row := range c[t.name] {
			for i, v := range row {
				if t.columns[i].number {
					number(uint64(v.number))
				} else {
					text(v.text)
				}
			}
			h.Write(buf)
			buf = buf[:0]
		}
	}
	h.Write(buf)
	return hex.EncodeToString(h.Sum(nil))
}

// Signer signs a release.
type Signer interface {
	ID() string
	SignContent(digest string) (string, error)
}

// ErrUnsigned is a release that nobody signed, where a key is wanted; ErrForged one whose signature is not that key's.
var (
	ErrUnsigned = errors.New("nobody has signed this release, and faq.key names who may release")
	ErrForged   = errors.New("the signature of this release is not that of faq.key")
)

// verify finds out whether who may release has released it.
func (r Release) verify(by *attest.Publisher) error {
	switch {
	case by == nil:
		return nil
	case r.Signature == "":
		return ErrUnsigned
	}
	made, err := day(r.Made)
	if err != nil {
		return err
	}
	if !by.Released(r.Digest, r.Signature) {
		return ErrForged
	}
	return by.Held(made)
}
