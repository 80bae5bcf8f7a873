package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// enterPIN is 密码: dots, tries left, and a keypad of fingers' size.
func (s *screen) enterPIN(r stage.Rect) {
	v := s.v.PIN
	in := s.besideKeypad(r, v.Checking, v.Ready)
	text := s.forgot(in, v.Checking)
	if s.low() && !s.Glass.Portrait() { // wide and low: the dots stand beside the words
		words, dots := text, text
		words.W = text.W * 0.56
		dots.X, dots.W = words.Right()+48, text.W-words.W-48
		s.Middle(words, func(r stage.Rect) float32 { return s.pinSaid(r, v, 16) })
		s.Middle(dots, func(r stage.Rect) float32 { return s.dots(r, v.Length, v.Checking) })
		return
	}
	s.Fitting(text, s.pinWords(v, true, 36), s.pinWords(v, true, 16), s.pinWords(v, false, 24), s.pinWords(v, false, 8))
}

// besideKeypad draws the keypad, 确认, and a panel for words, and gives the room in the panel: beside the keypad on lying
// glass, over it on upright glass.
func (s *screen) besideKeypad(r stage.Rect, checking, ready bool) stage.Rect {
	left, pad := r, r
	if s.low() {
		left = s.span(r)
		left.H = s.half() - lowSpace - r.Y
		pad = s.reach(r)
	} else if s.Glass.Portrait() {
		left.H = r.H * 0.5
		pad = below(r, left.Bottom()+max(24, s.Glass.Gap()))
	} else {
		left.W = r.W * 0.55
		pad.X, pad.W = left.Right()+56, r.W-left.W-56
	}
	s.Card(left)
	s.keypad(pad, checking)
	submit := s.do("submit", s.say("pin.confirm"), visit.DoSubmitPIN)
	submit.Off = !ready
	s.bar.right = append(s.bar.right, barButton{submit, widgets.Next})
	if s.low() {
		return stage.Rect{X: left.X + 56, Y: left.Y + 20, W: left.W - 112, H: left.H - 40}
	}
	return stage.Rect{X: left.X + 56, Y: left.Y + 40, W: left.W - 112, H: left.H - 88}
}

// forgot puts 忘记密码 at the foot of a panel and gives what is left of it.
func (s *screen) forgot(in stage.Rect, off bool) stage.Rect {
	t := s.do("forgot", s.say("pin.forgot"), visit.DoForgotPIN)
	t.Off = off
	if s.low() {
		s.bar.left = append(s.bar.left, barButton{t, widgets.Outlined})
		return in
	}
	h := s.Glass.Touch()
	s.Button(stage.Rect{X: in.X, Y: in.Bottom() - h, W: s.barWidth(t.Label), H: h}, widgets.Outlined, t)
	in.H -= h + 20
	return in
}

// pinWords is one way to set what stands beside the keypad: with the advice or without, loose or tight.
func (s *screen) pinWords(v *visit.PINView, advice bool, space float32) func(stage.Rect) float32 {
	return func(r stage.Rect) float32 {
		at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
		y := s.Paragraph(at(r.Y), s.say("pin.title"), s.Ink(theme.Title).Strong())
		y = s.Paragraph(at(y), s.say("pin.which"), s.Ink(theme.Text)) + space
		y = s.dots(at(y), v.Length, v.Checking) + space
		y = s.pinLeft(at(y), v, space)
		if advice && !v.Checking {
			y = s.advice(at(y+space/3), stage.IconHand, s.say("pin.cover"))
			y = s.advice(at(y+space/3), stage.IconKeys, s.say("pin.then"))
		}
		return y
	}
}

// pinSaid is what stands beside the dots in 低位.
func (s *screen) pinSaid(r stage.Rect, v *visit.PINView, space float32) float32 {
	at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
	y := s.Paragraph(at(r.Y), s.say("pin.title"), s.Ink(theme.Title).Strong())
	y = s.Paragraph(at(y), s.say("pin.which"), s.Ink(theme.Text)) + space
	return s.pinLeft(at(y), v, space)
}

