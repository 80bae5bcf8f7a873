package card

import "shebao/kiosk/internal/hanzi"

// nameOf joins the two name records before it decodes them: a character may be split over them (facts/card.md §2.4).
// A control character is no part of a name; left in, it would be a command to a printer.
func nameOf(name, more []byte) (string, bool) {
	whole := append(append(make([]byte, 0, len(name)+len(more)), name...), more...)
	decoded, clean := hanzi.Decode(whole)
	printable := hanzi.Printable(decoded)
	return printable, clean && printable == decoded
}
