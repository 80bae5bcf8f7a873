package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// changeTile is the way to 修改密码 among the card's services.
func (s *screen) changeTile(r stage.Rect) float32 {
	r.H = s.Size(theme.Tile)*1.3 + s.Leading(theme.Note) + 44
	s.Tile(r, widgets.Tile{Touch: s.do("change_pin", s.say("change.title"), visit.DoChangePIN), Icon: stage.IconKeys, Note: s.say("change.note"), Lead: true})
	return r.Bottom()
}

// changePIN is 修改密码: the three steps, what is asked for now, dots and a keypad.
func (s *screen) changePIN(r stage.Rect) {
	v := s.v.Change
	in := s.besideKeypad(r, v.Checking, v.Ready)
	if v.Field == visit.CurrentPIN {
		in = s.forgot(in, v.Checking)
	}
	if s.low() && !s.Glass.Portrait() {
		words, dots := in, in
		words.W = in.W * 0.52
		dots.X, dots.W = words.Right()+48, in.W-words.W-48
		advice := s.changeAdvice(v)
		head := func(space float32) func(stage.Rect) float32 {
			return func(r stage.Rect) float32 {
				y := s.changeHead(v, space)(r) + space
				return s.advice(below(r, y), advice[0].Icon, advice[0].Text)
			}
		}
		s.Middle(words, func(r stage.Rect) float32 { return s.Fitting(r, head(20), head(6)) })
		ask := func(more int) func(stage.Rect) float32 {
			return func(r stage.Rect) float32 {
				y := s.changeAsk(v, 0, 20)(r)
				for _, a := range advice[1:more] {
					y = s.advice(below(r, y+16), a.Icon, a.Text)
				}
				return y
			}
		}
		s.Middle(dots, func(r stage.Rect) float32 { return s.Fitting(r, ask(min(2, len(advice))), ask(1)) })
		return
	}
	s.Fitting(in, s.changeWords(v, 3, 32), s.changeWords(v, 3, 20), s.changeWords(v, 2, 20), s.changeWords(v, 2, 12), s.changeWords(v, 1, 16), s.changeWords(v, 1, 6))
}

// changeWords is one way to set what stands beside the keypad: with so many words of advice, loose or tight.
func (s *screen) changeWords(v *visit.ChangeView, advice int, space float32) func(stage.Rect) float32 {
	return func(r stage.Rect) float32 {
		at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
		y := s.changeHead(v, space)(r) + space
		return s.changeAsk(v, advice, space)(at(y))
	}
}

// changeHead is what is changed, which number that is, and how far the change has come.
func (s *screen) changeHead(v *visit.ChangeView, space float32) func(stage.Rect) float32 {
	return func(r stage.Rect) float32 {
		at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
		y := s.Paragraph(at(r.Y), s.say("change.title"), s.Ink(theme.Title).Strong())
		y = s.Paragraph(at(y), s.say("pin.which"), s.Ink(theme.Text)) + space
		return s.changeSteps(at(y), v)
	}
}

// changeAsk is what is asked for now, the dots, and what has to be said of it.
func (s *screen) changeAsk(v *visit.ChangeView, advice int, space float32) func(stage.Rect) float32 {
	return func(r stage.Rect) float32 {
		at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
		y := s.Paragraph(at(r.Y), s.say(fmt.Sprintf("change.ask%d", v.Field+1)), s.Ink(theme.Heading).Strong()) + 8
		y = s.dots(at(y), v.Length, v.Checking) + space
		words := s.changeAdvice(v)
		most := advice
		if said, bad := s.changeRemark(v); said != "" {
			y = s.Notice(at(y), said, bad) + space/3
			most--
		}
		for _, a := range words[:max(0, min(most, len(words)))] {
			y = s.advice(at(y), a.Icon, a.Text) + space/3
		}
		return y - space/3
	}
}

// changeSteps shows how far the change has come: three steps from edge to edge, with equal lines between them.
func (s *screen) changeSteps(r stage.Rect, v *visit.ChangeView) float32 {
	const side, beside, white = 60, 16, 18
	names := make([]string, 3)
	room := r.W
	for i := range names {
		names[i] = s.say(fmt.Sprintf("change.step%d", i+1))
		room -= side + beside + s.Width(names[i], theme.Text, true) // bold, so that nothing moves from step to step
	}
	line := max(0, room/2-2*white)
	x := r.X
	for i, name := range names {
		st := s.stepMark(x, r.Y, side, i+1, int(v.Field)+1, theme.Text)
		w := s.Width(name, theme.Text, true)
		s.Text(stage.Rect{X: x + side + beside, Y: r.Y, W: w, H: side}, name, st)
		x += side + beside + w + white
		if i < 2 {
			s.Line(x, r.Y+side/2, x+line, r.Y+side/2, 4, s.Palette.Line)
		}
		x += line + white
	}
	return r.Y + side
}

// changeRemark is what has to be said of the digits before, or of the last try.
func (s *screen) changeRemark(v *visit.ChangeView) (text string, bad bool) {
	switch {
	case v.Checking:
		return "", false
	case v.Remark == visit.PINWrong && v.Left != 1:
		return s.say("change.wrong", v.Left), false
	case v.Field == visit.CurrentPIN && v.Left == 1:
		return s.say("pin.last"), true
	case v.Remark != visit.NoRemark:
		return s.say("change." + string(v.Remark)), false
	}
	return "", false
}

// changeAdvice is what helps at a step, the most important first.
func (s *screen) changeAdvice(v *visit.ChangeView) []widgets.Fact {
	say := func(icon stage.Icon, key string, fill ...any) widgets.Fact {
		return widgets.Fact{Icon: icon, Text: s.say(key, fill...)}
	}
	cover, then := say(stage.IconHand, "pin.cover"), say(stage.IconKeys, "pin.then")
	switch {
	case v.Checking && v.Field == visit.NewPIN:
		return []widgets.Fact{say(stage.IconClock, "change.judging")}
	case v.Checking:
		return []widgets.Fact{say(stage.IconClock, "change.sending"), say(stage.IconCard, "change.stay")}
	case v.Field == visit.NewPIN:
		return []widgets.Fact{say(stage.IconKeys, "change.six"), say(stage.IconShield, "change.guess"), cover}
	case v.Field == visit.NewPINAgain:
		return []widgets.Fact{say(stage.IconKeys, "change.again"), cover, then}
	case v.Left > 1 && v.Remark == visit.NoRemark:
		return []widgets.Fact{say(stage.IconCard, "pin.left", v.Left), cover, then}
	}
	return []widgets.Fact{cover, then}
}

// pinChanged says that the card has its new PIN.
func (s *screen) pinChanged(r stage.Rect) {
	m := widgets.Message{Icon: stage.IconCheck, Ground: s.Palette.Green, Ink: s.Palette.OnGreen, Title: s.say("changed.title"),
		Said: []string{s.say("changed.text")}, Note: []string{s.say("changed.bank")}}
	s.pictured(r, func(in stage.Rect) float32 { return s.Message(in, m) },
		func(at stage.Rect) { s.markedCard(at, stage.IconKeys, s.Palette.Green, s.Palette.OnGreen) })
	s.bar.right = append(s.bar.right, barButton{s.do("continue", s.say("button.continue"), visit.DoContinue), widgets.Next})
}
