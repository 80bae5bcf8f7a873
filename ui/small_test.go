package ui

import (
	"fmt"
	"testing"

	"shebao/kiosk/ui/theme"
)

// The guides fit on small glass, too, where 20 mm are more dots.
func TestGuidesOnSmallGlass(t *testing.T) {
	u := newUI(t)
	u.cfg.DiagonalInch = 15
	views := 0
	for _, view := range gallery(t) {
		if view.View.FAQ == nil {
			continue
		}
		views++
		for glass, size := range glasses() {
			for look, modes := range looks() {
				v := view.View
				v.Modes = modes
				g := geometry{t, fmt.Sprintf("%s %s %s", view.Name, glass, look), u.Scene(v, size.Width, size.Height), v,
					theme.Screen{Width: size.Width, Height: size.Height, DiagonalInch: u.cfg.DiagonalInch}}
				g.inside()
				g.targets()
				g.low()
				g.texts()
			}
		}
	}
	if views < 30 {
		t.Errorf("only %d views of guides", views)
	}
}
