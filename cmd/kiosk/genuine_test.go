package main

import (
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/visit"
)

// fresh is a new PIN that nobody would guess.
const fresh = "802751"

// third is a person's card of the third generation.
func third(p halltest.Person) simcard.Spec {
	spec := simcard.SpecFor(p.Number, p.Name, generate.SequenceOf(p.Number, 7))
	spec.PIN, spec.Version = p.PIN, "3.00"
	return spec
}

// A card of the third generation gives its holder to an authenticated terminal only: by the module in the second slot, and by
// the back end.
func TestThirdGeneration(t *testing.T) {
	for name, c := range map[string]struct {
		maker  halltest.Maker
		change func(*simcard.Spec)
	}{
		"contact, module":       {halltest.ByModule, func(*simcard.Spec) {}},
		"3DES by tags, module":  {halltest.ByModule, func(s *simcard.Spec) { s.Algorithm, s.NoWholeFile = 1, true }},
		"contactless, back end": {halltest.ByBackEnd, func(s *simcard.Spec) { s.Contactless = true }},
	} {
		t.Run(name, func(t *testing.T) {
			g := open(t, halltest.Options{Proof: c.maker})
			g.see()
			spec := third(jia)
			c.change(&spec)
			g.must(g.Hall.Insert(simcard.New(spec)))
			g.Identified(3)
			g.see()
			g.prove(jia)
			g.agree(jia)
			g.pull()
		})
	}
}

// Forgeries have the right files and take every PIN. They lead to a sentence and the guides, never to a PIN.
func TestForgeries(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	recording := simcard.New(third(jia)).Record(card.Challenge{Factor: [8]byte{1}, Original: [8]byte{2}})
	for name, change := range map[string]func(*simcard.Spec){
		"counterfeit":               func(s *simcard.Spec) { s.Counterfeit = true },
		"replay":                    func(s *simcard.Spec) { s.Replay = recording },
		"replay with its own words": func(s *simcard.Spec) { s.Replay, s.OwnFactor = recording, true },
	} {
		for _, version := range []string{"2.00", "3.00"} {
			t.Run(name+" "+version, func(t *testing.T) {
				g := guest{g.Visitor, t}
				spec := third(jia)
				spec.Version = version
				change(&spec)
				c := simcard.New(spec)
				g.must(g.Hall.Insert(c))
				g.On(visit.CardIn{})
				g.On(visit.CardRead{Visit: g.State.Visit, Authenticity: visit.Counterfeit})
				g.see()
				g.do("questions", "back")
				g.pull()
				if c.PINs() > 0 {
					t.Error("a PIN was sent to it")
				}
			})
		}
	}
	g.home(jia)
}

// A terminal that cannot prove cards serves guides, and says why and where to go.
func TestWithoutKeys(t *testing.T) {
	t.Run("none configured", func(t *testing.T) {
		g := open(t, halltest.Options{Proof: halltest.ByNobody})
		g.On(visit.KeysChanged{})
		g.see()
		g.must(g.Hall.Insert(cardOf(jia)))
		g.On(visit.CardIn{})
		g.see()
		g.do("questions", "entry.service-2", "exit")
		g.pull()
		g.do("start", "query", "exit")
	})
	t.Run("back end silent", func(t *testing.T) {
		g := open(t, halltest.Options{Proof: halltest.ByBackEnd})
		g.see()
		g.Hall.HSM.Close()
		g.must(g.Hall.Insert(cardOf(jia)))
		g.On(visit.CardIn{})
		g.On(visit.CardRead{Visit: g.State.Visit})
		g.see()
		g.pull()
	})
	t.Run("module taken out", func(t *testing.T) {
		g := open(t, halltest.Options{})
		g.see()
		g.home(jia)
		g.Hall.PullModule()
		g.On(visit.KeysChanged{})
		g.see()
		if v := g.View(); v.Screen != visit.OutOfService || v.Person != nil {
			t.Errorf("without its module the terminal shows %s", v.Screen)
		}
		if !strings.Contains(g.Hall.Log(), "the security module is not trusted any more") {
			t.Errorf("the operator is told: %s", g.Hall.Log())
		}
	})
}

