// Package printertest is the conformance suite of slip printers: the same body runs for every profile against the simulated
// printer, behind a real pseudo-terminal, the real serial driver and devices/printer/line.
package printertest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shebao/kiosk/devices/printer"
	"shebao/kiosk/devices/printer/line"
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
		"closed": closed, "near end": nearEnd, "stale": stale, "loose end": looseEnd,
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

func whole(t *testing.T, s Setup) {
	r := New(t, s)
	for _, owner := range []string{"甲", "乙"} {
		for _, lines := range []int{short, long} {
			sheet := s.sheet(owner, lines)
			got := r.Print(sheet, nil)
			wantResult(t, got, s.done(), printer.Unasked, false)
			wantWhole(t, r, sheet)
			// It was cut when the result came, not some time later.
			if end := r.End(); len(end.Slips) == 0 || !isWhole(end.Slips[len(end.Slips)-1], sheet) || end.Held != 0 {
				t.Errorf("called %s with %q on the paper and %d bytes to come", got.Outcome, end.Unfinished.Text, end.Held)
			}
			if len(printer.Encode(sheet, s.Profile, dots{})) > got.Sent {
				t.Errorf("%d bytes were counted", got.Sent)
			}
		}
	}
	if n := len(r.Sim.Slips()); n != 4 {
		t.Errorf("%d pieces of paper", n)
	}
	wantPure(t, r)
	wantNoWarnings(t, r)
	if c := r.Status(); c != printer.Ready {
		t.Errorf("afterwards it is %q", c)
	}
}

// stages come in their order, and the last byte is out before the paper has moved to its end.
func stages(t *testing.T, s Setup) {
	r := New(t, s)
	var seen []printer.Stage
	r.Print(s.sheet("甲", short), func(st printer.Stage) error {
		seen = append(seen, st)
		if n := len(r.Sim.Slips()); n != 0 {
			t.Errorf("at %s %d slips were out", st, n)
		}
		if st != printer.Sent && len(r.Sim.Unfinished().Text) != 0 {
			t.Errorf("at %s something was printed", st)
		}
		if c := r.Driver.Status(t.Context()); c != printer.Unasked {
			t.Errorf("at %s the printer was asked: %q", st, c)
		}
		return nil
	})
	if want := []printer.Stage{printer.Checked, printer.Sending, printer.Sent}; !slices.Equal(seen, want) {
		t.Errorf("stages %q", seen)
	}
}

func refused(t *testing.T, s Setup) {
	r := New(t, s)
	no := errors.New("the journal is full")
	for _, at := range []printer.Stage{printer.Checked, printer.Sending} {
		got := r.Print(s.sheet("甲", short), func(st printer.Stage) error {
			if st == at {
				return no
			}
			return nil
		})
		wantResult(t, got, printer.NotPrinted, printer.Unasked, false)
		if !strings.Contains(got.Detail, no.Error()) || got.Sent != 0 {
			t.Errorf("refused at %s: %+v", at, got)
		}
	}
	r.Quiet()
	if len(r.Sim.Slips()) != 0 || len(r.Sim.Unfinished().Text) != 0 {
		t.Error("something of a refused slip was printed")
	}
	// One that is out already is what the printer says it is.
	sheet := s.sheet("甲", short)
	got := r.Print(sheet, func(st printer.Stage) error {
		if st == printer.Sent {
			return no
		}
		return nil
	})
	wantResult(t, got, s.done(), printer.Unasked, false)
	if !strings.Contains(got.Detail, no.Error()) {
		t.Errorf("detail %q", got.Detail)
	}
	wantWhole(t, r, sheet)
}

