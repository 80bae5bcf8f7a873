package gallery

import (
	"strings"

	"shebao/kiosk/internal/visit"
)

// Asks is 问一问 in every state that looks different.
func Asks(b Errand) []View {
	empty := b.Do(visit.DoStart).Do(visit.DoAsk)
	nine := empty.Keyboard(visit.NineKeys)
	long := empty
	for range 36 {
		long = long.Asked("yang").Take("养")
	}
	fund := empty.Asked("gong").Take("公").Asked("ji").Take("积").Asked("jin").Take("金")
	return []View{
		empty.View("ask"), empty.Asked("ylj").View("ask-initials"), empty.Asked("guashi").View("ask-pinyin"),
		empty.Asked("guashi").Take("挂失").View("ask-taken"), empty.Asked("shebaokadiulezenmeban").View("ask-sentence"),
		empty.Asked("yi").Press(visit.Action{Do: visit.DoCandidates, N: 2}).View("ask-page-3"),
		fund.View("ask-referral"), empty.Asked("tianqi").View("ask-going-on"), empty.Keyboard(visit.FigureKeys).View("ask-figures"),
		empty.Keyboard(visit.FigureKeys).Press(visit.Action{Do: visit.DoFigure, Text: "7"}).View("ask-none"),
		nine.View("ask-nine"), nine.Asked("94664").View("ask-nine-choices"), nine.Asked("482744").View("ask-nine-found"),
		empty.Asked(strings.Repeat("z", 40)).View("ask-full"), long.Asked("yang").View("ask-longest"), long.View("ask-long"),
		empty.Do(visit.DoHelp).View("ask-help"), b.Do(visit.DoAsk).View("ask-from-attract"),
	}
}
