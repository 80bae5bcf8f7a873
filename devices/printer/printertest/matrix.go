package printertest

import (
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/slip"
)

// mishap is something that happens to a printer.
type mishap struct {
	name     string
	do, mend func(*simprinter.Printer)
	effect   effect
	want     printer.Condition // that it is in; "" when it has no name that every model knows
}

// effect is what a mishap does to a slip; a closed set.
type effect int

const (
	stops   effect = iota // it prints no line more until it is mended, and says so
	harms                 // what it holds is lost
	hides                 // it prints, and the terminal cannot see that
	leaves                // the cable is out: it prints what it has
	nothing               // the slip comes as if nothing had been
	slows                 // it comes, later than is waited for
)

func mishaps() []mishap {
	return []mishap{
		{"paper out", func(p *simprinter.Printer) { p.PaperOutAfter(0) }, (*simprinter.Printer).LoadPaper, stops, printer.PaperOut},
		{"cover", (*simprinter.Printer).OpenCover, (*simprinter.Printer).CloseCover, stops, printer.CoverOpen},
		{"cutter", (*simprinter.Printer).JamCutter, (*simprinter.Printer).FixCutter, stops, printer.CutterError},
		{"head hot", (*simprinter.Printer).HeatHead, (*simprinter.Printer).CoolHead, stops, printer.HeadHot},
		{"paper jam", (*simprinter.Printer).JamPaper, (*simprinter.Printer).FreePaper, stops, ""},
		{"power", (*simprinter.Printer).PowerCycle, nil, harms, ""},
		{"silence", func(p *simprinter.Printer) { p.Silence(true) },
			func(p *simprinter.Printer) { p.Silence(false) }, hides, printer.Silent},
		{"cable", (*simprinter.Printer).Unplug, nil, leaves, printer.Absent},
		{"near end", func(p *simprinter.Printer) { p.SetNearEnd(true) },
			func(p *simprinter.Printer) { p.SetNearEnd(false) }, nothing, printer.NearEnd},
		{"garbage", func(p *simprinter.Printer) { garble(p, 60) }, nil, nothing, printer.Ready},
		{"slow", func(p *simprinter.Printer) { p.SetSpeed(60) }, func(p *simprinter.Printer) { p.SetSpeed(150) }, nothing, printer.Ready},
		{"crawling", func(p *simprinter.Printer) { p.SetSpeed(8) },
			func(p *simprinter.Printer) { p.SetSpeed(150) }, slows, printer.Ready},
	}
}

// garble has the printer say bytes that are no answer to anything: those of a line that is disturbed, but for the ones that a
// printer could have said.
func garble(p *simprinter.Printer, n int) {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*89+31) | 0x80
	}
	p.Noise(b)
}

// moment is when it happens, of a slip's life; a closed set.
type moment string

const (
	before moment = "before the first byte"
	within moment = "between the bytes"
	behind moment = "after the last byte"
	after  moment = "after the slip"
)

// matrix: each mishap at each moment. What is said of the slip is so, it is mended, and the next person's slip comes whole and
// alone.
func matrix(t *testing.T, s Setup) {
	for _, m := range mishaps() {
		for _, when := range []moment{before, within, behind, after} {
			t.Run(m.name+" "+string(when), func(t *testing.T) {
				t.Parallel()
				s.strike(t, m, when)
			})
		}
	}
}

func (s Setup) strike(t *testing.T, m mishap, when moment) {
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	sheet := s.sheet("甲", short)
	do := func() { m.do(r.Sim) }
	switch when {
	case before:
		do()
	case within:
		r.Sim.AfterBytes(r.Sim.Progress().Received+500, do)
	}
	got := r.Print(sheet, func(st printer.Stage) error {
		if st == printer.Sent && when == behind {
			do()
		}
		return nil
	})
	if when == after {
		do()
	}
	m.expect(t, s, got, when)
	if m.want != "" && (when == after || m.effect == stops || m.effect == hides) {
		c := r.Status()
		if c == printer.SlipWaiting && m.effect >= nothing { // the slip has just come
			c = s.state(m.want)
		}
		if c != s.state(m.want) {
			t.Errorf("it is %q, want %q", c, s.state(m.want))
		}
	}
	if m.effect == slows && got.Outcome == printer.Unknown { // what it still has comes in its own time
		r.Quiet()
	}
	if m.mend != nil {
		m.mend(r.Sim)
	}
	if m.effect == leaves {
		if err := r.Sim.Plug(); err != nil {
			t.Fatal(err)
		}
		r.Open()
	}
	r.Quiet()
	next(t, r, s, got)
	s.wantTrue(t, r, "甲", sheet, got)
}

// expect: what must be said of a slip to which it happened.
func (m mishap) expect(t *testing.T, s Setup, got printer.Result, when moment) {
	t.Helper()
	bad := func(why string) { t.Errorf("%s: %+v", why, got) }
	if when == after {
		if got.Outcome != s.done() {
			bad("nothing had happened")
		}
		return
	}
	switch m.effect {
	case stops:
		switch {
		case got.Outcome == printer.Confirmed, m.want != "" && got.Reason != s.state(m.want),
			got.Reason.Usable(), got.Reason == printer.Unasked:
			bad("it had stopped")
		case when == before && (got.Outcome != printer.NotPrinted || got.Partial || got.Sent != 0):
			bad("nothing of it can have left")
		case when == within && s.confirms() && s.clears() && (got.Outcome != printer.NotPrinted || !got.Partial):
			bad("the last line was not begun")
		}
	case harms:
		if when == before && got.Outcome == printer.Confirmed {
			return // it was on again before the first byte came; what is on paper is looked at besides
		}
		if got.Outcome == printer.Confirmed || got.Outcome == printer.NotPrinted && !got.Partial {
			bad("its power was gone")
		}
	case hides:
		if got.Outcome != printer.Unknown || got.Reason != printer.Silent {
			bad("it said nothing")
		}
	case leaves:
		want := printer.Unknown
		if when == before {
			want = printer.NotPrinted
		}
		if got.Outcome != want || got.Reason != printer.Absent || got.Partial {
			bad("the cable was out")
		}
	case nothing:
		if got.Outcome != s.done() {
			bad("nothing of it was disturbed")
		}
	case slows:
		if got.Outcome == printer.NotPrinted {
			bad("it comes")
		}
	}
}

// wantTrue: what was said of a slip is so, now that nothing of it comes any more.
func (s Setup) wantTrue(t *testing.T, r *Rig, owner string, sheet slip.Sheet, said printer.Result) {
	t.Helper()
	whole, lines := 0, 0
	for _, p := range append(r.Sim.Slips(), r.Sim.Unfinished()) {
		if s.holds(p, sheet) {
			whole++
		}
		for _, l := range append(p.Text, p.QR...) {
			if strings.Contains(l, owner) {
				lines++
			}
		}
	}
	switch {
	case whole > 1, said.Outcome == printer.Confirmed && whole != 1, said.Outcome == printer.NotPrinted && whole != 0,
		said.Outcome == printer.NotPrinted && !said.Partial && lines != 0:
		t.Errorf("it was called %s (partial %v), and %d whole slips and %d lines are on paper", said.Outcome, said.Partial, whole, lines)
	}
}