func cancelled(t *testing.T, s Setup) {
	r := New(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantResult(t, r.PrintContext(ctx, s.sheet("甲", short), nil), printer.NotPrinted, printer.Unasked, false)
	if c := r.Driver.Status(ctx); c != printer.Unasked {
		t.Errorf("a question that was given up says %q", c)
	}
	for _, at := range []printer.Stage{printer.Checked, printer.Sending} {
		ctx, cancel := context.WithCancel(t.Context())
		sheet := s.sheet("乙", short)
		got := r.PrintContext(ctx, sheet, func(st printer.Stage) error {
			if st == at {
				cancel()
			}
			return nil
		})
		if at == printer.Checked { // no byte has left
			wantResult(t, got, printer.NotPrinted, printer.Unasked, false)
			r.Quiet()
			if len(r.Sim.Slips()) != 0 || len(r.Sim.Unfinished().Text) != 0 {
				t.Error("something of a slip that was given up was printed")
			}
			continue
		}
		wantResult(t, got, s.done(), printer.Unasked, false)
		wantWhole(t, r, sheet)
	}
}

func twoAtOnce(t *testing.T, s Setup) {
	r := New(t, s)
	sheets := []slip.Sheet{s.sheet("甲", short), s.sheet("乙", long), s.sheet("丙", short)}
	got := make(chan printer.Result)
	for _, sheet := range sheets {
		go func() { got <- r.Print(sheet, nil) }()
	}
	for range sheets {
		wantResult(t, <-got, s.done(), printer.Unasked, false)
	}
	for _, sheet := range sheets {
		wantWhole(t, r, sheet)
	}
	wantPure(t, r)
	wantNoWarnings(t, r)
}

// slow paper at a fast line: the buffer is never overrun, and the bounds are long enough. So they are at a slow line.
func slow(t *testing.T, s Setup) {
	for _, baud := range []int{115200, 9600} {
		fast := s.Options
		fast.Speed, fast.Buffer = 0.34, s.Profile.Buffer
		r := New(t, Setup{Profile: s.Profile, Options: fast, Baud: baud})
		for _, owner := range []string{"甲", "乙"} {
			sheet := s.sheet(owner, 240)
			if n := len(printer.Encode(sheet, s.Profile, dots{})); n < s.Profile.Buffer {
				t.Fatalf("a slip of %d bytes fits into the buffer", n)
			}
			wantResult(t, r.Print(sheet, nil), s.done(), printer.Unasked, false)
			wantWhole(t, r, sheet)
		}
		wantNoWarnings(t, r)
	}
}

func paperOutBefore(t *testing.T, s Setup) {
	r := New(t, s)
	for _, state := range []struct {
		set, mend func()
		want      printer.Condition
	}{
		{func() { r.Sim.PaperOutAfter(0) }, r.Sim.LoadPaper, printer.PaperOut},
		{r.Sim.OpenCover, r.Sim.CloseCover, printer.CoverOpen},
		{r.Sim.JamCutter, r.Sim.FixCutter, printer.CutterError},
	} {
		state.set()
		got := r.Print(s.sheet("甲", short), func(st printer.Stage) error {
			t.Errorf("%s: stage %s was entered", state.want, st)
			return nil
		})
		wantResult(t, got, printer.NotPrinted, state.want, false)
		if c := r.Status(); c != state.want {
			t.Errorf("status %q, want %q", c, state.want)
		}
		state.mend()
	}
	r.Quiet()
	if len(r.Sim.Slips()) != 0 || len(r.Sim.Unfinished().Text) != 0 {
		t.Error("something was printed")
	}
	next(t, r, s, printer.Result{Outcome: printer.NotPrinted})
}

func nearEnd(t *testing.T, s Setup) {
	r := New(t, s)
	r.Sim.SetNearEnd(true)
	if c := r.Status(); c != printer.NearEnd {
		t.Errorf("status %q", c)
	}
	sheet := s.sheet("甲", short)
	wantResult(t, r.Print(sheet, nil), s.done(), printer.Unasked, false)
	wantWhole(t, r, sheet)
}

// faults: what staff can see and mend stops a slip at every fifth line. After mending nothing of it comes any more.
func faults(t *testing.T, s Setup) {
	for _, f := range []struct {
		want      printer.Condition
		set, mend func(*simprinter.Printer)
	}{
		{printer.PaperOut, func(p *simprinter.Printer) { p.PaperOutAfter(0) }, (*simprinter.Printer).LoadPaper},
		{printer.CoverOpen, (*simprinter.Printer).OpenCover, (*simprinter.Printer).CloseCover},
		{printer.CutterError, (*simprinter.Printer).JamCutter, (*simprinter.Printer).FixCutter},
	} {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", short))
		sheet := s.sheet("甲", long)
		for mm := 2.0; mm < 300; mm += 5 * 3.75 {
			printed := len(r.Sim.Slips())
			r.Sim.After(mm, func() { f.set(r.Sim) })
			got := r.Print(sheet, nil)
			if got.Outcome == printer.Confirmed || got.Reason != f.want || got.Partial != (got.Outcome == printer.NotPrinted) {
				t.Fatalf("%s after %.0f mm: %+v", f.want, mm, got)
			}
			if s.confirms() && got.Outcome != printer.NotPrinted {
				t.Fatalf("%s after %.0f mm of a long slip: %+v", f.want, mm, got)
			}
			if got.Outcome == printer.Unknown && !r.Clear() {
				t.Fatalf("%s after %.0f mm: a printer that forgot is not known to be empty", f.want, mm)
			}
			at := r.Sim.Unfinished()
			f.mend(r.Sim)
			r.Quiet()
			if now := r.Sim.Unfinished(); len(now.Text) != len(at.Text) || len(r.Sim.Slips()) != printed || r.Sim.Held() != 0 {
				t.Fatalf("%s after %.0f mm: after mending there came %q", f.want, mm, now.Text[len(at.Text):])
			}
			next(t, r, s, got)
			slips := r.Sim.Slips()[printed:]
			if len(slips) != 2 || isWhole(slips[0], sheet) || !isPrefix(slips[0].Text, Text(sheet)) {
				t.Fatalf("%s after %.0f mm: %d pieces, the first %q", f.want, mm, len(slips), slips[0].Text)
			}
		}
	}
}

// early: the paper ends while the bytes still come. No more of them are sent, and it is known that the slip is not whole.
func early(t *testing.T, s Setup) {
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.AfterBytes(r.Sim.Progress().Received+600, func() { r.Sim.PaperOutAfter(0) })
	got := r.Print(s.sheet("甲", short), nil)
	wantResult(t, got, printer.NotPrinted, printer.PaperOut, true)
	r.Sim.LoadPaper()
	next(t, r, s, got)
}

func isPrefix(part, of []string) bool {
	return len(part) <= len(of) && slices.Equal(part, of[:len(part)])
}

// lastLine: the paper ends in the last line, when the slip hangs whole from the printer: it is not called unprinted.
func lastLine(t *testing.T, s Setup) {
	r := New(t, s)
	sheet := s.sheet("甲", short)
	first(t, r, s, sheet)
	mm := r.Sim.Slips()[0].MM - 12 // the cut's feed
	for _, early := range []float64{0.5, 3, 6, 12} {
		printed := len(r.Sim.Slips())
		r.Sim.PaperOutAfter(mm - early)
		got := r.Print(sheet, nil)
		if got.Outcome == printer.Confirmed || got.Reason != printer.PaperOut {
			t.Errorf("%.1f mm before the end: %+v", early, got)
		}
		if early < 3.75 && got.Outcome != printer.Unknown {
			t.Errorf("in the last line: %+v", got)
		}
		if early > 3.75 && s.confirms() && (got.Outcome != printer.NotPrinted || !got.Partial) {
			t.Errorf("before the last line: %+v", got)
		}
		if got.Outcome == printer.Unknown && !r.Clear() {
			t.Error("not known to be empty")
		}
		r.Sim.LoadPaper()
		next(t, r, s, got)
		if slips := r.Sim.Slips()[printed:]; len(slips) != 2 || isWhole(slips[0], sheet) != (early < 3.75) {
			t.Errorf("%.1f mm before the end: %d pieces, whole %v", early, len(slips), isWhole(slips[0], sheet))
		}
	}
}

// cutter: it jams when all lines are printed. The slip hangs whole from the printer, and is cut off before the next.
func cutter(t *testing.T, s Setup) {
	r := New(t, s)
	sheet := s.sheet("甲", short)
	first(t, r, s, sheet)
	r.Sim.After(r.Sim.Slips()[0].MM-6, r.Sim.JamCutter)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.CutterError, false)
	if !r.Clear() {
		t.Error("a printer that forgot is not known to be empty")
	}
	r.Sim.FixCutter()
	next(t, r, s, got)
	if slips := r.Sim.Slips(); len(slips) != 3 || !isWhole(slips[1], sheet) {
		t.Errorf("%d pieces", len(slips))
	}
}

