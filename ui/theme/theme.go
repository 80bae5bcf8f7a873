package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"
)

// Theme tells the toolkit the colour of its window, the only thing of it that is ever seen: everything else of the look is drawn by
// ui itself. It is set once: each setting of a theme keeps all fonts of the last (facts/fyne.md §4).
type Theme struct{ fyne.Theme }

// New makes the theme.
func New() Theme { return Theme{base.DefaultTheme()} }

// Color implements fyne.Theme.
func (t Theme) Color(name fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if name == base.ColorNameBackground {
		return Normal().Ground
	}
	return t.Theme.Color(name, v)
}
