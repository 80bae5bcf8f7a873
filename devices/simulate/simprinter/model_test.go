package simprinter

import (
	"image/color"
	"slices"
	"strings"
	"testing"
)

func (b *bench) wantText(what string, want ...string) {
	b.t.Helper()
	if got := b.Unfinished().Text; !slices.Equal(got, want) {
		b.t.Errorf("%s: paper %q, want %q", what, got, want)
	}
}

// Codes of four bytes are characters where the font has them, and a salad of digits where it has not; a font of GB2312 lacks the
// rest of GBK.
func TestFonts(t *testing.T) {
	const four, wide = "\x82\x30\xb7\x31", "\x8c\x43" // 㛃, and 孋 which is in GBK only
	for font, want := range map[Hanzi]string{GBK: "测?0?1孋", GB2312: "测?0?1□", GB18030: "测㛃孋"} {
		b := start(t, Options{Hanzi: font})
		b.send("\xb2\xe2" + four + wide + "\n")
		b.run()
		got := b.Unfinished().Text[0]
		if font == GB18030 && len(b.Warnings()) != 0 || font != GB18030 && len(b.Warnings()) == 0 {
			t.Errorf("font %d: warnings %q", font, b.Warnings())
		}
		if got != want {
			t.Errorf("font %d prints %q, want %q", font, got, want)
		}
	}
	half := start(t, Options{Hanzi: GB18030})
	half.send(four[:3])
	half.run()
	if half.Held() != 3 {
		t.Errorf("%d bytes of half a character are held", half.Held())
	}
}

// Tabs go to the stops of ESC D, and to every eighth column without them; ESC @ forgets them; ESC $ counts dots.
func TestTabs(t *testing.T) {
	b := start(t, Options{})
	b.send("a\tb\t\tc\n" + "\x1bD\x04\x0a\x14\x00" + "a\tb\t\xb2\xe2\tc\n" + "\x1d!\x11a\tb\n\x1d!\x00" + "\x1b@a\tb\n" + "a\x1b$\x24\x00b\n")
	b.run()
	b.wantText("stops", "a       b               c", "a   b     测        c", "a b", "a       b", "a  b")
	if w := b.Warnings(); len(w) != 0 {
		t.Error(w)
	}
	for _, bad := range []string{"\x1bD\x04\x00ab\tc\td\n", "\x1bD\x04\x04\x00\n", "\x1bD\x60\x00\n", "\x1ba\x01a\tb\n\x1ba\x00", "\x1b@abcd\x1b$\x0c\x00\n"} {
		n := len(b.Warnings())
		b.send(bad)
		b.run()
		if len(b.Warnings()) == n {
			t.Errorf("% X was understood", bad)
		}
	}
}

// The cutter's families: the forms that feed cut behind the last line, the others where the paper stands, 12 mm above the head;
// what the cutter does not know it does not do.
func TestCuts(t *testing.T) {
	b := start(t, Options{})
	b.send("\x1b3\x20" + strings.Repeat("1\n", 5) + "\x1dV\x01" + "\x1dVA\x00" + "2\n" + cutNow)
	b.run()
	s := b.Slips()
	if len(s) != 3 || !slices.Equal(s[0].Text, []string{"1", "1"}) || !slices.Equal(s[1].Text, []string{"1", "1", "1"}) ||
		!slices.Equal(s[2].Text, []string{"2"}) {
		t.Fatalf("%+v", s)
	}
	if s[0].Through || !s[1].Through || s[2].Through {
		t.Error("bridges are not where they were cut")
	}
	if h := s[1].Picture().Bounds().Dy(); h != 16+12*8+12*8+24 {
		t.Errorf("the second piece is %d dots", h)
	}
	full := start(t, Options{Cuts: "A\x00"})
	full.send("1\n" + cutNow)
	full.run()
	if len(full.Slips()) != 0 || len(full.Warnings()) == 0 {
		t.Error("a cut that it does not know was made")
	}
	full.send("\x1dVA\x00")
	full.run()
	if s := full.Slips(); len(s) != 1 || !s[0].Through {
		t.Errorf("%d slips", len(s))
	}
}

// Codes: ESC Z on small clones; where no command is known the payload comes out as text; bands of dots are drawn where they stand.
func TestCodes(t *testing.T) {
	b := start(t, Options{Code: EscZCode})
	b.send("\x1ba\x01\x1bZ\x00M\x04\x05\x00hello\n" + cutNow)
	b.run()
	if s := b.Slips(); len(s) != 1 || !slices.Equal(s[0].QR, []string{"hello"}) || len(b.Warnings()) != 0 {
		t.Fatalf("%+v %q", s, b.Warnings())
	}
	b.send("\x1b@\x1d(k\x08\x001P0hello")
	b.run()
	if got := b.Unfinished().Text; len(got) != 1 || !strings.Contains(got[0], "hello") || len(b.Warnings()) == 0 {
		t.Errorf("a code that it cannot draw came out as %q", got)
	}
	r := start(t, Options{Columns: 32, Code: NoCode})
	r.send("\x1ba\x01\x1dv0\x00\x02\x00\x03\x00\x80\x01\x00\x00\xff\xff" + "\x1dv0\x03\x01\x00\x01\x00\xf0\n" + cutNow)
	r.run()
	s := r.Slips()
	if len(s) != 1 || s[0].Bands != 2 || len(s[0].QR) != 0 || len(r.Warnings()) != 0 {
		t.Fatalf("%+v %q", s, r.Warnings())
	}
	black := func(x, y int) bool { return s[0].Picture().At(24+x, 16+y) == color.Gray{} }
	for _, c := range []struct {
		x, y int
		want bool
	}{{184, 0, true}, {199, 0, true}, {185, 0, false}, {190, 1, false}, {190, 2, true}, {184, 3, true}, {191, 4, true}, {192, 3, false}} {
		if black(c.x, c.y) != c.want {
			t.Errorf("dot %d, %d is %v", c.x, c.y, !c.want)
		}
	}
	for _, bad := range []string{"\x1dv0\x00\x7f\x00\x01\x00" + strings.Repeat("x", 0x7f), "\x1dv1\x00\x01\x00\x01\x00x", "\x1bZ\x00M\x04\x00\x00"} {
		n := len(r.Warnings())
		r.send(bad)
		r.run()
		if len(r.Warnings()) == n {
			t.Errorf("% X was understood", bad[:8])
		}
	}
}