func unpluggedBefore(t *testing.T, s Setup) {
	r := New(t, s)
	r.Sim.Unplug()
	wantResult(t, r.Print(s.sheet("甲", short), nil), printer.NotPrinted, printer.Absent, false)
	if c := r.Status(); c != printer.Absent {
		t.Errorf("status %q", c)
	}
	if r.Clear() {
		t.Error("an absent printer is known to be empty")
	}
	if err := r.Sim.Plug(); err != nil {
		t.Fatal(err)
	}
	r.Open()
	next(t, r, s, printer.Result{})
}

// unplugged within: in the bytes, also inside a command and a character, while paper moves, and while the end is waited for.
// What the printer has it prints; a command that was cut off takes nothing of the next slip.
func unplugged(t *testing.T, s Setup) {
	sheet := s.sheet("甲", short)
	total := len(printer.Encode(sheet, s.Profile, dots{}))
	for n := 40; n < total; n += 61 {
		s.Options.NoClear = n%2 == 0
		r := New(t, s)
		first(t, r, s, s.sheet("乙", 8))
		r.Sim.AfterBytes(r.Sim.Progress().Received+n, r.Sim.Unplug)
		got := r.Print(sheet, nil)
		wantResult(t, got, printer.Unknown, printer.Absent, false)
		replugged(t, r, s, got)
	}
	for _, mm := range []float64{10, 60, 150} {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", 8))
		r.Sim.After(mm, r.Sim.Unplug)
		got := r.Print(sheet, nil)
		wantResult(t, got, printer.Unknown, printer.Absent, false)
		replugged(t, r, s, got)
	}
}

