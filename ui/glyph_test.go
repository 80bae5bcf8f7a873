package ui

import (
	"image"
	"testing"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// Rare characters of names are drawn as themselves: each has a picture, of its own, and none is the box that stands for a
// character without one.
func TestRareCharacters(t *testing.T) {
	newUI(t)
	p := theme.Normal()
	draw := func(text string, bold bool) string {
		s := &stage.Scene{Width: 80, Height: 80, Items: []stage.Item{{Kind: stage.Box, Rect: stage.Rect{W: 80, H: 80}, Fill: p.Card},
			{Kind: stage.Text, Rect: stage.Rect{X: 10, Y: 5, W: 60, H: 70}, Text: text, Size: 48, Bold: bold, Fill: p.Ink}}}
		return dark(capture(t, s))
	}
	for _, bold := range []bool{false, true} {
		blank, box := draw(" ", bold), draw("\U0010FFFD", bold)
		seen := map[string]string{blank: "a space", box: "the box of a missing character"}
		for _, c := range []string{"䶮", "㛃", "𠮷", "吉", "𫖯", "𬭊", "𬱖", "测"} {
			picture := draw(c, bold)
			if other, twice := seen[picture]; twice {
				t.Errorf("%s looks like %s", c, other)
			}
			seen[picture] = c
		}
	}
}

// dark is where a picture is dark, as a string.
func dark(i image.Image) string {
	var out []byte
	b := i.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			r, _, _, _ := i.At(x, y).RGBA()
			if r < 0x8000 {
				out = append(out, 'x')
			} else {
				out = append(out, ' ')
			}
		}
	}
	return string(out)
}

// Every character of every screen has a glyph: nothing is shown as a box with its code point.
func TestEveryCharacterHasAGlyph(t *testing.T) {
	u, seen := newUI(t), map[rune]bool{}
	for _, view := range gallery(t) {
		for _, modes := range []visit.Modes{{}, {English: true}, {Low: true}} {
			view.View.Modes = modes
			for _, item := range u.Scene(view.View, 1080, 1920).Items {
				for _, r := range item.Text {
					if !seen[r] && !face().Has(r) {
						t.Errorf("%s: %q %U has no glyph", view.Name, r, r)
					}
					seen[r] = true
				}
			}
		}
	}
}
