package simprinter

import (
	"slices"
	"testing"
	"time"
)

// fates are where the slips are.
func (b *bench) fates() []Fate {
	var out []Fate
	for _, s := range b.Slips() {
		out = append(out, s.Fate)
	}
	return out
}

func (b *bench) wantFates(when string, want ...Fate) {
	b.t.Helper()
	if got := b.fates(); !slices.Equal(got, want) {
		b.t.Errorf("%s: %v, want %v", when, got, want)
	}
}

// until lets time pass until something is so.
func (b *bench) until(what string, ok func() bool) {
	b.t.Helper()
	for range 6000 { // a minute
		if b.spin(); ok() {
			return
		}
		b.time.Advance(10 * time.Millisecond)
	}
	b.t.Fatalf("it never came: %s", what)
}

func (b *bench) atExit() bool {
	s := b.Slips()
	return len(s) > 0 && s[len(s)-1].Fate == Waiting
}

func TestNoPresenter(t *testing.T) {
	b := start(t, Options{})
	b.send("1\n" + cutNow)
	b.run()
	b.wantFates("without a presenter", Fell)
	n := len(b.Warnings())
	for _, c := range []string{"\x1de\x06", "\x1dR\x30", "\x1c(z\x02\x00\x01\x00", "\x1cP\x01\x00\x45\x00", eot + "\x14"} {
		b.send(c + "\n")
		b.run()
		if len(b.Warnings()) == n {
			t.Errorf("% X was understood", c)
		}
		n = len(b.Warnings())
	}
	if b.said() != 0 {
		t.Errorf("it said %d bytes", b.said())
	}
}

// Custom's family: held by the cut, presented, ejected and retracted by command, and asked for by GS e 6 and FULL STATUS.
func TestEjector(t *testing.T) {
	const ask, present, eject, retract = "\x1de\x06", "\x1de\x03\x0c", "\x1de\x05", "\x1de\x02"
	b := start(t, Options{Presenter: Ejector, Hand: -1})
	b.send("1\n" + cutNow + ask)
	b.run()
	if got := b.read(1); got != "\x04" {
		t.Errorf("held, it says % X", got)
	}
	b.wantFates("cut", Held)
	b.send(present + ask)
	b.spin()
	b.send(eot + "\x14")
	if got := b.read(6); got != "\x10\x0f\x00\x08\x00\x00" { // FULL STATUS comes at once, while the motor runs
		t.Errorf("% X", got)
	}
	b.run()
	if got := b.read(1); got != "\x0c" {
		t.Errorf("presented, it says % X", got)
	}
	b.send(eot + "\x14")
	if got := b.read(6); got != "\x10\x0f\x20\x00\x00\x00" {
		t.Errorf("% X", got)
	}
	b.wantFates("presented", Waiting)
	b.send(retract + ask)
	b.run()
	if got := b.read(1); got != "\x04" {
		t.Errorf("retracted, it says % X", got)
	}
	b.wantFates("retracted", Retracted)

	b.send("2\n" + cutNow + present + eject)
	b.run()
	b.send("3\n" + cutNow + present)
	b.run()
	b.Take()
	b.send("4\n" + cutNow) // nobody presents it, and the next one pushes it out
	b.run()
	b.send("5\n" + cutNow + "\x1de\x12" + "6\n" + cutNow)
	b.run()
	b.wantFates("at the end", Retracted, Dropped, Taken, Dropped, Held, Fell)
	b.JamPresenter()
	b.send(eot + "\x14")
	if got := b.read(6); got != "\x10\x0f\x00\x00\x00\x80" {
		t.Errorf("jammed, % X", got)
	}
	b.FixPresenter()
	b.send("\x1d\xe2\x1d\xe4\x1d\xe5")
	b.run()
	if got := b.read(len("6cuts1ret1on")); got != "6cuts1ret1on" {
		t.Errorf("it counts %q", got)
	}
	if w := b.Warnings(); len(w) != 0 {
		t.Error(w)
	}
}

