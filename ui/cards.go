package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
)

// pictured fills a panel with words and a picture: beside each other on lying glass, the picture under the words on upright
// glass. It is drawn only where it is large enough to be seen.
func (s *screen) pictured(r stage.Rect, words func(stage.Rect) float32, picture func(stage.Rect)) {
	const least = 190
	s.card(r)
	in := stage.Rect{X: r.X + 64, Y: r.Y + 56, W: r.W - 128, H: r.H - 112}
	if s.glass.Portrait() {
		y := words(in) + 48
		if room := in.Bottom() - y; room >= least {
			h := min(room, 720)
			picture(stage.Rect{X: in.X, Y: y + (room-h)*0.4, W: in.W, H: h})
		}
		return
	}
	left := in
	left.W = in.W * 0.53
	s.middle(left, words)
	picture(stage.Rect{X: left.Right() + 72, Y: in.Y + 8, W: in.Right() - left.Right() - 72, H: in.H - 16})
}

// reading says what is happening in words, step by step.
func (s *screen) reading(r stage.Rect) {
	v := s.v.Reading
	s.pictured(r, func(in stage.Rect) float32 {
		y := s.paragraph(in, s.say("reading.title"), s.ink(theme.Attract).strong()) + 8
		y = s.paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("reading.of", v.Step, v.Steps), s.grey(theme.Heading)) + 40
		for i := 1; i <= v.Steps; i++ {
			y = s.step(stage.Rect{X: in.X, Y: y, W: in.W}, i, v)
		}
		return y
	}, func(at stage.Rect) { s.slotPicture(at, inside) })
}

// step is one step of reading: done, under way, or to come.
func (s *screen) step(r stage.Rect, i int, v *visit.ReadingView) float32 {
	const side, gap = 84, 36
	ground, ink, icon, st := s.p.Disabled, s.p.OnDisabled, stage.IconNone, s.grey(theme.Heading)
	switch {
	case i < v.Step:
		ground, ink, icon, st = s.p.Green, s.p.OnGreen, stage.IconCheck, s.ink(theme.Heading)
	case i == v.Step:
		ground, ink, st = s.p.Blue, s.p.OnBlue, s.ink(theme.Heading).strong()
	}
	if i < v.Steps {
		s.box(stage.Rect{X: r.X + side/2 - 2, Y: r.Y + side, W: 4, H: gap}, s.p.Line)
	}
	if icon != stage.IconNone {
		s.sign(r.X, r.Y, side, icon, ground, ink)
	} else {
		s.disc(stage.Rect{X: r.X, Y: r.Y, W: side, H: side}, ground)
		s.text(stage.Rect{X: r.X, Y: r.Y, W: side, H: side}, fmt.Sprint(i), style{t: theme.Heading, bold: true, align: stage.Centre, color: ink})
	}
	s.text(stage.Rect{X: r.X + side + 36, Y: r.Y, W: r.W - side - 36, H: side}, s.say(fmt.Sprintf("reading.step%d", i)), st)
	return r.Y + side + gap
}

// cardProblem says what is wrong with the card and what to do now.
func (s *screen) cardProblem(r stage.Rect) {
	p := s.v.Problem
	m := message{icon: stage.IconWarning, ground: s.p.Amber, ink: s.p.OnAmber, title: s.say("problem." + string(p.Problem) + ".title"),
		said: []string{s.say("problem." + string(p.Problem) + ".text")}, note: []string{s.say("out.where", s.cfg.Facts.Phone)}}
	s.pictured(r, func(in stage.Rect) float32 { return s.message(in, m) }, func(at stage.Rect) { s.problemPicture(at, p.Problem) })
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), outlined})
	if p.Entry != "" {
		s.bar.right = append(s.bar.right, barButton{s.tap("guide", s.say("button.guide"), visit.Action{Do: visit.DoAnswer, Text: p.Entry}), next})
	}
}

// problemPicture shows what to do where that can be shown, else what is wrong with the card.
func (s *screen) problemPicture(r stage.Rect, p visit.Problem) {
	sign := func(i stage.Icon) { s.markedCard(r, i, s.p.Amber, s.p.OnAmber) }
	switch p {
	case visit.CardMute:
		s.slotPicture(r, turned)
	case visit.NotSocialSecurity, visit.BankCard:
		s.cardChoice(r)
	case visit.VisitInterrupted:
		s.slotPicture(r, goingIn)
	case visit.CardUnreadable, visit.CardStuck, visit.PINUnknown:
		s.slotPicture(r, goingOut)
	case visit.CardLocked, visit.PINBlocked:
		sign(stage.IconLock)
	case visit.CardExpired:
		sign(stage.IconClock)
	case visit.CardNeedsKey:
		sign(stage.IconCounter)
	case visit.NoPINSet:
		sign(stage.IconKeys)
	case visit.NoHolder:
		sign(stage.IconPerson)
	default:
		sign(stage.IconPlug)
	}
}

