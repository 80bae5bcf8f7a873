package card

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func unhex(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The sample of facts/card.md §1.3.
const sampleFCI = "6F1C 840F 7378312E73682EC9E7BBE1B1A3D5CF A509 88011E 9F0C03860103"

func TestAlgorithmTag(t *testing.T) {
	for s, want := range map[string]int{
		sampleFCI:                                      3,
		"6F0B 8400 A507 9F0C04 00860101":               1,  // padded
		"6F81 0B 8400 A507 9F0C04 00860102":            2,  // long form of the length
		"6F1A 840F 7378312E73682EC9E7BBE1B1A3D5CF":     -1, // cut off
		"6F13 840F 7378312E73682EC9E7BBE1B1A3D5CFA500": -1,
		"": -1, "6F": -1, "6F84FFFFFFFF": -1, "6F80": -1,
	} {
		got, ok := algorithmTag(unhex(t, s))
		if ok != (want >= 0) || ok && int(got) != want {
			t.Errorf("%s: %d, %v", s, got, ok)
		}
	}
}

func TestAlgorithmWithoutTag(t *testing.T) {
	for area, want := range map[string]Algorithm{"110000": AlgorithmSSF33, "370100": AlgorithmDES} {
		id := string(unhex(t, "0110"+area+"D15600000500000001FFFFFFFF"))
		missing := "\x6A\x83"
		s, _ := scripted(T1, "\x90\x00", "\x90\x00", "\x6A\x86", id+"\x90\x00", "\x90\x00", "\x69\x82", "\x90\x00", missing, missing, missing, missing)
		s.selected = false
		got, err := s.Identify(t.Context())
		if KindOf(err) != NeedsKey || got.Algorithm != want || got.Generation != Gen1 || got.CardNumber != "" {
			t.Errorf("%s: %+v, %v", area, got, err)
		}
	}
}

func TestGenerationOf(t *testing.T) {
	for version, want := range map[string]Generation{
		"": Gen1, "1.00": Gen1, "1.0": Gen1, "2.00": Gen2, "3.00": Gen3, "4.00": GenUnknown, "3": GenUnknown, "abc": GenUnknown,
	} {
		if got := generationOf(version); got != want {
			t.Errorf("%q: %v", version, got)
		}
	}
}

func TestDateOf(t *testing.T) {
	for s, want := range map[string]string{
		"20200102": "2020-01-02", "20991231": "2099-12-31", "00000000": "", "FFFFFFFF": "", "20200230": "", "20201301": "",
		"2020010F": "", "18790101": "", "": "", "2020": "", "20200229": "2020-02-29",
	} {
		if got := dateOf(unhex(t, s)); got.String() != want || got.Known != (want != "") {
			t.Errorf("%s: %q", s, got)
		}
	}
}

func TestTextOf(t *testing.T) {
	for in, want := range map[string]string{
		"X00000019": "X00000019", "2.00\x00": "2.00", "  2.00 ": "2.00", "\xff\xff": "", "\x00\x00": "", "": "",
		"A\x1bB": "", "\xbc\xd7": "",
	} {
		if got := textOf([]byte(in)); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestNameOf(t *testing.T) {
	pad := func(s string, n int) []byte { return append([]byte(s), make([]byte, n-len(s))...) }
	for _, c := range []struct {
		name, more []byte
		want       string
		clean      bool
	}{
		{pad("\xb2\xe2\xca\xd4\xbc\xd7", 30), pad("", 20), "测试甲", true},
		{pad("\xb2\xe2\xca\xd4\xbc\xd7", 30), nil, "测试甲", true},
		{[]byte(strings.Repeat("A", 29) + "\xbc"), pad("\xd7", 20), strings.Repeat("A", 29) + "甲", true}, // split
		{pad("\xb2\xe2\x80\xff\xbc", 30), nil, "", false},
		{pad("\xb2\xe2\x1b@", 30), nil, "测□@", false}, // a printer command
		{nil, nil, "", true},
		{unhex(t, "FFFFFFFF"), unhex(t, "FFFF"), "", true},
	} {
		got, clean := nameOf(c.name, c.more)
		if c.want != "" && got != c.want || clean != c.clean {
			t.Errorf("%x|%x: %q, %v", c.name, c.more, got, clean)
		}
	}
}

func FuzzFCI(f *testing.F) {
	for _, s := range []string{sampleFCI, "", "6F82FFFF", "9F", "9F0C", "6F03A58201", "00FF00"} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, ok := algorithmTag(b); ok && len(b) < 11 {
			t.Errorf("an algorithm in %d bytes", len(b))
		}
		for rest := b; len(rest) > 0; {
			_, value, next, err := element(rest)
			if err != nil {
				break
			}
			if len(value)+len(next)+2 > len(rest) {
				t.Fatal("an element longer than its bytes")
			}
			rest = next
		}
	})
}

func FuzzRecord(f *testing.F) {
	f.Add([]byte("\x07\x09X00000019"), byte(7))
	f.Add([]byte("\x07\xffX"), byte(7))
	f.Add([]byte("\x07\x02X"), byte(7)) // one byte short
	f.Add([]byte{}, byte(0))
	f.Fuzz(func(t *testing.T, b []byte, tag byte) {
		if v, ok := record(b, tag); ok && (b[0] != tag || len(v) != int(b[1]) || len(v)+2 > len(b)) {
			t.Fatal("a record that is not there")
		}
	})
}

func FuzzName(f *testing.F) {
	f.Add([]byte("\xb2\xe2\xca\xd4"), []byte("\xbc\xd7"))
	f.Add([]byte("\x81\x30\x81"), []byte("\x30\x1b@"))
	f.Fuzz(func(t *testing.T, name, more []byte) {
		s, _ := nameOf(name, more)
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			t.Fatalf("%q", s)
		}
	})
}

