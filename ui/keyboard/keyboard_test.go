package keyboard

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// glasses are the displays of terminals in use, lying and upright.
func glasses() map[string]theme.Screen {
	out := map[string]theme.Screen{}
	for inch, pixels := range map[float32][2]float32{15.6: {1920, 1080}, 17: {1280, 1024}, 19: {1280, 1024}, 21.5: {1920, 1080}, 27: {1920, 1080},
		32: {1920, 1080}} {
		out[fmt.Sprint(inch, " lying")] = theme.Screen{Width: pixels[0], Height: pixels[1], DiagonalInch: inch}
		out[fmt.Sprint(inch, " upright")] = theme.Screen{Width: pixels[1], Height: pixels[0], DiagonalInch: inch}
	}
	return out
}

// margin is the white at the edges of the screens.
const margin = 40

// area is where the screens put a keyboard that is no higher than it must be.
func area(g theme.Screen) stage.Rect {
	return stage.Rect{X: margin, Y: 300, W: g.Width - 2*margin, H: Height(g)}
}

// On every glass every keyboard that is shown has keys of 20 mm and 60 dp, 4 mm apart, inside its area.
func TestKeysAreForFingers(t *testing.T) {
	for name, g := range glasses() {
		for _, asked := range []Kind{All, Nine, Figures} {
			k := Chosen(asked, g, area(g).W)
			if !Fits(k, g, area(g).W) {
				t.Errorf("%s: keyboard %d does not fit", name, k)
				continue
			}
			b := Lay(k, g, area(g))
			rects := slices.Clone(b.Choices)
			for _, key := range b.Keys {
				rects = append(rects, key.Rect)
			}
			for i, r := range rects {
				if least := max(60, g.MM(20)); r.W < least-.01 || r.H < least-.01 {
					t.Errorf("%s: a key is %.0f x %.0f dp, 20 mm are %.0f", name, r.W, r.H, least)
				}
				if !area(g).Contains(r) {
					t.Errorf("%s: a key at %v is outside of %v", name, r, area(g))
				}
				gap := g.MM(4)
				wide := stage.Rect{X: r.X - gap + .1, Y: r.Y - gap + .1, W: r.W + 2*gap - .2, H: r.H + 2*gap - .2}
				for _, other := range rects[i+1:] {
					if wide.Overlaps(other) {
						t.Errorf("%s: %v and %v are nearer than 4 mm", name, r, other)
					}
				}
			}
		}
	}
}

// All letters are shown where their keys are large enough, which is on every lying glass and on upright glass from 21.5 inch.
func TestWhereAllLettersFit(t *testing.T) {
	for name, g := range glasses() {
		want := !strings.HasSuffix(name, "upright") || g.DiagonalInch >= 21.5 || g.DiagonalInch == 19 || g.DiagonalInch == 17
		if got := Chosen(All, g, area(g).W) == All; got != want {
			t.Errorf("%s: all letters %v", name, got)
		}
	}
}

// Every letter can be typed on every keyboard that has letters, once, and from each keyboard the others can be reached that fit.
func TestEveryLetterHasAKey(t *testing.T) {
	g := theme.Screen{Width: 1920, Height: 1080, DiagonalInch: 21.5}
	small := theme.Screen{Width: 1080, Height: 1920, DiagonalInch: 15.6}
	for _, c := range []struct {
		glass theme.Screen
		kind  Kind
		typed string
		roles []Role
	}{
		{g, All, "abcdefghijklmnopqrstuvwxyz", []Role{Letter, Rubout, ToFigures, ToNine}},
		{g, Nine, "23456789", []Role{Letter, Rubout, ToFigures, ToAll}},
		{g, Figures, "0123456789", []Role{Figure, Rubout, ToNine, ToAll}},
		{small, Nine, "23456789", []Role{Letter, Rubout, ToFigures}},
		{small, Figures, "0123456789", []Role{Figure, Rubout, ToNine}},
	} {
		var typed []string
		roles := map[Role]int{}
		for _, k := range Lay(c.kind, c.glass, area(c.glass)).Keys {
			if k.Text != "" {
				typed = append(typed, k.Text)
			}
			roles[k.Role]++
		}
		slices.Sort(typed)
		if got := strings.Join(typed, ""); got != c.typed {
			t.Errorf("keyboard %d types %s", c.kind, got)
		}
		for _, r := range c.roles {
			if roles[r] == 0 || r != Letter && r != Figure && roles[r] > 1 {
				t.Errorf("keyboard %d has role %d %d times", c.kind, r, roles[r])
			}
		}
		if len(roles) != len(c.roles) {
			t.Errorf("keyboard %d has roles %v", c.kind, roles)
		}
	}
}
