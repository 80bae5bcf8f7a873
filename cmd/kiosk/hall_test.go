package main

import (
	"context"
	"image"
	"os"
	"testing"

	"shebao/kiosk/cmd/internal/halltest"
	"shebao/kiosk/devices/simulate/simcard"
	"shebao/kiosk/internal/records/generate"
	"shebao/kiosk/internal/visit"
)

// The terminal is run as the process that it is in a hall: the built command, a real X server, the real card service, a printer
// on a real line. Nothing in it helps the test.

// kiosk is the built command.
var kiosk string

func TestMain(m *testing.M) {
	if halltest.Mouth() {
		return
	}
	dir, err := os.MkdirTemp("", "kiosk-test-")
	if err == nil {
		kiosk, err = halltest.Build(context.Background(), dir, "cmd/kiosk")
	}
	if err != nil {
		panic(err)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// guest is somebody before the terminal. Whatever is not as it must be ends the test.
type guest struct {
	*halltest.Visitor
	t *testing.T
}

// open opens a hall with somebody in it.
func open(t *testing.T, o halltest.Options) guest {
	t.Helper()
	o.Binary = kiosk
	h, err := halltest.Open(t.Context(), t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	s, err := halltest.NewShadow(image.Pt(h.Screen.Dx(), h.Screen.Dy()))
	if err != nil {
		t.Fatal(err)
	}
	return guest{&halltest.Visitor{Shadow: s, Hall: h}, t}
}

func (g guest) must(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatalf("%v\nthe terminal said: %s", err, g.Hall.Log())
	}
}

func (g guest) see()            { g.t.Helper(); g.must(g.See()) }
func (g guest) touch(id string) { g.t.Helper(); g.must(g.Touch(id)) }

// do touches targets one after the other, and sees each time what follows.
func (g guest) do(ids ...string) {
	g.t.Helper()
	for _, id := range ids {
		g.touch(id)
		g.see()
	}
}

var (
	jia = halltest.Person{Number: "379901199003070011", Name: "测试甲", PIN: "246813"}
	yi  = halltest.Person{Number: "379901196308150027", Name: "测试乙", PIN: "135790"}
)

func cardOf(p halltest.Person) *simcard.Card {
	seq := generate.SequenceOf(p.Number, len(p.PIN)+int(p.PIN[0]))
	if seq == 0 { // the first of those who are not of the cast
		seq = generate.StrangerCards
	}
	spec := simcard.SpecFor(p.Number, p.Name, seq)
	spec.PIN = p.PIN
	return simcard.New(spec)
}

// insert puts a person's card in, up to the PIN.
func (g guest) insert(p halltest.Person) {
	g.t.Helper()
	g.must(g.Hall.Insert(cardOf(p)))
	g.Identified(3)
	g.see()
}

// prove types her PIN, up to 告知.
func (g guest) prove(p halltest.Person) {
	g.t.Helper()
	g.must(g.Type(p.PIN))
	g.Proved(p)
	g.see()
}

// agree agrees, up to 个人主页 with the records there.
func (g guest) agree(p halltest.Person) {
	g.t.Helper()
	g.touch("agree")
	g.must(g.Read(p))
	g.see()
}

func (g guest) home(p halltest.Person) {
	g.t.Helper()
	g.insert(p)
	g.prove(p)
	g.agree(p)
}

// pull takes the card out.
func (g guest) pull() {
	g.t.Helper()
	g.Hall.Pull()
	g.On(visit.CardOut{})
	g.see()
}

// slips waits until the printer has cut so many slips.
func (g guest) slips(n int) {
	g.t.Helper()
	ctx, stop := context.WithTimeout(g.t.Context(), halltest.Patience)
	defer stop()
	if err := g.Hall.Printer.Await(ctx, func() bool { return len(g.Hall.Printer.Slips()) >= n }); err != nil {
		g.t.Fatalf("%d slips of %d came out; the terminal said: %s", len(g.Hall.Printer.Slips()), n, g.Hall.Log())
	}
}

// printed tells the shadow what became of the slip.
func (g guest) printed(o visit.PrintOutcome, reason visit.PrinterState) {
	g.t.Helper()
	g.On(visit.PrintDone{Visit: g.State.Visit, Outcome: o, Reason: reason})
	g.see()
}
