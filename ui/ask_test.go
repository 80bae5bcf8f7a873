package ui

import (
	"strings"

	"shebao/kiosk/internal/visit"
)

// typed is 问一问 after some keys.
func (e errand) asked(keys string) errand {
	for _, k := range keys {
		e = e.press(visit.Action{Do: visit.DoKey, Text: string(k)})
	}
	return e
}

// press is a touch that changes what is typed and not the view.
func (e errand) press(a visit.Action) errand {
	before := e.s.Asking
	s, _ := visit.Next(e.s, visit.Tap{Step: e.s.Step, Action: a})
	if s.Asking == before {
		e.t.Fatalf("%s does not take %v", e.s.Here.Screen, a)
	}
	return errand{e.t, s}
}

func (e errand) take(candidate string) errand {
	return e.press(visit.Action{Do: visit.DoCandidate, Text: candidate})
}

func (e errand) keyboard(k visit.Keyboard) errand {
	return e.press(visit.Action{Do: visit.DoKeyboard, N: int(k)})
}

// asks is 问一问 in every state that looks different.
func asks(b errand) []view {
	empty := b.do(visit.DoStart).do(visit.DoAsk)
	nine := empty.keyboard(visit.NineKeys)
	long := empty
	for range 36 {
		long = long.asked("yang").take("养")
	}
	fund := empty.asked("gong").take("公").asked("ji").take("积").asked("jin").take("金")
	return []view{
		empty.view("ask"), empty.asked("ylj").view("ask-initials"), empty.asked("guashi").view("ask-pinyin"),
		empty.asked("guashi").take("挂失").view("ask-taken"), empty.asked("shebaokadiulezenmeban").view("ask-sentence"),
		empty.asked("yi").press(visit.Action{Do: visit.DoCandidates, N: 2}).view("ask-page-3"),
		fund.view("ask-referral"), empty.asked("qq").view("ask-going-on"), empty.keyboard(visit.FigureKeys).view("ask-figures"),
		empty.keyboard(visit.FigureKeys).press(visit.Action{Do: visit.DoFigure, Text: "7"}).view("ask-none"),
		nine.view("ask-nine"), nine.asked("94664").view("ask-nine-choices"), nine.asked("482744").view("ask-nine-found"),
		empty.asked(strings.Repeat("z", 40)).view("ask-full"), long.asked("yang").view("ask-longest"), long.view("ask-long"),
		empty.do(visit.DoHelp).view("ask-help"), b.do(visit.DoAsk).view("ask-from-attract"),
	}
}