// What it says of itself, and what it counts.
func TestIdentify(t *testing.T) {
	b := start(t, Options{Identity: &Identity{Model: 0x20, Type: 0x02, Version: 0x05, Code: [2]byte{0x02, 0x71},
		Texts: map[byte]string{66: "EPSON", 67: "TM-T82III", 69: "CHINA GB18030"}}})
	b.send("1\n2\n" + cutNow + "\x1dI\x01\x1dI\x02\x1dI3\x1dI\x42\x1dI\x43\x1dI\x44\x1dI\x45\x1dI\xff\x1dg2\x00\x14\x00\x1dg2\x00\x95\x00\x1dg2\x00\xb2\x00")
	b.run()
	want := "\x20\x02\x05\x5fEPSON\x00\x5fTM-T82III\x00\x5fCHINA GB18030\x00\x02\x71\x5f2\x00\x5f48\x00\x5f1\x00"
	if got := b.read(len(want)); got != want || b.said() != len(want) {
		t.Errorf("it says %q", got)
	}
	clone := start(t, Options{})
	clone.send("\x1dI\x01\x1dI\x43\x1dI\x45")
	clone.run()
	if clone.said() != 0 || len(clone.Warnings()) != 0 {
		t.Errorf("a clone says %d bytes, %q", clone.said(), clone.Warnings())
	}
	if n := len(b.Warnings()); n != 0 {
		t.Error(b.Warnings())
	}
}

// A hot head and stuck paper stop it, with the bits of the byte table, and it goes on by itself.
func TestHotAndStuck(t *testing.T) {
	b := start(t, Options{})
	for _, c := range []struct {
		set, mend func()
		want      string
	}{{b.HeatHead, b.CoolHead, "\x1a\x52\x52\x12"}, {b.JamPaper, b.FreePaper, "\x1a\x52\x16\x12"}} {
		c.set()
		b.send(eot + "\x01" + eot + "\x02" + eot + "\x03" + eot + "\x04")
		if got := b.read(4); got != c.want {
			t.Errorf("status % X, want % X", got, c.want)
		}
		b.send("1\n")
		b.run()
		if b.Held() != 2 {
			t.Errorf("%d bytes held", b.Held())
		}
		c.mend()
		b.run()
	}
	b.wantText("afterwards", "1", "1")
}

// DLE ENQ: 2 forgets and 1 goes on after a fault of the cutter, and neither does anything otherwise.
func TestRecover(t *testing.T) {
	const again, forget = "\x10\x05\x01", "\x10\x05\x02"
	b := start(t, Options{Seize: true})
	b.PaperOutAfter(0)
	b.send("1\n" + forget)
	if b.Held() != 2 {
		t.Errorf("without paper it forgot: %d bytes", b.Held())
	}
	b.LoadPaper()
	b.JamCutter()
	b.send("2\n")
	b.FixCutter()
	b.run()
	if b.state("cutter") != "waiting" || b.state("line") != "offline" {
		t.Error(b.say("status"))
	}
	b.send(again)
	b.run()
	b.wantText("after going on", "1", "2")
	b.JamCutter()
	b.send("3\n" + forget + "4\n")
	b.FixCutter()
	b.run()
	b.send(again)
	b.run()
	b.wantText("after forgetting", "1", "2", "4")
}

// Flow control: it says that it is full before it is, and that it is not any more; a host that goes on loses bytes all the same.
func TestFlow(t *testing.T) {
	b := start(t, Options{Buffer: 512, Flow: true})
	b.PaperOutAfter(0)
	b.send(strings.Repeat("\n", 383))
	if b.said() != 0 {
		t.Error("it says that it is full too early")
	}
	b.send("\n")
	if got := b.read(1); got != "\x13" {
		t.Errorf("% X", got)
	}
	b.send(strings.Repeat("\n", 128))
	if len(b.Warnings()) != 0 || b.Held() != 512 {
		t.Errorf("%d bytes held, %q", b.Held(), b.Warnings())
	}
	b.send("\n")
	if len(b.Warnings()) == 0 {
		t.Error("more than the buffer was taken")
	}
	b.LoadPaper()
	b.run()
	if got := b.read(1); got != "\x11" || b.said() != 2 {
		t.Errorf("% X, %d bytes", got, b.said())
	}
}

// At 180 dpi vertical units are half dots, and a mm has fewer of them.
func TestDPI(t *testing.T) {
	b := start(t, Options{DPI: 180, Columns: 42})
	b.send("\x1b3\x3c" + strings.Repeat("1\n", 12))
	b.run()
	if got, want := b.Moved(), 12*30/180.0*25.4; got < want-0.01 || got > want+0.01 {
		t.Errorf("%v mm, want %v", got, want)
	}
}