func FuzzDate(f *testing.F) {
	f.Add([]byte{0x20, 0x20, 0x01, 0x02})
	f.Add([]byte{0xFF, 0xFF, 0xFF, 0xFF})
	f.Fuzz(func(t *testing.T, b []byte) {
		if d := dateOf(b); d.Known && strings.ReplaceAll(d.String(), "-", "") != hex.EncodeToString(b) {
			t.Fatalf("%x became %v", b, d)
		}
	})
}

// FuzzCard lets a card answer anything to everything.
func FuzzCard(f *testing.F) {
	f.Add([]byte("\x02\x90\x00\x02\x90\x00\x02\x6A\x83"))
	f.Add([]byte("\x02\x61\x00\x02\x6C\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var answers []string
		for len(b) > 0 {
			n := min(int(b[0]), len(b)-1)
			answers = append(answers, string(b[1:1+n]))
			b = b[1+n:]
		}
		s, wire := scripted(T0, answers...)
		s.selected = false
		wire.atr, s.keys, s.random = unhex(t, sampleATR), maker{by: GenuineByHSM}, zeros{}
		id, err := s.Identify(t.Context())
		if err != nil && KindOf(err) == "" || err == nil && len(id.Identifier) != 32 {
			t.Fatalf("%+v, %v", id, err)
		}
		// For their panics, and for what they send.
		_, _ = s.Verify(t.Context(), []byte("123456"))
		_, _ = s.ChangePIN(t.Context(), []byte("123456"), []byte("654321"))
		if pins, changes := count(wire.sent, 0x20), count(wire.sent, 0x5E); pins > 1 || changes > 1 {
			t.Fatalf("%d PINs, %d changes", pins, changes)
		}
		if count(wire.sent, 0x82) > 1 {
			t.Fatal("EXTERNAL AUTHENTICATE was sent again")
		}
	})
}

// count is how many commands of a kind were sent with data in them.
func count(sent [][]byte, ins byte) int {
	n := 0
	for _, b := range sent {
		if b[1] == ins && len(b) > 5 {
			n++
		}
	}
	return n
}

func FuzzATR(f *testing.F) {
	for _, s := range []string{sampleATR, "3B8D800100814A4446866037010000000114", "3B", "3BFD", "3B9D96801FC700814A44468660370100000001AA", "3BFDFFFFFFFF"} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, atr []byte) {
		history, ok := historyOf(atr)
		if ok && !bytes.Contains(atr, history[:]) {
			t.Fatalf("%x has no history %x", atr, history)
		}
	})
}

func FuzzFile(f *testing.F) {
	f.Add([]byte("\x08\x02ab\x09\x00"))
	f.Add([]byte("\x08\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		values, ok := records(b)
		if !ok {
			return
		}
		size := 0
		for tag, v := range values {
			if one, found := record(append([]byte{tag, byte(len(v))}, v...), tag); !found || !bytes.Equal(one, v) {
				t.Fatal("a record that is none")
			}
			size += 2 + len(v)
		}
		if size > len(b) {
			t.Fatal("more records than bytes")
		}
	})
}