func replugged(t *testing.T, r *Rig, s Setup, got printer.Result) {
	t.Helper()
	if err := r.Sim.Plug(); err != nil {
		t.Fatal(err)
	}
	r.Open()
	next(t, r, s, got)
}

// silent from the beginning: it is tried, as there are printers that never answer. It is not empty before it has spoken.
func silent(t *testing.T, s Setup) {
	r := New(t, s)
	r.Sim.Silence(true)
	if c := r.Status(); c != printer.Silent {
		t.Errorf("status %q", c)
	}
	sheet := s.sheet("甲", short)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.Silent, false)
	wantWhole(t, r, sheet)
	if r.Clear() {
		t.Error("a silent printer is known to be empty")
	}
	r.Sim.Silence(false)
	next(t, r, s, got)
	wantNoWarnings(t, r)
}

func silentWithin(t *testing.T, s Setup) {
	for _, mm := range []float64{1, 30, 100, 180} {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", short))
		r.Sim.After(mm, func() { r.Sim.Silence(true) })
		got := r.Print(s.sheet("甲", long), nil)
		wantResult(t, got, printer.Unknown, printer.Silent, false)
		if r.Clear() {
			t.Error("a silent printer is known to be empty")
		}
		r.Sim.Silence(false)
		next(t, r, s, got)
	}
}

// noise: what nobody asked for neither confirms a slip nor keeps it from being confirmed.
func noise(t *testing.T, s Setup) {
	r := New(t, s)
	sheet := s.sheet("甲", long)
	pieces := []string{
		"\x10\x00\x00\x00", "\x18\x0f\x00\x0f", "\x14\x00\x60\x0c", // ASB
		"\x13\x11", "\x10\x0f\x00\x00\x00\x00", "\x10\x0f\x21\x01\x40\x80", // flow control, FULL STATUS
		"\x372ABCD\x00", "\x37\x22ABCD\x00", "\x37\x22    \x00", "\x37\x25\x00", "\x37\x23\x40\x00", // blocks
		"\x5fTM-T88\x00", "\xff\xfe\x9c\x90\x81", "\x80",
	}
	if s.Profile.Completion == printer.GSr {
		pieces = append(pieces, "\x0c", "\x0f") // that there is no paper
	} else { // where one byte is an answer, one more is as good
		pieces = append(pieces, "\x00", "\x0c\x03", "\x37\x22AB", "\x10", "\x5f777")
	}
	for i, p := range pieces {
		r.Sim.Noise([]byte(p))
		r.Sim.After(float64(3+i*9), func() { r.Sim.Noise([]byte(p)) })
	}
	wantResult(t, r.Print(sheet, nil), s.done(), printer.Unasked, false)
	wantWhole(t, r, sheet)
	wantNoWarnings(t, r)
	for _, half := range []string{"\x10\x0f", "\x5f777", "\x37\x22AB", "\x18\x00"} {
		r.Sim.Noise([]byte(half))
		if c := r.Status(); c != printer.Ready {
			t.Errorf("after half an answer, % X, it is %q", half, c)
		}
	}
	// Without a word of the printer's own, noise is no confirmation.
	if s.Profile.Completion == printer.Nothing {
		return
	}
	r.Sim.Confirm(simprinter.None)
	for i, p := range pieces {
		r.Sim.After(float64(3+i*9), func() { r.Sim.Noise([]byte(p)) })
	}
	if got := r.Print(s.sheet("乙", long), nil); got.Outcome != printer.Unknown {
		t.Errorf("noise confirmed a slip: %+v", got)
	}
}

