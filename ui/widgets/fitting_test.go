package widgets

import (
	"testing"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// A list that explains is never smaller where there is more room: what fills the height exactly fits.
func TestMoreRoomIsNeverSmaller(t *testing.T) {
	facts := []Fact{{Icon: stage.IconCard, Label: "您的信息", Text: "已经全部清除。"}, {Icon: stage.IconCard, Label: "接着办", Text: "请取出卡。"},
		{Icon: stage.IconPhone, Label: "急用", Text: "请到人工窗口。"}}
	before := float32(0)
	for h := float32(250); h < 1200; h += 0.7 {
		d := Pen{Scene: &stage.Scene{}, Glass: theme.Screen{Width: 1920, Height: 1080}, Measure: func(text string, size float32, _ bool) (float32, float32) {
			return float32(len([]rune(text))) * size, size * 1.45
		}}
		way := func(text theme.Type) func(stage.Rect) float32 {
			return func(r stage.Rect) float32 { return d.Facts(r, facts, text) }
		}
		d.Fitting(stage.Rect{X: 104, Y: 327.6, W: 1712, H: h}, way(theme.Tile), way(theme.Heading), way(theme.Text), way(theme.Note))
		size := d.Scene.Items[len(d.Scene.Items)-1].Size
		if size < before {
			t.Errorf("in %.1f dp it is set in %.0f dp, in less in %.0f", h, size, before)
		}
		before = size
	}
	if before != float32(theme.Tile) {
		t.Errorf("with all room it is set in %.0f dp", before)
	}
}