// enterPIN is 密码: dots, tries left, and a keypad of fingers' size.
func (s *screen) enterPIN(r stage.Rect) {
	v := s.v.PIN
	gap := max(24, s.glass.Gap())
	left, pad := r, r
	if s.glass.Portrait() {
		left.H = r.H * 0.5
		pad = below(r, left.Bottom()+gap)
	} else {
		left.W = r.W * 0.55
		pad.X, pad.W = left.Right()+56, r.W-left.W-56
	}
	s.card(left)
	in := stage.Rect{X: left.X + 56, Y: left.Y + 40, W: left.W - 112, H: left.H - 88}
	forgot := s.do("forgot", s.say("pin.forgot"), visit.DoForgotPIN)
	forgot.off = v.Checking
	h := s.glass.Touch()
	s.button(stage.Rect{X: in.X, Y: in.Bottom() - h, W: s.barWidth(forgot.label), H: h}, outlined, forgot)
	text := in
	text.H -= h + 20
	s.fitting(text, s.pinWords(v, true, 36), s.pinWords(v, true, 16), s.pinWords(v, false, 24), s.pinWords(v, false, 8))
	s.keypad(pad, v.Checking)
	submit := s.do("submit", s.say("pin.confirm"), visit.DoSubmitPIN)
	submit.off = !v.Ready
	s.bar.right = append(s.bar.right, barButton{submit, next})
}

// pinWords is one way to set what stands beside the keypad: with the advice or without, loose or tight.
func (s *screen) pinWords(v *visit.PINView, advice bool, space float32) func(stage.Rect) float32 {
	return func(r stage.Rect) float32 {
		at := func(y float32) stage.Rect { return stage.Rect{X: r.X, Y: y, W: r.W} }
		y := s.paragraph(at(r.Y), s.say("pin.title"), s.ink(theme.Title).strong())
		y = s.paragraph(at(y), s.say("pin.which"), s.ink(theme.Text)) + space
		y = s.dots(at(y), v.Length, v.Checking) + space
		switch {
		case v.Checking:
			y = s.advice(at(y), stage.IconClock, s.say("pin.checking"))
			return s.advice(at(y+space/3), stage.IconCard, s.say("pin.left", v.Left))
		case v.Left == 1:
			y = s.notice(at(y), s.say("pin.last"), true)
		case v.Wrong:
			y = s.notice(at(y), s.say("pin.wrong", v.Left), false)
		default:
			y = s.advice(at(y), stage.IconCard, s.say("pin.left", v.Left))
		}
		if advice {
			y = s.advice(at(y+space/3), stage.IconHand, s.say("pin.cover"))
			y = s.advice(at(y+space/3), stage.IconKeys, s.say("pin.then"))
		}
		return y
	}
}

// advice is a sentence with a drawing before it.
func (s *screen) advice(r stage.Rect, icon stage.Icon, text string) float32 {
	const side = 44
	st := s.ink(theme.Text)
	h := max(side, s.height(text, st, r.W-side-24))
	s.listed(stage.Rect{X: r.X, Y: r.Y + (h-side)/2, W: side, H: side}, icon, s.p.Blue)
	s.paragraph(stage.Rect{X: r.X + side + 24, Y: r.Y + (h-s.height(text, st, r.W-side-24))/2, W: r.W - side - 24}, text, st)
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
		line := s.p.KeyLine
		if i <= n {
			line = s.p.Blue
		}
		s.add(stage.Item{Kind: stage.Box, Rect: b, Fill: s.p.Card, Stroke: line, Width: 3, Radius: corner})
		switch {
		case i < n:
			d := side * 0.56
			s.disc(stage.Rect{X: b.X + (b.W-d)/2, Y: b.Y + (b.H-d)/2, W: d, H: d}, s.p.Ink)
		case i == n && !checking:
			s.box(stage.Rect{X: b.X + b.W*.2, Y: b.Y + b.H*.22, W: 8, H: b.H * .56}, s.p.Ink)
		}
	}
	return r.Y + h
}

func (s *screen) keypad(r stage.Rect, off bool) {
	gap := max(24, s.glass.Gap())
	w := min(320, (r.W-2*gap)/3)
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
	in := stage.Rect{X: r.X + 64, Y: r.Y + 44, W: r.W - 128, H: r.H - 72}
	y := s.paragraph(in, s.say("consent.title"), s.ink(theme.Title).strong()) + 12
	s.line(in.X, y, in.Right(), y, 2, s.p.Line)
	var all []fact
	for _, f := range []struct {
		icon stage.Icon
		key  string
	}{{stage.IconRecord, "consent.what"}, {stage.IconPaper, "consent.why"}, {stage.IconShield, "consent.kept"}, {stage.IconEye, "consent.look"}} {
		all = append(all, fact{f.icon, s.p.Blue, s.say(f.key + ".label"), s.say(f.key)})
	}
	s.factsFit(below(in, y), all)
	s.bar.right = append(s.bar.right, barButton{s.do("agree", s.say("button.agree"), visit.DoAgree), next})
}

