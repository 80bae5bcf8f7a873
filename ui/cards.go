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
	if i < v.Steps {
		s.box(stage.Rect{X: r.X + side/2 - 2, Y: r.Y + side, W: 4, H: gap}, s.p.Line)
	}
	st := s.stepMark(r.X, r.Y, side, i, v.Step, theme.Heading)
	s.text(stage.Rect{X: r.X + side + 36, Y: r.Y, W: r.W - side - 36, H: side}, s.say(fmt.Sprintf("reading.step%d", i)), st)
	return r.Y + side + gap
}

// stepMark is the disc of a step: checked when it is done, blue while it is under way. It gives the style of the step's name.
func (s *screen) stepMark(x, y, side float32, i, now int, t theme.Type) style {
	ground, ink, st := s.p.Disabled, s.p.OnDisabled, s.grey(t)
	switch {
	case i < now:
		s.sign(x, y, side, stage.IconCheck, s.p.Green, s.p.OnGreen)
		return s.ink(t)
	case i == now:
		ground, ink, st = s.p.Blue, s.p.OnBlue, s.ink(t).strong()
	}
	at := stage.Rect{X: x, Y: y, W: side, H: side}
	s.disc(at, ground)
	s.text(at, fmt.Sprint(i), style{t: t, bold: true, align: stage.Centre, color: ink})
	return st
}

// cardProblem says what is wrong with the card and what to do now.
func (s *screen) cardProblem(r stage.Rect) {
	p := s.v.Problem
	m := message{icon: stage.IconWarning, ground: s.p.Amber, ink: s.p.OnAmber, title: s.say("problem." + string(p.Problem) + ".title"),
		said: []string{s.say("problem." + string(p.Problem) + ".text")}, note: []string{s.say("out.where", s.cfg.Facts.Phone)}}
	if p.Left != visit.TriesUnknown {
		m.notice, m.bad = s.say("problem.left", p.Left), p.Left == 1
	}
	s.pictured(r, func(in stage.Rect) float32 { return s.message(in, m) }, func(at stage.Rect) { s.problemPicture(at, p.Problem) })
	s.bar.right = append(s.bar.right, s.askButton()...)
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), outlined})
	guide := barButton{s.tap("guide", s.say("button.guide"), p.Guide), next}
	switch p.Problem { // the next step is to put a card in once more
	case visit.CardMute, visit.NotSocialSecurity, visit.BankCard, visit.CardUnreadable, visit.CardStuck, visit.VisitInterrupted, visit.PINUnknown,
		visit.PINChangeUnknown:
		guide.look = outlined
	}
	s.bar.right = append(s.bar.right, guide)
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
	case visit.CardUnreadable, visit.CardStuck, visit.PINUnknown, visit.PINChangeUnknown:
		s.slotPicture(r, goingOut)
	case visit.CardLocked, visit.PINBlocked:
		sign(stage.IconLock)
	case visit.CardExpired:
		sign(stage.IconClock)
	case visit.CardNeedsKey, visit.CardUnverified:
		sign(stage.IconCounter)
	case visit.CardCounterfeit, visit.CardUnregistered:
		sign(stage.IconAsk)
	case visit.CardReportedLost, visit.CardFormallyLost:
		sign(stage.IconLost)
	case visit.CardSealed:
		sign(stage.IconLock)
	case visit.CardCancelled:
		s.markedCard(r, stage.IconCross, s.p.Red, s.p.OnRed)
	case visit.CardUncollected:
		sign(stage.IconHand)
	case visit.NoPINSet, visit.PINChangeRefused:
		sign(stage.IconKeys)
	case visit.NoHolder, visit.CardOtherHolder:
		sign(stage.IconPerson)
	default:
		sign(stage.IconPlug)
	}
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
	if !s.v.Parts.Keys {
		all = append(all, fact{stage.IconCross, s.p.Red, s.say("out.keys.label"), s.say("out.keys")})
	}
	if s.v.Card {
		all = append(all, fact{stage.IconCard, s.p.Amber, s.say("out.card.label"), s.say("out.card")})
	}
	all = append(all, fact{stage.IconCheck, s.p.Green, s.say("out.works.label"), s.say("out.works")},
		fact{stage.IconPhone, s.p.Blue, s.say("out.where.label"), s.say("out.where", s.cfg.Facts.Phone)})
	s.headed(r, stage.IconTools, s.say("out.title"), all)
	s.bar.right = append(s.bar.right, s.askButton()...)
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
