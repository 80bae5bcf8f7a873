// Package simcard is a social security card that answers with the bytes of a real one (facts/card.md §2 and §10), with
// the faults that real ones have. It sits in an in-process Slot or behind a real pcscd as a client of vpcd.
//
// Only demonstration programs and tests import it.
package simcard

import (
	"encoding/hex"
	"fmt"
	"math/bits"

	"golang.org/x/text/encoding/simplifiedchinese"

	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/internal/idcard"
)

// Kind is what sort of card it is.
type Kind int

// The kinds.
const (
	SocialSecurity Kind = iota
	BankCard            // PPSE and the debit application, no social security
	IDCard              // answers every command with 6D00
	OtherCard           // a chip card on which no name is found
)

// Spec says what is on a card. The zero value of each optional field is the usual card.
type Spec struct {
	Kind Kind

	Number     string // 社会保障号码
	Name       string
	CardNumber string // 卡号
	Identifier string // 卡识别码, 32 hexadecimal digits; also the source of the ATR's area and serial
	Version    string // "1.00", "2.00", "3.00"; "" leaves the field empty
	Algorithm  byte   // tag 86 of the FCI; 0 leaves it out
	Issued     string // YYYYMMDD; "" leaves the field filled with F
	Expires    string // the same

	PIN   string // digits; "" is a card without PIN
	Tries int    // tries before the PIN is blocked, 1 to 15; 0 means 3

	NameBytes   []byte // instead of Name, when its bytes shall be wrong
	ATR         []byte // instead of the usual one
	Contactless bool   // T=1: whole answers, no 61xx
	OldSelect   bool   // knows EF selection by P1=00 only
	ShortVerify bool   // wants the question for tries without a length byte
	Locked      bool   // 9303 to every SELECT
	BlockedCard bool   // 6A81 to every SELECT
	Blank       bool   // holder and card number are empty
	Free        bool   // a 3.0 card that gives the holder without a key
	BareFields  bool   // sex, nation, place and day of birth are filled with F, as on many real cards

	Keys           *cardkeys.Scheme // the scheme's root keys; nil is those of tests
	Counterfeit    bool             // right files, wrong keys; takes every PIN and every key of the terminal for right
	Replay         *Recording       // has no keys: answers INTERNAL AUTHENTICATE with this, takes every key of the terminal
	OwnFactor      bool             // 6985 to INTERNAL AUTHENTICATE unless the factor is its own last challenge, with Replay the recorded one
	NoInternalKey  bool             // 6A88 to INTERNAL AUTHENTICATE
	NoWholeFile    bool             // 6A86 to READ RECORD from a number to the end
	WholeFileOdd   bool             // gives one record when asked for all
	NoChange       bool             // 6D00 to CHANGE PIN
	EF06Select6982 bool             // a 3.0 card that refuses already the SELECT of the holder's file
}

// SpecFor makes the card of an invented person: issued in Jinan (370100), 3.0's file layout as version 2.00 so that it is
// readable without a key, PIN 123456. seq, 0 to 9999999, makes the card number and the serial, so cards differ.
func SpecFor(number, name string, seq int) Spec {
	body := fmt.Sprintf("X%07d", seq%10000000)
	return Spec{
		Number:     number,
		Name:       name,
		CardNumber: body + string(idcard.CardCheck(body)),
		Identifier: fmt.Sprintf("370100D156000005%08XFFFFFFFF", seq),
		Version:    "2.00",
		Algorithm:  3,
		Issued:     "20200102",
		Expires:    "20400101",
		PIN:        "123456",
	}
}

// tries is the PIN's counter at its maximum.
func (s Spec) tries() int {
	if s.Tries == 0 {
		return 3
	}
	return s.Tries
}

// atr is the answer to reset of facts/card.md §1.4, made of the card's area and serial; contactless as a PC/SC reader
// builds it (§1.5).
func (s Spec) atr() []byte {
	if s.ATR != nil {
		return s.ATR
	}
	history := s.history()
	if !s.Contactless {
		return append([]byte{0x3B, 0x6D, 0x00, 0x00}, history...)
	}
	atr := append([]byte{0x3B, 0x8D, 0x80, 0x01}, history...)
	var check byte
	for _, b := range atr[1:] {
		check ^= b
	}
	return append(atr, check)
}

