package gallery

import (
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// guides are the screens of the guides, with a card and without.
func guides(b Errand, jia records.Record) []View {
	home := b.Do(visit.DoStart)
	named := func(e Errand, d visit.Do, text string) Errand { return e.Tap(visit.Action{Do: d, Text: text}) }
	cross := home.Do(visit.DoCross)
	employee, all := named(cross, visit.DoCross, "employee"), named(cross, visit.DoCross, visit.GroupEverybody)
	online, joint := named(employee, visit.DoItem, "service-3-2"), named(all, visit.DoItem, "service-3-4")
	cards := home.Do(visit.DoCardServices)
	functions := cards.Do(visit.DoFunctions)
	reset := named(cards, visit.DoAnswer, visit.EntryPINReset)
	own := named(reset, visit.DoBring, "reset-own")
	channels := home.Do(visit.DoChannels)
	phones := channels.Do(visit.DoPhones)
	page := func(e Errand) Errand { return e.Tap(visit.Action{Do: visit.DoPage, N: 1}) }
	known := b.Home(jia)
	out := []View{
		cross.View("cross"), employee.View("cross-employee"), all.View("cross-all"), page(all).View("cross-all-2"),
		named(cross, visit.DoCross, "survivor").View("cross-survivor"),
		online.View("cross-online"), joint.View("cross-joint"), page(joint).View("cross-joint-2"),
		cards.View("card-services"), functions.View("card-functions"), page(functions).View("card-functions-2"),
		known.Do(visit.DoCardServices).Do(visit.DoFunctions).View("card-functions-known"),
		reset.View("reset"), own.View("materials-own"), named(own, visit.DoBring, "reset-agent").View("materials-agent"),
		named(named(cards, visit.DoAnswer, visit.EntryReplaceCard), visit.DoBring, "replace").View("materials-replace"),
		named(cards, visit.DoAnswer, visit.EntryReplaceCard).View("replace"), named(cards, visit.DoAnswer, visit.EntryLoss).View("loss"),
		channels.View("channels"), page(channels).View("channels-2"), phones.View("phones"), page(phones).View("phones-2"),
		named(reset, visit.DoChannels, visit.EntryPINReset).View("channels-reset"),
		known.Do(visit.DoWrongInfo).View("wrong-info"), cards.Do(visit.DoWrongInfo).View("wrong-info-no-card"),
		named(known.Do(visit.DoWrongInfo), visit.DoAnswer, visit.EntryWrongNumber).View("wrong-number"),
		named(b.Do(visit.DoQuestions), visit.DoQuestions, visit.CategoryCard).View("questions-card"),
	}
	for _, id := range []string{"aishandong", "national", "hotline", "agency", "card-outlet"} {
		c := named(channels, visit.DoChannel, id)
		out = append(out, c.View("channel-"+id), page(c).View("channel-"+id+"-2"))
	}
	card := b.On(visit.CardIn{})
	out = append(out, card.On(visit.CardRead{Visit: card.State.Visit, Problem: visit.BankCard}).Do(visit.DoCardServices).View("card-services-bank-card"))
	return out
}
