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
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body(t, s)
		})
	}
}

func (s Setup) confirms() bool { return s.Profile.Completion != printer.Nothing }

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

func isWhole(p simprinter.Slip, s slip.Sheet) bool {
	return p.Complete && slices.Equal(p.Text, Text(s)) && slices.Equal(p.QR, []string{s.Lines[len(s.Lines)-2].QR})
}

// wantWhole: exactly one piece of paper is the sheet, whole and cut.
func wantWhole(t *testing.T, r *Rig, s slip.Sheet) {
	t.Helper()
	n := 0
	for _, p := range r.Sim.Slips() {
		if isWhole(p, s) {
			n++
		}
	}
	if n != 1 {
		var got []string
		for _, p := range r.Sim.Slips() {
			got = append(got, strings.Join(p.Text, "|"))
		}
		t.Errorf("%d whole slips, want 1; paper holds\n%s\nwant\n%s", n, strings.Join(got, "\n"), strings.Join(Text(s), "|"))
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