// history is the historical bytes of the usual card.
func (s Spec) history() []byte {
	if len(s.Identifier) == 32 {
		return mustHex("00814A44468660" + s.Identifier[:4] + s.Identifier[16:24])
	}
	return mustHex("00814A44468660" + "3701" + "00000001")
}

// History is the historical bytes of the card's answer to reset; those of the usual card when its own has another number of
// them than 13.
func (s Spec) History() [13]byte {
	if h := historical(s.atr()); len(h) == 13 {
		return [13]byte(h)
	}
	return [13]byte(s.history())
}

// historical finds the historical bytes in an answer to reset (ISO 7816-3): T0 counts them, and each Y says which interface
// bytes follow before the next one.
func historical(atr []byte) []byte {
	if len(atr) < 2 {
		return nil
	}
	n, y, at := int(atr[1]&0x0F), atr[1]>>4, 2
	for y != 0 {
		at += bits.OnesCount8(y)
		if y&8 == 0 {
			break
		}
		if at > len(atr) {
			return nil
		}
		y = atr[at-1] >> 4
	}
	if at+n > len(atr) {
		return nil
	}
	return atr[at : at+n]
}

// area is where the card was issued.
func (s Spec) area() string {
	if len(s.Identifier) == 32 {
		return s.Identifier[:6]
	}
	return "370100"
}

// fci is the answer to SELECT of the environment (facts/card.md §1.3).
func (s Spec) fci() []byte {
	own := []byte{0x88, 0x01, 0x1E}
	if s.Algorithm != 0 {
		own = append(own, 0x9F, 0x0C, 0x03, 0x86, 0x01, s.Algorithm)
	}
	inner := append([]byte{0x84, byte(len(ssse))}, ssse...)
	inner = append(append(inner, 0xA5, byte(len(own))), own...)
	return append([]byte{0x6F, byte(len(inner))}, inner...)
}

// files lays out EF05 and EF06 (facts/card.md §2.2).
func (s Spec) files() map[byte][]record {
	number, name, cardNumber := s.Number, s.nameBytes(), s.CardNumber
	if s.Blank {
		number, name, cardNumber = "", nil, ""
	}
	area, size := s.area(), 9
	if len(cardNumber) > size {
		size = len(cardNumber)
	}
	holder := []record{{0x08, text(number, 18)}, {0x09, padded(name[:min(len(name), 30)], 30)}}
	if s.Version != "" && s.Version[0] != '1' {
		holder = append(holder, record{0x4E, padded(name[min(len(name), 30):], 20)})
	}
	sex, nation, place, birth := []byte{0x31}, []byte{0x01}, filled(3), filled(4)
	if len(number) == 18 {
		if (number[16]-'0')%2 == 0 {
			sex = []byte{0x32}
		}
		place, birth = mustHex(number[:6]), mustHex(number[6:14])
	}
	if s.BareFields || s.Blank {
		sex, nation, place, birth = []byte{0x00}, filled(1), filled(3), filled(4)
	}
	holder = append(holder, record{0x0A, sex}, record{0x0B, nation}, record{0x0C, place}, record{0x0D, birth})
	identifier := filled(16)
	if s.Identifier != "" {
		identifier = mustHex(s.Identifier)
	}
	return map[byte][]record{
		0x05: {
			{0x01, identifier},
			{0x02, []byte{'3'}},
			{0x03, text(s.Version, 4)},
			{0x04, mustHex("9156000002" + area + area + "01")},
			{0x05, day(s.Issued)},
			{0x06, day(s.Expires)},
			{0x07, text(cardNumber, size)},
		},
		0x06: holder,
	}
}

func (s Spec) nameBytes() []byte {
	if s.NameBytes != nil {
		return s.NameBytes
	}
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s.Name))
	if err != nil || len(b) > 50 {
		panic("simcard: a name that no card can hold")
	}
	return b
}

func text(s string, size int) []byte { return padded([]byte(s), size) }

func padded(b []byte, size int) []byte {
	out := make([]byte, size)
	copy(out, b)
	return out
}

func filled(size int) []byte {
	out := make([]byte, size)
	for i := range out {
		out[i] = 0xFF
	}
	return out
}

func day(s string) []byte {
	if s == "" {
		return filled(4)
	}
	return mustHex(s)
}

func mustHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("simcard: not hexadecimal")
	}
	return b
}
