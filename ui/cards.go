package ui

import (
	"fmt"

	"shebao/kiosk/internal/visit"
	"shebao/kiosk/ui/stage"
	"shebao/kiosk/ui/theme"
	"shebao/kiosk/ui/widgets"
)

// pictured fills a panel with words and a picture: beside each other on lying glass, the picture under the words on upright
// glass. It is drawn only where it is large enough to be seen.
func (s *screen) pictured(r stage.Rect, words func(stage.Rect) float32, picture func(stage.Rect)) {
	const least = 190
	s.Card(r)
	in := stage.Rect{X: r.X + 64, Y: r.Y + 56, W: r.W - 128, H: r.H - 112}
	if s.Glass.Portrait() {
		y := words(in) + 48
		if room := in.Bottom() - y; room >= least {
			h := min(room, 720)
			picture(stage.Rect{X: in.X, Y: y + (room-h)*0.4, W: in.W, H: h})
		}
		return
	}
	left := in
	left.W = in.W * 0.53
	s.Middle(left, words)
	picture(stage.Rect{X: left.Right() + 72, Y: in.Y + 8, W: in.Right() - left.Right() - 72, H: in.H - 16})
}

// reading says what is happening in words, step by step.
func (s *screen) reading(r stage.Rect) {
	v := s.v.Reading
	s.pictured(r, func(in stage.Rect) float32 {
		y := s.Paragraph(in, s.say("reading.title"), s.Ink(theme.Attract).Strong()) + 8
		y = s.Paragraph(stage.Rect{X: in.X, Y: y, W: in.W}, s.say("reading.of", v.Step, v.Steps), s.Grey(theme.Heading)) + 40
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
		s.Box(stage.Rect{X: r.X + side/2 - 2, Y: r.Y + side, W: 4, H: gap}, s.Palette.Line)
	}
	st := s.stepMark(r.X, r.Y, side, i, v.Step, theme.Heading)
	s.Text(stage.Rect{X: r.X + side + 36, Y: r.Y, W: r.W - side - 36, H: side}, s.say(fmt.Sprintf("reading.step%d", i)), st)
	return r.Y + side + gap
}

// stepMark is the disc of a step: checked when it is done, blue while it is under way. It gives the style of the step's name.
func (s *screen) stepMark(x, y, side float32, i, now int, t theme.Type) widgets.Style {
	ground, ink, st := s.Palette.Disabled, s.Palette.OnDisabled, s.Grey(t)
	switch {
	case i < now:
		s.Sign(x, y, side, stage.IconCheck, s.Palette.Green, s.Palette.OnGreen)
		return s.Ink(t)
	case i == now:
		ground, ink, st = s.Palette.Blue, s.Palette.OnBlue, s.Ink(t).Strong()
	}
	at := stage.Rect{X: x, Y: y, W: side, H: side}
	s.Disc(at, ground)
	s.Text(at, fmt.Sprint(i), widgets.Style{Type: t, Bold: true, Align: stage.Centre, Color: ink})
	return st
}

// cardProblem says what is wrong with the card and what to do now.
func (s *screen) cardProblem(r stage.Rect) {
	p := s.v.Problem
	m := widgets.Message{Icon: stage.IconWarning, Ground: s.Palette.Amber, Ink: s.Palette.OnAmber, Title: s.say("problem." + string(p.Problem) + ".title"),
		Said: []string{s.say("problem." + string(p.Problem) + ".text")}, Note: []string{s.say("out.where", s.cfg.Facts.Phone)}}
	if p.Left != visit.TriesUnknown {
		m.Notice, m.Bad = s.say("problem.left", p.Left), p.Left == 1
	}
	s.pictured(r, func(in stage.Rect) float32 { return s.Message(in, m) }, func(at stage.Rect) { s.problemPicture(at, p.Problem) })
	s.bar.right = append(s.bar.right, s.askButton()...)
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), widgets.Outlined})
	guide := barButton{s.tap("guide", s.say("button.guide"), p.Guide), widgets.Next}
	switch p.Problem { // the next step is to put a card in once more
	case visit.CardMute, visit.NotSocialSecurity, visit.BankCard, visit.CardUnreadable, visit.CardStuck, visit.VisitInterrupted, visit.PINUnknown,
		visit.PINChangeUnknown:
		guide.look = widgets.Outlined
	}
	s.bar.right = append(s.bar.right, guide)
}

