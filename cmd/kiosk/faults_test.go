package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/card"
	"shebao/kiosk/devices/card/pcsc"
	"shebao/kiosk/devices/simulate/cardkeys"
	"shebao/kiosk/devices/simulate/cardservice"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/clock"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/visit"
)

// Every card that cannot be used has its own sentence, and the next card is served.
func TestCardsThatCannotBeUsed(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	usual := simcard.SpecFor(jia.Number, jia.Name, generate.SequenceOf(jia.Number, 1))
	for want, change := range map[visit.Problem]func(*simcard.Spec){
		visit.NotSocialSecurity: func(s *simcard.Spec) { s.Kind = simcard.IDCard },
		visit.BankCard:          func(s *simcard.Spec) { s.Kind = simcard.BankCard },
		visit.CardLocked:        func(s *simcard.Spec) { s.Locked = true },
		visit.CardExpired:       func(s *simcard.Spec) { s.Expires = "20200101" },
		visit.CardCounterfeit:   func(s *simcard.Spec) { s.Counterfeit = true },
		visit.CardUnverified:    func(s *simcard.Spec) { s.NoInternalKey = true },
		visit.CardNeedsKey:      func(s *simcard.Spec) { s.Version, s.Keys = "3.00", otherReadKey() },
		visit.NoPINSet:          func(s *simcard.Spec) { s.PIN = "" },
		visit.NoHolder:          func(s *simcard.Spec) { s.Blank = true },
		visit.CardMute:          func(s *simcard.Spec) { s.ATR = make([]byte, 40) }, // upside down
	} {
		t.Run(string(want), func(t *testing.T) {
			g := guest{g.Visitor, t}
			spec := usual
			change(&spec)
			g.must(g.Hall.Insert(simcard.New(spec)))
			if want == visit.CardMute {
				g.On(visit.CardMuteIn{})
			} else {
				g.On(visit.CardIn{})
				g.On(cannot(g.State.Visit, want))
			}
			g.see()
			g.do("guide", "back")
			g.pull()
		})
	}
	g.home(jia)
}

// cannot is what a card that cannot be used is read as.
func cannot(number int64, p visit.Problem) visit.CardRead {
	switch p {
	case visit.CardCounterfeit:
		return visit.CardRead{Visit: number, Authenticity: visit.Counterfeit}
	case visit.CardUnverified:
		return visit.CardRead{Visit: number}
	}
	return visit.CardRead{Visit: number, Problem: p}
}

// otherReadKey are the keys of a genuine card that does not open to this scheme's terminals.
func otherReadKey() *cardkeys.Scheme {
	s := cardkeys.Test()
	s.RKSSSE = s.Other().RKSSSE
	return &s
}

// Cards as they really are: a name with bytes that are no character, fields that were never filled, no dates.
func TestCardsWithPoorData(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	spec := simcard.SpecFor(jia.Number, jia.Name, generate.SequenceOf(jia.Number, 1))
	spec.PIN, spec.NameBytes, spec.BareFields, spec.Issued, spec.Expires = jia.PIN, []byte("\xB2\xE2\xFF\x80\xBC\xD7"), true, "", ""
	g.must(g.Hall.Insert(simcard.New(spec)))
	g.Identified(3)
	g.see()
	g.must(g.Type(jia.PIN))
	g.On(visit.PINChecked{Visit: g.State.Visit, Right: true, Left: 3, Holder: visit.Holder{Name: "测□□甲", Number: jia.Number}})
	g.see()
	g.agree(jia)
	g.do("tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	if n := on(g.Hall.Printer.Slips()[0], "姓名含生僻字"); n != 1 {
		t.Errorf("the slip says %d times that the name could not be read whole", n)
	}
}

// The example card of facts/card.md §2.2 is read to the end; the register does not know it. Nor does a card open records that was
// reported lost, was sealed or cancelled, was never collected, or is registered to somebody else.
func TestCardsThatTheRegisterRefuses(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	unknown := simcard.SpecFor("11010519491231002X", "测试甲", 7)
	refused := func(spec simcard.Spec, want visit.Problem) {
		t.Helper()
		p := halltest.Person{Number: spec.Number, Name: spec.Name, PIN: spec.PIN}
		g.must(g.Hall.Insert(simcard.New(spec)))
		g.Identified(3)
		g.see()
		g.prove(p)
		g.touch("agree")
		g.On(visit.CardRefused{Visit: g.State.Visit, Problem: want})
		g.see()
		g.pull()
	}
	unknown.Identifier, unknown.CardNumber = "370100D15600000599999999FFFFFFFF", "X99999999"
	refused(unknown, visit.CardUnregistered)
	for n, want := range map[int]visit.Problem{91: visit.CardReportedLost, 92: visit.CardFormallyLost, 93: visit.CardSealed,
		94: visit.CardCancelled, 95: visit.CardUncollected, 96: visit.CardOtherHolder, 97: visit.CardUnregistered} {
		refused(simcard.SpecFor(jia.Number, jia.Name, generate.SequenceOf(jia.Number, n)), want)
	}
}

