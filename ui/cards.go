package ui

import (
	"fmt"
	"image/color"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

func colour(r, g, b uint32) color.NRGBA {
	return color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: 0xFF}
}

// reading says what is happening in words, step by step.
func (s *screen) reading(r stage.Rect) {
	v := s.v.Reading
	s.card(r)
	in := r.Inset(64)
	y := s.title(in, s.say("reading.title"))
	s.text(stage.Rect{X: in.X, Y: y, W: in.W, H: s.leading(theme.Heading)}, s.say("reading.of", v.Step, v.Steps), s.grey(theme.Heading))
	y += s.leading(theme.Heading) + 40
	side := float32(72)
	for i := 1; i <= v.Steps; i++ {
		ground, ink, icon := s.p.Disabled, s.p.OnDisabled, stage.IconNone
		st := s.grey(theme.Heading)
		switch {
		case i < v.Step:
			ground, ink, icon = s.p.Green, s.p.OnGreen, stage.IconCheck
			st = s.ink(theme.Heading)
		case i == v.Step:
			ground, ink = s.p.Blue, s.p.OnBlue
			st = s.ink(theme.Heading).strong()
		}
		s.disc(stage.Rect{X: in.X, Y: y, W: side, H: side}, ground)
		if icon != stage.IconNone {
			s.icon(stage.Rect{X: in.X + 16, Y: y + 16, W: side - 32, H: side - 32}, icon, ink)
		} else {
			s.text(stage.Rect{X: in.X, Y: y, W: side, H: side}, fmt.Sprint(i), style{t: theme.Heading, bold: true, align: stage.Centre, color: ink})
		}
		s.text(stage.Rect{X: in.X + side + 32, Y: y, W: in.W - side - 32, H: side}, s.say(fmt.Sprintf("reading.step%d", i)), st)
		y += side + 36
	}
}

// cardProblem says what is wrong with the card and what to do now.
func (s *screen) cardProblem(r stage.Rect) {
	p := s.v.Problem
	s.card(r)
	in := r.Inset(64)
	textW := in.W
	turned := p.Problem == visit.CardMute
	picture := turned || p.Problem == visit.CardUnreadable || p.Problem == visit.VisitInterrupted || p.Problem == visit.CardStuck ||
		p.Problem == visit.NotSocialSecurity || p.Problem == visit.BankCard
	if picture && !s.glass.Portrait() {
		textW = in.W * 0.5
		s.cardBeforeSlot(stage.Rect{X: in.X + textW + 48, Y: in.Y, W: in.W - textW - 48, H: in.H}, turned)
	}
	s.sign(in.X, in.Y, 112, stage.IconWarning, s.p.Amber, s.p.OnAmber)
	y := in.Y + 112 + 32
	title := s.ink(theme.Title).strong()
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: textW}, s.say("problem."+string(p.Problem)+".title"), title) + 16
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: textW}, s.say("problem."+string(p.Problem)+".text"), s.ink(theme.Heading)) + 32
	s.paragraph(stage.Rect{X: in.X, Y: y, W: textW}, s.say("out.where", s.cfg.Facts.Phone), s.grey(theme.Text))
	if picture && s.glass.Portrait() {
		y += 3 * s.leading(theme.Text)
		s.cardBeforeSlot(stage.Rect{X: in.X, Y: y, W: in.W, H: in.Bottom() - y}, turned)
	}
	if p.Entry != "" {
		s.bar.right = append(s.bar.right, barButton{s.tap("guide", s.say("button.guide"), visit.Action{Do: visit.DoAnswer, Text: p.Entry}), filled})
	} else {
		s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), outlined})
	}
}