// power: it goes off and on again in the middle, and what it held is gone. The rest, when it still comes, is no whole slip.
func power(t *testing.T, s Setup) {
	sheet := s.sheet("甲", long)
	for i := range 12 {
		r := New(t, s)
		first(t, r, s, s.sheet("乙", short))
		if i < 8 {
			r.Sim.After(3+float64(i)*40, r.Sim.PowerCycle)
		} else { // while bytes still come: it has started again before the last ones
			r.Sim.AfterBytes(r.Sim.Progress().Received+300*(i-7), r.Sim.PowerCycle)
		}
		got := r.Print(sheet, nil)
		if got.Outcome == printer.Confirmed {
			t.Errorf("power %d: %+v", i, got)
		}
		r.Quiet()
		next(t, r, s, got)
	}
}

// deaf: it answers how it is, and never that it has printed, though its profile says so. After each slip it is known to be
// empty all the same: it was well for as long as it needs to print all.
func deaf(t *testing.T, s Setup) {
	for _, clears := range []bool{true, false} {
		o := s.Options
		o.Completion, o.NoClear = simprinter.None, !clears
		r := New(t, Setup{Profile: s.Profile, Options: o})
		for _, owner := range []string{"甲", "乙", "丙"} {
			sheet := s.sheet(owner, long)
			wantResult(t, r.Print(sheet, nil), printer.Unknown, printer.Unasked, false)
			wantWhole(t, r, sheet)
			if !r.Clear() {
				t.Fatal("a printer that was well all the time is not known to be empty")
			}
		}
		wantPure(t, r)
	}
}

// deafAndStopped: one that cannot be told to forget, and does not say what it has printed, holds the rest as long as it is
// stopped, and prints it when it goes on. Then it is empty.
func deafAndStopped(t *testing.T, s Setup) {
	o := s.Options
	o.Completion, o.NoClear = simprinter.None, true
	r := New(t, Setup{Profile: s.Profile, Options: o})
	sheet := s.sheet("甲", short)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.PaperOutAfter(50)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.PaperOut, false)
	for range 3 {
		if r.Clear() {
			t.Fatal("a printer without paper that holds half a slip is known to be empty")
		}
	}
	r.Sim.LoadPaper()
	r.Sim.After(20, r.Sim.OpenCover)
	if r.Clear() {
		t.Fatal("a printer that stopped again is known to be empty")
	}
	r.Sim.CloseCover()
	if !r.Clear() {
		t.Fatal("it is well, had time, and is not known to be empty")
	}
	third := s.sheet("丙", short)
	r.Print(third, nil)
	wantWhole(t, r, third)
	wantPure(t, r)
}

func mute(t *testing.T, s Setup) {
	o := s.Options
	o.Mute = true
	r := New(t, Setup{Profile: s.Profile, Options: o})
	for _, owner := range []string{"甲", "乙"} {
		sheet := s.sheet(owner, long)
		wantResult(t, r.Print(sheet, nil), printer.Unknown, printer.Silent, false)
		wantWhole(t, r, sheet)
		if r.Clear() {
			t.Error("a mute printer is known to be empty")
		}
	}
	wantPure(t, r)
	wantNoWarnings(t, r)
	// What an earlier run left is cut off, though nobody knows that it was.
	left := printer.Encode(s.sheet("甲", 11), s.Profile, dots{})
	r.call(func() {
		if err := r.line.Write(t.Context(), left[:len(left)-40]); err != nil {
			t.Error(err)
		}
	})
	r.Open()
	third := s.sheet("丙", long)
	r.Print(third, nil)
	wantWhole(t, r, third)
	wantPure(t, r)
}

