package simcard

import (
	"encoding/hex"
	"strings"
	"testing"
)

// The whole-file images of facts/card.md §2.2.
func TestFileImages(t *testing.T) {
	spec := Spec{Number: "11010519491231002X", Name: "测试甲", CardNumber: "T0000001X",
		Identifier: "370199D15600000500000001FFFFFFFF", Version: "3.00", Issued: "20200102", Expires: "20300102"}
	for file, want := range map[byte]string{
		5: "0110370199D15600000500000001FFFFFFFF 020133 0304332E3030 040C915600000237019937019901 050420200102 060420300102 0709543030303030303158",
		6: "0812313130313035313934393132333130303258 091EB2E2CAD4BCD7000000000000000000000000000000000000000000000000 4E140000000000000000000000000000000000000000 0A0132 0B0101 0C03110105 0D0419491231",
	} {
		var got []byte
		for _, r := range spec.files()[file] {
			got = append(got, r.bytes()...)
		}
		if s := strings.ToUpper(hex.EncodeToString(got)); s != strings.ReplaceAll(want, " ", "") {
			t.Errorf("EF%02d is %s", file, s)
		}
	}
	if s := strings.ToUpper(hex.EncodeToString(spec.atr())); s != "3B6D000000814A44468660370100000001" {
		t.Errorf("ATR %s", s)
	}
	spec.Contactless = true
	if s := strings.ToUpper(hex.EncodeToString(spec.atr())); s != "3B8D800100814A4446866037010000000114" {
		t.Errorf("contactless ATR %s", s)
	}
	spec.Algorithm = 3
	if s := strings.ToUpper(hex.EncodeToString(spec.fci())); s != "6F1C840F7378312E73682EC9E7BBE1B1A3D5CFA50988011E9F0C03860103" {
		t.Errorf("FCI %s", s)
	}
}