// enterPIN is 密码: dots, tries left, and a keypad of fingers' size.
func (s *screen) enterPIN(r stage.Rect) {
	v := s.v.PIN
	gap := max(24, s.glass.Gap())
	left, pad := stage.Rect{X: r.X, Y: r.Y, W: r.W * 0.54, H: r.H}, stage.Rect{}
	if s.glass.Portrait() {
		left = stage.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H * 0.48}
		pad = stage.Rect{X: r.X, Y: left.Bottom() + gap, W: r.W, H: r.Bottom() - left.Bottom() - gap}
	} else {
		pad = stage.Rect{X: left.Right() + 56, Y: r.Y, W: r.Right() - left.Right() - 56, H: r.H}
	}
	s.card(left)
	in := stage.Rect{X: left.X + 56, Y: left.Y + 36, W: left.W - 112, H: left.H - 72}
	y := s.title(in, s.say("pin.title"))
	y = s.paragraph(stage.Rect{X: in.X, Y: y - 8, W: in.W}, s.say("pin.which"), s.ink(theme.Text)) + 20
	y = s.dots(stage.Rect{X: in.X, Y: y, W: in.W}, v.Length) + 24
	switch {
	case v.Checking:
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("pin.checking"), s.ink(theme.Text).strong())
	case v.Left == 1:
		y = s.notice(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("pin.last"), true)
	case v.Wrong:
		y = s.notice(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("pin.wrong", v.Left), false)
	default:
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("pin.left", v.Left), s.ink(theme.Text).strong())
	}
	forgot := s.do("forgot", s.say("pin.forgot"), visit.DoForgotPIN)
	forgot.off = v.Checking
	h := s.glass.Touch()
	if cover := s.say("pin.cover"); y+12+s.height(cover, s.grey(theme.Text), in.W) < in.Bottom()-h-8 {
		s.paragraph(stage.Rect{X: in.X, Y: y + 12, W: in.W}, cover, s.grey(theme.Text))
	}
	s.button(stage.Rect{X: in.X, Y: in.Bottom() - h, W: s.barWidth(forgot.label), H: h}, outlined, forgot)
	s.keypad(pad, v.Checking)
	submit := s.do("submit", s.say("pin.confirm"), visit.DoSubmitPIN)
	submit.off = !v.Ready
	s.bar.right = append(s.bar.right, barButton{submit, filled})
}

// dots shows how many digits were typed, never which. Cards in use have six; a longer PIN gets smaller boxes.
func (s *screen) dots(r stage.Rect, n int) float32 {
	boxes := max(6, n)
	gap := float32(16)
	side := min(112, (r.W-float32(boxes-1)*gap)/float32(boxes))
	for i := range boxes {
		b := stage.Rect{X: r.X + float32(i)*(side+gap), Y: r.Y, W: side, H: min(side*1.1, 112)}
		line := s.p.KeyLine
		if i <= n {
			line = s.p.Blue
		}
		s.add(stage.Item{Kind: stage.Box, Rect: b, Fill: s.p.Card, Stroke: line, Width: 3})
		if i < n {
			d := side * 0.5
			s.disc(stage.Rect{X: b.X + (b.W-d)/2, Y: b.Y + (b.H-d)/2, W: d, H: d}, s.p.Ink)
		}
	}
	return r.Y + min(side*1.1, 112)
}

func (s *screen) keypad(r stage.Rect, off bool) {
	gap := max(24, s.glass.Gap())
	w := min(260, (r.W-2*gap)/3)
	h := min(190, (r.H-3*gap)/4)
	x0, y0 := r.X+(r.W-3*w-2*gap)/2, r.Y+(r.H-4*h-3*gap)/2
	keys := []touch{}
	for d := byte(1); d <= 9; d++ {
		keys = append(keys, s.digit(d))
	}
	keys = append(keys,
		touch{id: "key.clear", label: s.say("pin.clear"), press: s.cfg.Keypad.Clear},
		s.digit(0),
		touch{id: "key.rubout", label: s.say("pin.rubout"), press: s.cfg.Keypad.Rubout})
	for i, t := range keys {
		t.off = off
		s.button(stage.Rect{X: x0 + float32(i%3)*(w+gap), Y: y0 + float32(i/3)*(h+gap), W: w, H: h}, key, t)
	}
}

