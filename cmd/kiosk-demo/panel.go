package main

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// panelWidth is how much of the display the panel takes.
const panelWidth = 360

// panel is the buttons of the simulators.
type panel struct {
	stage *stage.Stage
	bench *workbench
	pub   *publisher
	said  string
	size  fyne.Size
}

func newPanel(b *workbench, p *publisher) *panel {
	panel := &panel{bench: b, pub: p, said: "模拟器：只操纵模拟设备"}
	panel.stage = stage.New(true, func(w, h float32) {
		panel.size = fyne.NewSize(w, h)
		panel.draw()
	})
	return panel
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

func (p *panel) draw() {
	look := theme.Normal()
	dark, light := color.NRGBA{R: 0x2B, G: 0x2F, B: 0x36, A: 0xFF}, look.OnNavy
	s := stage.Scene{Width: p.size.Width, Height: p.size.Height}
	s.Items = append(s.Items, stage.Item{Kind: stage.Box, Rect: stage.Rect{W: p.size.Width, H: p.size.Height}, Fill: dark})
	text := func(x, y, w, h float32, line string, size float32) {
		s.Items = append(s.Items, stage.Item{Kind: stage.Text, Rect: stage.Rect{X: x, Y: y, W: w, H: h}, Text: line, Size: size, Fill: light})
	}
	text(16, 10, p.size.Width-32, 36, "模拟器", 26)
	text(16, 50, p.size.Width-32, 28, p.said, 18)
	type button struct{ label, command string }
	var all []button
	for i, who := range p.bench.people {
		all = append(all, button{fmt.Sprintf("插卡 %d %s", i+1, who.Name), fmt.Sprintf("insert %d", i+1)})
	}
	all = append(all, button{"插反", "turn"}, button{"拔卡", "pull"}, button{"缺纸", "paper-out"}, button{"装纸", "paper-in"},
		button{"开盖", "cover-open"}, button{"合盖", "cover-close"}, button{"断线", "cut-cable"}, button{"接线", "mend-cable"})
	const top, gap = 90, 10
	rows := (len(all) + 1) / 2
	h := min(84, (p.size.Height-top-gap)/float32(rows)-gap)
	w := (p.size.Width - 3*gap) / 2
	for i, b := range all {
		r := stage.Rect{X: gap + float32(i%2)*(w+gap), Y: top + float32(i/2)*(h+gap), W: w, H: h}
		s.Targets = append(s.Targets, stage.Target{ID: "sim." + b.command, Label: b.label, Rect: r, Enabled: true, Owner: i + 1,
			Pressed: look.BlueDown, Press: func() { p.press(b.command) }})
		s.Items = append(s.Items,
			stage.Item{Kind: stage.Box, Rect: r, Fill: look.Grey, Owner: i + 1},
			stage.Item{Kind: stage.Text, Rect: stage.Rect{X: r.X, Y: r.Y + (h-30)/2, W: r.W, H: 30}, Text: b.label, Size: 20, Fill: light, Align: stage.Centre})
	}
	p.stage.Present(s)
	p.pub.beside(&s, p.stage.Position().X)
}

// press gives the command away from the toolkit's goroutine: a simulator may take its time.
func (p *panel) press(command string) {
	go func() {
		said := command
		if err := p.bench.command(command); err != nil {
			said = err.Error()
		}
		fyne.Do(func() {
			p.said = said
			p.draw()
		})
	}()
}
