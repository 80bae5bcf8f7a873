package stage

import "image"

// Icon names a line drawing. They were drawn for this product on a grid of 48, with a line of 4.
type Icon string

// The icons.
const (
	IconNone     Icon = ""
	IconMap      Icon = "map"
	IconRecord   Icon = "record"
	IconPrinter  Icon = "printer"
	IconCard     Icon = "card"
	IconRoute    Icon = "route"
	IconQuestion Icon = "question"
	IconLost     Icon = "lost"
	IconPhone    Icon = "phone"
	IconAccount  Icon = "account"
	IconCheck    Icon = "check"
	IconCross    Icon = "cross"
	IconWarning  Icon = "warning"
	IconEye      Icon = "eye"
	IconSearch   Icon = "search"
	IconPerson   Icon = "person"
	IconShield   Icon = "shield"
	IconClock    Icon = "clock"
	IconPaper    Icon = "paper"
	IconTools    Icon = "tools"
	IconArrowUp  Icon = "arrow_up"
	IconArrowDn  Icon = "arrow_down"
	IconTurn     Icon = "turn"
	IconHand     Icon = "hand"
	IconLock     Icon = "lock"
	IconAsk      Icon = "ask"     // a question mark alone
	IconFace     Icon = "face"    // a filled head and shoulders, on the card
	IconKeys     Icon = "keys"    // a keypad
	IconPlug     Icon = "plug"    // something is not connected
	IconCounter  Icon = "counter" // somebody behind a counter
	IconHall     Icon = "hall"    // a public building
	IconLayers   Icon = "layers"  // what lies upon each other, as the parts of an account do
	IconHouse    Icon = "house"
	IconCoins    Icon = "coins"
	IconWallet   Icon = "wallet"
	IconUmbrella Icon = "umbrella"
	IconScreen   Icon = "screen"
	IconMobile   Icon = "mobile"
	IconGlobe    Icon = "globe"
	IconRubout   Icon = "rubout" // take the last one back

	// Grounds of signs: what failed has eight corners, what warns has three, as on every road.
	IconStop  Icon = "stop"
	IconAlert Icon = "alert"
	IconBang  Icon = "bang" // the mark alone

	// Faces for 好差评, told apart by their mouths.
	IconGrade5 Icon = "grade_5"
	IconGrade4 Icon = "grade_4"
	IconGrade3 Icon = "grade_3"
	IconGrade2 Icon = "grade_2"
	IconGrade1 Icon = "grade_1"
)

// Icons lists every icon.
func Icons() []Icon {
	return []Icon{IconMap, IconRecord, IconPrinter, IconCard, IconRoute, IconQuestion, IconLost, IconPhone, IconAccount, IconCheck,
		IconCross, IconWarning, IconEye, IconSearch, IconPerson, IconShield, IconClock, IconPaper, IconTools, IconArrowUp, IconArrowDn, IconTurn, IconHand,
		IconLock, IconAsk, IconFace, IconKeys, IconPlug, IconCounter, IconHall, IconLayers, IconHouse, IconCoins, IconWallet, IconUmbrella, IconScreen,
		IconMobile, IconGlobe, IconRubout, IconStop, IconAlert, IconBang, IconGrade5, IconGrade4, IconGrade3, IconGrade2, IconGrade1}
}

// pen is the usual width of the line on the grid of 48.
const pen = 4