// Citizen's: presented by the cut, bit 6 of DLE EOT 4 while it waits, retracted by itself after its time, or by command.
func TestPPU700(t *testing.T) {
	b := start(t, Options{Presenter: PPU700, Hand: -1})
	status := func() string {
		b.t.Helper()
		b.send(eot + "\x04")
		return b.read(1)
	}
	b.send("1\n" + cutNow)
	b.until("the slip at the exit", b.atExit)
	if got := status(); got != "\x52" {
		t.Errorf("waiting, it says % X", got)
	}
	b.time.Advance(autoRetract - 20*time.Millisecond)
	b.spin()
	b.wantFates("before its time", Waiting)
	b.run()
	b.wantFates("after its time", Retracted)
	if got := status(); got != "\x12" {
		t.Errorf("empty, it says % X", got)
	}
	b.SetNearEnd(true)
	if got := status(); got != "\x1e" {
		t.Errorf("near the end it says % X", got)
	}
	b.PaperOutAfter(0)
	if got := status(); got != "\x3e" { // bit 6 is not the end
		t.Errorf("at the end it says % X", got)
	}
	b.LoadPaper()
	b.send("\x1dR\x31\x00" + "2\n" + cutNow)
	b.run() // no timer is left: it holds the slip for ever
	b.wantFates("without a time", Retracted, Waiting)
	b.send("\x1dR\x30")
	b.run()
	b.wantFates("retracted", Retracted, Retracted)
	b.send("\x1dR\x31\x5a" + "3\n" + cutNow)
	b.until("the slip at the exit", b.atExit)
	b.Take()
	b.run() // the time of a slip that was taken is over without harm
	b.send("4\n" + cutNow)
	b.until("the slip at the exit", b.atExit)
	b.time.Advance(handTime)
	b.spin()
	b.wantFates("in the hand", Retracted, Retracted, Taken, Taken)
	b.JamPresenter()
	b.send(eot + "\x03" + eot + "\x06")
	if got := b.read(2); got != "\x16\x32" {
		t.Errorf("jammed, it says % X", got)
	}
}

// A hand that is faster than the presenter takes the slip; a slip that was taken is not retracted.
func TestTakenWhileRetracted(t *testing.T) {
	b := start(t, Options{Presenter: PPU700, Hand: -1})
	b.send("\x1dR\x31\x00" + "1\n" + cutNow)
	b.until("the slip at the exit", b.atExit)
	b.send("\x1dR\x30")
	b.spin()
	b.Take()
	b.run()
	b.wantFates("pulled out", Taken)
	// Nobody's hand is there after she has left, though it was on its way.
	b.send("2\n" + cutNow)
	b.until("the slip at the exit", b.atExit)
	b.Leave()
	b.run()
	b.wantFates("left", Taken, Waiting)
	b.Retract()
	b.wantFates("retracted by its button", Taken, Retracted)
}

// Epson's: switched on by its command, and silent about what becomes of the slip.
func TestEUT400(t *testing.T) {
	b := start(t, Options{Presenter: EUT400})
	b.send("1\n" + cutNow + "\x1c(z\x02\x00\x01\x00" + "2\n" + cutNow + "\x1dI\x73")
	b.run()
	b.send("\x1c(z\x02\x00\x01\x01" + "3\n" + cutNow)
	b.run()
	b.wantFates("off, on and off", Fell, Taken, Fell)
	if got := b.read(1); got != "\x01" || b.said() != 1 {
		t.Errorf("% X", got)
	}
	if w := b.Warnings(); len(w) != 0 {
		t.Error(w)
	}
}

// Custom's later one says with the presenting what becomes of a slip that nobody takes.
func TestVKP80III(t *testing.T) {
	b := start(t, Options{Presenter: VKP80III, Hand: -1})
	b.send("1\n" + cutNow + "\x1cP\x14\x00\x52\x0a" + "2\n" + cutNow)
	b.run()
	b.wantFates("one pushes the other", Dropped, Held)
	b.send("\x1cP\x14\x00\x52\x0a")
	b.run()
	b.send("3\n" + cutNow + "\x1cP\x14\x00\x45\x0a")
	b.run()
	b.send("4\n" + cutNow + "\x1cP\x14\x00\x52\x00")
	b.run()
	b.wantFates("at the end", Dropped, Retracted, Dropped, Waiting)
}
