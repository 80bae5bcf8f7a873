package card

import (
	"bytes"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// nameOf joins the two name records before it decodes them: a character may be split over them (facts/card.md §2.4).
func nameOf(name, more []byte) (string, bool) {
	whole := append(append(make([]byte, 0, len(name)+len(more)), name...), more...)
	whole = bytes.TrimRight(whole, "\x00\x20\xff")
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(whole)
	s := string(out)
	return strings.ReplaceAll(s, "\uFFFD", "□"), err == nil && !strings.Contains(s, "\uFFFD")
}