// problemPicture shows what to do where that can be shown, else what is wrong with the card.
func (s *screen) problemPicture(r stage.Rect, p visit.Problem) {
	sign := func(i stage.Icon) { s.markedCard(r, i, s.Palette.Amber, s.Palette.OnAmber) }
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
		s.markedCard(r, stage.IconCross, s.Palette.Red, s.Palette.OnRed)
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
	s.Card(r)
	in := stage.Rect{X: r.X + 64, Y: r.Y + 44, W: r.W - 128, H: r.H - 72}
	y := s.Paragraph(in, s.say("consent.title"), s.Ink(theme.Title).Strong()) + 12
	s.Line(in.X, y, in.Right(), y, 2, s.Palette.Line)
	var all []widgets.Fact
	for _, f := range []struct {
		icon stage.Icon
		key  string
	}{{stage.IconRecord, "consent.what"}, {stage.IconPaper, "consent.why"}, {stage.IconShield, "consent.kept"}, {stage.IconEye, "consent.look"}} {
		all = append(all, widgets.Fact{Icon: f.icon, Ink: s.Palette.Blue, Label: s.say(f.key + ".label"), Text: s.say(f.key)})
	}
	s.factsFit(below(in, y), all)
	s.bar.right = append(s.bar.right, barButton{s.do("agree", s.say("button.agree"), visit.DoAgree), widgets.Next})
}

// factsFit sets a list as large as it fits.
func (s *screen) factsFit(r stage.Rect, all []widgets.Fact) float32 {
	way := func(t theme.Type) func(stage.Rect) float32 {
		return func(r stage.Rect) float32 { return s.Facts(r, all, t) }
	}
	if s.Large && s.Glass.Portrait() { // larger still would be a few characters a line
		return s.Fitting(r, way(theme.Heading), way(theme.Text), way(theme.Note))
	}
	return s.Fitting(r, way(theme.Tile), way(theme.Heading), way(theme.Text), way(theme.Note))
}

// end is 结束: what is still to be taken.
func (s *screen) end(r stage.Rect) {
	v := s.v.End
	m := widgets.Message{Icon: stage.IconCheck, Ground: s.Palette.Green, Ink: s.Palette.OnGreen, Title: s.say("end.thanks"), Said: []string{s.say("end.card_note")}}
	picture := func(at stage.Rect) { s.markedCard(at, stage.IconCheck, s.Palette.Green, s.Palette.OnGreen) }
	take := func(key string) {
		m.Title, m.Icon, m.Ground, m.Ink = s.say(key), stage.IconHand, s.Palette.Amber, s.Palette.OnAmber
	}
	switch {
	case v.TakeCard && v.TakeSlip:
		take("end.card_slip")
		m.Said = []string{s.say("end.card_note")}
		picture = s.takeBoth
	case v.TakeCard:
		take("end.card")
		m.Said = []string{s.say("end.card_note")}
		picture = func(at stage.Rect) { s.slotPicture(at, goingOut) }
	case v.Clearing:
		m.Title, m.Icon, m.Ground, m.Ink = s.say("end.clearing"), stage.IconPrinter, s.Palette.Blue, s.Palette.OnBlue
		m.Said = []string{s.say("end.clearing_note")}
		picture = func(at stage.Rect) { s.outletPicture(at, false, stage.IconClock, s.Palette.Blue, s.Palette.OnBlue) }
	case v.TakeSlip:
		picture = func(at stage.Rect) { s.outletPicture(at, true, stage.IconNone, s.Palette.Green, s.Palette.OnGreen) }
		take("end.slip")
		m.Said = []string{s.say("end.slip_where")}
		if v.Outcome != visit.SlipConfirmed { // nobody knows whether there is one
			take("printed.unknown.title")
			m.Said = []string{s.say("end.unknown")}
		}
	}
	if v.TakeCard {
		m.Note = []string{s.say("end.not_yours")}
	}
	r = s.rating(r)
	s.pictured(r, func(in stage.Rect) float32 { return s.Message(in, m) }, picture)
	s.bar.right = append(s.bar.right, s.askForHelp())
}