// pinLeft says how many tries are left, and what became of the last one.
func (s *screen) pinLeft(r stage.Rect, v *visit.PINView, space float32) float32 {
	switch {
	case v.Checking:
		y := s.advice(r, stage.IconClock, s.say("pin.checking"))
		return s.advice(below(r, y+space/3), stage.IconCard, s.say("pin.left", v.Left))
	case v.Left == 1:
		return s.Notice(r, s.say("pin.last"), true)
	case v.Wrong:
		return s.Notice(r, s.say("pin.wrong", v.Left), false)
	}
	return s.advice(r, stage.IconCard, s.say("pin.left", v.Left))
}

// advice is a sentence with a drawing before it.
func (s *screen) advice(r stage.Rect, icon stage.Icon, text string) float32 {
	const side = 44
	st := s.Ink(theme.Text)
	h := max(side, s.Height(text, st, r.W-side-24))
	s.Listed(stage.Rect{X: r.X, Y: r.Y + (h-side)/2, W: side, H: side}, icon, s.Palette.Blue)
	s.Paragraph(stage.Rect{X: r.X + side + 24, Y: r.Y + (h-s.Height(text, st, r.W-side-24))/2, W: r.W - side - 24}, text, st)
	return r.Y + h
}

// dots shows how many digits were typed, never which, and where the next one goes. Cards in use have six; a longer PIN gets
// smaller boxes.
func (s *screen) dots(r stage.Rect, n int, checking bool) float32 {
	boxes := max(6, n)
	gap := float32(24)
	if boxes > 6 {
		gap = 12
	}
	side := min(120, (r.W-float32(boxes-1)*gap)/float32(boxes))
	h := min(side*1.12, 132)
	for i := range boxes {
		b := stage.Rect{X: r.X + float32(i)*(side+gap), Y: r.Y, W: side, H: h}
		line := s.Palette.KeyLine
		if i <= n {
			line = s.Palette.Blue
		}
		s.Add(stage.Item{Kind: stage.Box, Rect: b, Fill: s.Palette.Card, Stroke: line, Width: 3, Radius: theme.Corner})
		switch {
		case i < n:
			d := side * 0.56
			s.Disc(stage.Rect{X: b.X + (b.W-d)/2, Y: b.Y + (b.H-d)/2, W: d, H: d}, s.Palette.Ink)
		case i == n && !checking:
			s.Box(stage.Rect{X: b.X + b.W*.2, Y: b.Y + b.H*.22, W: 8, H: b.H * .56}, s.Palette.Ink)
		}
	}
	return r.Y + h
}

func (s *screen) keypad(r stage.Rect, off bool) {
	gap := max(24, s.Glass.Gap())
	columns, rows := float32(3), float32(4)
	if s.low() && !s.Glass.Portrait() {
		columns, rows = 6, 2
	}
	w := min(320, (r.W-(columns-1)*gap)/columns)
	h := min(190, (r.H-(rows-1)*gap)/rows)
	x0, y0 := r.X+(r.W-columns*w-(columns-1)*gap)/2, r.Y+(r.H-rows*h-(rows-1)*gap)/2
	keys := []widgets.Touch{}
	for d := byte(1); d <= 9; d++ {
		keys = append(keys, s.digit(d))
	}
	keys = append(keys,
		widgets.Touch{Id: "key.clear", Label: s.say("pin.clear"), Press: s.cfg.Keypad.Clear},
		s.digit(0),
		widgets.Touch{Id: "key.rubout", Label: s.say("pin.rubout"), Press: s.cfg.Keypad.Rubout})
	for i, t := range keys {
		t.Off = off
		column, row := float32(i%int(columns)), float32(i/int(columns))
		s.Button(stage.Rect{X: x0 + column*(w+gap), Y: y0 + row*(h+gap), W: w, H: h}, widgets.Key, t)
	}
}

func (s *screen) digit(d byte) widgets.Touch {
	return widgets.Touch{Id: fmt.Sprintf("key.%d", d), Label: fmt.Sprint(d), Press: func() { s.cfg.Keypad.Digit(d) }}
}
