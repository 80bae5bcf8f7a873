package doctor

import (
	"strings"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/internal/hanzi"
	"shebao/kiosk/internal/slip"
	"shebao/kiosk/internal/words"
)

// Question is one about the test page, which only somebody who sees it can answer.
type Question struct {
	Number int
	Text   string
	take   func(p *printer.Profile, yes bool) string // puts the answer into a profile; gives the key
}

// Questions are those about the page, by the numbers on it.
func Questions() []Question {
	ability := func(yes bool) printer.Ability {
		if yes {
			return printer.Yes
		}
		return printer.No
	}
	return []Question{
		{3, "Are the seven characters behind 3 all there, and no two alike?", func(p *printer.Profile, yes bool) string {
			p.GBKFont = ability(yes)
			return "font"
		}},
		{4, "Do the letters of the three lines under 4 stand under each other?", func(p *printer.Profile, yes bool) string {
			p.Tabs = ability(yes)
			return "tabs"
		}},
		{5, "Do the letters of the two lines under 5 stand under each other?", func(p *printer.Profile, yes bool) string {
			p.Position = ability(yes)
			return "position"
		}},
		{6, "Is there one whole line of long dashes under 6?", func(p *printer.Profile, yes bool) string {
			p.Widest = 2
			if yes {
				p.Widest = 8
			}
			return "widest"
		}},
		{8, "Is the line under 8 the first character behind 7, and no digits?", func(p *printer.Profile, yes bool) string {
			p.FourByte = ability(yes)
			return "gb18030_4byte"
		}},
		{9, "Is there a code under 9 that a phone reads?", func(p *printer.Profile, yes bool) string {
			if yes {
				p.QR = printer.QRNative
			} else if p.QR == printer.QRNative {
				p.QR = printer.QRRaster
			}
			return "qr"
		}},
		{10, "Is there a code under 10 that a phone reads?", func(p *printer.Profile, yes bool) string {
			if yes && p.QR != printer.QRNative {
				p.QR = printer.QREscZ
			}
			return "qr"
		}},
	}
}

// rare are characters that no printer's GBK has: of Extension A, which a four-byte font has, of B, and of C.
const rare = "㛃𠮷𫞩"

// testPage is what is printed. Every trial of a command stands on lines of its own, behind what it is.
func testPage(p printer.Profile) printer.TestPage {
	c := words.New()
	say := func(key string, fill ...any) string { return c.Say(words.Chinese, "testpage."+key, fill...) }
	columns := p.Columns
	text := func(s string) []printer.Part {
		var out []printer.Part
		for _, l := range hanzi.Wrap(s, columns) {
			out = append(out, printer.Part{Line: slip.Line{Cells: []slip.Cell{{Text: l}}}})
		}
		return out
	}
	raw := func(b string) printer.Part { return printer.Part{Raw: b + "\n", MM: 4} }
	code, _ := hanzi.Encode([]rune(rare)[0])
	title := say("title")
	page := printer.TestPage{Columns: columns, Lost: say("lost")}

	page.First = append(page.First, printer.Part{Line: slip.Line{Size: slip.Double, Bold: true,
		Cells: []slip.Cell{{Column: (columns - 2*hanzi.Columns(title)) / 2, Text: title}}}})
	page.First = append(page.First, text(say("profile", p.Name))...)
	page.First = append(page.First, printer.Part{Line: slip.Line{Rule: true}})
	page.First = append(page.First, text(say("ruler"))...)
	page.First = append(page.First, text(strings.Repeat("123456789.", 5)[:columns])...)
	page.First = append(page.First, text(say("hanzi"))...)
	// Sent as text whatever the profile thinks of the font: that is what is asked.
	page.First = append(page.First, raw(twoBytes(say("gbk"))))
	page.First = append(page.First, text(say("blank"))...)

	page.Second = append(page.Second, text(say("tabs"))...)
	page.Second = append(page.Second, text("A       B               C   D")...)
	page.Second = append(page.Second, raw("\x1bD\x08\x18\x1c\x00A\tB\tC\tD"), raw("\x1bD\x04\x08\x18\x1c\x00A\t\tB\tC\tD"))
	page.Second = append(page.Second, text(say("position"))...)
	page.Second = append(page.Second, text("A       B               C   D")...)
	page.Second = append(page.Second, raw("A\x1b$\x60\x00B\x1b$\x20\x01C\x1b$\x50\x01D"))
	page.Second = append(page.Second, text(say("wide"))...)
	page.Second = append(page.Second, raw("\x1d!\x70"+strings.Repeat("-", columns/8)+"\x1d!\x00"))
	page.Second = append(page.Second, text(say("rare", rare))...)
	page.Second = append(page.Second, text(say("four", string([]rune(rare)[:1])))...)
	page.Second = append(page.Second, raw(string(code)))
	page.Second = append(page.Second, text(say("blank"))...)

	page.Third = append(page.Third, text(say("native"))...)
	page.Third = append(page.Third, raw(nativeCode(say("scan", 1))))
	page.Third = append(page.Third, text(say("escz"))...)
	page.Third = append(page.Third, raw(escZCode(say("scan", 2))))
	page.Third = append(page.Third, text(say("dots"))...)
	page.Third = append(page.Third, printer.Part{Line: slip.Line{QR: say("scan", 3)}, Dots: true})

	page.Last = append(page.Last, text(say("end"))...)
	return page
}

// twoBytes is a text in codes of one or two bytes.
func twoBytes(s string) string {
	var b strings.Builder
	for _, r := range s {
		if code, ok := hanzi.PrinterCode(r, hanzi.FontGBK); ok {
			b.Write(code)
		}
	}
	return b.String()
}

// nativeCode and escZCode are the two commands of codes (facts/print.md §1.4), with modules of 4 dots.
func nativeCode(s string) string {
	return "\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1\x1d(k" + string([]byte{byte(len(s) + 3), 0}) + "1P0" + s + "\x1d(k\x03\x001Q0"
}

func escZCode(s string) string { return "\x1bZ\x00M\x04" + string([]byte{byte(len(s)), 0}) + s }
