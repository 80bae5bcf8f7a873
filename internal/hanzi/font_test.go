package hanzi

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// inGB2312 asks another table: that of the HZ encoding, which is GB2312 in seven bits, and here a little more.
func inGB2312(r rune) bool {
	b, err := simplifiedchinese.HZGB2312.NewEncoder().Bytes([]byte(string(r)))
	return err == nil && len(b) >= 4 && b[0] == '~' && b[1] == '{'
}

// What is sent as text is in the font for certain; what is in the font is sent as text.
func TestPrinterCode(t *testing.T) {
	gb2312, gbk, extA := 0, 0, 0
	for r := rune(0x80); r <= 0x2FFFF; r++ {
		code, ok := Encode(r)
		if !ok {
			continue
		}
		if got, is := PrinterCode(r, FontGB2312); is && (!inGB2312(r) || string(got) != string(code)) {
			t.Fatalf("%U in GB2312: %v", r, is)
		} else if is {
			gb2312++
		}
		later := false
		for _, m := range missing() {
			later = later || m.r == r
		}
		if _, is := PrinterCode(r, FontGBK); is != (len(code) == 2 && !later) {
			t.Fatalf("%U of % X in GBK: %v", r, code, is)
		} else if is {
			gbk++
		}
		if got, is := PrinterCode(r, FontExtA); is && len(got) == 4 {
			if r < 0x3400 || r > 0x4DB5 {
				t.Fatalf("%U as % X", r, got)
			}
			extA++
		}
	}
	// facts/print.md §6: 20,902 Hanzi and 52 of Extension A in two bytes, 6,530 of its first 6,582 in four.
	if gb2312 != 7445 || gbk < 20902+52+700 || extA != 6530 {
		t.Errorf("%d of GB2312, %d of GBK, %d of Extension A", gb2312, gbk, extA)
	}
	for _, r := range "a~ 0" {
		if code, ok := PrinterCode(r, FontGB2312); !ok || len(code) != 1 {
			t.Errorf("%q is % X", r, code)
		}
	}
}

// The 25 codes of facts/devices.md E: read and written as glibc does, and never sent to a printer, whose font may be older.
func TestLaterCodes(t *testing.T) {
	codes := []uint16{0xA6D9, 0xA6DA, 0xA6DB, 0xA6DC, 0xA6DD, 0xA6DE, 0xA6DF, 0xA6EC, 0xA6ED, 0xA6F3, 0xA8BC, 0xFE51, 0xFE52, 0xFE53,
		0xFE59, 0xFE61, 0xFE66, 0xFE67, 0xFE6C, 0xFE6D, 0xFE76, 0xFE7E, 0xFE90, 0xFE91, 0xFEA0}
	if len(codes) != len(missing()) {
		t.Fatalf("%d codes", len(codes))
	}
	for _, c := range codes {
		b := []byte{byte(c >> 8), byte(c)}
		s, clean := Decode(b)
		back, ok := Encode([]rune(s)[0])
		if !clean || !ok || string(back) != string(b) {
			t.Errorf("%04X is read as %q and written as % X", c, s, back)
		}
		if _, sent := PrinterCode([]rune(s)[0], FontExtA); sent {
			t.Errorf("%04X is sent to printers", c)
		}
	}
}
