package stage

import (
	"fmt"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
)

// Icon names a line drawing. They were drawn for this product on a grid of 48, with a line of 3.
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
	IconTurn     Icon = "turn"
	IconHand     Icon = "hand"
)

// Icons lists every icon.
func Icons() []Icon {
	return []Icon{IconMap, IconRecord, IconPrinter, IconCard, IconRoute, IconQuestion, IconLost, IconPhone, IconAccount, IconCheck,
		IconCross, IconWarning, IconEye, IconSearch, IconPerson, IconShield, IconClock, IconPaper, IconTools, IconArrowUp, IconTurn, IconHand}
}

// paths are the drawings, as the inside of an SVG: stroked shapes without fill.
func (i Icon) paths() string {
	switch i {
	case IconMap:
		return `<path d="M4 10l13-5 14 5 13-5v33l-13 5-14-5-13 5z"/><path d="M17 5v33M31 10v33"/>`
	case IconRecord:
		return `<path d="M38 22V8a3 3 0 0 0-3-3H9a3 3 0 0 0-3 3v32a3 3 0 0 0 3 3h14"/><path d="M13 14h18M13 22h10M13 30h7"/><circle cx="32" cy="32" r="8"/><path d="M38 38l6 6"/>`
	case IconPrinter:
		return `<path d="M14 16V5h20v11"/><path d="M14 35H7a3 3 0 0 1-3-3V19a3 3 0 0 1 3-3h34a3 3 0 0 1 3 3v13a3 3 0 0 1-3 3h-7"/><path d="M14 27h20v16H14z"/><path d="M19 33h10M19 38h6"/>`
	case IconCard:
		return `<rect x="4" y="9" width="40" height="30" rx="3"/><rect x="11" y="19" width="9" height="9" rx="1"/><path d="M26 20h12M26 27h8"/>`
	case IconRoute:
		return `<circle cx="10" cy="10" r="5"/><circle cx="38" cy="38" r="5"/><path d="M15 10h18a7 7 0 0 1 0 14H15a7 7 0 0 0 0 14h18"/>`
	case IconQuestion:
		return `<path d="M5 7h38v28H22l-9 8v-8H5z"/><path d="M19 17a5 5 0 1 1 7 4.500c-1.500 .8-2 1.600-2 3.500"/><path d="M24 29.500v.6"/>`
	case IconLost:
		return `<rect x="4" y="10" width="40" height="28" rx="3"/><path d="M24 17v9"/><path d="M24 31v.8"/>`
	case IconPhone:
		return `<path d="M14 5l6 10-5 5c2 5 6 9 11 11l5-5 10 6-3 9c-17 2-36-17-33-33z"/>`
	case IconAccount:
		return `<path d="M5 43h38"/><path d="M10 43V28h7v15M21 43V18h7v25M32 43V8h7v35"/>`
	case IconCheck:
		return `<path d="M8 25l11 11L40 13"/>`
	case IconCross:
		return `<path d="M11 11l26 26M37 11L11 37"/>`
	case IconWarning:
		return `<path d="M24 6v24"/><path d="M24 40v1.500"/>`
	case IconEye:
		return `<path d="M3 24c6-10 13-14 21-14s15 4 21 14c-6 10-13 14-21 14S9 34 3 24z"/><circle cx="24" cy="24" r="6"/>`
	case IconSearch:
		return `<circle cx="21" cy="21" r="15"/><path d="M32 32l12 12"/>`
	case IconPerson:
		return `<circle cx="24" cy="15" r="9"/><path d="M6 44c2-11 9-16 18-16s16 5 18 16"/>`
	case IconShield:
		return `<path d="M24 4l17 6v13c0 10-7 17-17 21C14 40 7 33 7 23V10z"/><path d="M16 24l6 6 11-12"/>`
	case IconClock:
		return `<circle cx="24" cy="24" r="19"/><path d="M24 12v12l8 6"/>`
	case IconPaper:
		return `<path d="M10 4h28v40l-5-4-4 4-5-4-5 4-4-4-5 4z"/><path d="M17 14h14M17 22h14M17 30h8"/>`
	case IconTools:
		return `<path d="M30 6a11 11 0 0 0-9 15L5 37l6 6 16-16a11 11 0 0 0 15-13l-7 7-7-2-2-7z"/>`
	case IconArrowUp:
		return `<path d="M24 44V6M8 22L24 6l16 16"/>`
	case IconTurn:
		return `<path d="M8 20a17 17 0 0 1 31-3"/><path d="M40 6v12H28"/><path d="M40 28a17 17 0 0 1-31 3"/><path d="M8 42V30h12"/>`
	case IconHand:
		return `<path d="M16 26V9a4 4 0 0 1 8 0v13V6a4 4 0 0 1 8 0v18"/><path d="M32 14a4 4 0 0 1 8 0v16c0 9-6 14-14 14-6 0-9-3-12-8L7 26c2-3 6-3 9 2"/>`
	}
	return ""
}

// resource is the icon in a colour. Its name holds the colour, so that the toolkit's cache keeps the colours apart.
func (i Icon) resource(c color.NRGBA) fyne.Resource {
	ink := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	var svg strings.Builder
	svg.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48" viewBox="0 0 48 48"><g fill="none" stroke="` + ink +
		`" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">`)
	svg.WriteString(i.paths())
	svg.WriteString(`</g></svg>`)
	return fyne.NewStaticResource(string(i)+ink+".svg", []byte(svg.String()))
}
