package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"shebao/kiosk/ui/theme/fonts"
)

// Theme carries the typeface to the toolkit. It is made once and set once: each setting of a theme parses every font again
// and never lets the old ones go (facts/fyne.md §4). Everything else of the look is drawn by ui itself.
type Theme struct{ regular, bold fyne.Resource }

// New makes the theme.
func New() *Theme {
	return &Theme{
		regular: fyne.NewStaticResource("NotoSansCJKsc-Regular.otf", fonts.Regular()),
		bold:    fyne.NewStaticResource("NotoSansCJKsc-Bold.otf", fonts.Bold()),
	}
}

// Font gives the Chinese typeface for every style, so that no style falls back to a font without Chinese.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource {
	if s.Bold {
		return t.bold
	}
	return t.regular
}

// Color implements fyne.Theme. Only the window's background shows.
func (t *Theme) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	if name == base.ColorNameBackground {
		return Normal().Ground
	}
	return base.DefaultTheme().Color(name, base.VariantLight)
}

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return base.DefaultTheme().Icon(name) }

// Size implements fyne.Theme. Padding is nought: the screens place everything themselves.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case base.SizeNamePadding, base.SizeNameInnerPadding:
		return 0
	}
	return base.DefaultTheme().Size(name)
}
