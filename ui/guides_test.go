package ui

import (
	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// guides are the screens of the guides, with a card and without.
func guides(b errand, jia records.Record) []view {
	home := b.do(visit.DoStart)
	named := func(e errand, d visit.Do, text string) errand { return e.tap(visit.Action{Do: d, Text: text}) }
	cross := home.do(visit.DoCross)
	employee, all := named(cross, visit.DoCross, "employee"), named(cross, visit.DoCross, visit.GroupEverybody)
	online, joint := named(employee, visit.DoItem, "service-3-2"), named(all, visit.DoItem, "service-3-4")
	cards := home.do(visit.DoCardServices)
	functions := cards.do(visit.DoFunctions)
	reset := named(cards, visit.DoAnswer, visit.EntryPINReset)
	own := named(reset, visit.DoBring, "reset-own")
	channels := home.do(visit.DoChannels)
	phones := channels.do(visit.DoPhones)
	page := func(e errand) errand { return e.tap(visit.Action{Do: visit.DoPage, N: 1}) }
	known := b.home(jia)
	out := []view{
		cross.view("cross"), employee.view("cross-employee"), all.view("cross-all"), page(all).view("cross-all-2"),
		named(cross, visit.DoCross, "survivor").view("cross-survivor"),
		online.view("cross-online"), joint.view("cross-joint"), page(joint).view("cross-joint-2"),
		cards.view("card-services"), functions.view("card-functions"), page(functions).view("card-functions-2"),
		known.do(visit.DoCardServices).do(visit.DoFunctions).view("card-functions-known"),
		reset.view("reset"), own.view("materials-own"), named(own, visit.DoBring, "reset-agent").view("materials-agent"),
		named(named(cards, visit.DoAnswer, visit.EntryReplaceCard), visit.DoBring, "replace").view("materials-replace"),
		named(cards, visit.DoAnswer, visit.EntryReplaceCard).view("replace"), named(cards, visit.DoAnswer, visit.EntryLoss).view("loss"),
		channels.view("channels"), page(channels).view("channels-2"), phones.view("phones"), page(phones).view("phones-2"),
		named(reset, visit.DoChannels, visit.EntryPINReset).view("channels-reset"),
		known.do(visit.DoWrongInfo).view("wrong-info"), cards.do(visit.DoWrongInfo).view("wrong-info-no-card"),
		named(known.do(visit.DoWrongInfo), visit.DoAnswer, visit.EntryWrongNumber).view("wrong-number"),
		named(b.do(visit.DoQuestions), visit.DoQuestions, visit.CategoryCard).view("questions-card"),
	}
	for _, id := range []string{"aishandong", "national", "hotline", "agency", "card-outlet"} {
		c := named(channels, visit.DoChannel, id)
		out = append(out, c.view("channel-"+id), page(c).view("channel-"+id+"-2"))
	}
	card := b.on(visit.CardIn{})
	out = append(out, card.on(visit.CardRead{Visit: card.s.Visit, Problem: visit.BankCard}).do(visit.DoCardServices).view("card-services-bank-card"))
	return out
}
