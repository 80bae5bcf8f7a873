package main

import (
	"fmt"
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"golang.org/x/image/draw"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/typeface"
)

// panelWidth is how much of the display the panel takes.
const panelWidth = 360

// hint is what somebody at the panel must know.
const hint = "卡的密码都是 123456"

// panel is the buttons of the simulators, and the slip that came out last.
type panel struct {
	stage *stage.Stage
	bench *workbench
	pub   *publisher
	said  string
	slip  image.Image
	size  fyne.Size
}

func newPanel(b *workbench, p *publisher) (*panel, error) {
	face, err := typeface.Screens()
	if err != nil {
		return nil, err
	}
	panel := &panel{bench: b, pub: p, said: hint}
	panel.stage = stage.New(stage.Options{Brush: stage.NewBrush(face), ShowCursor: true, Resized: func(w, h float32) {
		panel.size = fyne.NewSize(w, h)
		panel.draw()
	}})
	b.setOnSlip(func(picture image.Image) {
		fyne.Do(func() {
			panel.slip = picture
			panel.draw()
		})
	})
	return panel, nil
}

// beside puts the panel to the right of the terminal's screen.
func beside(screen fyne.CanvasObject, p *panel) fyne.CanvasObject {
	return container.New(split{}, screen, p.stage)
}

// split gives the second object the panel's width and the first the rest.
type split struct{}

func (split) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(1, 1) }

func (split) Layout(o []fyne.CanvasObject, size fyne.Size) {
	w := max(size.Width-panelWidth, size.Width/2)
	o[0].Resize(fyne.NewSize(w, size.Height))
	o[1].Move(fyne.NewPos(w, 0))
	o[1].Resize(fyne.NewSize(size.Width-w, size.Height))
}

type button struct{ label, command string }

// groups are the buttons under their headings.
func (p *panel) groups() (titles []string, buttons [][]button) {
	var people []button
	for i, who := range p.bench.people {
		people = append(people, button{fmt.Sprintf("%d %s", i+1, who.Name), fmt.Sprintf("insert %d", i+1)})
	}
	return []string{"插卡", "读卡器", "打印机"}, [][]button{
		people,
		{{"插反", "turn"}, {"拔卡", "pull"}, {"换成假卡", "forge"}, {"换成挂失卡", "lost"}},
		{{"缺纸", "printer paper out"}, {"装纸", "printer paper in"}, {"开盖", "printer cover open"}, {"合盖", "printer cover close"},
			{"断线", "printer cable out"}, {"接线", "printer cable in"}},
	}
}

const (
	panelGap    = 12
	panelTitle  = 34
	panelButton = 52
	panelSlip   = 220 // the least height that is worth showing a slip in
)

// panelColumns is how many buttons stand beside each other: many are narrower, so that there is room for the slip.
func panelColumns(buttons int) int {
	if buttons > 8 {
		return 3
	}
	return 2
}

func (p *panel) draw() {
	look := theme.Normal()
	dark, key, light := color.NRGBA{R: 0x2B, G: 0x2F, B: 0x36, A: 0xFF}, color.NRGBA{R: 0x46, G: 0x4C, B: 0x56, A: 0xFF}, look.OnNavy
	s := stage.Scene{Width: p.size.Width, Height: p.size.Height}
	s.Items = append(s.Items, stage.Item{Kind: stage.Box, Rect: stage.Rect{W: p.size.Width, H: p.size.Height}, Fill: dark})
	text := func(y, h float32, line string, size float32) {
		s.Items = append(s.Items, stage.Item{Kind: stage.Text, Rect: stage.Rect{X: 2 * panelGap, Y: y, W: p.size.Width - 4*panelGap, H: h}, Text: line, Size: size, Fill: light})
	}
	text(14, 36, "模拟设备", 26)
	text(52, 28, p.said, 18)
	y := float32(96)
	titles, groups := p.groups()
	for g, all := range groups {
		text(y, panelTitle, titles[g], 20)
		y += panelTitle
		columns := panelColumns(len(all))
		w := (p.size.Width - float32(columns+1)*panelGap) / float32(columns)
		for i, b := range all {
			r := stage.Rect{X: panelGap + float32(i%columns)*(w+panelGap), Y: y + float32(i/columns)*(panelButton+panelGap), W: w, H: panelButton}
			owner := len(s.Targets) + 1
			s.Targets = append(s.Targets, stage.Target{ID: "sim." + b.command, Label: b.label, Rect: r, Enabled: true, Owner: owner,
				Pressed: look.BlueDown, Press: func() { p.press(b.command) }})
			s.Items = append(s.Items,
				stage.Item{Kind: stage.Box, Rect: r, Fill: key, Owner: owner},
				stage.Item{Kind: stage.Text, Rect: stage.Rect{X: r.X, Y: r.Y + (r.H-30)/2, W: r.W, H: 30}, Text: b.label, Size: 20, Fill: light, Align: stage.Centre})
		}
		y += float32((len(all)+columns-1)/columns)*(panelButton+panelGap) + panelGap
	}
	if room := p.size.Height - y - 2*panelGap; p.slip != nil && room >= panelSlip {
		b := p.slip.Bounds()
		k := min((p.size.Width-2*panelGap)/float32(b.Dx()), room/float32(b.Dy()))
		small := image.NewGray(image.Rect(0, 0, int(float32(b.Dx())*k), int(float32(b.Dy())*k)))
		draw.CatmullRom.Scale(small, small.Rect, p.slip, b, draw.Src, nil) // the toolkit would leave out lines of dots
		sw, sh := float32(small.Rect.Dx()), float32(small.Rect.Dy())
		s.Items = append(s.Items, stage.Item{Kind: stage.Picture, Image: small,
			Rect: stage.Rect{X: (p.size.Width - sw) / 2, Y: y + panelGap, W: sw, H: sh}})
	}
	p.stage.Present(s)
	p.pub.beside(&s, p.stage.Position().X)
}

// press gives the command away from the toolkit's goroutine: a simulator may take its time.
func (p *panel) press(command string) {
	go func() {
		said := hint
		if _, err := p.bench.command(command); err != nil {
			said = err.Error()
		}
		fyne.Do(func() {
			p.said = said
			p.draw()
		})
	}()
}
