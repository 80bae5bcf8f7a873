package printer

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/internal/slip"
)

// plain draws every character as the same dots.
type plain struct{}

func (plain) Glyph(rune) [72]byte { return [72]byte{0xAA} }

const glyphCommand = "\x1b*\x21\x18\x00"

// named is a profile of the program.
func named(name string) Profile {
	p, ok := ProfileNamed(name)
	if !ok {
		panic(name)
	}
	return p
}

// encoded is the bytes of a sheet of one line of text.
func encoded(text string) string {
	raw := Encode(slip.Sheet{Columns: 48, Lines: []slip.Line{{Cells: []slip.Cell{{Text: text}}}}}, named("generic80"), plain{})
	s, begun := strings.CutPrefix(string(raw), named("generic80").begin())
	s, cut := strings.CutSuffix(s, "\n"+feedPartial)
	if !begun || !cut {
		return "no begin or no cut"
	}
	return s
}

func TestCharacters(t *testing.T) {
	for text, want := range map[string]string{
		"测试甲 A~":                    "\xb2\xe2\xca\xd4\xbc\xd7 A~",
		"·—￥€":                      "\xa1\xa4\xa1\xaa\xa3\xa4\xa2\xe3",
		"䶮":                         "\xfe\x9f", // of Extension A, with a code of two bytes
		"a\x1bp\x00\x10\x14":        "ap",       // no command comes from data
		"\x1d\x7f\u0085\n\r":        "",
		"测\u200b试\ufe00甲\U000E0100": "\xb2\xe2\xca\xd4\xbc\xd7", // marks that draw nothing
		"\xff\xfe甲":                 "\xbc\xd7",
	} {
		if got := encoded(text); got != want {
			t.Errorf("%q is sent as % X, want % X", text, got, want)
		}
	}
}

// What the printer's font lacks is sent as dots: codes of four bytes, the 25 that only later editions have, users' own
// characters, and what has no code.
func TestCharactersAsDots(t *testing.T) {
	later := []rune{0xFE10, 0xFE12, 0xFE11, 0xFE13, 0xFE14, 0xFE15, 0xFE16, 0xFE17, 0xFE18, 0xFE19, 0x1E3F, 0x20087, 0x20089,
		0x200CC, 0x9FB4, 0x9FB5, 0x9FB6, 0x9FB7, 0x215D7, 0x9FB8, 0x2298F, 0x9FB9, 0x9FBA, 0x241FE, 0x9FBB}
	if len(later) != 25 {
		t.Fatal(len(later))
	}
	for _, r := range append(later, []rune("㛃𠮷𫖯𬭊\ue000\ue4c6\ue765\uE234¥•\U0003FFFD")...) {
		got := encoded("测" + string(r) + "甲")
		if rest, ok := strings.CutPrefix(got, "\xb2\xe2"+glyphCommand); !ok || len(rest) != 72+2 || !strings.HasSuffix(rest, "\xbc\xd7") {
			t.Errorf("%U is sent as % X", r, got)
		}
	}
}

// Blocks are whole lines of at most blockSize bytes, the last line stands alone, and together they are what Encode gives.
func TestBlocks(t *testing.T) {
	for _, n := range []int{1, 2, 3, 40, 300} {
		s := slip.Sheet{Columns: 48}
		for range n {
			s.Lines = append(s.Lines, slip.Line{Cells: []slip.Cell{{Text: strings.Repeat("缴", 24)}}})
		}
		blocks := encode(s, named("generic80"), plain{})
		var all []byte
		mm := 0.0
		for i, b := range blocks {
			if len(b.bytes) > blockSize || b.bytes[len(b.bytes)-1] != '\n' {
				t.Errorf("%d lines: block %d has %d bytes", n, i, len(b.bytes))
			}
			all = append(all, b.bytes...)
			mm += b.mm
		}
		if last := blocks[len(blocks)-1].bytes; n > 1 && bytes.Count(last, []byte("\n")) != 1 {
			t.Errorf("%d lines: the last block is % X", n, last)
		}
		if !bytes.Equal(append(all, feedPartial...), Encode(s, named("generic80"), plain{})) {
			t.Error("the blocks are not the slip")
		}
		for l, want := range map[*slip.Line]float64{
			{Rule: true}: 3.75, {}: 3.75, {Size: slip.Double}: 6.75, {QR: strings.Repeat("x", 200)}: (57*6 + 30) / 8.0,
		} {
			if got := named("generic80").lineMM(*l, 48); got != want {
				t.Errorf("%+v is %v mm", l, got)
			}
		}
		if want := float64(n) * 3.75; mm < want-0.01 || mm > want+0.01 {
			t.Errorf("%d lines are %v mm", n, mm)
		}
	}
}

