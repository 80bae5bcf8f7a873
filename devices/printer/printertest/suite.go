// Package printertest is the conformance suite of slip printers: the same body runs for every profile against the simulated
// printer, behind a real pseudo-terminal, the real serial driver and devices/printer/line.
package printertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/simulate/simprinter"
	"shebao/kiosk/internal/slip"
)

// Lengths of slips, in lines: 12 and 60 months.
const (
	short = 45
	long  = 110
)

// Run is the suite that every profile passes.
func Run(t *testing.T, s Setup) {
	for name, body := range map[string]func(*testing.T, Setup){
		"whole": whole, "stages": stages, "refused": refused, "cancelled": cancelled, "two": twoAtOnce, "slow": slow,
		"paper out before": paperOutBefore, "faults": faults, "early": early, "last line": lastLine, "cutter": cutter,
		"unplugged before": unpluggedBefore, "unplugged": unplugged, "silent": silent, "silent within": silentWithin,
		"noise": noise, "power": power, "deaf": deaf, "deaf and stopped": deafAndStopped, "mute": mute, "uncleared": uncleared,
		"closed": closed, "near end": nearEnd, "stale": stale, "loose end": looseEnd, "matrix": matrix, "basic": basic,
		"taken": taken, "left": left, "pushed": pushed, "presenter jam": presenterJam,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body(t, s)
		})
	}
}

// confirms: it says that it has printed. clears: it can be told to forget.
func (s Setup) confirms() bool {
	return s.Profile.Completion == printer.ProcessID || s.Profile.Completion == printer.GSr
}
func (s Setup) clears() bool { return s.Profile.Clearing == printer.ClearsByDLE }

// every is how far the places of a slip stand apart at which something happens.
func (s Setup) every(n int) int {
	if s.Brief {
		return 4*n + 1
	}
	return n
}

// state is what a printer is called that has no fault but this one, "" for none: some models tell less, some more.
func (s Setup) state(c printer.Condition) printer.Condition {
	switch {
	case c == printer.HeadHot && s.Profile.HeadLifts != printer.No:
		return printer.HeadLifted
	case c == printer.NearEnd && s.Profile.NearMask == 0:
		return printer.Ready
	}
	return c
}

func (s Setup) sheet(owner string, lines int) slip.Sheet {
	return Sheet(owner, lines, s.Profile.Columns)
}

// done is the outcome of a slip that nothing disturbed.
func (s Setup) done() printer.Outcome {
	if s.confirms() {
		return printer.Confirmed
	}
	return printer.Unknown
}

// wantPure: the slips hold whole lines of one owner each, in their order and once.
func wantPure(t *testing.T, r *Rig) {
	t.Helper()
	for _, s := range append(r.Sim.Slips(), r.Sim.Unfinished()) {
		owners := map[string]bool{}
		for _, l := range s.Text {
			for _, o := range []string{"甲", "乙", "丙"} {
				if strings.Contains(l, o) {
					owners[o] = true
				}
			}
		}
		for _, q := range s.QR {
			owners[string([]rune(strings.TrimPrefix(q, "社保 "))[0])] = true
		}
		if len(owners) > 1 {
			t.Errorf("one piece of paper holds lines of several persons: %q %q", s.Text, s.QR)
		}
	}
}

// isWhole reports whether a piece of paper is the sheet, whole and cut.
func (s Setup) isWhole(p simprinter.Slip, sheet slip.Sheet) bool {
	return p.Complete && s.holds(p, sheet)
}

// holds reports whether all of the sheet is on a piece of paper, and nothing else.
func (s Setup) holds(p simprinter.Slip, sheet slip.Sheet) bool {
	code := p.Bands > 0 && len(p.QR) == 0 // as dots
	if s.Profile.QR == printer.QRNative || s.Profile.QR == printer.QREscZ {
		code = p.Bands == 0 && slices.Equal(p.QR, []string{sheet.Lines[len(sheet.Lines)-2].QR})
	}
	return code && slices.Equal(p.Text, s.text(sheet))
}

// wantWhole: exactly one piece of paper is the sheet, whole and cut.
func wantWhole(t *testing.T, r *Rig, s slip.Sheet) {
	t.Helper()
	n := 0
	for _, p := range r.Sim.Slips() {
		if r.setup.isWhole(p, s) {
			n++
		}
	}
	if n != 1 {
		var got []string
		for _, p := range r.Sim.Slips() {
			got = append(got, strings.Join(p.Text, "|"))
		}
		t.Errorf("%d whole slips, want 1; paper holds\n%s\nwant\n%s", n, strings.Join(got, "\n"), strings.Join(r.setup.text(s), "|"))
	}
}

func wantResult(t *testing.T, got printer.Result, o printer.Outcome, why printer.Condition, partial bool) {
	t.Helper()
	if got.Outcome != o || got.Reason != why || got.Partial != partial {
		t.Errorf("result is %+v, want %s %q partial %v", got, o, why, partial)
	}
}

func wantNoWarnings(t *testing.T, r *Rig) {
	t.Helper()
	for _, w := range r.Sim.Warnings() {
		t.Error("the printer did not understand:", w)
	}
}

// first prints a slip on paper of its own, so that the next one begins without preparations.
func first(t *testing.T, r *Rig, s Setup, sheet slip.Sheet) {
	t.Helper()
	if got := r.Print(sheet, nil); got.Outcome == printer.Unknown {
		r.Clear()
	}
	wantWhole(t, r, sheet)
}

// next clears, when the terminal would, and prints another person's slip, which must come whole and alone.
func next(t *testing.T, r *Rig, s Setup, before printer.Result) {
	t.Helper()
	if before.Outcome == printer.Unknown && !r.Clear() {
		t.Fatal("the printer is well again and is not known to be empty")
	}
	sheet := s.sheet(fmt.Sprintf("丙%d", len(r.Sim.Slips())), short) // unlike any before
	got := r.Print(sheet, nil)
	if got.Outcome != s.done() {
		t.Fatalf("the next slip: %+v", got)
	}
	wantWhole(t, r, sheet)
	wantPure(t, r)
	if got.Outcome == printer.Unknown && !r.Clear() {
		t.Fatal("a printer that is well is not known to be empty")
	}
}
