package gallery

import (
	"fmt"

	"shebao/kiosk/internal/records"
	"shebao/kiosk/internal/visit"
)

// Errand is a visit at some point. Its functions give what it is after a step; a touch that the visit does not take there is a fault
// of whoever wrote it, and panics.
type Errand struct{ State visit.State }

// Begin is a terminal that waits for somebody, with all its parts well.
func (g *Gallery) Begin() Errand {
	return Errand{visit.Start(g.facts, Now())}.On(visit.PrinterChanged{Printer: visit.PrinterReady})
}

// On applies an event now.
func (e Errand) On(ev visit.Event) Errand {
	s, _ := visit.Next(e.State, ev)
	return Errand{s}
}

// Tap touches what the screen offers.
func (e Errand) Tap(a visit.Action) Errand {
	s, _ := visit.Next(e.State, visit.Tap{Step: e.State.Step, Action: a})
	if s.Step == e.State.Step {
		panic(fmt.Sprintf("%s does not take %v", e.State.Here.Screen, a))
	}
	return Errand{s}
}

// Do is a touch that says no more than what is to be done.
func (e Errand) Do(d visit.Do) Errand { return e.Tap(visit.Action{Do: d}) }

// View names what is seen now.
func (e Errand) View(name string) View { return View{name, visit.Look(e.State), e.State} }

// AtPIN has a genuine card put in.
func (e Errand) AtPIN() Errand {
	e = e.On(visit.CardIn{})
	return e.On(Genuine(e.State.Visit, 3))
}

// Genuine is a card that proved itself and has some PIN tries left.
func Genuine(number int64, left int) visit.CardRead {
	return visit.CardRead{Visit: number, Left: left, Authenticity: visit.GenuineByPSAM}
}

// Known has a person show who she is, by card and PIN.
func (e Errand) Known(r records.Record) Errand {
	e = e.AtPIN().On(visit.PINLength{N: 6}).Do(visit.DoSubmitPIN)
	return e.On(visit.PINChecked{Visit: e.State.Visit, Right: true, Left: 3,
		Holder: visit.Holder{Name: r.Person.Name, NameClean: true, Number: r.Person.Number}})
}

// Home has her agree and her records read.
func (e Errand) Home(r records.Record) Errand {
	e = e.Known(r).Do(visit.DoAgree)
	return e.On(visit.RecordsRead{Visit: e.State.Visit, Record: r})
}

// Services are the card's services of somebody who is known.
func (e Errand) Services(r records.Record) Errand {
	return e.Home(r).Do(visit.DoCardServices)
}

// Typed are six digits and 确认.
func (e Errand) Typed() Errand { return e.On(visit.PINLength{N: 6}).Do(visit.DoSubmitPIN) }

// Judged is what the terminal finds of a new PIN.
func (e Errand) Judged(v visit.NewPINVerdict) Errand {
	return e.On(visit.PINJudged{Visit: e.State.Visit, Verdict: v})
}

// Changed is how the card answers a new PIN, and how many tries are left then.
func (e Errand) Changed(o visit.ChangeOutcome, left int) Errand {
	return e.On(visit.PINChanged{Visit: e.State.Visit, Outcome: o, Left: left})
}

// Open makes the errand of a query, through 更多查询 where it does not stand on 个人主页.
func (e Errand) Open(a visit.Action) Errand { return e.Do(visit.DoMore).Tap(a) }

// Asked is 问一问 after some keys.
func (e Errand) Asked(keys string) Errand {
	for _, k := range keys {
		e = e.Press(visit.Action{Do: visit.DoKey, Text: string(k)})
	}
	return e
}

// Press is a touch that changes what is typed and not the view.
func (e Errand) Press(a visit.Action) Errand {
	before := e.State.Asking
	s, _ := visit.Next(e.State, visit.Tap{Step: e.State.Step, Action: a})
	if s.Asking == before {
		panic(fmt.Sprintf("%s does not take %v", e.State.Here.Screen, a))
	}
	return Errand{s}
}

// Take touches a candidate of 问一问.
func (e Errand) Take(candidate string) Errand {
	return e.Press(visit.Action{Do: visit.DoCandidate, Text: candidate})
}

// Keyboard has 问一问 show another keyboard.
func (e Errand) Keyboard(k visit.Keyboard) Errand {
	return e.Press(visit.Action{Do: visit.DoKeyboard, N: int(k)})
}
