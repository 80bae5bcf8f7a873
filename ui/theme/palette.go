// Package theme names the look once: colours, type sizes, measures, and the toolkit's theme that carries the typeface.
//
// The values are those of the design's "Look". The room knows nothing of visits, records or devices.
package theme

import "image/color"

// Palette is one set of colours. Every pair that is used for text on a ground has a contrast of at least 4.5:1, in high
// contrast 10:1; the tests of the screens compute it for every scene.
type Palette struct {
	Navy       color.NRGBA // top bar, chosen chip
	OnNavy     color.NRGBA
	NavyLine   color.NRGBA // outline of the mode buttons on the bar
	Blue       color.NRGBA // actions, icons, lead tile
	OnBlue     color.NRGBA
	BlueDown   color.NRGBA // a blue button while it is pressed
	Amber      color.NRGBA // the next step
	OnAmber    color.NRGBA
	AmberDown  color.NRGBA
	AmberText  color.NRGBA // warnings, on AmberPale
	AmberPale  color.NRGBA
	Green      color.NRGBA // done
	OnGreen    color.NRGBA
	Red        color.NRGBA // leave, fault
	OnRed      color.NRGBA
	RedPale    color.NRGBA
	Ink        color.NRGBA // text
	Grey       color.NRGBA // second text
	Ground     color.NRGBA
	Card       color.NRGBA
	CardDown   color.NRGBA // a white target while it is pressed
	Line       color.NRGBA
	KeyLine    color.NRGBA // outline of what can be touched
	Disabled   color.NRGBA // ground of what cannot be touched now
	OnDisabled color.NRGBA
	Head       color.NRGBA // ground of a table's head and of its sum
	Slot       color.NRGBA // the terminal's front in pictures
	SlotLine   color.NRGBA
	OnSlot     color.NRGBA
	Mouth      color.NRGBA // the opening in it
	Gold       color.NRGBA // the chip in pictures of the card
	OnGold     color.NRGBA
	Face       color.NRGBA // the picture of nobody on the card
	FaceGround color.NRGBA
	OtherCard  color.NRGBA // a card that does not work here
	OnOther    color.NRGBA
	Faint      color.NRGBA // lines on paper that stand for text
	Paper      color.NRGBA // the slip
	OnPaper    color.NRGBA
	Tray       color.NRGBA // what a keyboard lies on
	KeyGround  color.NRGBA // a key that types nothing
	Shade      color.NRGBA // over a screen under a question
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// Normal is the palette of the design.
func Normal() Palette {
	return Palette{
		Navy: rgb(0x12366B), OnNavy: rgb(0xFFFFFF), NavyLine: rgb(0x8FA9D0),
		Blue: rgb(0x1459B8), OnBlue: rgb(0xFFFFFF), BlueDown: rgb(0x0D3F86),
		Amber: rgb(0xB85C00), OnAmber: rgb(0xFFFFFF), AmberDown: rgb(0x8A4300), AmberText: rgb(0x8A4300), AmberPale: rgb(0xFFF1DD),
		Green: rgb(0x1B7F4B), OnGreen: rgb(0xFFFFFF), Red: rgb(0xB3261E), OnRed: rgb(0xFFFFFF),
		RedPale: rgb(0xFCEBEA),
		Ink:     rgb(0x14202E), Grey: rgb(0x4A5868),
		Ground: rgb(0xEEF2F7), Card: rgb(0xFFFFFF), CardDown: rgb(0xD5E3F7), Line: rgb(0xCBD6E4), KeyLine: rgb(0x7F99BB),
		Disabled: rgb(0xE3E9F1), OnDisabled: rgb(0x556270), Head: rgb(0xF4F7FB),
		Slot: rgb(0xDCE3EC), SlotLine: rgb(0xCBD6E4), OnSlot: rgb(0x12366B), Mouth: rgb(0x14202E),
		Gold: rgb(0xF0C56A), OnGold: rgb(0xA98432), Face: rgb(0x6B83A1), FaceGround: rgb(0xDCE3EC),
		OtherCard: rgb(0x5B6675), OnOther: rgb(0xFFFFFF), Faint: rgb(0x9AA8BA),
		Paper: rgb(0xFFFFFF), OnPaper: rgb(0x14202E), Tray: rgb(0xDFE6EF), KeyGround: rgb(0xCDD9E8), Shade: color.NRGBA{R: 0x0A, G: 0x16, B: 0x28, A: 0xB0},
	}
}

// HighContrast is for eyes that need it: black and yellow-white, no grey between.
func HighContrast() Palette {
	black, white, yellow := rgb(0x000000), rgb(0xFFFFFF), rgb(0xFFE300)
	return Palette{
		Navy: black, OnNavy: white, NavyLine: white,
		Blue: yellow, OnBlue: black, BlueDown: white,
		Amber: yellow, OnAmber: black, AmberDown: white, AmberText: yellow, AmberPale: rgb(0x1A1A1A),
		Green: rgb(0x7CFFB2), OnGreen: black, Red: rgb(0xFFB3AD), OnRed: black, RedPale: rgb(0x1A1A1A),
		Ink: white, Grey: white,
		Ground: black, Card: black, CardDown: rgb(0x3A3A00), Line: white, KeyLine: white,
		Disabled: rgb(0x1A1A1A), OnDisabled: rgb(0xE0E0E0), Head: rgb(0x1A1A1A),
		Slot: rgb(0x2A2A2A), SlotLine: white, OnSlot: white, Mouth: black,
		Gold: black, OnGold: yellow, Face: black, FaceGround: white, OtherCard: rgb(0x1A1A1A), OnOther: white, Faint: black,
		Paper: white, OnPaper: black, Tray: rgb(0x1A1A1A), KeyGround: rgb(0x2A2A2A), Shade: color.NRGBA{A: 0xD8},
	}
}
