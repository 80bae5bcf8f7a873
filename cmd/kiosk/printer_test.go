package main

import (
	"os/exec"
	"strings"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/visit"
)

// on counts the lines of paper that hold a text.
func on(s simprinter.Slip, text string) int {
	n := 0
	for _, l := range s.Text {
		if strings.Contains(l, text) {
			n++
		}
	}
	return n
}

func pieces(g guest) []simprinter.Slip {
	return append(g.Hall.Printer.Slips(), g.Hall.Printer.Unfinished())
}

// Paper ends in the middle of a slip: the person is told that some of it came out and the rest will not, the next person gets
// her own slip and not a line of the first one's.
func TestPaperOutInASlip(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	g.home(jia)
	g.do("tile.print", "months.60")
	g.Hall.Printer.PaperOutAfter(60)
	g.touch("print")
	g.printed(visit.SlipPartial, visit.PrinterPaperOut)
	g.do("exit")
	g.pull()
	if n := g.Hall.Printer.Held(); n != 0 {
		t.Errorf("the printer still holds %d bytes of the slip", n)
	}
	g.Hall.Printer.LoadPaper()
	g.On(visit.PrinterChanged{Printer: visit.PrinterReady})

	g.home(yi)
	g.do("tile.print") // seen when the terminal has found the printer ready: it asks every five seconds
	g.touch("print")
	g.slips(2)
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	all := g.Hall.Printer.Slips()
	last := all[len(all)-1]
	if on(last, "测*甲") != 0 || on(last, "0011") != 0 || on(last, "0027") != 1 {
		t.Errorf("the next person's slip is %q", last.Text)
	}
	for _, s := range all {
		if on(s, "测*甲") > 0 && on(s, "测*乙") > 0 {
			t.Error("two persons on one piece of paper")
		}
	}
	g.do("exit")
	g.pull()
}

// A printer that answers questions and confirms nothing: the outcome is unknown, and the person is asked to look.
func TestPrinterThatConfirmsNothing(t *testing.T) {
	g := open(t, halltest.Options{Printer: simprinter.Options{Completion: simprinter.None}})
	g.see()
	g.home(jia)
	g.do("tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipUnknown, "")
	g.do("exit")
	g.pull()
}

// A printer of which only the sending wire is connected: it is known to answer nothing, so each slip's outcome is unknown, and
// after it nobody's slip begins before staff have said that the printer holds nothing.
func TestPrinterThatAnswersNothing(t *testing.T) {
	g := open(t, halltest.Options{Profile: "generic80-silent", Printer: simprinter.Options{Mute: true, Completion: simprinter.None}})
	g.On(visit.PrinterChanged{Printer: visit.PrinterMute})
	g.see()
	g.home(jia)
	g.do("tile.print")
	g.touch("print")
	g.slips(1)
	g.printed(visit.SlipUnknown, visit.PrinterSilent)
	g.do("exit")
	g.pull()

	g.On(visit.PrinterChanged{Printer: visit.PrinterSilent})
	g.home(yi)
	g.do("tile.print")
	ctl, err := halltest.Build(t.Context(), t.TempDir(), "cmd/kioskctl")
	g.must(err)
	if out, err := exec.CommandContext(t.Context(), ctl, "printer", "emptied", "-config", g.Hall.Path("kiosk.toml")).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	g.On(visit.PrinterChanged{Printer: visit.PrinterMute})
	g.see()
	g.touch("print")
	g.slips(2)
	g.printed(visit.SlipUnknown, visit.PrinterSilent)
	all := g.Hall.Printer.Slips()
	if last := all[len(all)-1]; on(last, "测*甲") != 0 || on(last, "0027") != 1 {
		t.Errorf("the next person's slip is %q", last.Text)
	}
}

// The terminal is killed while a slip is being printed. When it comes back it does not print it again.
func TestKilledWhilePrinting(t *testing.T) {
	g := open(t, halltest.Options{})
	g.see()
	g.home(jia)
	g.do("tile.print", "months.60")
	g.touch("print")
	g.must(g.Hall.Printer.Await(t.Context(), func() bool { return on(g.Hall.Printer.Unfinished(), "测*甲") > 0 }))
	g.must(g.Hall.Kill())
	g.must(g.Hall.Start())
	g.State = visit.Start(g.State.Facts, g.State.Now)
	g.On(visit.CardIn{AtStart: true})
	g.On(visit.PrinterChanged{Printer: visit.PrinterReady})
	g.see()
	g.pull()
	g.home(yi)
	g.do("tile.print")
	g.touch("print")
	g.must(g.Hall.Printer.Await(t.Context(), func() bool {
		all := g.Hall.Printer.Slips()
		return len(all) > 0 && on(all[len(all)-1], "0027") == 1
	}))
	g.printed(visit.SlipConfirmed, visit.PrinterReady)
	copies := 0
	for _, s := range pieces(g) {
		if on(s, "测*甲") > 0 {
			copies++
			if on(s, "测*乙") > 0 {
				t.Error("two persons on one piece of paper")
			}
		}
	}
	if copies > 1 {
		t.Errorf("the slip came out %d times", copies)
	}
}
