package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// overlay lays a question over the screen: everything under it is shaded and cannot be touched, except the modes, which
// stay in reach.
func (s *screen) overlay() {
	if s.v.Overlay == visit.NoOverlay {
		return
	}
	modes := s.Scene.Targets[:switches:switches] // the top bar comes first: the modes, then the help
	s.Scene.Covered = len(s.Scene.Targets)
	for _, r := range s.around() {
		s.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: s.Palette.Shade, Over: true})
	}
	if s.v.Overlay == visit.HelpOverlay {
		s.Scene.Targets = append(s.Scene.Targets, modes...)
	}
	if s.low() {
		s.panel(s.asked(), s.lowBody())
		return
	}
	top := s.topHeight()
	s.panel(s.asked(), stage.Rect{X: theme.Margin, Y: top + theme.Margin, W: s.Scene.Width - 2*theme.Margin, H: s.Scene.Height - top - 2*theme.Margin})
}

// asked is what the present overlay says, and its answers, the one that is likeliest first.
func (s *screen) asked() question {
	switch s.v.Overlay {
	case visit.IdleWarning:
		return question{icon: stage.IconClock, count: s.v.Seconds, title: s.say("idle.title"), text: s.say("idle.text", s.v.Seconds),
			answers: []barButton{{s.do("stay", s.say("idle.stay"), visit.DoStillHere), widgets.Next}, s.leave()}}
	case visit.LimitWarning:
		return question{icon: stage.IconClock, count: s.v.Seconds, title: s.say("limit.title"), text: s.say("limit.text", s.v.Seconds),
			answers: []barButton{{s.do("stay", s.say("limit.stay"), visit.DoStillHere), widgets.Next}, s.leave()}}
	case visit.LastTry:
		text, use := "last_try.text", "last_try.use"
		if s.v.Screen == visit.PINChange { // the new PIN is before the eyes, and it is the present one that is at risk
			text, use = "last_try.change", "last_try.change_use"
		}
		return question{icon: stage.IconWarning, title: s.say("last_try.title"), text: s.say(text), answers: []barButton{
			{s.do("last_close", s.say("last_try.close"), visit.DoClose), widgets.Next},
			{s.do("last_forgot", s.say("pin.forgot"), visit.DoForgotPIN), widgets.Outlined},
			{s.do("last_use", s.say(use), visit.DoUseLastTry), widgets.Leaving}}}
	case visit.AloudWarning:
		return question{icon: stage.IconWarning, title: s.say("aloud.title"), text: s.say("aloud.text"), answers: []barButton{
			{s.do("aloud_no", s.say("aloud.no"), visit.DoClose), widgets.Next},
			{s.do("aloud_yes", s.say("aloud.yes"), visit.DoUseAloud), widgets.Outlined}}}
	}
	facts := []widgets.Fact{
		{Icon: stage.IconPerson, Ink: s.Palette.Blue, Label: "", Text: s.say("help.staff")},
		{Icon: stage.IconPhone, Ink: s.Palette.Blue, Label: "", Text: s.say("help.phone", s.cfg.Facts.Phone)},
	}
	if e := s.v.Edition; e != nil {
		said := s.say("help.edition", e.Version)
		if e.Day != "" {
			said = s.say("help.edition_of", e.Version, e.Day)
		}
		facts = append(facts, widgets.Fact{Icon: stage.IconPaper, Ink: s.Palette.Blue, Label: "", Text: said})
	}
	answers := []barButton{{s.do("close", s.say("button.close"), visit.DoClose), widgets.Next}}
	if s.v.Aloud {
		label := "button.aloud"
		if s.v.Sound.Aloud {
			label = "button.aloud_off"
		}
		answers = append(answers, barButton{s.do("aloud", s.say(label), visit.DoAloud), widgets.Outlined})
	}
	return question{icon: stage.IconAsk, title: s.say("help.title"), text: s.say("help." + string(s.v.Screen)), facts: facts, answers: answers}
}