func (s *screen) digit(d byte) touch {
	return touch{id: fmt.Sprintf("key.%d", d), label: fmt.Sprint(d), press: func() { s.cfg.Keypad.Digit(d) }}
}

// consent is 告知: what is read, why, and that nothing is kept.
func (s *screen) consent(r stage.Rect) {
	s.card(r)
	in := r.Inset(64)
	y := s.title(in, s.say("consent.title")) + 16
	for _, p := range []struct {
		icon stage.Icon
		key  string
	}{{stage.IconRecord, "consent.what"}, {stage.IconQuestion, "consent.why"}, {stage.IconShield, "consent.kept"}, {stage.IconEye, "consent.look"}} {
		s.icon(stage.Rect{X: in.X, Y: y, W: 64, H: 64}, p.icon, s.p.Blue)
		bottom := s.paragraph(stage.Rect{X: in.X + 104, Y: y + 6, W: in.W - 104}, s.say(p.key), s.ink(theme.Heading))
		y = max(bottom, y+64) + 32
	}
	s.bar.right = append(s.bar.right, barButton{s.do("agree", s.say("button.agree"), visit.DoAgree), filled})
}

// end is 结束: what is still to be taken.
func (s *screen) end(r stage.Rect) {
	v := s.v.End
	s.card(r)
	in := r.Inset(64)
	title, note := "end.thanks", ""
	icon := stage.IconCheck
	switch {
	case v.TakeCard && v.TakeSlip:
		title, note, icon = "end.card_slip", "end.card_note", stage.IconCard
	case v.TakeCard:
		title, note, icon = "end.card", "end.card_note", stage.IconCard
	case v.Clearing:
		title, note, icon = "end.clearing", "end.clearing_note", stage.IconPrinter
	case v.TakeSlip && v.Outcome != visit.SlipConfirmed:
		title, note, icon = "end.unknown", "printed.look", stage.IconPaper
	case v.TakeSlip:
		title, icon = "end.slip", stage.IconPaper
	}
	side := min(240, in.H*0.34)
	x := in.X + (in.W-side)/2
	s.sign(x, in.Y, side, icon, s.p.Blue, s.p.OnBlue)
	y := in.Y + side + 40
	h := s.size(theme.Attract) * 1.35
	s.text(stage.Rect{X: in.X, Y: y, W: in.W, H: h}, s.say(title), s.ink(theme.Attract).strong().centre())
	y += h + 16
	if note != "" {
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say(note), s.ink(theme.Heading).centre()) + 16
	}
	if v.TakeCard {
		s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("end.not_yours"), s.grey(theme.Text).centre())
	}
}

// outOfService says which part is not working, what still works, and where to go.
func (s *screen) outOfService(r stage.Rect) {
	s.card(r)
	in := r.Inset(64)
	s.sign(in.X, in.Y, 112, stage.IconTools, s.p.Amber, s.p.OnAmber)
	y := in.Y + 112 + 32
	y = s.title(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("out.title")) + 8
	if !s.v.Parts.Reader {
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("out.reader"), s.ink(theme.Heading)) + 12
	}
	if !s.v.Parts.Records {
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("out.records"), s.ink(theme.Heading)) + 12
	}
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("out.works"), s.ink(theme.Heading)) + 12
	s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("out.where", s.cfg.Facts.Phone), s.grey(theme.Heading))
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), filled})
}

// recovery is shown after a fault of the program.
func (s *screen) recovery(r stage.Rect) {
	s.card(r)
	in := r.Inset(64)
	s.sign(in.X, in.Y, 112, stage.IconWarning, s.p.Amber, s.p.OnAmber)
	y := s.paragraph(stage.Rect{X: in.X, Y: in.Y + 144, W: in.W}, s.say("recovery.title"), s.ink(theme.Title).strong()) + 16
	y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("recovery.text"), s.ink(theme.Heading)) + 16
	s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("out.where", s.cfg.Facts.Phone), s.grey(theme.Text))
}
