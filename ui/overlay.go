package ui

import (
	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// overlay lays a question over the screen: everything under it is shaded and cannot be touched, except the modes, which
// stay in reach.
func (s *screen) overlay() {
	if s.v.Overlay == visit.NoOverlay {
		return
	}
	modes := s.scene.Targets[:4:4] // the top bar comes first: three modes and the help
	s.scene.Covered = len(s.scene.Targets)
	top := s.topHeight()
	s.add(stage.Item{Kind: stage.Box, Rect: stage.Rect{Y: top, W: s.scene.Width, H: s.scene.Height - top}, Fill: s.p.Shade, Over: true})
	if s.v.Overlay == visit.HelpOverlay {
		s.scene.Targets = append(s.scene.Targets, modes[:3]...)
	}
	w, h := min(s.scene.Width-2*margin, 1240), min(s.scene.Height-top-2*margin, 620)
	if s.glass.Portrait() {
		h = min(s.scene.Height-top-2*margin, 900)
	}
	r := stage.Rect{X: (s.scene.Width - w) / 2, Y: top + (s.scene.Height-top-h)/2, W: w, H: h}
	s.add(stage.Item{Kind: stage.Box, Rect: r, Fill: s.p.Card, Stroke: s.p.Amber, Width: 6, Over: true})
	in := r.Inset(56)
	switch s.v.Overlay {
	case visit.HelpOverlay:
		s.question(in, stage.IconQuestion, s.say("help.title"), s.say("help."+string(s.v.Screen)),
			s.say("help.phone", s.cfg.Facts.Phone)+"\n"+s.say("help.staff"),
			barButton{s.do("close", s.say("button.close"), visit.DoClose), filled})
	case visit.IdleWarning:
		s.question(in, stage.IconClock, s.say("idle.title"), s.say("idle.text", s.v.Seconds), "",
			barButton{s.do("stay", s.say("idle.stay"), visit.DoStillHere), filled}, s.leave())
	case visit.LimitWarning:
		s.question(in, stage.IconClock, s.say("limit.title"), s.say("limit.text", s.v.Seconds), "",
			barButton{s.do("stay", s.say("limit.stay"), visit.DoStillHere), filled}, s.leave())
	case visit.LastTry:
		s.question(in, stage.IconWarning, s.say("last_try.title"), s.say("last_try.text"), "",
			barButton{s.do("last_close", s.say("last_try.close"), visit.DoClose), filled},
			barButton{s.do("last_forgot", s.say("pin.forgot"), visit.DoForgotPIN), outlined},
			barButton{s.do("last_use", s.say("last_try.use"), visit.DoUseLastTry), leaving})
	}
}

func (s *screen) leave() barButton {
	label := s.say("button.exit")
	if s.v.Card {
		label = s.say("button.exit_card")
	}
	return barButton{s.do("leave", label, visit.DoExit), leaving}
}

// question is a panel with a sign, a title, a text, and its answers at the foot.
func (s *screen) question(in stage.Rect, icon stage.Icon, title, text, note string, answers ...barButton) {
	s.sign(in.X, in.Y, 96, icon, s.p.Amber, s.p.OnAmber)
	head := s.ink(theme.Title).strong()
	s.text(stage.Rect{X: in.X + 128, Y: in.Y, W: in.W - 128, H: 96}, title, head)
	y := s.paragraph(stage.Rect{X: in.X, Y: in.Y + 124, W: in.W}, text, s.ink(theme.Heading)) + 16
	if note != "" {
		s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, note, s.grey(theme.Text))
	}
	h, gap := s.glass.Touch(), s.glass.Gap()
	var all float32
	for _, a := range answers {
		all += s.barWidth(a.label) + gap
	}
	if all-gap <= in.W { // beside each other, from the right
		x := in.Right()
		for _, a := range answers {
			w := s.barWidth(a.label)
			s.button(stage.Rect{X: x - w, Y: in.Bottom() - h, W: w, H: h}, a.look, a.touch)
			x -= w + gap
		}
		return
	}
	for i, a := range answers { // under each other
		s.button(stage.Rect{X: in.X, Y: in.Bottom() - float32(len(answers)-i)*(h+gap) + gap, W: in.W, H: h}, a.look, a.touch)
	}
}
