package main

import (
	"bytes"
	"encoding/binary"
	"testing"

	"golang.org/x/image/font/sfnt"

	"shebao/kiosk/ui/theme/fonts"
)

// collection wraps fonts into a collection, so that the test needs no system font.
func collection(faces ...[]byte) []byte {
	out := []byte("ttcf\x00\x01\x00\x00")
	out = binary.BigEndian.AppendUint32(out, uint32(len(faces)))
	at := len(out) + 4*len(faces)
	for _, f := range faces {
		out = binary.BigEndian.AppendUint32(out, uint32(at))
		at += len(f)
	}
	base := len(out)
	for _, f := range faces {
		f = bytes.Clone(f)
		n := int(binary.BigEndian.Uint16(f[4:]))
		for i := range n { // offsets in a collection count from its beginning
			e := f[12+16*i+8:]
			binary.BigEndian.PutUint32(e, binary.BigEndian.Uint32(e)+uint32(base))
		}
		out = append(out, f...)
		base += len(f)
	}
	return out
}

func TestSplitGivesTheFaceBack(t *testing.T) {
	want := fonts.Regular()
	got, err := split(collection(want), "Noto Sans CJK SC")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("a face that was put into a collection did not come out the same")
	}
	if _, err := sfnt.Parse(got); err != nil {
		t.Error(err)
	}
	const whole = 0xB1B0AFBA
	if sum := checksum(got); sum != whole {
		t.Errorf("the words of the font add up to %X", sum)
	}
}

func TestHostileCollections(t *testing.T) {
	good := collection(fonts.Regular())
	if _, err := split(good, "Nobody"); err == nil {
		t.Error("a family that is not there was found")
	}
	for _, n := range []int{0, 3, 11, 12, 15, 16, 27, 40, 300} {
		if _, err := split(good[:n], "Noto Sans CJK SC"); err == nil {
			t.Errorf("%d bytes were taken as a collection", n)
		}
	}
}
