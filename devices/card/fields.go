package card

import (
	"encoding/hex"
	"fmt"
	"time"
)

// Date is a day as the card has it, or none.
type Date struct {
	Year, Month, Day int
	Known            bool
}

// String is 2006-01-02, or "" when unknown.
func (d Date) String() string {
	if !d.Known {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// dateOf reads YYYYMMDD in BCD. Zeros, F, and a day that does not exist are unknown (facts/card.md §2.4).
func dateOf(b []byte) Date {
	if len(b) != 4 {
		return Date{}
	}
	day, err := time.Parse("20060102", hex.EncodeToString(b))
	// 1880 as for identity numbers; 9999 and the like stand for "no end" and are read as they are.
	if err != nil || day.Year() < 1880 {
		return Date{}
	}
	return Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day(), Known: true}
}

// textOf reads an "an" field: padding of 00, 20 and FF is no content. A field that holds any other byte that
// cannot be printed is taken for empty.
func textOf(b []byte) string {
	padding := func(c byte) bool { return c == 0x00 || c == 0x20 || c == 0xFF }
	for len(b) > 0 && padding(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && padding(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	for _, c := range b {
		if c < 0x21 || c > 0x7e {
			return ""
		}
	}
	return string(b)
}