// Another card in the reader than the one that was read, which no event tells of: nothing is printed, and the visit is over.
func TestSwappedCard(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	g.home(jia)
	g.do("tile.print")
	g.Hall.Swap(cardOf(yi))
	g.touch("print")
	g.On(visit.CardChanged{Visit: g.State.Visit})
	g.On(visit.PrintDone{Visit: g.State.Visit, Outcome: visit.SlipNotPrinted})
	g.see()
	g.pull()
	if n := len(g.Hall.Printer.Slips()); n > 0 {
		t.Errorf("%d slips came out", n)
	}
	g.home(yi)
}

// changing goes from 个人主页 to 修改密码 and types all three.
func (g guest) changing(current, new string) {
	g.t.Helper()
	g.do("tile.card", "change_pin")
	g.must(g.Type(current))
	g.see()
	g.must(g.Type(new))
	g.On(visit.PINJudged{Visit: g.State.Visit})
	g.see()
	g.must(g.Type(new))
}

func TestPINIsChanged(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	c := cardOf(jia)
	g.must(g.Hall.Insert(c))
	g.Identified(3)
	g.see()
	g.prove(jia)
	g.agree(jia)
	g.changing(jia.PIN, fresh)
	g.On(visit.PINChanged{Visit: g.State.Visit, Outcome: visit.ChangeDone})
	g.see()
	if !c.HasPIN(fresh) || c.Changes() != 1 {
		t.Errorf("the card was sent %d changes, and has another PIN", c.Changes())
	}
	g.do("continue", "exit")
	g.pull()

	// The answer is lost: the person is told that nobody knows, and nothing is sent again.
	g.must(g.Hall.Insert(c))
	g.Identified(3)
	g.see()
	g.prove(halltest.Person{Number: jia.Number, Name: jia.Name, PIN: fresh})
	g.agree(jia)
	c.BreakAt(simcard.CommFault, 0x5E)
	g.changing(fresh, jia.PIN)
	g.On(visit.PINChanged{Visit: g.State.Visit, Outcome: visit.ChangeUnknown, Left: visit.TriesUnknown})
	g.see()
	if c.Changes() != 2 {
		t.Errorf("the change was sent %d times", c.Changes()-1)
	}
}

// Whole visits with everything talking that can be made to talk, an end by a crash, and then all that was written is searched.
func TestNothingPersonalIsWritten(t *testing.T) {
	g := open(t, halltest.Options{Proof: halltest.ByBackEnd,
		Env: []string{"PCSCLITE_DEBUG=0", "GODEBUG=http2debug=2", "GOTRACEBACK=all", "LIBPCSCLITE_DEBUG=0"}})
	g.see()
	spec := third(jia)
	c := simcard.New(spec)
	g.must(g.Hall.Insert(c))
	g.Identified(3)
	g.see()
	g.must(g.Type("111222"))
	g.On(visit.PINChecked{Visit: g.State.Visit, Left: 2})
	g.see()
	g.prove(jia)
	g.agree(jia)
	g.do("eye", "tile.query", "back", "tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	g.do("continue")
	g.changing(jia.PIN, fresh)
	g.On(visit.PINChanged{Visit: g.State.Visit, Outcome: visit.ChangeDone})
	g.see()
	g.do("continue")
	c.Break(simcard.Garbage, 0)
	g.do("tile.print")
	g.touch("print")
	g.On(visit.CardChanged{Visit: g.State.Visit, Problem: visit.CardUnreadable})
	g.On(visit.PrintDone{Visit: g.State.Visit, Outcome: visit.SlipNotPrinted})
	g.pull()

	c.Break(simcard.NoFault, 0)
	g.must(g.Hall.Insert(c))
	g.Identified(3)
	g.see()
	g.prove(halltest.Person{Number: jia.Number, Name: jia.Name, PIN: fresh})
	g.agree(jia)
	g.do("tile.card", "change_pin")
	for _, d := range "802751" {
		g.touch("key." + string(d))
	}
	g.see()
	g.limits()
	g.must(g.Hall.Signal(quit)) // it writes down what every goroutine is doing
	if err := g.Hall.Ended(); err == nil {
		t.Fatal("it did not crash")
	}
	if !strings.Contains(g.Hall.Log(), "goroutine ") {
		t.Fatal("the crash wrote nothing, so that searching it proves nothing")
	}
	g.searchWritten(spec, jia.PIN, fresh, "111222")
}
