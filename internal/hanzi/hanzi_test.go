package hanzi

import (
	"bytes"
	"strings"
	"testing"
)

func TestEncode(t *testing.T) {
	for r, want := range map[rune]string{
		'A': "A", '测': "\xb2\xe2", '䶮': "\xfe\x9f", '㛃': "\x82\x30\xb7\x31", '￥': "\xa3\xa4", '€': "\xa2\xe3",
		0x9FB4: "\xfe\x59", 0x1E3F: "\xa8\xbc", 0x20087: "\xfe\x51", '·': "\xa1\xa4",
	} {
		if got, ok := Encode(r); !ok || string(got) != want {
			t.Errorf("Encode(%c) = % X", r, got)
		}
	}
	if _, ok := Encode(0xD800); ok {
		t.Error("a lone surrogate has no code")
	}
}

// Every character of the blocks that names use goes there and back.
func TestRoundTrip(t *testing.T) {
	for _, block := range [][2]rune{{0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x20000, 0x20FFF}, {0x2B740, 0x2B81D}, {0xFE10, 0xFE19}} {
		for r := block[0]; r <= block[1]; r++ {
			b, ok := Encode(r)
			if !ok {
				t.Fatalf("%U has no code", r)
			}
			if s, clean := Decode(b); !clean || s != string(r) {
				t.Fatalf("%U came back as %q", r, s)
			}
			if bytes.ContainsAny(b, "\x10\x1b\x1d") {
				t.Fatalf("%U holds a printer's command byte", r)
			}
		}
	}
}

func TestDecode(t *testing.T) {
	for raw, want := range map[string]string{
		"\xb2\xe2\xca\xd4\xbc\xd7\x00\x00": "测试甲", "\xb2\xe2\xff\xff": "测", "LI MING  ": "LI MING", "": "",
	} {
		if got, clean := Decode([]byte(raw)); got != want || !clean {
			t.Errorf("Decode(% X) = %q %v", raw, got, clean)
		}
	}
	for _, raw := range []string{"\xb2\xe2\xb2", "\x80", "\x81\x30\x81", "a\x1bb"} {
		if got, clean := Decode([]byte(raw)); clean || !strings.ContainsRune(got, Bad) {
			t.Errorf("Decode(% X) = %q, taken as clean", raw, got)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{
		{"济南市历下区社会保险", 8, "济南市历|下区社会|保险"},
		{"已缴五十三个月，空缺六个月。", 14, "已缴五十三个|月，空缺六个|月。"},
		{"终端 SD-0101-0001 号", 10, "终端 SD-01|01-0001 号"},
		{"终端 SD-0101 号", 10, "终端|SD-0101 号"},
		{"登录服务平台（网址）办理", 14, "登录服务平台|（网址）办理"},
		{"（（（（（（", 4, "（（|（（|（（"},
		{"", 10, ""},
	} {
		if got := strings.Join(Wrap(c.text, c.columns), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.text, c.columns, got, c.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("测试，a b", 4)
	f.Fuzz(func(t *testing.T, s string, columns int) {
		if columns < 2 || columns > 96 {
			t.Skip()
		}
		for _, line := range Wrap(s, columns) {
			// One closing mark may hang over: it must not begin a line.
			if Columns(line) > columns {
				t.Fatalf("%q is wider than %d", line, columns)
			}
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\xb2\xe2\x81\x30\x81\x30\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, _ := Decode(b); Printable(s) != s && !strings.ContainsAny(s, "\u00ad") {
			for _, r := range s {
				if r < 0x20 || r == 0x7F {
					t.Fatalf("control character in %q", s)
				}
			}
		}
	})
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"测试 甲·1": "测试 甲·1", "a\x1bp\x00\x10\x04\x7f\u0085": "ap", "测\u200b\u2060试\u202e": "测试",
		"葛\ufe00\U000E0101": "葛", "\xff甲": "甲", "": "",
	} {
		if got := Printable(in); got != want {
			t.Errorf("Printable(%q) = %q", in, got)
		}
	}
}