func TestPINThatIsWrong(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	card := cardOf(jia)
	g.must(g.Hall.Insert(card))
	g.Identified(3)
	g.see()
	for left := 2; left >= 1; left-- {
		g.must(g.Type("111222"))
		g.On(visit.PINChecked{Visit: g.State.Visit, Left: left})
		g.see()
	}
	g.must(g.Type("111222"))
	g.see() // the warning before the last try
	if card.Left() != 1 || g.View().Overlay != visit.LastTry {
		t.Fatalf("%d tries left before the warning was answered, overlay %q", card.Left(), g.View().Overlay)
	}
	g.touch("last_use")
	g.On(visit.PINChecked{Visit: g.State.Visit, Problem: visit.PINBlocked})
	g.see()
	g.do("guide", "exit")
	g.pull()
	if card.Left() != 0 {
		t.Errorf("%d tries left", card.Left())
	}
}

// What is not there when the terminal starts: it says so, serves what it can, and takes up what is mended.
func TestStartsWithPartsMissing(t *testing.T) {
	t.Run("no record file", func(t *testing.T) {
		g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string {
			if err := os.Rename(h.Path("records.db"), h.Path("away.db")); err != nil {
				t.Fatal(err)
			}
			return toml
		}})
		g.On(visit.SourceChanged{})
		g.see()
		g.do("start", "query", "questions", "entry.service-2", "exit")
		g.must(os.Rename(g.Hall.Path("away.db"), g.Hall.Path("records.db")))
		g.On(visit.SourceChanged{Ready: true})
		g.see()
		g.home(jia)
	})
	t.Run("damaged record file", func(t *testing.T) {
		g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string {
			if err := os.Truncate(h.Path("records.db"), 5000); err != nil {
				t.Fatal(err)
			}
			return toml
		}})
		g.On(visit.SourceChanged{})
		g.see()
		g.must(g.Hall.Insert(cardOf(jia)))
		g.On(visit.CardIn{})
		g.see()
		g.pull()
		if !strings.Contains(g.Hall.Log(), "the record file cannot be read") {
			t.Errorf("the operator is told: %s", g.Hall.Log())
		}
	})
	t.Run("no printer", func(t *testing.T) {
		g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string { h.Printer.Unplug(); return toml }})
		g.On(visit.PrinterChanged{Printer: visit.PrinterAbsent})
		g.see()
		g.home(jia)
		g.do("tile.print")
		g.must(g.Hall.Printer.Plug())
		g.On(visit.PrinterChanged{Printer: visit.PrinterReady})
		g.see()
	})
	t.Run("no card service", func(t *testing.T) {
		g := open(t, halltest.Options{Proof: halltest.ByBackEnd}) // a module would be put in again while the terminal runs
		g.see()
		g.must(g.Hall.Service.Stop())
		g.On(visit.ReaderChanged{})
		g.see()
		g.do("start", "query", "exit")
		g.must(g.Hall.Service.Start())
		g.On(visit.ReaderChanged{Ready: true})
		g.see()
		g.home(jia)
	})
	t.Run("a card in the reader", func(t *testing.T) {
		g := open(t, halltest.Options{Prepare: func(h *halltest.Hall, toml string) string {
			if err := h.Insert(cardOf(jia)); err != nil {
				t.Fatal(err)
			}
			lies(t)
			return toml
		}})
		g.On(visit.CardIn{AtStart: true})
		g.see()
		g.pull()
		g.home(jia)
	})
}

// lies waits until the card service has seen the card.
func lies(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), halltest.Patience)
	defer stop()
	seen := false
	slot := pcsc.New(clock.System{}, pcsc.Options{Reader: cardservice.Reader})
	_ = slot.Watch(ctx, func(e card.Event) { // it ends with the context
		if e.Kind == card.Inserted {
			seen = true
			stop()
		}
	})
	if !seen {
		t.Fatal("the card service sees no card")
	}
}

// A wrong configuration stops the start, and every fault is named with its place.
func TestWrongConfiguration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kiosk.toml")
	if err := os.WriteFile(path, []byte("[terminal]\nid = \"SD-0101-0001\"\n\n[printer]\nbuad = 9600\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), kiosk, "-config", path).CombinedOutput()
	if err == nil || !strings.Contains(string(out), path+":5:1: printer.buad") {
		t.Errorf("%v: %s", err, out)
	}
}