// factsFit sets a list as large as it fits.
func (s *screen) factsFit(r stage.Rect, all []fact) float32 {
	way := func(t theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return s.facts(r, all, t) }
	}
	if s.large && s.glass.Portrait() { // larger still would be a few characters a line
		return s.fitting(r, way(theme.Heading), way(theme.Text), way(theme.Note))
	}
	return s.fitting(r, way(theme.Tile), way(theme.Heading), way(theme.Text), way(theme.Note))
}

// end is 结束: what is still to be taken.
func (s *screen) end(r stage.Rect) {
	v := s.v.End
	m := message{icon: stage.IconCheck, ground: s.p.Green, ink: s.p.OnGreen, title: s.say("end.thanks")}
	picture := func(at stage.Rect) { s.outletPicture(at, true, stage.IconNone, s.p.Green, s.p.OnGreen) }
	take := func(key string) {
		m.title, m.icon, m.ground, m.ink = s.say(key), stage.IconHand, s.p.Amber, s.p.OnAmber
	}
	switch {
	case v.TakeCard && v.TakeSlip:
		take("end.card_slip")
		m.said = []string{s.say("end.card_note")}
		picture = s.takeBoth
	case v.TakeCard:
		take("end.card")
		m.said = []string{s.say("end.card_note")}
		picture = func(at stage.Rect) { s.slotPicture(at, goingOut) }
	case v.Clearing:
		m.title, m.icon, m.ground, m.ink = s.say("end.clearing"), stage.IconPrinter, s.p.Blue, s.p.OnBlue
		m.said = []string{s.say("end.clearing_note")}
		picture = func(at stage.Rect) { s.outletPicture(at, false, stage.IconClock, s.p.Blue, s.p.OnBlue) }
	case v.TakeSlip:
		take("end.slip")
		m.said = []string{s.say("end.slip_where")}
		if v.Outcome != visit.SlipConfirmed { // nobody knows whether there is one
			take("printed.unknown.title")
			m.said = []string{s.say("end.unknown")}
		}
	}
	if v.TakeCard {
		m.note = []string{s.say("end.not_yours")}
	}
	s.pictured(r, func(in stage.Rect) float32 { return s.message(in, m) }, picture)
	s.bar.right = append(s.bar.right, s.askForHelp())
}

// takeBoth shows the card and the slip that are to be taken.
func (s *screen) takeBoth(r stage.Rect) {
	const gap = 40
	if s.glass.Portrait() {
		w := (r.W - gap) / 2
		s.slotPicture(stage.Rect{X: r.X, Y: r.Y, W: w, H: r.H}, goingOut)
		s.outletPicture(stage.Rect{X: r.X + w + gap, Y: r.Y, W: w, H: r.H}, true, stage.IconNone, s.p.Green, s.p.OnGreen)
		return
	}
	h := (r.H - gap) / 2
	s.slotPicture(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, goingOut)
	s.outletPicture(stage.Rect{X: r.X, Y: r.Y + h + gap, W: r.W, H: h}, true, stage.IconNone, s.p.Green, s.p.OnGreen)
}

// outOfService says which part is not working, what still works, and where to go.
func (s *screen) outOfService(r stage.Rect) {
	var all []fact
	if !s.v.Parts.Reader {
		all = append(all, fact{stage.IconCross, s.p.Red, s.say("out.reader.label"), s.say("out.reader")})
	}
	if !s.v.Parts.Records {
		all = append(all, fact{stage.IconCross, s.p.Red, s.say("out.records.label"), s.say("out.records")})
	}
	all = append(all, fact{stage.IconCheck, s.p.Green, s.say("out.works.label"), s.say("out.works")},
		fact{stage.IconPhone, s.p.Blue, s.say("out.where.label"), s.say("out.where", s.cfg.Facts.Phone)})
	s.headed(r, stage.IconTools, s.say("out.title"), all)
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), next})
}

// headed is a panel with a warning sign, a title and a list that explains.
func (s *screen) headed(r stage.Rect, icon stage.Icon, title string, all []fact) {
	s.card(r)
	in := stage.Rect{X: r.X + 64, Y: r.Y + 48, W: r.W - 128, H: r.H - 80}
	const side = 112
	s.sign(in.X, in.Y, side, icon, s.p.Amber, s.p.OnAmber)
	head := stage.Rect{X: in.X + side + 36, W: in.W - side - 36}
	st := s.ink(theme.Attract).strong()
	h := s.height(title, st, head.W)
	head.Y = in.Y + max(0, (side-h)/2)
	y := max(s.paragraph(head, title, st), in.Y+side) + 28
	s.line(in.X, y, in.Right(), y, 2, s.p.Line)
	s.factsFit(below(in, y), all)
}

// recovery is shown after a fault of the program.
func (s *screen) recovery(r stage.Rect) {
	s.headed(r, stage.IconWarning, s.say("recovery.title"), []fact{
		{stage.IconShield, s.p.Green, s.say("recovery.kept.label"), s.say("recovery.kept")},
		{stage.IconCard, s.p.Blue, s.say("recovery.again.label"), s.say("recovery.again")},
		{stage.IconPhone, s.p.Blue, s.say("out.where.label"), s.say("out.where", s.cfg.Facts.Phone)},
	})
}