// path is the drawing, as the path of an SVG: M, L, H, V, A, C and their relatives. It is stroked, the face is filled.
func (i Icon) path() string {
	switch i {
	case IconMap:
		return "M4 10l13-5 14 5 13-5v33l-13 5-14-5-13 5zM17 5v33M31 10v33"
	case IconRecord:
		return "M38 20V8a3 3 0 0 0-3-3H9a3 3 0 0 0-3 3v32a3 3 0 0 0 3 3h12M14 14h17M14 22h9M14 30h5M24 31a8 8 0 1 1 16 0a8 8 0 1 1 -16 0zM38 37l6 6"
	case IconRubout:
		return "M17 9h27v30H17L4 24zM25 18l11 12M36 18l-11 12"
	case IconPrinter:
		return "M13 16V5h22v11M13 34H7a3 3 0 0 1-3-3V19a3 3 0 0 1 3-3h34a3 3 0 0 1 3 3v12a3 3 0 0 1-3 3h-6M13 27h22v16H13zM20 35h8"
	case IconCard:
		return "M7 9h34a3 3 0 0 1 3 3v24a3 3 0 0 1 -3 3h-34a3 3 0 0 1 -3 -3v-24a3 3 0 0 1 3 -3zM12 18h8a1 1 0 0 1 1 1v8a1 1 0 0 1 -1 1h-8a1 1 0 0 1 -1 -1v-8a1 1 0 0 1 1 -1zM28 20h9M28 28h9"
	case IconRoute:
		return "M4 10a6 6 0 1 1 12 0a6 6 0 1 1 -12 0zM32 38a6 6 0 1 1 12 0a6 6 0 1 1 -12 0zM16 10h17a7 7 0 0 1 0 14H15a7 7 0 0 0 0 14h17"
	case IconQuestion:
		return "M5 6h38v29H23l-10 9v-9H5zM19.500 16a4.5 4.5 0 1 1 6.300 4.100c-1.300 .8-1.800 1.5-1.800 2.900M24 28.5v.1"
	case IconLost:
		return "M7 9h34a3 3 0 0 1 3 3v24a3 3 0 0 1 -3 3h-34a3 3 0 0 1 -3 -3v-24a3 3 0 0 1 3 -3zM24 17v9M24 32v.1"
	case IconPhone:
		return "M13 5l7 11-5 5c2 5 6 9 11 11l5-5 11 7-3 9c-18 2-37-17-35-35z"
	case IconAccount:
		return "M4 43h40M9 43V29h7v14M21 43V19h7v24M33 43V8h7v35"
	case IconCheck:
		return "M9 25l10 11L39 13"
	case IconCross:
		return "M12 12l24 24M36 12L12 36"
	case IconWarning:
		return "M24 8v19M24 40v.1"
	case IconEye:
		return "M3 24c6-10 13-14 21-14c8 0 15 4 21 14c-6 10-13 14-21 14C16 38 9 34 3 24zM18 24a6 6 0 1 1 12 0a6 6 0 1 1 -12 0z"
	case IconSearch:
		return "M6 21a15 15 0 1 1 30 0a15 15 0 1 1 -30 0zM32 32l12 12"
	case IconPerson:
		return "M15 15a9 9 0 1 1 18 0a9 9 0 1 1 -18 0zM6 44c2-11 9-16 18-16c9 0 16 5 18 16"
	case IconShield:
		return "M24 4l17 6v13c0 10-7 17-17 21C14 40 7 33 7 23V10zM16 23l6 6 10-12"
	case IconClock:
		return "M5 24a19 19 0 1 1 38 0a19 19 0 1 1 -38 0zM24 12v12l8 6"
	case IconPaper:
		return "M10 4h28v40l-5-4-4 4-5-4-5 4-4-4-5 4zM18 14h12M18 22h12M18 30h6"
	case IconTools:
		return "M30 6a11 11 0 0 0-9 15L5 37l6 6 16-16a11 11 0 0 0 15-13l-7 7-7-2-2-7z"
	case IconArrowUp:
		return "M24 76V6M5 27L24 6l19 21"
	case IconArrowDn:
		return "M24 4v70M5 53l19 21 19-21"
	case IconTurn:
		return "M8 20a17 17 0 0 1 31-3M40 6v12H28M40 28a17 17 0 0 1-31 3M8 42V30h12"
	case IconHand:
		return "M16 28V10a4 4 0 0 1 8 0v12V7a4 4 0 0 1 8 0v16M32 15a4 4 0 0 1 8 0v15c0 9-6 14-14 14-6 0-9-3-12-8L8 27c2-3 6-2 8 1"
	case IconLock:
		return "M10 21h28a3 3 0 0 1 3 3v17a3 3 0 0 1 -3 3h-28a3 3 0 0 1 -3 -3v-17a3 3 0 0 1 3 -3zM14 21v-6a10 10 0 0 1 20 0v6M24 30v5"
	case IconAsk:
		return "M15 16a9 9 0 1 1 13 8c-3 1.800-4 3.500-4 7M24 41v.1"
	case IconFace:
		return "M13 15a11 11 0 1 1 22 0a11 11 0 1 1 -22 0zM3 48c0-13 9-19 21-19c12 0 21 6 21 19z"
	case IconKeys:
		return "M10 9v.1M24 9v.1M38 9v.1M10 24v.1M24 24v.1M38 24v.1M10 39v.1M24 39v.1M38 39v.1"
	case IconPlug:
		return "M16 5v10M32 5v10M9 15h30v6c0 8-6 13-15 13C15 34 9 29 9 21zM24 34v10"
	case IconCounter:
		return "M17 11a7 7 0 1 1 14 0a7 7 0 1 1 -14 0zM10 30c1-7 6-11 14-11c8 0 13 4 14 11M3 31h42v12H3z"
	case IconHall:
		return "M4 17L24 5l20 12zM10 18v18M19 18v18M29 18v18M38 18v18M4 42h40"
	case IconLayers:
		return "M24 5l19 10-19 10L5 15zM5 24l19 10 19-10M5 33l19 10 19-10"
	case IconHouse:
		return "M4 23L24 6l20 17M9 20v22h30V20M19 42V29h10v13"
	case IconCoins:
		return "M5 12C5 4 31 4 31 12C31 20 5 20 5 12zM5 12v10c0 3 4 5 9 6M5 22v10c0 3 4 5 9 6M20 33a12 12 0 1 1 24 0a12 12 0 1 1 -24 0zM28 27l4 6l4-6M32 33v7M28 35h8"
	case IconStop:
		return "M14 0h20l14 14v20l-14 14h-20l-14-14v-20z"
	case IconAlert:
		return "M21 5a3.5 3.5 0 0 1 6 0l19.5 35.5a3.5 3.5 0 0 1 -3 5.2h-39a3.5 3.5 0 0 1 -3-5.2z"
	case IconBang:
		return "M24 18v12M24 38v.2"
	case IconGrade5:
		return face + "M13 27h22c0 13-22 13-22 0z"
	case IconGrade4:
		return face + "M14 28c4 6 16 6 20 0"
	case IconGrade3:
		return face + "M15 31h18"
	case IconGrade2:
		return face + "M14 33c4-6 16-6 20 0"
	case IconGrade1:
		return face + "M14 34c4-6 16-6 20 0M13 12l7 4M35 12l-7 4"
	case IconScreen:
		return "M4 7h40v28H4zM24 35v8M15 43h18"
	case IconMobile:
		return "M13 4h22a3 3 0 0 1 3 3v34a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM21 37h6"
	case IconGlobe:
		return "M5 24a19 19 0 1 1 38 0a19 19 0 1 1 -38 0zM5 24h38M24 5C33 12 33 36 24 43C15 36 15 12 24 5z"
	case IconWallet:
		return "M38 14V9a3 3 0 0 0-3-3H9a4 4 0 0 0 0 8h31a3 3 0 0 1 3 3v22a3 3 0 0 1-3 3H9a4 4 0 0 1-4-4V10M34 28v.1"
	case IconUmbrella:
		return "M4 25C5 13 13 6 24 6C35 6 43 13 44 25zM24 25v13a5 5 0 0 0 10 0M24 6V3"
	}
	return ""
}