func (s *screen) leave() barButton {
	label := s.say("button.exit")
	if s.v.Card {
		label = s.say("button.exit_card")
	}
	return barButton{s.do("leave", label, visit.DoExit), widgets.Leaving}
}

// question is what lies over a screen.
type question struct {
	icon        stage.Icon
	count       int // seconds that are left, shown instead of the icon
	title, text string
	facts       []widgets.Fact
	answers     []barButton
}

// panel draws a question as high as it needs, in the middle of a rectangle.
func (s *screen) panel(q question, r stage.Rect) {
	const pad, most = 60, 1300
	r = stage.Rect{X: r.X + max(0, (r.W-most)/2), Y: r.Y, W: min(r.W, most), H: r.H}
	frame := len(s.Scene.Items)
	s.Add(stage.Item{Kind: stage.Box, Rect: r, Fill: s.Palette.Card, Stroke: s.Palette.Amber, Width: 6, Radius: theme.Corner, Over: true})
	targets := len(s.Scene.Targets)
	in := r.Inset(pad)
	way := func(text, facts theme.Type) func(stage.Rect) float32 {
		return func(in stage.Rect) float32 { return s.questionIn(in, q, text, facts) }
	}
	h := s.Fitting(in, way(theme.Heading, theme.Heading), way(theme.Heading, theme.Text), way(theme.Text, theme.Text)) - r.Y + pad
	s.Scene.Items[frame].Rect.H = h
	down := (r.H - h) * 0.42
	if s.low() { // its answers stand at its foot
		down = r.H - h
	}
	s.shift(frame, targets, down)
}

func (s *screen) questionIn(in stage.Rect, q question, text, facts theme.Type) float32 {
	const side = 112
	if q.count > 0 {
		s.Disc(stage.Rect{X: in.X, Y: in.Y, W: side, H: side}, s.Palette.Amber)
		s.Text(stage.Rect{X: in.X, Y: in.Y, W: side, H: side}, fmt.Sprint(q.count), widgets.Style{Type: theme.Title, Bold: true, Align: stage.Centre, Color: s.Palette.OnAmber})
	} else {
		s.Sign(in.X, in.Y, side, q.icon, s.Palette.Amber, s.Palette.OnAmber)
	}
	head := s.Ink(theme.Title).Strong()
	h := s.Height(q.title, head, in.W-side-36)
	y := s.Paragraph(stage.Rect{X: in.X + side + 36, Y: in.Y + max(0, (side-h)/2), W: in.W - side - 36}, q.title, head)
	y = s.Paragraph(stage.Rect{X: in.X, Y: max(y, in.Y+side) + 32, W: in.W}, q.text, s.Ink(text)) + 28
	if len(q.facts) > 0 {
		s.Line(in.X, y, in.Right(), y, 2, s.Palette.Line)
		y = s.Facts(stage.Rect{X: in.X, Y: y + 8, W: in.W}, q.facts, facts) + 28
	}
	return s.answers(stage.Rect{X: in.X, Y: y + 12, W: in.W}, q.answers)
}

// answers stand beside each other, the likeliest at the right, or under each other where they are too wide.
func (s *screen) answers(r stage.Rect, all []barButton) float32 {
	h, gap := s.Glass.Touch(), s.Glass.Gap()
	width := func(b barButton) float32 { return max(220, s.barWidth(b.Label)) }
	sum := -gap
	for _, a := range all {
		sum += width(a) + gap
	}
	if sum <= r.W {
		x := r.Right()
		for _, a := range all {
			w := width(a)
			s.Button(stage.Rect{X: x - w, Y: r.Y, W: w, H: h}, a.look, a.Touch)
			x -= w + gap
		}
		return r.Y + h
	}
	for _, a := range all {
		s.Button(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, a.look, a.Touch)
		r.Y += h + gap
	}
	return r.Y - gap
}