// takeBoth shows the card and the slip that are to be taken.
func (s *screen) takeBoth(r stage.Rect) {
	const gap = 40
	if s.Glass.Portrait() {
		w := (r.W - gap) / 2
		s.slotPicture(stage.Rect{X: r.X, Y: r.Y, W: w, H: r.H}, goingOut)
		s.outletPicture(stage.Rect{X: r.X + w + gap, Y: r.Y, W: w, H: r.H}, true, stage.IconNone, s.Palette.Green, s.Palette.OnGreen)
		return
	}
	h := (r.H - gap) / 2
	s.slotPicture(stage.Rect{X: r.X, Y: r.Y, W: r.W, H: h}, goingOut)
	s.outletPicture(stage.Rect{X: r.X, Y: r.Y + h + gap, W: r.W, H: h}, true, stage.IconNone, s.Palette.Green, s.Palette.OnGreen)
}

// outOfService says which part is not working, what still works, and where to go.
func (s *screen) outOfService(r stage.Rect) {
	var all []widgets.Fact
	if !s.v.Parts.Reader {
		all = append(all, widgets.Fact{Icon: stage.IconCross, Ink: s.Palette.Red, Label: s.say("out.reader.label"), Text: s.say("out.reader")})
	}
	if !s.v.Parts.Records {
		all = append(all, widgets.Fact{Icon: stage.IconCross, Ink: s.Palette.Red, Label: s.say("out.records.label"), Text: s.say("out.records")})
	}
	if !s.v.Parts.Keys {
		all = append(all, widgets.Fact{Icon: stage.IconCross, Ink: s.Palette.Red, Label: s.say("out.keys.label"), Text: s.say("out.keys")})
	}
	if s.v.Card {
		all = append(all, widgets.Fact{Icon: stage.IconCard, Ink: s.Palette.Amber, Label: s.say("out.card.label"), Text: s.say("out.card")})
	}
	all = append(all, widgets.Fact{Icon: stage.IconCheck, Ink: s.Palette.Green, Label: s.say("out.works.label"), Text: s.say("out.works")},
		widgets.Fact{Icon: stage.IconPhone, Ink: s.Palette.Blue, Label: s.say("out.where.label"), Text: s.say("out.where", s.cfg.Facts.Phone)})
	s.headed(r, stage.IconTools, s.say("out.title"), all)
	s.bar.right = append(s.bar.right, s.askButton()...)
	s.bar.right = append(s.bar.right, barButton{s.do("questions", s.say("button.questions"), visit.DoQuestions), widgets.Next})
}

// headed is a panel with a warning sign, a title and a list that explains.
func (s *screen) headed(r stage.Rect, icon stage.Icon, title string, all []widgets.Fact) {
	s.Card(r)
	in := stage.Rect{X: r.X + 64, Y: r.Y + 48, W: r.W - 128, H: r.H - 80}
	const side = 112
	s.Sign(in.X, in.Y, side, icon, s.Palette.Amber, s.Palette.OnAmber)
	head := stage.Rect{X: in.X + side + 36, W: in.W - side - 36}
	st := s.Ink(theme.Attract).Strong()
	h := s.Height(title, st, head.W)
	head.Y = in.Y + max(0, (side-h)/2)
	y := max(s.Paragraph(head, title, st), in.Y+side) + 28
	s.Line(in.X, y, in.Right(), y, 2, s.Palette.Line)
	s.factsFit(below(in, y), all)
}

// recovery is shown after a fault of the program.
func (s *screen) recovery(r stage.Rect) {
	s.headed(r, stage.IconWarning, s.say("recovery.title"), []widgets.Fact{
		{Icon: stage.IconShield, Ink: s.Palette.Green, Label: s.say("recovery.kept.label"), Text: s.say("recovery.kept")},
		{Icon: stage.IconCard, Ink: s.Palette.Blue, Label: s.say("recovery.again.label"), Text: s.say("recovery.again")},
		{Icon: stage.IconPhone, Ink: s.Palette.Blue, Label: s.say("out.where.label"), Text: s.say("out.where", s.cfg.Facts.Phone)},
	})
}
