package card

import "shebao/kiosk/internal/hanzi"

// nameOf joins the two name records before it decodes them: a character may be split over them (facts/card.md §2.4).
func nameOf(name, more []byte) (string, bool) {
	whole := append(append(make([]byte, 0, len(name)+len(more)), name...), more...)
	return hanzi.Decode(whole)
}