// face is the outline and the eyes of a face.
const face = "M4 24a20 20 0 1 1 40 0a20 20 0 1 1 -40 0zM17 19v1M31 19v1"

// filled reports whether what the path surrounds is filled.
func (i Icon) filled() bool { return i == IconFace || i.Ground() }

// Ground reports whether the icon is the ground of another one.
func (i Icon) Ground() bool { return i == IconStop || i == IconAlert }

// height is that of the drawing's grid, which is 48 wide.
func (i Icon) height() float64 {
	if i == IconArrowUp || i == IconArrowDn {
		return 80
	}
	return 48
}

// Outline is the drawing for whoever draws it otherwise: the path of an SVG on a grid that is 48 wide and so high, to be filled or, by a
// round pen, stroked.
func (i Icon) Outline() (path string, height float64, filled bool) {
	return i.path(), i.height(), i.filled()
}

// mask draws the icon as large as it fits: how much of each pixel it covers. The toolkit's own reader of drawings does not scale
// the width of lines, so that a large drawing has thin ones, and keeps pictures under names.
func (i Icon) mask(width, height int, line float32) *image.Alpha {
	if line == 0 {
		line = pen
	}
	k := min(float64(width)/48, float64(height)/i.height())
	dx, dy := (float64(width)-48*k)/2, (float64(height)-i.height()*k)/2
	strokes := outline(i.path())
	for _, s := range strokes {
		for n := range s {
			s[n] = point{s[n].x*k + dx, s[n].y*k + dy}
		}
	}
	mask := image.NewAlpha(image.Rect(0, 0, width, height))
	if i.filled() {
		fill(mask, strokes)
		return mask
	}
	for _, s := range strokes {
		for n := 1; n < len(s); n++ {
			stroke(mask, s[n-1], s[n], float64(line)*k/2)
		}
	}
	return mask
}