// Alignment, size and weight are sent at the start of a line only, and only when they change.
func TestPen(t *testing.T) {
	line := func(column int, text string, size slip.Size, bold bool) slip.Line {
		return slip.Line{Cells: []slip.Cell{{Column: column, Text: text}}, Size: size, Bold: bold}
	}
	raw := Encode(slip.Sheet{Columns: 48, Lines: []slip.Line{
		line(22, "甲甲", slip.Normal, false), line(20, "甲甲", slip.Double, true), line(40, "甲甲", slip.Double, true), {Rule: true},
		line(12, "甲甲", slip.Normal, false), {}, line(0, "甲", slip.Normal, false),
	}}, named("generic80"), plain{})
	const jia = "\xbc\xd7"
	want := named("generic80").begin() + "\x1ba\x01" + jia + jia + "\n" + "\x1d!\x11\x1bE\x01" + jia + jia + "\n" + "\x1ba\x02" + jia + jia + "\n" +
		"\x1d!\x10" + strings.Repeat("-", 24) + "\n" + "\x1ba\x00\x1d!\x00\x1bE\x00" + " \x1b$\x90\x00" + jia + jia + "\n\n" + jia + "\n" + feedPartial
	if !slices.Equal(raw, []byte(want)) {
		t.Errorf("sent\n%q\nwant\n%q", raw, want)
	}
}

// A code fits on its paper with its white border, at a size that is read from a hand's distance: 3 dots are 0.375 mm.
func TestCodeSizes(t *testing.T) {
	for n := 1; n <= 450; n++ {
		for _, columns := range []int{48, 32} {
			m := named("generic80").qrModule(n, columns)
			if dots := (qrModules(n) + 8) * m; dots > columns*12 || m < 3 || m > bestModule {
				t.Fatalf("%d bytes on %d columns: module %d, %d dots", n, columns, m, dots)
			}
		}
	}
	if qrModules(1) != 21 || qrModules(14) != 21 || qrModules(15) != 25 || qrModules(213) != 57 || qrModules(9999) != 177 {
		t.Error("the table of codes is wrong")
	}
}

// Dots are never obeyed: of what would be, one is cleared.
func TestDotsAreNotObeyed(t *testing.T) {
	b := []byte{0x10, 0x10, 0x04, 0x10, 0x05, 0x10, 0x14, 0x10, 0x06, 0x10}
	clearRealTime(b)
	if want := []byte{0x10, 0, 0x04, 0, 0x05, 0, 0x14, 0x10, 0x06, 0x10}; !bytes.Equal(b, want) {
		t.Errorf("% X", b)
	}
}

// The length of a slip at each model's dots, the way to the cutter included.
func TestLength(t *testing.T) {
	s := slip.Sheet{Columns: 42, Lines: []slip.Line{{Rule: true}, {}, {Size: slip.Double, Cells: []slip.Cell{{Text: "甲"}}}, {QR: strings.Repeat("x", 14)}}}
	for name, want := range map[string]float64{
		"generic80":    15 + (30+30+54+21*6+30)/8.0,
		"epson-tm-t88": 15 + (30+30+54+21*6+30)*25.4/180,
		"snbc-bt-t080": 15 + (30+30+54+21*4+30)/8.0,
	} {
		p := named(name)
		sum := float64(cutMM)
		for _, b := range encode(s, p, plain{}) {
			sum += b.mm
		}
		if got := Length(s, p); got < want-0.01 || got > want+0.01 || sum < got-0.01 || sum > got+0.01 {
			t.Errorf("%s: %v mm, its blocks %v, want %v", name, got, sum, want)
		}
	}
}