// uncleared: one that cannot be told to forget. The rest of a slip comes when the paper is there, before anybody else's.
func uncleared(t *testing.T, s Setup) {
	s.Options.NoClear = true
	r := New(t, s)
	sheet := s.sheet("甲", short)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.PaperOutAfter(50)
	got := r.Print(sheet, nil)
	wantResult(t, got, printer.Unknown, printer.PaperOut, false)
	if r.Clear() {
		t.Fatal("a printer without paper that holds half a slip is known to be empty")
	}
	if got := r.Print(s.sheet("丙", short), nil); got.Outcome != printer.NotPrinted {
		t.Errorf("into a printer without paper: %+v", got)
	}
	r.Sim.LoadPaper()
	if !r.Clear() {
		t.Fatal("it has printed all, and is not known to be empty")
	}
	if slips := r.Sim.Slips(); len(slips) != 2 || !isPrefix(slips[1].Text, Text(sheet)) ||
		s.Profile.Completion != printer.GSr && !isWhole(slips[1], sheet) { // with GS r not all was sent
		t.Errorf("%d slips before the next", len(slips))
	}
	next(t, r, s, printer.Result{})
}

func closed(t *testing.T, s Setup) {
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	shut := make(chan error, 1)
	r.Sim.After(30, func() { go func() { shut <- r.Driver.Close() }() })
	got := r.Print(s.sheet("甲", long), nil)
	wantResult(t, got, printer.Unknown, printer.Absent, false)
	if err := <-shut; err != nil {
		t.Error(err)
	}
	if r.Clear() || r.Status() != printer.Absent {
		t.Error("a closed line is not absent")
	}
	r.Open()
	if _, err := line.Open(r.Sim.Path(), 9600, r.ours); !errors.Is(err, line.ErrBusy) {
		t.Errorf("a second opener gets %v", err)
	}
	next(t, r, s, got)
}

// stale: what the printer still says of an earlier run's slips confirms none of this one's.
func stale(t *testing.T, s Setup) {
	if !s.confirms() {
		t.Skip("it says nothing")
	}
	s.Options.NoClear = true
	if s.Profile.Completion == printer.GSr {
		s.Options.Speed = 0.2 // so slow that an old answer is still to come when clearing was tried
	}
	r := New(t, s)
	first(t, r, s, s.sheet("乙", short))
	r.Sim.PaperOutAfter(20)
	first := s.sheet("甲", short)
	if got := r.Print(first, nil); got.Outcome != printer.Unknown {
		t.Fatalf("%+v", got)
	}
	r.Open() // the program starts anew and knows nothing
	r.Sim.LoadPaper()
	second := s.sheet("丙", short)
	got := r.Print(second, func(st printer.Stage) error {
		if st == printer.Sending {
			r.Sim.PaperOutAfter(2)
		}
		return nil
	})
	if got.Outcome == printer.Confirmed {
		t.Errorf("%+v", got)
	}
	for _, p := range r.Sim.Slips() {
		if isWhole(p, second) {
			t.Error("the second slip was printed")
		}
	}
	wantPure(t, r)
	// When it is called empty it is: all has come out and was cut.
	r.Open()
	var ok bool
	r.call(func() { // without any time between
		r.Sim.LoadPaper()
		ok = r.Driver.Clear(t.Context())
	})
	if end := r.End(); !ok || end.Held != 0 || len(end.Unfinished.Text) != 0 {
		t.Errorf("it is called empty (%v), holds %d bytes, and on its paper stands %q", ok, end.Held, end.Unfinished.Text)
	}
}

// looseEnd: a program that ended in the middle of a slip, even of a command, left it hanging. It is cut off before the next.
func looseEnd(t *testing.T, s Setup) {
	sheet := s.sheet("甲", short)
	raw := printer.Encode(sheet, s.Profile, dots{})
	code := strings.Index(string(raw), "\x1d(k")
	last := strings.LastIndex(string(raw), "\x1d(k")
	for i, n := range []int{11, 60, 61, 120, 131, 400, code + 1, code + 2, code + 3, code + 4, last - 9, last + 3, len(raw) - 40, len(raw) - 4,
		strings.Index(string(raw), "\x1b*") + 3, strings.Index(string(raw), "\x1b*") + 4, strings.Index(string(raw), "\x1b*") + 20} {
		s.Options.NoClear = i%2 == 0
		r := New(t, s)
		r.call(func() {
			if err := r.line.Write(t.Context(), raw[:n]); err != nil {
				t.Error(err)
			}
		})
		r.Open()
		next(t, r, s, printer.Result{})
	}
}
