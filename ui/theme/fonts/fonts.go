// Package fonts holds the typefaces of the screens: Noto Sans CJK SC, Regular and Bold, under the SIL Open Font License
// (OFL.txt). It holds nothing else and imports nothing of ours.
//
// They are static OpenType (CFF) faces: the toolkit reads no collections, and this form needs the least memory of those
// that draw every rare character of facts/fyne.md §2. cmd/fontsplit made them; SHA256SUMS says what they must be.
package fonts

import _ "embed"

//go:embed NotoSansCJKsc-Regular.otf
var regular []byte

//go:embed NotoSansCJKsc-Bold.otf
var bold []byte

// Regular is the upright face. The bytes are shared: nobody may change them.
func Regular() []byte { return regular }

// Bold is the bold face. The bytes are shared: nobody may change them.
func Bold() []byte { return bold }
