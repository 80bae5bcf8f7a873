package pictures

import (
	"fmt"
	"image/color"
	"path/filepath"
	"reflect"
	"strings"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/typeface"
	"shebao/kiosk/ui/widgets"
)

// Sheet is one page of the design system: what the screens are made of, drawn by what draws the screens.
type Sheet struct {
	Name  string `json:"name"`
	Title string `json:"title"`

	large bool
	draw  func(d *desk)
}

// sheets are the pages, in the order in which they are read.
func sheets() []Sheet {
	return []Sheet{
		{"colours", "颜色", false, (*desk).colours}, {"type", "字号", false, (*desk).types}, {"type-large", "字号（大字）", true, (*desk).types},
		{"icons", "图标", false, (*desk).icons}, {"buttons", "按钮的状态", false, (*desk).buttons},
		{"buttons-large", "按钮的状态（大字）", true, (*desk).buttons},
		{"parts", "组件", false, (*desk).parts}, {"parts-large", "组件（大字）", true, (*desk).parts},
	}
}

// drawDesign draws the pages in both palettes into design/.
func drawDesign(dir string) ([]Sheet, error) {
	face, err := typeface.Screens()
	if err != nil {
		return nil, err
	}
	brush := stage.NewBrush(face)
	all := sheets()
	for _, s := range all {
		for name, palette := range map[string]theme.Palette{"": theme.Normal(), "-contrast": theme.HighContrast()} {
			path := filepath.Join(dir, "full", "design-"+s.Name+name+".png")
			if err := writePNG(path, few(brush.Paint(sheetScene(s, palette, face)))); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// sheetScene is a page as a scene, as high as what is on it.
func sheetScene(s Sheet, palette theme.Palette, face *typeface.Typeface) *stage.Scene {
	glass := theme.Screen{Width: 1920, Height: 1080}
	d := desk{Pen: widgets.Pen{Scene: &stage.Scene{Width: glass.Width, Ground: palette.Ground}, Palette: palette, Glass: glass,
		Large: s.large, Measure: face.Measure}, y: deskEdge}
	d.Text(stage.Rect{X: deskEdge, Y: d.y, W: d.width(), H: d.Leading(theme.Title)}, s.Title, d.Ink(theme.Title).Strong())
	d.y += d.Leading(theme.Title) + 16
	s.draw(&d)
	d.Scene.Height = float32(int(d.y + deskEdge))
	return d.Scene
}

// deskEdge is the white around a page.
const deskEdge = 48

// desk is where a page of the design is laid out, from top to bottom.
type desk struct {
	widgets.Pen
	y float32
}

func (d *desk) width() float32 { return d.Glass.Width - 2*deskEdge }

// grid lays cells out in rows of n.
func (d *desk) grid(n int, h float32, count int, cell func(i int, r stage.Rect)) {
	const gap = 24
	w := (d.width() - float32(n-1)*gap) / float32(n)
	for i := range count {
		cell(i, stage.Rect{X: deskEdge + float32(i%n)*(w+gap), Y: d.y + float32(i/n)*(h+gap), W: w, H: h})
	}
	d.y += float32((count+n-1)/n) * (h + gap)
}

// heading is the name of a part of the page.
func (d *desk) heading(text string) {
	d.y += 12
	d.Text(stage.Rect{X: deskEdge, Y: d.y, W: d.width(), H: d.Leading(theme.Heading)}, text, d.Ink(theme.Heading).Strong())
	d.y += d.Leading(theme.Heading) + 8
}

// colours: every colour of the palette with its name and value.
func (d *desk) colours() {
	p := reflect.ValueOf(d.Palette)
	d.grid(6, 132, p.NumField(), func(i int, r stage.Rect) {
		c := p.Field(i).Interface().(color.NRGBA)
		d.Add(stage.Item{Kind: stage.Box, Rect: stage.Rect{X: r.X, Y: r.Y, W: r.W, H: 64}, Fill: c, Stroke: d.Palette.KeyLine, Width: 2})
		value := fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
		if c.A != 0xFF {
			value += fmt.Sprintf(" · %d %%", int(c.A)*100/0xFF)
		}
		d.Text(stage.Rect{X: r.X, Y: r.Y + 66, W: r.W, H: 34}, p.Type().Field(i).Name, d.Ink(theme.Note).Strong())
		d.Text(stage.Rect{X: r.X, Y: r.Y + 98, W: r.W, H: 34}, value, d.Grey(theme.Note))
	})
}

// typeScale is the type of the theme with what it is for.
var typeScale = [...]struct {
	name string
	size theme.Type
}{{"Attract 待机", theme.Attract}, {"Title 标题", theme.Title}, {"Tile 磁贴", theme.Tile}, {"Heading 小标题", theme.Heading},
	{"Text 正文", theme.Text}, {"Note 说明", theme.Note}}

// types: each size as it is drawn, regular and bold, with figures.
func (d *desk) types() {
	for _, t := range typeScale {
		h := d.Leading(t.size)
		d.Text(stage.Rect{X: deskEdge, Y: d.y, W: 420, H: h}, fmt.Sprintf("%s　%.0f dp", t.name, d.Size(t.size)), d.Grey(theme.Note))
		d.Text(stage.Rect{X: deskEdge + 440, Y: d.y, W: 760, H: h}, "养老保险缴费 4,504.00", d.Ink(t.size))
		d.Text(stage.Rect{X: deskEdge + 1220, Y: d.y, W: 604, H: h}, "请取走凭条", d.Ink(t.size).Strong())
		d.y += h + 12
	}
}

// icons: every drawing with its name.
func (d *desk) icons() {
	d.grid(8, 150, len(stage.Icons()), func(i int, r stage.Rect) {
		icon := stage.Icons()[i]
		d.Listed(stage.Rect{X: r.X + (r.W-96)/2, Y: r.Y, W: 96, H: 96}, icon, d.Palette.Blue)
		d.Text(stage.Rect{X: r.X, Y: r.Y + 104, W: r.W, H: 34}, string(icon), d.Grey(theme.Note).Centre())
	})
}

// looks of buttons with what stands on them in the screens.
var buttonLooks = [...]struct {
	look  widgets.Look
	label string
}{{widgets.Outlined, "返回"}, {widgets.Filled, "下一页"}, {widgets.Next, "打印凭条"}, {widgets.Leaving, "退出并取卡"}, {widgets.Chip, "济南"},
	{widgets.Chosen, "济南"}, {widgets.Key, "5"}, {widgets.OnBar, "大字"}}

// buttons: each look as it is, under a finger, and when it cannot be touched.
func (d *desk) buttons() {
	states := []string{"常态", "按下", "不可用"}
	const first = 220
	w := (d.width() - first - 2*24) / 3
	for k, s := range states {
		d.Text(stage.Rect{X: deskEdge + first + float32(k)*(w+24), Y: d.y, W: w, H: 44}, s, d.Grey(theme.Text).Centre())
	}
	d.y += 56
	for _, b := range buttonLooks {
		h := d.Glass.Touch()
		d.Text(stage.Rect{X: deskEdge, Y: d.y, W: first - 16, H: h}, lookName(b.look), d.Ink(theme.Text))
		for k := range states {
			at := stage.Rect{X: deskEdge + first + float32(k)*(w+24), Y: d.y, W: w, H: h}
			if b.look == widgets.OnBar {
				d.Box(at.Inset(-8), d.Palette.Navy)
			}
			d.state(k, func() { d.Button(at, b.look, widgets.Touch{Id: "b", Label: b.label, Off: k == 2}) })
		}
		d.y += h + 24
	}
}

// state draws a target, and for state 1 as it is under a finger.
func (d *desk) state(k int, draw func()) {
	before := len(d.Scene.Items)
	draw()
	if k != 1 {
		return
	}
	t := d.Scene.Targets[len(d.Scene.Targets)-1]
	for i := before; i < len(d.Scene.Items); i++ {
		if it := &d.Scene.Items[i]; it.Kind == stage.Box && it.Owner == t.Owner {
			it.Fill = t.Pressed
		}
	}
}

func lookName(l widgets.Look) string {
	return [...]string{"Outlined", "Filled", "Next", "Leaving", "OnBar", "Chosen", "Chip", "Key"}[l]
}

// parts: tiles in their states, chips, notices, signs and messages.
func (d *desk) parts() {
	d.heading("磁贴：常态 · 首选 · 按下 · 不可用")
	tile := func(off, lead bool, badge string) widgets.Tile {
		return widgets.Tile{Touch: widgets.Touch{Id: "tile", Label: "我要查询", Off: off}, Icon: stage.IconSearch,
			Note: "缴费、账户、待遇", Badge: badge, Lead: lead}
	}
	d.grid(4, 260, 4, func(i int, r stage.Rect) {
		d.state(map[int]int{2: 1}[i], func() { d.Tile(r, tile(i == 3, i == 1, map[int]string{0: "请插卡"}[i])) })
	})
	d.heading("选项：已选与未选")
	d.y = d.Chips(stage.Rect{X: deskEdge, Y: d.y, W: d.width()}, []widgets.Touch{{Id: "c1", Label: "全部合并"}, {Id: "c2", Label: "济南"},
		{Id: "c3", Label: "青岛"}, {Id: "c4", Label: "淄博"}}, func(i int) bool { return i == 0 }) + 24
	d.heading("提示：下一步 · 忙 · 错误")
	d.y = d.Notice(stage.Rect{X: deskEdge, Y: d.y, W: d.width()}, "请在出口取走凭条，并拔出社保卡。", false) + 20
	d.y = d.Notice(stage.Rect{X: deskEdge, Y: d.y, W: d.width()}, "正在读取您的记录，请稍候", false) + 20
	d.y = d.Notice(stage.Rect{X: deskEdge, Y: d.y, W: d.width()}, "密码不正确，还可以输入 2 次。", true) + 20
	d.heading("结果：完成 · 失败 · 注意 · 不明")
	signs := []struct {
		icon        stage.Icon
		ground, ink color.NRGBA
		word        string
	}{{stage.IconCheck, d.Palette.Green, d.Palette.OnGreen, "完成"}, {stage.IconCross, d.Palette.Red, d.Palette.OnRed, "失败"},
		{stage.IconWarning, d.Palette.Amber, d.Palette.OnAmber, "注意"}, {stage.IconAsk, d.Palette.Amber, d.Palette.OnAmber, "不明"}}
	d.grid(4, 210, len(signs), func(i int, r stage.Rect) {
		d.Sign(r.X+(r.W-144)/2, r.Y, 144, signs[i].icon, signs[i].ground, signs[i].ink)
		d.Text(stage.Rect{X: r.X, Y: r.Y + 156, W: r.W, H: 50}, strings.TrimSpace(signs[i].word), d.Ink(theme.Text).Centre())
	})
	d.heading("说明表")
	h := float32(3 * 130)
	d.Facts(stage.Rect{X: deskEdge, Y: d.y, W: d.width(), H: h}, []widgets.Fact{
		{Icon: stage.IconRecord, Ink: d.Palette.Blue, Label: "查询什么", Text: "您在全省的参保缴费、个人账户和待遇。"},
		{Icon: stage.IconShield, Ink: d.Palette.Blue, Label: "为什么", Text: "只为给您显示和打印。"},
		{Icon: stage.IconClock, Ink: d.Palette.Blue, Label: "留多久", Text: "取卡后本机不保留您的任何信息。"}}, theme.Text)
	d.y += h
}
