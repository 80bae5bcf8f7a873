package hanzi

// Font is what characters a printer's own font has; a closed set, each with all of the one before.
type Font uint8

// The fonts of printers (facts/print.md §1.2).
const (
	FontGB2312 Font = iota // 6,763 Hanzi and the signs of 1980
	FontGBK                // every code of two bytes, as of the edition of 2000
	FontExtA               // and Extension A under its codes of four bytes, which every edition of GB 18030 demands
)

// PrinterCode is the bytes that a printer with a font prints a character by: 1, 2 or 4. False when the font may lack it, so
// that it must be drawn: 25 codes of two bytes that only later editions filled, users' own characters, and what lies beyond.
func PrinterCode(r rune, f Font) ([]byte, bool) {
	code, ok := Encode(r)
	switch {
	case !ok:
		return nil, false
	case len(code) == 1:
		return code, true
	case len(code) == 2:
		return code, ofEdition2000(code) && (f >= FontGBK || ofGB2312(code))
	}
	return code, f >= FontExtA && r >= 0x3400 && r <= 0x4DB5
}

// ofEdition2000 reports whether a code of two bytes was a character in the edition of 2000, which printers' fonts follow: not
// the 25 that later editions filled. Users' own characters have codes of four bytes here.
func ofEdition2000(code []byte) bool {
	for _, m := range missing() {
		if m.code == uint16(code[0])<<8|uint16(code[1]) {
			return false
		}
	}
	return true
}

// ofGB2312 reports whether a code stands in the table of 1980: rows 1 to 9 of signs, 16 to 87 of Hanzi, as far as each is filled.
func ofGB2312(code []byte) bool {
	row, cell := int(code[0])-0xA0, int(code[1])-0xA0
	if cell < 1 || cell > 94 {
		return false
	}
	in := func(pairs ...int) bool {
		for i := 0; i < len(pairs); i += 2 {
			if cell >= pairs[i] && cell <= pairs[i+1] {
				return true
			}
		}
		return false
	}
	switch {
	case row == 1, row == 3:
		return true
	case row == 2:
		return in(17, 66, 69, 78, 81, 92)
	case row == 4:
		return in(1, 83)
	case row == 5:
		return in(1, 86)
	case row == 6:
		return in(1, 24, 33, 56)
	case row == 7:
		return in(1, 33, 49, 81)
	case row == 8:
		return in(1, 26, 37, 73)
	case row == 9:
		return in(4, 79)
	case row == 55:
		return in(1, 89)
	}
	return row >= 16 && row <= 87
}
